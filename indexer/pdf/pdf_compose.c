/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the flows of all pages to the blocks of the document.
 *
 * Paragraph by paragraph: which are headings, which are notes at the foot of a page, which go on from
 * the page or column before. A table that begins a page and has the columns of the one that ended
 * the page before is the same table: its rows count on, its repeated head is left out, and a row that
 * was cut by the end of the page is one row.
 *
 * Always true: blocks are in reading order, a cell's paragraphs one after the other; notes come after
 * the text of their page. */
#include "extraction.h"
#include "pdf_page.h"

#include "corpus/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { MAX_HEADING = 240, MAX_LEVEL = 6, MAX_TABLE_COLUMNS = 16 };

/* The table that the page before ended with. */
struct open_table {
    unsigned number, rows, columns;
    float lefts[MAX_TABLE_COLUMNS], right;
    float from[MAX_TABLE_COLUMNS], to[MAX_TABLE_COLUMNS]; /* of the cells in its last row */
    size_t head, n_head;                                  /* paragraphs of its first row */
};

struct composer {
    struct tv_pdf_document *doc;
    struct tv_pdf_words *words;
    struct tv_pdf_paragraphs all;
    struct tv_pdf_flows flows;
    float body_size;
    bool body_bold;
    unsigned tables; /* numbered so far */
    struct open_table open;
};

/* --- what most of the text looks like --- */

enum { SIZES = 200 }; /* in half points */

static void measure_body(struct composer *c)
{
    size_t letters[SIZES] = {0}, bold = 0, total = 0, most = 0;
    for (size_t p = 0; p < c->doc->n_pages; p++) {
        const struct tv_pdf_page *page = &c->doc->pages[p];
        for (size_t i = 0; i < page->n_pieces; i++) {
            const struct tv_pdf_piece *piece = &page->pieces[i];
            size_t n = strlen(piece->text);
            letters[(size_t)fminf(piece->size * 2 + 0.5F, SIZES - 1)] += n;
            bold += piece->style & TV_PDF_BOLD ? n : 0;
            total += n;
        }
    }
    for (size_t i = 1; i < SIZES; i++)
        if (letters[i] > letters[most])
            most = i;
    c->body_size = (float)most / 2;
    c->body_bold = 2 * bold > total;
}

/* --- headings --- */

static bool is_all_capitals(const char *text)
{
    size_t n = strlen(text), i = 0, capitals = 0;
    while (i < n) {
        int32_t c = tv_utf8_next(text, n, &i);
        if (u_islower(c))
            return false;
        capitals += u_isupper(c);
    }
    return capitals >= 4;
}

static bool has_letters(const char *text)
{
    size_t n = strlen(text), i = 0;
    while (i < n)
        if (u_isalpha(tv_utf8_next(text, n, &i)))
            return true;
    return false;
}

/* Letters and digits of both are the same. */
static bool reads_like(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b), i = 0, k = 0;
    for (;;) {
        int32_t x = 0, y = 0;
        while (i < na && !u_isalnum(x = tv_utf8_next(a, na, &i)))
            x = 0;
        while (k < nb && !u_isalnum(y = tv_utf8_next(b, nb, &k)))
            y = 0;
        if (u_tolower(x) != u_tolower(y))
            return false;
        if (!x || !y)
            return !x && !y;
    }
}

static const struct tv_pdf_entry *find_entry(const struct tv_pdf_document *doc,
                                             const struct tv_pdf_paragraph *p)
{
    for (size_t i = 0; i < doc->n_outline; i++)
        if (doc->outline[i].page == p->page && reads_like(doc->outline[i].title, p->text.data))
            return &doc->outline[i];
    return NULL;
}

