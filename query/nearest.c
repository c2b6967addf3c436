/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The passage that is most like a text (nearest.h). */
#include "nearest.h"

#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { RUN = 4, BEFORE = 30, SHOWN = 80 };

/* The different runs of letters and digits of a text, as hashes, ascending. */
struct runs {
    uint64_t *items;
    size_t n, capacity;
};

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void sort_out(struct runs *r)
{
    size_t n = 0;
    if (r->n)
        qsort(r->items, r->n, sizeof *r->items, by_value);
    for (size_t i = 0; i < r->n; i++)
        if (n == 0 || r->items[n - 1] != r->items[i])
            r->items[n++] = r->items[i];
    r->n = n;
}

/* A character takes 16 bits of a run: what is above is folded in, which does no harm here. */
static struct runs runs_of(const char *text)
{
    struct runs r = {0};
    size_t size = strlen(text), seen = 0;
    uint64_t run = 0;
    for (size_t i = 0; i < size;) {
        int32_t c = u_tolower(tv_utf8_next(text, size, &i));
        if (!u_isalnum(c))
            continue;
        run = run << 16 | ((uint64_t)c & 0xFFFF);
        if (++seen < RUN)
            continue;
        TV_GROW(r.items, r.n, r.capacity);
        r.items[r.n++] = run;
    }
    sort_out(&r);
    return r;
}

static double likeness_of(const struct runs *a, const struct runs *b)
{
    size_t both = 0;
    for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
        both += a->items[i] == b->items[k];
        if (a->items[i] <= b->items[k])
            i++;
        else
            k++;
    }
    size_t either = a->n + b->n - both;
    return either ? (double)both / (double)either : 0;
}

const struct tv_passage *tv_nearest(const struct tv_document *doc, const char *text, double least,
                                    double *ret_likeness)
{
    const struct tv_passage *nearest = NULL;
    struct runs wanted = runs_of(text);
    for (size_t i = 0; i < doc->n_passages; i++) {
        struct runs runs = runs_of(doc->passages[i].text);
        double likeness = likeness_of(&wanted, &runs);
        free(runs.items);
        if (likeness < least || (nearest && likeness <= *ret_likeness))
            continue;
        nearest = &doc->passages[i];
        *ret_likeness = likeness;
    }
    free(wanted.items);
    return nearest;
}

/* The offset that is n characters before or behind another, at most to an end of the text. */
static size_t move(const char *text, size_t size, size_t at, int n)
{
    for (; n < 0 && at > 0; n++)
        tv_utf8_prev(text, &at);
    for (; n > 0 && at < size; n--)
        tv_utf8_next(text, size, &at);
    return at;
}

void tv_parting(const char *text, const char *other, struct tv_buffer *out)
{
    size_t size = strlen(text), at = 0;
    while (text[at] && text[at] == other[at])
        at++;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    size_t start = move(text, size, at, -BEFORE);
    for (size_t i = start; start > 0 && i < at; i++)
        if (text[i] == ' ') {
            start = i + 1;
            break;
        }
    size_t end = move(text, size, start, SHOWN);
    tv_buffer_puts(out, start ? "..." : "");
    tv_buffer_add(out, text + start, end - start);
    tv_buffer_puts(out, end < size ? "..." : "");
}
