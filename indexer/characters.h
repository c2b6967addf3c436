/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Characters: what each is to a tokeniser, in one word of 32 bits: in the lower 21 bits the
 * character that stands for it in a term (its lower case; an apostrophe for typographic ones), and
 * above them TV_CHAR_... flags.
 *
 * Letters, digits and cases are asked of libxapian, whose tables of Unicode are older than ICU's,
 * so that every character is to us what it is to its query parser, whichever version is at work.
 * Blocks of 256 characters are made when the first of them is met. 0, which no character has, is
 * used for the end of a text. */
#ifndef TV_CHARACTERS_H
#define TV_CHARACTERS_H

#include <stdint.h>

#define TV_CHAR_MASK 0x1FFFFFu
enum {
    TV_CHAR_WORD = 1 << 21,        /* letter, mark, number or connector */
    TV_CHAR_DIGIT = 1 << 22,       /* decimal */
    TV_CHAR_STEMMED = 1 << 23,     /* a term that begins with it has a stem */
    TV_CHAR_NGRAM = 1 << 24,       /* Chinese, Japanese, Korean, punctuation too */
    TV_CHAR_INITIAL = 1 << 25,     /* A to Z, of which acronyms are made */
    TV_CHAR_INFIX = 1 << 26,       /* part of a word if between two of its letters */
    TV_CHAR_INFIX_DIGIT = 1 << 27, /* the same between two digits */
    TV_CHAR_IGNORED = 1 << 28,     /* the same between any, but leaves no trace */
    TV_CHAR_SUFFIX = 1 << 29,      /* up to three of them may end a word: C++ */
};

enum { TV_CHARACTER_BLOCKS = 0x110000 / 256 };

struct tv_characters {
    uint32_t bytes[256]; /* of UTF-8: ASCII; 0 for bytes of longer characters */
    uint32_t *blocks[TV_CHARACTER_BLOCKS];
};

void tv_characters_init(struct tv_characters *t);
void tv_characters_finish(struct tv_characters *t);
const uint32_t *tv_characters_block(struct tv_characters *t, uint32_t block);

/* c < 0x110000. */
static inline uint32_t tv_character(struct tv_characters *t, uint32_t c)
{
    const uint32_t *block = t->blocks[c / 256];
    if (!block)
        block = tv_characters_block(t, c / 256);
    return block[c % 256];
}

#endif
