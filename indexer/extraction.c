/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an extractor finds (extraction.h): keeping blocks and facts, and making every string that
 * enters clean, once and here: valid UTF-8, NFC, white space collapsed, no control characters. */
#include "extraction.h"

#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

void tv_extraction_finish(struct tv_extraction *x)
{
    if (!x)
        return;
    free(x->blocks);
    tv_arena_finish(&x->arena);
    tv_buffer_finish(&x->scratch);
    *x = (struct tv_extraction){0};
}

/* White space, and what nobody sees: soft hyphens, zero-width spaces, byte order marks. Joiners
 * and marks of direction carry meaning in Arabic, Persian and Indic scripts and stay. */
static bool is_space(UChar32 c)
{
    if (c > 0x20 && c < 0x7F) /* most characters, so ICU is not asked */
        return false;
    return c <= 0xA0 || u_isUWhiteSpace(c);
}

static bool is_invisible(UChar32 c)
{
    return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xE000 && c <= 0xF8FF);
}

static bool is_plain(char c)
{
    return c > 0x20 && c < 0x7F;
}

/* How many bytes at s are words of ASCII with one blank between them, which most text is. */
static size_t plain_at(const char *s)
{
    size_t n = 0;
    while (is_plain(s[n]) || (n && s[n] == ' ' && is_plain(s[n + 1])))
        n++;
    return n;
}

/* Appends s with white space collapsed and trimmed, everything invisible left out, and invalid
 * bytes made U+FFFD. Returns whether it may not be in NFC yet. */
static bool clean(const char *s, struct tv_buffer *out)
{
    bool wide = false, gap = false;
    size_t start = out->size;
    size_t i = 0, n = strlen(s);
    while (i < n) {
        size_t from = i, plain = plain_at(s + i);
        if (plain) {
            if (gap && out->size > start)
                tv_buffer_putc(out, ' ');
            gap = false;
            tv_buffer_add(out, s + i, plain);
            i += plain;
            continue;
        }
        UChar32 c = tv_utf8_next(s, n, &i);
        if (is_space(c)) {
            gap = true;
            continue;
        }
        if (is_invisible(c))
            continue;
        if (gap && out->size > start)
            tv_buffer_putc(out, ' ');
        gap = false;
        if (c == 0xFFFD)
            tv_buffer_puts(out, "\xEF\xBF\xBD");
        else
            tv_buffer_add(out, s + from, i - from);
        wide |= c >= 0x300;
    }
    return wide;
}

/* The NFC of s, in the arena. */
static const char *compose(struct tv_arena *arena, const char *s, size_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    UChar *from = tv_realloc(NULL, n + 1, sizeof *from), *to = NULL;
    int32_t units = 0, composed = 0;
    u_strFromUTF8(from, (int32_t)n + 1, &units, s, (int32_t)n, &status);
    const char *result = NULL;
    if (U_SUCCESS(status) && !unorm2_isNormalized(nfc, from, units, &status)) {
        to = tv_realloc(NULL, (size_t)units * 3 + 1, sizeof *to);
        composed = unorm2_normalize(nfc, from, units, to, units * 3 + 1, &status);
        char *utf8 = tv_arena_alloc(arena, (size_t)composed * 3 + 1);
        u_strToUTF8(utf8, composed * 3 + 1, NULL, to, composed, &status);
        if (U_SUCCESS(status))
            result = utf8;
    }
    free(from);
    free(to);
    return result ? result : tv_arena_strndup(arena, s, n);
}

static const char *clean_copy(struct tv_extraction *x, const char *s)
{
    if (!s)
        return NULL;
    tv_buffer_clear(&x->scratch);
    bool wide = clean(s, &x->scratch);
    if (x->scratch.size == 0)
        return NULL;
    return wide ? compose(&x->arena, x->scratch.data, x->scratch.size)
                : tv_arena_strndup(&x->arena, x->scratch.data, x->scratch.size);
}

void tv_extraction_add(struct tv_extraction *x, const struct tv_block *block)
{
    struct tv_block copy = *block;
    copy.text = clean_copy(x, block->text);
    copy.label = clean_copy(x, block->label);
    copy.page_label = clean_copy(x, block->page_label);
    if (!copy.text && !copy.label)
        return;
    if (!copy.text)
        copy.text = "";
    TV_GROW(x->blocks, x->n_blocks, x->capacity);
    x->blocks[x->n_blocks++] = copy;
}

void tv_extraction_state(struct tv_extraction *x, enum tv_fact_key key, enum tv_authority authority,
                         const char *origin, const char *value)
{
    struct tv_fact *fact = &x->facts[key];
    if (fact->value && fact->authority >= authority)
        return;
    const char *copy = clean_copy(x, value);
    if (copy)
        *fact = (struct tv_fact){.value = copy, .origin = origin, .authority = authority};
}
