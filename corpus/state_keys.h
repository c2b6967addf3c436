/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What states.c and state_in_name.c share: keys, the folded forms of all names. */
#ifndef TV_STATE_KEYS_H
#define TV_STATE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* What a key is; also in tools/make-states. */
enum tv_key {
    TV_KEY_CODE3 = 1,
    TV_KEY_NAME = 2,
    TV_KEY_ABBREVIATION = 4,
    TV_KEY_WHOLE = 8, /* a name, but not in running text */
    TV_KEY_CODE2 = 16,
    TV_KEY_ADJECTIVE = 32,
    TV_KEY_JOINED = 64,     /* a name without its spaces, or without its "and" */
    TV_KEY_INFLECTED = 128, /* not the form that a dictionary has */
    TV_KEY_COMMON = 256,    /* a name that is also a word or another name */
    TV_KEY_LOWER = 512,     /* may begin with a small letter in running text */
};

/* The state that a folded string (n bytes, words one space apart) stands for and what the string
 * is of it (enum tv_key); NULL if none. */
const char *tv_state_of_key(const char *folded, size_t n, unsigned *ret_flags);

#endif
