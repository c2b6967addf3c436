/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stems of one language's words, made by libxapian and remembered. */
#ifndef TV_STEMS_H
#define TV_STEMS_H

#include <stddef.h>
#include <stdint.h>

struct tv_stems;

/* For one of tv_stemmer_of() that is not "none". Without a stemmer or memory no index can be right,
 * so the program ends with a message and status 2. */
struct tv_stems *tv_stems_create(const char *stemmer);
void tv_stems_destroy(struct tv_stems *s);

/* A stem: the first `shared` bytes of the word, and then an ending, which is not NUL-terminated and
 * belongs to the tv_stems until the next call. */
struct tv_stem {
    size_t shared, ending_size;
    const char *ending;
};

/* A number for a word; and makes the processor fetch what tv_stems_find() will look at, if that is
 * called a little later. */
uint32_t tv_stems_expect(const struct tv_stems *s, const char *word, size_t size);

/* The stem of a word in lower case. */
struct tv_stem tv_stems_find(struct tv_stems *s, uint32_t number, const char *word, size_t size);

#endif
