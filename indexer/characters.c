/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Characters (characters.h). The lists are those of libxapian 1.4's term generator; the tests
 * compare every character with it. */
#include "characters.h"

#include "corpus/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <xapian-c.h>

/* The blocks that Xapian makes n-grams of: radicals to unified ideographs, tone letters, Hangul,
 * compatibility ideographs and forms, half and full width, and two of the second plane. */
static bool is_ngram(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        {0x2E80, 0x2EFF}, {0x3000, 0x9FFF},   {0xA700, 0xA71F},
        {0xAC00, 0xD7AF}, {0xF900, 0xFAFF},   {0xFE30, 0xFE4F},
        {0xFF00, 0xFFEF}, {0x20000, 0x2A6DF}, {0x2F800, 0x2FA1F},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

static bool is_ignored(uint32_t c)
{
    return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF; /* of no width */
}

/* What an infix leaves in a word; 0 if it is none. */
static uint32_t infix(uint32_t c)
{
    switch (c) {
    case '\'':
    case '&':
    case 0xB7:   /* middle dot */
    case 0x5F4:  /* Hebrew gershayim */
    case 0x2027: /* hyphenation point */
        return c;
    case 0x2019: /* right quotation mark, the typographic apostrophe */
    case 0x201B: /* reversed quotation mark */
        return '\'';
    }
    return 0;
}

static bool is_infix_digit(uint32_t c)
{
    static const uint32_t infixes[] = {
        ',',    '.',    ';',    /* as the Greek question mark, which looks like it: */
        0x37E,  0x589,          /* Armenian full stop */
        0x60D,  0x7F8,          /* Arabic date separator, N'Ko comma */
        0x2044,                 /* fraction slash */
        0xFE10, 0xFE13, 0xFE14, /* vertical forms */
    };
    for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
        if (c == infixes[i])
            return true;
    return false;
}

static uint32_t word_flags(uint32_t c)
{
    const unsigned stemmed = 1u << XC_LL | 1u << XC_LT | 1u << XC_LM | 1u << XC_LO;
    enum xc_category category = xc_unicode_category(c);
    return (xc_unicode_word(c) ? TV_CHAR_WORD : 0u) | (category == XC_ND ? TV_CHAR_DIGIT : 0u) |
           (stemmed >> category & 1 ? TV_CHAR_STEMMED : 0u) |
           (c >= 'A' && c <= 'Z' ? TV_CHAR_INITIAL : 0u);
}

static uint32_t describe(uint32_t c)
{
    uint32_t inner = infix(c);
    return (inner ? inner | TV_CHAR_INFIX : xc_unicode_lower(c)) | word_flags(c) |
           (is_infix_digit(c) ? TV_CHAR_INFIX_DIGIT : 0u) | (is_ngram(c) ? TV_CHAR_NGRAM : 0u) |
           (is_ignored(c) ? TV_CHAR_IGNORED : 0u) | (c == '+' || c == '#' ? TV_CHAR_SUFFIX : 0u);
}

void tv_characters_init(struct tv_characters *t)
{
    *t = (struct tv_characters){0};
    for (uint32_t c = 0; c < 0x80; c++)
        t->bytes[c] = describe(c);
}

const uint32_t *tv_characters_block(struct tv_characters *t, uint32_t block)
{
    uint32_t *made = tv_alloc(256 * sizeof *made);
    for (uint32_t i = 0; i < 256; i++)
        made[i] = describe(block * 256 + i);
    t->blocks[block] = made;
    return made;
}

void tv_characters_finish(struct tv_characters *t)
{
    for (size_t i = 0; i < TV_CHARACTER_BLOCKS; i++)
        free(t->blocks[i]);
    *t = (struct tv_characters){0};
}