static bool looks_like_heading(const struct composer *c, const struct tv_pdf_paragraph *p)
{
    const char *text = p->text.data;
    char last = p->text.size ? text[p->text.size - 1] : '.';
    bool large = p->size > 1.12F * c->body_size;
    bool strong = p->style & (TV_PDF_BOLD | TV_PDF_UNDERLINED) && !c->body_bold;
    if (p->label || p->text.size > MAX_HEADING || p->n_lines > (large ? 5 : 2) || last == ';' ||
        last == ',' || tv_pdf_starts_lower(text) || !has_letters(text) || !p->text.size)
        return false;
    if (large)
        return last != '.' || p->n_lines == 1;
    if (last == '.' && tv_pdf_mark_at(text) < p->text.size)
        return false;
    return strong || is_all_capitals(text) || (p->centred && p->n_lines == 1 && p->text.size <= 80);
}

/* Size and weight rank headings: the larger, then the bolder, is the outer. */
static int rank_of(const struct tv_pdf_paragraph *p)
{
    return 4 * (int)(p->size * 2 + 0.5F) + 2 * !!(p->style & TV_PDF_BOLD) +
           !!(p->style & TV_PDF_UNDERLINED);
}

static int descending(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

static void rank_headings(struct composer *c)
{
    int *ranks = tv_realloc(NULL, c->all.n + 1, sizeof *ranks);
    size_t n = 0, kinds = 0;
    for (size_t i = 0; i < c->all.n; i++)
        if (c->all.list[i].heading)
            ranks[n++] = rank_of(&c->all.list[i]);
    qsort(ranks, n, sizeof *ranks, descending);
    for (size_t i = 0; i < n; i++)
        if (kinds == 0 || ranks[i] != ranks[kinds - 1])
            ranks[kinds++] = ranks[i];
    for (size_t i = 0; i < c->all.n; i++) {
        struct tv_pdf_paragraph *p = &c->all.list[i];
        for (size_t k = 0; p->heading && !p->level && k < kinds; k++)
            if (ranks[k] == rank_of(p))
                p->level = k + 1 < MAX_LEVEL ? (unsigned)k + 1 : MAX_LEVEL;
    }
    free(ranks);
}

static void find_headings(struct composer *c, size_t from)
{
    for (size_t i = from; i < c->all.n; i++) {
        struct tv_pdf_paragraph *p = &c->all.list[i];
        if (p->table || p->note)
            continue;
        const struct tv_pdf_entry *entry =
            p->text.size <= MAX_HEADING ? find_entry(c->doc, p) : NULL;
        p->heading = entry || looks_like_heading(c, p);
        p->level = entry ? entry->level : 0;
        if (entry && p->level > MAX_LEVEL)
            p->level = MAX_LEVEL;
    }
}

/* --- notes --- */

static bool begins_like_note(const struct tv_pdf_paragraph *p)
{
    const char *text = p->text.data;
    return p->style & TV_PDF_RAISED || (text[0] >= '0' && text[0] <= '9') || text[0] == '*' ||
           strncmp(text, "\xE2\x81", 2) == 0 || strncmp(text, "\xC2\xB9", 2) == 0 ||
           strncmp(text, "\xC2\xB2", 2) == 0 || strncmp(text, "\xC2\xB3", 2) == 0;
}

/* The small paragraphs at the end of a page, from the first that begins with a number. */
static void find_notes(struct composer *c, size_t from, float height)
{
    size_t i = c->all.n;
    while (i > from) {
        const struct tv_pdf_paragraph *p = &c->all.list[i - 1];
        if (p->table || p->size > 0.93F * c->body_size || p->top < 0.4F * height)
            break;
        i--;
    }
    while (i < c->all.n && !begins_like_note(&c->all.list[i]))
        i++;
    for (; i < c->all.n; i++)
        c->all.list[i].note = true;
}

/* --- tables over pages --- */

/* The columns of the table that flow `f` begins. */
static struct open_table describe(const struct tv_pdf_flows *flows, size_t f)
{
    struct open_table table = {0};
    for (size_t i = 0; i < MAX_TABLE_COLUMNS; i++)
        table.lefts[i] = HUGE_VALF;
    for (size_t i = f; i < flows->n && flows->flows[i].table == flows->flows[f].table; i++) {
        const struct tv_pdf_flow *flow = &flows->flows[i];
        if (flow->column > MAX_TABLE_COLUMNS)
            continue;
        float *left = &table.lefts[flow->column - 1];
        *left = fminf(*left, flow->left);
        table.right = fmaxf(table.right, flow->right);
        table.columns = flow->column > table.columns ? flow->column : table.columns;
        table.rows = flow->row > table.rows ? flow->row : table.rows;
        table.from[flow->column - 1] = flow->left;
        table.to[flow->column - 1] = flow->right;
    }
    return table;
}

/* Whether the columns of b are those of a, or the first of them. */
static bool has_columns_of(const struct open_table *a, const struct open_table *b)
{
    if (b->columns > a->columns || a->columns < 2)
        return false;
    for (unsigned i = 0; i < b->columns; i++) {
        bool both = a->lefts[i] != HUGE_VALF && b->lefts[i] != HUGE_VALF;
        if (both && fabsf(a->lefts[i] - b->lefts[i]) > 12)
            return false;
    }
    return true;
}

/* Whether the paragraphs from..from + n repeat the head of the open table. */
static bool repeats_head(const struct composer *c, size_t from, size_t n)
{
    if (n == 0 || n != c->open.n_head)
        return false;
    for (size_t i = 0; i < n; i++)
        if (c->all.list[from + i].column != c->all.list[c->open.head + i].column ||
            !reads_like(c->all.list[from + i].text.data, c->all.list[c->open.head + i].text.data))
            return false;
    return true;
}

static void remove_paragraphs(struct tv_pdf_paragraphs *all, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        tv_buffer_finish(&all->list[i].text);
    memmove(all->list + from, all->list + from + n, (all->n - from - n) * sizeof *all->list);
    all->n -= n;
}

static size_t end_of_row(const struct tv_pdf_paragraphs *all, size_t i)
{
    size_t end = i;
    while (end < all->n && all->list[end].table == all->list[i].table &&
           all->list[end].row == all->list[i].row)
        end++;
    return end;
}

static bool continues(const struct tv_pdf_paragraph *p, const struct tv_pdf_paragraph *next);

/* The last paragraph before `from` that stands in that column of the last row of the open table. */
static const struct tv_pdf_paragraph *last_in_column(const struct composer *c, size_t from,
                                                     unsigned column)
{
    for (size_t k = from; k-- > 0;) {
        const struct tv_pdf_paragraph *before = &c->all.list[k];
        if (before->note)
            continue;
        if (before->table != c->open.number || before->row != c->open.rows)
            return NULL;
        if (before->column == column)
            return before;
    }
    return NULL;
}

/* Whether a cell of the row at `from` goes on with a sentence of the last row of the open table. */
static bool goes_on_with_row(const struct composer *c, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++) {
        const struct tv_pdf_paragraph *next = &c->all.list[i];
        if (i > from && next->column == next[-1].column)
            continue;
        const struct tv_pdf_paragraph *p = last_in_column(c, from, next->column);
        if (p && continues(p, next))
            return true;
    }
    return false;
}

