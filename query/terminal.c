/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What reaches a terminal or a text file (terminal.h). */
#include "terminal.h"

#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unistd.h>

static const char bold[] = "\033[1m", faint[] = "\033[2m", normal[] = "\033[0m";

static bool wants_color(enum tv_color color)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    if (color != TV_COLOR_AUTO)
        return color == TV_COLOR_ALWAYS;
    return isatty(STDOUT_FILENO) && !(no && no[0]) && !(term && strcmp(term, "dumb") == 0);
}

static unsigned terminal_width(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    int n = columns ? atoi(columns) : 0;
    if (n <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    return n >= 20 ? (unsigned)n : 80;
}

struct tv_output tv_output_stdout(enum tv_color color)
{
    return (struct tv_output){
        .file = stdout,
        .color = wants_color(color),
        .width = isatty(STDOUT_FILENO) ? terminal_width() : 0,
    };
}

void tv_marked(const char *text, size_t start, size_t end, const struct tv_span *spans, size_t n,
               struct tv_buffer *out)
{
    size_t at = start;
    for (size_t i = 0; i < n; i++) {
        if (spans[i].start < at || spans[i].end > end)
            continue;
        tv_plain(text + at, spans[i].start - at, true, out);
        tv_buffer_putc(out, TV_MARK);
        tv_plain(text + spans[i].start, spans[i].end - spans[i].start, true, out);
        tv_buffer_putc(out, TV_UNMARK);
        at = spans[i].end;
    }
    tv_plain(text + at, end - at, true, out);
}

static unsigned columns_of(int32_t c)
{
    if (c < 0x300)
        return c >= 0x20 && c != 0xAD;
    if (U_MASK(u_charType(c)) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK))
        return 0;
    int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t tv_columns(const char *text, size_t size)
{
    size_t columns = 0;
    for (size_t i = 0; i < size;)
        columns += columns_of(tv_utf8_next(text, size, &i));
    return columns;
}

/* Wrapping: the text is taken character by character; where a line gets too long it ends at the
 * last place where it may. */

/* Signs that must not begin a line. */
static bool closes(int32_t c)
{
    return c == 0x3001 || c == 0x3002 || c == 0xFF0C || c == 0xFF0E || c == 0xFF1A || c == 0xFF1B ||
           c == 0xFF01 || c == 0xFF1F || c == 0xFF09 || c == 0x300D || c == 0x300F || c == 0x300B ||
           c == 0x201D || c == 0x2019;
}

/* The end of the line that starts at `start`, and where the next one starts. */
static void find_line(const char *s, size_t size, size_t start, size_t room, size_t *ret_end,
                      size_t *ret_next)
{
    size_t used = 0, end = start, next = start, i = start;
    bool may_break = false; /* end and next are such a place */
    int32_t before = 0;
    while (i < size && s[i] != '\n') {
        size_t at = i;
        int32_t c = tv_utf8_next(s, size, &i);
        unsigned columns = columns_of(c);
        if (at > start && (columns_of(before) == 2 || columns == 2) && !closes(c) &&
            before != ' ' && c != TV_UNMARK) {
            end = next = at;
            may_break = true;
        }
        if (c == ' ' && at > start) {
            end = at;
            next = i;
            may_break = true;
        }
        if (used + columns > room && c != ' ') {
            *ret_end = may_break ? end : at;
            *ret_next = may_break ? next : at;
            return;
        }
        used += columns;
        if (c != TV_MARK && c != TV_UNMARK)
            before = c;
    }
    *ret_end = i;
    *ret_next = i < size ? i + 1 : i;
}

/* Prints a piece of marked text; *marked says whether a mark is open, before and behind it. */
static void print_marked(const struct tv_output *out, const char *s, size_t size, bool *marked)
{
    if (*marked && out->color)
        fputs(bold, out->file);
    for (size_t i = 0; i < size; i++) {
        if (s[i] == TV_MARK || s[i] == TV_UNMARK) {
            *marked = s[i] == TV_MARK;
            if (out->color)
                fputs(*marked ? bold : normal, out->file);
        } else {
            putc(s[i], out->file);
        }
    }
    if (*marked && out->color)
        fputs(normal, out->file);
}

void tv_wrap(const struct tv_output *out, const char *marked, const char *indent)
{
    size_t size = strlen(marked), at = 0, room = SIZE_MAX;
    size_t indented = tv_columns(indent, strlen(indent));
    bool open = false;
    if (out->width)
        room = out->width > indented + 20 ? out->width - indented : 20;
    while (at < size) {
        size_t end, next;
        find_line(marked, size, at, room, &end, &next);
        if (end > at)
            fputs(indent, out->file);
        print_marked(out, marked + at, end - at, &open);
        putc('\n', out->file);
        at = next > at ? next : size;
    }
}

static void print_in(const struct tv_output *out, const char *style, const char *text)
{
    if (out->color)
        fprintf(out->file, "%s%s%s", style, text, normal);
    else
        fputs(text, out->file);
}

void tv_bold(const struct tv_output *out, const char *text)
{
    print_in(out, bold, text);
}

void tv_faint(const struct tv_output *out, const char *text)
{
    print_in(out, faint, text);
}
