/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files written once from front to back: a table of the database (struct xb_output), and temporary
 * bytes that are read again later (struct xb_spool and struct xb_reader).
 *
 * Always true: an output's file is made with its first byte and never replaces another; a spool's
 * file has no name; every error names the file, or the directory for a file without a name.
 */
#ifndef XB_FILE_H
#define XB_FILE_H

#include "buffer.h"

struct xb_output {
    char *path;
    int fd;
    bool sync;
    uint64_t written;
    struct xb_buffer pending;
};

bool xb_output_init(struct xb_output *output, const char *directory, const char *name, bool sync,
                    struct xb_error *error);
/* Room for `size` bytes, less than a megabyte, which the caller then fills. */
bool xb_output_room(struct xb_output *output, size_t size, uint8_t **ret_bytes,
                    struct xb_error *error);
/* Writes what is pending and, with sync, waits until all is on disk. */
bool xb_output_complete(struct xb_output *output, struct xb_error *error);
void xb_output_finish(struct xb_output *output);

struct xb_spool {
    const char *directory; /* the caller's, for as long as the spool lives */
    int fd;
    uint64_t size; /* with what is pending */
    struct xb_buffer pending;
};

void xb_spool_init(struct xb_spool *spool, const char *directory);
bool xb_spool_append(struct xb_spool *spool, const void *bytes, size_t size,
                     struct xb_error *error);
bool xb_spool_flush(struct xb_spool *spool, struct xb_error *error);
void xb_spool_finish(struct xb_spool *spool);

/* A part of a spool. What is between p and end has been read and not used. */
struct xb_reader {
    const struct xb_spool *spool;
    uint64_t offset, stop; /* what is left in the file */
    const uint8_t *p, *end;
    uint8_t *bytes;
    size_t room;
};

bool xb_reader_init(struct xb_reader *reader, const struct xb_spool *spool, uint64_t offset,
                    uint64_t stop, size_t room, struct xb_error *error);
/* Makes `wanted` bytes lie between p and end, or all that are left. */
bool xb_reader_fill(struct xb_reader *reader, size_t wanted, struct xb_error *error);
void xb_reader_finish(struct xb_reader *reader);

static inline bool xb_reader_need(struct xb_reader *reader, size_t wanted, struct xb_error *error)
{
    return (size_t)(reader->end - reader->p) >= wanted || reader->offset == reader->stop ||
           xb_reader_fill(reader, wanted, error);
}

/* mkdir for a path that may exist as an empty directory. */
bool xb_directory_create(const char *path, bool *ret_created, struct xb_error *error);
/* Waits until the names in a directory are on disk. */
bool xb_directory_sync(const char *path, struct xb_error *error);
/* "directory/name", to be freed by the caller; NULL without memory. */
char *xb_path(const char *directory, const char *name);

#endif
