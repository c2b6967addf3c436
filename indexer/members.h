/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Archives: from a file's bytes to its members, archives within archives included, in one pass and
 * without unpacking anything to disk. */
#ifndef TV_MEMBERS_H
#define TV_MEMBERS_H

#include "bounds.h"
#include "extraction.h"
#include "manifest.h"

/* Receives each member in turn. `why` is NULL, or says why there are no bytes (TV_REFUSED or
 * TV_IGNORED). Returns false to stop. The member's strings and bytes last for the call. */
typedef bool tv_member_sink(void *context, const struct tv_member *member,
                            const struct tv_error *why);

/* A manifest that lies beside the file, and the path by which it calls the file; NULL where its paths
 * are those within. */
struct tv_told {
    struct tv_manifest *manifest;
    const char *as;
};

/* Asked before each attempt at what may break the process: to unpack a member, to look for the next
 * one, to open a container. The fingerprint is the same whenever the same is attempted: of a member
 * whose bytes are known, it is their SHA-256. False with *why: do not try, but say that; `why` NULL:
 * nothing will be said. */
typedef bool tv_attempt_guard(void *context, const uint8_t fingerprint[TV_FINGERPRINT_SIZE],
                              struct tv_error *why);

/* Walks all members of the file; one that is no archive is its own only member. Paths are UTF-8, each
 * once ("a.txt", then "a (2).txt"). False with *err (TV_REFUSED) when the archive is damaged or
 * beyond a limit, after all members before that; false with TV_IO when the sink stopped. */
bool tv_archive_walk(const struct tv_member *file, const struct tv_limits *limits,
                     tv_member_sink *sink, void *context, struct tv_error *err);

/* The same, with a guard (NULL: none), which gets the sink's context, and where manifests beside the
 * file say something of its members; what those within say comes after. A walk of the same file within
 * the same limits attempts and gives the same in the same order. */
bool tv_archive_walk_guarded(const struct tv_member *file, const struct tv_limits *limits,
                             const struct tv_told *told, size_t n_told, tv_member_sink *sink,
                             tv_attempt_guard *guard, void *context, struct tv_error *err);

#endif
