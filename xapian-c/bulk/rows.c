/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The docid-keyed tables, docdata and termlist.
 *
 * docdata:  key docid, tag the document's data. Absent without data.
 * termlist: key docid, tag the terms (termlist.h); key docid 0x00, tag the value slots in use: each less
 *           the one before less 1 (the first as it is), by xb_pack_uint. Absent without values.
 *
 * What is always true of it: in a segment docids ascend strictly. A batch that goes on where the last
 * segment ends lengthens it, so that documents in order make one segment, however many there are. The
 * last batch stays in memory: a small database needs no temporary file.
 */
#include "rows.h"

#include "heap.h"
#include "pack.h"
#include "source.h"

#include <stdlib.h>

struct xb_row {
    uint32_t docid;
    uint32_t size;
    size_t offset;
};

bool xb_segments_add(struct xb_segments *segments, uint64_t offset, uint64_t stop,
                     struct xb_error *error)
{
    void *items = segments->items;
    if (!xb_grow(&items, &segments->room, segments->count + 1, sizeof *segments->items, error))
        return false;
    segments->items = items;
    segments->items[segments->count++] = (struct xb_segment){offset, stop};
    return true;
}

void xb_rows_init(struct xb_rows *rows, const char *directory, size_t limit)
{
    *rows = (struct xb_rows){.limit = limit, .ascending = true};
    xb_spool_init(&rows->spool, directory);
}

static int by_docid(const void *a, const void *b)
{
    const struct xb_row *x = a, *y = b;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static void sort(struct xb_rows *rows)
{
    if (!rows->ascending)
        qsort(rows->index, rows->count, sizeof *rows->index, by_docid);
}

static bool spool_batch(struct xb_rows *rows, struct xb_error *error)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct xb_row *row = &rows->index[i];
        uint8_t head[2 * XB_UINT32_MAX];
        uint8_t *p = xb_pack_uint(xb_pack_uint(head, row->docid), row->size);
        if (!xb_spool_append(&rows->spool, head, (size_t)(p - head), error) ||
            !xb_spool_append(&rows->spool, rows->batch.bytes + row->offset, row->size, error))
            return false;
    }
    return true;
}

static bool flush(struct xb_rows *rows, struct xb_error *error)
{
    uint64_t offset = rows->spool.size;
    sort(rows);
    bool follows = rows->segments.count && rows->index[0].docid > rows->last;
    if (!spool_batch(rows, error))
        return false;
    if (follows)
        rows->segments.items[rows->segments.count - 1].stop = rows->spool.size;
    else if (!xb_segments_add(&rows->segments, offset, rows->spool.size, error))
        return false;
    rows->last = rows->index[rows->count - 1].docid;
    rows->batch.size = rows->count = 0;
    rows->ascending = true;
    return true;
}

bool xb_rows_add(struct xb_rows *rows, uint32_t docid, const uint8_t *row, size_t size,
                 struct xb_error *error)
{
    void *index = rows->index;
    if (!xb_grow(&index, &rows->room, rows->count + 1, sizeof *rows->index, error))
        return false;
    rows->index = index;
    if (rows->count && rows->index[rows->count - 1].docid >= docid)
        rows->ascending = false;
    rows->index[rows->count++] = (struct xb_row){docid, (uint32_t)size, rows->batch.size};
    if (!xb_buffer_append(&rows->batch, row, size, error))
        return false;
    return rows->batch.size + rows->count * sizeof *rows->index < rows->limit || flush(rows, error);
}

bool xb_rows_complete(struct xb_rows *rows, struct xb_error *error)
{
    sort(rows);
    return xb_spool_flush(&rows->spool, error);
}

void xb_rows_finish(struct xb_rows *rows)
{
    xb_spool_finish(&rows->spool);
    xb_buffer_finish(&rows->batch);
    free(rows->segments.items);
    free(rows->index);
    *rows = (struct xb_rows){0};
}

/* A segment, or a batch in memory, while it is merged. */
struct input {
    uint32_t docid;
    const uint8_t *row;
    size_t size;
    const struct xb_rows *rows; /* NULL: from a segment */
    size_t next;
    struct xb_reader reader;
};

