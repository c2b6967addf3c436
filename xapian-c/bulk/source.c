/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading runs back in order. In a temporary file a run is, for each key in order: size of the key,
 * key, number of postings, sum of wdf (all by xb_pack_uint), the postings as record.h says, and a 0.
 *
 * What is always true of it: a source's keys ascend, and so do the docids of a key's postings, which
 * are never none. From memory a key's postings are copied together first, from a file they are read as
 * they are needed, so that the longest list does not count.
 */
#include "source.h"

#include "key.h"
#include "record.h"

#include <stdlib.h>

bool xb_fail_duplicate(struct xb_error *error, uint32_t docid)
{
    return xb_fail(error, XB_INVALID, "document %u was added twice", docid);
}

void xb_source_init_memory(struct xb_source *source, const struct xb_run *run, enum xb_view view)
{
    *source = (struct xb_source){.view = view, .run = run};
}

bool xb_source_init_file(struct xb_source *source, const struct xb_spool *spool, uint64_t offset,
                         uint64_t stop, size_t room, struct xb_error *error)
{
    *source = (struct xb_source){.run = NULL};
    return xb_reader_init(&source->reader, spool, offset, stop, room, error);
}

void xb_source_finish(struct xb_source *source)
{
    xb_buffer_finish(&source->bytes);
    free(source->sorted);
    xb_reader_finish(&source->reader);
    *source = (struct xb_source){0};
}

/* The next posting in memory in order of adding; false at the end. Postings not in the view are passed. */
static bool decode(struct xb_source *source, struct xb_posting *posting)
{
    while (source->p < source->end) {
        struct xb_record record;
        const uint8_t *tag = xb_record_unpack(source->p, source->end, &record);
        source->p = tag + record.tag_size;
        source->sequence += record.gap;
        if (source->view == XB_POSITIONS && !record.tag_size)
            continue;
        *posting = (struct xb_posting){source->run->docids[source->sequence - 1], record.wdf, tag,
                                       record.tag_size};
        return true;
    }
    return false;
}

