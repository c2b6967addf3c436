/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources merged: all keys in order, the postings of a key from all sources in order of docids.
 */
#ifndef XB_MERGE_H
#define XB_MERGE_H

#include "source.h"

struct xb_merge {
    /* Where it stands; valid until it moves. */
    const uint8_t *key;
    size_t key_size;
    uint32_t count, wdf;
    const struct xb_posting *posting;
    /* The rest is its own. */
    struct xb_source *sources;
    void **waiting; /* a heap by key: sources before a key not yet reached */
    void **live;    /* a heap by docid: sources within the key */
    void **done;    /* sources at the end of the key */
    size_t source_count, waiting_count, live_count, done_count;
    bool fresh; /* the first posting has not been asked for */
    uint8_t key_copy[255];
};

/* Room for sources, which the caller inits in merge->sources, counting them in source_count. */
bool xb_merge_init(struct xb_merge *merge, size_t sources, struct xb_error *error);
/* All postings of a key must be taken before the next. */
bool xb_merge_next_key(struct xb_merge *merge, bool *ret_found, struct xb_error *error);
bool xb_merge_next_posting(struct xb_merge *merge, bool *ret_found, struct xb_error *error);
void xb_merge_finish(struct xb_merge *merge);

#endif
