/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses (addresses.h). */
#include "addresses.h"

#include "html.h"

enum { EXPORTED = 1000 };

/* Ends the address and gives it to the page. */
static void put(struct tv_buffer *out, struct tv_buffer *url)
{
    tv_html_attribute(out, "href", url->data);
    tv_buffer_finish(url);
}

static void add_question(struct tv_buffer *url, const char *question)
{
    if (!question)
        return;
    tv_buffer_puts(url, "&q=");
    tv_url_encode(question, url);
}

void tv_href_search(struct tv_buffer *out, const struct tv_asked *asked)
{
    struct tv_buffer url = {0};
    tv_buffer_putc(&url, '/');
    tv_parameters_url(&tv_page_parameters, asked, &url);
    put(out, &url);
}

void tv_href_export(struct tv_buffer *out, const struct tv_asked *asked, const char *route,
                    const char *format)
{
    struct tv_buffer url = {0};
    struct tv_asked all = *asked;
    all.offset = 0;
    all.limit = EXPORTED;
    tv_buffer_puts(&url, route);
    tv_parameters_url(format ? &tv_page_parameters : &tv_filter_parameters, &all, &url);
    if (format)
        tv_buffer_printf(&url, "&format=%s", format);
    put(out, &url);
}

void tv_href_document(struct tv_buffer *out, const char *id, uint32_t passage, const char *question)
{
    struct tv_buffer url = {0};
    tv_buffer_printf(&url, "/documents/%s", id);
    if (passage)
        tv_buffer_printf(&url, "?passage=%u", passage);
    if (passage)
        add_question(&url, question);
    if (passage)
        tv_buffer_printf(&url, "#p%u", passage);
    put(out, &url);
}

void tv_href_part(struct tv_buffer *out, const char *id, uint32_t first, const char *question)
{
    struct tv_buffer url = {0};
    tv_buffer_printf(&url, "/documents/%s?first=%u", id, first);
    add_question(&url, question);
    put(out, &url);
}

void tv_href_citation(struct tv_buffer *out, const char *id, uint32_t passage, const char *style)
{
    struct tv_buffer url = {0};
    tv_buffer_printf(&url, "/api/v1/cite?id=%s%%23%u&style=%s", id, passage, style);
    put(out, &url);
}
