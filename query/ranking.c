/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ranking (ranking.h). */
#include "ranking.h"

#include "candidates.h"
#include "columns.h"
#include "corpus/memory.h"
#include "feedback.h"
#include "neighbours.h"
#include "question.h"
#include "quotation.h"

#include <stdlib.h>
#include <string.h>

const struct tv_ranking tv_ranking_default = {
    .k1 = 1.2,
    .stop = 1,
    .exact = 0.2,
    .foreign = 0.7,
    .heading = 2,
    .synonym = 0.3,
    .pool = 100,
    .long_pool = 200,
    .document = 0.5,
    .document_b = 0.75,
    .others = 0.2,
    .decay = 0.3,
    .further = 0.85,
    .feedback = 5,
    .feedback_words = 4,
    .feedback_terms = 30,
    .feedback_weight = 0.07,
    .feedback_power = 4,
    .neighbours = 20,
    .neighbours_documents = 60,
    .neighbours_passages = 8,
    .neighbours_weight = 0.4,
    .clear = 0.15,
    .vague = 0.3,
    .quotation_words = 4,
    .quotation = 0.7,
    .quoted = 1,
};

#define SETTING(name)                             \
    {                                             \
#name, offsetof(struct tv_ranking, name), \
    }

static const struct {
    const char *name;
    size_t offset;
} settings[] = {
    SETTING(k1),
    SETTING(stop),
    SETTING(exact),
    SETTING(foreign),
    SETTING(heading),
    SETTING(synonym),
    SETTING(pool),
    SETTING(long_pool),
    SETTING(document),
    SETTING(document_b),
    SETTING(others),
    SETTING(decay),
    SETTING(further),
    SETTING(feedback),
    SETTING(feedback_words),
    SETTING(feedback_terms),
    SETTING(feedback_weight),
    SETTING(feedback_power),
    SETTING(neighbours),
    SETTING(neighbours_documents),
    SETTING(neighbours_passages),
    SETTING(neighbours_weight),
    SETTING(clear),
    SETTING(vague),
    SETTING(quotation_words),
    SETTING(quotation),
    SETTING(quoted),
};

static bool set_one(struct tv_ranking *ranking, const char *setting, size_t size)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        size_t n = strlen(settings[i].name);
        if (n >= size || memcmp(settings[i].name, setting, n) != 0 || setting[n] != '=')
            continue;
        char *end;
        double value = strtod(setting + n + 1, &end);
        if (end != setting + size || !(value >= 0 && value <= 1e6))
            return false;
        *(double *)(void *)((char *)ranking + settings[i].offset) = value;
        return true;
    }
    return false;
}

bool tv_ranking_set(struct tv_ranking *ranking, const char *setting, struct tv_error *err)
{
    for (const char *p = setting; *p;) {
        size_t size = strcspn(p, ",");
        if (!set_one(ranking, p, size))
            return tv_fail(err, TV_USAGE, "--ranking: '%.*s' is no setting", (int)size, p);
        p += size + (p[size] == ',');
    }
    return true;
}

void tv_ranking_bm25(const struct tv_ranking *ranking, double ret_parameters[TV_BM25_PARAMETERS])
{
    /* k1, k2, k3, b, the least length */
    const double parameters[TV_BM25_PARAMETERS] = {ranking->k1 * TV_WDF_UNIT, 0, 1, 0, 1};
    memcpy(ret_parameters, parameters, sizeof parameters);
}

/* Scores of the pool */

static int by_document_and_weight(const void *a, const void *b)
{
    const struct tv_candidate *const *x = a, *const *y = b;
    if ((*x)->document != (*y)->document)
        return (*x)->document < (*y)->document ? -1 : 1;
    if ((*x)->weight != (*y)->weight)
        return (*x)->weight > (*y)->weight ? -1 : 1;
    return ((*x)->place > (*y)->place) - ((*x)->place < (*y)->place);
}

