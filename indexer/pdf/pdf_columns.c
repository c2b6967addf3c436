/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns in free text: where text stands side by side, and whether it is read down the columns or,
 * as a table without rules, along the rows.
 *
 * From the top, wherever two pieces stand beside each other, the gap between them is followed down the
 * page for as long as no line crosses it. If there is enough text on both sides, it is a gutter, and
 * other gaps that run through the same lines are gutters too. A list's numbers, a table of contents'
 * page numbers and the like are no columns.
 *
 * It is a table where the columns were drawn by turns (as programs draw the rows of a table), where
 * both sides begin with the same words (as a text and its amendment do), where the columns have such
 * heads, or where its gutter is known from a table before. Otherwise the columns are read one
 * after the other, and may have columns in turn.
 *
 * Always true: every piece of a band is in one flow. */
#include "pdf_page.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_COLUMNS = 8, MAX_DEPTH = 3 };

static const float GUTTER = 0.6F; /* of the em: the narrowest */

/* Pieces first..end that stand in columns; column c lies between edges[c] and edges[c + 1]. */
struct group {
    struct tv_pdf_piece **pieces;
    size_t n;
    float edges[MAX_COLUMNS + 1];
    size_t n_columns;
};

struct strip {
    float from, to;
};

static float top_of(const struct tv_pdf_piece *p)
{
    return p->base - 0.8F * p->size;
}

static float bottom_of(const struct tv_pdf_piece *p)
{
    return p->base + 0.2F * p->size;
}

/* --- gutters --- */

/* Narrows the strip so that the piece lies beside it; false if it would be too narrow. */
static bool makes_way(struct strip *strip, const struct tv_pdf_piece *p)
{
    float least = GUTTER * p->size;
    float left = fmaxf(strip->from, p->x1), right = fminf(strip->to, p->x0);
    bool can_left = strip->to - left >= least, can_right = right - strip->from >= least;
    if (can_left && can_right)
        can_left = p->x0 + p->x1 < strip->from + strip->to;
    if (can_left)
        strip->from = left;
    else if (can_right)
        strip->to = right;
    return can_left || can_right;
}

/* The heads of columns in tables of amendments. */
static bool is_head(const char *text)
{
    static const char *const words[] = {"amendment",  "text proposed", "proposed text",
                                        "proposal",   "commission",    "current text",
                                        "änderung",   "geändert",      "vorschlag",
                                        "kommission", "amendement",    "texte proposé",
                                        "enmienda",   "texto",         "поправк",
                                        "предлож",    "修正",          "案文",
                                        "تعديل",      "التعديل",       NULL};
    if (strlen(text) > 80)
        return false;
    for (const char *const *word = words; *word; word++)
        if (strcasestr(text, *word))
            return true;
    return false;
}

/* Whether the line that begins with pieces[i] has such heads on both sides. */
static bool are_heads(struct tv_pdf_piece *const *pieces, size_t n, size_t i, float gutter)
{
    bool left = false, right = false;
    for (size_t k = i; k < n && pieces[k]->base - pieces[i]->base < pieces[i]->size; k++) {
        if (!is_head(pieces[k]->text))
            continue;
        left |= pieces[k]->x1 < gutter;
        right |= pieces[k]->x0 > gutter;
    }
    return left && right;
}

/* Whether such heads stand at pieces[i] with space above and below them. */
static bool are_new_heads(struct tv_pdf_piece *const *pieces, size_t n, size_t i, float gutter)
{
    float size = pieces[i]->size;
    size_t next = i;
    while (next < n && pieces[next]->base - pieces[i]->base < 0.8F * size)
        next++;
    return pieces[i]->base - pieces[i - 1]->base > 1.4F * size && next < n &&
           pieces[next]->base - pieces[i]->base > 1.4F * size && are_heads(pieces, n, i, gutter);
}

/* Whether pieces[i] is a heading in the middle over the columns, alone on its line: it ends them though
 * it may be short enough to stand between them. */
