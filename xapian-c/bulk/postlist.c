/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The postlist table, by ascending keys:
 *
 * metadata          key 0x00 0xc0 and the user's key; tag the user's value, never empty
 * value statistics  key 0x00 0xd0 and the slot by xb_pack_last; tag: documents with a value there, least
 *                   value (size, bytes), greatest value (bytes; nothing if it is the least)
 * values            key 0x00 0xd8, slot by xb_pack_uint, first docid; tag: for each document its docid
 *                   less the one before less 1 (not for the first), the value's size, the value
 * document lengths  key 0x00 0xe0, from the second chunk on with its first docid; chunks with lengths
 *                   for wdf; in the first, 0 for the two frequencies
 * postings          key term, from the second chunk on with 0x00 and its first docid
 *
 * A chunk: [in the first: termfreq, collection frequency, first docid less 1,] '1' in the last or '0',
 * last docid less first, wdf of the first, then for each document docid less the one before less 1, wdf.
 * Numbers by xb_pack_uint where nothing else is said.
 *
 * What is always true of it: a chunk ends with the posting or value that takes it to 2,000 bytes or
 * more, as where libxapian adds documents in order; the list of lengths has every document, and there is
 * none in an empty database; termfreq is the number of postings in all chunks of a term, collection
 * frequency their wdf modulo 2^32.
 */
#include "postlist.h"

#include "key.h"

#include <stdlib.h>

enum { CHUNK = 2000, CHUNK_HEAD = 4 * XB_UINT32_MAX + 1 };

/* A key whose chunks are being written. The chunk's bytes begin at CHUNK_HEAD in the buffer. */
struct chunks {
    struct xb_table *table;
    struct xb_buffer *buffer;
    uint8_t key[XB_KEY_MAX];
    size_t key_size; /* without docid */
    bool term;       /* not a reserved key */
    bool later;      /* not the first chunk */
    uint32_t count, wdf;
    uint32_t first, last;
};

static int compare_bytes(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order ? order : (a_size > b_size) - (a_size < b_size);
}

static int by_key(const void *a, const void *b)
{
    const struct xb_metadata *x = *(const struct xb_metadata *const *)a;
    const struct xb_metadata *y = *(const struct xb_metadata *const *)b;
    return compare_bytes(x->key, x->key_size, y->key, y->key_size);
}

static bool write_metadatum(const struct xb_metadata *item, struct xb_table *table,
                            struct xb_error *error)
{
    uint8_t key[XB_KEY_MAX];
    uint8_t *p = xb_pack_reserved(key, XB_KEY_METADATA);
    memcpy(p, item->key, item->key_size);
    if (item->value_size > XB_TAG_MAX)
        return xb_fail(error, XB_LIMIT, "metadata of %zu bytes, more than %d", item->value_size,
                       XB_TAG_MAX);
    return xb_table_add(table, key, 2 + item->key_size, item->value, item->value_size, false,
                        error);
}

static bool check_metadata(const struct xb_metadata *const *sorted, size_t count,
                           struct xb_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!sorted[i]->key_size || sorted[i]->key_size > XB_KEY_MAX - 2)
            return xb_fail(error, XB_INVALID, "a metadata key of %zu bytes, not 1 to %d",
                           sorted[i]->key_size, XB_KEY_MAX - 2);
        if (i && !by_key(&sorted[i - 1], &sorted[i]))
            return xb_fail(error, XB_INVALID, "a metadata key given twice: %.*s",
                           (int)sorted[i]->key_size, (const char *)sorted[i]->key);
    }
    return true;
}

bool xb_postlist_write_metadata(const struct xb_metadata *metadata, size_t count,
                                struct xb_table *table, struct xb_error *error)
{
    const struct xb_metadata **sorted = calloc(count ? count : 1, sizeof *sorted);
    if (!sorted)
        return xb_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &metadata[i];
    qsort(sorted, count, sizeof *sorted, by_key);
    bool done = check_metadata(sorted, count, error);
    for (size_t i = 0; done && i < count; i++)
        done = !sorted[i]->value_size || write_metadatum(sorted[i], table, error);
    free(sorted);
    return done;
}

/* The statistics of one slot, as they go into the table. */
struct slot {
    uint8_t key[2 + 4];
    size_t key_size;
    uint32_t count;
    struct xb_buffer least, greatest;
};

struct slots {
    struct slot *items;
    size_t count, room;
};

static bool keep(struct xb_buffer *buffer, const struct xb_posting *value, struct xb_error *error)
{
    buffer->size = 0;
    return xb_buffer_append(buffer, value->tag, value->tag_size, error);
}

