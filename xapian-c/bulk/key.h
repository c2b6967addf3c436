/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys of the postlist table. A term's key is the term with its NULs escaped as 0x00 0xff; keys of
 * 0x00 and another byte are reserved. Inside a run, a value slot and the list of document lengths have
 * such a key too and are postings like any other: the value is the tag, the length is the wdf.
 */
#ifndef XB_KEY_H
#define XB_KEY_H

#include "pack.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    XB_KEY_METADATA = 0xc0,
    XB_KEY_VALUE_STATISTICS = 0xd0,
    XB_KEY_VALUES = 0xd8,
    XB_KEY_LENGTHS = 0xe0,
    XB_KEY_NUL = 0xff, /* not reserved: a term that begins with NUL */
};

static inline uint8_t *xb_pack_reserved(uint8_t *p, unsigned kind)
{
    *p++ = 0;
    *p++ = (uint8_t)kind;
    return p;
}

/* The kind of a reserved key, or XB_KEY_NUL for a term's. */
static inline unsigned xb_key_kind(const uint8_t *key, size_t size)
{
    return size > 1 && !key[0] ? key[1] : XB_KEY_NUL;
}

#endif
