/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns: what searches read of a great many passages, in memory, for a program that answers more
 * than a few questions: what each passage is counted by, and which passages have a term. So all that
 * match can be counted, and none needs to be estimated.
 *
 * They are of one revision of an index that is one local database, and shared by all threads that have
 * that revision open. An index without them answers the same, but for estimates. */
#ifndef TV_COLUMNS_H
#define TV_COLUMNS_H

#include "facet_counts.h"
#include "index.h"

struct tv_columns;

/* Reads them. NULL where there is no revision to go by (several databases, or a remote one), or the
 * index is overtaken or damaged: what then reads the index says so. */
struct tv_columns *tv_columns_read(struct xc_database *database);

/* Gives them to an index that has none, if it is at the same revision. Both hold them then. columns
 * may be NULL, here and below. */
void tv_columns_give(struct tv_columns *columns, struct tv_index *index);
void tv_columns_release(struct tv_columns *columns);

/* Counts the passages that match, and by facets, whose strings go to the arena. False where that
 * cannot be told from the columns, of which the index may have none. */
bool tv_columns_count(struct tv_index *index, const struct xc_query *query, struct tv_arena *arena,
                      uint32_t *ret_total, struct tv_facet ret_facets[TV_FACET_COUNT]);

#endif
