/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The postlist table: metadata, values and their statistics, document lengths, postings. In this order: */
#ifndef XB_POSTLIST_H
#define XB_POSTLIST_H

#include "merge.h"
#include "table.h"

bool xb_postlist_write_metadata(const struct xb_metadata *metadata, size_t count,
                                struct xb_table *table, struct xb_error *error);
/* Reads no more of the posting view of all runs than their values. */
bool xb_postlist_write_statistics(struct xb_merge *merge, struct xb_table *table,
                                  struct xb_error *error);
/* The rest, from the posting view read anew. */
bool xb_postlist_write(struct xb_merge *merge, struct xb_table *table, struct xb_error *error);

#endif