/* Whether the row at `from` is more of the last row of the open table: one of its cells goes on with a
 * sentence, or those that have text are some of the others'. */
static bool is_cut_row(const struct composer *c, size_t from, size_t end)
{
    bool has_first = false;
    for (size_t i = from; i < end; i++)
        has_first |= c->all.list[i].column == 1;
    return goes_on_with_row(c, from, end) || (!has_first && c->open.columns > 2);
}

/* Whether the table that begins the page goes on with the open one. */
static bool continues_table(const struct composer *c, size_t from)
{
    if (!c->open.number || !c->flows.flows[0].table)
        return false;
    struct open_table first = describe(&c->flows, 0);
    return has_columns_of(&c->open, &first) &&
           (first.columns == c->open.columns ||
            goes_on_with_row(c, from, end_of_row(&c->all, from)));
}

/* The column of the open table's last row whose cell goes on with this paragraph of running text; 0 if
 * there is none. */
static unsigned column_of_rest(const struct composer *c, size_t from,
                               const struct tv_pdf_paragraph *rest)
{
    for (unsigned i = 0; i < c->open.columns; i++) {
        const struct tv_pdf_paragraph *p = last_in_column(c, from, i + 1);
        if (p && rest->x0 > c->open.from[i] - 6 && rest->x1 < c->open.to[i] + 6 &&
            continues(p, rest))
            return i + 1;
    }
    return 0;
}

