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
    .foreign = 0.7,
    .synonym = 0.3,
    .others = 0.2,
    .decay = 0.3,
    .pool = 100,
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
    {"foreign", offsetof(struct tv_ranking, foreign)},
    {"synonym", offsetof(struct tv_ranking, synonym)},
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

/* A passage on its way. */
struct entry {
    const struct xc_hit *hit;
    size_t place; /* in the order so far */
    double score;
    uint32_t of_document;
};

static int compare_places(const struct entry *x, const struct entry *y)
{
    return (x->place > y->place) - (x->place < y->place);
}

static int compare_documents(const struct entry *x, const struct entry *y)
{
    const struct xc_str *a = x->hit->values, *b = y->hit->values;
    int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int by_document(const void *a, const void *b)
{
    int order = compare_documents(a, b);
    return order ? order : compare_places(a, b);
}

static int by_score(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return compare_places(x, y);
}

static int by_place(const void *a, const void *b)
{
    return compare_places(a, b);
}

/* The n passages of a document, the best first, all get a share of what those behind the best
 * weigh, the next one most. */
static void share(const struct tv_ranking *ranking, struct entry *entries, size_t n)
{
    double part = ranking->others, sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += part * entries[i].score;
        part *= ranking->decay;
    }
    for (size_t i = 0; i < n; i++)
        entries[i].score += sum;
}

static void number(const struct tv_ranking *ranking, struct entry *entries, size_t n)
{
    (void)ranking;
    for (size_t i = 0; i < n; i++)
        entries[i].of_document = (uint32_t)i;
}

/* Does something to the passages of each document, the best first. */
static void each_document(const struct tv_ranking *ranking, struct entry *entries, size_t n,
                          void (*function)(const struct tv_ranking *, struct entry *, size_t))
{
    qsort(entries, n, sizeof *entries, by_document);
    for (size_t i = 0, end = 0; i < n; i = end) {
        while (end < n && compare_documents(&entries[i], &entries[end]) == 0)
            end++;
        function(ranking, entries + i, end - i);
    }
}

struct tv_ranked *tv_rank(const struct tv_ranking *ranking, const struct xc_hit *hits, size_t n)
{
    struct entry *entries = tv_alloc(n * sizeof *entries);
    struct tv_ranked *ranked = tv_alloc(n * sizeof *ranked);
    size_t pool = ranking->pool < (double)n ? (size_t)ranking->pool : n;
    for (size_t i = 0; i < n; i++)
        entries[i] = (struct entry){.hit = &hits[i], .place = i, .score = hits[i].weight};
    each_document(ranking, entries, pool, share);
    qsort(entries, pool, sizeof *entries, by_score);
    for (size_t i = 0; i < pool; i++)
        entries[i].place = i;
    each_document(ranking, entries, n, number);
    qsort(entries, n, sizeof *entries, by_place);
    for (size_t i = 0; i < n; i++)
        ranked[i] = (struct tv_ranked){entries[i].hit, entries[i].of_document, entries[i].score};
    free(entries);
    return ranked;
}