/* The n passages of a document, the best first, all get a share of what those behind the best weigh,
 * the next one most; and a part of what the document weighs as a whole. */
static void score_document(const struct tv_candidates *pool,
                           const struct tv_candidate *const *passages, size_t n, double *scores)
{
    const struct tv_ranking *r = pool->ranking;
    double part = r->others, sum = 0, whole = pool->documents[passages[0]->document].weight;
    for (size_t i = 1; i < n; i++) {
        sum += part * passages[i]->weight;
        part *= r->decay;
    }
    for (size_t i = 0; i < n; i++)
        scores[passages[i] - pool->passages] =
            (1 - r->document) * (passages[i]->weight + sum) + r->document * whole;
}

/* The score of each passage and the best one of each document. */
static void score(const struct tv_candidates *pool, double *scores, double *best)
{
    size_t n = pool->n_passages;
    const struct tv_candidate **order = tv_alloc(n * sizeof *order);
    for (size_t i = 0; i < n; i++)
        order[i] = &pool->passages[i];
    qsort(order, n, sizeof *order, by_document_and_weight);
    for (size_t i = 0, end = 0; i < n; i = end) {
        while (end < n && order[end]->document == order[i]->document)
            end++;
        score_document(pool, order + i, end - i, scores);
        best[order[i]->document] = scores[order[i] - pool->passages];
    }
    free(order);
}

static uint32_t documents_with(const struct xc_result *result, const struct xc_str *term)
{
    for (size_t i = 0; i < result->n_terms; i++)
        if (result->terms[i].term.size == term->size &&
            memcmp(result->terms[i].term.data, term->data, term->size) == 0)
            return result->terms[i].documents;
    return 0;
}

/* The weight of words as they stand that Xapian has not looked for. */
static bool weigh_frequent(struct tv_candidates *pool, const struct tv_query *query,
                           struct tv_error *err)
{
    for (size_t i = 0; i < query->n_frequent; i++)
        if (!tv_candidates_add_to_passages(pool, query->frequent[i].term,
                                           query->frequent[i].passages, pool->ranking->exact, err))
            return false;
    return true;
}

/* What the words of the question weigh in whole documents. */
static bool weigh_documents(struct tv_candidates *pool, const struct tv_query *query,
                            const struct xc_result *result, struct tv_error *err)
{
    for (size_t i = 0; i < query->n_evidence; i++) {
        const struct tv_evidence *e = &query->evidence[i];
        uint32_t documents = documents_with(result, &e->term);
        if (documents && !tv_candidates_add(pool, e->term, documents, e->count, false, err))
            return false;
    }
    return true;
}

/* Notes what a step of the ranking gave the passage that is asked about: what its score is now, but for
 * what it was. */
static void note(const struct tv_candidates *pool, enum tv_score_part part, double score)
{
    if (!pool->parts)
        return;
    for (size_t i = 0; i < TV_PART_COUNT; i++)
        score -= i == part ? 0 : pool->parts->of[i];
    pool->parts->of[part] = score;
}

/* Brings the scores of documents that are alike together, and their passages with them. */
static bool smooth(struct tv_candidates *pool, double *scores, double *best, struct tv_error *err)
{
    double *before = tv_alloc(pool->n_documents * sizeof *before);
    memcpy(before, best, pool->n_documents * sizeof *before);
    bool ok = tv_neighbours_smooth(pool, best, err);
    for (size_t i = 0; ok && i < pool->n_passages; i++) {
        size_t document = pool->passages[i].document;
        scores[i] += best[document] - before[document];
    }
    free(before);
    return ok;
}

bool tv_ranking_is_long(const struct tv_ranking *ranking, const struct tv_query *query)
{
    return (double)query->n_evidence >= ranking->feedback_words;
}

/* How far the best documents are from one that stands out, 0 to 1 (tv_ranking.clear). Of fewer than ten
 * the last one is the tenth. */
