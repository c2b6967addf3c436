/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What reaches a terminal or a text file (terminal.h). */
#include "terminal.h"

#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unicode/ubrk.h>
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

/* Columns of the terminal that a descriptor leads to; 0: it is none. */
static unsigned width_of(int fd)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    int n = columns ? atoi(columns) : 0;
    if (!isatty(fd))
        return 0;
    if (n <= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    return n >= 20 ? (unsigned)n : 80;
}

struct tv_output tv_output_stderr(void)
{
    return (struct tv_output){.file = stderr, .width = width_of(STDERR_FILENO)};
}

struct tv_output tv_output_stdout(enum tv_color color)
{
    return (struct tv_output){
        .file = stdout,
        .color = wants_color(color),
        .width = width_of(STDOUT_FILENO),
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
    if (c >= 0x1160 && c <= 0x11FF) /* vowels and finals, which join the syllable before them */
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

/* Wrapping */

static bool is_mark(int32_t c)
{
    return c == TV_MARK || c == TV_UNMARK || c == TV_FAINT;
}

/* The places where lines of the text may break; NULL where ICU has no rules: then blanks are. */
static UBreakIterator *open_breaks(const char *s, size_t size, UText *ret_text)
{
    UErrorCode status = U_ZERO_ERROR;
    *ret_text = (UText)UTEXT_INITIALIZER;
    utext_openUTF8(ret_text, s, (int64_t)size, &status);
    UBreakIterator *breaks = ubrk_open(UBRK_LINE, "", NULL, 0, &status);
    ubrk_setUText(breaks, ret_text, &status);
    if (U_SUCCESS(status))
        return breaks;
    ubrk_close(breaks);
    return NULL;
}

/* The last place behind start and not behind end where a line may break; start where there is none. */
static size_t last_break(UBreakIterator *breaks, const char *s, size_t start, size_t end)
{
    if (breaks && ubrk_isBoundary(breaks, (int32_t)end))
        return end;
    if (breaks) {
        int32_t at = ubrk_preceding(breaks, (int32_t)end);
        return at > (int32_t)start ? (size_t)at : start;
    }
    while (end > start && s[end - 1] != ' ')
        end--;
    return end;
}

/* The end of the line that starts at `start`, and where the next one starts. */
static void find_line(UBreakIterator *breaks, const char *s, size_t size, size_t start, size_t room,
                      size_t *ret_end, size_t *ret_next)
{
    size_t used = 0, i = start;
    while (i < size && s[i] != '\n') {
        size_t at = i;
        int32_t c = tv_utf8_next(s, size, &i);
        used += columns_of(c);
        if (used <= room || c == ' ')
            continue;
        size_t next = last_break(breaks, s, start, at);
        *ret_next = next > start ? next : at;
        *ret_end = *ret_next;
        while (*ret_end > start && s[*ret_end - 1] == ' ')
            --*ret_end;
        return;
    }
    *ret_end = i;
    *ret_next = i < size ? i + 1 : i;
}

static void print_style(const struct tv_output *out, char mark)
{
    if (out->color)
        fputs(mark == TV_MARK ? bold : mark == TV_FAINT ? faint : normal, out->file);
}

/* Prints a piece of marked text; *mark is the mark that is open, or TV_UNMARK, before and behind it. */
static void print_marked(const struct tv_output *out, const char *s, size_t size, char *mark)
{
    if (*mark != TV_UNMARK)
        print_style(out, *mark);
    for (size_t i = 0; i < size; i++) {
        if (is_mark(s[i]))
            print_style(out, *mark = s[i]);
        else
            putc(s[i], out->file);
    }
    if (*mark != TV_UNMARK)
        print_style(out, TV_UNMARK);
}

/* Columns for text behind an indent. */
static size_t room_behind(const struct tv_output *out, const char *indent)
{
    size_t indented = tv_columns(indent, strlen(indent));
    if (!out->width)
        return SIZE_MAX;
    return out->width > indented + 20 ? out->width - indented : 20;
}

void tv_wrap_from(const struct tv_output *out, const char *marked, const char *first,
                  const char *indent)
{
    size_t size = strlen(marked);
    UText text;
    UBreakIterator *breaks = NULL;
    bool wraps = tv_columns(marked, size) > room_behind(out, indent);
    char mark = TV_UNMARK;
    if (wraps)
        breaks = open_breaks(marked, size, &text);
    for (size_t at = 0, end, next; at<size; at = next> at ? next : size) {
        const char *before = at ? indent : first;
        find_line(breaks, marked, size, at, room_behind(out, before), &end, &next);
        if (end > at)
            fputs(before, out->file);
        print_marked(out, marked + at, end - at, &mark);
        putc('\n', out->file);
    }
    if (wraps) {
        ubrk_close(breaks);
        utext_close(&text);
    }
}

void tv_wrap(const struct tv_output *out, const char *marked, const char *indent)
{
    tv_wrap_from(out, marked, indent, indent);
}

void tv_complain(const char *format, ...)
{
    struct tv_output out = tv_output_stderr();
    struct tv_buffer line = {0};
    va_list args;
    va_start(args, format);
    tv_plain_vprintf(&line, format, args);
    va_end(args);
    tv_wrap(&out, line.data ? line.data : "", "");
    tv_buffer_finish(&line);
}
