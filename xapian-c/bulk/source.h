/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A source: the keys of one run in order, each with its postings in order of docids, from memory or from
 * a temporary file. There are two views of a run: its postings (terms without tags, values, lengths),
 * for the postlist table, and its positions (terms that have any, tags only), for the position table.
 */
#ifndef XB_SOURCE_H
#define XB_SOURCE_H

#include "file.h"
#include "run.h"

enum xb_view { XB_POSTINGS, XB_POSITIONS, XB_VIEWS };

struct xb_posting {
    uint32_t docid, wdf;
    const uint8_t *tag;
    size_t tag_size;
};

struct xb_source {
    /* Where it stands; valid until it moves. */
    const uint8_t *key;
    size_t key_size;
    uint32_t count, wdf; /* postings of the key, and the sum of their wdf; not for positions */
    struct xb_posting posting;
    /* The rest is its own. */
    enum xb_view view;
    const struct xb_run *run; /* NULL: from a file */
    size_t next;
    struct xb_buffer bytes;
    const uint8_t *p, *end;
    uint32_t sequence;
    bool unordered; /* docids of the key's postings do not ascend */
    struct xb_posting *sorted;
    size_t sorted_next, sorted_count, sorted_room;
    struct xb_reader reader;
    uint8_t key_copy[255];
};

/* The run must have been sorted and outlive the source. */
void xb_source_init_memory(struct xb_source *source, const struct xb_run *run, enum xb_view view);
/* What xb_source_spill wrote to the spool from offset to stop. */
bool xb_source_init_file(struct xb_source *source, const struct xb_spool *spool, uint64_t offset,
                         uint64_t stop, size_t room, struct xb_error *error);
/* Moves to the next key and its first posting. */
bool xb_source_next_key(struct xb_source *source, bool *ret_found, struct xb_error *error);
/* Moves to the key's next posting. */
bool xb_source_next_posting(struct xb_source *source, bool *ret_found, struct xb_error *error);
void xb_source_finish(struct xb_source *source);

/* Writes all that the source has to a spool. */
bool xb_source_spill(struct xb_source *source, struct xb_spool *spool, struct xb_error *error);

bool xb_fail_duplicate(struct xb_error *error, uint32_t docid);

#endif
