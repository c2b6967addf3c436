/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Neighbours (neighbours.h). How much two documents are alike is the cosine of the stems that they
 * have, which count the more the fewer of the documents looked at have them: all that is read are
 * termlists of some passages of each. Products are added up stem by stem, so that stems that a
 * document has alone cost nothing. */
#include "neighbours.h"

#include "corpus/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENTS_MAX = 200, NEAREST_MAX = 50 };

/* That a document has a stem. */
struct posting {
    uint32_t document; /* among those looked at */
    uint32_t next;     /* the same stem's posting before it; NONE */
    double weight;
};

#define NONE UINT32_MAX

/* A stem, known by its hash alone: that two share one would mean no harm. */
struct stem {
    uint64_t hash; /* 0: there is none here */
    uint32_t last; /* posting */
    uint32_t documents;
};

struct neighbourhood {
    struct tv_candidates *pool;
    size_t documents[DOCUMENTS_MAX]; /* among the pool's, the best first */
    size_t n;
    struct stem *stems; /* a table, half empty at least */
    size_t n_stems, stems_capacity;
    struct posting *postings;
    size_t n_postings, postings_capacity;
    double *likeness; /* n * n; the lower half is filled in first */
};

/* FNV-1a (Fowler, Noll, Vo), and never 0. */
static uint64_t hash_of(const struct xc_str *term)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < term->size; i++)
        hash = (hash ^ (unsigned char)term->data[i]) * 1099511628211u;
    return hash ? hash : 1;
}

static struct stem *place_of(const struct neighbourhood *h, uint64_t hash)
{
    size_t i = hash & (h->stems_capacity - 1);
    while (h->stems[i].hash && h->stems[i].hash != hash)
        i = (i + 1) & (h->stems_capacity - 1);
    return &h->stems[i];
}

static void make_room(struct neighbourhood *h)
{
    if (2 * h->n_stems < h->stems_capacity)
        return;
    struct stem *old = h->stems;
    size_t n = h->stems_capacity;
    h->stems_capacity = n ? 2 * n : 4096;
    h->stems = tv_alloc(h->stems_capacity * sizeof *h->stems);
    for (size_t i = 0; i < n; i++)
        if (old[i].hash)
            *place_of(h, old[i].hash) = old[i];
    free(old);
}

static void add_stem(struct neighbourhood *h, uint32_t document, const struct xc_frequency *t)
{
    make_room(h);
    uint64_t hash = hash_of(&t->term);
    struct stem *stem = place_of(h, hash);
    if (!stem->hash) {
        *stem = (struct stem){.hash = hash, .last = NONE};
        h->n_stems++;
    }
    if (stem->last == NONE || h->postings[stem->last].document != document) {
        TV_GROW(h->postings, h->n_postings, h->postings_capacity);
        h->postings[h->n_postings] = (struct posting){document, stem->last, 0};
        stem->last = (uint32_t)h->n_postings++;
        stem->documents++;
    }
    h->postings[stem->last].weight +=
        t->wdf; // NOLINT(clang-analyzer-core.NullDereference): is there
}

static bool is_of_text(const struct xc_str *term)
{
    char second = term->size > 1 ? term->data[1] : 'A';
    return second < 'A' || second > 'Z';
}

/* Some passages of the n-th document, evenly spread. */
static bool read_document(struct neighbourhood *h, uint32_t n, struct tv_error *err)
{
    struct tv_candidates *pool = h->pool;
    const struct tv_candidate_document *d = &pool->documents[h->documents[n]];
    size_t most = (size_t)pool->ranking->neighbours_passages;
    size_t passages = d->passages < most ? d->passages : most;
    for (size_t i = 0; i < passages; i++) {
        uint32_t docid = d->first + (uint32_t)(i * d->passages / passages) * pool->shards;
        const struct xc_frequency *terms;
        struct xc_error xe = {0};
        size_t n_terms;
        enum xc_code code = xc_database_document_terms(pool->index->database, docid, XC_TEXT("Z"),
                                                       &terms, &n_terms, &xe);
        if (code == XC_NOT_FOUND)
            continue; /* another document may say that it is longer than it is */
        if (code)
            return tv_fail_xapian(err, pool->index->paths[0], &xe);
        for (size_t k = 0; k < n_terms; k++)
            if (is_of_text(&terms[k].term))
                add_stem(h, n, &terms[k]);
    }
    return true;
}

