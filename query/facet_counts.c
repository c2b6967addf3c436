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

/* Numbered strings */

static uint32_t *place_of(const struct tv_numbered *t, const char *string, size_t size)
{
    size_t hash = size;
    for (size_t i = 0; i < size; i++)
        hash = hash * 31 + (unsigned char)string[i];
    size_t i = hash & (t->n_places - 1);
    for (; t->places[i]; i = (i + 1) & (t->n_places - 1)) {
        const struct xc_str *s = &t->strings[t->places[i] - 1];
        if (s->size == size && memcmp(s->data, string, size) == 0)
            break;
    }
    return &t->places[i];
}

static void make_room(struct tv_numbered *t)
{
    TV_GROW(t->strings, t->n, t->capacity);
    if (2 * (t->n + 1) <= t->n_places)
        return;
    free(t->places);
    t->n_places = t->n_places ? 4 * t->n_places : 64;
    t->places = tv_alloc(t->n_places * sizeof *t->places);
    for (size_t i = 0; i < t->n; i++)
        *place_of(t, t->strings[i].data, t->strings[i].size) = (uint32_t)i + 1;
}

static uint32_t number_of(struct tv_numbered *t, const char *string, size_t size,
                          struct tv_arena *arena)
{
    make_room(t);
    uint32_t *place = place_of(t, string, size);
    if (!*place) {
        t->strings[t->n] = (struct xc_str){tv_arena_strndup(arena, string, size), size};
        *place = (uint32_t)++t->n;
    }
    return *place - 1;
}

static void finish(struct tv_numbered *t)
{
    free(t->strings);
    free(t->places);
}

/* Combinations and their parts */

enum { VALUE_SIZE = 64 }; /* longer ones are cut */

static void add_part(struct tv_facet_table *t, uint32_t combination, enum tv_facet_kind kind,
                     const char *value, size_t size)
{
    char key[VALUE_SIZE] = {(char)kind};
    if (size == 0)
        return;
    size = size < VALUE_SIZE ? size : VALUE_SIZE - 1;
    memcpy(key + 1, value, size);
    TV_GROW(t->parts, t->n_parts, t->parts_capacity);
    t->parts[t->n_parts++] =
        (struct tv_facet_part){combination, number_of(&t->values, key, size + 1, &t->arena)};
}

static void add_states(struct tv_facet_table *t, uint32_t combination, const char *states,
                       size_t size)
{
    for (const char *p = states, *end = states + size; p < end;) {
        const char *blank = memchr(p, ' ', (size_t)(end - p));
        size_t n = (size_t)((blank ? blank : end) - p);
        add_part(t, combination, TV_FACET_STATE, p, n);
        p += n + 1;
    }
}

static void take_apart(struct tv_facet_table *t, uint32_t combination, const char *p, size_t size)
{
    const char *end = p + size;
    for (size_t kind = 0; kind < TV_FACET_COUNT && p <= end; kind++) {
        const char *separator = memchr(p, TV_FACET_SEPARATOR, (size_t)(end - p));
        size_t n = (size_t)((separator ? separator : end) - p);
        if (kind == TV_FACET_STATE)
            add_states(t, combination, p, n);
        else
            add_part(t, combination, (enum tv_facet_kind)kind, p, n);
        p += n + 1;
    }
}

uint32_t tv_facet_table_number(struct tv_facet_table *table, const char *combination, size_t size)
{
    size_t before = table->combinations.n;
    uint32_t number = number_of(&table->combinations, combination, size, &table->arena);
    if (number == before)
        take_apart(table, number, combination, size);
    return number;
}

void tv_facet_table_finish(struct tv_facet_table *table)
{
    finish(&table->combinations);
    finish(&table->values);
    free(table->parts);
    tv_arena_finish(&table->arena);
    *table = (struct tv_facet_table){0};
}

/* Counts */

static int by_count(const void *a, const void *b)
{
    const struct tv_facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->value, y->value);
}

static struct tv_facet facet_of(const struct tv_facet_table *t, enum tv_facet_kind kind,
                                const uint32_t *counts, double share, struct tv_arena *arena)
{
    size_t n = 0;
    for (size_t i = 0; i < t->values.n; i++)
        n += counts[i] && *t->values.strings[i].data == (char)kind;
    struct tv_facet facet = {.values = tv_arena_alloc(arena, n * sizeof *facet.values)};
    for (size_t i = 0; i < t->values.n; i++) {
        const struct xc_str *s = &t->values.strings[i];
        if (counts[i] && *s->data == (char)kind)
            facet.values[facet.n++] =
                (struct tv_facet_value){tv_arena_strndup(arena, s->data + 1, s->size - 1),
                                        (uint32_t)(counts[i] / share + 0.5)};
    }
    if (facet.n)
        qsort(facet.values, facet.n, sizeof *facet.values, by_count);
    return facet;
}

void tv_facets_count(const struct tv_facet_table *table, const uint32_t *counts, double share,
                     struct tv_arena *arena, struct tv_facet ret_facets[TV_FACET_COUNT])
{
    uint32_t *of_values = tv_alloc(table->values.n * sizeof *of_values);
    for (size_t i = 0; i < table->n_parts; i++)
        of_values[table->parts[i].value] += counts[table->parts[i].combination];
    for (size_t kind = 0; kind < TV_FACET_COUNT; kind++)
        ret_facets[kind] = facet_of(table, (enum tv_facet_kind)kind, of_values, share, arena);
    free(of_values);
}

void tv_facets_read(const struct xc_facet *counted, uint32_t total, struct tv_arena *arena,
                    struct tv_facet ret_facets[TV_FACET_COUNT])
{
    struct tv_facet_table table = {0};
    uint32_t *counts = tv_alloc(counted->n_values * sizeof *counts);
    double share = counted->total < total ? (double)counted->total / total : 1;
    for (size_t i = 0; i < counted->n_values; i++) {
        const struct xc_facet_value *v = &counted->values[i];
        counts[tv_facet_table_number(&table, v->value.data, v->value.size)] = v->count;
    }
    tv_facets_count(&table, counts, share, arena, ret_facets);
    free(counts);
    tv_facet_table_finish(&table);
}