static int by_docid(const void *a, const void *b)
{
    const struct xb_posting *x = a, *y = b;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static bool sort_postings(struct xb_source *source, struct xb_error *error)
{
    void *sorted = source->sorted;
    struct xb_posting posting;
    source->sorted_count = source->sorted_next = 0;
    while (decode(source, &posting)) {
        if (!xb_grow(&sorted, &source->sorted_room, source->sorted_count + 1,
                     sizeof *source->sorted, error))
            return false;
        source->sorted = sorted;
        source->sorted[source->sorted_count++] = posting;
    }
    qsort(source->sorted, source->sorted_count, sizeof *source->sorted, by_docid);
    return true;
}

static bool in_view(const struct xb_source *source, const struct xb_entry *entry)
{
    if (source->view == XB_POSTINGS)
        return true;
    return entry->tagged && xb_key_kind(source->key, source->key_size) == XB_KEY_NUL;
}

static bool next_key_memory(struct xb_source *source, bool *ret_found, struct xb_error *error)
{
    const struct xb_run *run = source->run;
    const struct xb_entry *entry;
    do {
        if (source->next == run->order_count) {
            *ret_found = false;
            return true;
        }
        entry = &run->entries[run->order[source->next++].id];
        source->key = xb_run_key(run, entry);
        source->key_size = entry->key_size;
    } while (!in_view(source, entry));
    source->count = entry->count;
    source->wdf = entry->wdf;
    source->bytes.size = 0;
    source->sequence = 0;
    if (!xb_run_copy(run, entry, &source->bytes, error))
        return false;
    source->p = source->bytes.bytes;
    source->end = source->p + source->bytes.size;
    source->unordered = entry->unordered;
    if (source->unordered && !sort_postings(source, error))
        return false;
    return xb_source_next_posting(source, ret_found, error);
}

static bool next_posting_memory(struct xb_source *source)
{
    if (!source->unordered)
        return decode(source, &source->posting);
    if (source->sorted_next == source->sorted_count)
        return false;
    source->posting = source->sorted[source->sorted_next++];
    return true;
}

static bool next_posting_file(struct xb_source *source, bool *ret_found, struct xb_error *error)
{
    struct xb_reader *reader = &source->reader;
    struct xb_record record;
    if (!xb_reader_need(reader, XB_RECORD_HEAD_MAX, error))
        return false;
    const uint8_t *tag = xb_record_unpack(reader->p, reader->end, &record);
    if (!record.gap) {
        reader->p = tag;
        *ret_found = false;
        return true;
    }
    size_t head = (size_t)(tag - reader->p);
    if (!xb_reader_need(reader, head + record.tag_size, error))
        return false;
    tag = reader->p + head;
    source->posting =
        (struct xb_posting){source->posting.docid + record.gap, record.wdf, tag, record.tag_size};
    reader->p = tag + record.tag_size;
    *ret_found = true;
    return true;
}

static bool next_key_file(struct xb_source *source, bool *ret_found, struct xb_error *error)
{
    struct xb_reader *reader = &source->reader;
    uint64_t key_size, count, wdf;
    if (!xb_reader_need(reader, 3 * XB_UINT32_MAX + sizeof source->key_copy, error))
        return false;
    if (reader->p == reader->end) {
        *ret_found = false;
        return true;
    }
    reader->p = xb_unpack_uint(reader->p, reader->end, &key_size);
    memcpy(source->key_copy, reader->p, (size_t)key_size);
    source->key = source->key_copy;
    source->key_size = (size_t)key_size;
    reader->p = xb_unpack_uint(reader->p + key_size, reader->end, &count);
    reader->p = xb_unpack_uint(reader->p, reader->end, &wdf);
    source->count = (uint32_t)count;
    source->wdf = (uint32_t)wdf;
    source->posting.docid = 0;
    return next_posting_file(source, ret_found, error);
}

bool xb_source_next_key(struct xb_source *source, bool *ret_found, struct xb_error *error)
{
    return source->run ? next_key_memory(source, ret_found, error)
                       : next_key_file(source, ret_found, error);
}

bool xb_source_next_posting(struct xb_source *source, bool *ret_found, struct xb_error *error)
{
    if (!source->run)
        return next_posting_file(source, ret_found, error);
    *ret_found = next_posting_memory(source);
    return true;
}

static bool spill_head(const struct xb_source *source, struct xb_spool *spool,
                       struct xb_error *error)
{
    uint8_t head[3 * XB_UINT32_MAX + 255];
    uint8_t *p = xb_pack_uint(head, source->key_size);
    memcpy(p, source->key, source->key_size);
    p = xb_pack_uint(p + source->key_size, source->count);
    p = xb_pack_uint(p, source->wdf);
    return xb_spool_append(spool, head, (size_t)(p - head), error);
}

/* Tags go with values and positions only, wdf with postings only. */
static bool spill_posting(const struct xb_source *source, uint32_t gap, bool reserved,
                          struct xb_spool *spool, struct xb_error *error)
{
    const struct xb_posting *posting = &source->posting;
    bool positions = source->view == XB_POSITIONS;
    size_t tag_size = positions || reserved ? posting->tag_size : 0;
    uint8_t head[XB_RECORD_HEAD_MAX];
    uint8_t *p = xb_record_pack(head, gap, positions ? 0 : posting->wdf, tag_size);
    return xb_spool_append(spool, head, (size_t)(p - head), error) &&
           xb_spool_append(spool, posting->tag, tag_size, error);
}

static bool spill_key(struct xb_source *source, struct xb_spool *spool, struct xb_error *error)
{
    bool reserved = xb_key_kind(source->key, source->key_size) != XB_KEY_NUL;
    uint32_t last = 0;
    bool found = true;
    if (!spill_head(source, spool, error))
        return false;
    while (found) {
        uint32_t docid = source->posting.docid;
        if (docid == last)
            return xb_fail_duplicate(error, docid);
        if (!spill_posting(source, docid - last, reserved, spool, error) ||
            !xb_source_next_posting(source, &found, error))
            return false;
        last = docid;
    }
    return xb_spool_append(spool, "", 1, error);
}

bool xb_source_spill(struct xb_source *source, struct xb_spool *spool, struct xb_error *error)
{
    bool found;
    if (!xb_source_next_key(source, &found, error))
        return false;
    while (found)
        if (!spill_key(source, spool, error) || !xb_source_next_key(source, &found, error))
            return false;
    return true;
}
