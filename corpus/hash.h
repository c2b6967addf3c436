/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hashes that tell things apart and are no secret, and numbers kept by the hash of a name. Who makes two
 * names with one hash gets the number of the other, so nothing may depend on it but that. */
#ifndef TV_HASH_H
#define TV_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
#define TV_HASH_START UINT64_C(0xCBF29CE484222325)
static inline uint64_t tv_hash(uint64_t h, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001B3);
    return h;
}

/* Open addressing, at most half full. All zero is an empty one; free `slots`. */
struct tv_names {
    struct tv_name_slot {
        uint64_t hash; /* 0: free */
        uint64_t number;
    } * slots;
    size_t n, capacity;
};

/* The number of a name, which is 0 where it had none; it stays there until the next call. */
uint64_t *tv_name_number(struct tv_names *names, const char *name);

#endif
