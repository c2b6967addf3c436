/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pool: worker processes, and the order in which their work comes back.
 *
 * One worker reads archives, the others parse members. The pool asks for one archive after the
 * other, hands members out, and reports everything in the order of the archives and their members,
 * whatever finishes first: so the same archives always give the same index. A worker that dies or
 * takes too long costs the member it was working on, and is replaced: a new reader goes through the
 * archive again, leaves out what broke the one before (the *culprit*), and sends what comes then. */
#ifndef TV_POOL_H
#define TV_POOL_H

#include "beside.h"
#include "bounds.h"
#include "corpus/document.h"
#include "corpus/error.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* A member as it was found, before it is parsed. */
struct tv_found {
    const char *path;
    uint64_t size;
    int64_t mtime;
    const char *url; /* as in struct tv_member */
    int64_t fetched;
    const char *content_type, *said;
    uint64_t position;  /* as in struct tv_member */
    uint8_t digest[32]; /* SHA-256; of a culprit its fingerprint */
    bool has_digest;
    bool has_bytes; /* it could be read: size, mtime and digest are known */
};

/* What broke a reader (members.h, tv_attempt_guard), and what is to be said of it. */
struct tv_culprit {
    uint8_t fingerprint[32];
    const char *reason;
};

/* What the pool asks and tells. The functions are called from tv_pool_run alone. */
struct tv_pool_client {
    void *context;
    /* The next archive: an open file (the pool closes it) and its name, which must last until its
     * end was told; `tag` comes back with all that is about it. False: no more. */
    bool (*next)(void *context, int *ret_fd, const char **ret_name, void **ret_tag);
    /* A member was found: whether it is to be parsed. Called ahead of `member`. */
    bool (*wanted)(void *context, void *tag, const struct tv_found *found);
    /* A member is done: parsed (*doc, whose id and sha256 are filled; the client may change it, the
     * pool frees it), not wanted (doc and why NULL), or refused or ignored (*why). False stops. */
    bool (*member)(void *context, void *tag, const struct tv_found *found, struct tv_document *doc,
                   const struct tv_error *why);
    /* The archive is done; why is NULL or says why it was not read to its end: TV_REFUSED, or TV_IO
     * where its file could not be read. False stops. */
    bool (*end)(void *context, void *tag, const struct tv_error *why);
    /* The manifests beside an archive that was just given; NULL: there are none. */
    size_t (*beside)(void *context, void *tag, const struct tv_beside **ret_beside);
    /* What is known to break the reader of this archive, and is not to be tried again: *ret must
     * last until the archive's end was told. NULL: nothing is. */
    size_t (*culprits)(void *context, void *tag, const struct tv_culprit **ret);
    /* The archive is read without what that manifest beside it says. NULL: nobody wants to know. */
    void (*without)(void *context, void *tag, const char *manifest, const char *reason);
};

struct tv_pool_options {
    unsigned parsers; /* 0: one for each processor */
    struct tv_limits limits;
    const char *program;               /* travaux-extract */
    const volatile sig_atomic_t *stop; /* tv_pool_run ends soon after this is not 0; NULL: never */
};

struct tv_pool;

/* Starts the workers. NULL with *err if they cannot be started. Fork-safe only before threads. */
struct tv_pool *tv_pool_create(const struct tv_pool_options *options, struct tv_error *err);

/* Works until the client has no more archives, or stops it (true), or *err (false). */
bool tv_pool_run(struct tv_pool *pool, const struct tv_pool_client *client, struct tv_error *err);

/* Ends the workers. */
void tv_pool_destroy(struct tv_pool *pool);

#endif
