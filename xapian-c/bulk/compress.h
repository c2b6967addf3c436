/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags as raw deflate streams, which libxapian inflates when it reads them. */
#ifndef XB_COMPRESS_H
#define XB_COMPRESS_H

#include "buffer.h"

/* Tags no longer than this are stored plain: the version file promises it. */
enum { XB_COMPRESS_MIN = 18 };

struct xb_compressor;

/* Tags of one kind are alike. */
enum xb_tag_kind { XB_TAG_TERMLIST, XB_TAG_DATA, XB_TAG_KINDS };

/* level: 1 to 12, or -1 to store everything plain. */
bool xb_compressor_create(int level, struct xb_compressor **ret_compressor, struct xb_error *error);

/* Appends the tag, compressed if that is shorter. */
bool xb_compressor_append(struct xb_compressor *compressor, enum xb_tag_kind kind, const void *tag,
                          size_t size, struct xb_buffer *buffer, bool *ret_compressed,
                          struct xb_error *error);

void xb_compressor_destroy(struct xb_compressor *compressor);

#endif
