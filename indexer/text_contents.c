/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables of contents in plain text (text_lines.h).
 *
 * An entry leads with dots to the number of a page, or ends with one, or is a line of digits beside
 * one; or it is a line that stands again below, as the heading that it names. Only dots tell a table
 * that has no heading of its own. A table is left out where the text has most of its entries as lines
 * of their own further below, so that nothing is lost. */
#include "corpus/utf8.h"
#include "kinds.h"
#include "text_lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    MAX_ENTRY = 110, /* columns */
    MAX_BETWEEN = 3, /* lines between two entries where there are dots: what wraps */
    MAX_COLUMN =
        12, /* and where there are none: titles whose numbers stand in a column of their own */
    MIN_ENTRIES = 2,  /* of a table */
    MIN_TITLES = 3,   /* of one that is left out */
    MIN_LETTERS = 3,  /* of a line that is told from others */
    LONGEST_PAGE = 3, /* digits of its number */
};

/* The letters of a line, whatever numbers, marks and case it has. */
struct line_key {
    uint64_t letters; /* a hash; 0: too few */
    size_t line;
};

struct contents {
    struct tv_text *text;
    struct line_key *keys; /* sorted; NULL until they are asked for */
};

/* Where the dots begin that lead from an entry to its page; NULL if there are none. */
static const char *find_leader(const struct tv_text_line *line)
{
    static const char *const leaders[] = {"....", ". . . .", "……"};
    for (size_t i = 0; i < sizeof leaders / sizeof *leaders; i++) {
        const char *dots = strstr(line->text, leaders[i]);
        if (dots)
            return line->size - (size_t)(dots - line->text) < MAX_ENTRY * 3 ? dots : NULL;
    }
    return NULL;
}

static uint64_t key_of(const struct tv_text_line *line)
{
    const char *leader = find_leader(line);
    size_t n = leader ? (size_t)(leader - line->text) : line->size, letters = 0;
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < n;) {
        int32_t c = tv_utf8_next(line->text, n, &i);
        if (!u_isalpha(c))
            continue;
        hash = (hash ^ (uint64_t)u_tolower(c)) * 1099511628211u;
        letters++;
    }
    return letters >= MIN_LETTERS ? hash | 1 : 0;
}

static int compare_keys(const void *a, const void *b)
{
    const struct line_key *x = a, *y = b;
    return x->letters != y->letters ? (x->letters < y->letters ? -1 : 1)
                                    : (x->line > y->line) - (x->line < y->line);
}

static void sort_keys(struct contents *c)
{
    c->keys = tv_alloc((c->text->n + 1) * sizeof *c->keys);
    for (size_t i = 0; i < c->text->n; i++)
        c->keys[i] = (struct line_key){key_of(&c->text->lines[i]), i};
    qsort(c->keys, c->text->n, sizeof *c->keys, compare_keys);
}

/* The last line with those letters. */
static size_t last_line_of(struct contents *c, uint64_t letters)
{
    if (!c->keys)
        sort_keys(c);
    size_t from = 0, to = c->text->n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (c->keys[middle].letters <= letters)
            from = middle + 1;
        else
            to = middle;
    }
    return from ? c->keys[from - 1].line : 0;
}

static bool stands_below(struct contents *c, size_t line, uint64_t letters)
{
    return letters && last_line_of(c, letters) > line;
}

static bool ends_with_page(const struct tv_text_line *line)
{
    size_t digits = 0;
    while (digits < line->size && isdigit((unsigned char)line->text[line->size - 1 - digits]))
        digits++;
    return digits && digits <= LONGEST_PAGE && digits < line->size &&
           strchr(" \t|", line->text[line->size - 1 - digits]);
}

/* Whether the line can stand in a table of contents: short and no sentence. */
static bool can_be_entry(const struct tv_text_line *line)
{
    return line->columns - line->indent <= MAX_ENTRY &&
           (find_leader(line) || !tv_text_ends_sentence(line->text, line->size) ||
            strspn(line->text, "0123456789. ") == line->size);
}

/* A table: lines [from..to). */
struct table {
    size_t from, to;
    size_t entries;
    bool dotted;
    size_t titles;  /* entries with words */
    uint64_t first; /* the letters of the first */
};

static void take_entry(struct table *table, size_t i, uint64_t letters)
{
    table->entries++;
    table->to = i + 1;
    if (!letters)
        return;
    table->titles++;
    table->first = table->first ? table->first : letters;
}

/* The table that begins at line i; one without entries if none does. */
static struct table find_table(struct contents *c, size_t i)
{
    const struct tv_text_line *lines = c->text->lines;
    bool headed = tv_is_contents_heading(lines[i].text, lines[i].size);
    struct table table = {.from = i, .to = i + headed};
    if (!headed && !find_leader(&lines[i]))
        return table;
    for (size_t k = i + headed, between = 0; k < c->text->n; k++) {
        if (lines[k].left_out)
            continue;
        if (between > (table.dotted ? MAX_BETWEEN : MAX_COLUMN))
            break;
        uint64_t letters = key_of(&lines[k]);
        bool leader = find_leader(&lines[k]) != NULL;
        table.dotted |= leader;
        if (!can_be_entry(&lines[k]) || (letters && letters == table.first && !leader))
            break;
        bool entry = leader || !tv_text_has_letter(lines[k].text) ||
                     (headed && (ends_with_page(&lines[k]) || stands_below(c, k, letters)));
        if (entry)
            take_entry(&table, k, letters);
        between = entry ? 0 : between + 1;
    }
    return table;
}

/* Whether all lines of the table but a few are lines of the text that follows. */
static bool is_repeated(struct contents *c, const struct table *table)
{
    size_t below = 0;
    for (size_t i = table->from; i < table->to; i++)
        below += stands_below(c, table->to - 1, key_of(&c->text->lines[i]));
    return table->titles >= MIN_TITLES && below * 2 >= table->titles;
}

void tv_text_find_contents(struct tv_text *t)
{
    struct contents c = {.text = t};
    for (size_t i = 0; i < t->n; i++) {
        if (t->lines[i].left_out)
            continue;
        struct table table = find_table(&c, i);
        if (table.entries < MIN_ENTRIES)
            continue;
        bool repeated = is_repeated(&c, &table);
        for (; i < table.to; i++) {
            t->lines[i].contents = true;
            t->lines[i].left_out |= repeated;
        }
        i--;
    }
    free(c.keys);
}
