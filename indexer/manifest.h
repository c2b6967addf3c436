/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Manifests: what somebody who knows says of the members of an archive or folder, in a table:
 * manifest.csv (the first row names the columns) or manifest.jsonl (an object a line).
 *
 * The column "member" (or path, file, filename) is a path from the folder in which the manifest lies;
 * that of a folder or an archive is about everything in it, but for what has a row of its own. The
 * others are kind, title, symbol, date, language, session, organisation (or organization, publisher),
 * url, states and authors (or state, author; several separated by ';', in JSON also as a list). What
 * a row says goes before everything else that is known of a member; an empty cell says nothing. A
 * row with a value that cannot be is left out and complained of; columns of other names are
 * somebody else's. */
#ifndef TV_MANIFEST_H
#define TV_MANIFEST_H

#include "extraction.h"

#include <stdbool.h>
#include <stddef.h>

struct tv_manifest; /* the rows of one or several */

struct tv_manifest *tv_manifest_create(void);
void tv_manifest_destroy(struct tv_manifest *m); /* NULL is fine */

/* Reads one. `folder` is what its paths are relative to: "" or "a/b". */
void tv_manifest_read(struct tv_manifest *m, const struct tv_member *file, const char *folder);

/* Whether there are so many that no more are to be read: each may have its word on every member. */
enum { TV_MAX_MANIFESTS = 256 };
bool tv_manifest_is_full(const struct tv_manifest *m);

/* Whether a manifest of this path was read. */
bool tv_manifest_has(const struct tv_manifest *m, const char *path);

/* What became of the manifest of this path: TV_IGNORED (no document, but so many rows), or
 * TV_REFUSED with the lines of bad rows; if all members were asked for, also of rows about none. */
void tv_manifest_outcome(const struct tv_manifest *m, const char *path, bool all,
                         struct tv_error *ret_outcome);

/* Calls tell with the path of each manifest that was read, until it returns false. */
bool tv_manifest_each(const struct tv_manifest *m, bool (*tell)(void *context, const char *path),
                      void *context);

/* What is said of one member. Strings are the manifests'. */
struct tv_said {
    const char *values[TV_FACT_COUNT], *origins[TV_FACT_COUNT];
};

/* Adds what the manifest says of the member of this path, where nothing was said before. */
void tv_manifest_say(struct tv_manifest *m, const char *path, struct tv_said *said);

/* As text, for the way to a parser; false if nothing is said. */
bool tv_said_put(const struct tv_said *said, struct tv_buffer *out);

/* States what such a text says. NULL is nothing. */
void tv_said_state(const char *text, struct tv_extraction *x);

#endif
