/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pool (candidates.h). */
#include "candidates.h"

#include "columns.h"
#include "corpus/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A document of few passages is not taken for shorter than so many average ones: as Xapian has it
 * for passages. */
static const double least_length = 0.5;

/* Docids of several databases that are opened as one take turns. */
static struct tv_candidate_document document_of(const struct tv_candidates *pool,
                                                const struct xc_hit *hit)
{
    struct tv_summary s = {.number = 1, .passages = 1};
    tv_columns_summary(pool->index, hit, &s);
    uint32_t shard = (hit->docid - 1) % pool->shards, own = (hit->docid - 1) / pool->shards;
    uint64_t before = s.number - 1 < own ? s.number - 1 : own;
    uint64_t first = hit->docid - before * pool->shards;
    uint64_t last = hit->docid + (uint64_t)(s.passages - s.number) * pool->shards;
    return (struct tv_candidate_document){
        (uint32_t)first, last < UINT32_MAX ? (uint32_t)last : UINT32_MAX, shard, s.passages, 0};
}

static int by_docid(const void *a, const void *b)
{
    const struct tv_candidate *x = a, *y = b;
    return (x->hit->docid > y->hit->docid) - (x->hit->docid < y->hit->docid);
}

static int by_first(const void *a, const void *b)
{
    const struct tv_candidate_document *x = a, *y = b;
    if (x->shard != y->shard)
        return x->shard < y->shard ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* The document of a docid; n_documents where it is of none. Documents of a shard do not overlap. */
static size_t find_document(const struct tv_candidates *pool, uint32_t docid)
{
    const struct tv_candidate_document key = {.first = docid, .shard = (docid - 1) % pool->shards};
    size_t low = 0, high = pool->n_documents;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_first(&pool->documents[middle], &key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || pool->documents[low - 1].shard != key.shard ||
        pool->documents[low - 1].last < docid)
        return pool->n_documents;
    return low - 1;
}

static void find_documents(struct tv_candidates *pool)
{
    struct tv_candidate_document *d = tv_alloc(pool->n_passages * sizeof *d);
    size_t n = 0;
    for (size_t i = 0; i < pool->n_passages; i++)
        d[i] = document_of(pool, pool->passages[i].hit);
    qsort(d, pool->n_passages, sizeof *d, by_first);
    for (size_t i = 0; i < pool->n_passages; i++)
        if (n == 0 || d[n - 1].shard != d[i].shard || d[n - 1].last < d[i].first)
            d[n++] = d[i];
    pool->documents = d;
    pool->n_documents = n;
    pool->stretches = tv_alloc(n * sizeof *pool->stretches);
    for (size_t i = 0; i < n; i++)
        pool->stretches[i] = (struct xc_stretch){d[i].first, d[i].last};
    for (size_t i = 0; i < pool->n_passages; i++)
        pool->passages[i].document = find_document(pool, pool->passages[i].hit->docid);
}

static bool read_statistics(struct tv_candidates *pool, struct tv_error *err)
{
    struct xc_stats stats;
    uint32_t records;
    struct xc_error xe = {0};
    if (xc_database_stats(pool->index->database, &stats, &xe) ||
        xc_database_frequency(pool->index->database, XC_TEXT(TV_TERM_RECORD), &records, &xe))
        return tv_fail_xapian(err, pool->index->paths[0], &xe);
    pool->shards = stats.shards ? stats.shards : 1;
    pool->total = stats.documents - records;
    pool->average = pool->total / (records ? records : 1);
    return true;
}

bool tv_candidates_create(struct tv_index *index, const struct tv_ranking *ranking,
                          const struct xc_hit *hits, size_t n, struct tv_candidates *ret_pool,
                          struct tv_error *err)
{
    struct tv_candidates pool = {.index = index, .ranking = ranking, .n_passages = n, .shards = 1};
    if (!read_statistics(&pool, err))
        return false;
    pool.passages = tv_alloc(n * sizeof *pool.passages);
    for (size_t i = 0; i < n; i++)
        pool.passages[i] =
            (struct tv_candidate){.hit = &hits[i], .place = i, .weight = hits[i].weight};
    qsort(pool.passages, n, sizeof *pool.passages, by_docid);
    pool.places = tv_alloc(n * sizeof *pool.places);
    for (size_t i = 0; i < n; i++)
        pool.places[i] =
            (struct xc_stretch){pool.passages[i].hit->docid, pool.passages[i].hit->docid};
    find_documents(&pool);
    *ret_pool = pool;
    return true;
}

void tv_candidates_finish(struct tv_candidates *pool)
{
    if (!pool)
        return;
    free(pool->passages);
    free(pool->documents);
    free(pool->stretches);
    free(pool->places);
    *pool = (struct tv_candidates){0};
}

double tv_candidates_rarity(const struct tv_candidates *pool, uint32_t documents)
{
    double odds = (pool->total - documents + 0.5) / (documents + 0.5);
    return log(odds < 2 ? odds / 2 + 1 : odds);
}

double tv_candidates_saturated(const struct tv_candidates *pool, double wdf)
{
    double k1 = pool->ranking->k1 * TV_WDF_UNIT;
    return wdf * (k1 + 1) / (wdf + k1);
}

size_t tv_candidates_best(const struct tv_candidates *pool, const double *scores, size_t most,
                          size_t *ret_documents)
{
    size_t n = 0;
    for (size_t i = 0; i < pool->n_documents; i++) {
        size_t at = n;
        while (at > 0 && scores[ret_documents[at - 1]] < scores[i])
            at--;
        if (at >= most)
            continue;
        n += n < most;
        memmove(ret_documents + at + 1, ret_documents + at, (n - at - 1) * sizeof *ret_documents);
        ret_documents[at] = i;
    }
    return n;
}

/* The wdf are those of passages' lengths; what is left is how many passages there are. */
static double in_document(const struct tv_candidates *pool, const struct tv_candidate_document *d,
                          double wdf)
{
    double length = (double)d->passages / pool->average, b = pool->ranking->document_b;
    return tv_candidates_saturated(pool, wdf / (1 - b + b * fmax(length, least_length)));
}

/* Adds what a term weighs where it stands, whose places are in the stretches of one shard. */
static void add_places(struct tv_candidates *pool, const struct xc_place *places, size_t n,
                       double weight, bool to_passages)
{
    size_t passage = 0;
    for (size_t i = 0; i < n;) {
        size_t document = find_document(pool, places[i].docid);
        double wdf = 0;
        if (document == pool->n_documents) {
            i++; /* of another shard */
            continue;
        }
        const struct tv_candidate_document *d = &pool->documents[document];
        for (; i < n && places[i].docid <= d->last; i++) {
            if ((places[i].docid - 1) % pool->shards != d->shard)
                continue;
            wdf += places[i].wdf;
            while (passage < pool->n_passages &&
                   pool->passages[passage].hit->docid < places[i].docid)
                passage++;
            if (to_passages && passage < pool->n_passages &&
                pool->passages[passage].hit->docid == places[i].docid)
                pool->passages[passage].weight +=
                    weight * tv_candidates_saturated(pool, places[i].wdf);
        }
        pool->documents[document].weight += weight * in_document(pool, d, wdf);
    }
}

bool tv_candidates_add(struct tv_candidates *pool, struct xc_str term, uint32_t documents,
                       double factor, bool to_passages, struct tv_error *err)
{
    struct xc_error xe = {0};
    double weight = factor * tv_candidates_rarity(pool, documents);
    for (size_t i = 0, end = 0; i < pool->n_documents; i = end) {
        const struct xc_place *places;
        size_t n;
        while (end < pool->n_documents && pool->documents[end].shard == pool->documents[i].shard)
            end++;
        if (xc_database_places(pool->index->database, term.data, term.size, pool->stretches + i,
                               end - i, &places, &n, &xe))
            return tv_fail_xapian(err, pool->index->paths[0], &xe);
        add_places(pool, places, n, weight, to_passages);
    }
    return true;
}

bool tv_candidates_add_to_passages(struct tv_candidates *pool, struct xc_str term,
                                   uint32_t documents, double factor, struct tv_error *err)
{
    struct xc_error xe = {0};
    const struct xc_place *places;
    double weight = factor * tv_candidates_rarity(pool, documents);
    size_t n;
    if (xc_database_places(pool->index->database, term.data, term.size, pool->places,
                           pool->n_passages, &places, &n, &xe))
        return tv_fail_xapian(err, pool->index->paths[0], &xe);
    for (size_t i = 0, passage = 0; i < n; i++) {
        while (pool->passages[passage].hit->docid < places[i].docid)
            passage++;
        pool->passages[passage].weight += weight * tv_candidates_saturated(pool, places[i].wdf);
    }
    return true;
}