/* Adds the products of all pairs of documents that have a stem. */
static void multiply(struct neighbourhood *h, const struct stem *stem)
{
    double rarity = log((double)h->n / stem->documents);
    for (uint32_t p = stem->last; p != NONE; p = h->postings[p].next)
        h->postings[p].weight = rarity * tv_candidates_saturated(h->pool, h->postings[p].weight);
    for (uint32_t p = stem->last; p != NONE; p = h->postings[p].next) {
        double *row = h->likeness + h->postings[p].document * h->n;
        for (uint32_t q = p; q != NONE; q = h->postings[q].next)
            row[h->postings[q].document] += h->postings[p].weight * h->postings[q].weight;
    }
}

static void compare(struct neighbourhood *h)
{
    size_t n = h->n;
    double *l = h->likeness = tv_alloc(n * n * sizeof *l);
    for (size_t i = 0; i < h->stems_capacity; i++)
        if (h->stems[i].documents > 1)
            multiply(h, &h->stems[i]);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            double product = l[i * n + k];
            l[i * n + k] = l[k * n + i] =
                product > 0 ? product / sqrt(l[i * n + i] * l[k * n + k]) : 0;
        }
}

/* The mean of the scores of those that the n-th document is most like, each as much as it is; its own
 * where it is like none. */
static double mean_of_nearest(const struct neighbourhood *h, size_t n, const double *scores)
{
    const double *likeness = h->likeness + n * h->n;
    size_t nearest[NEAREST_MAX], found = 0, most = (size_t)h->pool->ranking->neighbours;
    double sum = 0, weights = 0;
    if (most > NEAREST_MAX)
        most = NEAREST_MAX;
    for (size_t i = 0; i < h->n; i++) {
        size_t at = found;
        while (at > 0 && likeness[nearest[at - 1]] < likeness[i])
            at--;
        if (i == n || at >= most)
            continue;
        found += found < most;
        memmove(nearest + at + 1, nearest + at, (found - at - 1) * sizeof *nearest);
        nearest[at] = i;
    }
    for (size_t i = 0; i < found; i++) {
        sum += likeness[nearest[i]] * scores[h->documents[nearest[i]]];
        weights += likeness[nearest[i]];
    }
    return weights > 0 ? sum / weights : scores[h->documents[n]];
}

static void smooth(const struct neighbourhood *h, double *scores)
{
    double changed[DOCUMENTS_MAX], part = h->pool->ranking->neighbours_weight;
    for (size_t i = 0; i < h->n; i++)
        changed[i] = (1 - part) * scores[h->documents[i]] + part * mean_of_nearest(h, i, scores);
    for (size_t i = 0; i < h->n; i++)
        scores[h->documents[i]] = changed[i];
}

bool tv_neighbours_smooth(struct tv_candidates *pool, double *scores, struct tv_error *err)
{
    struct neighbourhood h = {.pool = pool};
    double most = pool->ranking->neighbours_documents;
    bool ok = true;
    h.n = tv_candidates_best(pool, scores, most < DOCUMENTS_MAX ? (size_t)most : DOCUMENTS_MAX,
                             h.documents);
    for (size_t i = 0; ok && i < h.n; i++)
        ok = read_document(&h, (uint32_t)i, err);
    if (ok) {
        compare(&h);
        smooth(&h, scores);
    }
    free(h.stems);
    free(h.postings);
    free(h.likeness);
    return ok;
}
