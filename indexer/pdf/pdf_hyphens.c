/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hyphens at the ends of lines: whether one breaks a word, or belongs to it.
 *
 * The document itself is the dictionary: a word that stands in it whole is joined, one that stands in it
 * with its hyphen keeps it, and so do two halves that are both words of their own. What the document does
 * not say is joined, as programs hyphenate more often than people write compounds. Between letters
 * of scripts that write no spaces, lines are joined without one. */
#include "pdf_page.h"

#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/* A set of hashes of words in lower case; 0 marks an empty place. */
struct tv_pdf_words {
    uint64_t *hashes;
    size_t n, capacity; /* capacity: a power of two */
};

static uint64_t hash_step(uint64_t hash, int32_t c)
{
    return (hash ^ (uint64_t)u_tolower(c)) * 0x100000001B3U;
}

static const uint64_t EMPTY_HASH = 0xCBF29CE484222325U;

static bool contains(const struct tv_pdf_words *words, uint64_t hash)
{
    size_t mask = words->capacity - 1;
    for (size_t i = hash & mask; words->hashes[i]; i = (i + 1) & mask)
        if (words->hashes[i] == hash)
            return true;
    return false;
}

static void insert(struct tv_pdf_words *words, uint64_t hash)
{
    if (2 * words->n >= words->capacity) {
        struct tv_pdf_words bigger = {.capacity = 2 * words->capacity};
        bigger.hashes = tv_alloc(bigger.capacity * sizeof *bigger.hashes);
        for (size_t i = 0; i < words->capacity; i++)
            if (words->hashes[i])
                insert(&bigger, words->hashes[i]);
        free(words->hashes);
        *words = bigger;
    }
    size_t mask = words->capacity - 1, i = hash & mask;
    while (words->hashes[i] && words->hashes[i] != hash)
        i = (i + 1) & mask;
    words->n += !words->hashes[i];
    words->hashes[i] = hash ? hash : 1;
}

static bool is_hyphen(int32_t c)
{
    return c == '-' || c == 0x2010 || c == 0xAD;
}

static bool ends_with_hyphen(const char *text)
{
    size_t n = strlen(text);
    return n > 1 && is_hyphen(tv_utf8_prev(text, &n));
}

/* Adds the words of a line, compounds with their hyphens too; not its first if the line before ended
 * with a hyphen, and not its last if it does. */
static void add_words(struct tv_pdf_words *words, const char *text, bool skip)
{
    size_t n = strlen(text), i = 0;
    uint64_t whole = EMPTY_HASH, part = EMPTY_HASH;
    size_t letters = 0, parts = 0;
    while (i <= n) {
        int32_t c = i < n ? tv_utf8_next(text, n, &i) : (i++, ' ');
        bool hyphen = is_hyphen(c);
        if (hyphen && letters > 0 && i < n) {
            insert(words, part);
            part = EMPTY_HASH;
            whole = hash_step(whole, '-');
            parts++;
        } else if (u_isalpha(c) || (u_charType(c) == U_NON_SPACING_MARK)) {
            part = hash_step(part, c);
            whole = hash_step(whole, c);
            letters++;
        } else {
            if (letters > 0 && !skip && !hyphen) {
                insert(words, part);
                if (parts > 0)
                    insert(words, whole);
            }
            skip = skip && letters == 0;
            whole = part = EMPTY_HASH;
            letters = parts = 0;
        }
    }
}

struct tv_pdf_words *tv_pdf_words_of(const struct tv_pdf_document *doc)
{
    struct tv_pdf_words *words = tv_alloc(sizeof *words);
    words->capacity = 1024;
    words->hashes = tv_alloc(words->capacity * sizeof *words->hashes);
    bool broken = false;
    for (size_t p = 0; p < doc->n_pages; p++)
        for (size_t i = 0; i < doc->pages[p].n_pieces; i++) {
            add_words(words, doc->pages[p].pieces[i].text, broken);
            broken = ends_with_hyphen(doc->pages[p].pieces[i].text);
        }
    return words;
}

void tv_pdf_words_free(struct tv_pdf_words *words)
{
    if (!words)
        return;
    free(words->hashes);
    free(words);
}

/* --- joining --- */

