/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ranking: the one place for everything that the order of answers depends on.
 *
 * A passage's weight is BM25 over its text, the headings above it and its document's title. The best
 * passages, the pool, are then put in a new order: each gets a share of what the other passages of
 * its document weigh, so that of two passages that fit alike the one in the document that says more
 * about the question comes first. What is not in the pool follows in its own order; so the order is
 * the same whatever part of it is asked for. */
#ifndef TV_RANKING_H
#define TV_RANKING_H

#include "corpus/error.h"
#include "xapian-c/xapian-c.h"

struct tv_ranking {
    /* BM25 (Robertson and Zaragoza 2009): how much each further occurrence counts, how much length
     * counts, and the least length taken into account, in average lengths. */
    double k1, b, min_length;
    double title;   /* what a word in the title counts, beside one in the text */
    double stop;    /* not 0: stop words are left out of questions */
    double foreign; /* what a word counts in a passage in a language that the question is not in */
    double synonym; /* what another word for what was typed counts; 0: it is not looked for */
    double others;  /* the share of its document's second passage that a passage gets, ... */
    double decay;   /* ... times this for each further one */
    double pool;    /* how many passages are put in a new order */
};

/* The setting that is measured best over all collections: tools/evaluate. */
extern const struct tv_ranking tv_ranking_default;

/* Changes what a setting such as "b=0.5,title=0" names. TV_USAGE. */
bool tv_ranking_set(struct tv_ranking *ranking, const char *setting, struct tv_error *err);

/* A passage in its place. */
struct tv_ranked {
    const struct xc_hit *hit;
    uint32_t of_document; /* how many of its document come before it */
    double score;
};

/* Puts the n hits of a search, whose first value is their document, in their order. With a pool of
 * 0 that is the order in which they come. To be freed. */
struct tv_ranked *tv_rank(const struct tv_ranking *ranking, const struct xc_hit *hits, size_t n);

#endif
