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

void tv_put_hidden(struct tv_buffer *out, const struct tv_asked *asked, bool dates)
{
    put_list(out, "kind", &asked->kinds);
    put_list(out, "state", &asked->states);
    put_list(out, "document", &asked->documents);
    put_hidden(out, "language", asked->language);
    put_hidden(out, "since", dates ? asked->since : NULL);
    put_hidden(out, "until", dates ? asked->until : NULL);
    put_hidden(out, "sort", asked->sort == TV_SORT_DATE ? "date" : NULL);
    put_hidden(out, "duplicates", asked->duplicates ? "yes" : NULL);
    put_hidden(out, "translate", asked->translate ? "yes" : NULL);
}

static void put_form(struct tv_buffer *out, const struct tv_asked *asked)
{
    tv_buffer_puts(out,
                   "<form class=\"ask\" role=\"search\" action=\"/\" method=\"get\">\n"
                   "<label for=\"q\">Search the record</label>\n"
                   "<input type=\"search\" id=\"q\" name=\"q\" dir=\"auto\" autocomplete=\"off\" "
                   "spellcheck=\"false\" list=\"suggestions\" placeholder=\"Search the record\"");
    tv_html_attribute(out, "value", asked ? asked->text : NULL);
    tv_buffer_puts(out, ">\n<datalist id=\"suggestions\"></datalist>\n"
                        "<button type=\"submit\">Search</button>\n");
    if (asked)
        tv_put_hidden(out, asked, true);
    tv_buffer_puts(out, "</form>\n");
}

static void put_asset(struct tv_buffer *out, const char *before, const char *name)
{
    tv_buffer_puts(out, before);
    tv_html(out, tv_asset_find(name)->url);
    tv_buffer_puts(out, "\"");
}

void tv_frame_open(struct tv_buffer *out, const char *title, const char *layout,
                   const struct tv_asked *asked)
{
    tv_buffer_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    tv_html(out, title);
    tv_buffer_puts(out, "</title>\n");
    put_asset(out, "<link rel=\"stylesheet\" href=\"", "page.css");
    put_asset(out, ">\n<link rel=\"icon\" href=\"", "icon.svg");
    put_asset(out, ">\n<script defer src=\"", "page.js");
    tv_buffer_printf(out,
                     "></script>\n</head>\n<body class=\"%s\">\n"
                     "<a class=\"skip\" href=\"#main\">Skip to the results</a>\n"
                     "<header>\n<a class=\"brand\" href=\"/\">Travaux</a>\n",
                     layout);
    put_form(out, asked);
    tv_buffer_puts(out, "</header>\n<main id=\"main\">\n");
}

void tv_frame_close(struct tv_buffer *out)
{
    tv_buffer_puts(out,
                   "</main>\n<footer>\n<p>Passages are quoted as their documents have them. Check "
                   "a citation before you print it: <code>travaux verify</code>.</p>\n</footer>\n"
                   "</body>\n</html>\n");
}