/* The rest of a row that was cut by the end of the page stands at the head of the next without a grid
 * of its own: gives it back to its cells. */
static void take_rests(struct composer *c, size_t from)
{
    for (size_t i = from; i < c->all.n && c->open.number && !c->all.list[i].table; i++) {
        struct tv_pdf_paragraph *rest = &c->all.list[i];
        unsigned column = column_of_rest(c, from, rest);
        if (!column)
            return;
        rest->table = c->open.number;
        rest->row = c->open.rows;
        rest->column = column;
    }
}

/* --- what goes on --- */

static bool is_plain(const struct tv_pdf_paragraph *p)
{
    return !p->heading && !p->note;
}

/* Whether the paragraph goes on with the next, on another page or in another column. */
static bool continues(const struct tv_pdf_paragraph *p, const struct tv_pdf_paragraph *next)
{
    if (!is_plain(p) || !is_plain(next) || next->label || tv_pdf_mark_at(next->text.data) ||
        fabsf(p->size - next->size) > 0.06F * p->size ||
        tv_pdf_ends_sentence(p->text.data, p->text.size))
        return false;
    return tv_pdf_starts_lower(next->text.data) ||
           (p->n_lines > 1 && !tv_pdf_would_fit(p, next->first));
}

static bool is_same_cell(const struct tv_pdf_paragraph *p, const struct tv_pdf_paragraph *next)
{
    return p->table == next->table && p->row == next->row && p->column == next->column;
}

static void append(const struct composer *c, struct tv_pdf_paragraph *p,
                   struct tv_pdf_paragraph *next)
{
    tv_pdf_join(c->words, &p->text, next->text.data);
    tv_buffer_finish(&next->text);
    p->end = next->end;
    p->left = next->left;
    p->right = next->right;
    p->flow = next->flow;
    p->page_end = next->page_end;
    p->n_lines += next->n_lines;
}

/* Joins what was cut by the end of a page or column, and leaves out what is empty then. */
static void join_cut_paragraphs(struct composer *c)
{
    struct tv_pdf_paragraph *list = c->all.list;
    size_t kept = 0, last = SIZE_MAX; /* the last that is no note */
    uint32_t last_page = 0;           /* where it ended */
    for (size_t i = 0; i < c->all.n; i++) {
        struct tv_pdf_paragraph *p = &list[i];
        bool apart = last != SIZE_MAX && (last_page != p->page || list[last].flow != p->flow);
        uint32_t page = p->page;
        if (apart && page <= last_page + 1 && is_same_cell(&list[last], p) &&
            (p->table || is_plain(p)) && (!p->table || last_page != page) &&
            continues(&list[last], p)) {
            append(c, &list[last], p);
            last_page = page;
            continue;
        }
        if (!p->note) {
            last = kept;
            last_page = page;
        }
        list[kept++] = *p;
    }
    c->all.n = kept;
}

static int by_cell(const void *a, const void *b)
{
    const struct tv_pdf_paragraph *x = *(struct tv_pdf_paragraph *const *)a;
    const struct tv_pdf_paragraph *y = *(struct tv_pdf_paragraph *const *)b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return (x > y) - (x < y);
}

/* Brings the cells of a row that was cut together. */
static void sort_table(struct tv_pdf_paragraph *list, size_t n)
{
    struct tv_pdf_paragraph **order = tv_realloc(NULL, n, sizeof *order);
    struct tv_pdf_paragraph *sorted = tv_realloc(NULL, n, sizeof *sorted);
    for (size_t i = 0; i < n; i++)
        order[i] = &list[i];
    qsort(order, n, sizeof *order, by_cell);
    for (size_t i = 0; i < n; i++)
        sorted[i] = *order[i];
    memcpy(list, sorted, n * sizeof *list);
    free(sorted);
    free(order);
}

