/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML, written (html.h). */
#include "html.h"

#include "../html.h"
#include "../terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void tv_html(struct tv_buffer *out, const char *text)
{
    struct tv_buffer plain = {0};
    if (!text)
        return;
    tv_plain(text, strlen(text), false, &plain);
    tv_html_escape(plain.data ? plain.data : "", out);
    tv_buffer_finish(&plain);
}

void tv_htmlf(struct tv_buffer *out, const char *format, ...)
{
    struct tv_buffer line = {0};
    va_list args;
    va_start(args, format);
    tv_plain_vprintf(&line, format, args);
    va_end(args);
    tv_html_escape(line.data ? line.data : "", out);
    tv_buffer_finish(&line);
}

void tv_html_number(struct tv_buffer *out, uint64_t number)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            tv_buffer_putc(out, ',');
        tv_buffer_putc(out, digits[i]);
    }
}

void tv_html_attribute(struct tv_buffer *out, const char *name, const char *value)
{
    tv_buffer_printf(out, " %s=\"", name);
    tv_html(out, value);
    tv_buffer_putc(out, '"');
}

void tv_html_href(struct tv_buffer *out, const char *url)
{
    if (tv_html_is_of_web(url))
        tv_html_attribute(out, "href", url);
}

void tv_html_marked(struct tv_buffer *out, const char *text, size_t start, size_t end,
                    const struct tv_span *spans, size_t n)
{
    struct tv_buffer marked = {0};
    tv_marked(text, start, end, spans, n, &marked);
    tv_html_escape(marked.data ? marked.data : "", out);
    tv_buffer_finish(&marked);
}
