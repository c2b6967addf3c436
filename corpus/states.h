/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* States and groups of states: their codes, their names, and where these stand in texts.
 *
 * A state is known by its ISO 3166-1 alpha-3 code (ISO 3166-3 for former states: SUN, YUG, CSK,
 * DDR ...); a group by a code that no state has: EUE (European Union, reserved by ISO 3166), AFGR
 * (African Group), ARGR (Arab Group), GRULAC, WEOG, G77, NALIGN (Non-Aligned Movement), AFU
 * (African Union), CARICOM ...; states.txt has them all. Names are known in ar, zh, en, fr, ru, es
 * and de, with adjectives, short and former names. A former name of a state that still is one
 * (Zaire, Swaziland, Burma) gives the present state.
 *
 * Everything is in constant tables: nothing is loaded, nothing allocated; safe from several
 * threads. Texts are UTF-8; bytes that are not count as borders of words. Time is linear in the
 * length of what is given. */
#ifndef TV_STATES_H
#define TV_STATES_H

#include <stdbool.h>
#include <stddef.h>

enum { TV_STATE_SIZE = 8 }; /* room for any code and its NUL */

/* How a text names a state. */
enum tv_state_form {
    TV_STATE_NAME,         /* "Brazil", "Federative Republic of Brazil", "巴西" */
    TV_STATE_ABBREVIATION, /* "UK", "U.S.", "КНДР" */
    TV_STATE_ADJECTIVE,    /* "Brazilian", "brasileños", "бразильской" */
};

/* The code with this number, from 0, in alphabetical order; NULL past the last. */
const char *tv_state_code(size_t i);

/* The name of the state or group with this code in this language (ISO 639-1; English where there
 * is none), as running text has it: "Russian Federation". NULL if the code is not known. */
const char *tv_state_name(const char *code, const char *language);

/* The code that this name, adjective or code (any case, accents or not) stands for; false if none.
 * The whole of the string has to be the name: "Brazil", "brésilien", "BRA", "SaudiArabia", "UK",
 * "the Gambia". Alpha-2 codes do, too. */
bool tv_state_of(const char *name, char ret_code[TV_STATE_SIZE]);

/* Calls fn with every name, abbreviation and adjective (masculine singular) of a state, each with
 * its language (ISO 639-1; "" for abbreviations); false if the code is not known. The strings are
 * static. */
bool tv_state_names(const char *code,
                    void (*fn)(void *ctx, const char *name, const char *language,
                               enum tv_state_form form),
                    void *ctx);

struct tv_state_hit {
    size_t offset, length; /* in bytes */
    char code[TV_STATE_SIZE];
    enum tv_state_form form;
};

/* The first `max` places where n bytes of running text name a state, in order, the longest name at
 * each place, none within another; returns how many there are in hits. Names need their capital
 * ("turkey" is none), abbreviations all of them ("us" is none); Russian cases, German genitives,
 * and Arabic names with an article or a preposition before them are found. */
size_t tv_states_in_text(const char *text, size_t n, struct tv_state_hit *hits, size_t max);

/* The state that a file is named after, by its stem or else by a folder, the innermost first:
 * "data/SaudiArabia.txt", "US-1.txt", "USA_77_2022.txt", "positions/Brazil/3.pdf",
 * "EU-statement-2023-04-12.docx". Prudent: next to the state there may only be numbers, dates and
 * words that say what kind of paper it is, or further words after an unmistakable name
 * ("Brazil_our view.pdf", not "turkey-recipes.html"). */
bool tv_state_in_name(const char *path, char ret_code[TV_STATE_SIZE]);

#endif
