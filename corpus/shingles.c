/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shingles (shingles.h). */
#include "shingles.h"

#include "fold.h"
#include "utf8.h"

#include <string.h>
#include <unicode/uchar.h>

uint64_t tv_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static void end_word(struct tv_shingles *s)
{
    if (!s->word)
        return;
    memmove(s->last, s->last + 1, sizeof s->last - sizeof *s->last);
    s->last[TV_SHINGLE - 1] = s->word;
    s->words = tv_mix(s->words + s->word);
    s->word = 0;
    if (++s->n_words < TV_SHINGLE)
        return;
    uint64_t h = 0;
    for (int i = 0; i < TV_SHINGLE; i++)
        h = tv_mix(h + s->last[i]);
    s->add(s->context, h);
}

/* The word with one letter or digit more, in lower case. */
static uint64_t with_letter(uint64_t word, int32_t c)
{
    word = (word + (uint64_t)(uint32_t)c + 1) * UINT64_C(0x9e3779b97f4a7c15);
    return word ^ word >> 29;
}

static bool is_ascii_letter(unsigned char c)
{
    return (c | 32u) - 'a' < 26u || c - 48u < 10u;
}

/* Goes through ASCII from text[at] on; returns where it ends. */
static size_t read_ascii(struct tv_shingles *s, const char *text, size_t at, size_t size)
{
    uint64_t word = s->word;
    for (unsigned char c; at < size && (c = (unsigned char)text[at]) < 0x80; at++) {
        if (is_ascii_letter(c)) {
            word = with_letter(word, c | 32); /* which digits have, too */
            continue;
        }
        s->word = word;
        end_word(s);
        word = 0;
    }
    s->word = word;
    return at;
}

static void add_character(struct tv_shingles *s, int32_t c)
{
    bool alone = tv_is_han(c);
    if (alone)
        end_word(s);
    if (u_isalnum(c))
        s->word = with_letter(s->word, u_tolower(c));
    if (alone || (!u_isalnum(c) && u_charType(c) != U_NON_SPACING_MARK))
        end_word(s);
}

void tv_shingles_read(struct tv_shingles *shingles, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size;) {
        i = read_ascii(shingles, text, i, size);
        if (i < size)
            add_character(shingles, tv_utf8_next(text, size, &i));
    }
    end_word(shingles);
}
