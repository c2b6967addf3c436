/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The first code points of a text, folded so that labels can be matched in them, and the numbers that
 * stand there (labels.h).
 *
 * Folded is: lower case, marks dropped, digits of any script made ASCII. Nothing is looked at beyond
 * the window, so a hostile text costs no more than a short one. */
#ifndef TV_LABEL_WINDOW_H
#define TV_LABEL_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TV_WINDOW = 48 };

struct tv_window {
    int32_t folded[TV_WINDOW + 1];   /* 0 behind the last */
    int32_t original[TV_WINDOW + 1]; /* as it stands, digits made ASCII too */
    size_t offset[TV_WINDOW + 1]; /* of each in the text; behind the last: where the window ends */
    size_t n;
    bool whole; /* the text is no longer than the window */
};

void tv_window_open(struct tv_window *w, const char *text);
/* Whether c is one of the characters of set. */
bool tv_is_in(int32_t c, const char *set);
size_t tv_window_skip(const struct tv_window *w, size_t at); /* behind blanks */
size_t tv_window_behind_word(const struct tv_window *w, size_t at, const char *word);

/* Where the window goes on behind word if that stands at `at`, else 0. Most words that are looked for
 * differ in their first letter. */
static inline size_t tv_window_behind(const struct tv_window *w, size_t at, const char *word)
{
    int32_t first = (unsigned char)*word;
    return first < 0x80 && first != w->folded[at] ? 0 : tv_window_behind_word(w, at, word);
}

/* Numbers at `at`. Each reader returns where the window goes on, or 0, and the value. */
size_t tv_read_decimal(const struct tv_window *w, size_t at, unsigned *value);
size_t tv_read_roman(const struct tv_window *w, size_t at, unsigned *value);   /* up to 399 */
size_t tv_read_chinese(const struct tv_window *w, size_t at, unsigned *value); /* below 10,000 */
/* Appends " bis", "-1" or "a", which makes what it stands behind one between two others, to number.
 * Returns where the window goes on; `at` if there is none. */
size_t tv_read_suffix(const struct tv_window *w, size_t at, char *number, size_t size);

/* The Roman numeral of value, lower case; out has room for 32 bytes. */
void tv_write_roman(unsigned value, char *out);

#endif
