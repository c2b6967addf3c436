/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of a plain text (text_lines.h): splitting and measuring. */
#include "text_lines.h"

#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    UNWRAPPED = 120, /* a wrapped text has hardly a line that is longer than this (columns) */
    MIN_WIDTH = 40,
    LONG_RULE = 12, /* characters */
    SPREAD = 5,     /* letters with blanks between them that are one word */
    MIN_LINES = 20, /* from which it can be told that a text has double spacing */
};

static uint32_t count_columns(const char *s, size_t n)
{
    uint32_t columns = 0;
    for (size_t i = 0; i < n; i++)
        columns += ((unsigned char)s[i] & 0xC0) != 0x80;
    return columns;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\b';
}

/* Nothing, or a rule drawn with characters, whichever: a long row of one is never text. */
static bool is_empty(const char *s, size_t n)
{
    size_t rule = 0, row = 0;
    while (rule < n && strchr("-_=*~ ", s[rule]))
        rule++;
    while (row < n && s[row] == s[0])
        row++;
    return n == 0 || (rule == n && n > 2) || (row == n && n >= LONG_RULE);
}

/* Letters that are set apart, as "S T R A T E G Y" is on a cover. */
struct spread {
    size_t end;             /* behind the last letter */
    size_t letters, single; /* how many; and how many of the gaps are one blank */
    bool alike, in_order;   /* all the same, as marks in a table; or as in the alphabet */
};

/* The letters with blanks between them that begin at s. */
static struct spread find_spread(const char *s, size_t n)
{
    struct spread spread = {.alike = true, .in_order = true};
    int32_t last = 0;
    for (size_t i = 0; i < n;) {
        size_t from = i;
        int32_t c = tv_utf8_next(s, n, &i);
        bool letter = u_isupper(c) || u_islower(c);
        if ((!letter && c != '\'' && c != 0x2019) || (i < n && s[i] != ' '))
            break;
        spread.alike &= !last || !letter || c == last;
        spread.in_order &= !last || !letter || c == last + 1;
        spread.letters += letter;
        spread.single += spread.end > 0 && from - spread.end == 1;
        spread.end = i;
        last = letter ? c : last;
        i += strspn(s + i, " ");
    }
    return spread;
}

/* Closes letters that are set apart up to words, in place; where more than one blank stands between
 * letters, a word ends. Returns what is left of n. */
static size_t close_letters(char *s, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n;) {
        bool begins = i == 0 || s[i - 1] == ' ';
        struct spread spread = begins ? find_spread(s + i, n - i) : (struct spread){0};
        if (spread.letters < SPREAD || spread.single * 2 < spread.letters || spread.alike ||
            spread.in_order) {
            s[out++] = s[i++];
            continue;
        }
        for (size_t end = i + spread.end; i < end;) {
            size_t blanks = strspn(s + i, " ");
            if (blanks > 1)
                s[out++] = ' ';
            i += blanks;
            while (i < end && s[i] != ' ')
                s[out++] = s[i++];
        }
    }
    return out;
}

/* Adds the line of n bytes unless it is blank; returns whether it was added. */
static bool add_line(struct tv_text *t, char *line, size_t n, uint32_t gap)
{
    size_t indent = 0;
    while (indent < n && is_blank(line[indent]))
        indent++;
    while (n > indent && is_blank(line[n - 1]))
        n--;
    if (is_empty(line + indent, n - indent))
        return false;
    line[n] = '\0';
    n = indent + close_letters(line + indent, n - indent);
    line[n] = '\0';
    TV_GROW(t->lines, t->n, t->capacity);
    t->lines[t->n++] = (struct tv_text_line){
        .text = line + indent,
        .size = (uint32_t)(n - indent),
        .indent = (uint32_t)indent,
        .columns = (uint32_t)indent + count_columns(line + indent, n - indent),
        .gap = gap,
        .page = t->pages,
    };
    return true;
}

void tv_text_split(char *text, struct tv_text *ret)
{
    uint32_t gap = 0;
    ret->pages = strchr(text, '\f') != NULL;
    for (char *p = text; *p;) {
        size_t n = strcspn(p, "\n\f");
        char end = p[n];
        gap = add_line(ret, p, n, gap) ? 0 : gap + (end == '\n');
        ret->pages += end == '\f';
        p += n + (end != '\0');
    }
}

void tv_text_finish(struct tv_text *t)
{
    free(t->lines);
    tv_arena_finish(&t->arena);
    *t = (struct tv_text){0};
}

uint32_t tv_text_width(const struct tv_text *t)
{
    size_t lengths[UNWRAPPED + 1] = {0}, lines = 0, longer = 0, all = 0;
    for (size_t i = 0; i < t->n; i++) {
        uint32_t n = t->lines[i].columns;
        all += n;
        if (n > UNWRAPPED)
            longer += n;
        else
            lengths[n]++, lines++;
    }
    if (t->n < 3 || longer * 2 > all)
        return 0;
    uint32_t width = UNWRAPPED;
    for (size_t above = 0; width > 1 && (above += lengths[width]) * 10 < lines;)
        width--;
    return width >= MIN_WIDTH ? width : 0;
}

void tv_text_close_up(struct tv_text *t)
{
    size_t single = 0, closed = 0, wide = 0;
    for (size_t i = 1; i < t->n; i++) {
        closed += t->lines[i].gap == 0;
        single += t->lines[i].gap == 1;
        wide += t->lines[i].gap > 1;
    }
    if (t->n < MIN_LINES || closed * 5 > t->n || single * 2 < t->n || wide * 20 < t->n)
        return;
    for (size_t i = 0; i < t->n; i++)
        t->lines[i].gap -= t->lines[i].gap > 0;
}

bool tv_text_has_letter(const char *s)
{
    for (; *s; s++)
        if (((unsigned char)*s | 32u) - 'a' < 26u || (unsigned char)*s >= 0x80)
            return true;
    return false;
}

static bool ends_with(const char *s, size_t n, const char *const *ends, size_t n_ends)
{
    for (size_t i = 0; i < n_ends; i++) {
        size_t m = strlen(ends[i]);
        if (n >= m && memcmp(s + n - m, ends[i], m) == 0)
            return true;
    }
    return false;
}

bool tv_text_ends_sentence(const char *s, size_t n)
{
    static const char *const ends[] = {".",  "!",  "?",  ";",  ",", ":", "。", "；",
                                       "：", "，", "！", "？", "،", "؛", "؟"};
    static const char *const quotes[] = {"\"", "'", ")", "]", "”", "’", "»", "“", "」", "）"};
    while (n && ends_with(s, n, quotes, sizeof quotes / sizeof *quotes)) {
        n--;
        while (n && ((unsigned char)s[n] & 0xC0) == 0x80)
            n--;
    }
    return ends_with(s, n, ends, sizeof ends / sizeof *ends);
}
