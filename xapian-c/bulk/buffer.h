/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes that grow. Writers reserve room first and then write with the pack functions, which never
 * fail: `xb_buffer_reserve(b, n, error)` promises n bytes at `b->bytes + b->size`.
 *
 * Always true: size <= room; a zeroed buffer is an empty one.
 */
#ifndef XB_BUFFER_H
#define XB_BUFFER_H

#include "error.h"

#include <string.h>

struct xb_buffer {
    uint8_t *bytes;
    size_t size;
    size_t room;
};

/* Grows *array, of `room` elements of `element` bytes, to hold at least `wanted`. */
bool xb_grow(void **array, size_t *room, size_t wanted, size_t element, struct xb_error *error);

bool xb_buffer_grow(struct xb_buffer *buffer, size_t more, struct xb_error *error);

void xb_buffer_finish(struct xb_buffer *buffer);

static inline bool xb_buffer_reserve(struct xb_buffer *buffer, size_t more, struct xb_error *error)
{
    return buffer->room - buffer->size >= more || xb_buffer_grow(buffer, more, error);
}

static inline bool xb_buffer_append(struct xb_buffer *buffer, const void *bytes, size_t size,
                                    struct xb_error *error)
{
    if (!xb_buffer_reserve(buffer, size, error))
        return false;
    if (size)
        memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
    return true;
}

#endif
