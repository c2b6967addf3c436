/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ruled tables: from the straight lines on a page to cells with rows and columns.
 *
 * Rules that lie in or close under words are underlines (or strike text out) and no borders. The
 * others are joined where they lie in one line, gathered into frames of lines that touch, and each
 * frame is cut into the grid that its lines span, its outline included, as tables that go on over
 * pages are often open at one side. Neighbours in the grid with no line between them are one cell. */
#include "pdf_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NEAR = 3,         /* points within which lines touch, or are one */
    MAX_LINES = 400,  /* of one kind, when joined */
    MAX_GRID = 20000, /* places in a grid */
};

static int by_position(const void *a, const void *b)
{
    const struct tv_pdf_rule *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* --- underlines --- */

static size_t first_at(const struct tv_pdf_rule *rules, size_t n, float at)
{
    size_t low = 0;
    while (n > 0) {
        size_t half = n / 2;
        if (rules[low + half].at < at) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return low;
}

/* Whether the rule goes through this word, or close under it. */
static bool decorates(const struct tv_pdf_rule *rule, const struct tv_pdf_word *word)
{
    float inside = fminf(word->x1, rule->to) - fmaxf(word->x0, rule->from);
    return inside > 0.5F * (word->x1 - word->x0);
}

static void drop_underlines(struct tv_pdf_sheet *sheet)
{
    bool *gone = tv_alloc(sheet->n_across + 1);
    for (size_t w = 0; w < sheet->n_words; w++) {
        struct tv_pdf_word *word = &sheet->words[w];
        float top = word->base - 0.6F * word->size, bottom = word->base + 0.19F * word->size;
        if (word->style & TV_PDF_ASKEW)
            continue;
        size_t i = first_at(sheet->across, sheet->n_across, top);
        for (; i < sheet->n_across && sheet->across[i].at < bottom; i++) {
            if (!decorates(&sheet->across[i], word))
                continue;
            gone[i] = true;
            if (sheet->across[i].at > word->base)
                word->style |= TV_PDF_UNDERLINED;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < sheet->n_across; i++)
        if (!gone[i])
            sheet->across[kept++] = sheet->across[i];
    sheet->n_across = kept;
    free(gone);
}

/* --- lines --- */

/* Joins rules that lie in one line and touch, and leaves out what is too short for a border.
 * Sorted by position before and after; returns how many remain. */
static size_t join(struct tv_pdf_rule *rules, size_t n)
{
    size_t lines = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = lines;
        bool joined = false;
        while (!joined && k > 0 && rules[i].at - rules[k - 1].at <= 1.2F) {
            struct tv_pdf_rule *line = &rules[--k];
            joined = rules[i].from <= line->to + NEAR && rules[i].to >= line->from - NEAR;
            if (joined) {
                line->from = fminf(line->from, rules[i].from);
                line->to = fmaxf(line->to, rules[i].to);
            }
        }
        if (!joined)
            rules[lines++] = rules[i];
    }
    size_t kept = 0;
    for (size_t i = 0; i < lines; i++)
        if (rules[i].to - rules[i].from >= 8)
            rules[kept++] = rules[i];
    return kept;
}

static bool touch(const struct tv_pdf_rule *across, const struct tv_pdf_rule *down)
{
    return across->at >= down->from - NEAR && across->at <= down->to + NEAR &&
           down->at >= across->from - NEAR && down->at <= across->to + NEAR;
}

/* --- frames --- */

static size_t root_of(size_t *parent, size_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static void unite(size_t *parent, size_t a, size_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Sorts positions and makes one of those that are close. */
static size_t distinct(float *at, size_t n)
{
    if (n == 0)
        return 0;
    qsort(at, n, sizeof *at, by_value);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (at[i] - at[kept - 1] > NEAR + 1)
            at[kept++] = at[i];
    return kept;
}

/* The lines of one frame, and the grid they span. */
struct frame {
    struct tv_pdf_rule *across[MAX_LINES], *down[MAX_LINES];
    size_t n_across, n_down;
    float xs[3 * MAX_LINES], ys[3 * MAX_LINES];
    size_t nx, ny;
};

static void span_grid(struct frame *f)
{
    f->nx = f->ny = 0;
    for (size_t i = 0; i < f->n_down; i++) {
        f->xs[f->nx++] = f->down[i]->at;
        f->ys[f->ny++] = f->down[i]->from;
        f->ys[f->ny++] = f->down[i]->to;
    }
    for (size_t i = 0; i < f->n_across; i++) {
        f->ys[f->ny++] = f->across[i]->at;
        f->xs[f->nx++] = f->across[i]->from;
        f->xs[f->nx++] = f->across[i]->to;
    }
    f->nx = distinct(f->xs, f->nx);
    f->ny = distinct(f->ys, f->ny);
}

/* Whether one of the lines at this position covers most of the stretch. */
static bool is_ruled(struct tv_pdf_rule *const *lines, size_t n, float at, float from, float to)
{
    for (size_t i = 0; i < n; i++) {
        float covered = fminf(lines[i]->to, to) - fmaxf(lines[i]->from, from);
        if (fabsf(lines[i]->at - at) <= NEAR + 1 && covered > 0.5F * (to - from))
            return true;
    }
    return false;
}

static void unite_open_places(const struct frame *f, size_t *parent)
{
    size_t columns = f->nx - 1, rows = f->ny - 1;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            size_t here = r * columns + c;
            if (c + 1 < columns &&
                !is_ruled(f->down, f->n_down, f->xs[c + 1], f->ys[r], f->ys[r + 1]))
                unite(parent, here, here + 1);
            if (r + 1 < rows &&
                !is_ruled(f->across, f->n_across, f->ys[r + 1], f->xs[c], f->xs[c + 1]))
                unite(parent, here, here + columns);
        }
}

struct cells {
    struct tv_pdf_cell *cells;
    size_t n, capacity;
    unsigned tables;
};

static int by_row(const void *a, const void *b)
{
    const struct tv_pdf_cell *x = a, *y = b;
    if (x->y0 != y->y0)
        return x->y0 < y->y0 ? -1 : 1;
    return (x->x0 > y->x0) - (x->x0 < y->x0);
}

/* The row with most cells says what the columns are: a cell is in that of them which it begins in. */
static void number_cells(struct tv_pdf_cell *cells, size_t n)
{
    qsort(cells, n, sizeof *cells, by_row);
    size_t widest = 0, widest_n = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && cells[end].y0 == cells[i].y0; end++)
            ;
        for (size_t k = i; k < end; k++)
            cells[k].row = i ? cells[i - 1].row + 1 : 1;
        if (end - i > widest_n) {
            widest_n = end - i;
            widest = i;
        }
    }
    for (size_t i = 0; i < n; i++) {
        cells[i].column = 1;
        for (size_t k = 1; k < widest_n; k++)
            if (cells[i].x0 + NEAR + 2 > cells[widest + k].x0)
                cells[i].column = (unsigned)k + 1;
    }
}

static void cut_frame(struct frame *f, struct cells *out)
{
    span_grid(f);
    if (f->nx < 3 || f->ny < 2 || (f->nx - 1) * (f->ny - 1) > MAX_GRID)
        return;
    size_t columns = f->nx - 1, places = columns * (f->ny - 1), first = out->n;
    size_t *parent = tv_realloc(NULL, 2 * places, sizeof *parent), *cell = parent + places;
    for (size_t i = 0; i < places; i++)
        parent[i] = i;
    unite_open_places(f, parent);
    for (size_t i = 0; i < places; i++) {
        size_t root = root_of(parent, i), r = i / columns, c = i % columns;
        if (root == i) {
            cell[i] = out->n;
            TV_GROW(out->cells, out->n, out->capacity);
            out->cells[out->n++] = (struct tv_pdf_cell){.x0 = f->xs[c], .y0 = f->ys[r]};
        }
        struct tv_pdf_cell *into = &out->cells[cell[root]];
        into->x0 = fminf(into->x0, f->xs[c]);
        into->x1 = fmaxf(into->x1, f->xs[c + 1]);
        into->y1 = fmaxf(into->y1, f->ys[r + 1]);
        into->table = out->tables + 1;
    }
    free(parent);
    if (out->n - first < 2) {
        out->n = first;
        return;
    }
    number_cells(out->cells + first, out->n - first);
    out->tables++;
}

/* Gathers the lines that touch, directly or over others, and cuts each such frame. */
static void cut_frames(struct tv_pdf_sheet *sheet, struct cells *out)
{
    size_t h = sheet->n_across, v = sheet->n_down, n = h + v;
    size_t *parent = tv_realloc(NULL, n, sizeof *parent);
    for (size_t i = 0; i < n; i++)
        parent[i] = i;
    for (size_t i = 0; i < h; i++)
        for (size_t k = 0; k < v; k++)
            if (touch(&sheet->across[i], &sheet->down[k]))
                unite(parent, i, h + k);
    struct frame *frame = tv_alloc(sizeof *frame);
    for (size_t i = 0; i < h; i++) {
        if (root_of(parent, i) != i)
            continue;
        frame->n_across = frame->n_down = 0;
        for (size_t k = 0; k < n; k++) {
            if (root_of(parent, k) != i)
                continue;
            if (k < h)
                frame->across[frame->n_across++] = &sheet->across[k];
            else
                frame->down[frame->n_down++] = &sheet->down[k - h];
        }
        if (frame->n_down > 0)
            cut_frame(frame, out);
    }
    free(frame);
    free(parent);
}

void tv_pdf_find_cells(struct tv_pdf_sheet *sheet, struct tv_arena *arena, struct tv_pdf_page *page)
{
    struct cells found = {0};
    if (sheet->n_across + sheet->n_down > TV_PDF_MAX_PAGE_RULES)
        return;
    if (sheet->n_across > 0)
        qsort(sheet->across, sheet->n_across, sizeof *sheet->across, by_position);
    if (sheet->n_down > 0)
        qsort(sheet->down, sheet->n_down, sizeof *sheet->down, by_position);
    sheet->n_down = join(sheet->down, sheet->n_down);
    drop_underlines(sheet);
    sheet->n_across = join(sheet->across, sheet->n_across);
    if (sheet->n_across > MAX_LINES || sheet->n_down > MAX_LINES || sheet->n_down == 0)
        return;
    cut_frames(sheet, &found);
    page->cells = tv_arena_alloc(arena, found.n * sizeof *found.cells + 1);
    if (found.n > 0)
        memcpy(page->cells, found.cells, found.n * sizeof *found.cells);
    page->n_cells = found.n;
    free(found.cells);
}