/* The letters on both sides of a break: their hashes alone, joined, and joined with a hyphen. */
struct halves {
    uint64_t left, right, joined, hyphened;
    size_t n_left, n_right;
    int32_t first; /* of the right half */
    bool compound; /* the left half has a hyphen in it already */
};

/* Where the word begins that ends at `end`. */
static size_t word_start(const char *text, size_t end, bool *ret_compound)
{
    size_t start = end;
    *ret_compound = false;
    while (start > 0) {
        size_t before = start;
        int32_t c = tv_utf8_prev(text, &before);
        if (is_hyphen(c))
            *ret_compound = true;
        if (!u_isalpha(c) && u_charType(c) != U_NON_SPACING_MARK)
            break;
        start = before;
    }
    return start;
}

static struct halves halves_of(const char *text, size_t end, const char *line)
{
    struct halves h = {.left = EMPTY_HASH, .right = EMPTY_HASH, .joined = EMPTY_HASH};
    size_t n = strlen(line), i = word_start(text, end, &h.compound);
    for (; i < end; h.n_left++) {
        int32_t c = tv_utf8_next(text, end, &i);
        h.left = hash_step(h.left, c);
    }
    h.joined = h.left;
    h.hyphened = hash_step(h.left, '-');
    for (i = 0; i < n; h.n_right++) {
        int32_t c = tv_utf8_next(line, n, &i);
        if (!u_isalpha(c) && u_charType(c) != U_NON_SPACING_MARK)
            break;
        if (h.n_right == 0)
            h.first = c;
        h.right = hash_step(h.right, c);
        h.joined = hash_step(h.joined, c);
        h.hyphened = hash_step(h.hyphened, c);
    }
    return h;
}

/* "Daten- und Verbraucherschutz": the hyphen stands for what follows later. */
static bool is_suspended(const char *line)
{
    static const char *const words[] = {"und ", "oder ", "and ", "or ", "bzw. ", "et ", "ou ",
                                        "y ",   "o ",    "to ",  "en ", "als ",  NULL};
    for (const char *const *w = words; *w; w++)
        if (strncmp(line, *w, strlen(*w)) == 0)
            return true;
    return false;
}

enum joint { JOIN, KEEP_HYPHEN, KEEP_BOTH };

static enum joint judge(const struct tv_pdf_words *words, const char *text, size_t end,
                        const char *line, bool soft)
{
    struct halves h = halves_of(text, end, line);
    if (h.n_left == 0)
        return h.n_right == 0 || end == 0 || text[end - 1] == ' ' ? KEEP_BOTH : KEEP_HYPHEN;
    if (h.n_right == 0 || u_isupper(h.first))
        return KEEP_HYPHEN;
    if (contains(words, h.joined))
        return JOIN;
    if (!soft && is_suspended(line))
        return KEEP_BOTH;
    if (contains(words, h.hyphened))
        return KEEP_HYPHEN;
    bool both =
        h.n_left > 2 && h.n_right > 3 && contains(words, h.left) && contains(words, h.right);
    return !soft && (h.compound || both) ? KEEP_HYPHEN : JOIN;
}

static bool writes_no_spaces(int32_t c)
{
    return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || (c >= 0x3000 && c <= 0x30FF) ||
           (c >= 0xFF00 && c <= 0xFF60);
}

static void add_space(struct tv_buffer *text, const char *line)
{
    size_t at = text->size, i = 0, n = strlen(line);
    if (at == 0 || n == 0)
        return;
    int32_t before = tv_utf8_prev(text->data, &at), after = tv_utf8_next(line, n, &i);
    if (!writes_no_spaces(before) || !writes_no_spaces(after))
        tv_buffer_putc(text, ' ');
}

void tv_pdf_join(const struct tv_pdf_words *words, struct tv_buffer *text, const char *line)
{
    size_t end = text->size;
    int32_t last = end > 0 ? tv_utf8_prev(text->data, &end) : 0;
    if (is_hyphen(last) && end > 0) {
        enum joint joint = judge(words, text->data, end, line, last == 0xAD);
        text->size = end;
        if (joint != JOIN)
            tv_buffer_putc(text, '-');
        if (joint == KEEP_BOTH)
            tv_buffer_putc(text, ' ');
    } else {
        add_space(text, line);
    }
    tv_buffer_puts(text, line);
}
