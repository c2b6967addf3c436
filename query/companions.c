/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Companions (companions.h). */
#include "companions.h"

#include <stdio.h>
#include <string.h>

enum { TERM_SIZE = sizeof TV_PREFIX_GROUP + TV_ID_SIZE };

/* The search by a query that is kept to passages with any of the terms, and to those without
 * `without` (NULL: nothing). */
static struct xc_result *search_among(struct tv_index *index, const struct xc_query *query,
                                      const struct xc_str *terms, size_t n, const char *without,
                                      struct xc_search *s, struct xc_error *xapian)
{
    struct xc_query *any = xc_query_terms(XC_OP_OR, terms, n, 0, xapian), *out = NULL;
    struct xc_query *kept = NULL, *rest = NULL;
    const struct xc_query *both[] = {query, any};
    if (any)
        kept = xc_query_combine(XC_OP_FILTER, both, 2, 0, xapian);
    if (kept && without)
        out = xc_query_term(without, strlen(without), 1, 0, xapian);
    const struct xc_query *two[] = {kept, out};
    if (kept && (out || !without))
        rest = xc_query_combine(XC_OP_AND_NOT, two, without ? 2 : 1, 0, xapian);
    s->query = rest;
    s->check_at_least = UINT32_MAX;
    struct xc_result *result = rest ? xc_database_search(index->database, s, xapian) : NULL;
    xc_query_destroy(any);
    xc_query_destroy(out);
    xc_query_destroy(kept);
    xc_query_destroy(rest);
    return result;
}

static void name(const struct xc_result *r, struct tv_arena *arena, struct tv_duplicates *d)
{
    d->n = r->matches.estimated;
    d->n_ids = r->n_hits;
    d->ids = tv_arena_alloc(arena, r->n_hits * sizeof *d->ids);
    for (size_t i = 0; i < r->n_hits; i++) {
        const struct xc_str *v = r->hits[i].values;
        d->ids[i] = tv_arena_printf(arena, "%.*s#%.0f", (int)v[0].size, v[0].data,
                                    xc_sortable_number(v[1].data, v[1].size));
    }
}

bool tv_duplicates_find(struct tv_index *index, const struct tv_query *query,
                        const struct tv_search *search, const char *id, const char *group,
                        struct tv_arena *arena, struct tv_duplicates *ret_duplicates,
                        struct tv_error *err)
{
    static const uint32_t slots[] = {TV_SLOT_DOCUMENT, TV_SLOT_NUMBER};
    double bm25[TV_BM25_PARAMETERS];
    struct xc_search s = {.parameters = bm25,
                          .n_parameters = TV_BM25_PARAMETERS,
                          .limit = TV_DUPLICATES_MAX,
                          .collapse = true,
                          .collapse_slot = TV_SLOT_DOCUMENT,
                          .value_slots = slots,
                          .n_value_slots = 2};
    char own[TERM_SIZE], joined[TERM_SIZE], first[TERM_SIZE];
    uint32_t n_joined;
    struct xc_error xe = {0};
    tv_ranking_bm25(search->ranking, bm25);
    snprintf(own, sizeof own, TV_PREFIX_DOCUMENT "%s", id);
    snprintf(joined, sizeof joined, TV_PREFIX_GROUP "%.*s", TV_ID_SIZE, group);
    snprintf(first, sizeof first, TV_PREFIX_DOCUMENT "%.*s", TV_ID_SIZE, group);
    const struct xc_str terms[] = {xc_str_of(joined), xc_str_of(first)};
    if (xc_database_frequency(index->database, joined, terms[0].size, &n_joined, &xe))
        return tv_fail_xapian(err, index->paths[0], &xe);
    if (n_joined == 0)
        return true;
    struct xc_result *r = search_among(index, query->query, terms, 2, own, &s, &xe);
    if (!r)
        return tv_fail_xapian(err, index->paths[0], &xe);
    name(r, arena, ret_duplicates);
    xc_result_destroy(r);
    return true;
}

bool tv_more_count(struct tv_index *index, const struct tv_query *query,
                   const struct tv_search *search, const char *id, uint32_t *ret_more,
                   struct tv_error *err)
{
    char own[TERM_SIZE];
    int size = snprintf(own, sizeof own, TV_PREFIX_DOCUMENT "%s", id);
    struct xc_str term = {own, (size_t)size};
    struct xc_search s = {.weight = XC_WEIGHT_BOOL};
    struct xc_error xe = {0};
    struct xc_result *r = search_among(index, query->query, &term, 1, NULL, &s, &xe);
    if (!r)
        return tv_fail_xapian(err, index->paths[0], &xe);
    uint32_t n = r->matches.estimated;
    *ret_more = n > search->per_document ? n - search->per_document : 0;
    xc_result_destroy(r);
    return true;
}
