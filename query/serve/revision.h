/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The revision of the index: followed by one thread, known to all.
 *
 * The thread that calls tv_revision_check has readers of its own, one a path. Each time one of them
 * finds something new, the generation goes up by one, and whoever has opened the index for an older
 * one brings it up to date before he reads again. */
#ifndef TV_REVISION_H
#define TV_REVISION_H

#include "../columns.h"
#include "../index.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

enum { TV_TAG_SIZE = 17 }; /* 16 hexadecimal digits and a NUL */

/* A path of the index, and what was there when it was last looked at. */
struct tv_watched {
    const char *path;
    struct xc_database *database;
    dev_t device;
    ino_t inode;
};

struct tv_revision {
    struct tv_watched *watched;
    size_t n_watched;
    size_t most_of_sets;             /* tv_columns_read */
    uint64_t program;                /* its hash */
    uint64_t changes;                /* of what has no revision of its own (remote databases) */
    atomic_uint_fast64_t generation; /* from 1 */
    pthread_mutex_t lock;            /* of what follows */
    char tag[TV_TAG_SIZE];           /* what ETags are made of */
    struct tv_columns *columns;      /* of the present generation; NULL */
};

/* Opens the index that the paths name (none: the usual one) and checks it. */
bool tv_revision_init(struct tv_revision *revision, const char *const *paths, size_t n,
                      size_t most_of_sets, struct tv_error *err);
void tv_revision_finish(struct tv_revision *revision);

/* Looks whether there is something new. A path that cannot be read now counts as unchanged. */
void tv_revision_check(struct tv_revision *revision);

/* The tag of the present generation. */
void tv_revision_tag(struct tv_revision *revision, char ret_tag[TV_TAG_SIZE]);

/* Opens the index, or brings it up to date; *generation is that of *index, 0 where it is not open
 * yet. When that fails, an index that was open stays as it was. */
bool tv_revision_follow(struct tv_revision *revision, struct tv_index *index, uint64_t *generation,
                        struct tv_error *err);

#endif