static double vagueness(const struct tv_candidates *pool, const double *best)
{
    enum { TENTH = 10 };
    const struct tv_ranking *r = pool->ranking;
    size_t documents[TENTH], n = tv_candidates_best(pool, best, TENTH, documents);
    double share = n > 1 ? best[documents[n - 1]] / best[documents[0]] : 0;
    return share >= r->vague   ? 1
           : share <= r->clear ? 0
                               : (share - r->clear) / (r->vague - r->clear);
}

/* What documents have in common, in the measure in which none stands out. */
static bool score_alike(struct tv_candidates *pool, const struct tv_query *query, double *scores,
                        double *best, struct tv_error *err)
{
    const struct tv_ranking *asked = pool->ranking;
    struct tv_ranking own = *asked;
    double share = tv_ranking_is_long(asked, query) ? vagueness(pool, best) : 0;
    bool ok = true;
    own.feedback_weight *= share;
    own.neighbours_weight *= share;
    pool->ranking = &own;
    if (own.feedback >= 1 && share > 0) {
        ok = tv_feedback(pool, best, query->n_evidence, err);
        score(pool, scores, best);
        note(pool, TV_PART_FEEDBACK, scores[pool->asked]);
    }
    if (ok && own.neighbours >= 1 && share > 0) {
        ok = smooth(pool, scores, best, err);
        note(pool, TV_PART_NEIGHBOURS, scores[pool->asked]);
    }
    pool->ranking = asked;
    return ok;
}

static bool score_pool(struct tv_candidates *pool, const struct tv_query *query,
                       const struct xc_result *result, double *scores, struct tv_error *err)
{
    const struct tv_ranking *r = pool->ranking;
    const struct tv_candidate *asked = &pool->passages[pool->asked];
    const double own = 1 - r->document;
    double *best = tv_alloc(pool->n_documents * sizeof *best);
    note(pool, TV_PART_WORDS, own * asked->weight);
    bool ok = weigh_frequent(pool, query, err);
    note(pool, TV_PART_STANDING, own * asked->weight);
    ok = ok && (r->document == 0 || weigh_documents(pool, query, result, err));
    note(pool, TV_PART_DOCUMENT,
         own * asked->weight + r->document * pool->documents[asked->document].weight);
    if (ok)
        score(pool, scores, best);
    note(pool, TV_PART_OTHERS, scores[pool->asked]);
    ok = ok && score_alike(pool, query, scores, best, err);
    free(best);
    return ok;
}

/* The order */

/* A passage on its way. */
struct entry {
    const struct xc_hit *hit;
    struct tv_summary summary;
    size_t place; /* in the order so far */
    double score;
    uint32_t of_document;
};

static int compare_places(const struct entry *x, const struct entry *y)
{
    return (x->place > y->place) - (x->place < y->place);
}

static int compare_documents(const struct entry *x, const struct entry *y)
{
    return memcmp(x->summary.document, y->summary.document, TV_ID_SIZE);
}

static int by_document(const void *a, const void *b)
{
    int order = compare_documents(a, b);
    return order ? order : compare_places(a, b);
}

static int by_score(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return compare_places(x, y);
}

static int by_place(const void *a, const void *b)
{
    return compare_places(a, b);
}

/* The pool's scores, for a question that may quote one of its passages. */
static bool score_quoted(struct tv_candidates *pool, const struct tv_query *query,
                         const struct xc_result *result, double *scores, struct tv_error *err)
{
    const struct tv_ranking *asked = pool->ranking;
    struct tv_ranking own = *asked;
    size_t n = pool->n_passages;
    double *shares = tv_alloc(n * sizeof *shares), most = 0;
    bool ok = tv_quoted_shares(pool->index, query, result, n, shares, err);
    for (size_t i = 0; ok && i < n; i++)
        most = shares[i] > most ? shares[i] : most;
    if (most >= asked->quotation)
        own.document = own.feedback = own.neighbours = 0;
    pool->ranking = &own;
    ok = ok && score_pool(pool, query, result, scores, err);
    for (size_t i = 0; ok && i < n && most >= asked->quotation; i++)
        scores[i] *= 1 + asked->quoted * shares[pool->passages[i].place];
    note(pool, TV_PART_QUOTED, scores[pool->asked]);
    pool->ranking = asked;
    free(shares);
    return ok;
}

