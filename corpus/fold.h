/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Folding: what is left of a letter when names are compared without regard to case, accents and
 * the spellings that Arabic keyboards vary. Needs no data to be loaded; safe from several threads. */
#ifndef TV_FOLD_H
#define TV_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes what the code point folds to (letters and digits: in lower case and without marks; a
 * mark: nothing; anything else: one space) and returns its bytes. */
enum { TV_FOLD_MAX = 16 };
size_t tv_fold_char(char ret_bytes[TV_FOLD_MAX], int32_t c);

/* Writes n bytes of text with the letters of Latin scripts in lower case and without diacritics, and
 * all other characters as they are. There must be room for TV_FOLD_MAX bytes more than n.
 * Returns how many bytes these are; 0 where there are no diacritics. */
size_t tv_fold_latin(const char *text, size_t n, char *ret_bytes);

/* A Han character: a word by itself. */
bool tv_is_han(int32_t c);

#endif
