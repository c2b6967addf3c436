/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searches: from a query to an answer (search.h). How passages are weighted stands at the top. */
#include "search.h"

#include "corpus/citation.h"
#include "passages.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* BM25: k1 (how much each further occurrence counts), k2, k3 (the same for words given twice in the
 * question), b (how much length counts), the least length taken into account. */
static const double bm25[] = {1.2, 0, 1, 0.75, 0.5};

/* Totals and facets look at so many matches, and estimate the rest. */
enum { COUNTED = 1000, COUNTED_FOR_FACETS = 100000 };

static const struct {
    const char *name;
    uint32_t slot;
} facets[] = {
    [TV_FACET_KIND] = {"kind", TV_SLOT_KIND},
    [TV_FACET_STATE] = {"state", TV_SLOT_STATES},
    [TV_FACET_LANGUAGE] = {"language", TV_SLOT_LANGUAGE},
    [TV_FACET_YEAR] = {"year", TV_SLOT_YEAR},
};
static_assert(sizeof facets / sizeof *facets == TV_FACET_COUNT, "a name for every facet");

const char *tv_facet_name(enum tv_facet_kind kind)
{
    return facets[kind].name;
}

const char *tv_passage_id(struct tv_arena *arena, const struct tv_document *doc, uint32_t number)
{
    return tv_arena_printf(arena, "%s#%u", doc->id, number);
}

static struct xc_result *find(struct tv_index *index, const struct tv_query *query,
                              const struct tv_search *search, struct xc_error *xapian)
{
    static const struct xc_sort_key newest = {.slot = TV_SLOT_DATE, .reverse = true};
    uint32_t slots[TV_FACET_COUNT];
    struct xc_search s = {
        .query = query->query,
        .weight = XC_WEIGHT_BM25,
        .parameters = bm25,
        .n_parameters = sizeof bm25 / sizeof *bm25,
        .offset = search->offset,
        .limit = search->limit,
        .check_at_least = search->exact    ? UINT32_MAX
                          : search->facets ? COUNTED_FOR_FACETS
                                           : COUNTED,
        .order = search->by_date ? XC_ORDER_KEYS_THEN_RELEVANCE : XC_ORDER_RELEVANCE,
        .keys = &newest,
        .n_keys = search->by_date ? 1 : 0,
        .collapse = search->per_document != 0,
        .collapse_slot = TV_SLOT_DOCUMENT,
        .collapse_max = search->per_document,
        .facet_slots = slots,
        .n_facet_slots = search->facets ? TV_FACET_COUNT : 0,
        .fetch = XC_HIT_DATA,
    };
    for (size_t i = 0; i < TV_FACET_COUNT; i++)
        slots[i] = facets[i].slot;
    return xc_database_search(index->database, &s, xapian);
}

/* The record of the hit's document, read once an answer. Hits of a document are few and near. */
static const struct tv_record *record_of(struct tv_index *index, struct tv_answer *a,
                                         const char *id, struct tv_error *err)
{
    for (size_t i = a->n_records; i-- > 0;)
        if (strcmp(a->records[i]->doc.id, id) == 0)
            return a->records[i];
    struct tv_record *record = tv_alloc(sizeof *record);
    if (!tv_index_record(index, id, record, err)) {
        free(record);
        return NULL;
    }
    TV_GROW(a->records, a->n_records, a->records_capacity);
    return a->records[a->n_records++] = record;
}

static void cite(struct tv_answer *a, struct tv_hit *hit)
{
    const char *part = NULL;
    if (hit->n_highlights) {
        size_t *offsets = tv_alloc(hit->n_highlights * sizeof *offsets);
        for (size_t i = 0; i < hit->n_highlights; i++)
            offsets[i] = hit->highlights[i].start;
        part = tv_closest_part(&hit->passage, offsets, hit->n_highlights);
        free(offsets);
    }
    struct tv_buffer citation = {0};
    tv_cite(&hit->record->doc, &hit->passage, part, &citation);
    hit->citation = tv_arena_strndup(&a->arena, citation.data, citation.size);
    tv_buffer_finish(&citation);
}