static bool is_over_columns(struct tv_pdf_piece *const *pieces, size_t n, size_t i,
                            struct strip columns, struct strip room)
{
    const struct tv_pdf_piece *p = pieces[i];
    float twice = p->x0 + p->x1, off = fabsf(twice - room.from - room.to);
    if (columns.from < p->x0 && columns.to > p->x1)
        off = fminf(off, fabsf(twice - columns.from - columns.to));
    bool alone = (i == 0 || p->base - pieces[i - 1]->base > 1.35F * p->size) &&
                 (i + 1 >= n || pieces[i + 1]->base - p->base > 1.35F * p->size);
    return alone && off < 2 * p->size && room.to - room.from > 20 * p->size;
}

/* How many of the pieces the strip runs past; it is as narrow then as they leave it. */
static size_t follow(struct strip *strip, struct tv_pdf_piece **pieces, size_t n, struct strip room)
{
    struct strip columns = {HUGE_VALF, -HUGE_VALF};
    size_t i = 0;
    for (; i < n; i++) {
        float middle = (strip->from + strip->to) / 2;
        bool below = i > 0 && pieces[i]->base - pieces[0]->base > 1.5F * pieces[i]->size;
        if (below &&
            (is_over_columns(pieces, n, i, columns, room) || are_new_heads(pieces, n, i, middle)))
            break;
        if (!makes_way(strip, pieces[i]))
            break;
        columns.from = fminf(columns.from, pieces[i]->x0);
        columns.to = fmaxf(columns.to, pieces[i]->x1);
    }
    /* Of the line that crosses, nothing belongs to the columns. */
    while (i > 0 && i < n && pieces[i]->base - pieces[i - 1]->base < 0.3F * pieces[i]->size)
        i--;
    return i;
}

/* What stands on one side of a strip. */
struct side {
    size_t lines;
    float width;  /* of the widest piece, in em */
    size_t texts; /* pieces that are more than a number or a mark */
};

static bool is_mark(const struct tv_pdf_piece *p)
{
    size_t letters = 0;
    for (const char *c = p->text; *c; c++)
        letters += isalpha((unsigned char)*c) || (*c & 0x80);
    return letters <= 3 && p->x1 - p->x0 < 3 * p->size;
}

static struct side look_at(const struct group *g, float from, float to)
{
    struct side side = {0};
    float last = -HUGE_VALF;
    for (size_t i = 0; i < g->n; i++) {
        const struct tv_pdf_piece *p = g->pieces[i];
        float middle = (p->x0 + p->x1) / 2;
        if (middle < from || middle > to)
            continue;
        side.lines += p->base - last > 0.5F * p->size;
        last = p->base;
        side.width = fmaxf(side.width, (p->x1 - p->x0) / p->size);
        side.texts += !is_mark(p);
    }
    return side;
}

static bool has_heads(const struct group *g, float gutter)
{
    return are_heads(g->pieces, g->n, 0, gutter);
}

