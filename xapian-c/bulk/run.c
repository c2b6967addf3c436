/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inversion in memory. A hash table leads from a key to its entry; the postings of an entry lie in a
 * chain of slices in one arena, each slice twice as long as the one before up to 1 KiB. All bytes of a
 * slice but the last four are postings; those hold where the next slice is.
 *
 * What is always true of it:
 * - Postings refer to documents by their place in the run, so that they always ascend, whatever the
 *   docids do; `ascending` says whether all docids ascend with them, an entry's `unordered` whether
 *   those of its postings do not: a few documents that come late make few postings to be sorted.
 * - The hash is keyed by a random seed: no document can be made so that its terms collide.
 * - Everything in the arena is addressed by offsets below 2^32; the arena may move when it grows.
 */
#include "run.h"

#include "record.h"

#include <endian.h>
#include <stdlib.h>

enum {
    SLICE = 16,
    SLICE_DOUBLINGS = 6,
    LINK = 4,
    SLOTS = 1024,
    SHORT_TAG = 4, /* bytes that go in with what is before them */
};

struct xb_slot {
    uint32_t hash;
    uint32_t id; /* from 1; 0: empty */
};

void xb_run_init(struct xb_run *run, const uint64_t seed[2])
{
    *run = (struct xb_run){.ascending = true, .seed = {seed[0], seed[1]}};
}

static uint64_t big4(const uint8_t *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return be32toh(word);
}

/* Up to eight bytes, big-endian, filled up with zeros. */
static uint64_t big(const uint8_t *p, size_t size)
{
    if (size >= 8)
        return big4(p) << 32 | big4(p + 4);
    if (size >= 4)
        return big4(p) << 32 | big4(p + size - 4) << (8 * (8 - size));
    if (!size)
        return 0;
    return (uint64_t)p[0] << 56 | (uint64_t)p[size / 2] << (56 - 8 * (size / 2)) |
           (uint64_t)p[size - 1] << (56 - 8 * (size - 1));
}

static uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint32_t xb_run_hash(const struct xb_run *run, const uint8_t *key, size_t size)
{
    uint64_t state = fold(big(key, size) ^ run->seed[0], size ^ run->seed[1]);
    for (size_t at = 8; at < size; at += 8)
        state = fold(state ^ big(key + at, size - at), run->seed[1]);
    return (uint32_t)(state ^ state >> 32);
}

void xb_run_prefetch_slot(const struct xb_run *run, uint32_t hash)
{
    if (run->slot_count)
        __builtin_prefetch(&run->slots[hash & (run->slot_count - 1)]);
}

void xb_run_prefetch_entry(const struct xb_run *run, uint32_t hash)
{
    if (!run->slot_count)
        return;
    const struct xb_slot *slot = &run->slots[hash & (run->slot_count - 1)];
    if (slot->id)
        __builtin_prefetch(&run->entries[slot->id - 1]);
}

static bool matches(const struct xb_run *run, const struct xb_entry *entry, const uint8_t *key,
                    size_t size)
{
    return entry->key_size == size && entry->prefix == big(key, size) &&
           (size <= 8 || !memcmp(xb_run_key(run, entry) + 8, key + 8, size - 8));
}

static bool grow_slots(struct xb_run *run, struct xb_error *error)
{
    size_t count = run->slot_count ? 2 * run->slot_count : SLOTS;
    struct xb_slot *slots = calloc(count, sizeof *slots);
    if (!slots)
        return xb_fail_memory(error);
    for (size_t i = 0; i < run->slot_count; i++) {
        if (!run->slots[i].id)
            continue;
        size_t at = run->slots[i].hash & (count - 1);
        while (slots[at].id)
            at = (at + 1) & (count - 1);
        slots[at] = run->slots[i];
    }
    free(run->slots);
    run->slots = slots;
    run->slot_count = count;
    return true;
}

static bool reserve_arena(struct xb_run *run, size_t size, struct xb_error *error)
{
    size_t wanted = run->arena_size + size;
    void *arena = run->arena;
    if (wanted > UINT32_MAX)
        return xb_fail(error, XB_LIMIT, "a document too large for memory");
    if (!xb_grow(&arena, &run->arena_room, wanted, 1, error))
        return false;
    run->arena = arena;
    return true;
}

