/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searches: from a query to an answer (search.h): Xapian finds passages by their weight, tv_rank puts
 * them in their order, and those that are asked for are read. */
#include "search.h"

#include "columns.h"
#include "companions.h"
#include "corpus/citation.h"
#include "passages.h"
#include "selection.h"

#include <stdlib.h>
#include <string.h>

/* Totals and facets look at so many matches, and estimate the rest. */
enum { COUNTED = 1000, COUNTED_FOR_FACETS = 30000 };

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
    /* those that are left out make room for others */
    uint64_t n = asked < pool ? pool : asked * (search->per_document ? 4 : 1);
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static struct xc_result *find(struct tv_index *index, const struct tv_query *query,
                              const struct tv_search *search, uint32_t depth,
                              struct xc_error *xapian)
{
    static const struct xc_sort_key newest = {.slot = TV_SLOT_DATE, .reverse = true};
    static const uint32_t summary_slot = TV_SLOT_SUMMARY;
    double bm25[TV_BM25_PARAMETERS];
    struct xc_search s = {
        .query = query->query,
        .weight = XC_WEIGHT_BM25,
        .parameters = bm25,
        .n_parameters = TV_BM25_PARAMETERS,
        .limit = depth,
        .check_at_least = search->facets  ? 0
                          : search->exact ? UINT32_MAX
                                          : COUNTED,
        .order = search->by_date ? XC_ORDER_KEYS_THEN_RELEVANCE : XC_ORDER_RELEVANCE,
        .keys = &newest,
        .n_keys = search->by_date ? 1 : 0,
        .value_slots = &summary_slot,
        .n_value_slots = search->limit && !tv_columns_there(index) ? 1 : 0,
    };
    tv_ranking_bm25(search->ranking, bm25);
    return xc_database_search(index->database, &s, xapian);
}

static void read_counts(struct tv_answer *a, const struct xc_result *result)
{
    a->total = result->matches.estimated;
    a->exact = result->matches.lower == result->matches.upper;
    if (result->n_facets)
        tv_facets_read(&result->facets[0], a->total, &a->arena, a->facets);
}

/* Matches without their weights, since to weigh them takes longer than to count them. */
static bool look_for_facets(struct tv_index *index, const struct tv_query *query,
                            const struct tv_search *search, struct tv_answer *a,
                            struct xc_error *xapian)
{
    static const uint32_t facets_slot = TV_SLOT_FACETS;
    const struct xc_search s = {
        .query = query->query,
        .weight = XC_WEIGHT_BOOL,
        .check_at_least = search->exact ? UINT32_MAX : COUNTED_FOR_FACETS,
        .facet_slots = &facets_slot,
        .n_facet_slots = 1,
    };
    struct xc_result *result = xc_database_search(index->database, &s, xapian);
    if (!result)
        return false;
    read_counts(a, result);
    xc_result_destroy(result);
    return true;
}

/* The documents of the hits: a table in which each stands at or behind the place that its ID leads
 * to. */
struct tv_shown {
    struct tv_record record;
    struct tv_duplicates duplicates;
};

static struct tv_shown **place_of(const struct tv_answer *a, const char *id)
{
    size_t hash = 0;
    for (const char *p = id; *p; p++)
        hash = hash * 31 + (unsigned char)*p;
    size_t i = hash & (a->shown_capacity - 1);
    while (a->shown[i] && strcmp(a->shown[i]->record.doc.id, id) != 0)
        i = (i + 1) & (a->shown_capacity - 1);
    return &a->shown[i];
}

/* Keeps the table half empty at least. */
static void make_room(struct tv_answer *a)
{
    if (2 * a->n_shown < a->shown_capacity)
        return;
    struct tv_shown **old = a->shown;
    size_t n = a->shown_capacity;
    a->shown_capacity = n ? 4 * n : 32;
    a->shown = tv_alloc(a->shown_capacity * sizeof(struct tv_shown *));
    for (size_t i = 0; i < n; i++)
        if (old[i])
            *place_of(a, old[i]->record.doc.id) = old[i];
    free(old);
}

