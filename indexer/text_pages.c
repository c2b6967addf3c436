/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages in a plain text that was made from a printed one (text_lines.h).
 *
 * Programs that turn pages into text part them with form feeds or with a line such as
 * "------ Page 12------"; failing these, a footer such as "12|Page" or "Page 3 of 20" shows where a
 * page ends, if such lines count up. Then the lines at the edges of all pages are compared: what
 * repeats, digits aside, is a running head or foot, and a number that differs from the page's by
 * what others differ by is its printed number. */
#include "text_lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    EDGE = 3,         /* lines from the page's top and bottom that can be furniture */
    MIN_REPEATS = 3,  /* pages that a running head, or a count of pages, is on */
    MIN_PAGES = 3,    /* fewer have no furniture that could be told */
    MAX_HEAD = 120,   /* columns of a running head */
    MAX_FOOTER = 48,  /* bytes of a line that says nothing but its page */
    MAX_SHIFT = 2000, /* by which a printed number may differ from the page's */
    KEPT_PAGES = 2,   /* first pages, on which what is a running head later is a title */
};

/* The page word at the start of s (any case), and 0 if there is none. */
static size_t page_word(const char *s)
{
    static const char *const words[] = {"página", "pagina", "page",     "pág.",  "pag.", "seite",
                                        "strana", "strona", "страница", "Стр.",  "стр.", "صفحة",
                                        "sida",   "side",   "sivu",     "sayfa", "第"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (strncasecmp(s, words[i], n) == 0)
            return n;
    }
    return 0;
}

/* A number of up to four digits at *s, and *s moved behind it; -1 if there is none. */
static int read_number(const char **s)
{
    size_t n = strspn(*s, "0123456789");
    if (n == 0 || n > 4)
        return -1;
    int value = atoi(*s);
    *s += n;
    return value;
}

static void skip(const char **s, const char *set)
{
    *s += strspn(*s, set);
}

/* N of a rule with a page's number in it: "------ Page 12------"; -1 if the line is none. */
static int ruled_page(const char *s)
{
    size_t rule = strspn(s, "-=_*");
    if (rule < 3)
        return -1;
    s += rule;
    skip(&s, " ");
    size_t word = page_word(s);
    s += word;
    skip(&s, " ");
    int value = read_number(&s);
    skip(&s, " ");
    return word && value >= 0 && strspn(s, "-=_*") >= 3 ? value : -1;
}

/* N of a line that says that it is page N: "Page 3", "Page 3 of 20", "3 | Page"; -1. */
static int named_page(const char *s)
{
    skip(&s, "-–— |[(");
    size_t word = page_word(s);
    s += word;
    skip(&s, " .:|");
    int value = read_number(&s);
    skip(&s, " |");
    if (value >= 0 && !word) {
        word = page_word(s);
        s += word;
    }
    if (!word || value < 0)
        return -1;
    static const char *const of[] = {"of", "/", "de", "von", "sur", "из", "من", "van", "od"};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        if (strncasecmp(s, of[i], strlen(of[i])) == 0) {
            s += strlen(of[i]);
            skip(&s, " ");
            read_number(&s);
            break;
        }
    }
    skip(&s, "-–— |])");
    return *s ? -1 : value;
}

/* Pages from markers. */

static void leave_out(struct tv_text *t, size_t i)
{
    t->lines[i].left_out = true;
    if (i + 1 < t->n)
        t->lines[i + 1].gap += t->lines[i].gap;
}

static void use_ruled_pages(struct tv_text *t)
{
    uint32_t page = t->pages;
    for (size_t i = 0; i < t->n; i++) {
        int value = ruled_page(t->lines[i].text);
        if (value > 0 && (uint32_t)value <= t->n) {
            page = (uint32_t)value;
            leave_out(t, i);
        }
        t->lines[i].page = page ? page : 1;
        t->pages = page > t->pages ? page : t->pages;
    }
}

/* Footers count only if they go on from one to the next, nearly always. */
static bool has_footers(const struct tv_text *t)
{
    size_t found = 0, in_turn = 0;
    int before = -1;
    for (size_t i = 0; i < t->n; i++) {
        int value = t->lines[i].size <= MAX_FOOTER ? named_page(t->lines[i].text) : -1;
        if (value < 0)
            continue;
        found++;
        in_turn += value == before + 1;
        before = value;
    }
    return in_turn >= MIN_REPEATS && in_turn * 10 >= (found - 1) * 8;
}

static void use_footers(struct tv_text *t)
{
    t->pages = 1;
    for (size_t i = 0; i < t->n; i++) {
        t->lines[i].page = t->pages;
        if (named_page(t->lines[i].text) >= 0) {
            leave_out(t, i);
            t->pages += i + 1 < t->n;
        }
    }
}

