/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facets: how many of the passages found are of which kind, state, language and year. */
#ifndef TV_FACET_COUNTS_H
#define TV_FACET_COUNTS_H

#include "corpus/memory.h"
#include "corpus/schema.h"
#include "xapian-c/xapian-c.h"

const char *tv_facet_name(enum tv_facet_kind kind); /* "kind" ... */

struct tv_facet_value {
    const char *value; /* of states upper case */
    uint32_t count;    /* passages */
};

struct tv_facet {
    struct tv_facet_value *values; /* the most frequent first */
    size_t n;
};

/* Strings by numbers, from 0. Zero-initialised is empty. */
struct tv_numbered {
    struct xc_str *strings; /* by number */
    size_t n, capacity;
    uint32_t *places; /* numbers + 1, each at or behind the place that its string leads to */
    size_t n_places;  /* a power of 2, twice n at least */
};

/* Combinations of values, as TV_SLOT_FACETS has them, and what they are made of. Zero-initialised is
 * empty. */
struct tv_facet_table {
    struct tv_numbered combinations;
    struct tv_numbered values; /* each behind a byte that says of which facet */
    struct tv_facet_part {
        uint32_t combination, value;
    } * parts;
    size_t n_parts, parts_capacity;
    struct tv_arena arena; /* of all strings */
};

/* The number of a combination, which is added where it is new. */
uint32_t tv_facet_table_number(struct tv_facet_table *table, const char *combination, size_t size);
void tv_facet_table_finish(struct tv_facet_table *table);

/* What the numbers of passages with each combination say of the values, whose strings go to the arena.
 * The counts given are `share` of what they are to be. */
void tv_facets_count(const struct tv_facet_table *table, const uint32_t *counts, double share,
                     struct tv_arena *arena, struct tv_facet ret_facets[TV_FACET_COUNT]);

/* Tells apart what was counted in TV_SLOT_FACETS; the values are in the arena. Where more than what
 * was counted match, `total`, the counts are estimates, too. */
void tv_facets_read(const struct xc_facet *counted, uint32_t total, struct tv_arena *arena,
                    struct tv_facet ret_facets[TV_FACET_COUNT]);

#endif
