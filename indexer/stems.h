/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stems of one language's words, made by libxapian and remembered. */
#ifndef TV_STEMS_H
#define TV_STEMS_H

#include <stddef.h>

struct tv_stems;

/* For one of tv_stemmer_of() that is not "none". Without a stemmer or memory no index can be right,
 * so the program ends with a message and status 2. */
struct tv_stems *tv_stems_create(const char *stemmer);
void tv_stems_destroy(struct tv_stems *s);

/* The stem of a word in lower case, of at most TV_STEMS_WORD_MAX bytes. Not NUL-terminated; belongs
 * to s until the next call. */
enum { TV_STEMS_WORD_MAX = 64 };
const char *tv_stems_find(struct tv_stems *s, const char *word, size_t size, size_t *ret_size);

#endif
