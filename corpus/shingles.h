/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shingles: the words of a text three by three, as hashes, by which texts are compared.
 *
 * Words are letters and digits, in lower case; each Han character is one. */
#ifndef TV_SHINGLES_H
#define TV_SHINGLES_H

#include <stdint.h>

enum { TV_SHINGLE = 3 };

/* Words on their way. All but the first two members begin as zeros. */
struct tv_shingles {
    void (*add)(void *context, uint64_t shingle); /* is called for each */
    void *context;
    uint64_t words; /* of all words so far, in their order */
    uint32_t n_words;
    uint64_t last[TV_SHINGLE]; /* words, the latest last */
    uint64_t word;             /* of the characters of a word so far; 0: none */
};

/* Goes on with a text, UTF-8 in NFC. Words do not reach from one text to the next; shingles do. */
void tv_shingles_read(struct tv_shingles *shingles, const char *text);

/* Spreads the bits of a number (the finalizer of splitmix64, Vigna 2015). */
uint64_t tv_mix(uint64_t x);

#endif
