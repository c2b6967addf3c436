/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compression. libdeflate is more than twice as fast as zlib on passages, at the same size; but for
 * tags longer than libxapian's window of 8,192 bytes zlib is needed.
 *
 * libxapian 1.4 inflates into a window of 8,192 bytes at a time and stops when a component's input is
 * used up, even if the last bytes of output did not fit the window; it then reports the tag as
 * corrupt. What it writes itself can fail so. To be safe for every length, a longer tag's stream is
 * followed by an empty block, whose bytes remain as input until all output has been taken.
 *
 * What is always true of it: a compressed tag is shorter than the plain one, is one deflate stream, and
 * is followed by nothing.
 */
#include "compress.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <zlib.h>

enum { WINDOW = 8192 };

struct xb_compressor {
    struct libdeflate_compressor *quick;
    z_stream safe;
    bool safe_ready;
    int level;
};

bool xb_compressor_create(int level, struct xb_compressor **ret_compressor, struct xb_error *error)
{
    struct xb_compressor *compressor = calloc(1, sizeof *compressor);
    if (!compressor)
        return xb_fail_memory(error);
    compressor->level = level;
    if (level >= 0)
        compressor->quick = libdeflate_alloc_compressor(level);
    if (level >= 0 && !compressor->quick) {
        free(compressor);
        return xb_fail_memory(error);
    }
    *ret_compressor = compressor;
    return true;
}

void xb_compressor_destroy(struct xb_compressor *compressor)
{
    if (!compressor)
        return;
    libdeflate_free_compressor(compressor->quick);
    if (compressor->safe_ready)
        deflateEnd(&compressor->safe);
    free(compressor);
}

static bool prepare_safe(struct xb_compressor *compressor, struct xb_error *error)
{
    if (compressor->safe_ready)
        return deflateReset(&compressor->safe) == Z_OK || xb_fail_memory(error);
    int level = compressor->level < 9 ? compressor->level : 9;
    compressor->safe_ready =
        deflateInit2(&compressor->safe, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK;
    return compressor->safe_ready || xb_fail_memory(error);
}

/* The compressed size, or 0 if it is not below `size`. Z_SYNC_FLUSH, then Z_FINISH: an empty block. */
static bool compress_safe(struct xb_compressor *compressor, const void *tag, size_t size, void *out,
                          size_t *ret_size, struct xb_error *error)
{
    if (!prepare_safe(compressor, error))
        return false;
    z_stream *stream = &compressor->safe;
    stream->next_in = (z_const Bytef *)tag;
    stream->avail_in = (uInt)size;
    stream->next_out = out;
    stream->avail_out = (uInt)size - 1;
    bool shorter = deflate(stream, Z_SYNC_FLUSH) == Z_OK && stream->avail_out &&
                   deflate(stream, Z_FINISH) == Z_STREAM_END;
    *ret_size = shorter ? (size_t)stream->total_out : 0;
    return true;
}

bool xb_compressor_append(struct xb_compressor *compressor, const void *tag, size_t size,
                       struct xb_buffer *buffer, bool *ret_compressed, struct xb_error *error)
{
    size_t compressed = 0;
    if (!xb_buffer_reserve(buffer, size, error))
        return false;
    uint8_t *out = buffer->bytes + buffer->size;
    if (compressor->quick && size > XB_COMPRESS_MIN) {
        if (size <= WINDOW)
            compressed = libdeflate_deflate_compress(compressor->quick, tag, size, out, size - 1);
        else if (size <= UINT32_MAX &&
                 !compress_safe(compressor, tag, size, out, &compressed, error))
            return false;
    }
    if (!compressed && size)
        memcpy(out, tag, size);
    buffer->size += compressed ? compressed : size;
    *ret_compressed = compressed > 0;
    return true;
}