static bool add_entry(struct xb_run *run, const uint8_t *key, size_t size, struct xb_error *error)
{
    void *entries = run->entries;
    if (!reserve_arena(run, size, error) ||
        !xb_grow(&entries, &run->entry_room, run->entry_count + 1, sizeof *run->entries, error))
        return false;
    run->entries = entries;
    memcpy(run->arena + run->arena_size, key, size);
    run->entries[run->entry_count++] = (struct xb_entry){
        .prefix = big(key, size), .key = (uint32_t)run->arena_size, .key_size = (uint8_t)size};
    run->arena_size += size;
    return true;
}

bool xb_run_intern(struct xb_run *run, const uint8_t *key, size_t size, uint32_t hash,
                   uint32_t *ret_id, struct xb_error *error)
{
    if (2 * (run->entry_count + 1) > run->slot_count && !grow_slots(run, error))
        return false;
    size_t at = hash & (run->slot_count - 1);
    for (; run->slots[at].id; at = (at + 1) & (run->slot_count - 1)) {
        if (run->slots[at].hash != hash)
            continue;
        uint32_t id = run->slots[at].id - 1;
        if (matches(run, &run->entries[id], key, size)) {
            *ret_id = id;
            return true;
        }
    }
    if (!add_entry(run, key, size, error))
        return false;
    run->slots[at] = (struct xb_slot){hash, (uint32_t)run->entry_count};
    *ret_id = (uint32_t)run->entry_count - 1;
    return true;
}

bool xb_run_begin(struct xb_run *run, uint32_t docid, struct xb_error *error)
{
    void *docids = run->docids;
    if (!xb_grow(&docids, &run->document_room, run->document_count + 1, sizeof *run->docids, error))
        return false;
    run->docids = docids;
    if (run->document_count && run->docids[run->document_count - 1] >= docid)
        run->ascending = false;
    run->docids[run->document_count++] = docid;
    return true;
}

static unsigned slice_size(unsigned doublings)
{
    return (unsigned)SLICE << doublings;
}

static bool add_slice(struct xb_run *run, struct xb_entry *entry, struct xb_error *error)
{
    unsigned doublings = !entry->head                     ? 0
                         : entry->slice < SLICE_DOUBLINGS ? entry->slice + 1u
                                                          : entry->slice;
    unsigned size = slice_size(doublings);
    if (!reserve_arena(run, size, error))
        return false;
    uint32_t offset = (uint32_t)run->arena_size;
    run->arena_size += size;
    if (entry->head)
        memcpy(run->arena + entry->tail, &offset, LINK);
    else
        entry->head = offset;
    entry->tail = offset;
    entry->left = (uint16_t)(size - LINK);
    entry->slice = (uint8_t)(doublings & 0x3f);
    return true;
}

static bool put(struct xb_run *run, struct xb_entry *entry, const uint8_t *bytes, size_t size,
                struct xb_error *error)
{
    if (size <= 8 && size <= entry->left) { /* the usual case, without a call */
        uint8_t *p = run->arena + entry->tail;
        for (size_t i = 0; i < size; i++)
            p[i] = bytes[i];
        entry->tail += (uint32_t)size;
        entry->left = (uint16_t)(entry->left - size);
        return true;
    }
    while (size) {
        if (!entry->left && !add_slice(run, entry, error))
            return false;
        size_t part = size < entry->left ? size : entry->left;
        memcpy(run->arena + entry->tail, bytes, part);
        bytes += part;
        size -= part;
        entry->tail += (uint32_t)part;
        entry->left = (uint16_t)(entry->left - part);
    }
    return true;
}

bool xb_run_append(struct xb_run *run, uint32_t id, uint32_t wdf, const uint8_t *tag,
                   size_t tag_size, struct xb_error *error)
{
    struct xb_entry *entry = &run->entries[id];
    uint32_t sequence = (uint32_t)run->document_count;
    uint8_t head[XB_RECORD_HEAD_MAX + SHORT_TAG];
    uint8_t *end = xb_record_pack(head, sequence - entry->last, wdf, tag_size);
    bool apart = tag_size > SHORT_TAG;
    for (size_t i = 0; !apart && i < tag_size; i++)
        *end++ = tag[i];
    if (!put(run, entry, head, (size_t)(end - head), error) ||
        (apart && !put(run, entry, tag, tag_size, error)))
        return false;
    if (!run->ascending && entry->count &&
        run->docids[entry->last - 1] >= run->docids[sequence - 1])
        entry->unordered = true;
    entry->last = sequence;
    entry->count++;
    entry->wdf += wdf;
    entry->tagged |= tag_size > 0;
    return true;
}

