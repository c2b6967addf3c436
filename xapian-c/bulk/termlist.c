/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A termlist: document length and number of terms by xb_pack_uint; then for each term
 *     a byte: how many bytes it shares with the term before (not with the first term)
 *     a byte: how many follow
 *     these bytes
 *     the wdf by xb_pack_uint
 * With s the size of the term before, a wdf with (wdf + 1) * (s + 1) + shared < 256 goes into the first
 * byte as that sum, which is then greater than s, and is not repeated at the end.
 *
 * What is always true of it: terms ascend strictly by their bytes; the wdf add up to the length.
 */
#include "termlist.h"

#include "pack.h"

bool xb_termlist_begin(struct xb_termlist *list, struct xb_buffer *buffer, uint32_t length,
                       size_t count, struct xb_error *error)
{
    list->buffer = buffer;
    list->last_size = 0;
    if (!count)
        return true;
    if (!xb_buffer_reserve(buffer, XB_UINT32_MAX + XB_UINT64_MAX, error))
        return false;
    uint8_t *p = xb_pack_uint(buffer->bytes + buffer->size, length);
    buffer->size = (size_t)(xb_pack_uint(p, count) - buffer->bytes);
    return true;
}

/* A key without the 0xff after each NUL. */
static size_t unescape(uint8_t *term, const uint8_t *key, size_t key_size)
{
    size_t size = 0;
    for (size_t i = 0; i < key_size; i += key[i] ? 1 : 2)
        term[size++] = key[i];
    return size;
}

static size_t shared_prefix(const struct xb_termlist *list, const uint8_t *term, size_t size)
{
    size_t shortest = list->last_size < size ? list->last_size : size, i = 0;
    while (i < shortest && list->last[i] == term[i])
        i++;
    return i;
}

bool xb_termlist_add(struct xb_termlist *list, const uint8_t *key, size_t key_size, uint32_t wdf,
                     struct xb_error *error)
{
    uint8_t unescaped[255];
    const uint8_t *term = key;
    size_t size = key_size;
    if (!xb_buffer_reserve(list->buffer, 2 + key_size + XB_UINT32_MAX, error))
        return false;
    if (memchr(key, 0, key_size)) {
        size = unescape(unescaped, key, key_size);
        term = unescaped;
    }
    size_t shared = shared_prefix(list, term, size);
    uint8_t *p = list->buffer->bytes + list->buffer->size;
    size_t folded = wdf < 127 ? (wdf + 1) * (list->last_size + 1) + shared : 256;
    bool fold = list->last_size && folded < 256;
    if (list->last_size)
        *p++ = (uint8_t)(fold ? folded : shared);
    *p++ = (uint8_t)(size - shared);
    memcpy(p, term + shared, size - shared);
    p += size - shared;
    if (!fold)
        p = xb_pack_uint(p, wdf);
    list->buffer->size = (size_t)(p - list->buffer->bytes);
    memcpy(list->last + shared, term + shared, size - shared);
    list->last_size = size;
    return true;
}