static void sort_tables(struct composer *c)
{
    for (size_t i = 0, end; i < c->all.n; i = end) {
        for (end = i + 1; end < c->all.n && c->all.list[end].table == c->all.list[i].table; end++)
            ;
        if (c->all.list[i].table)
            sort_table(c->all.list + i, end - i);
    }
}

/* --- pages --- */

/* Moves the paragraphs from..n before the notes that stand directly before them. */
static void move_before_notes(struct tv_pdf_paragraphs *all, size_t from, size_t n)
{
    size_t to = from;
    while (to > 0 && all->list[to - 1].note)
        to--;
    if (to == from || n == 0)
        return;
    struct tv_pdf_paragraph *moving = tv_realloc(NULL, n, sizeof *moving);
    memcpy(moving, all->list + from, n * sizeof *moving);
    memmove(all->list + to + n, all->list + to, (from - to) * sizeof *moving);
    memcpy(all->list + to, moving, n * sizeof *moving);
    free(moving);
}

/* Numbers the tables of the page on; paragraphs from `from` are the page's, and its first table goes on
 * with the open one if `goes_on`. */
static void number_tables(struct composer *c, size_t from, bool goes_on)
{
    size_t end = from;
    unsigned first = c->all.list[from].table;
    while (end < c->all.n && c->all.list[end].table == first)
        end++;
    unsigned base = c->tables;
    if (goes_on) {
        size_t row = end_of_row(&c->all, from);
        if (repeats_head(c, from, row - from)) {
            end -= row - from;
            remove_paragraphs(&c->all, from, row - from);
            row = from < end ? end_of_row(&c->all, from) : from;
        }
        unsigned shift = c->open.rows;
        if (from < end) {
            shift -= c->all.list[from].row - 1;
            shift -= is_cut_row(c, from, row);
        }
        for (size_t i = from; i < end; i++) {
            c->all.list[i].table = c->open.number;
            c->all.list[i].row += shift;
        }
        move_before_notes(&c->all, from, end - from);
        base--;
    }
    for (size_t i = goes_on ? end : from; i < c->all.n; i++) {
        if (!c->all.list[i].table)
            continue;
        c->all.list[i].table += base;
        c->tables = c->all.list[i].table > c->tables ? c->all.list[i].table : c->tables;
    }
}

/* Remembers the table that the page ends with, if it does. */
static void remember_table(struct composer *c, size_t from, bool goes_on)
{
    struct open_table was = c->open;
    c->open = (struct open_table){0};
    size_t last = c->all.n, first;
    while (last > from && c->all.list[last - 1].note)
        last--;
    if (last == from || !c->all.list[last - 1].table)
        return;
    unsigned number = c->all.list[last - 1].table;
    for (first = last; first > 0 && c->all.list[first - 1].table == number; first--)
        ;
    size_t f = c->flows.n;
    while (f > 0 && !c->flows.flows[f - 1].table)
        f--;
    if (f == 0) { /* all that there is of it are rests */
        c->open = was;
        return;
    }
    while (f > 1 && c->flows.flows[f - 2].table == c->flows.flows[f - 1].table)
        f--;
    c->open = describe(&c->flows, f - 1);
    c->open.number = number;
    c->open.rows = c->all.list[last - 1].row;
    c->open.head = first;
    c->open.n_head = end_of_row(&c->all, first) - first;
    if (goes_on && was.number == number) {
        c->open.head = was.head;
        c->open.n_head = was.n_head;
    }
}