/* Has the parts of a passage's score noted, if it is in the pool. */
static void ask(struct tv_candidates *pool, struct tv_score_parts *parts)
{
    for (size_t i = 0; parts && i < pool->n_passages; i++)
        if (pool->passages[i].hit->docid == parts->docid) {
            *parts = (struct tv_score_parts){parts->docid, parts->arena, .in_pool = true};
            pool->parts = parts;
            pool->asked = i;
        }
}

/* Puts the first n in their new order, and the scores of all others below theirs. */
static bool reorder(struct tv_index *index, const struct tv_ranking *ranking,
                    const struct tv_query *query, const struct xc_result *result,
                    struct entry *entries, size_t n, struct tv_score_parts *parts,
                    struct tv_error *err)
{
    struct tv_candidates pool;
    if (!tv_candidates_create(index, ranking, result->hits, n, &pool, err))
        return false;
    ask(&pool, parts);
    double *scores = tv_alloc(n * sizeof *scores);
    bool ok = tv_may_quote(ranking, query, result) ? score_quoted(&pool, query, result, scores, err)
                                                   : score_pool(&pool, query, result, scores, err);
    for (size_t i = 0; i < n; i++)
        entries[pool.passages[i].place].score = scores[i];
    qsort(entries, n, sizeof *entries, by_score);
    for (size_t i = 0; i < n; i++)
        entries[i].place = i;
    double last = entries[n - 1].score, next = n < result->n_hits ? entries[n].score : 0;
    for (size_t i = n; next > last && i < result->n_hits; i++)
        entries[i].score *= last / next;
    free(scores);
    tv_candidates_finish(&pool);
    return ok;
}

static void number(struct entry *entries, size_t n)
{
    qsort(entries, n, sizeof *entries, by_document);
    for (size_t i = 0; i < n; i++)
        entries[i].of_document = i && compare_documents(&entries[i - 1], &entries[i]) == 0
                                     ? entries[i - 1].of_document + 1
                                     : 0;
    qsort(entries, n, sizeof *entries, by_place);
}

static bool read_entries(struct tv_index *index, const struct xc_result *result,
                         struct entry *entries, struct tv_error *err)
{
    for (size_t i = 0; i < result->n_hits; i++) {
        const struct xc_hit *hit = &result->hits[i];
        entries[i] = (struct entry){.hit = hit, .place = i, .score = hit->weight};
        if (!tv_columns_summary(index, hit, &entries[i].summary))
            return tv_fail(err, TV_DAMAGED,
                           "%s: passage %u has no summary; travaux index makes the index again",
                           index->paths[0], hit->docid);
    }
    return true;
}

struct tv_ranked *tv_rank(struct tv_index *index, const struct tv_ranking *ranking,
                          const struct tv_query *query, const struct xc_result *result,
                          struct tv_score_parts *parts, struct tv_error *err)
{
    size_t n = result->n_hits, pool = ranking->pool < (double)n ? (size_t)ranking->pool : n;
    struct entry *entries = tv_alloc(n * sizeof *entries);
    struct tv_ranked *ranked = NULL;
    if (read_entries(index, result, entries, err) &&
        (!pool || reorder(index, ranking, query, result, entries, pool, parts, err))) {
        number(entries, n);
        ranked = tv_alloc(n * sizeof *ranked);
        for (size_t i = 0; i < n; i++)
            ranked[i] = (struct tv_ranked){entries[i].hit, entries[i].summary,
                                           entries[i].of_document, entries[i].score};
    }
    free(entries);
    return ranked;
}
