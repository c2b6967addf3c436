/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* UTF-8, one code point at a time: ICU's macros as functions, in the one place where their
 * conversions are not warned about. */
#ifndef TV_UTF8_H
#define TV_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/utf8.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"

/* The code point at s[*i] of n bytes, and *i moved past it; U+FFFD (and *i moved past the longest
 * part of a character, at least one byte) where the bytes are not valid. *i < n. */
static inline int32_t tv_utf8_next(const char *s, size_t n, size_t *i)
{
    const uint8_t *bytes = (const uint8_t *)s;
    int32_t c;
    U8_NEXT_OR_FFFD(bytes, *i, n, c);
    return c;
}

/* The same, but -1 where the bytes are not valid. */
static inline int32_t tv_utf8_next_or_error(const char *s, size_t n, size_t *i)
{
    const uint8_t *bytes = (const uint8_t *)s;
    int32_t c;
    U8_NEXT(bytes, *i, n, c);
    return c;
}

/* The code point before s[*i], and *i moved to its start; U+FFFD where the bytes are not valid.
 * 0 < *i <= INT32_MAX. */
static inline int32_t tv_utf8_prev(const char *s, size_t *i)
{
    const uint8_t *bytes = (const uint8_t *)s;
    int32_t at = (int32_t)*i;
    int32_t c;
    U8_PREV_OR_FFFD(bytes, 0, at, c);
    *i = (size_t)at;
    return c;
}

/* Writes a code point (below 0x110000, no surrogate) as 1 to 4 bytes and returns how many. */
static inline size_t tv_utf8_put(char ret_bytes[4], int32_t c)
{
    uint8_t *bytes = (uint8_t *)ret_bytes;
    size_t n = 0;
    U8_APPEND_UNSAFE(bytes, n, c);
    return n;
}

#pragma GCC diagnostic pop

#endif
