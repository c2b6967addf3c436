/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facts that can be read off short texts: UN document symbols, dates, languages. */
#ifndef TV_FACTS_H
#define TV_FACTS_H

#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>

/* The first document symbol in the text ("A/AC.291/22/Rev.3", "S/RES/2551 (2020)", "A/RES/79/243",
 * "CETS No. 185", "COM(2020) 823", "Directive 2013/40/EU"), in its usual spelling, whichever script
 * or language surrounds it; NULL if there is none. In the arena. */
const char *tv_symbol_in(struct tv_arena *arena, const char *text);

/* The symbol that a file is named after: "S_RES_2504 (2020)-2000407A.xml" is "S/RES/2504 (2020)",
 * "A_AC.291_22_Rev.3.pdf" is "A/AC.291/22/Rev.3". Folders do not matter. */
const char *tv_symbol_in_name(struct tv_arena *arena, const char *path);

/* The symbol that somebody typed, in any case ("a/ac.291/22/rev.3"), in its usual spelling. */
const char *tv_symbol_of(struct tv_arena *arena, const char *text);

/* A date in any usual form ("12 November 2020", "2020-11-12T10:00Z", "12 novembre 2020",
 * "12 ноября 2020 г.", "2020年11月12日", "November 2020") as ISO 8601 of that precision: "2020-11-12",
 * "2020-11". The whole text has to be a date, give or take white space, weekdays and a time of day;
 * false if it is none or ambiguous ("03/04/2020" is taken day first). `ret_date` has room for 11. */
bool tv_date_of(const char *text, char ret_date[11]);

/* The first date within a text, with its offset in bytes; false if there is none. */
bool tv_date_in(const char *text, char ret_date[11], size_t *ret_offset);

/* The date that a file is named after, by its own name or else by a folder, the innermost first:
 * "EU-statement-2023-04-12.pdf", "paper_25-October2012.pdf", "Session 77 - 2022/USA_77_2022.txt"
 * (a year). */
bool tv_date_in_name(const char *path, char ret_date[11]);

/* The ISO 639-1 code of a language named by any ISO 639 code, BCP 47 tag or by its name in English
 * or in itself ("eng", "pt-BR", "zh_Hans", "Arabic"); NULL if it is none. A static string. */
const char *tv_language_of(const char *name);

/* The code with this number, from 0, of those languages that are met in treaties and news; NULL past
 * the last. */
const char *tv_language_code(size_t i);

/* The English name of the language with this code; NULL where ICU has none. */
enum { TV_LANGUAGE_NAME_SIZE = 96 };
const char *tv_language_name(const char *code, char buffer[TV_LANGUAGE_NAME_SIZE]);

/* The language that n bytes of text are in when nothing else is known: the one that their script is
 * mostly used for; NULL where that is none of ours. A static string. */
const char *tv_language_usual(const char *text, size_t n);

/* The language that n bytes of text are written in (ISO 639-1, a static string); NULL where the
 * text is too short or too mixed to tell. Reads no more than 2 KB, from all over the text, and needs
 * no files; about 40 languages, well told apart from a sentence on. */
const char *tv_language_in(const char *text, size_t n);

#endif
