/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Expansions: what else the words of a question are called.
 *
 * Terms of the thesaurus and names of states are found in the question, the longest at each place, in
 * the question's languages; inflected words by their stems. They stand for the other terms of their
 * concepts, in one language at a time. Words that have to be next to each other (in quotation marks,
 * with NEAR) and values of fields are as they were typed. */
#ifndef TV_EXPANSION_H
#define TV_EXPANSION_H

#include "corpus/error.h"
#include "corpus/states.h"
#include "corpus/thesaurus.h"
#include "xapian-c/xapian-c.h"

enum { TV_CONCEPTS_MAX = 4, TV_EXPANSIONS_MAX = 64 };

/* Bytes [start, end) of the question, which stand for the terms of concepts or for a state. */
struct tv_expansion {
    size_t start, end;
    const char *key; /* of these bytes */
    size_t concepts[TV_CONCEPTS_MAX];
    size_t n_concepts;
    char state[TV_STATE_SIZE]; /* "": none */
};

struct tv_expansions {
    const struct tv_thesaurus *thesaurus;         /* NULL: states only */
    struct tv_expansion items[TV_EXPANSIONS_MAX]; /* ascending, apart from each other */
    size_t n;
    struct tv_arena arena;
};

/* Finds them in a text. The stemmers are those of the question's languages. */
void tv_expansions_find(const struct tv_thesaurus *thesaurus, const char *text, size_t size,
                        const char *const *languages, size_t n_languages,
                        struct tv_expansions *ret_expansions);
void tv_expansions_finish(struct tv_expansions *expansions);

/* The expansion that starts at a place of the text, NULL where there is none. */
const struct tv_expansion *tv_expansion_at(const struct tv_expansions *expansions, size_t start);

/* The other terms in a language, and abbreviations if `abbreviations`; how many: *ret_n. In the
 * arena. */
const char **tv_expansion_terms(struct tv_expansions *expansions,
                                const struct tv_expansion *expansion, const char *language,
                                bool abbreviations, size_t *ret_n);

/* A query for any of n terms, all words of a term by the stems of a language (NULL: as they are), in
 * the text or under a prefix. It weighs what they do together: with the best of them alone (MAX),
 * scaled and below an OR, libxapian 1.4.22 reads memory that it has freed. NULL with *xapian. */
struct xc_query *tv_expansion_query(const char *const *terms, size_t n, const char *language,
                                    const char *prefix, struct xc_error *xapian);

#endif
