/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facets (facet_counts.h). */
#include "facet_counts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [TV_FACET_KIND] = "kind",
    [TV_FACET_STATE] = "state",
    [TV_FACET_LANGUAGE] = "language",
    [TV_FACET_YEAR] = "year",
};
static_assert(sizeof names / sizeof *names == TV_FACET_COUNT, "a name for every facet");

const char *tv_facet_name(enum tv_facet_kind kind)
{
    return names[kind];
}

/* Values on their way: a table in which each stands at or behind the place that it leads to; half
 * empty at least. Few values come very often. */
struct slot {
    const char *value; /* NULL: empty */
    size_t size;
    uint32_t count;
};

struct table {
    struct slot *slots;
    size_t n, capacity; /* a power of 2 */
};

static struct slot *place_of(const struct table *t, const char *value, size_t size)
{
    size_t hash = size;
    for (size_t i = 0; i < size; i++)
        hash = hash * 31 + (unsigned char)value[i];
    size_t i = hash & (t->capacity - 1);
    while (t->slots[i].value &&
           (t->slots[i].size != size || memcmp(t->slots[i].value, value, size) != 0))
        i = (i + 1) & (t->capacity - 1);
    return &t->slots[i];
}

static void make_room(struct table *t)
{
    struct table old = *t;
    if (2 * t->n < t->capacity)
        return;
    t->capacity = old.capacity ? 4 * old.capacity : 64;
    t->slots = tv_alloc(t->capacity * sizeof *t->slots);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].value)
            *place_of(t, old.slots[i].value, old.slots[i].size) = old.slots[i];
    free(old.slots);
}

static void add(struct table *t, const char *value, size_t size, uint32_t count)
{
    if (size == 0)
        return;
    make_room(t);
    struct slot *slot = place_of(t, value, size);
    t->n += !slot->value;
    *slot = (struct slot){value, size, slot->count + count};
}

static void add_states(struct table *t, const char *states, size_t size, uint32_t count)
{
    for (const char *p = states, *end = states + size; p < end;) {
        const char *blank = memchr(p, ' ', (size_t)(end - p));
        size_t n = (size_t)((blank ? blank : end) - p);
        add(t, p, n, count);
        p += n + 1;
    }
}

static void take_apart(const struct xc_facet_value *combination,
                       struct table tables[TV_FACET_COUNT])
{
    const char *p = combination->value.data, *end = p + combination->value.size;
    for (size_t kind = 0; kind < TV_FACET_COUNT && p <= end; kind++) {
        const char *separator = memchr(p, TV_FACET_SEPARATOR, (size_t)(end - p));
        size_t size = (size_t)((separator ? separator : end) - p);
        (kind == TV_FACET_STATE ? add_states : add)(&tables[kind], p, size, combination->count);
        p += size + 1;
    }
}

static int by_count(const void *a, const void *b)
{
    const struct tv_facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->value, y->value);
}

/* The values of a table, whose counts are `share` of what they are to be. */
static struct tv_facet facet_of(const struct table *t, double share, struct tv_arena *arena)
{
    struct tv_facet facet = {.values = tv_arena_alloc(arena, t->n * sizeof *facet.values)};
    for (size_t i = 0; i < t->capacity; i++)
        if (t->slots[i].value)
            facet.values[facet.n++] = (struct tv_facet_value){
                tv_arena_strndup(arena, t->slots[i].value, t->slots[i].size),
                (uint32_t)(t->slots[i].count / share + 0.5)};
    if (facet.n)
        qsort(facet.values, facet.n, sizeof *facet.values, by_count);
    return facet;
}

void tv_facets_read(const struct xc_facet *counted, uint32_t total, struct tv_arena *arena,
                    struct tv_facet ret_facets[TV_FACET_COUNT])
{
    struct table tables[TV_FACET_COUNT] = {0};
    double share = counted->total < total ? (double)counted->total / total : 1;
    for (size_t i = 0; i < counted->n_values; i++)
        take_apart(&counted->values[i], tables);
    for (size_t kind = 0; kind < TV_FACET_COUNT; kind++) {
        ret_facets[kind] = facet_of(&tables[kind], share, arena);
        free(tables[kind].slots);
    }
}
