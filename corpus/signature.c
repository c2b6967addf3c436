/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signatures (signature.h). */
#include "signature.h"

#include "fold.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

enum { SHINGLE = 3, ROWS = TV_MINIMA / TV_BANDS, NO_MINIMUM = UINT32_MAX };

/* Spreads the bits of a number (the finalizer of splitmix64, Vigna 2015). */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* A signature on its way. */
struct making {
    uint64_t word;              /* of the characters of a word so far; 0: none */
    uint64_t last[SHINGLE];     /* words, the latest last */
    uint32_t minima[TV_MINIMA]; /* 32 bits of the hashes in each bin; NO_MINIMUM: empty */
    struct tv_signature *signature;
    uint32_t n_words;
};

static void add_shingle(struct making *m)
{
    uint64_t h = 0;
    for (int i = 0; i < SHINGLE; i++)
        h = mix(h + m->last[i]);
    uint32_t bin = (uint32_t)(((h >> 32) * TV_MINIMA) >> 32), value = (uint32_t)h;
    if (value < m->minima[bin])
        m->minima[bin] = value;
    m->signature->shingles++;
}

static void end_word(struct making *m)
{
    if (!m->word)
        return;
    memmove(m->last, m->last + 1, sizeof m->last - sizeof *m->last);
    m->last[SHINGLE - 1] = m->word;
    m->signature->words = mix(m->signature->words + m->word);
    if (++m->n_words >= SHINGLE)
        add_shingle(m);
    m->word = 0;
}

/* Adds a letter or digit, in lower case, to the word. */
static void add_letter(struct making *m, int32_t c)
{
    m->word = (m->word + (uint64_t)(uint32_t)c + 1) * UINT64_C(0x9e3779b97f4a7c15);
    m->word ^= m->word >> 29;
}

static void add_ascii(struct making *m, int32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        add_letter(m, c);
    else if (c >= 'A' && c <= 'Z')
        add_letter(m, c - 'A' + 'a');
    else
        end_word(m);
}

static void add_character(struct making *m, int32_t c)
{
    bool alone = tv_is_han(c);
    if (alone)
        end_word(m);
    if (u_isalnum(c))
        add_letter(m, u_tolower(c));
    if (alone || (!u_isalnum(c) && u_charType(c) != U_NON_SPACING_MARK))
        end_word(m);
}

static void add_text(struct making *m, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size;) {
        int32_t c = tv_utf8_next(text, size, &i);
        if (c < 0x80)
            add_ascii(m, c);
        else
            add_character(m, c);
    }
    end_word(m);
}

/* The least hash of a bin; of an empty one that of another, found by the same way in each text. */
static uint32_t minimum(const struct making *m, uint32_t bin)
{
    for (uint64_t probe = 1; m->minima[bin] == NO_MINIMUM; probe++)
        bin = (uint32_t)(mix(probe * TV_MINIMA + bin) % TV_MINIMA);
    return m->minima[bin];
}

void tv_signature_make(const struct tv_document *doc, struct tv_signature *ret_signature)
{
    *ret_signature = (struct tv_signature){0};
    struct making m = {.signature = ret_signature};
    for (size_t i = 0; i < TV_MINIMA; i++)
        m.minima[i] = NO_MINIMUM;
    for (size_t i = 0; i < doc->n_passages; i++)
        add_text(&m, doc->passages[i].text);
    if (ret_signature->shingles >= TV_SHINGLES_MIN)
        for (uint32_t i = 0; i < TV_MINIMA; i++)
            ret_signature->minima[i] = (uint16_t)minimum(&m, i);
}

double tv_signature_similarity(const struct tv_signature *a, const struct tv_signature *b)
{
    unsigned equal = 0;
    if (a->words == b->words)
        return 1;
    if (a->shingles < TV_SHINGLES_MIN || b->shingles < TV_SHINGLES_MIN)
        return 0;
    for (size_t i = 0; i < TV_MINIMA; i++)
        equal += a->minima[i] == b->minima[i];
    return (double)equal / TV_MINIMA;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_states(const struct tv_document *a, const struct tv_document *b)
{
    if (a->n_states != b->n_states)
        return false;
    for (size_t i = 0; i < a->n_states; i++)
        if (strcmp(a->states[i], b->states[i]) != 0)
            return false;
    return true;
}

static bool is_wording(const struct tv_document *doc)
{
    return doc->kind == TV_KIND_DRAFT || doc->kind == TV_KIND_TREATY;
}

bool tv_near_duplicates(const struct tv_document *a, const struct tv_signature *of_a,
                        const struct tv_document *b, const struct tv_signature *of_b)
{
    if (!of_a->words || !same(a->language, b->language) || !same_states(a, b))
        return false;
    if (is_wording(a) || is_wording(b))
        return of_a->words == of_b->words;
    bool one_act = same(a->symbol, b->symbol);
    return tv_signature_similarity(of_a, of_b) >=
           (one_act ? TV_NEAR_DUPLICATE : TV_NEAR_DUPLICATE_ACT);
}

void tv_signature_bands(const struct tv_signature *signature,
                        void (*fn)(void *context, const char *band), void *context)
{
    char band[TV_BAND_SIZE];
    if (!signature->words)
        return;
    snprintf(band, sizeof band, "w%016" PRIx64, signature->words);
    fn(context, band);
    for (unsigned i = 0; i < TV_BANDS && signature->shingles >= TV_SHINGLES_MIN; i++) {
        uint64_t h = i;
        for (unsigned k = 0; k < ROWS; k++)
            h = mix(h + signature->minima[i * ROWS + k]);
        snprintf(band, sizeof band, "%02x%010" PRIx64, i, h >> 24);
        fn(context, band);
    }
}
