/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML, written (html.h). */
#include "html.h"

#include "../html.h"
#include "../terminal.h"
#include "corpus/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

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

static bool is_from_right(int32_t c)
{
    UCharDirection direction = u_charDirection(c);
    return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

/* Appends text that is written from the left, with what is not kept apart. */
static void put_isolated(struct tv_buffer *out, const char *text)
{
    size_t size = strlen(text);
    tv_buffer_puts(out, "<bdi>");
    for (size_t i = 0, from = 0; from < size; from = i) {
        struct tv_arena arena = {0};
        bool right = is_from_right(tv_utf8_next(text, size, &i));
        for (size_t next = i;
             next < size && is_from_right(tv_utf8_next(text, size, &next)) == right;)
            i = next;
        tv_buffer_puts(out, right ? "<bdi>" : "");
        tv_html(out, tv_arena_strndup(&arena, text + from, i - from));
        tv_buffer_puts(out, right ? "</bdi>" : "");
        tv_arena_finish(&arena);
    }
    tv_buffer_puts(out, "</bdi>");
}

void tv_html_citation(struct tv_buffer *out, const char *citation, const char *title)
{
    struct tv_arena arena = {0};
    const char *at = title && *title ? strstr(citation, title) : NULL;
    const char *rest = at ? at + strlen(title) : citation;
    rest += at ? strspn(rest, "\", ") : 0; /* stands on the side of the title */
    tv_html(out, tv_arena_strndup(&arena, citation, (size_t)(rest - citation)));
    if (*rest)
        put_isolated(out, rest);
    tv_arena_finish(&arena);
}
