/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wordings: a question as typed, written as the parser takes it.
 *
 * Typographic quotation marks become plain ones; all is in lower case but the operators, since
 * the parser takes a capital for a name that has no stem; a document's symbol (A/AC.291/22) and an
 * article (art. 19) are also looked for as what they name, and a word of the thesaurus or a state by
 * its other names; Chinese and Japanese outside of quotation marks come as
 * overlapping pairs of characters, so that such words too are ranked and not all required.
 *
 * Always true: each byte of the wording knows the byte of the question that it stands for. */
#ifndef TV_WORDING_H
#define TV_WORDING_H

#include "corpus/memory.h"
#include "expansion.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tv_wording {
    struct tv_buffer text;
    uint32_t *origins; /* of each byte of text */
    size_t n_origins, capacity;
    char **prefixes; /* of words that end in '*', without it */
    size_t n_prefixes, prefix_capacity;
    size_t last_prefix; /* where in the question the '*' of the last one is */
    size_t n_pairs;   /* of Chinese, Japanese or Korean characters; of more than are taken, so many
                           are written and no more */
    size_t last_pair; /* where in the question the last one is */
    size_t n_phrases; /* in quotation marks */
    size_t last_phrase; /* where in the question the last one begins */
    size_t n_joined; /* words-like-this, phrases to the parser; what is joined in further ones than
                           TV_PHRASES_MAX is taken apart */
    bool structured; /* words in it are required or excluded: an operator, +word, -word */
    bool filters;    /* something in it may filter: a field, a range */
    bool excludes;   /* something in it may match without a word: NOT, -word, a range */
};

/* At most so many bytes are taken for a question, and so many words*, pairs of characters and phrases in
 * it: a word* stands for up to 100 words, Xapian takes time by the square of the words, and a phrase of
 * very frequent words takes a tenth of a second in half a million of passages. */
enum { TV_QUESTION_MAX = 8192, TV_PREFIXES_MAX = 16, TV_PAIRS_MAX = 800, TV_PHRASES_MAX = 50 };

/* The expansions are those of the question; NULL: none. */
void tv_wording_make(const char *question, size_t size, const struct tv_expansions *expansions,
                     struct tv_wording *ret_wording);
void tv_wording_finish(struct tv_wording *wording);

/* The part of the question, `size` bytes long, that bytes [start, end) of the wording stand for. */
void tv_wording_origin(const struct tv_wording *wording, size_t size, size_t start, size_t end,
                       size_t *ret_start, size_t *ret_end);

/* Words alone: the same without anything that the parser would take for syntax. */
void tv_wording_plain(const char *text, size_t size, const struct tv_expansions *expansions,
                      struct tv_wording *ret_wording);

/* Chinese, Japanese and Korean characters, which are indexed as n-grams. */
bool tv_is_ngram(int32_t c);

#endif
