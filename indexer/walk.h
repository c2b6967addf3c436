/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the readers of containers (archives, crawls, mail) share while a file is walked. Private to
 * members.c, walk.c and walk_*.c.
 *
 * A reader of a container names each member with tv_walk_path, says with tv_walk_count that there is
 * one more, and hands it to tv_walk_file, which opens it in turn or gives it to the sink. All
 * functions that return bool return false when the walk is over: the sink stopped, or the outermost
 * file cannot be read on. */
#ifndef TV_WALK_H
#define TV_WALK_H

#include "corpus/hash.h"
#include "members.h"

/* A container that is being walked. */
struct tv_walk_container {
    struct tv_walk_container *outer;
    const char *path;     /* NULL: the outermost */
    uint64_t most, bytes; /* of its members, inner archives' included: may be, are so far */
    uint8_t digest[TV_FINGERPRINT_SIZE];
    uint64_t steps;    /* attempts to find its next member */
    uint64_t unpacked; /* bytes that it was unpacked to ahead and is read from; 0: as it is */
};

struct tv_walk {
    const struct tv_limits *limits;
    tv_member_sink *sink;
    tv_attempt_guard *guard; /* or NULL */
    void *context;
    struct tv_error *err;         /* why the outermost file cannot be read on */
    const struct tv_member *file; /* the outermost */
    const struct tv_told *told;   /* manifests beside it */
    size_t n_told;
    struct tv_manifest *within;       /* those in it */
    struct tv_names given_out;        /* how often each path was */
    struct tv_walk_container *inside; /* the innermost */
    uint64_t given;                   /* members, to the sink */
    uint64_t members, total;          /* bytes of all members so far */
    struct tv_error over;             /* a limit of the whole file that was reached */
    uint64_t position;                /* bytes of the outermost file that were read */
    bool stopped;                     /* by the sink */
};

/* The path of a member within the whole file, that no member before had; to be freed. `name` may be
 * any bytes, or NULL; `parent` is the container's path, NULL for the outermost. */
char *tv_walk_path(struct tv_walk *w, const char *parent, const char *name);

/* The same path without regard to others; to be freed. */
char *tv_walk_name(const struct tv_walk *w, const char *parent, const char *name);

/* Counts a member; false when there are too many: tv_walk_may_step then says so. */
bool tv_walk_count(struct tv_walk *w);

/* Counts bytes of members that were unpacked, whatever became of them. */
void tv_walk_charge(struct tv_walk *w, uint64_t bytes);

bool tv_walk_give(struct tv_walk *w, const struct tv_member *member, const struct tv_error *why);
bool tv_walk_refuse(struct tv_walk *w, const char *path, enum tv_code code, const char *reason);

/* Says that a container cannot be read on: of the outermost, as the walk's error. */
bool tv_walk_broken(struct tv_walk *w, const char *parent, const struct tv_error *why);
bool tv_walk_damaged(struct tv_walk *w, const char *parent, const char *reason);

/* Whether a member of that size is within the limits; else *err. */
bool tv_walk_fits(struct tv_walk *w, uint64_t size, struct tv_error *err);

/* Whether the next member of a container may be looked for; else *why. Once a limit is reached, it may
 * not. */
bool tv_walk_may_step(struct tv_walk *w, struct tv_walk_container *c, struct tv_error *why);

/* Whether the member of that path may be unpacked; else *why. size and mtime tell it from what had
 * its path before. */
bool tv_walk_may_unpack(struct tv_walk *w, const char *path, uint64_t size, int64_t mtime,
                        struct tv_error *why);

/* Walks a file: a container's members, or the file itself. `depth`: containers around it. */
bool tv_walk_file(struct tv_walk *w, const struct tv_member *file, const char *parent,
                  unsigned depth);

/* The containers that libarchive does not read. */
bool tv_walk_web(struct tv_walk *w, const struct tv_member *file, struct tv_walk_container *c,
                 unsigned depth);
bool tv_walk_mail(struct tv_walk *w, const struct tv_member *file, struct tv_walk_container *c,
                  unsigned depth);

#endif