static size_t common_prefix(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

/* Whether a sentence can begin with the text, or a part that is numbered. */
static bool is_beginning(const char *text)
{
    return !tv_pdf_starts_lower(text) || tv_pdf_mark_at(text);
}

/* Whether text begins alike on both sides of the gutter, on one line. Words within a sentence stand
 * beside each other by chance where a text is set in columns. */
static bool has_twins(const struct group *g, float gutter)
{
    for (size_t i = 0; i < g->n; i++)
        for (size_t k = i + 1;
             k < g->n && g->pieces[k]->base - g->pieces[i]->base < g->pieces[i]->size; k++) {
            const struct tv_pdf_piece *a = g->pieces[i], *b = g->pieces[k];
            bool apart = (a->x1 < gutter && b->x0 > gutter) || (b->x1 < gutter && a->x0 > gutter);
            if (apart && is_beginning(a->text) && common_prefix(a->text, b->text) >= 12)
                return true;
        }
    return false;
}

static bool is_known(const struct tv_pdf_flows *flows, struct strip strip)
{
    for (size_t i = 0; i < flows->n_gutters; i++)
        if (flows->gutters[i] >= strip.from && flows->gutters[i] <= strip.to)
            return true;
    return false;
}

static bool is_gutter(const struct group *g, struct strip strip, const struct tv_pdf_flows *flows)
{
    float middle = (strip.from + strip.to) / 2;
    struct side left = look_at(g, -HUGE_VALF, middle), right = look_at(g, middle, HUGE_VALF);
    if (left.texts == 0 || right.texts == 0)
        return false;
    if (has_heads(g, middle) || has_twins(g, middle) || is_known(flows, strip))
        return left.lines + right.lines >= 3;
    return left.lines >= 3 && right.lines >= 3 && left.width >= 8 && right.width >= 8;
}

/* The lines after the last one on the right that stand on the left alone: those that are set like a
 * column stay, a heading that follows it does not. Returns how many pieces stay. */
static size_t trim(const struct group *g, struct strip strip)
{
    size_t end = 0;
    for (size_t i = 0; i < g->n; i++)
        if (g->pieces[i]->x0 >= strip.to - 1)
            end = i + 1;
    while (end < g->n) {
        size_t next = end + 1;
        float pitch = 1.45F * g->pieces[end]->size;
        while (next < g->n && g->pieces[next]->base - g->pieces[next - 1]->base <= pitch)
            next++;
        bool close = end > 0 && g->pieces[end]->base - g->pieces[end - 1]->base <= pitch;
        bool fills = next - end >= 2 && g->pieces[end]->x1 > strip.from - 4 * g->pieces[end]->size;
        if (!close && !fills)
            break;
        end = next;
    }
    return end;
}

/* Whether there are columns on both sides of the position: right of the last edge and right of it. */
static bool is_column(const struct group *g, float at)
{
    struct side side = look_at(g, g->edges[g->n_columns - 1], at);
    struct side rest = look_at(g, at, HUGE_VALF);
    bool left = false, right = false; /* on the first line */
    for (size_t i = 0; i < g->n && g->pieces[i]->base - g->pieces[0]->base < g->pieces[0]->size;
         i++) {
        left |= g->pieces[i]->x1 <= at && g->pieces[i]->x0 > g->edges[g->n_columns - 1];
        right |= g->pieces[i]->x0 >= at;
    }
    return 2 * side.texts > side.lines && side.width >= 3 && rest.texts > 0 &&
           ((left && right) || (side.lines >= 3 && rest.lines >= 3));
}

/* The columns of the group: its gutter, and what other gaps run through all of it. */
static void find_columns(struct group *g, struct strip gutter)
{
    struct strip open[MAX_COLUMNS + 1] = {{-HUGE_VALF, HUGE_VALF}};
    size_t n = 1;
    for (size_t i = 0; i < g->n; i++) { /* takes the piece out of the open space */
        const struct tv_pdf_piece *p = g->pieces[i];
        for (size_t k = 0; k < n; k++) {
            struct strip was = open[k];
            if (p->x1 <= was.from || p->x0 >= was.to)
                continue;
            if (p->x0 > was.from && p->x1 < was.to && n <= MAX_COLUMNS) {
                memmove(&open[k + 1], &open[k], (n - k) * sizeof *open);
                open[k].to = p->x0;
                open[k + 1].from = p->x1;
                n++;
                k++;
            } else if (p->x0 > was.from) {
                open[k].to = p->x0;
            } else {
                open[k].from = fminf(p->x1, was.to);
            }
        }
    }
    g->n_columns = 1;
    g->edges[0] = -HUGE_VALF;
    float least = GUTTER * g->pieces[0]->size;
    for (size_t k = 1; k + 1 < n && g->n_columns < MAX_COLUMNS; k++) {
        float middle = (open[k].from + open[k].to) / 2;
        bool main = open[k].from <= gutter.to && open[k].to >= gutter.from;
        if (main || (open[k].to - open[k].from >= least && is_column(g, middle)))
            g->edges[g->n_columns++] = middle;
    }
    if (g->n_columns == 1) /* nothing on the left */
        g->edges[g->n_columns++] = (gutter.from + gutter.to) / 2;
    g->edges[g->n_columns] = HUGE_VALF;
}

static size_t column_of(const struct group *g, const struct tv_pdf_piece *p)
{
    size_t c = 0;
    while (c + 1 < g->n_columns && (p->x0 + p->x1) / 2 > g->edges[c + 1])
        c++;
    return c;
}

/* Text that stands right of a known gutter with nothing beside it: a cell beside an empty one. */
static bool find_lone_column(struct tv_pdf_piece **pieces, size_t n, struct strip room,
                             const struct tv_pdf_flows *flows, struct group *ret,
                             struct strip *ret_gutter)
{
    const struct tv_pdf_piece *p = pieces[0];
    if (n < 2 || p->x0 - room.from < 10 * p->size || fabsf(pieces[1]->x0 - p->x0) > p->size)
        return false;
    for (size_t i = 0; i < flows->n_gutters; i++) {
        float gutter = flows->gutters[i];
        if (gutter > p->x0 || p->x0 - gutter > 3 * p->size)
            continue;
        struct strip strip = {gutter - GUTTER * p->size, p->x0};
        struct group g = {.pieces = pieces, .n = follow(&strip, pieces, n, room)};
        g.n = trim(&g, strip);
        if (g.n < 2)
            continue;
        *ret = g;
        *ret_gutter = strip;
        return true;
    }
    return false;
}

/* The nearest piece of the line to the right of pieces[i]: where it begins. */
static float next_on_line(struct tv_pdf_piece *const *pieces, size_t line, size_t i)
{
    float next = HUGE_VALF;
    for (size_t k = 0; k < line; k++)
        if (pieces[k]->x0 > pieces[i]->x1 && pieces[k]->x0 < next)
            next = pieces[k]->x0;
    return next;
}

/* The longest group of columns that begins with the line of pieces[0]. */
static bool find_group(struct tv_pdf_piece **pieces, size_t n, struct strip room,
                       const struct tv_pdf_flows *flows, struct group *ret,
                       struct strip *ret_gutter)
{
    size_t line = 1, best = 0;
    while (line < n && line < 16 && pieces[line]->base - pieces[0]->base < pieces[0]->size)
        line++;
    for (size_t i = 0; i < line; i++) {
        struct strip strip = {pieces[i]->x1, next_on_line(pieces, line, i)};
        if (strip.to == HUGE_VALF || strip.to - strip.from < GUTTER * pieces[i]->size)
            continue;
        struct group g = {.pieces = pieces, .n = follow(&strip, pieces, n, room)};
        if (g.n < line)
            continue;
        g.n = trim(&g, strip);
        if (g.n <= best || !is_gutter(&g, strip, flows))
            continue;
        best = g.n;
        *ret = g;
        *ret_gutter = strip;
    }
    return best > 0 || (line == 1 && find_lone_column(pieces, n, room, flows, ret, ret_gutter));
}

/* --- rows --- */

static int by_order(const void *a, const void *b)
{
    const struct tv_pdf_piece *x = *(struct tv_pdf_piece *const *)a;
    const struct tv_pdf_piece *y = *(struct tv_pdf_piece *const *)b;
    return (x->order > y->order) - (x->order < y->order);
}

/* Rows as they were drawn: a new one begins where the drawing comes back to a column before, below
 * all that was drawn. Fills row[i] for the pieces in the order of drawing; returns how many. */
static unsigned rows_as_drawn(const struct group *g, struct tv_pdf_piece **drawn, unsigned *row)
{
    unsigned n = 1;
    float bottom = -HUGE_VALF;
    for (size_t i = 0; i < g->n; i++) {
        bool back = i > 0 && column_of(g, drawn[i]) < column_of(g, drawn[i - 1]);
        if (back && top_of(drawn[i]) > bottom - 0.3F * drawn[i]->size)
            n++;
        bottom = fmaxf(bottom, bottom_of(drawn[i]));
        row[i] = n;
    }
    return n;
}

/* Rows as they are seen, for text that was drawn line by line: a new one begins below a gap that goes
 * through all columns, where two of them begin on one line. `seen` is from top to bottom. */
static unsigned rows_as_seen(const struct group *g, struct tv_pdf_piece **seen, unsigned *row)
{
    unsigned n = 1;
    float bottom = -HUGE_VALF;
    for (size_t i = 0; i < g->n; i++) {
        const struct tv_pdf_piece *p = seen[i], *beside = i + 1 < g->n ? seen[i + 1] : p;
        bool level =
            column_of(g, beside) != column_of(g, p) && beside->base - p->base < 0.5F * p->size;
        if (i > 0 && level && top_of(p) - bottom > 0.5F * p->size)
            n++;
        bottom = fmaxf(bottom, bottom_of(p));
        row[i] = n;
    }
    return n;
}

/* Heads with space below them are a row of their own, even if a column was empty below. */
static void part_heads(const struct group *g, struct tv_pdf_piece **pieces, unsigned *row)
{
    float size = g->pieces[0]->size, below = HUGE_VALF;
    bool mixed = false;
    for (size_t i = 0; i < g->n; i++)
        if (pieces[i]->base - g->pieces[0]->base > 0.8F * size) {
            below = fminf(below, pieces[i]->base - g->pieces[0]->base);
            mixed |= row[i] == 1;
        }
    if (!mixed || below < 1.4F * size)
        return;
    for (size_t i = 0; i < g->n; i++)
        row[i] += pieces[i]->base - g->pieces[0]->base > 0.8F * size;
}

static size_t most_lines(const struct group *g)
{
    size_t most = 0;
    for (size_t c = 0; c < g->n_columns; c++) {
        size_t lines = look_at(g, g->edges[c], g->edges[c + 1]).lines;
        most = lines > most ? lines : most;
    }
    return most;
}

static void add_columns_of(const struct group *g, struct tv_pdf_piece **pieces, size_t n,
                           unsigned row, struct tv_arena *arena, struct tv_pdf_flows *flows)
{
    for (size_t c = 0; c < g->n_columns; c++) {
        struct tv_pdf_flow flow = {
            .pieces = tv_arena_alloc(arena, n * sizeof *pieces + 1),
            .left = HUGE_VALF,
            .right = -HUGE_VALF,
            .table = flows->n_tables,
            .row = row,
            .column = (unsigned)c + 1,
        };
        for (size_t i = 0; i < n; i++)
            if (column_of(g, pieces[i]) == c)
                flow.pieces[flow.n_pieces++] = pieces[i];
        for (size_t i = 0; i < g->n; i++) {
            if (column_of(g, g->pieces[i]) != c)
                continue;
            flow.left = fminf(flow.left, g->pieces[i]->x0);
            flow.right = fmaxf(flow.right, g->pieces[i]->x1);
        }
        qsort(flow.pieces, flow.n_pieces, sizeof *flow.pieces, tv_pdf_by_line);
        tv_pdf_add_flow(flows, flow);
    }
}

static void add_rows(const struct group *g, struct tv_pdf_piece **pieces, const unsigned *row,
                     struct tv_arena *arena, struct tv_pdf_flows *flows)
{
    struct tv_pdf_piece **in_row = tv_arena_alloc(arena, g->n * sizeof *in_row);
    size_t done = 0;
    flows->n_tables++;
    for (unsigned r = 1; done < g->n; r++) {
        size_t n = 0;
        for (size_t i = 0; i < g->n; i++)
            if (row[i] == r)
                in_row[n++] = pieces[i];
        add_columns_of(g, in_row, n, r, arena, flows);
        done += n;
    }
}

/* Adds the group as a table if it is one. */
static bool add_table(const struct group *g, struct strip gutter, struct tv_arena *arena,
                      struct tv_pdf_flows *flows)
{
    float middle = (gutter.from + gutter.to) / 2;
    struct tv_pdf_piece **pieces = tv_arena_alloc(arena, g->n * sizeof *pieces);
    unsigned *row = tv_arena_alloc(arena, g->n * sizeof *row);
    memcpy(pieces, g->pieces, g->n * sizeof *pieces);
    qsort(pieces, g->n, sizeof *pieces, by_order);
    unsigned rows = rows_as_drawn(g, pieces, row);
    size_t lines = most_lines(g);
    if (rows >= 4 && 10 * rows > 6 * lines) { /* drawn line by line: says nothing */
        memcpy(pieces, g->pieces, g->n * sizeof *pieces);
        rows = rows_as_seen(g, pieces, row);
    }
    if (has_heads(g, middle))
        part_heads(g, pieces, row);
    if (rows < 2 && !has_heads(g, middle) && !has_twins(g, middle) && !is_known(flows, gutter))
        return false;
    add_rows(g, pieces, row, arena, flows);
    if (!is_known(flows, gutter)) {
        size_t room = sizeof flows->gutters / sizeof *flows->gutters;
        flows->gutters[flows->n_gutters % room] = middle;
        flows->n_gutters += flows->n_gutters < room;
    }
    return true;
}

/* --- bands --- */

static void add_text(struct tv_pdf_piece **pieces, size_t n, struct strip room,
                     struct tv_pdf_flows *flows)
{
    tv_pdf_add_flow(
        flows,
        (struct tv_pdf_flow){.pieces = pieces, .n_pieces = n, .left = room.from, .right = room.to});
}

static struct strip room_of(struct tv_pdf_piece *const *pieces, size_t n)
{
    struct strip room = {HUGE_VALF, -HUGE_VALF};
    for (size_t i = 0; i < n; i++) {
        room.from = fminf(room.from, pieces[i]->x0);
        room.to = fmaxf(room.to, pieces[i]->x1);
    }
    return room;
}

static void lay_out(struct tv_pdf_piece **pieces, size_t n, struct strip room, int depth,
                    struct tv_arena *arena, struct tv_pdf_flows *flows);

static void add_columns(const struct group *g, int depth, struct tv_arena *arena,
                        struct tv_pdf_flows *flows)
{
    for (size_t c = 0; c < g->n_columns; c++) {
        struct tv_pdf_piece **column = tv_arena_alloc(arena, g->n * sizeof *column);
        size_t n = 0;
        for (size_t i = 0; i < g->n; i++)
            if (column_of(g, g->pieces[i]) == c)
                column[n++] = g->pieces[i];
        lay_out(column, n, room_of(column, n), depth - 1, arena, flows);
    }
}

static void lay_out(struct tv_pdf_piece **pieces, size_t n, struct strip room, int depth,
                    struct tv_arena *arena, struct tv_pdf_flows *flows)
{
    size_t done = 0;
    for (size_t i = 0; depth > 0 && n <= TV_PDF_MAX_PAGE_PIECES && i < n;) {
        struct group g = {0};
        struct strip gutter = {0};
        if (!find_group(pieces + i, n - i, room, flows, &g, &gutter)) {
            i++;
            continue;
        }
        add_text(pieces + done, i - done, room, flows);
        find_columns(&g, gutter);
        if (!add_table(&g, gutter, arena, flows))
            add_columns(&g, depth, arena, flows);
        done = i += g.n;
    }
    add_text(pieces + done, n - done, room, flows);
}

void tv_pdf_lay_out_band(struct tv_pdf_piece **pieces, size_t n, float left, float right,
                         struct tv_arena *arena, struct tv_pdf_flows *flows)
{
    lay_out(pieces, n, (struct strip){left, right}, MAX_DEPTH, arena, flows);
}