static bool count_value(struct slot *slot, const struct xb_posting *value, struct xb_error *error)
{
    bool first = !slot->count++;
    if ((first ||
         compare_bytes(value->tag, value->tag_size, slot->least.bytes, slot->least.size) < 0) &&
        !keep(&slot->least, value, error))
        return false;
    if ((first || compare_bytes(value->tag, value->tag_size, slot->greatest.bytes,
                                slot->greatest.size) > 0) &&
        !keep(&slot->greatest, value, error))
        return false;
    return true;
}

static bool count_values(struct xb_merge *merge, struct slots *slots, struct xb_error *error)
{
    void *items = slots->items;
    uint64_t number;
    bool found;
    if (!xb_grow(&items, &slots->room, slots->count + 1, sizeof *slots->items, error))
        return false;
    slots->items = items;
    struct slot *slot = &slots->items[slots->count++];
    *slot = (struct slot){.count = 0};
    xb_unpack_uint(merge->key + 2, merge->key + merge->key_size, &number);
    uint8_t *end =
        xb_pack_last(xb_pack_reserved(slot->key, XB_KEY_VALUE_STATISTICS), (uint32_t)number);
    slot->key_size = (size_t)(end - slot->key);
    if (!xb_merge_next_posting(merge, &found, error))
        return false;
    while (found)
        if (!count_value(slot, merge->posting, error) ||
            !xb_merge_next_posting(merge, &found, error))
            return false;
    return true;
}

static bool write_slot(const struct slot *slot, struct xb_buffer *tag, struct xb_table *table,
                       struct xb_error *error)
{
    bool equal = !compare_bytes(slot->least.bytes, slot->least.size, slot->greatest.bytes,
                                slot->greatest.size);
    tag->size = 0;
    if (!xb_buffer_reserve(tag, 2 * XB_UINT64_MAX, error))
        return false;
    uint8_t *p = xb_pack_uint(xb_pack_uint(tag->bytes, slot->count), slot->least.size);
    tag->size = (size_t)(p - tag->bytes);
    return xb_buffer_append(tag, slot->least.bytes, slot->least.size, error) &&
           (equal || xb_buffer_append(tag, slot->greatest.bytes, slot->greatest.size, error)) &&
           xb_table_add(table, slot->key, slot->key_size, tag->bytes, tag->size, false, error);
}

static int by_slot_key(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    return compare_bytes(x->key, x->key_size, y->key, y->key_size);
}

static bool read_values(struct xb_merge *merge, struct slots *slots, struct xb_error *error)
{
    bool found;
    if (!xb_merge_next_key(merge, &found, error))
        return false;
    while (found && xb_key_kind(merge->key, merge->key_size) == XB_KEY_VALUES)
        if (!count_values(merge, slots, error) || !xb_merge_next_key(merge, &found, error))
            return false;
    return true;
}

bool xb_postlist_write_statistics(struct xb_merge *merge, struct xb_table *table,
                                  struct xb_error *error)
{
    struct slots slots = {0};
    struct xb_buffer tag = {0};
    bool done = read_values(merge, &slots, error);
    if (done && slots.count)
        qsort(slots.items, slots.count, sizeof *slots.items, by_slot_key);
    for (size_t i = 0; i < slots.count; i++) {
        done = done && write_slot(&slots.items[i], &tag, table, error);
        xb_buffer_finish(&slots.items[i].least);
        xb_buffer_finish(&slots.items[i].greatest);
    }
    free(slots.items);
    xb_buffer_finish(&tag);
    return done;
}

static void begin(struct chunks *chunks, const struct xb_merge *merge)
{
    unsigned kind = xb_key_kind(merge->key, merge->key_size);
    memcpy(chunks->key, merge->key, merge->key_size);
    chunks->key_size = merge->key_size;
    chunks->term = kind == XB_KEY_NUL;
    chunks->later = false;
    chunks->count = chunks->term ? merge->count : 0;
    chunks->wdf = chunks->term ? merge->wdf : 0;
    chunks->buffer->size = CHUNK_HEAD;
}

/* The key of a chunk that begins with chunks->first. */
static size_t chunk_key(struct chunks *chunks)
{
    uint8_t *p = chunks->key + chunks->key_size;
    if (chunks->term)
        *p++ = 0;
    return (size_t)(xb_pack_docid(p, chunks->first) - chunks->key);
}

