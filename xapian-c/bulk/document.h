/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document made ready: checked, its terms grouped, sorted and entered in the run's dictionary, its
 * tags encoded. Nothing of it is in the run yet but keys without postings, which do no harm.
 */
#ifndef XB_DOCUMENT_H
#define XB_DOCUMENT_H

#include "feeder.h"

/* A term of the document, once however often it was given. */
struct xb_local {
    uint32_t id; /* in the run */
    uint32_t wdf;
    size_t position_count;
    size_t first;         /* of its positions */
    size_t tag, tag_size; /* in tags */
};

struct xb_document_scratch {
    struct xb_local *locals;
    size_t local_count, local_room;
    uint32_t *which; /* the local of each term given */
    size_t which_room;
    uint32_t *positions; /* grouped by local */
    size_t position_room;
    struct xb_ordered *order, *order_scratch;
    size_t order_room, order_scratch_room;
    const struct xb_value **values; /* by slot, none empty, one a slot */
    size_t value_count, value_room;
    uint32_t length;
    uint32_t greatest_wdf;
    struct xb_buffer tags;
    struct xb_buffer plain;
    struct xb_buffer rows[XB_TAG_KINDS]; /* empty: none */
};

/* Fills feeder->scratch. Fails with XB_INVALID or XB_LIMIT where the document is at fault. */
bool xb_document_prepare(struct xb_feeder *feeder, const struct xb_document *document,
                         struct xb_error *error);

struct xb_document_scratch *xb_document_scratch_create(void);
void xb_document_scratch_destroy(struct xb_document_scratch *scratch);

#endif
