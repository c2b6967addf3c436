/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Feedback (feedback.h), after Rocchio (1971) with BM25's weights: each of the best documents lends
 * the words of its best passage, as much as its own score is near the best one's, to a high power: so
 * that where one document stands out, which is when others would mislead, it is asked alone. */
#include "feedback.h"

#include "corpus/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 20 }; /* documents */

/* A word of the passages that are asked. */
struct word {
    struct xc_str term;
    double weight;
    size_t passages; /* in how many of them it is */
    uint32_t documents;
};

struct words {
    struct word *items;
    size_t n, capacity;
    struct tv_arena arena;
};

static bool read_words(struct tv_candidates *pool, uint32_t docid, double share,
                       struct words *words, struct tv_error *err)
{
    const struct xc_frequency *terms;
    size_t n;
    struct xc_error xe = {0};
    if (xc_database_document_terms(pool->index->database, docid, XC_TEXT("Z"), &terms, &n, &xe))
        return tv_fail_xapian(err, pool->index->paths[0], &xe);
    for (size_t i = 0; i < n; i++) {
        char second = terms[i].term.size > 1 ? terms[i].term.data[1] : 'A';
        if (second >= 'A' && second <= 'Z')
            continue; /* of a field */
        TV_GROW(words->items, words->n, words->capacity);
        words->items[words->n++] = (struct word){
            .term = {tv_arena_strndup(&words->arena, terms[i].term.data, terms[i].term.size),
                     terms[i].term.size},
            .weight = share * tv_candidates_saturated(pool, terms[i].wdf),
            .passages = 1};
    }
    return true;
}

static int by_term(const void *a, const void *b)
{
    const struct xc_str *x = &((const struct word *)a)->term, *y = &((const struct word *)b)->term;
    int order = memcmp(x->data, y->data, x->size < y->size ? x->size : y->size);
    return order ? order : (x->size > y->size) - (x->size < y->size);
}

static int by_weight(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return by_term(a, b);
}

/* Puts what is of the same word together, and drops the words that only one passage has, if there
 * are several. */
static void merge(struct words *words, size_t n_passages)
{
    size_t n = 0, kept = 0;
    if (words->n)
        qsort(words->items, words->n, sizeof *words->items, by_term);
    for (size_t i = 0; i < words->n; i++) {
        if (n && by_term(&words->items[n - 1], &words->items[i]) == 0) {
            words->items[n - 1].weight += words->items[i].weight;
            words->items[n - 1].passages++;
        } else {
            words->items[n++] = words->items[i];
        }
    }
    for (size_t i = 0; i < n; i++)
        if (words->items[i].passages > 1 || n_passages < 2)
            words->items[kept++] = words->items[i];
    words->n = kept;
}

/* The best words first; what more than half of all passages have says nothing. */
static bool weigh(struct tv_candidates *pool, struct words *words, struct tv_error *err)
{
    struct xc_error xe = {0};
    for (size_t i = 0; i < words->n; i++) {
        struct word *w = &words->items[i];
        if (xc_database_frequency(pool->index->database, w->term.data, w->term.size, &w->documents,
                                  &xe))
            return tv_fail_xapian(err, pool->index->paths[0], &xe);
        w->weight *= w->documents > pool->total / 2 ? 0 : tv_candidates_rarity(pool, w->documents);
    }
    if (words->n)
        qsort(words->items, words->n, sizeof *words->items, by_weight);
    return true;
}

static uint32_t best_passage(const struct tv_candidates *pool, size_t document)
{
    const struct tv_candidate *best = NULL;
    for (size_t i = 0; i < pool->n_passages; i++)
        if (pool->passages[i].document == document &&
            (!best || pool->passages[i].weight > best->weight))
            best = &pool->passages[i];
    return best ? best->hit->docid : 0;
}

static bool read_documents(struct tv_candidates *pool, const double *scores, struct words *words,
                           struct tv_error *err)
{
    double most = pool->ranking->feedback;
    size_t documents[MOST];
    size_t n = tv_candidates_best(pool, scores, most < MOST ? (size_t)most : MOST, documents);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        double share =
            pow(scores[documents[i]] / scores[documents[0]], pool->ranking->feedback_power);
        ok = read_words(pool, best_passage(pool, documents[i]), share, words, err);
    }
    merge(words, n);
    return ok && weigh(pool, words, err);
}

/* Notes the best words for who asks what a score is made of. */
static void note(const struct tv_candidates *pool, const struct words *words)
{
    struct tv_score_parts *parts = pool->parts;
    for (size_t i = 0; parts && i < words->n && parts->n_lent < TV_LENT_MAX; i++)
        if (words->items[i].weight > 0)
            parts->lent[parts->n_lent++] = tv_arena_strndup(
                parts->arena, words->items[i].term.data + 1, words->items[i].term.size - 1);
}

bool tv_feedback(struct tv_candidates *pool, const double *scores, size_t n_words,
                 struct tv_error *err)
{
    struct words words = {0};
    const struct tv_ranking *r = pool->ranking;
    bool ok = read_documents(pool, scores, &words, err);
    note(pool, &words);
    double factor = r->feedback_weight * (double)n_words;
    for (size_t i = 0; ok && i < words.n && (double)i < r->feedback_terms; i++)
        if (words.items[i].weight > 0)
            ok = tv_candidates_add(pool, words.items[i].term, words.items[i].documents,
                                   factor * words.items[i].weight / words.items[0].weight, true,
                                   err);
    free(words.items);
    tv_arena_finish(&words.arena);
    return ok;
}