/* A search that is being answered. */
struct answering {
    struct tv_index *index;
    const struct tv_query *query;
    const struct tv_search *search;
    struct tv_highlighter *highlighter; /* NULL: none */
    struct tv_buffer data;
    struct xc_set matches; /* empty where it is not known */
    struct tv_answer *a;
    struct tv_error *err;
};

static bool count_facets(struct answering *g, struct xc_error *xapian)
{
    struct tv_answer *a = g->a;
    if (!tv_columns_match(g->index, g->query->query, &g->matches))
        return look_for_facets(g->index, g->query, g->search, a, xapian);
    tv_columns_count(g->index, &g->matches, &a->arena, a->facets);
    a->total = g->matches.n_documents;
    a->exact = true;
    return true;
}

/* What is shown with the hits of a document, found once an answer. */
static struct tv_shown *shown_of(struct answering *g, const char *id)
{
    make_room(g->a);
    struct tv_shown **place = place_of(g->a, id);
    struct tv_shown *shown = *place;
    if (shown)
        return shown;
    shown = tv_alloc(sizeof *shown);
    if (!tv_index_record(g->index, id, &shown->record, g->err)) {
        free(shown);
        return NULL;
    }
    g->a->n_shown++;
    return *place = shown;
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

/* Near-duplicates are looked for once a document. */
static struct tv_shown *show(struct answering *g, const struct tv_ranked *ranked, const char *id)
{
    size_t before = g->a->n_shown;
    struct tv_shown *shown = shown_of(g, id);
    if (!shown || g->a->n_shown == before || g->search->duplicates || g->search->bare)
        return shown;
    return tv_duplicates_find(g->index, g->query, g->search, id, ranked->summary.group,
                              &g->a->arena, &shown->duplicates, g->err)
               ? shown
               : NULL;
}

/* How many more of the document's passages match than are shown. */
static bool count_more(struct answering *g, const struct tv_ranked *ranked, const char *id,
                       uint32_t *ret_more)
{
    uint32_t most = g->search->per_document;
    if (!g->matches.n_words)
        return tv_more_count(g->index, g->query, g->search, id, ret_more, g->err);
    uint32_t n = tv_columns_of_document(g->index, &g->matches, ranked->hit->docid);
    *ret_more = n > most ? n - most : 0;
    return true;
}

static bool read_hit(struct answering *g, const struct tv_ranked *ranked, struct tv_hit *hit)
{
    const char *id;
    uint32_t docid = ranked->hit->docid;
    if (!tv_index_read(g->index, docid, &g->data, g->err))
        return false;
    if (!tv_passage_of_data(g->data.data, g->data.size, &g->a->arena, &id, &hit->passage))
        return tv_fail(
            g->err, TV_DAMAGED,
            "%s: passage %u cannot be read; remove the index and index the archives anew",
            g->index->paths[0], docid);
    const struct tv_shown *shown = show(g, ranked, id);
    if (!shown)
        return false;
    hit->score = ranked->score;
    hit->record = &shown->record;
    hit->duplicates = shown->duplicates;
    if (g->highlighter)
        hit->highlights =
            tv_highlight(g->highlighter, hit->passage.text, &g->a->arena, &hit->n_highlights);
    cite(g->a, hit);
    return ranked->of_document + 1 != g->search->per_document || g->search->bare ||
           count_more(g, ranked, id, &hit->more);
}

/* The hits asked for, of the n selected. */
static bool read_hits(struct answering *g, const struct tv_ranked *selected, size_t n)
{
    struct tv_answer *a = g->a;
    size_t offset = g->search->offset;
    bool ok = true;
    g->highlighter = g->search->highlights ? tv_highlighter_create(g->query) : NULL;
    a->hits = tv_alloc((n > offset ? n - offset : 0) * sizeof *a->hits);
    for (size_t i = offset; ok && i < n; i++) {
        a->hits[a->n_hits].rank = (uint32_t)i + 1;
        ok = read_hit(g, &selected[i], &a->hits[a->n_hits]);
        a->n_hits += ok;
    }
    tv_buffer_finish(&g->data);
    tv_highlighter_destroy(g->highlighter);
    return ok;
}

/* Ranks and reads what was found. *ret_short: too much of it was left out, and there is more. */
static bool answer(struct answering *g, const struct xc_result *result, uint32_t depth,
                   bool *ret_short)
{
    const struct tv_search *search = g->search;
    struct tv_ranking ranking = *search->ranking;
    size_t n, asked = (size_t)search->offset + search->limit;
    if (search->by_date)
        ranking.pool = 0; /* the order is Xapian's */
    struct tv_ranked *ranked = tv_rank(g->index, &ranking, g->query, result, search->parts, g->err);
    if (!ranked)
        return false;
    struct tv_ranked *selected = tv_select(search, ranked, result->n_hits, asked, &n);
    *ret_short = n < asked && result->n_hits == depth && depth;
    bool ok = *ret_short || read_hits(g, selected, n);
    free(selected);
    free(ranked);
    return ok;
}

static void copy_expanded(struct tv_answer *a, const struct tv_query *query)
{
    a->n_expanded = query->n_expanded;
    a->expanded = tv_arena_alloc(&a->arena, a->n_expanded * sizeof *a->expanded);
    for (size_t i = 0; i < a->n_expanded; i++) {
        const struct tv_expanded *e = &query->expanded[i];
        a->expanded[i] =
            (struct tv_expanded){tv_arena_strdup(&a->arena, e->typed), NULL, e->n_also};
        a->expanded[i].also = tv_arena_alloc(&a->arena, e->n_also * sizeof *e->also);
        for (size_t k = 0; k < e->n_also; k++)
            a->expanded[i].also[k] = tv_arena_strdup(&a->arena, e->also[k]);
    }
}

static bool run(struct tv_index *index, const struct tv_query *query,
                const struct tv_search *search, struct tv_answer *ret_answer, struct tv_error *err)
{
    struct xc_error xe = {0};
    struct tv_answer a = {0};
    struct answering g = {.index = index, .query = query, .search = search, .a = &a, .err = err};
    if (search->facets && !count_facets(&g, &xe))
        return tv_fail_xapian(err, index->paths[0], &xe);
    uint32_t looked_at = depth(search);
    bool ok = true, too_short = true;
    while (ok && too_short) {
        struct xc_result *result = find(index, query, search, looked_at, &xe);
        if (!result)
            return tv_fail_xapian(err, index->paths[0], &xe);
        ok = answer(&g, result, looked_at, &too_short);
        if (!too_short && !search->facets)
            read_counts(&a, result);
        looked_at = looked_at < UINT32_MAX / 4 ? 4 * looked_at : UINT32_MAX;
        xc_result_destroy(result);
    }
    copy_expanded(&a, query);
    if (ok)
        *ret_answer = a;
    else
        tv_answer_finish(&a);
    return ok;
}

bool tv_search_run(struct tv_index *index, const struct tv_query *query,
                   const struct tv_search *search, struct tv_answer *ret_answer,
                   struct tv_error *err)
{
    struct tv_ranking ranking = *search->ranking;
    struct tv_search own = *search;
    if (tv_ranking_is_long(&ranking, query) && ranking.pool > 0)
        ranking.pool = ranking.long_pool;
    own.ranking = &ranking;
    return run(index, query, &own, ret_answer, err);
}

void tv_answer_finish(struct tv_answer *answer)
{
    if (!answer)
        return;
    for (size_t i = 0; i < answer->shown_capacity; i++)
        if (answer->shown[i]) {
            tv_record_finish(&answer->shown[i]->record);
            free(answer->shown[i]);
        }
    free(answer->shown);
    free(answer->hits);
    tv_arena_finish(&answer->arena);
    *answer = (struct tv_answer){0};
}
