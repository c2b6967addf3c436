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

/* Adds a letter or digit, in lower case, to the word. */
static void add_letter(struct tv_shingles *s, int32_t c)
{
    s->word = (s->word + (uint64_t)(uint32_t)c + 1) * UINT64_C(0x9e3779b97f4a7c15);
    s->word ^= s->word >> 29;
}

static void add_ascii(struct tv_shingles *s, int32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        add_letter(s, c);
    else if (c >= 'A' && c <= 'Z')
        add_letter(s, c - 'A' + 'a');
    else
        end_word(s);
}

static void add_character(struct tv_shingles *s, int32_t c)
{
    bool alone = tv_is_han(c);
    if (alone)
        end_word(s);
    if (u_isalnum(c))
        add_letter(s, u_tolower(c));
    if (alone || (!u_isalnum(c) && u_charType(c) != U_NON_SPACING_MARK))
        end_word(s);
}

void tv_shingles_read(struct tv_shingles *shingles, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size;) {
        int32_t c = tv_utf8_next(text, size, &i);
        if (c < 0x80)
            add_ascii(shingles, c);
        else
            add_character(shingles, c);
    }
    end_word(shingles);
}
