/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running heads, footers and page numbers: what repeats at the edges of the pages.
 *
 * A line near the top or the bottom that stands in the same place on several pages, the same but for
 * its digits, is a candidate. It is furniture if on most of these pages and the others nothing but
 * candidates lies further out: so a heading that often comes first on a page is none, as other pages
 * have text there. What is in a ruled table is furniture only if all of the table is, and a number right
 * before text at the foot of a page is that of a note.
 *
 * A document that would be empty without its furniture has none.
 *
 * The numbers in furniture that go up by one with the pages are what is printed as the page's number;
 * the page gets them as its label where they differ from its place in the file. */
#include "pdf_page.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float ZONE = 0.2F;  /* of the height of the page, at each end */
static const float SAME = 4;     /* points between lines that stand in the same place */
static const float NOTE_GAP = 3; /* em, between the number of a note and its text */

struct edge {
    struct tv_pdf_piece *piece;
    uint64_t hash;
    size_t page;
    float y; /* from the nearer edge of the page */
    bool top, candidate;
};

struct edges {
    struct edge *edges;
    size_t n, capacity;
};

/* Of the text with its digits and what is not a letter left out; page numbers are all one. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = 0xCBF29CE484222325U;
    for (; *text; text++) {
        if (isdigit((unsigned char)*text) || *text == ' ')
            continue;
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3U;
    }
    return hash;
}

static bool is_roman(const char *s, size_t n)
{
    return n > 0 && strspn(s, "ivxlcdmIVXLCDM") >= n;
}

/* "iv" alone on a line is a page's number like 4. */
static uint64_t key_of(const char *text)
{
    return is_roman(text, strlen(text)) ? hash_of("1") : hash_of(text);
}

static void collect_edges(struct tv_pdf_document *doc, size_t p, struct edges *out)
{
    struct tv_pdf_page *page = &doc->pages[p];
    for (size_t i = 0; i < page->n_pieces; i++) {
        struct tv_pdf_piece *piece = &page->pieces[i];
        float top = piece->base - piece->size, bottom = page->height - piece->base;
        if (piece->style & TV_PDF_ASKEW || fminf(top, bottom) > ZONE * page->height)
            continue;
        TV_GROW(out->edges, out->n, out->capacity);
        out->edges[out->n++] = (struct edge){
            .piece = piece,
            .hash = key_of(piece->text),
            .page = p,
            .top = top < bottom,
            .y = top < bottom ? piece->base : bottom,
        };
    }
}

static int by_likeness(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->top != y->top)
        return x->top ? -1 : 1;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->y != y->y)
        return x->y < y->y ? -1 : 1;
    return (x->page > y->page) - (x->page < y->page);
}

/* The end of the run of lines that are alike, in the same place. */
static size_t end_of_run(const struct edges *all, size_t i)
{
    size_t end = i + 1;
    const struct edge *first = &all->edges[i];
    while (end < all->n && all->edges[end].top == first->top &&
           all->edges[end].hash == first->hash &&
           all->edges[end].y - all->edges[end - 1].y <= SAME &&
           all->edges[end].y - first->y <= 3 * SAME)
        end++;
    return end;
}

