/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Groups of near-duplicates: which one a new document joins.
 *
 * It joins that of the document in the index which is most like it, if that is a near-duplicate
 * (corpus/signature.h), the earlier one where two are as much so. Both writers ask here, so that the
 * same documents in the same order get the same groups whichever of them adds them. */
#ifndef TV_GROUPS_H
#define TV_GROUPS_H

#include "corpus/schema.h"

/* Of the documents with a band no more than so many, the first ones, are compared. */
enum { TV_BAND_MEMBERS = 8 };

/* What is in the index already. */
struct tv_group_source {
    /* The docids of the first records with this band, ascending: how many. */
    size_t (*records)(void *self, const char *band, uint32_t docids[TV_BAND_MEMBERS]);
    /* Reads a record into *ret_record, zero-initialised, which the caller finishes; false: not there. */
    bool (*record)(void *self, uint32_t docid, struct tv_record *ret_record);
    void *self;
};

/* Makes the signature of the record's document, which still has its passages, and finds its group. */
void tv_group_find(const struct tv_group_source *source, struct tv_record *record);

#endif
