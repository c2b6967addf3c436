/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which records have which band (corpus/signature.h), as far as candidates for a group are looked for:
 * the first TV_BAND_MEMBERS of each. There are 17 bands a document and most have one record, so that each
 * takes 16 bytes of an open hash table. */
#ifndef TV_BANDS_H
#define TV_BANDS_H

#include "groups.h"

/* Zero-initialised is empty and ready. */
struct tv_bands {
    struct tv_band *slots;
    size_t n, capacity;             /* slots in use, and all: a power of two */
    struct tv_band_member *members; /* further records, in chains; the first is not used */
    size_t n_members, members_capacity;
    uint64_t seed;
};

/* Notes that a record has a band. */
void tv_bands_add(struct tv_bands *bands, const char *band, uint32_t docid);
/* The docids of records with that band, in the order in which they were added; returns how many. */
size_t tv_bands_find(const struct tv_bands *bands, const char *band,
                     uint32_t ret_docids[TV_BAND_MEMBERS]);
void tv_bands_finish(struct tv_bands *bands);

#endif
