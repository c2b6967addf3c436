/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables of texts, told by how much stands in their cells (tables.h).
 *
 * A table is read as its rows, each as its cells (the blocks of a row and column that follow each
 * other). What a cell is, is decided in this order: a row of one cell is a title or plain; a row of
 * short cells above longer ones is the head; columns that are short all the way, left of the texts,
 * are labels; the rest are texts. */
#include "tables.h"

#include "labels.h"
#include "passages.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_COLUMNS = 16,    /* of a table of texts; one with more is of another kind */
    MAX_HEAD_WORDS = 12, /* of a cell that names its column, or of a title */
    MIN_TEXT_WORDS = 12, /* at least one cell of a table of texts has as many */
    MAX_LABEL_WORDS = 8,
    MAX_KNOWN = 200, /* heads that one of an empty column is compared with */
    LABEL_RATIO = 3, /* texts are at least so many times as long as labels */
};

/* For as long as the other tables have not been read. */
static const enum tv_cell EMPTY_HEAD = (enum tv_cell)(TV_CELL_TEXT + 1);

/* Blocks of one cell. */
struct cell {
    size_t from, to;
    uint32_t row, column;
    size_t words;
};

struct table {
    const struct tv_block *blocks;
    struct cell *cells;
    size_t n_cells, capacity;
    size_t head, head_end;           /* the cells of the last head */
    size_t longest[MAX_COLUMNS + 1]; /* words of the longest cell below heads, by column */
    size_t texts;                    /* words of the longest of all */
    uint32_t labels;                 /* columns of labels, from the first */
};

static const char *text_of(const struct table *t, const struct cell *c)
{
    return t->blocks[c->from].text;
}

static bool ends_sentence(const char *text)
{
    size_t n = strlen(text);
    return n > 0 && strchr(".;,:", text[n - 1]);
}

static bool is_short(const char *text)
{
    size_t words = tv_count_words(text, strlen(text));
    return words <= MAX_HEAD_WORDS && (words <= 2 || !ends_sentence(text));
}

/* "Article 4", "Recital 25 (new)", "Amendment 3", "Justification:". */
static bool is_designation(const char *text)
{
    struct tv_designation d;
    return tv_designation_at(text, &d) && d.division != TV_DIVISION_NONE &&
           d.division != TV_DIVISION_PARAGRAPH &&
           (is_short(text) || d.division == TV_DIVISION_REASON);
}

/* "7.", "(a)": a number with nothing behind it. */
static bool is_bare_number(const char *text)
{
    struct tv_enumerator e;
    return strspn(text, "0123456789.") == strlen(text) ||
           (tv_enumerator_at(text, &e) && !text[e.length]);
}

/* --- rows --- */

static size_t end_of_row(const struct table *t, size_t i)
{
    size_t end = i + 1;
    while (end < t->n_cells && t->cells[end].row == t->cells[i].row)
        end++;
    return end;
}

static bool names_column(const struct table *t, const struct cell *c)
{
    struct tv_enumerator e;
    const char *text = text_of(t, c);
    return c->to == c->from + 1 && c->words > 0 && is_short(text) && !tv_enumerator_at(text, &e) &&
           !is_designation(text);
}

/* Whether a cell that has its row to itself is a text of the first column, beside an empty one. */
static bool is_lone_text(const struct table *t, const struct cell *c)
{
    struct tv_enumerator e;
    return c->column > 1 || (t->head_end > 0 && tv_enumerator_at(text_of(t, c), &e));
}

/* Whether each of the cells i..end, a row of several, could name its column. */
static bool is_row_of_names(const struct table *t, size_t i, size_t end)
{
    for (size_t k = i; k < end; k++)
        if (!names_column(t, &t->cells[k]))
            return false;
    return end > i + 1;
}

/* How many of the paragraphs of cell i, which has its row to itself, are titles of what follows in the
 * table. */
static size_t count_titles(const struct table *t, size_t i)
{
    const struct cell *c = &t->cells[i];
    bool last = i + 1 == t->n_cells;
    size_t n = 0;
    for (size_t k = c->from; k < c->to; k++) {
        const char *text = t->blocks[k].text;
        bool designation = is_designation(text);
        if (!designation && !is_short(text))
            break;
        if (designation && (k + 1 < c->to || !last))
            n = k + 1 - c->from;
    }
    bool alone = n == 0 && !last && c->to == c->from + 1 && is_short(text_of(t, c));
    return alone && (i == 0 || is_row_of_names(t, i + 1, end_of_row(t, i + 1))) ? 1 : n;
}

/* Whether the cells i..end, a row below no other but titles, name the columns of the row below. */
static bool is_head(const struct table *t, size_t i, size_t end)
{
    if (end == t->n_cells || !is_row_of_names(t, i, end))
        return false;
    return end_of_row(t, end) > end + 1 || t->cells[end].column > 1 || count_titles(t, end) == 0;
}

/* Whether each cell of a row ends with what the head of its column says: what stands before is above the
 * rows that follow. */
static bool ends_with_head(const struct table *t, size_t i, size_t end)
{
    if (end - i != t->head_end - t->head)
        return false;
    for (size_t k = 0; k < end - i; k++)
        if (strcmp(t->blocks[t->cells[i + k].to - 1].text, text_of(t, &t->cells[t->head + k])) != 0)
            return false;
    return true;
}

/* --- columns --- */

/* Whether the cell can be a label where it stands left of texts. */
static bool can_be_label(const struct table *t, const struct cell *c)
{
    struct tv_enumerator e;
    const char *text = text_of(t, c);
    return is_bare_number(text) || is_designation(text) || !tv_enumerator_at(text, &e);
}

