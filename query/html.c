/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML, written (html.h). */
#include "html.h"

#include "terminal.h"

#include <string.h>

static const char *meaning_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case TV_MARK:
        return "<mark>";
    case TV_UNMARK:
        return "</mark>";
    case '\n':
        return "<br>\n";
    default:
        return NULL;
    }
}

void tv_html_escape(const char *marked, struct tv_buffer *out)
{
    for (const char *p = marked; *p; p++) {
        const char *meaning = meaning_of(*p);
        if (meaning)
            tv_buffer_puts(out, meaning);
        else
            tv_buffer_putc(out, *p);
    }
}

bool tv_html_is_of_web(const char *url)
{
    return url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
}

void tv_html_link(const char *text, const char *url, struct tv_buffer *out)
{
    struct tv_buffer link = {0};
    if (!tv_html_is_of_web(url)) {
        tv_html_escape(text, out);
        return;
    }
    tv_plain(url, strlen(url), false, &link);
    tv_buffer_puts(out, "<a href=\"");
    tv_html_escape(link.data, out);
    tv_buffer_puts(out, "\">");
    tv_html_escape(text, out);
    tv_buffer_puts(out, "</a>");
    tv_buffer_finish(&link);
}
