/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents and passages as bytes: for the pipe from travaux-extract and for the index.
 *
 * A value is a sequence of fields without names: numbers as base-128 varints (low bits first),
 * strings as their length + 1 and their bytes, NULL as 0. What is read comes from a process that
 * parsed hostile bytes, or from a file, so every read is checked: a reader that meets anything
 * impossible stops, gives zeros from then on, and says so at the end. */
#ifndef TV_CODEC_H
#define TV_CODEC_H

#include "document.h"
#include "memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void tv_put_number(struct tv_buffer *out, uint64_t number);
void tv_put_string(struct tv_buffer *out, const char *s); /* NULL is kept */
void tv_put_strings(struct tv_buffer *out, const char *const *strings, size_t n);

/* Reads n bytes at p. Strings are copied to the arena. */
struct tv_reader {
    const char *p, *end;
    struct tv_arena *arena;
    bool failed;
};

uint64_t tv_get_number(struct tv_reader *r);
uint32_t tv_get_u32(struct tv_reader *r);       /* fails on greater numbers */
const char *tv_get_string(struct tv_reader *r); /* NUL-terminated; fails on NULs within */
const char **tv_get_strings(struct tv_reader *r, size_t *ret_n);
/* A count of things that take at least a byte each; fails on one that cannot be true. */
size_t tv_get_count(struct tv_reader *r);

/* A passage by itself: number, place, language, text, parts. */
void tv_put_passage(struct tv_buffer *out, const struct tv_passage *passage);
void tv_get_passage(struct tv_reader *r, struct tv_passage *ret_passage);

/* What is known of a document, without its passages. */
void tv_put_document(struct tv_buffer *out, const struct tv_document *doc);
void tv_get_document(struct tv_reader *r, struct tv_document *ret_doc);

/* Both, and where what is known was taken from: as travaux-extract sends it. */
void tv_put_whole(struct tv_buffer *out, const struct tv_document *doc);
/* Reads into *ret_doc (zero-initialised), which owns what was read; false, and *ret_doc empty, if
 * the bytes are not one whole document. */
bool tv_get_whole(const char *bytes, size_t size, struct tv_document *ret_doc);

#endif
