/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How glass writes numbers and terms. Each function writes at p, where there must be room for the
 * longest outcome, and returns the byte after.
 *
 * - xb_pack_uint: 7 bits a byte, low bits first, the high bit set in all but the last.
 * - xb_pack_last: bytes, low first, as many as needed; only as the last thing in a key.
 * - xb_pack_docid: sorts as bytes like the number: two bytes, high first, below 0x8000; above, the
 *   length in the leading bits (10, 110, 1110) of 3 to 5 bytes, high first.
 * - xb_pack_term: the term with 0x00 0xff for each NUL, so that a 0x00 and anything but 0xff can follow.
 */
#ifndef XB_PACK_H
#define XB_PACK_H

#include <stdint.h>
#include <string.h>

enum { XB_UINT32_MAX = 5, XB_UINT64_MAX = 10, XB_DOCID_MAX = 5 };

static inline uint8_t *xb_pack_uint(uint8_t *p, uint64_t value)
{
    while (value >= 0x80) {
        *p++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *p++ = (uint8_t)value;
    return p;
}

/* The counterpart, for bytes that xb_pack_uint wrote; `end` stops it in any case. */
static inline const uint8_t *xb_unpack_uint(const uint8_t *p, const uint8_t *end, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; p < end && shift < 64; shift += 7) {
        *value |= (uint64_t)(*p & 0x7f) << shift;
        if (!(*p++ & 0x80))
            break;
    }
    return p;
}

static inline uint8_t *xb_pack_last(uint8_t *p, uint32_t value)
{
    for (; value; value >>= 8)
        *p++ = (uint8_t)value;
    return p;
}

static inline uint8_t *xb_pack_docid(uint8_t *p, uint32_t value)
{
    if (value < 0x8000) {
        *p++ = (uint8_t)(value >> 8);
        *p++ = (uint8_t)value;
        return p;
    }
    unsigned size = value < 1u << 22 ? 3 : value < 1u << 29 ? 4 : 5;
    uint64_t marked = (uint64_t)value | (uint64_t)(0xffu << (10 - size) & 0xff) << (8 * (size - 1));
    for (unsigned shift = 8 * size; shift; shift -= 8)
        *p++ = (uint8_t)(marked >> (shift - 8));
    return p;
}

static inline uint8_t *xb_pack_term(uint8_t *p, const uint8_t *term, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        *p++ = term[i];
        if (!term[i])
            *p++ = 0xff;
    }
    return p;
}

#endif
