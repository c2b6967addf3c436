/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ranking (ranking.h). */
#include "ranking.h"

#include "corpus/memory.h"

#include <stdlib.h>
#include <string.h>

const struct tv_ranking tv_ranking_default = {
    .k1 = 1.2,
    .b = 0.5,
    .min_length = 0.5,
    .title = 0.2,
    .stop = 1,
    .others = 0.2,
    .decay = 0.3,
    .pool = 500,
};

static const struct {
    const char *name;
    size_t offset;
} settings[] = {
    {"k1", offsetof(struct tv_ranking, k1)},
    {"b", offsetof(struct tv_ranking, b)},
    {"min_length", offsetof(struct tv_ranking, min_length)},
    {"title", offsetof(struct tv_ranking, title)},
    {"stop", offsetof(struct tv_ranking, stop)},
    {"others", offsetof(struct tv_ranking, others)},
    {"decay", offsetof(struct tv_ranking, decay)},
    {"pool", offsetof(struct tv_ranking, pool)},
};

static bool set_one(struct tv_ranking *ranking, const char *setting, size_t size)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        size_t n = strlen(settings[i].name);
        if (n >= size || memcmp(settings[i].name, setting, n) != 0 || setting[n] != '=')
            continue;
        char *end;
        double value = strtod(setting + n + 1, &end);
        if (end != setting + size || !(value >= 0 && value <= 1e6))
            return false;
        *(double *)(void *)((char *)ranking + settings[i].offset) = value;
        return true;
    }
    return false;
}

bool tv_ranking_set(struct tv_ranking *ranking, const char *setting, struct tv_error *err)
{
    for (const char *p = setting; *p;) {
        size_t size = strcspn(p, ",");
        if (!set_one(ranking, p, size))
            return tv_fail(err, TV_USAGE, "--ranking: '%.*s' is no setting", (int)size, p);
        p += size + (p[size] == ',');
    }
    return true;
}

/* A passage on its way: `before` links it to the one of its document that comes before it. */
struct entry {
    const struct xc_str *document;
    size_t place, place_in_document;
    double own, bonus;
};

static int by_document(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    size_t n = x->document->size < y->document->size ? x->document->size : y->document->size;
    int order = memcmp(x->document->data, y->document->data, n);
    if (order)
        return order;
    if (x->document->size != y->document->size)
        return x->document->size < y->document->size ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static int by_score(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    double first = x->own + x->bonus, second = y->own + y->bonus;
    if (first != second)
        return first > second ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static bool same_document(const struct entry *x, const struct entry *y)
{
    return x->document->size == y->document->size &&
           memcmp(x->document->data, y->document->data, x->document->size) == 0;
}

/* Passages of one document, the best first, get their bonus: what the others weigh, the next one
 * in full, each further one less. */
static void add_bonus(const struct tv_ranking *ranking, struct entry *entries, size_t n)
{
    double share = ranking->others, sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += share * entries[i].own;
        share *= ranking->decay;
    }
    for (size_t i = 0; i < n; i++)
        entries[i].bonus = sum;
}

/* The next entries of the same document. */
static size_t group_size(const struct entry *entries, size_t n)
{
    size_t i = 1;
    while (i < n && same_document(entries, entries + i))
        i++;
    return i;
}

static void number_in_documents(struct entry *entries, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t group = group_size(entries + i, n - i);
        for (size_t k = 0; k < group; k++)
            entries[i + k].place_in_document = k;
        i += group;
    }
}

struct tv_ranked *tv_rank(const struct tv_ranking *ranking, const struct xc_hit *hits, size_t n)
{
    struct entry *entries = tv_alloc(n * sizeof *entries);
    struct tv_ranked *ranked = tv_alloc(n * sizeof *ranked);
    size_t pool = ranking->pool < (double)n ? (size_t)ranking->pool : n;
    for (size_t i = 0; i < n; i++)
        entries[i] = (struct entry){hits[i].values, i, 0, hits[i].weight, 0};
    qsort(entries, pool, sizeof *entries, by_document);
    for (size_t i = 0; i < pool;) {
        size_t group = group_size(entries + i, pool - i);
        add_bonus(ranking, entries + i, group);
        i += group;
    }
    qsort(entries, pool, sizeof *entries, by_score);
    for (size_t i = 0; i < n; i++)
        ranked[i] =
            (struct tv_ranked){hits[entries[i].place].docid, 0, entries[i].own + entries[i].bonus};
    /* in their new order, to count those of a document */
    for (size_t i = 0; i < n; i++)
        entries[i].place = i;
    qsort(entries, n, sizeof *entries, by_document);
    number_in_documents(entries, n);
    for (size_t i = 0; i < n; i++)
        ranked[entries[i].place].of_document = (uint32_t)entries[i].place_in_document;
    free(entries);
    return ranked;
}
