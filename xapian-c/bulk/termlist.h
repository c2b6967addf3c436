/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tags of the termlist table: a document's terms, and its value slots. */
#ifndef XB_TERMLIST_H
#define XB_TERMLIST_H

#include "buffer.h"

/* A termlist being written. */
struct xb_termlist {
    struct xb_buffer *buffer;
    uint8_t last[255]; /* the term before */
    size_t last_size;
};

/* Begins a termlist of `count` terms in an empty buffer; without terms the tag is empty. */
bool xb_termlist_begin(struct xb_termlist *list, struct xb_buffer *buffer, uint32_t length,
                       size_t count, struct xb_error *error);
/* Terms come in order, as keys of the postlist table. */
bool xb_termlist_add(struct xb_termlist *list, const uint8_t *key, size_t key_size, uint32_t wdf,
                     struct xb_error *error);

#endif
