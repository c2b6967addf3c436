/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML, written (html.h). */
#include "html.h"

#include "../terminal.h"

#include <stdarg.h>
#include <string.h>

static void escape(struct tv_buffer *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '&')
            tv_buffer_puts(out, "&amp;");
        else if (*p == '<')
            tv_buffer_puts(out, "&lt;");
        else if (*p == '>')
            tv_buffer_puts(out, "&gt;");
        else if (*p == '"')
            tv_buffer_puts(out, "&quot;");
        else if (*p == '\'')
            tv_buffer_puts(out, "&#39;");
        else
            tv_buffer_putc(out, *p);
    }
}

void tv_html(struct tv_buffer *out, const char *text)
{
    struct tv_buffer plain = {0};
    if (!text)
        return;
    tv_plain(text, strlen(text), false, &plain);
    escape(out, plain.data ? plain.data : "");
    tv_buffer_finish(&plain);
}

void tv_htmlf(struct tv_buffer *out, const char *format, ...)
{
    struct tv_buffer text = {0};
    va_list args;
    va_start(args, format);
    tv_buffer_vprintf(&text, format, args);
    va_end(args);
    tv_html(out, text.data);
    tv_buffer_finish(&text);
}

void tv_html_attribute(struct tv_buffer *out, const char *name, const char *value)
{
    tv_buffer_printf(out, " %s=\"", name);
    tv_html(out, value);
    tv_buffer_putc(out, '"');
}

void tv_html_href(struct tv_buffer *out, const char *url)
{
    if (url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0))
        tv_html_attribute(out, "href", url);
}

void tv_html_marked(struct tv_buffer *out, const char *text, size_t start, size_t end,
                    const struct tv_span *spans, size_t n)
{
    struct tv_buffer marked = {0}, escaped = {0};
    tv_marked(text, start, end, spans, n, &marked);
    escape(&escaped, marked.data ? marked.data : "");
    for (const char *p = escaped.data ? escaped.data : ""; *p; p++) {
        if (*p == TV_MARK)
            tv_buffer_puts(out, "<mark>");
        else if (*p == TV_UNMARK)
            tv_buffer_puts(out, "</mark>");
        else if (*p == '\n')
            tv_buffer_puts(out, "<br>");
        else
            tv_buffer_putc(out, *p);
    }
    tv_buffer_finish(&marked);
    tv_buffer_finish(&escaped);
}
