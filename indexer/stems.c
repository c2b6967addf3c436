/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stems (stems.h): a cache before the stemmer, of fixed size and fixed cost, whatever the words.
 *
 * A word's hash leads to a set of WAYS slots, and a slot to an entry among the bytes: size of word,
 * size of stem, word, stem. A word that is new takes an empty slot of its set, or one in turn; what
 * it drives out stays among the bytes, unused. When those are full, all is forgotten: a language's
 * frequent words are back at once. Pages that were never written cost no memory. */
#include "stems.h"

#include "corpus/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xapian-c.h>

enum {
    WAYS = 4,
    SETS = 1 << 15,
    ROOM = 1 << 22,      /* about 16 bytes an entry */
    ENTRY_MAX = 2 + 255, /* a word and a stem together have at most 255 bytes */
};

struct slot {
    uint32_t hash;
    uint32_t at; /* of the entry in bytes; 0: empty */
};

struct tv_stems {
    struct xc_stemmer *stemmer;
    struct slot (*sets)[WAYS];
    uint8_t *bytes;
    uint32_t used;
};

static void __attribute__((noreturn)) give_up(const struct xc_error *error)
{
    fprintf(stderr, "travaux: stems: %s\n", error->message);
    _Exit(2);
}

static void forget(struct tv_stems *s)
{
    memset(s->sets, 0, SETS * sizeof *s->sets);
    s->used = 1; /* 0 is no entry */
}

struct tv_stems *tv_stems_create(const char *stemmer)
{
    struct xc_error error;
    struct tv_stems *s = tv_alloc(sizeof *s);
    s->stemmer = xc_stemmer_create(stemmer, &error);
    if (!s->stemmer)
        give_up(&error);
    s->sets = tv_alloc(SETS * sizeof *s->sets);
    s->bytes = tv_alloc(ROOM);
    s->used = 1;
    return s;
}

void tv_stems_destroy(struct tv_stems *s)
{
    if (!s)
        return;
    xc_stemmer_destroy(s->stemmer);
    free(s->sets);
    free(s->bytes);
    free(s);
}

/* Eight bytes at a time; the multiplier is the golden ratio's, 2^64 / 1.618. */
static uint32_t hash_of(const char *word, size_t size)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15u;
    uint64_t hash = size, part;
    for (; size >= 8; word += 8, size -= 8) {
        memcpy(&part, word, 8);
        hash = (hash ^ part) * multiplier;
        hash ^= hash >> 32;
    }
    part = 0;
    memcpy(&part, word, size);
    hash = (hash ^ part) * multiplier;
    return (uint32_t)(hash >> 32);
}

static struct xc_str make_stem(struct tv_stems *s, const char *word, size_t size)
{
    struct xc_str stem;
    struct xc_error error;
    if (xc_stemmer_stem(s->stemmer, word, size, &stem, &error))
        give_up(&error);
    return stem;
}

/* Where a set has room for one more, or whom it drives out. */
static struct slot *choose(struct slot set[WAYS], uint32_t turn)
{
    for (unsigned i = 0; i < WAYS; i++)
        if (!set[i].at)
            return &set[i];
    return &set[turn % WAYS];
}

static void remember(struct tv_stems *s, uint32_t hash, const char *word, size_t size,
                     struct xc_str stem)
{
    if (size + stem.size > ENTRY_MAX - 2)
        return;
    if (s->used > ROOM - ENTRY_MAX)
        forget(s);
    uint8_t *entry = s->bytes + s->used;
    entry[0] = (uint8_t)size;
    entry[1] = (uint8_t)stem.size;
    memcpy(entry + 2, word, size);
    memcpy(entry + 2 + size, stem.data, stem.size);
    *choose(s->sets[hash % SETS], s->used) = (struct slot){hash, s->used};
    s->used += (uint32_t)(2 + size + stem.size);
}

const char *tv_stems_find(struct tv_stems *s, const char *word, size_t size, size_t *ret_size)
{
    uint32_t hash = hash_of(word, size);
    const struct slot *set = s->sets[hash % SETS];
    for (unsigned i = 0; i < WAYS; i++) {
        const uint8_t *entry = s->bytes + set[i].at;
        if (set[i].hash == hash && set[i].at && entry[0] == size &&
            memcmp(entry + 2, word, size) == 0) {
            *ret_size = entry[1];
            return (const char *)entry + 2 + size;
        }
    }
    struct xc_str stem = make_stem(s, word, size);
    remember(s, hash, word, size, stem);
    *ret_size = stem.size;
    return stem.data;
}
