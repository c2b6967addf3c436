/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which records have which band (bands.h). Bands are told apart by 64 bits of a hash with a random seed, so
 * that no choice of texts makes chains of slots; two that share them would be candidates for each other,
 * which are compared in any case. */
#include "bands.h"

#include "corpus/shingles.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct tv_band {
    uint64_t hash;
    uint32_t docid; /* of its first record; 0: the slot is free */
    uint32_t next;  /* in members; 0: no more */
};

struct tv_band_member {
    uint32_t docid, next;
};

static uint64_t hash_of(const struct tv_bands *bands, const char *band)
{
    uint64_t hash = bands->seed, part;
    for (size_t n = strlen(band), take; n; band += take, n -= take) {
        take = n < sizeof part ? n : sizeof part;
        part = 0;
        memcpy(&part, band, take);
        hash = tv_mix(hash ^ part);
    }
    return hash;
}

/* The slot of a band, or the free one where it would be. */
static struct tv_band *slot_of(const struct tv_bands *bands, uint64_t hash)
{
    size_t i = hash & (bands->capacity - 1);
    while (bands->slots[i].docid && bands->slots[i].hash != hash)
        i = (i + 1) & (bands->capacity - 1);
    return &bands->slots[i];
}

static void grow(struct tv_bands *bands)
{
    struct tv_bands larger = *bands;
    larger.capacity = bands->capacity ? 2 * bands->capacity : 1024;
    larger.slots = tv_alloc(larger.capacity * sizeof *larger.slots);
    for (size_t i = 0; i < bands->capacity; i++)
        if (bands->slots[i].docid)
            *slot_of(&larger, bands->slots[i].hash) = bands->slots[i];
    free(bands->slots);
    *bands = larger;
}

static void start(struct tv_bands *bands)
{
    if (getrandom(&bands->seed, sizeof bands->seed, 0) < 0)
        bands->seed = (uintptr_t)bands;
    grow(bands);
    bands->members = tv_alloc(sizeof *bands->members);
    bands->n_members = bands->members_capacity = 1;
}

static void add_member(struct tv_bands *bands, struct tv_band *slot, uint32_t docid)
{
    size_t n = 1;
    uint32_t *end = &slot->next;
    for (; *end; n++)
        end = &bands->members[*end].next;
    if (n == TV_BAND_MEMBERS)
        return;
    *end = (uint32_t)bands->n_members;
    TV_GROW(bands->members, bands->n_members, bands->members_capacity);
    bands->members[bands->n_members++] = (struct tv_band_member){docid, 0};
}

void tv_bands_add(struct tv_bands *bands, const char *band, uint32_t docid)
{
    if (!bands->capacity)
        start(bands);
    uint64_t hash = hash_of(bands, band);
    struct tv_band *slot = slot_of(bands, hash);
    if (slot->docid) {
        add_member(bands, slot, docid);
        return;
    }
    *slot = (struct tv_band){hash, docid, 0};
    if (++bands->n * 4 > bands->capacity * 3)
        grow(bands);
}

size_t tv_bands_find(const struct tv_bands *bands, const char *band,
                     uint32_t ret_docids[TV_BAND_MEMBERS])
{
    size_t n = 0;
    const struct tv_band *slot = bands->capacity ? slot_of(bands, hash_of(bands, band)) : NULL;
    if (!slot || !slot->docid)
        return 0;
    ret_docids[n++] = slot->docid;
    for (uint32_t i = slot->next; i; i = bands->members[i].next)
        ret_docids[n++] = bands->members[i].docid;
    return n;
}

void tv_bands_finish(struct tv_bands *bands)
{
    free(bands->slots);
    free(bands->members);
    *bands = (struct tv_bands){0};
}
