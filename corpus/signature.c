/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signatures (signature.h). */
#include "signature.h"

#include "shingles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = TV_MINIMA / TV_BANDS, NO_MINIMUM = UINT32_MAX };

/* A signature on its way. */
struct making {
    uint32_t minima[TV_MINIMA]; /* 32 bits of the hashes in each bin; NO_MINIMUM: empty */
    uint32_t shingles;
};

static void add_shingle(void *context, uint64_t h)
{
    struct making *m = context;
    uint32_t bin = (uint32_t)(((h >> 32) * TV_MINIMA) >> 32), value = (uint32_t)h;
    if (value < m->minima[bin])
        m->minima[bin] = value;
    m->shingles++;
}

/* The least hash of a bin; of an empty one that of another, found by the same way in each text. */
static uint32_t minimum(const struct making *m, uint32_t bin)
{
    for (uint64_t probe = 1; m->minima[bin] == NO_MINIMUM; probe++)
        bin = (uint32_t)(tv_mix(probe * TV_MINIMA + bin) % TV_MINIMA);
    return m->minima[bin];
}

void tv_signature_make(const struct tv_document *doc, struct tv_signature *ret_signature)
{
    *ret_signature = (struct tv_signature){0};
    struct making m = {0};
    struct tv_shingles shingles = {.add = add_shingle, .context = &m};
    for (size_t i = 0; i < TV_MINIMA; i++)
        m.minima[i] = NO_MINIMUM;
    for (size_t i = 0; i < doc->n_passages; i++)
        tv_shingles_read(&shingles, doc->passages[i].text);
    ret_signature->words = shingles.words;
    ret_signature->shingles = m.shingles;
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
            h = tv_mix(h + signature->minima[i * ROWS + k]);
        snprintf(band, sizeof band, "%02x%010" PRIx64, i, h >> 24);
        fn(context, band);
    }
}
