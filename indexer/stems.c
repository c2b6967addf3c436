/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stems (stems.h): a cache before the stemmer, of fixed size and fixed cost, whatever the words.
 *
 * A word's hash leads to a set of WAYS slots. A slot holds the word and how its stem differs from
 * it, so that looking up a frequent word touches one or two lines of the processor's cache: waiting
 * for memory is most of what a lookup costs. A word that is found moves one slot to the front of
 * its set, and a new one takes the last, so that what is frequent stays. Words that are too long
 * for a slot are stemmed each time. */
#include "stems.h"

#include "corpus/memory.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xapian-c.h>

enum {
    WAYS = 4,
    SETS = 1 << 13, /* a megabyte, which second-level caches have room for */
    SLOT_SIZE = 32, /* half a line of the cache; long enough for nearly all words */
    LINE = 64,
};

struct slot {
    uint8_t size; /* 0: empty */
    uint8_t shared, ending_size;
    char bytes[SLOT_SIZE - 3]; /* word and ending */
};

static_assert(sizeof(struct slot) == SLOT_SIZE, "slots fill lines");

struct tv_stems {
    struct xc_stemmer *stemmer;
    void *memory;
    struct slot (*sets)[WAYS]; /* in memory, from the first border of a line on */
};

static void __attribute__((noreturn)) give_up(const struct xc_error *error)
{
    fprintf(stderr, "travaux: stems: %s\n", error->message);
    _Exit(2);
}

struct tv_stems *tv_stems_create(const char *stemmer)
{
    struct xc_error error;
    struct tv_stems *s = tv_alloc(sizeof *s);
    s->stemmer = xc_stemmer_create(stemmer, &error);
    if (!s->stemmer)
        give_up(&error);
    s->memory = tv_alloc(SETS * sizeof *s->sets + LINE);
    s->sets = (void *)(((uintptr_t)s->memory + LINE - 1) / LINE * LINE);
    return s;
}

void tv_stems_destroy(struct tv_stems *s)
{
    if (!s)
        return;
    xc_stemmer_destroy(s->stemmer);
    free(s->memory);
    free(s);
}

static uint64_t eight_bytes(const char *p)
{
    uint64_t value;
    memcpy(&value, p, sizeof value);
    return value;
}

static uint64_t four_bytes(const char *p)
{
    uint32_t value;
    memcpy(&value, p, sizeof value);
    return value;
}

/* All of a word of 1 to 8 bytes; some are read twice, which is faster than a loop. */
static uint64_t few_bytes(const char *p, size_t size)
{
    if (size >= 4)
        return four_bytes(p) | four_bytes(p + size - 4) << 32;
    const uint8_t *b = (const uint8_t *)p;
    return b[0] | (uint64_t)b[size / 2] << 8 | (uint64_t)b[size - 1] << 16;
}

/* The multiplier is 2^64 divided by the golden ratio. */
static uint32_t hash_of(const char *word, size_t size)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15u;
    uint64_t hash = size;
    for (; size > 8; word += 8, size -= 8) {
        hash = (hash ^ eight_bytes(word)) * multiplier;
        hash ^= hash >> 32;
    }
    hash = (hash ^ few_bytes(word, size)) * multiplier;
    return (uint32_t)(hash >> 32);
}

static struct tv_stem make_stem(struct tv_stems *s, const char *word, size_t size)
{
    struct xc_str stem;
    struct xc_error error;
    size_t shared = 0;
    if (xc_stemmer_stem(s->stemmer, word, size, &stem, &error))
        give_up(&error);
    while (shared < size && shared < stem.size && word[shared] == stem.data[shared])
        shared++;
    return (struct tv_stem){shared, stem.size - shared, stem.data + shared};
}

static void remember(struct slot *slot, const char *word, size_t size, struct tv_stem stem)
{
    if (size + stem.ending_size > sizeof slot->bytes)
        return;
    slot->size = (uint8_t)size;
    slot->shared = (uint8_t)stem.shared;
    slot->ending_size = (uint8_t)stem.ending_size;
    memcpy(slot->bytes, word, size);
    memcpy(slot->bytes + size, stem.ending, stem.ending_size);
}

static bool holds(const struct slot *slot, const char *word, size_t size)
{
    return slot->size == size && memcmp(slot->bytes, word, size) == 0;
}

/* Where in the set the word is, after its promotion; NULL if it is not. */
static const struct slot *find(struct slot set[WAYS], const char *word, size_t size)
{
    if (holds(&set[0], word, size))
        return &set[0];
    for (size_t i = 1; i < WAYS; i++) {
        if (!holds(&set[i], word, size))
            continue;
        struct slot found = set[i];
        set[i] = set[i - 1];
        set[i - 1] = found;
        return &set[i - 1];
    }
    return NULL;
}

uint32_t tv_stems_expect(const struct tv_stems *s, const char *word, size_t size)
{
    uint32_t number = hash_of(word, size);
    __builtin_prefetch(&s->sets[number % SETS]);
    return number;
}

struct tv_stem tv_stems_find(struct tv_stems *s, uint32_t number, const char *word, size_t size)
{
    struct slot *set = s->sets[number % SETS];
    const struct slot *slot = find(set, word, size);
    if (slot)
        return (struct tv_stem){slot->shared, slot->ending_size, slot->bytes + size};
    struct tv_stem stem = make_stem(s, word, size);
    remember(&set[WAYS - 1], word, size, stem);
    return stem;
}
