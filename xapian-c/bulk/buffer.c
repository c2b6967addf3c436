/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "buffer.h"

#include <stdlib.h>

bool xb_grow(void **array, size_t *room, size_t wanted, size_t element, struct xb_error *error)
{
    if (wanted <= *room)
        return true;
    size_t larger = *room + *room / 2 < wanted ? wanted : *room + *room / 2;
    size_t bytes;
    if (__builtin_mul_overflow(larger, element, &bytes))
        return xb_fail_memory(error);
    void *grown = realloc(*array, bytes);
    if (!grown)
        return xb_fail_memory(error);
    *array = grown;
    *room = larger;
    return true;
}

bool xb_buffer_grow(struct xb_buffer *buffer, size_t more, struct xb_error *error)
{
    size_t wanted;
    if (__builtin_add_overflow(buffer->size, more, &wanted))
        return xb_fail_memory(error);
    void *bytes = buffer->bytes;
    if (!xb_grow(&bytes, &buffer->room, wanted < 256 ? 256 : wanted, 1, error))
        return false;
    buffer->bytes = bytes;
    return true;
}

void xb_buffer_finish(struct xb_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct xb_buffer){0};
}