static void measure_columns(struct table *t, const enum tv_cell *kinds)
{
    bool label[MAX_COLUMNS + 1];
    memset(label, true, sizeof label);
    memset(t->longest, 0, sizeof t->longest);
    t->texts = 0;
    for (size_t i = 0; i < t->n_cells; i++) {
        const struct cell *c = &t->cells[i];
        if (kinds[c->from] != TV_CELL_TEXT)
            continue;
        size_t *longest = &t->longest[c->column];
        *longest = c->words > *longest ? c->words : *longest;
        t->texts = c->words > t->texts ? c->words : t->texts;
        label[c->column] &= can_be_label(t, c);
    }
    t->labels = 0;
    while (t->labels + 1 < MAX_COLUMNS && label[t->labels + 1] &&
           t->longest[t->labels + 1] <= MAX_LABEL_WORDS &&
           t->longest[t->labels + 1] * LABEL_RATIO <= t->texts)
        t->labels++;
}

/* --- tables --- */

static bool collect_cells(struct table *t, size_t from, size_t to)
{
    t->n_cells = 0;
    for (size_t i = from; i < to; i++) {
        const struct tv_block *b = &t->blocks[i];
        struct cell *last = t->n_cells ? &t->cells[t->n_cells - 1] : NULL;
        if (b->column == 0 || b->column > MAX_COLUMNS || (last && b->row < last->row))
            return false;
        if (!last || last->row != b->row || last->column != b->column) {
            TV_GROW(t->cells, t->n_cells, t->capacity);
            last = &t->cells[t->n_cells++];
            *last = (struct cell){.from = i, .row = b->row, .column = b->column};
        }
        last->to = i + 1;
        last->words += tv_count_words(b->text, strlen(b->text));
    }
    return t->n_cells > 0;
}

static void set(const struct cell *c, enum tv_cell kind, enum tv_cell *kinds)
{
    for (size_t i = c->from; i < c->to; i++)
        kinds[i] = kind;
}

static bool set_titles(struct table *t, size_t i, enum tv_cell *kinds)
{
    size_t n = count_titles(t, i);
    for (size_t k = 0; k < n; k++)
        kinds[t->cells[i].from + k] = TV_CELL_TITLE;
    return n > 0;
}

/* A row of several cells; `first` if only titles stand above. */
static void read_row(struct table *t, size_t i, size_t end, bool first, enum tv_cell *kinds)
{
    if (ends_with_head(t, i, end)) {
        for (size_t k = i; k < end; k++)
            kinds[t->cells[k].to - 1] = TV_CELL_HEAD;
        set_titles(t, i, kinds);
        return;
    }
    bool head = first && is_head(t, i, end);
    for (size_t k = i; k < end; k++)
        set(&t->cells[k], head ? TV_CELL_HEAD : TV_CELL_TEXT, kinds);
    if (head) {
        t->head = i;
        t->head_end = end;
    }
}

/* Tells titles, heads and texts over the whole width; what is left is below heads. */
static void read_rows(struct table *t, enum tv_cell *kinds)
{
    bool first = true;
    t->head = t->head_end = 0;
    for (size_t i = 0, end; i < t->n_cells; i = end) {
        end = end_of_row(t, i);
        if (end == i + 1 && !is_lone_text(t, &t->cells[i])) {
            first |= set_titles(t, i, kinds);
            continue;
        }
        read_row(t, i, end, first, kinds);
        first = false;
    }
}

static void read_table(struct table *t, size_t from, size_t to, enum tv_cell *kinds)
{
    for (size_t i = from; i < to; i++)
        kinds[i] = TV_CELL_PLAIN;
    if (!collect_cells(t, from, to))
        return;
    read_rows(t, kinds);
    measure_columns(t, kinds);
    for (size_t i = 0; i < t->n_cells; i++) {
        const struct cell *c = &t->cells[i];
        enum tv_cell kind = kinds[c->from];
        if (t->texts < MIN_TEXT_WORDS)
            set(c, TV_CELL_PLAIN, kinds);
        else if (kind == TV_CELL_HEAD && t->longest[c->column] == 0)
            set(c, EMPTY_HEAD, kinds);
        else if (kind == TV_CELL_TEXT && c->column <= t->labels)
            set(c, TV_CELL_LABEL, kinds);
    }
}

/* The head of an empty column says nothing that one like it does not, in this table or another; where
 * there is no other, it is text. */
static void keep_lone_heads(const struct tv_block *blocks, size_t n, enum tv_cell *cells)
{
    const char *known[MAX_KNOWN];
    size_t n_known = 0;
    for (size_t i = 0; i < n && n_known < MAX_KNOWN; i++)
        if (cells[i] == TV_CELL_HEAD)
            known[n_known++] = blocks[i].text;
    for (size_t i = 0; i < n; i++) {
        if (cells[i] != EMPTY_HEAD)
            continue;
        cells[i] = TV_CELL_PLAIN;
        for (size_t k = 0; k < n_known && cells[i] == TV_CELL_PLAIN; k++)
            if (strcmp(known[k], blocks[i].text) == 0)
                cells[i] = TV_CELL_HEAD;
    }
}

void tv_tables_read(const struct tv_block *blocks, size_t n, enum tv_cell *ret_cells)
{
    struct table t = {.blocks = blocks};
    for (size_t i = 0, end; i < n; i = end) {
        end = i + 1;
        ret_cells[i] = TV_CELL_NONE;
        if (blocks[i].type != TV_BLOCK_CELL)
            continue;
        while (end < n && blocks[end].type == TV_BLOCK_CELL && blocks[end].table == blocks[i].table)
            end++;
        read_table(&t, i, end, ret_cells);
    }
    keep_lone_heads(blocks, n, ret_cells);
    free(t.cells);
}
