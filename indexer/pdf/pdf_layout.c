/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The order in which a page is read: free text and ruled tables from top to bottom, the cells of a
 * table row by row, and last what stands askew. Columns within free text are pdf_columns.c's. */
#include "pdf_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A ruled table of the page. */
struct ruled {
    float y0;
    unsigned number; /* as in tv_pdf_cell.table */
    size_t first, n; /* its cells */
    bool is_table;   /* else it is a box */
};

int tv_pdf_by_line(const void *a, const void *b)
{
    const struct tv_pdf_piece *x = *(struct tv_pdf_piece *const *)a;
    const struct tv_pdf_piece *y = *(struct tv_pdf_piece *const *)b;
    if (x->base != y->base)
        return x->base < y->base ? -1 : 1;
    if (x->x0 != y->x0)
        return x->x0 < y->x0 ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

void tv_pdf_add_flow(struct tv_pdf_flows *flows, struct tv_pdf_flow flow)
{
    if (flow.n_pieces == 0)
        return;
    TV_GROW(flows->flows, flows->n, flows->capacity);
    flows->flows[flows->n++] = flow;
}

static bool is_body(const struct tv_pdf_piece *piece)
{
    return !(piece->style & (TV_PDF_FURNITURE | TV_PDF_ASKEW));
}

/* Whether two cells side by side make a table: both have text, or one has and the other is wide, as
 * where an amendment adds text to nothing. */
static bool are_columns(const struct tv_pdf_cell *a, size_t text_a, const struct tv_pdf_cell *b,
                        size_t text_b)
{
    if (a->row != b->row || a->table != b->table)
        return false;
    bool wide = fminf(a->x1 - a->x0, b->x1 - b->x0) > 60;
    return (text_a > 0 && text_b > 0) || (wide && text_a + text_b > 40);
}

/* Tells tables from boxes, and frees the text of boxes from its cells. */
static void judge_tables(struct tv_pdf_page *page, struct ruled *tables)
{
    size_t *text = tv_alloc((page->n_cells + 1) * sizeof *text);
    for (size_t i = 0; i < page->n_pieces; i++)
        if (page->pieces[i].cell && is_body(&page->pieces[i]))
            text[page->pieces[i].cell - 1] += strlen(page->pieces[i].text);
    for (size_t i = 1; i < page->n_cells; i++)
        if (are_columns(&page->cells[i - 1], text[i - 1], &page->cells[i], text[i]))
            tables[page->cells[i].table - 1].is_table = true;
    free(text);
    for (size_t i = 0; i < page->n_pieces; i++) {
        struct tv_pdf_piece *piece = &page->pieces[i];
        if (piece->cell && !tables[page->cells[piece->cell - 1].table - 1].is_table)
            piece->cell = 0;
    }
}

static int by_height(const void *a, const void *b)
{
    const struct ruled *x = a, *y = b;
    return (x->y0 > y->y0) - (x->y0 < y->y0);
}

static struct ruled *list_tables(struct tv_pdf_page *page, struct tv_arena *arena, size_t *ret_n)
{
    size_t n = page->n_cells ? page->cells[page->n_cells - 1].table : 0;
    struct ruled *tables = tv_arena_alloc(arena, n * sizeof *tables + 1);
    for (size_t i = 0; i < page->n_cells; i++) {
        const struct tv_pdf_cell *cell = &page->cells[i];
        struct ruled *table = &tables[cell->table - 1];
        if (table->n++ == 0)
            *table = (struct ruled){cell->y0, cell->table, i, 1, false};
        table->y0 = fminf(table->y0, cell->y0);
    }
    judge_tables(page, tables);
    if (n > 0)
        qsort(tables, n, sizeof *tables, by_height);
    *ret_n = n;
    return tables;
}

/* --- tables --- */

static int by_cell(const void *a, const void *b)
{
    const struct tv_pdf_piece *x = *(struct tv_pdf_piece *const *)a;
    const struct tv_pdf_piece *y = *(struct tv_pdf_piece *const *)b;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return tv_pdf_by_line(a, b);
}

/* Cells are numbered along the rows, so that their order is the order of reading. */
static void add_table(const struct tv_pdf_page *page, const struct ruled *table,
                      struct tv_pdf_piece **pieces, size_t n, struct tv_pdf_flows *flows)
{
    size_t i = 0;
    while (i < n && pieces[i]->cell <= table->first)
        i++;
    flows->n_tables++;
    for (size_t end; i < n && pieces[i]->cell <= table->first + table->n; i = end) {
        const struct tv_pdf_cell *cell = &page->cells[pieces[i]->cell - 1];
        for (end = i + 1; end < n && pieces[end]->cell == pieces[i]->cell; end++)
            ;
        tv_pdf_add_flow(flows, (struct tv_pdf_flow){
                                   .pieces = pieces + i,
                                   .n_pieces = end - i,
                                   .left = cell->x0,
                                   .right = cell->x1,
                                   .table = flows->n_tables,
                                   .row = cell->row,
                                   .column = cell->column,
                               });
    }
}

static size_t collect(struct tv_pdf_page *page, struct tv_pdf_piece **ret, bool in_cells,
                      bool askew)
{
    size_t n = 0;
    for (size_t i = 0; i < page->n_pieces; i++) {
        struct tv_pdf_piece *piece = &page->pieces[i];
        bool is_askew = piece->style & TV_PDF_ASKEW;
        if (!(piece->style & TV_PDF_FURNITURE) && is_askew == askew &&
            (piece->cell && !is_askew) == in_cells)
            ret[n++] = piece;
    }
    return n;
}

void tv_pdf_lay_out(struct tv_pdf_page *page, struct tv_arena *arena, struct tv_pdf_flows *flows)
{
    size_t n_tables, room = page->n_pieces * sizeof(struct tv_pdf_piece *) + 1;
    struct ruled *tables = list_tables(page, arena, &n_tables);
    struct tv_pdf_piece **text = tv_arena_alloc(arena, room);
    struct tv_pdf_piece **cells = tv_arena_alloc(arena, room);
    size_t n_text = collect(page, text, false, false), done = 0;
    size_t n_cells = collect(page, cells, true, false);
    qsort(text, n_text, sizeof *text, tv_pdf_by_line);
    qsort(cells, n_cells, sizeof *cells, by_cell);
    float left = HUGE_VALF, right = -HUGE_VALF;
    for (size_t i = 0; i < n_text; i++) {
        left = fminf(left, text[i]->x0);
        right = fmaxf(right, text[i]->x1);
    }
    for (size_t t = 0; t < n_tables; t++) {
        size_t end = done;
        if (!tables[t].is_table)
            continue;
        while (end < n_text && text[end]->base <= tables[t].y0 + 2)
            end++;
        tv_pdf_lay_out_band(text + done, end - done, left, right, arena, flows);
        add_table(page, &tables[t], cells, n_cells, flows);
        done = end;
    }
    tv_pdf_lay_out_band(text + done, n_text - done, left, right, arena, flows);
    struct tv_pdf_piece **askew = tv_arena_alloc(arena, room);
    size_t n_askew = collect(page, askew, false, true);
    tv_pdf_add_flow(flows, (struct tv_pdf_flow){.pieces = askew, .n_pieces = n_askew});
}
