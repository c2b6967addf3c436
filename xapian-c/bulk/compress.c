/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compression, in one of three ways:
 *
 * - Level 1 is for speed: ISA-L's igzip with a Huffman code made from tags of the same kind seen a little
 *   earlier, so that none has to be made for each tag. On passages it is more than four times as fast as
 *   libdeflate's fastest level and a tenth larger.
 * - Levels 2 to 12 are libdeflate's, twice as fast as zlib's at the same size. The first tags go this
 *   way at level 1 too, until there is a code.
 * - Tags longer than libxapian's window go through zlib at any level. libxapian 1.4 inflates into a window
 *   of 8,192 bytes at a time and stops when a component's input is used up, even if the last bytes of
 *   output did not fit the window; it then reports the tag as corrupt. What it writes itself can fail so.
 *   To be safe for every length, a longer tag's stream is followed by an empty block, whose bytes remain
 *   as input until all output has been taken.
 *
 * What is always true of it: a compressed tag is shorter than the plain one, is one deflate stream, and
 * is followed by nothing. Which bytes it has may depend, at level 1, on the tags before.
 */
#include "compress.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <zlib.h>

enum {
    WINDOW = 8192,
    SAMPLE = 48 << 10, /* what a code is made from */
    KEEP = 1 << 20,    /* after so much a new sample is taken */
    OVERHEAD = 512,    /* most that a stream can be longer than the tag: header and slack */
};

/* The code for tags of one kind, and the sample for the next. */
struct code {
    bool ready;
    size_t seen; /* since the last sample began */
    struct isal_huff_histogram histogram;
    struct isal_hufftables tables;
};

struct xb_compressor {
    int level;
    struct libdeflate_compressor *thorough;
    struct code codes[XB_TAG_KINDS];
    struct isal_zstream quick;
    z_stream safe;
    bool safe_ready;
};

bool xb_compressor_create(int level, struct xb_compressor **ret_compressor, struct xb_error *error)
{
    struct xb_compressor *compressor = calloc(1, sizeof *compressor);
    if (!compressor)
        return xb_fail_memory(error);
    compressor->level = level;
    if (level >= 0)
        compressor->thorough = libdeflate_alloc_compressor(level);
    if (level >= 0 && !compressor->thorough) {
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
    libdeflate_free_compressor(compressor->thorough);
    if (compressor->safe_ready)
        deflateEnd(&compressor->safe);
    free(compressor);
}

/* Takes samples of the tags, and makes a code of each sample. */
static void learn(struct code *code, const void *tag, size_t size)
{
    if (code->seen >= KEEP)
        code->seen = 0;
    if (!code->seen)
        memset(&code->histogram, 0, sizeof code->histogram);
    bool sampling = code->seen < SAMPLE;
    code->seen += size;
    if (!sampling)
        return;
    isal_update_histogram((uint8_t *)tag, (int)size, &code->histogram);
    if (code->seen >= SAMPLE)
        code->ready = !isal_create_hufftables(&code->tables, &code->histogram);
}

static size_t compress_quick(struct xb_compressor *compressor, struct code *code, const void *tag,
                             size_t size, void *out)
{
    struct isal_zstream *stream = &compressor->quick;
    isal_deflate_stateless_init(stream);
    isal_deflate_set_hufftables(stream, &code->tables, IGZIP_HUFFTABLE_CUSTOM);
    stream->end_of_stream = 1;
    stream->next_in = (uint8_t *)tag;
    stream->avail_in = (uint32_t)size;
    stream->next_out = out;
    stream->avail_out = (uint32_t)size + OVERHEAD;
    return isal_deflate_stateless(stream) == COMP_OK ? stream->total_out : 0;
}

static size_t compress_short(struct xb_compressor *compressor, enum xb_tag_kind kind,
                             const void *tag, size_t size, void *out)
{
    struct code *code = &compressor->codes[kind];
    if (compressor->level != 1)
        return libdeflate_deflate_compress(compressor->thorough, tag, size, out, size - 1);
    learn(code, tag, size);
    if (!code->ready)
        return libdeflate_deflate_compress(compressor->thorough, tag, size, out, size - 1);
    return compress_quick(compressor, code, tag, size, out);
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

/* Z_SYNC_FLUSH, then Z_FINISH, make an empty block at the end. */
static bool compress_long(struct xb_compressor *compressor, const void *tag, size_t size, void *out,
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

bool xb_compressor_append(struct xb_compressor *compressor, enum xb_tag_kind kind, const void *tag,
                          size_t size, struct xb_buffer *buffer, bool *ret_compressed,
                          struct xb_error *error)
{
    size_t compressed = 0;
    if (!xb_buffer_reserve(buffer, size + OVERHEAD, error))
        return false;
    uint8_t *out = buffer->bytes + buffer->size;
    if (compressor->level > 0 && size > XB_COMPRESS_MIN) {
        if (size <= WINDOW)
            compressed = compress_short(compressor, kind, tag, size, out);
        else if (size <= UINT32_MAX &&
                 !compress_long(compressor, tag, size, out, &compressed, error))
            return false;
    }
    *ret_compressed = compressed && compressed < size;
    if (!*ret_compressed && size)
        memcpy(out, tag, size);
    buffer->size += *ret_compressed ? compressed : size;
    return true;
}