static bool read_hit(struct tv_index *index, struct tv_answer *a, const struct xc_hit *found,
                     struct tv_highlighter *highlighter, struct tv_error *err)
{
    struct tv_hit *hit = &a->hits[a->n_hits];
    const char *id;
    if (!tv_passage_of_data(found->data.data, found->data.size, &a->arena, &id, &hit->passage))
        return tv_fail(err, TV_DAMAGED,
                       "%s: passage %u cannot be read; travaux index makes the index again",
                       index->paths[0], found->docid);
    hit->rank = found->rank + 1;
    hit->score = found->weight;
    hit->record = record_of(index, a, id, err);
    if (!hit->record)
        return false;
    if (highlighter)
        hit->highlights =
            tv_highlight(highlighter, hit->passage.text, &a->arena, &hit->n_highlights);
    cite(a, hit);
    a->n_hits++;
    return true;
}

static bool read_hits(struct tv_index *index, const struct tv_query *query, bool highlights,
                      const struct xc_result *result, struct tv_answer *a, struct tv_error *err)
{
    struct tv_highlighter *highlighter = highlights ? tv_highlighter_create(query) : NULL;
    bool ok = true;
    a->hits = tv_alloc(result->n_hits * sizeof *a->hits);
    for (size_t i = 0; ok && i < result->n_hits; i++)
        ok = read_hit(index, a, &result->hits[i], highlighter, err);
    tv_highlighter_destroy(highlighter);
    return ok;
}

/* Facets */

static void count(struct tv_answer *a, struct tv_facet *facet, const char *value, size_t size,
                  uint32_t n)
{
    for (size_t i = 0; i < facet->n; i++) {
        const char *known = facet->values[i].value;
        if (strlen(known) == size && memcmp(known, value, size) == 0) {
            facet->values[i].count += n;
            return;
        }
    }
    facet->values[facet->n++] =
        (struct tv_facet_value){tv_arena_strndup(&a->arena, value, size), n};
}

static int by_count(const void *a, const void *b)
{
    const struct tv_facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->value, y->value);
}

/* A value may hold several, with blanks between them. */
static void read_facet(struct tv_answer *a, const struct xc_facet *found, struct tv_facet *facet)
{
    size_t most = 0;
    for (size_t i = 0; i < found->n_values; i++)
        for (size_t k = 0; k <= found->values[i].value.size; k++)
            most += k == found->values[i].value.size || found->values[i].value.data[k] == ' ';
    facet->values = tv_arena_alloc(&a->arena, most * sizeof *facet->values);
    for (size_t i = 0; i < found->n_values; i++) {
        const char *p = found->values[i].value.data, *end = p + found->values[i].value.size;
        while (p < end) {
            const char *blank = memchr(p, ' ', (size_t)(end - p));
            size_t size = (size_t)((blank ? blank : end) - p);
            if (size)
                count(a, facet, p, size, found->values[i].count);
            p += size + 1;
        }
    }
    qsort(facet->values, facet->n, sizeof *facet->values, by_count);
}

bool tv_search_run(struct tv_index *index, const struct tv_query *query,
                   const struct tv_search *search, struct tv_answer *ret_answer,
                   struct tv_error *err)
{
    struct xc_error xe = {0};
    struct tv_answer a = {0};
    struct xc_result *result = find(index, query, search, &xe);
    if (!result)
        return tv_fail_xapian(err, index->paths[0], &xe);
    a.total = result->uncollapsed.estimated;
    a.exact = result->uncollapsed.lower == result->uncollapsed.upper;
    for (size_t i = 0; i < result->n_facets; i++)
        read_facet(&a, &result->facets[i], &a.facets[i]);
    bool ok = read_hits(index, query, search->highlights, result, &a, err);
    xc_result_destroy(result);
    if (ok)
        *ret_answer = a;
    else
        tv_answer_finish(&a);
    return ok;
}

void tv_answer_finish(struct tv_answer *answer)
{
    if (!answer)
        return;
    for (size_t i = 0; i < answer->n_records; i++) {
        tv_record_finish(answer->records[i]);
        free(answer->records[i]);
    }
    free(answer->records);
    free(answer->hits);
    tv_arena_finish(&answer->arena);
    *answer = (struct tv_answer){0};
}
