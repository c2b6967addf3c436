/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fonts whose characters are not letters: what "a" in Symbol means. */
#ifndef TV_SYMBOLS_H
#define TV_SYMBOLS_H

#include <stdbool.h>

/* The character at this code (8 bits, or 0xF000 plus 8 bits) of the font of that name, as UTF-8;
 * "" where it is not known, which also drops ornaments. */
const char *tv_symbol_char(const char *font, unsigned code);

/* Whether text in that font is to be read through tv_symbol_char. */
bool tv_symbol_font(const char *font);

#endif