/* Edges of pages. */

struct edge {
    size_t line;
    uint64_t key; /* of its letters; 0 if it has none */
    int number;   /* on it, -1 none */
};

/* A number that begins or ends a line: which is where pages have theirs. */
static int number_at_end(const struct tv_text_line *line)
{
    const char *s = line->text, *end = s + line->size;
    skip(&s, "-–— |[(");
    s += page_word(s);
    skip(&s, " .:|");
    int value = read_number(&s);
    if (value >= 0 && (*s == '\0' || strchr(" |/-)]", *s)))
        return value;
    while (end > line->text && strchr("-–— |])", end[-1]))
        end--;
    s = end;
    while (s > line->text && isdigit((unsigned char)s[-1]))
        s--;
    return s < end && (s == line->text || strchr(" |/-", s[-1])) ? read_number(&s) : -1;
}

/* FNV-1a over its letters, so that "12 Strategy" and "Strategy 14" are one. */
static uint64_t key_of(const struct tv_text_line *line)
{
    uint64_t key = 0xcbf29ce484222325u;
    size_t letters = 0;
    for (size_t i = 0; i < line->size; i++) {
        unsigned char c = (unsigned char)line->text[i];
        if (!isalpha(c) && c < 0x80)
            continue;
        key = (key ^ (unsigned char)tolower(c)) * 0x100000001b3u;
        letters++;
    }
    if (named_page(line->text) >= 0)
        return 0;
    return letters >= 2 ? key : 0;
}

static size_t find_edges(const struct tv_text *t, struct edge *edges)
{
    size_t n = 0;
    for (size_t from = 0, to; from < t->n; from = to) {
        for (to = from; to < t->n && t->lines[to].page == t->lines[from].page;)
            to++;
        for (size_t i = from; i < to; i++) {
            const struct tv_text_line *line = &t->lines[i];
            if (line->left_out || line->columns - line->indent > MAX_HEAD ||
                (i - from >= EDGE && to - i > EDGE))
                continue;
            edges[n++] = (struct edge){i, key_of(line), number_at_end(line)};
        }
    }
    return n;
}

static int by_key(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Leaves out the lines of edges[0..n), all of one key, if they are on enough pages. */
static void leave_out_repeated(struct tv_text *t, const struct edge *edges, size_t n)
{
    uint32_t pages = 0, page = 0;
    for (size_t i = 0; i < n; i++) {
        pages += t->lines[edges[i].line].page != page;
        page = t->lines[edges[i].line].page;
    }
    if (edges->key == 0 || pages < MIN_REPEATS)
        return;
    for (size_t i = 0; i < n; i++)
        if (i > 0 || t->lines[edges[i].line].page > KEPT_PAGES)
            leave_out(t, edges[i].line);
}

/* Lines that are nothing but a page's number, printed as others are. */
static void leave_out_numbers(struct tv_text *t, const struct edge *edges, size_t n)
{
    uint32_t *shifts = tv_alloc((2 * MAX_SHIFT + 1) * sizeof *shifts);
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < n; i++) {
            struct tv_text_line *line = &t->lines[edges[i].line];
            int shift = (int)line->page - edges[i].number + MAX_SHIFT;
            if (edges[i].number < 0 || shift < 0 || shift > 2 * MAX_SHIFT)
                continue;
            if (pass == 0)
                shifts[shift]++;
            else if (shifts[shift] >= MIN_REPEATS && (edges[i].key == 0 || line->left_out)) {
                if (!line->left_out)
                    leave_out(t, edges[i].line);
                if (shift != MAX_SHIFT)
                    t->labels[line->page - 1] = tv_arena_printf(&t->arena, "%d", edges[i].number);
            }
        }
    }
    free(shifts);
}

static void leave_out_edges(struct tv_text *t)
{
    struct edge *edges = tv_alloc(t->n * sizeof *edges);
    size_t n = find_edges(t, edges);
    qsort(edges, n, sizeof *edges, by_key);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && edges[to].key == edges[from].key;)
            to++;
        leave_out_repeated(t, &edges[from], to - from);
    }
    leave_out_numbers(t, edges, n);
    free(edges);
}

void tv_text_find_pages(struct tv_text *t)
{
    size_t ruled = 0;
    for (size_t i = 0; i < t->n && ruled < MIN_REPEATS; i++)
        ruled += ruled_page(t->lines[i].text) > 0;
    if (ruled >= MIN_REPEATS)
        use_ruled_pages(t);
    else if (t->pages == 0 && has_footers(t))
        use_footers(t);
    if (t->pages == 0)
        return;
    t->labels = tv_arena_alloc(&t->arena, t->pages * sizeof *t->labels);
    if (t->pages >= MIN_PAGES)
        leave_out_edges(t);
}