static void add_page(struct composer *c, size_t p)
{
    struct tv_pdf_page *page = &c->doc->pages[p];
    size_t from = c->all.n;
    c->flows.n = 0;
    c->flows.n_tables = 0;
    tv_pdf_lay_out(page, &c->doc->arena, &c->flows);
    for (size_t f = 0; f < c->flows.n; f++) {
        size_t first = c->all.n;
        tv_pdf_add_paragraphs(&c->flows.flows[f], c->words, &c->all);
        for (size_t i = first; i < c->all.n; i++) {
            c->all.list[i].page = c->all.list[i].page_end = (uint32_t)p + 1;
            c->all.list[i].flow = (unsigned)f;
        }
    }
    if (c->all.n == from)
        return;
    find_notes(c, from, page->height);
    find_headings(c, from);
    bool goes_on = continues_table(c, from);
    number_tables(c, from, goes_on);
    take_rests(c, from);
    remember_table(c, from, goes_on);
}

/* --- title --- */

/* The largest text of the first page that has any, its lower part (where stamps stand) left out, if
 * it is larger than most text; with the lines that follow it in the same size. */
static void guess_title(const struct composer *c, struct tv_extraction *x)
{
    const struct tv_pdf_paragraph *list = c->all.list;
    size_t best = 0, end = 0;
    struct tv_buffer title = {0};
    for (size_t i = 0; i < c->all.n && list[i].page == list[0].page; i++) {
        float height = c->doc->pages[list[i].page - 1].height;
        bool likely = list[i].text.size >= 4 && has_letters(list[i].text.data) &&
                      (i == 0 || list[i].top < 0.6F * height);
        if (likely && list[i].size > list[best].size + 0.5F)
            best = i;
    }
    if (c->all.n == 0 || list[best].size < 1.05F * c->body_size)
        return;
    for (end = best; end < c->all.n && list[end].page == list[best].page &&
                     fabsf(list[end].size - list[best].size) < 0.5F && title.size < 300;
         end++) {
        if (title.size > 0)
            tv_buffer_putc(&title, ' ');
        tv_buffer_puts(&title, list[end].text.data);
    }
    if (title.size < 400)
        tv_extraction_state(x, TV_FACT_TITLE, TV_GUESS, "largest text of the first page",
                            title.data);
    tv_buffer_finish(&title);
}

/* --- blocks --- */

static unsigned item_level(const struct tv_pdf_paragraph *p)
{
    float indent = p->style & TV_PDF_RTL ? p->right - p->x1 : p->x0 - p->left;
    float level = indent / (2.5F * p->size);
    return level < 0 ? 1 : level > 5 ? 6 : (unsigned)level + 1;
}

static void add_block(const struct composer *c, const struct tv_pdf_paragraph *p,
                      struct tv_extraction *x)
{
    struct tv_block block = {
        .type = p->table     ? TV_BLOCK_CELL
                : p->heading ? TV_BLOCK_HEADING
                : p->item    ? TV_BLOCK_ITEM
                             : TV_BLOCK_PARAGRAPH,
        .page = p->page,
        .page_end = p->page_end,
        .page_label = c->doc->pages[p->page - 1].label,
        .label = p->label,
        .text = p->text.data,
        .table = p->table,
        .row = p->row,
        .column = p->column,
    };
    if (block.type == TV_BLOCK_HEADING)
        block.level = p->level;
    else if (block.type == TV_BLOCK_ITEM)
        block.level = item_level(p);
    tv_extraction_add(x, &block);
}

void tv_pdf_compose(struct tv_pdf_document *doc, struct tv_extraction *x)
{
    struct composer c = {.doc = doc, .words = tv_pdf_words_of(doc)};
    measure_body(&c);
    for (size_t p = 0; p < doc->n_pages; p++)
        add_page(&c, p);
    sort_tables(&c);
    join_cut_paragraphs(&c);
    rank_headings(&c);
    guess_title(&c, x);
    for (size_t i = 0; i < c.all.n; i++) {
        add_block(&c, &c.all.list[i], x);
        tv_buffer_finish(&c.all.list[i].text);
    }
    free(c.all.list);
    free(c.flows.flows);
    tv_pdf_words_free(c.words);
}
