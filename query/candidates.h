/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pool: the best passages of a search, which are put in a new order (ranking.h), and their
 * documents. What is known of them is read term by term: how often it stands in the passages and in
 * the documents, by one walk through its postings that skips what lies between them. */
#ifndef TV_CANDIDATES_H
#define TV_CANDIDATES_H

#include "index.h"
#include "ranking.h"

struct tv_candidate {
    const struct xc_hit *hit;
    size_t place;    /* in the order in which Xapian gave it */
    size_t document; /* among the pool's */
    double weight;
};

/* A document: its passages stand under docids that follow each other, in a shard of the index. */
struct tv_candidate_document {
    uint32_t first, last; /* docids of its passages */
    uint32_t shard;
    size_t passages; /* how many it has */
    double weight;   /* of the document as a whole */
};

struct tv_candidates {
    struct tv_index *index;
    const struct tv_ranking *ranking;
    uint32_t shards;
    double total;                  /* passages in the index */
    double average;                /* passages of a document */
    struct tv_candidate *passages; /* ascending docids */
    size_t n_passages;
    struct tv_score_parts *parts;            /* of the score of one of them; NULL */
    size_t asked;                            /* which that is */
    struct tv_candidate_document *documents; /* by shard, ascending docids */
    size_t n_documents;
    struct xc_stretch *stretches; /* of the documents */
    struct xc_stretch *places;    /* of the passages */
};

/* Of the first n hits, whose summaries tv_columns_summary finds; all weights are the hits', and those
 * of documents 0. */
bool tv_candidates_create(struct tv_index *index, const struct tv_ranking *ranking,
                          const struct xc_hit *hits, size_t n, struct tv_candidates *ret_pool,
                          struct tv_error *err);
void tv_candidates_finish(struct tv_candidates *pool);

/* The part of a term's weight that tells how rare it is, as Xapian's BM25 has it. */
double tv_candidates_rarity(const struct tv_candidates *pool, uint32_t documents);

/* What so many occurrences count (schema.h: wdf). */
double tv_candidates_saturated(const struct tv_candidates *pool, double wdf);

/* The documents with the highest scores, at most so many, the best first; how many there are. */
size_t tv_candidates_best(const struct tv_candidates *pool, const double *scores, size_t most,
                          size_t *ret_documents);

/* Adds what a term weighs, in which `documents` Xapian documents have it and which counts `factor`
 * times: to the documents, and to the passages if these are to have it, too. */
bool tv_candidates_add(struct tv_candidates *pool, struct xc_str term, uint32_t documents,
                       double factor, bool to_passages, struct tv_error *err);

/* The same to the passages alone. */
bool tv_candidates_add_to_passages(struct tv_candidates *pool, struct xc_str term,
                                   uint32_t documents, double factor, struct tv_error *err);

#endif
