/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The position table, and its tags: a term's positions in one document. */
#ifndef XB_POSITION_H
#define XB_POSITION_H

#include "merge.h"
#include "table.h"

/* Appends the tag for positions that ascend strictly; count is 1 or more. */
bool xb_position_pack(struct xb_buffer *buffer, const uint32_t *positions, size_t count,
                      struct xb_error *error);

/* Writes the table from the position view of all runs. */
bool xb_position_write(struct xb_merge *merge, struct xb_table *table, struct xb_error *error);

#endif
