/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The position table: key term 0x00 docid, tag the positions, an entry for each term and document that
 * has any. A tag is the last position by xb_pack_uint; that alone if it is the only
 * one. Otherwise bits follow, low bits first, the last byte filled up with zeros: the first position
 * out of the last, the count less 2 out of the span, and the positions between by interpolative coding
 * (Moffat and Stuiver 2000): the middle one out of what it can still be, then the left half, then the
 * right.
 *
 * A number out of n takes ceil(log2 n) bits, or one less for as many values in the middle of the range
 * as codes are to spare.
 *
 * What is always true of it: no bits at all remain for the list 0, 1, which libxapian then reads back
 * as 1 alone. The bytes are what libxapian writes, this case included.
 */
#include "position.h"

#include "key.h"

struct bits {
    uint8_t *p;
    uint64_t pending;
    unsigned count; /* bits pending, less than 8 between calls */
};

/* Most bytes for one number, which is 32 bits long or less. */
enum { NUMBER_MAX = 5 };

static unsigned bit_length(uint32_t value)
{
    return value ? 32 - (unsigned)__builtin_clz(value) : 0;
}

static void put(struct bits *bits, uint32_t value, uint32_t out_of)
{
    unsigned width = bit_length(out_of - 1);
    uint32_t spare = (uint32_t)((UINT64_C(1) << width) - out_of);
    uint32_t middle = (out_of - spare) / 2;
    if (spare && value >= middle + spare)
        value = (value - (middle + spare)) | UINT32_C(1) << (width - 1);
    else if (spare && value >= middle)
        width--;
    bits->pending |= (uint64_t)value << bits->count;
    for (bits->count += width; bits->count >= 8; bits->count -= 8) {
        *bits->p++ = (uint8_t)bits->pending;
        bits->pending >>= 8;
    }
}

/* Recurs into halves, so to a depth of 32 at most. */
static void put_between(struct bits *bits, const uint32_t *positions, size_t low, size_t high)
{
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t lowest = positions[low] + (uint32_t)(middle - low);
        put(bits, positions[middle] - lowest,
            positions[high] - positions[low] - (uint32_t)(high - low) + 1);
        put_between(bits, positions, low, middle);
        low = middle;
    }
}

bool xb_position_pack(struct xb_buffer *buffer, const uint32_t *positions, size_t count,
                      struct xb_error *error)
{
    uint32_t first = positions[0], last = positions[count - 1];
    if (!xb_buffer_reserve(buffer, XB_UINT32_MAX + NUMBER_MAX * (count + 1), error))
        return false;
    struct bits bits = {.p = xb_pack_uint(buffer->bytes + buffer->size, last)};
    if (count > 1) {
        put(&bits, first, last);
        put(&bits, (uint32_t)(count - 2), last - first);
        put_between(&bits, positions, 0, count - 1);
        if (bits.count)
            *bits.p++ = (uint8_t)bits.pending;
    }
    buffer->size = (size_t)(bits.p - buffer->bytes);
    return true;
}

bool xb_position_write(struct xb_merge *merge, struct xb_table *table, struct xb_error *error)
{
    uint8_t key[XB_KEY_MAX];
    bool found;
    if (!xb_merge_next_key(merge, &found, error))
        return false;
    while (found) {
        uint8_t *tail = key + merge->key_size;
        memcpy(key, merge->key, merge->key_size);
        *tail++ = 0;
        if (!xb_merge_next_posting(merge, &found, error))
            return false;
        while (found) {
            const struct xb_posting *posting = merge->posting;
            size_t size = (size_t)(xb_pack_docid(tail, posting->docid) - key);
            if (!xb_table_add(table, key, size, posting->tag, posting->tag_size, false, error) ||
                !xb_merge_next_posting(merge, &found, error))
                return false;
        }
        if (!xb_merge_next_key(merge, &found, error))
            return false;
    }
    return true;
}
