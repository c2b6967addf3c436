/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows: what the termlist and docdata tables hold of each document, on its way from one feeder to the
 * table, in batches sorted by docid that go to a temporary file.
 */
#ifndef XB_ROWS_H
#define XB_ROWS_H

#include "file.h"
#include "table.h"

struct xb_segment {
    uint64_t offset, stop; /* in a spool */
};

struct xb_segments {
    struct xb_segment *items;
    size_t count, room;
};

bool xb_segments_add(struct xb_segments *segments, uint64_t offset, uint64_t stop,
                     struct xb_error *error);

struct xb_rows {
    struct xb_spool spool;
    struct xb_segments segments; /* each ascends by docid */
    struct xb_buffer batch;
    struct xb_row *index; /* of the batch */
    size_t count, room;
    size_t limit;   /* of the batch */
    uint32_t last;  /* docid in the last segment */
    bool ascending; /* the batch does */
};

void xb_rows_init(struct xb_rows *rows, const char *directory, size_t limit);
/*
 * A row is one or two tags, each preceded by its size * 2 + (1 if compressed) by xb_pack_uint. The
 * second goes under the docid's key followed by 0x00.
 */
bool xb_rows_add(struct xb_rows *rows, uint32_t docid, const uint8_t *row, size_t size,
                 struct xb_error *error);
/* Makes all that was added ready for xb_rows_write. */
bool xb_rows_complete(struct xb_rows *rows, struct xb_error *error);
void xb_rows_finish(struct xb_rows *rows);

/* Merges completed rows into a table. `room` is for reading each segment. */
bool xb_rows_write(struct xb_rows *const *rows, size_t count, size_t room, struct xb_table *table,
                   struct xb_error *error);

#endif
