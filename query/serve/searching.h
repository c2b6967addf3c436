/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searching: from what was asked for over HTTP to an answer. The API, the page and the feed all go
 * this one way. */
#ifndef TV_SEARCHING_H
#define TV_SEARCHING_H

#include "../search.h"
#include "work.h"

/* What was asked for: the values of tv_search_parameters. */
struct tv_asked {
    const char *text; /* NULL: filters alone */
    struct tv_list kinds, states, documents;
    const char *language, *since, *until;
    uint32_t limit, offset;
    int duplicates; /* 1: near-duplicates are hits of their own */
    int translate;  /* 1: passages in other languages are found, too */
    int sort;       /* enum tv_sort */
    int format;     /* enum tv_asked_format; the page does not look at it */
};

enum tv_sort { TV_SORT_RELEVANCE, TV_SORT_DATE };
enum tv_asked_format {
    TV_ASKED_JSON,
    TV_ASKED_JSONL,
    TV_ASKED_CSV,
    TV_ASKED_MARKDOWN,
    TV_ASKED_BIBTEX,
    TV_ASKED_RIS,
    TV_ASKED_CSL
};

/* All of them; those that the page looks at; question and filters alone. */
extern const struct tv_parameters tv_search_parameters, tv_page_parameters, tv_filter_parameters;

/* True where there is a question or a filter. */
bool tv_asked_anything(const struct tv_asked *asked);

/* What an answer is to have beside its hits. */
struct tv_wanted {
    uint32_t limit, offset;
    uint32_t per_document; /* 0: all */
    bool facets, highlights;
    bool newest; /* by date, whatever was asked for */
};

/* What was asked for, understood and answered; finished by tv_found_finish. */
struct tv_found {
    const struct tv_asked *asked;
    struct tv_query query; /* with what the question might have meant */
    struct tv_answer answer;
};

/* Searches. Where nothing was asked for, everything matches. */
bool tv_find(struct tv_work *work, const struct tv_asked *asked, const struct tv_wanted *wanted,
             struct tv_found *ret_found);
void tv_found_finish(struct tv_found *found);

#endif
