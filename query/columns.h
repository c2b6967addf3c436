/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns: what searches read of a great many passages, in memory, for a program that answers more
 * than a few questions: their summaries, what they are counted by, and which of them have a term. So
 * all that match can be counted, and none needs to be estimated.
 *
 * They are of one revision of an index that is one local database, and shared by all threads that have
 * that revision open. An index without them answers the same, but for estimates. */
#ifndef TV_COLUMNS_H
#define TV_COLUMNS_H

#include "facet_counts.h"
#include "index.h"

struct tv_columns;

/* Reads them; what is kept of terms takes so many bytes at most, and with 0 nothing is. NULL where there is no revision to go by (several databases, or a remote one), or the
 * index is overtaken or damaged: what then reads the index says so. */
struct tv_columns *tv_columns_read(struct xc_database *database, size_t most_of_sets);

/* Gives them to an index that has none, if it is at the same revision. Both hold them then. columns
 * may be NULL, here and below. */
void tv_columns_give(struct tv_columns *columns, struct tv_index *index);
void tv_columns_release(struct tv_columns *columns);

/* The summary of a hit, from the columns or else from its one value, without which it is read from
 * the columns alone. False where it has none. */
bool tv_columns_summary(const struct tv_index *index, const struct xc_hit *hit,
                        struct tv_summary *ret_summary);

/* Whether hits need no value for that. */
bool tv_columns_there(const struct tv_index *index);

/* All passages that match. False where that cannot be told from the columns, of which the index may
 * have none. The set is the database's until the next one is asked for. */
bool tv_columns_match(struct tv_index *index, const struct xc_query *query, struct xc_set *ret_set);

/* Counts those of a set by facets, whose strings go to the arena. */
void tv_columns_count(const struct tv_index *index, const struct xc_set *set,
                      struct tv_arena *arena, struct tv_facet ret_facets[TV_FACET_COUNT]);

/* How many of a set are of the same document as a passage. */
uint32_t tv_columns_of_document(const struct tv_index *index, const struct xc_set *set,
                                uint32_t docid);

#endif
