/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Companions: what a hit stands for and what of its document is not shown, by searches of their
 * own, so that the numbers are exact however far down the list the others are. */
#ifndef TV_COMPANIONS_H
#define TV_COMPANIONS_H

#include "search.h"

/* The near-duplicates, among what the query finds, of the document with this ID and group. Strings
 * are the arena's. */
bool tv_duplicates_find(struct tv_index *index, const struct tv_query *query,
                        const struct tv_search *search, const char *id, const char *group,
                        struct tv_arena *arena, struct tv_duplicates *ret_duplicates,
                        struct tv_error *err);

/* How many passages of the document with this ID the query finds beyond search->per_document. */
bool tv_more_count(struct tv_index *index, const struct tv_query *query,
                   const struct tv_search *search, const char *id, uint32_t *ret_more,
                   struct tv_error *err);

#endif
