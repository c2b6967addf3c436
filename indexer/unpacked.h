/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A compressed stream that is read twice and unpacked once, if what it unpacks to is not too much to
 * keep: ahead, for manifests, and then member by member. */
#ifndef TV_UNPACKED_H
#define TV_UNPACKED_H

#include <archive.h>
#include <stdbool.h>
#include <stddef.h>

struct tv_unpacked {
    struct archive *raw; /* the stream */
    struct tv_unpacked_piece *first, *last;
    size_t size, most; /* bytes kept, and that may be */
    bool lost;         /* there was more, or it is damaged: nothing is kept */
    bool given;        /* the first piece, to who reads again */
};

/* Opens a reader of what the stream unpacks to, which keeps that, up to `most` bytes. raw is an archive
 * of libarchive's format "raw" that was opened, and is owned from here on. What this returns is as of
 * archive_read_open. */
int tv_unpacked_read(struct tv_unpacked *u, struct archive *raw, size_t most, struct archive *a);

/* Opens a reader of what was kept, from the beginning up to where the first reader had read. It lets go
 * of each piece when it is done with it. Not where u->lost. */
int tv_unpacked_read_again(struct tv_unpacked *u, struct archive *a);

/* Frees it; the archives that read it are freed before. */
void tv_unpacked_finish(struct tv_unpacked *u);

#endif
