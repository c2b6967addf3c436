/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ranking: the one place for everything that the order of answers depends on, but for what stands in
 * the index itself (schema.h: wdf).
 *
 * A passage's weight is BM25 over its text, the headings above it and its document's title, by stems,
 * and a part of that by the words as they stand: which is how passages in other languages are found.
 * Xapian finds the best by that. These, the pool, are then put in a new order, by three things more:
 * what the document as a whole weighs; what its other passages in the pool weigh; and, for questions
 * of some words which no document stands out for, the words that the best of them have in common
 * (feedback.h) and what documents that are alike weigh (neighbours.h). Where the question is a quotation, the order of its words takes the
 * place of the first and the last (quotation.h). What is not in the pool follows in its own order; so
 * the order is the same whatever part of it is asked for. */
#ifndef TV_RANKING_H
#define TV_RANKING_H

#include "index.h"

struct tv_query;

struct tv_ranking {
    double k1;      /* BM25 (Robertson and Zaragoza 2009): how much further occurrences count */
    double stop;    /* not 0: stop words are left out of questions */
    double exact;   /* what a word counts as it stands, beside its stem */
    double foreign; /* what a translated word counts */
    double heading; /* what a heading counts that says just what the question does */
    double synonym; /* what another word for what was typed counts; 0: it is not looked for */

    double pool;       /* how many passages are put in a new order, ... */
    double long_pool;  /* ... and how many for questions of `feedback_words` words and more */
    double document;   /* the document's part in the weight of a passage */
    double document_b; /* how much its length counts */
    double others;     /* the share of its document's second passage that a passage gets, ... */
    double decay;      /* ... times this for each further one */
    double further;    /* the share of its score by which a document's second passage has its place
                          among the others (selection.h), and again for each further one */

    double feedback;        /* how many documents lend their words; 0: none */
    double feedback_words;  /* to questions of so many words, or more */
    double feedback_terms;  /* how many words, the best ones */
    double feedback_weight; /* of the best of them, for each word of the question */
    double feedback_power;  /* how much more the better ones of the documents lend */

    double neighbours; /* how many documents a document's score is brought near to, in questions of
                          `feedback_words` words and more; 0: none */
    double neighbours_documents; /* how many of the best are looked at */
    double neighbours_passages;  /* most passages of each that are read */
    double neighbours_weight;    /* the share of the score that is theirs */

    double
        clear; /* where the tenth document has such a share of the first one's score, or less, the
                     question has its answer, and neither feedback nor neighbours count; ... */
    double vague; /* ... where it has so much, or more, both do in full, and between in part */

    double quotation_words; /* a question of so many words, or more, ... */
    double quotation;       /* ... of which a passage has such a share in the same order, is a
                               quotation: then no whole documents and no feedback count, but ... */
    double quoted;          /* ... that share of each passage, times this, in parts of its weight */
};

/* The setting that is measured best over all collections: tools/evaluate. */
extern const struct tv_ranking tv_ranking_default;

/* Changes what a setting such as "k1=1.5,feedback=0" names. TV_USAGE. */
bool tv_ranking_set(struct tv_ranking *ranking, const char *setting, struct tv_error *err);

/* The parameters of XC_WEIGHT_BM25. Lengths stand in the wdf. */
enum { TV_BM25_PARAMETERS = 5 };
void tv_ranking_bm25(const struct tv_ranking *ranking, double ret_parameters[TV_BM25_PARAMETERS]);

/* Whether a question has so many words that more is done for it. */
bool tv_ranking_is_long(const struct tv_ranking *ranking, const struct tv_query *query);

/* A passage in its place. */
struct tv_ranked {
    const struct xc_hit *hit;
    struct tv_summary summary;
    uint32_t of_document; /* how many of its document come before it */
    double score;
};

/* What the score of a passage is made of. */
enum tv_score_part {
    TV_PART_WORDS,      /* its own words, as Xapian weighs them */
    TV_PART_STANDING,   /* frequent ones as they stand */
    TV_PART_DOCUMENT,   /* its document as a whole */
    TV_PART_OTHERS,     /* its document's other passages */
    TV_PART_FEEDBACK,   /* words that the best documents have in common */
    TV_PART_NEIGHBOURS, /* documents that its own is like */
    TV_PART_QUOTED,     /* words in the order of the question */
    TV_PART_COUNT
};

enum { TV_LENT_MAX = 10 };

/* The parts of one passage's score, which add up to it, where it is in the pool. */
struct tv_score_parts {
    uint32_t docid;         /* of the passage that is asked about */
    struct tv_arena *arena; /* of the strings */
    bool in_pool;
    double of[TV_PART_COUNT];
    const char
        *lent[TV_LENT_MAX]; /* stems that the best documents have in common, the best first */
    size_t n_lent;
};

/* Puts the hits of a search, whose summaries tv_columns_summary finds, in their order. With a pool of 0 that
 * is the order in which they come. *parts, if it is not NULL, is filled in. To be freed; NULL on an
 * error. */
struct tv_ranked *tv_rank(struct tv_index *index, const struct tv_ranking *ranking,
                          const struct tv_query *query, const struct xc_result *result,
                          struct tv_score_parts *parts, struct tv_error *err);

#endif