static int by_page(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static size_t count_pages(const struct edges *all, size_t from, size_t to)
{
    size_t *pages = tv_realloc(NULL, to - from, sizeof *pages), n = 0;
    for (size_t i = from; i < to; i++)
        pages[i - from] = all->edges[i].page;
    qsort(pages, to - from, sizeof *pages, by_page);
    for (size_t i = 0; i < to - from; i++)
        n += i == 0 || pages[i] != pages[i - 1];
    free(pages);
    return n;
}

static size_t enough(size_t n_pages)
{
    return n_pages <= 4 ? 2 : 3;
}

static void find_candidates(struct edges *all, size_t n_pages)
{
    for (size_t i = 0, end; i < all->n; i = end) {
        end = end_of_run(all, i);
        if (end - i < 2 || count_pages(all, i, end) < enough(n_pages))
            continue;
        for (size_t k = i; k < end; k++)
            all->edges[k].candidate = true;
    }
}

/* For each page how close to its top or bottom edge other text comes. */
static float *outermost_text(const struct tv_pdf_document *doc, const struct edges *all, bool top)
{
    float *y = tv_realloc(NULL, doc->n_pages, sizeof *y);
    for (size_t p = 0; p < doc->n_pages; p++)
        y[p] = HUGE_VALF;
    for (size_t i = 0; i < all->n; i++) {
        const struct edge *e = &all->edges[i];
        if (e->top == top && !e->candidate && e->y < y[e->page])
            y[e->page] = e->y;
    }
    return y;
}

static size_t count_below(const float *y, size_t n, float limit)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += y[i] < limit;
    return count;
}

static void judge_candidates(struct tv_pdf_document *doc, struct edges *all, bool top)
{
    float *text = outermost_text(doc, all, top);
    for (size_t i = 0, end; i < all->n; i = end) {
        end = end_of_run(all, i);
        if (!all->edges[i].candidate || all->edges[i].top != top)
            continue;
        size_t pages = count_pages(all, i, end);
        if (2 * count_below(text, doc->n_pages, all->edges[i].y) > pages)
            continue;
        for (size_t k = i; k < end; k++)
            if (all->edges[k].y <= text[all->edges[k].page] + SAME)
                all->edges[k].piece->style |= TV_PDF_FURNITURE;
    }
    free(text);
}

/* A table that has more than furniture in it keeps all of its text. */
static void spare_tables(struct tv_pdf_page *page)
{
    bool *has_text = tv_alloc(page->n_cells + 2);
    for (size_t i = 0; i < page->n_pieces; i++) {
        const struct tv_pdf_piece *piece = &page->pieces[i];
        if (piece->cell && !(piece->style & TV_PDF_FURNITURE))
            has_text[page->cells[piece->cell - 1].table] = true;
    }
    for (size_t i = 0; i < page->n_pieces; i++) {
        struct tv_pdf_piece *piece = &page->pieces[i];
        if (piece->cell && has_text[page->cells[piece->cell - 1].table])
            piece->style &= (uint8_t)~TV_PDF_FURNITURE;
    }
    free(has_text);
}

/* Whether text stands right behind the piece on its line that is no furniture. */
static bool begins_line(const struct tv_pdf_page *page, const struct tv_pdf_piece *piece)
{
    for (size_t i = 0; i < page->n_pieces; i++) {
        const struct tv_pdf_piece *p = &page->pieces[i];
        if (!(p->style & TV_PDF_FURNITURE) && p->x0 >= piece->x1 &&
            p->x0 - piece->x1 < NOTE_GAP * p->size && fabsf(p->base - piece->base) < p->size)
            return true;
    }
    return false;
}

/* A number before text at the foot of the page is that of a note. */
static void spare_notes(struct tv_pdf_page *page)
{
    for (size_t i = 0; i < page->n_pieces; i++) {
        struct tv_pdf_piece *piece = &page->pieces[i];
        bool number = strspn(piece->text, "0123456789") == strlen(piece->text);
        if (number && piece->style & TV_PDF_FURNITURE && 2 * piece->base > page->height &&
            begins_line(page, piece))
            piece->style &= (uint8_t)~TV_PDF_FURNITURE;
    }
}

/* Where most pages would be empty without it, it was their text. */
static void spare_short_pages(struct tv_pdf_document *doc)
{
    size_t filled = 0, bare = 0;
    for (size_t p = 0; p < doc->n_pages; p++) {
        size_t furniture = 0;
        const struct tv_pdf_page *page = &doc->pages[p];
        for (size_t i = 0; i < page->n_pieces; i++)
            furniture += (page->pieces[i].style & TV_PDF_FURNITURE) != 0;
        filled += furniture < page->n_pieces;
        bare += furniture > 0 && furniture == page->n_pieces;
    }
    for (size_t p = 0; p < doc->n_pages && bare > filled; p++)
        for (size_t i = 0; i < doc->pages[p].n_pieces; i++)
            doc->pages[p].pieces[i].style &= (uint8_t)~TV_PDF_FURNITURE;
}