static bool next_from_segment(struct input *input, bool *ret_found, struct xb_error *error)
{
    struct xb_reader *reader = &input->reader;
    uint64_t docid, size;
    if (!xb_reader_need(reader, 2 * XB_UINT32_MAX, error))
        return false;
    *ret_found = reader->p < reader->end;
    if (!*ret_found)
        return true;
    reader->p = xb_unpack_uint(reader->p, reader->end, &docid);
    reader->p = xb_unpack_uint(reader->p, reader->end, &size);
    if (!xb_reader_need(reader, (size_t)size, error))
        return false;
    input->docid = (uint32_t)docid;
    input->row = reader->p;
    input->size = (size_t)size;
    reader->p += size;
    return true;
}

static bool next_row(struct input *input, bool *ret_found, struct xb_error *error)
{
    const struct xb_rows *rows = input->rows;
    if (!rows)
        return next_from_segment(input, ret_found, error);
    *ret_found = input->next < rows->count;
    if (!*ret_found)
        return true;
    const struct xb_row *row = &rows->index[input->next++];
    input->docid = row->docid;
    input->row = rows->batch.bytes + row->offset;
    input->size = row->size;
    return true;
}

static bool write_row(struct xb_table *table, const struct input *input, struct xb_error *error)
{
    const uint8_t *p = input->row, *end = p + input->size;
    uint8_t key[XB_DOCID_MAX + 1];
    uint8_t *key_end = xb_pack_docid(key, input->docid);
    size_t key_size = (size_t)(key_end - key);
    *key_end = 0;
    for (; p < end; key_size++) {
        uint64_t head;
        p = xb_unpack_uint(p, end, &head);
        if (!xb_table_add(table, key, key_size, p, (size_t)(head >> 1), head & 1, error))
            return false;
        p += head >> 1;
    }
    return true;
}

static bool less(const void *a, const void *b)
{
    return ((const struct input *)a)->docid < ((const struct input *)b)->docid;
}

static bool push_next(void **heap, size_t *heap_count, struct input *input, struct xb_error *error)
{
    bool found;
    if (!next_row(input, &found, error))
        return false;
    if (found)
        xb_heap_push(heap, heap_count, input, less);
    return true;
}

static bool merge(struct input *inputs, size_t count, void **heap, struct xb_table *table,
                  struct xb_error *error)
{
    size_t heap_count = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++)
        if (!push_next(heap, &heap_count, &inputs[i], error))
            return false;
    while (heap_count) {
        struct input *input = heap[0];
        bool found;
        if (input->docid == last)
            return xb_fail_duplicate(error, last);
        last = input->docid;
        if (!write_row(table, input, error) || !next_row(input, &found, error))
            return false;
        if (found)
            xb_heap_down(heap, heap_count, 0, less);
        else
            xb_heap_pop(heap, &heap_count, less);
    }
    return true;
}

static bool open_inputs(struct xb_rows *const *rows, size_t count, size_t room,
                        struct input *inputs, size_t *opened, struct xb_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const struct xb_rows *from = rows[i];
        inputs[(*opened)++] = (struct input){.rows = from};
        for (size_t j = 0; j < from->segments.count; j++) {
            const struct xb_segment *segment = &from->segments.items[j];
            inputs[*opened] = (struct input){.rows = NULL};
            if (!xb_reader_init(&inputs[*opened].reader, &from->spool, segment->offset,
                                segment->stop, room, error))
                return false;
            (*opened)++;
        }
    }
    return true;
}

bool xb_rows_write(struct xb_rows *const *rows, size_t count, size_t room, struct xb_table *table,
                   struct xb_error *error)
{
    size_t most = count + 1, opened = 0;
    for (size_t i = 0; i < count; i++)
        most += rows[i]->segments.count;
    struct input *inputs = calloc(most, sizeof *inputs);
    void **heap = calloc(most, sizeof *heap);
    bool done = inputs && heap ? open_inputs(rows, count, room, inputs, &opened, error) &&
                                     merge(inputs, opened, heap, table, error)
                               : xb_fail_memory(error);
    for (size_t i = 0; i < opened; i++)
        xb_reader_finish(&inputs[i].reader);
    free(inputs);
    free(heap);
    return done;
}
