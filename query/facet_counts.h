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

/* Tells apart what was counted in TV_SLOT_FACETS; the values are in the arena. Where more than what
 * was counted match, `total`, the counts are estimates, too. */
void tv_facets_read(const struct xc_facet *counted, uint32_t total, struct tv_arena *arena,
                    struct tv_facet ret_facets[TV_FACET_COUNT]);

#endif
