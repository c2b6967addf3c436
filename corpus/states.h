/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* States and groups of states: their codes and their names.
 *
 * A state is known by its ISO 3166-1 alpha-3 code; a group (European Union, African Group,
 * CARICOM ...) by a code of our own that no state has: see the table in states.c. Names are known
 * in ar, zh, en, fr, ru, es and de, with adjectives, short and former names. Needs no memory of
 * its own and is safe from several threads. */
#ifndef TV_STATES_H
#define TV_STATES_H

#include <stdbool.h>
#include <stddef.h>

enum { TV_STATE_SIZE = 8 }; /* room for any code and its NUL */

/* The name of the state or group with this code in this language (ISO 639-1; English where there
 * is none), as running text has it: "Russian Federation". NULL if the code is not known. */
const char *tv_state_name(const char *code, const char *language);

/* The code that this name, adjective or code (any case, accents or not) stands for; false if none.
 * The whole of the string has to be the name: "Brazil", "brésilien", "BRA", "SaudiArabia", "UK". */
bool tv_state_of(const char *name, char ret_code[TV_STATE_SIZE]);
bool tv_state_in_name(const char *path, char ret_code[TV_STATE_SIZE]);

#endif
