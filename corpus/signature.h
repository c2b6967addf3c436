/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signatures: whether two documents say nearly the same, told from 170 bytes of each.
 *
 * The words of a text (its letters and digits in lower case; each Han character is one) are taken
 * three by three, as a set of *shingles*. The share of all shingles of two texts that both have is
 * their Jaccard similarity, and is estimated by how many of TV_MINIMA least hashes agree: one
 * permutation hashing (Li, Owen and Zhang 2012) with empty bins filled from others (Shrivastava
 * 2017), in one pass over the text. At a similarity of .7 the estimate's standard deviation is .05.
 *
 * Documents that are alike are found by *bands*, some minima taken together: two texts of
 * similarity s have at least one band in common with probability 1 - (1 - s^5)^16, which is .86 for
 * s = .65, .998 for .8, and .04 for .3.
 *
 * Headings and titles do not count: every newspaper gives a story its own. */
#ifndef TV_SIGNATURE_H
#define TV_SIGNATURE_H

#include "document.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TV_MINIMA = 80,
    TV_BANDS = 16,
    TV_SHINGLES_MIN = 16, /* texts with fewer are compared word for word */
};

struct tv_signature {
    uint64_t words;             /* of all words in their order */
    uint32_t shingles;          /* how many, repeated ones included */
    uint16_t minima[TV_MINIMA]; /* zeros where there are too few shingles */
};

void tv_signature_make(const struct tv_document *doc, struct tv_signature *ret_signature);

/* The estimated share of shingles in common, 0 to 1; 1 for the same words in the same order. */
double tv_signature_similarity(const struct tv_signature *a, const struct tv_signature *b);

/* From what similarity on documents are near-duplicates (tools/measure-duplicates); and documents
 * with different symbols, which are different acts though one may renew the other. */
#define TV_NEAR_DUPLICATE 0.65
#define TV_NEAR_DUPLICATE_ACT 0.8

/* Whether two documents with these signatures are one hit. Nearly the same is not enough for
 * treaties and drafts, where a word is what matters: they have to be the same word for word. And
 * what one state says is never the same as what another says, or what is said in another language. */
bool tv_near_duplicates(const struct tv_document *a, const struct tv_signature *of_a,
                        const struct tv_document *b, const struct tv_signature *of_b);

/* Calls fn with a text for each band, and one for the words: near-duplicates share one of them.
 * At most TV_BAND_SIZE - 1 bytes, digits and small letters. */
enum { TV_BAND_SIZE = 24 };
void tv_signature_bands(const struct tv_signature *signature,
                        void (*fn)(void *context, const char *band), void *context);

#endif
