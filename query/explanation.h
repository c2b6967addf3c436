/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Explanations: why a passage ranks where it does.
 *
 * What each word gives is what Xapian gives for a search for that word alone, so that it is measured
 * and not computed a second time. Other words for one that was typed, and words in another language,
 * count by the factors of the ranking. */
#ifndef TV_EXPLANATION_H
#define TV_EXPLANATION_H

#include "search.h"

/* A term of the question that the passage has. */
struct tv_reason {
    const char *term;  /* without prefix */
    bool stem;         /* it stands for all words with this stem */
    bool heading;      /* it is the whole question, which the heading above the passage says */
    uint32_t times;    /* in the passage, the headings above it and the title: about */
    uint32_t passages; /* with it, in the index */
    double weight;     /* by itself, without the factors */
};

struct tv_explanation {
    struct tv_passage passage;
    struct tv_record record;
    char *citation;
    bool found;    /* the question finds it */
    uint32_t rank; /* among all passages, near-duplicates included; 0: not among the first ones */
    uint32_t total, better_of_document; /* of its document's before it */
    double score, weight;        /* what it is ranked by; what its own words weigh by themselves */
    struct tv_score_parts parts; /* of the score; its arena is NULL */
    const char *foreign;         /* its language, if that is none of the question's; NULL */
    struct tv_reason *reasons;   /* the weightiest first */
    size_t n_reasons;
    const char **missing; /* terms of the question that it has not */
    size_t n_missing;
    struct tv_arena arena;
};

/* Of so many passages the places are looked at. */
enum { TV_EXPLAINED_MAX = 1000 };

/* Explains passage `number` of the document with this ID. TV_NOT_FOUND where there is no such. */
bool tv_explain(struct tv_index *index, const struct tv_query *query,
                const struct tv_ranking *ranking, const char *id, uint32_t number,
                struct tv_explanation *ret_explanation, struct tv_error *err);
void tv_explanation_finish(struct tv_explanation *explanation);

#endif
