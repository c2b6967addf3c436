/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searches: from a query to an answer, which is all that the formats print.
 *
 * An answer is finished: it needs neither index nor query any more. Hits are passages, the best
 * first; a document has no more of them than was asked for. */
#ifndef TV_SEARCH_H
#define TV_SEARCH_H

#include "facet_counts.h"
#include "highlight.h"

struct tv_search {
    const struct tv_ranking *ranking;
    uint32_t offset, limit;       /* limit UINT32_MAX: all */
    uint32_t per_document;        /* most passages of a document; 0: all */
    bool duplicates;              /* near-duplicates are shown one by one, not as one */
    bool bare;                    /* of hits, duplicates and more are not wanted */
    bool by_date;                 /* the newest first, and by relevance within a day */
    bool facets, highlights;      /* wanted */
    struct tv_score_parts *parts; /* what the score of one passage is made of is wanted; NULL */
    bool exact;                   /* total and facets are counted to the end, never estimated */
};

/* Near-duplicates of a hit's document that match, too. */
struct tv_duplicates {
    uint32_t n;
    const char **ids; /* the best passage of each, "ID#N", the best of them first */
    size_t n_ids;     /* TV_DUPLICATES_MAX at most */
};

enum { TV_DUPLICATES_MAX = 1000 };

struct tv_hit {
    uint32_t rank; /* from 1, offset included */
    double score;
    const struct tv_record *record;
    struct tv_passage passage;
    const struct tv_span *highlights;
    size_t n_highlights;
    char *citation;
    struct tv_duplicates duplicates;
    uint32_t more; /* with the last hit that its document may have: how many more of its passages
                      match */
};

struct tv_answer {
    struct tv_hit *hits;
    size_t n_hits;
    uint32_t total; /* passages that match, those left out of a document's too; an estimate
                       where there are many */
    bool exact;     /* total is no estimate */
    struct tv_facet facets[TV_FACET_COUNT];
    struct tv_expanded *expanded; /* what was looked for in place of what was typed */
    size_t n_expanded;
    struct tv_shown **shown; /* the hits' documents, each once, among NULLs */
    size_t n_shown, shown_capacity;
    struct tv_arena arena; /* of all strings */
};

bool tv_search_run(struct tv_index *index, const struct tv_query *query,
                   const struct tv_search *search, struct tv_answer *ret_answer,
                   struct tv_error *err);
void tv_answer_finish(struct tv_answer *answer);

/* "5f3k2m7q4abc#7", in the arena. */
const char *tv_passage_id(struct tv_arena *arena, const struct tv_document *doc, uint32_t number);

#endif
