/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "hash.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

static struct tv_name_slot *slot_of(const struct tv_names *names, uint64_t hash)
{
    size_t at = hash % names->capacity;
    while (names->slots[at].hash && names->slots[at].hash != hash)
        at = (at + 1) % names->capacity;
    return &names->slots[at];
}

static void grow(struct tv_names *names)
{
    struct tv_names larger = {.n = names->n,
                              .capacity = names->capacity ? names->capacity * 2 : 256};
    larger.slots = tv_alloc(larger.capacity * sizeof *larger.slots);
    for (size_t i = 0; i < names->capacity; i++)
        if (names->slots[i].hash)
            *slot_of(&larger, names->slots[i].hash) = names->slots[i];
    free(names->slots);
    *names = larger;
}

uint64_t *tv_name_number(struct tv_names *names, const char *name)
{
    if (names->n * 2 >= names->capacity)
        grow(names);
    uint64_t hash = tv_hash(TV_HASH_START, name, strlen(name));
    struct tv_name_slot *slot = slot_of(names, hash ? hash : 1);
    if (!slot->hash) {
        slot->hash = hash ? hash : 1;
        names->n++;
    }
    return &slot->number;
}
