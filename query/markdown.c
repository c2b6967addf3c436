/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown, written (markdown.h). */
#include "markdown.h"

#include "terminal.h"

#include <stdio.h>
#include <string.h>

/* What would be taken for a list, a heading, a quotation or a rule at the start of a line: the
 * bytes before the one to escape, or -1. "14. " is one: the stop is escaped. */
static int line_start(const char *p)
{
    size_t digits = strspn(p, "0123456789");
    if (digits && digits <= 9 && (p[digits] == '.' || p[digits] == ')'))
        return (int)digits;
    return *p && strchr("#+-=>|~", *p) ? 0 : -1;
}

void tv_markdown_escape(const char *marked, const char *line_end, struct tv_buffer *out)
{
    int special = line_start(marked);
    for (const char *p = marked; *p; p++, special--) {
        if (*p == '\n') {
            tv_buffer_puts(out, line_end);
            special = line_start(p + 1) + 1;
        } else if (*p == TV_MARK || *p == TV_UNMARK) {
            tv_buffer_puts(out, "**");
        } else {
            if (special == 0 || strchr("\\`*_[]<>&|~", *p))
                tv_buffer_putc(out, '\\');
            tv_buffer_putc(out, *p);
        }
    }
}

void tv_markdown_link(const char *text, const char *url, struct tv_buffer *out)
{
    struct tv_buffer plain = {0};
    bool web = url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
    tv_plain(text, strlen(text), false, &plain);
    tv_buffer_puts(out, web ? "[" : "");
    tv_markdown_escape(plain.data ? plain.data : "", " ", out);
    tv_buffer_finish(&plain);
    if (!web)
        return;
    tv_buffer_puts(out, "](");
    for (const unsigned char *p = (const unsigned char *)url; *p; p++)
        tv_buffer_printf(out, *p <= ' ' || strchr("<>()\\\"", *p) ? "%%%02X" : "%c", *p);
    tv_buffer_putc(out, ')');
}
