/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The records of a web archive in memory: WARC 1.0 and 1.1 (ISO 28500) and its predecessor ARC, as
 * they are, gzipped by record, or gzipped in any other way.
 *
 * One pass: tv_warc_next finds the next record, tv_warc_read has its block. What is damaged is
 * skipped up to the next record that can be found. Time is linear in the unpacked size; a record's
 * head takes at most TV_WARC_HEAD bytes. */
#ifndef TV_WARC_H
#define TV_WARC_H

#include "corpus/error.h"
#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TV_WARC_HEAD = 64 << 10 };

enum tv_warc_type {
    TV_WARC_OTHER, /* request, metadata, warcinfo ... */
    TV_WARC_RESPONSE,
    TV_WARC_RESOURCE, /* conversion too: content without protocol headers */
    TV_WARC_REVISIT,
};

/* What the head of a record says. Strings are NULL where it says nothing; they last until the next
 * call for the archive. */
struct tv_warc_record {
    enum tv_warc_type type;
    const char *uri, *id, *digest; /* digest: of the payload */
    const char *refers_to;         /* revisit: the id of the record it stands for */
    const char *content_type;      /* of the block */
    int64_t date;                  /* seconds since 1970, 0 unknown */
    uint64_t size;                 /* bytes of the block */
    bool truncated;                /* the crawler kept the beginning only */
    bool segmented;                /* what it holds goes on in other records */
    size_t offset;                 /* in the file, of the record; SIZE_MAX: cannot be gone to */
};

enum tv_warc_status {
    TV_WARC_END,
    TV_WARC_RECORD,
    TV_WARC_SKIPPED, /* something damaged; the next call goes on behind it */
    TV_WARC_DAMAGED, /* something damaged, and no record behind it */
};

/* Whether a file that begins with these bytes (all that there are, or 64 or more) is one. */
bool tv_warc_is(const uint8_t *bytes, size_t size);

/* Bytes that tv_warc_is takes for one, which must stay as long as it is used. */
struct tv_warc *tv_warc_create(const uint8_t *bytes, size_t size);
void tv_warc_destroy(struct tv_warc *w);

enum tv_warc_status tv_warc_next(struct tv_warc *w, struct tv_warc_record *ret_record);

/* Where the last call of tv_warc_next began, in the file: for messages. */
size_t tv_warc_offset(const struct tv_warc *w);

/* Appends the block of the record that tv_warc_next gave last. False with *err (TV_REFUSED) when it
 * is damaged; tv_warc_next then does not tell of that again. */
bool tv_warc_read(struct tv_warc *w, struct tv_buffer *out, struct tv_error *err);

/* Goes back, or on, to the record at that offset: tv_warc_next gives it next. */
void tv_warc_seek(struct tv_warc *w, size_t offset);

#endif