static bool write_chunk(struct chunks *chunks, bool last, struct xb_error *error)
{
    uint8_t head[CHUNK_HEAD], *p = head;
    if (!chunks->later) {
        p = xb_pack_uint(p, chunks->count);
        p = xb_pack_uint(p, chunks->wdf);
        p = xb_pack_uint(p, chunks->first - 1);
    }
    *p++ = last ? '1' : '0';
    p = xb_pack_uint(p, chunks->last - chunks->first);
    size_t head_size = (size_t)(p - head);
    uint8_t *tag = chunks->buffer->bytes + CHUNK_HEAD - head_size;
    memcpy(tag, head, head_size);
    size_t key_size = chunks->later ? chunk_key(chunks) : chunks->key_size;
    size_t size = chunks->buffer->size - CHUNK_HEAD + head_size;
    chunks->later = true;
    chunks->buffer->size = CHUNK_HEAD;
    return xb_table_add(chunks->table, chunks->key, key_size, tag, size, false, error);
}

/* Goes from the chunk's last posting or value to `docid`, the first one included. */
static uint8_t *put_docid(struct chunks *chunks, uint32_t docid)
{
    uint8_t *p = chunks->buffer->bytes + chunks->buffer->size;
    if (chunks->buffer->size == CHUNK_HEAD)
        chunks->first = docid;
    else
        p = xb_pack_uint(p, docid - chunks->last - 1);
    chunks->last = docid;
    return p;
}

static bool put_posting(struct chunks *chunks, const struct xb_posting *posting,
                        struct xb_error *error)
{
    if (chunks->buffer->size >= CHUNK_HEAD + CHUNK && !write_chunk(chunks, false, error))
        return false;
    uint8_t *p = put_docid(chunks, posting->docid);
    p = xb_pack_uint(p, posting->wdf);
    chunks->buffer->size = (size_t)(p - chunks->buffer->bytes);
    return true;
}

static bool write_postings(struct chunks *chunks, struct xb_merge *merge, struct xb_error *error)
{
    bool found;
    if (!xb_merge_next_posting(merge, &found, error))
        return false;
    while (found)
        if (!put_posting(chunks, merge->posting, error) ||
            !xb_merge_next_posting(merge, &found, error))
            return false;
    return write_chunk(chunks, true, error);
}

static bool write_values_chunk(struct chunks *chunks, struct xb_error *error)
{
    size_t size = chunks->buffer->size - CHUNK_HEAD;
    chunks->buffer->size = CHUNK_HEAD;
    return xb_table_add(chunks->table, chunks->key, chunk_key(chunks),
                        chunks->buffer->bytes + CHUNK_HEAD, size, false, error);
}

static bool put_value(struct chunks *chunks, const struct xb_posting *value, struct xb_error *error)
{
    if (!xb_buffer_reserve(chunks->buffer, 2 * XB_UINT64_MAX, error))
        return false;
    uint8_t *p = put_docid(chunks, value->docid);
    p = xb_pack_uint(p, value->tag_size);
    chunks->buffer->size = (size_t)(p - chunks->buffer->bytes);
    if (!xb_buffer_append(chunks->buffer, value->tag, value->tag_size, error))
        return false;
    return chunks->buffer->size < CHUNK_HEAD + CHUNK || write_values_chunk(chunks, error);
}

static bool write_values(struct chunks *chunks, struct xb_merge *merge, struct xb_error *error)
{
    bool found;
    if (!xb_merge_next_posting(merge, &found, error))
        return false;
    while (found)
        if (!put_value(chunks, merge->posting, error) ||
            !xb_merge_next_posting(merge, &found, error))
            return false;
    return chunks->buffer->size == CHUNK_HEAD || write_values_chunk(chunks, error);
}

static bool write_keys(struct chunks *chunks, struct xb_merge *merge, struct xb_error *error)
{
    bool found;
    if (!xb_merge_next_key(merge, &found, error))
        return false;
    while (found) {
        bool values = xb_key_kind(merge->key, merge->key_size) == XB_KEY_VALUES;
        begin(chunks, merge);
        if (!(values ? write_values : write_postings)(chunks, merge, error) ||
            !xb_merge_next_key(merge, &found, error))
            return false;
    }
    return true;
}

bool xb_postlist_write(struct xb_merge *merge, struct xb_table *table, struct xb_error *error)
{
    struct xb_buffer buffer = {0};
    struct chunks chunks = {.table = table, .buffer = &buffer};
    bool done = xb_buffer_reserve(&buffer, CHUNK_HEAD + CHUNK + 2 * XB_UINT64_MAX, error) &&
                write_keys(&chunks, merge, error);
    xb_buffer_finish(&buffer);
    return done;
}
