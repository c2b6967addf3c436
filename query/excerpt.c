/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Excerpts (excerpt.h). The text is cut into sentences, and these, where they are too long, at
 * blanks; then a window moves over the pieces. */
#include "excerpt.h"

#include "corpus/utf8.h"
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/* A stretch that ends where a sentence or line does, or where it had to. */
struct piece {
    size_t start, end, columns;
};

struct pieces {
    struct piece *items;
    size_t n, capacity;
};

static bool ends_sentence(int32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == ';' || c == 0x3002 || c == 0xFF01 ||
           c == 0xFF1F || c == 0xFF1B || c == 0x61F || c == 0x61B || c == 0x6D4;
}

static void cut(const char *text, size_t columns, struct pieces *ret_pieces)
{
    size_t size = strlen(text), start = 0, used = 0;
    int32_t before = 0;
    for (size_t i = 0; i < size;) {
        size_t at = i;
        int32_t c = tv_utf8_next(text, size, &i);
        bool blank = c == ' ' || c == '\n', wide = tv_columns(text + at, i - at) == 2;
        used += tv_columns(text + at, i - at);
        bool end = i == size || c == '\n' || (wide && (ends_sentence(c) || used >= columns)) ||
                   (blank && (ends_sentence(before) || used >= columns));
        before = c;
        if (!end)
            continue;
        TV_GROW(ret_pieces->items, ret_pieces->n, ret_pieces->capacity);
        ret_pieces->items[ret_pieces->n++] = (struct piece){start, i, used};
        start = i;
        used = 0;
    }
}

/* Whether the span's word stands in an earlier span from `from` on. */
static bool seen(const char *text, const struct tv_span *spans, size_t from, size_t i)
{
    size_t size = spans[i].end - spans[i].start;
    for (size_t k = from; k < i; k++)
        if (spans[k].end - spans[k].start == size &&
            strncasecmp(text + spans[k].start, text + spans[i].start, size) == 0)
            return true;
    return false;
}

/* Different words count most, others a little. */
static double score_of(const char *text, const struct tv_span *spans, size_t n, size_t start,
                       size_t end)
{
    double score = 0;
    size_t first = n;
    for (size_t i = 0; i < n && spans[i].end <= end; i++) {
        if (spans[i].start < start)
            continue;
        if (first == n)
            first = i;
        score += seen(text, spans, first, i) ? 0.1 : 1;
    }
    return score;
}

void tv_excerpt(const char *text, const struct tv_span *spans, size_t n, size_t columns,
                size_t *ret_start, size_t *ret_end)
{
    size_t size = strlen(text), best_start = 0, best_end = size;
    struct pieces p = {0};
    double best = -1;
    if (tv_columns(text, size) > columns)
        cut(text, columns, &p);
    n = n > 200 ? 200 : n; /* the work goes by its square */
    for (size_t i = 0; i < p.n; i++) {
        size_t k = i, used = p.items[i].columns;
        while (k + 1 < p.n && used + p.items[k + 1].columns <= columns)
            used += p.items[++k].columns;
        double score = score_of(text, spans, n, p.items[i].start, p.items[k].end);
        if (score > best) {
            best = score;
            best_start = p.items[i].start;
            best_end = p.items[k].end;
        }
    }
    free(p.items);
    while (best_end > best_start && (text[best_end - 1] == ' ' || text[best_end - 1] == '\n'))
        best_end--;
    *ret_start = best_start;
    *ret_end = best_end;
}
