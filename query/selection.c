/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Selections (selection.h). */
#include "selection.h"

#include "corpus/memory.h"

#include <stdlib.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return memcmp(a, b, TV_ID_SIZE) == 0;
}

/* A group that is shown, by a document of it. Both are IDs. */
struct group {
    const char *name, *document;
};

/* A table in which each group stands at or behind the place that its name leads to; half empty. */
struct groups {
    struct group *items;
    size_t capacity; /* a power of 2 */
};

static struct group *place_of(const struct groups *groups, const char *name)
{
    size_t hash = 0;
    for (size_t i = 0; i < TV_ID_SIZE; i++)
        hash = hash * 31 + (unsigned char)name[i];
    size_t i = hash & (groups->capacity - 1);
    while (groups->items[i].name && !same(groups->items[i].name, name))
        i = (i + 1) & (groups->capacity - 1);
    return &groups->items[i];
}

/* Whether the passage is of the document that stands for its group, which the first one seen does. */
static bool stands_for_group(const struct groups *groups, const struct tv_summary *summary)
{
    struct group *group = place_of(groups, summary->group);
    if (!group->name)
        *group = (struct group){summary->group, summary->document};
    return same(group->document, summary->document);
}

/* The way through what was ranked. */
struct walk {
    const struct tv_ranked *ranked;
    size_t n, pool;  /* how many; and how many of them, the first ones, are walked by level */
    size_t *next;    /* of each level, the first that is left in the pool, or pool */
    size_t n_levels; /* passages of a document that are shown; of each level are those that come
                        after equally many others of their document */
    size_t rest;     /* the first that is left behind the pool */
    double further;  /* tv_ranking.further */
    double scale;    /* of the scores behind the pool */
};

static size_t find_of_level(const struct walk *w, size_t from, size_t level)
{
    while (from < w->pool && w->ranked[from].of_document != level)
        from++;
    return from;
}

static struct walk begin(const struct tv_search *search, const struct tv_ranked *ranked, size_t n)
{
    struct walk w = {.ranked = ranked, .n = n, .further = search->ranking->further, .scale = 1};
    if (search->per_document && !search->by_date)
        w.pool = search->ranking->pool < (double)n ? (size_t)search->ranking->pool : n;
    w.n_levels = search->per_document < w.pool ? search->per_document : w.pool;
    w.next = tv_alloc(w.n_levels * sizeof *w.next);
    for (size_t i = 0; i < w.n_levels; i++)
        w.next[i] = find_of_level(&w, 0, i);
    w.rest = w.pool;
    return w;
}

/* The best of those that the levels go on with; each level is in its order already. */
static bool next_in_pool(struct walk *w, struct tv_ranked *ret_ranked)
{
    size_t level = w->n_levels;
    double factor = 1, best = 0;
    for (size_t i = 0; i < w->n_levels; i++, factor *= w->further) {
        size_t at = w->next[i];
        if (at == w->pool || (level < w->n_levels && w->ranked[at].score * factor <= best))
            continue;
        level = i;
        best = w->ranked[at].score * factor;
    }
    if (level == w->n_levels)
        return false;
    *ret_ranked = w->ranked[w->next[level]];
    ret_ranked->score = best;
    w->next[level] = find_of_level(w, w->next[level] + 1, level);
    w->scale = best / w->ranked[w->pool - 1].score;
    return true;
}

/* The next passage in the order in which they are shown. */
static bool next(struct walk *w, struct tv_ranked *ret_ranked)
{
    if (next_in_pool(w, ret_ranked))
        return true;
    if (w->rest == w->n)
        return false;
    *ret_ranked = w->ranked[w->rest++];
    ret_ranked->score *= w->scale < 1 ? w->scale : 1;
    return true;
}

struct tv_ranked *tv_select(const struct tv_search *search, const struct tv_ranked *ranked,
                            size_t n, size_t most, size_t *ret_n)
{
    struct tv_ranked *selected = tv_alloc((n < most ? n : most) * sizeof *selected), r;
    struct walk walk = begin(search, ranked, n);
    struct groups groups = {.capacity = 64};
    size_t kept = 0;
    while (groups.capacity < 2 * n)
        groups.capacity *= 2;
    groups.items = tv_alloc(groups.capacity * sizeof *groups.items);
    while (kept < most && next(&walk, &r)) {
        if (!search->duplicates && !stands_for_group(&groups, &r.summary))
            continue;
        if (!search->per_document || r.of_document < search->per_document)
            selected[kept++] = r;
    }
    free(groups.items);
    free(walk.next);
    *ret_n = kept;
    return selected;
}
