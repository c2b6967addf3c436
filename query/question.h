/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Questions: from what people type and the filters beside it to a Xapian query.
 *
 * The words go through xapian-c's parser, set up by one table (fields.c), once for each language
 * whose stems they are looked up by (languages.h).
 *
 * Always true: a query never matches records (schema.h). */
#ifndef TV_QUESTION_H
#define TV_QUESTION_H

#include "corpus/options.h"
#include "corpus/thesaurus.h"
#include "index.h"
#include "ranking.h"

struct tv_question {
    const char *text;     /* "" where only filters are asked for */
    bool plain;           /* the text is words alone, without syntax */
    bool everything;      /* neither words nor filters are needed: without them all matches */
    const char *language; /* of text and passages, any name of it; NULL: not said */
    struct tv_list kinds, states, documents; /* any of them; as people name them */
    const char *since, *until;               /* both included; a year, a month or a day */
    const struct tv_ranking *ranking;
    const struct tv_thesaurus *thesaurus; /* NULL: none */
    bool as_typed;                        /* no synonyms, other names or corrections */
    bool
        translate; /* passages in other languages are found by the thesaurus, too; `language`, if it
                       is given, is then that of the passages alone */
};

enum { TV_QUERY_LANGUAGES = 12 };

/* Words of a question, and what else was looked for in their place. */
struct tv_expanded {
    const char *typed;
    const char **also;
    size_t n_also;
};

/* A word of the question, as the index has it, that documents are the better for. */
struct tv_evidence {
    struct xc_str term; /* a stem, or the word where it has none */
    double count;       /* how often it stands in the question */
};

/* A word as it stands that is in many passages. */
struct tv_frequent {
    struct xc_str term;
    uint32_t passages; /* how many it is in */
};

/* A question understood. Finished by tv_query_finish. */
struct tv_query {
    const char *text;
    struct xc_query *query;
    const char *languages[TV_QUERY_LANGUAGES]; /* of the stems in it, static strings */
    size_t n_asked;                            /* the first ones are those of the question, */
    size_t n_languages;                        /* and all others those that it was translated to */
    struct tv_expanded *expanded;
    size_t n_expanded;
    struct xc_str *terms; /* words and stems asked for, by bytes, without those of fields */
    size_t n_terms;
    struct tv_frequent
        *frequent; /* words as they stand that only the best passages are looked for */
    size_t n_frequent;
    struct tv_evidence *evidence; /* none where words are required or excluded */
    size_t n_evidence, evidence_capacity;
    struct xc_str
        heading;     /* the term of all its words as a heading; empty where none says just that */
    char **prefixes; /* of words*, in lower case */
    size_t n_prefixes;
    char *corrected; /* what the text might have meant; NULL */
    struct tv_arena arena;
};

/* Where in the text something cannot be parsed, in bytes. */
struct tv_fault {
    size_t offset, length;
};

/* Codes: TV_SYNTAX where the text is wrong, with *fault saying where; TV_USAGE for a filter that is;
 * those of the index. */
bool tv_question_parse(struct tv_index *index, const struct tv_question *question,
                       struct tv_query *ret_query, struct tv_fault *fault, struct tv_error *err);
void tv_query_finish(struct tv_query *query);

/* First and last day, as YYYYMMDD, of a date of any precision: "2022", "2022-03", "3 May 2022". */
bool tv_date_days(const char *date, char ret_first[9], char ret_last[9]);

#endif
