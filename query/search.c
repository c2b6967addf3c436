/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searches: from a query to an answer (search.h): Xapian finds passages by their weight, tv_rank puts
 * them in their order, and those that are asked for are read. */
#include "search.h"

#include "corpus/citation.h"
#include "passages.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

/* How many passages have to be looked at to know the order of those asked for. */
static uint32_t depth(const struct tv_search *search)
{
    uint64_t asked = (uint64_t)search->offset + search->limit;
    uint64_t pool = (uint64_t)search->ranking->pool;
    if (search->limit == 0)
        return 0;
    /* those that are too many of a document make room for others */
    uint64_t n = asked < pool ? pool : asked * (search->per_document ? 4 : 1);
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static struct xc_result *find(struct tv_index *index, const struct tv_query *query,
                              const struct tv_search *search, struct xc_error *xapian)
{
    static const struct xc_sort_key newest = {.slot = TV_SLOT_DATE, .reverse = true};
    static const uint32_t document_slot = TV_SLOT_DOCUMENT;
    const double bm25[] = {search->ranking->k1, 0, 1, search->ranking->b,
                           search->ranking->min_length};
    uint32_t slots[TV_FACET_COUNT];
    struct xc_search s = {
        .query = query->query,
        .weight = XC_WEIGHT_BM25,
        .parameters = bm25,
        .n_parameters = sizeof bm25 / sizeof *bm25,
        .limit = depth(search),
        .check_at_least = search->exact    ? UINT32_MAX
                          : search->facets ? COUNTED_FOR_FACETS
                                           : COUNTED,
        .order = search->by_date ? XC_ORDER_KEYS_THEN_RELEVANCE : XC_ORDER_RELEVANCE,
        .keys = &newest,
        .n_keys = search->by_date ? 1 : 0,
        .facet_slots = slots,
        .n_facet_slots = search->facets ? TV_FACET_COUNT : 0,
        .value_slots = &document_slot,
        .n_value_slots = 1,
    };
    for (size_t i = 0; i < TV_FACET_COUNT; i++)
        slots[i] = facets[i].slot;
    return xc_database_search(index->database, &s, xapian);
}

/* Records: a table in which each stands at or behind the place that its ID leads to. */

static struct tv_record **place_of(const struct tv_answer *a, const char *id)
{
    size_t hash = 0;
    for (const char *p = id; *p; p++)
        hash = hash * 31 + (unsigned char)*p;
    size_t i = hash & (a->records_capacity - 1);
    while (a->records[i] && strcmp(a->records[i]->doc.id, id) != 0)
        i = (i + 1) & (a->records_capacity - 1);
    return &a->records[i];
}

/* Keeps the table half empty at least. */
static void make_room(struct tv_answer *a)
{
    if (2 * a->n_records < a->records_capacity)
        return;
    struct tv_record **old = a->records;
    size_t n = a->records_capacity;
    a->records_capacity = n ? 4 * n : 32;
    a->records = tv_alloc(a->records_capacity * sizeof *a->records);
    for (size_t i = 0; i < n; i++)
        if (old[i])
            *place_of(a, old[i]->doc.id) = old[i];
    free(old);
}

/* The record of a hit's document, read once an answer. */
static const struct tv_record *record_of(struct tv_index *index, struct tv_answer *a,
                                         const char *id, struct tv_error *err)
{
    make_room(a);
    struct tv_record **place = place_of(a, id);
    const struct tv_record *known = *place;
    if (known)
        return known;
    struct tv_record *record = tv_alloc(sizeof *record);
    if (!tv_index_record(index, id, record, err)) {
        free(record);
        return NULL;
    }
    a->n_records++;
    return *place = record;
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

static bool read_hit(struct tv_index *index, struct tv_answer *a, const struct tv_ranked *ranked,
                     struct tv_highlighter *highlighter, struct tv_buffer *data,
                     struct tv_error *err)
{
    struct tv_hit *hit = &a->hits[a->n_hits];
    const char *id;
    if (!tv_index_read(index, ranked->docid, data, err))
        return false;
    if (!tv_passage_of_data(data->data, data->size, &a->arena, &id, &hit->passage))
        return tv_fail(err, TV_DAMAGED,
                       "%s: passage %u cannot be read; travaux index makes the index again",
                       index->paths[0], ranked->docid);
    hit->score = ranked->score;
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

/* The hits asked for, of those found. */
static bool read_hits(struct tv_index *index, const struct tv_query *query,
                      const struct tv_search *search, const struct tv_ranked *ranked, size_t n,
                      struct tv_answer *a, struct tv_error *err)
{
    struct tv_highlighter *highlighter = search->highlights ? tv_highlighter_create(query) : NULL;
    struct tv_buffer data = {0};
    bool ok = true;
    uint32_t rank = 0;
    a->hits = tv_alloc((n < search->limit ? n : search->limit) * sizeof *a->hits);
    for (size_t i = 0; ok && i < n && a->n_hits < search->limit; i++) {
        if ((search->per_document && ranked[i].of_document >= search->per_document) ||
            ++rank <= search->offset)
            continue;
        a->hits[a->n_hits].rank = rank;
        ok = read_hit(index, a, &ranked[i], highlighter, &data, err);
    }
    tv_buffer_finish(&data);
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
    a.total = result->matches.estimated;
    a.exact = result->matches.lower == result->matches.upper;
    for (size_t i = 0; i < result->n_facets; i++)
        read_facet(&a, &result->facets[i], &a.facets[i]);
    struct tv_ranking ranking = *search->ranking;
    if (search->by_date)
        ranking.pool = 0; /* the order is Xapian's */
    struct tv_ranked *ranked = tv_rank(&ranking, result->hits, result->n_hits);
    bool ok = read_hits(index, query, search, ranked, result->n_hits, &a, err);
    free(ranked);
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
    for (size_t i = 0; i < answer->records_capacity; i++) {
        tv_record_finish(answer->records[i]);
        free(answer->records[i]);
    }
    free(answer->records);
    free(answer->hits);
    tv_arena_finish(&answer->arena);
    *answer = (struct tv_answer){0};
}
