/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A posting as it is kept in memory and in temporary files:
 *     gap        docid less the one before, by xb_pack_uint; 0 ends a list in a file
 *     wdf * 4 + (size of the tag, if 0 to 2; else 3)        by xb_pack_uint
 *     size of the tag, if 3 or more                         by xb_pack_uint
 *     tag
 * The tag holds a term's positions as the position table stores them, or a value.
 */
#ifndef XB_RECORD_H
#define XB_RECORD_H

#include "pack.h"

#include <stddef.h>

enum { XB_RECORD_HEAD_MAX = XB_UINT32_MAX + XB_UINT64_MAX + XB_UINT32_MAX };

struct xb_record {
    uint32_t gap, wdf;
    size_t tag_size;
};

static inline uint8_t *xb_record_pack(uint8_t *p, uint32_t gap, uint32_t wdf, size_t tag_size)
{
    p = xb_pack_uint(p, gap);
    p = xb_pack_uint(p, (uint64_t)wdf << 2 | (tag_size < 3 ? tag_size : 3));
    return tag_size < 3 ? p : xb_pack_uint(p, tag_size);
}

/* Returns where the tag begins. */
static inline const uint8_t *xb_record_unpack(const uint8_t *p, const uint8_t *end,
                                              struct xb_record *record)
{
    uint64_t gap, code, size;
    p = xb_unpack_uint(p, end, &gap);
    *record = (struct xb_record){.gap = (uint32_t)gap};
    if (!gap)
        return p;
    p = xb_unpack_uint(p, end, &code);
    record->wdf = (uint32_t)(code >> 2);
    size = code & 3;
    if (size == 3)
        p = xb_unpack_uint(p, end, &size);
    record->tag_size = (size_t)size;
    return p;
}

#endif