/* --- printed numbers --- */

struct printed {
    int number, page;
    const char *text;
    size_t length;
};

enum { MAX_PRINTED = 8 }; /* numbers on a page that could be its own */

static int roman_value(const char *s, size_t n)
{
    int total = 0, last = 0;
    while (n-- > 0) {
        static const char letters[] = "ivxlcdm";
        static const int values[] = {1, 5, 10, 50, 100, 500, 1000};
        int value = values[strchr(letters, tolower((unsigned char)s[n])) - letters];
        total += value < last ? -value : value;
        last = value > last ? value : last;
    }
    return total;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (c & 0x80);
}

/* Numbers of up to four digits, and Roman ones that stand alone. */
static size_t numbers_in(const char *text, int page, struct printed *ret, size_t room)
{
    size_t n = 0;
    for (const char *p = text; *p && n < room;) {
        size_t length = 0;
        while (is_word(p[length]))
            length++;
        if (length > 0 && length <= 4 && strspn(p, "0123456789") >= length)
            ret[n++] = (struct printed){atoi(p), page, p, length};
        else if (length <= 8 && is_roman(p, length) && p == text && !p[length])
            ret[n++] = (struct printed){roman_value(p, length), page, p, length};
        p += length ? length : 1;
    }
    return n;
}

static size_t numbers_on(const struct tv_pdf_page *page, int number, struct printed *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < page->n_pieces && n < MAX_PRINTED; i++)
        if (page->pieces[i].style & TV_PDF_FURNITURE)
            n += numbers_in(page->pieces[i].text, number, ret + n, MAX_PRINTED - n);
    return n;
}

static const struct printed *matching(const struct printed *one, const struct printed *list,
                                      size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].number - list[i].page == one->number - one->page)
            return &list[i];
    return NULL;
}

static void label(struct tv_pdf_document *doc, const struct printed *p)
{
    struct tv_pdf_page *page = &doc->pages[p->page - 1];
    if (!page->label && (p->number != p->page || !isdigit((unsigned char)*p->text)))
        page->label = tv_arena_strndup(&doc->arena, p->text, p->length);
}

/* A number counts where that of the page before or after goes with it. */
static void label_pages(struct tv_pdf_document *doc)
{
    struct printed last[MAX_PRINTED], now[MAX_PRINTED];
    size_t n_last = 0;
    for (size_t p = 0; p < doc->n_pages; p++) {
        size_t n = numbers_on(&doc->pages[p], (int)p + 1, now);
        for (size_t i = 0; i < n; i++) {
            const struct printed *before = matching(&now[i], last, n_last);
            if (!before)
                continue;
            label(doc, before);
            label(doc, &now[i]);
            break;
        }
        memcpy(last, now, sizeof now);
        n_last = n;
    }
}

void tv_pdf_mark_furniture(struct tv_pdf_document *doc)
{
    struct edges all = {0};
    if (doc->n_pages < 2)
        return;
    for (size_t p = 0; p < doc->n_pages; p++)
        collect_edges(doc, p, &all);
    if (all.n > 0)
        qsort(all.edges, all.n, sizeof *all.edges, by_likeness);
    find_candidates(&all, doc->n_pages);
    judge_candidates(doc, &all, true);
    judge_candidates(doc, &all, false);
    for (size_t p = 0; p < doc->n_pages; p++) {
        spare_tables(&doc->pages[p]);
        spare_notes(&doc->pages[p]);
    }
    spare_short_pages(doc);
    free(all.edges);
    label_pages(doc);
}
