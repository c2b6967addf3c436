/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run: documents inverted in memory. Keys (terms as they stand in keys of the postlist table, and the
 * reserved keys of key.h) are entered once and get a number; to each, postings are appended.
 */
#ifndef XB_RUN_H
#define XB_RUN_H

#include "buffer.h"

struct xb_entry {
    uint64_t prefix; /* the key's first eight bytes, big-endian, filled up with zeros */
    uint32_t key;    /* where it is in the arena */
    uint32_t head;   /* its first slice */
    uint32_t tail;   /* where the next byte of its postings goes */
    uint32_t count;  /* postings */
    uint32_t wdf;    /* their sum, modulo 2^32 as in libxapian */
    uint32_t last;   /* the last posting's document: its place in the run, from 1 */
    uint32_t visit;  /* for whoever fills the run: which document met the key last, */
    uint32_t local;  /* and what it knows of it */
    uint16_t left;   /* bytes left in the last slice */
    uint8_t key_size;
    uint8_t slice : 6;     /* how many times the slices have doubled */
    uint8_t tagged : 1;    /* some posting has a tag */
    uint8_t unordered : 1; /* docids of its postings do not ascend */
};

/* A key in order: compares by the prefix first, so that the keys are rarely looked at. */
struct xb_ordered {
    uint64_t prefix;
    uint32_t id;
};

struct xb_run {
    uint8_t *arena;
    size_t arena_size, arena_room;
    struct xb_entry *entries;
    size_t entry_count, entry_room;
    struct xb_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    uint32_t *docids;
    size_t document_count, document_room;
    bool ascending; /* the docids ascend strictly */
    uint64_t seed[2];
    struct xb_ordered *order; /* after xb_run_sort: the keys with postings, in order */
    size_t order_count;
};

void xb_run_init(struct xb_run *run, const uint64_t seed[2]);
uint32_t xb_run_hash(const struct xb_run *run, const uint8_t *key, size_t size);
/*
 * Looking a key up waits for memory twice. Whoever has several keys to look up asks for what the first
 * look needs of all of them, then for what the second needs, then looks.
 */
void xb_run_prefetch_slot(const struct xb_run *run, uint32_t hash);
void xb_run_prefetch_entry(const struct xb_run *run, uint32_t hash);
/* The key's number, which holds until the run is cleared. Key sizes are 1 to 255. */
bool xb_run_intern(struct xb_run *run, const uint8_t *key, size_t size, uint32_t hash,
                   uint32_t *ret_id, struct xb_error *error);
/* Begins a document; postings appended from now on are its. */
bool xb_run_begin(struct xb_run *run, uint32_t docid, struct xb_error *error);
/* Once a document and key. */
bool xb_run_append(struct xb_run *run, uint32_t id, uint32_t wdf, const uint8_t *tag,
                   size_t tag_size, struct xb_error *error);
/* The encoded postings of a key, with sequence numbers (places in docids, from 1) for docids. */
bool xb_run_copy(const struct xb_run *run, const struct xb_entry *entry, struct xb_buffer *buffer,
                 struct xb_error *error);
bool xb_run_sort(struct xb_run *run, struct xb_error *error);
/* Sorts by key; scratch has the size of items. */
void xb_run_order(const struct xb_run *run, struct xb_ordered *items, struct xb_ordered *scratch,
                  size_t count);
size_t xb_run_memory(const struct xb_run *run);
/* Forgets documents and keys, keeps the memory. */
void xb_run_clear(struct xb_run *run);
void xb_run_finish(struct xb_run *run);

/* Asks for what xb_run_key and xb_run_append will need. */
static inline void xb_run_prefetch(const struct xb_run *run, const struct xb_entry *entry)
{
    __builtin_prefetch(run->arena + entry->key);
    __builtin_prefetch(run->arena + entry->tail, 1);
}

static inline const uint8_t *xb_run_key(const struct xb_run *run, const struct xb_entry *entry)
{
    return run->arena + entry->key;
}

#endif