bool xb_run_copy(const struct xb_run *run, const struct xb_entry *entry, struct xb_buffer *buffer,
                 struct xb_error *error)
{
    uint32_t offset = entry->head;
    for (unsigned doublings = 0;; doublings += doublings < SLICE_DOUBLINGS) {
        unsigned size = slice_size(doublings) - LINK;
        bool last = entry->tail >= offset && entry->tail - offset <= size;
        if (!xb_buffer_append(buffer, run->arena + offset, last ? entry->tail - offset : size,
                              error))
            return false;
        if (last)
            return true;
        memcpy(&offset, run->arena + offset + size, LINK);
    }
}

static bool precedes_by_key(const struct xb_run *run, const struct xb_ordered *a,
                            const struct xb_ordered *b)
{
    const struct xb_entry *x = &run->entries[a->id], *y = &run->entries[b->id];
    size_t shortest = x->key_size < y->key_size ? x->key_size : y->key_size;
    int order = memcmp(xb_run_key(run, x), xb_run_key(run, y), shortest);
    return order < 0 || (!order && x->key_size < y->key_size);
}

static inline bool precedes(const struct xb_run *run, const struct xb_ordered *a,
                            const struct xb_ordered *b)
{
    if (__builtin_expect(a->prefix == b->prefix, 0))
        return precedes_by_key(run, a, b);
    return a->prefix < b->prefix;
}

static void insert_sort(const struct xb_run *run, struct xb_ordered *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct xb_ordered item = items[i];
        size_t at = i;
        for (; at && precedes(run, &item, &items[at - 1]); at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void merge(const struct xb_run *run, const struct xb_ordered *a,
                  const struct xb_ordered *a_end, const struct xb_ordered *b_end,
                  struct xb_ordered *out)
{
    const struct xb_ordered *b = a_end;
    while (a < a_end && b < b_end) { /* without a branch that nobody could foretell */
        bool second = precedes(run, b, a);
        const struct xb_ordered *from = second ? b : a;
        *out++ = *from;
        b += second;
        a += !second;
    }
    memcpy(out, a, (size_t)(a_end - a) * sizeof *out);
    memcpy(out + (a_end - a), b, (size_t)(b_end - b) * sizeof *out);
}

/* Merge sort, because its time is bounded whatever the terms are. */
void xb_run_order(const struct xb_run *run, struct xb_ordered *items, struct xb_ordered *scratch,
                  size_t count)
{
    enum { SMALL = 12 };
    struct xb_ordered *from = items, *to = scratch;
    for (size_t at = 0; at < count; at += SMALL)
        insert_sort(run, items + at, count - at < SMALL ? count - at : SMALL);
    for (size_t width = SMALL; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            size_t middle = at + width < count ? at + width : count;
            size_t end = at + 2 * width < count ? at + 2 * width : count;
            merge(run, from + at, from + middle, from + end, to + at);
        }
        struct xb_ordered *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}

bool xb_run_sort(struct xb_run *run, struct xb_error *error)
{
    size_t size = run->entry_count ? run->entry_count : 1;
    struct xb_ordered *order = malloc(size * sizeof *order);
    struct xb_ordered *scratch = malloc(size * sizeof *scratch);
    free(run->order);
    run->order = order;
    run->order_count = 0;
    if (!order || !scratch) {
        free(scratch);
        return xb_fail_memory(error);
    }
    for (size_t i = 0; i < run->entry_count; i++)
        if (run->entries[i].count)
            order[run->order_count++] = (struct xb_ordered){run->entries[i].prefix, (uint32_t)i};
    xb_run_order(run, order, scratch, run->order_count);
    free(scratch);
    return true;
}

size_t xb_run_memory(const struct xb_run *run)
{
    return run->arena_size + run->entry_count * (sizeof *run->entries + 2 * sizeof *run->order) +
           run->slot_count * sizeof *run->slots + run->document_count * sizeof *run->docids;
}

void xb_run_clear(struct xb_run *run)
{
    free(run->order);
    run->order = NULL;
    run->arena_size = run->entry_count = run->document_count = run->order_count = 0;
    run->ascending = true;
    if (run->slot_count)
        memset(run->slots, 0, run->slot_count * sizeof *run->slots);
}

void xb_run_finish(struct xb_run *run)
{
    free(run->arena);
    free(run->entries);
    free(run->slots);
    free(run->docids);
    free(run->order);
    *run = (struct xb_run){0};
}
