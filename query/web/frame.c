/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all pages have around them (frame.h). */
#include "frame.h"

#include "assets.h"
#include "html.h"

static void put_hidden(struct tv_buffer *out, const char *name, const char *value)
{
    if (!value)
        return;
    tv_buffer_puts(out, "<input type=\"hidden\"");
    tv_html_attribute(out, "name", name);
    tv_html_attribute(out, "value", value);
    tv_buffer_puts(out, ">\n");
}

static void put_list(struct tv_buffer *out, const char *name, const struct tv_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        put_hidden(out, name, list->items[i]);
}

/* The filters stay when the question changes. */
static void put_filters(struct tv_buffer *out, const struct tv_asked *asked)
{
    put_list(out, "kind", &asked->kinds);
    put_list(out, "state", &asked->states);
    put_list(out, "document", &asked->documents);
    put_hidden(out, "language", asked->language);
    put_hidden(out, "since", asked->since);
    put_hidden(out, "until", asked->until);
    put_hidden(out, "sort", asked->sort == TV_SORT_DATE ? "date" : NULL);
}

static void put_form(struct tv_buffer *out, const struct tv_asked *asked)
{
    tv_buffer_puts(out, "<form role=\"search\" action=\"/\" method=\"get\">\n"
                        "<label for=\"q\">Question</label>\n"
                        "<input type=\"search\" id=\"q\" name=\"q\" dir=\"auto\"");
    tv_html_attribute(out, "value", asked ? asked->text : NULL);
    tv_buffer_puts(out, ">\n<button type=\"submit\">Search</button>\n");
    if (asked)
        put_filters(out, asked);
    tv_buffer_puts(out, "</form>\n");
}

void tv_frame_open(struct tv_buffer *out, const char *title, const struct tv_asked *asked)
{
    tv_buffer_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    tv_html(out, title);
    tv_buffer_puts(out, "</title>\n<link rel=\"stylesheet\"");
    tv_html_attribute(out, "href", tv_asset_find("page.css")->url);
    tv_buffer_puts(out, ">\n<link rel=\"icon\"");
    tv_html_attribute(out, "href", tv_asset_find("icon.svg")->url);
    tv_buffer_puts(out, ">\n<script defer");
    tv_html_attribute(out, "src", tv_asset_find("page.js")->url);
    tv_buffer_puts(out, "></script>\n</head>\n<body>\n<header>\n<a href=\"/\">Travaux</a>\n");
    put_form(out, asked);
    tv_buffer_puts(out, "</header>\n<main>\n");
}

void tv_frame_close(struct tv_buffer *out)
{
    tv_buffer_puts(out, "</main>\n</body>\n</html>\n");
}
