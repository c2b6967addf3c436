/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was ingested, read: the ledger (indexer/ledger.h) of an open index. */
#ifndef TV_INGESTED_H
#define TV_INGESTED_H

#include "index.h"
#include "indexer/ledger.h"

/* Calls visit for every archive in the ledger, in the order of their keys; it returns false to
 * stop, which is no failure. Entries live until visit returns. */
bool tv_ingested_archives(struct tv_index *index,
                          bool (*visit)(void *context, const char *key,
                                        const struct tv_archive_entry *entry),
                          void *context, struct tv_error *err);

/* The same for every member of the archive with this key. */
bool tv_ingested_members(struct tv_index *index, const char *archive_key,
                         bool (*visit)(void *context, const struct tv_member_entry *entry),
                         void *context, struct tv_error *err);

/* The ID of a document by its member's SHA-256 in hexadecimal; false where that is none. */
bool tv_id_of_sha256(const char *sha256, char ret_id[TV_ID_SIZE + 1]);

#endif
