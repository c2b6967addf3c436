/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writer: documents and the ledger into the index (corpus/schema.h), in transactions: what was
 * not committed is as if it had never been. */
#ifndef TV_WRITER_H
#define TV_WRITER_H

#include "corpus/error.h"
#include "corpus/schema.h"
#include "ledger.h"

struct tv_writer;

/* Opens the index for writing; makes it where there is none. Codes: TV_LOCKED, TV_VERSION,
 * TV_DAMAGED, TV_DISK_FULL, TV_IO. */
struct tv_writer *tv_writer_open(const char *path, struct tv_error *err);

/* Commits nothing; frees it. NULL is fine. */
void tv_writer_destroy(struct tv_writer *w);

/* Makes all that was done since the last commit lasting. */
bool tv_writer_commit(struct tv_writer *w, struct tv_error *err);

/* Commits if enough was done since the last time. */
bool tv_writer_commit_some(struct tv_writer *w, struct tv_error *err);

/* Adds a document found at source: its record and passages. If the index has one with the same ID,
 * that gets another source, and *ret_duplicate is true. */
bool tv_writer_add(struct tv_writer *w, const struct tv_document *doc,
                   const struct tv_source *source, bool *ret_duplicate, struct tv_error *err);

/* Whether the index has a document with this ID. */
bool tv_writer_has(struct tv_writer *w, const char *id);

/* Adds a source to the document with this ID, which the index has. */
bool tv_writer_add_source(struct tv_writer *w, const char *id, const struct tv_source *source,
                          struct tv_error *err);

/* Takes a source from the document with this ID; with the last one the document goes, too. */
bool tv_writer_drop_source(struct tv_writer *w, const char *id, const struct tv_source *source,
                           struct tv_error *err);

/* The ledger. Found entries' strings are the arena's; false: there is none. */
bool tv_writer_archive(struct tv_writer *w, const char *key, struct tv_arena *arena,
                       struct tv_archive_entry *ret_entry);
bool tv_writer_set_archive(struct tv_writer *w, const char *key,
                           const struct tv_archive_entry *entry, struct tv_error *err);
bool tv_writer_forget_archive(struct tv_writer *w, const char *key, struct tv_error *err);
bool tv_writer_member(struct tv_writer *w, const char *archive_key, const char *path,
                      struct tv_arena *arena, struct tv_member_entry *ret_entry);
bool tv_writer_set_member(struct tv_writer *w, const char *archive_key,
                          const struct tv_member_entry *entry, struct tv_error *err);
bool tv_writer_forget_member(struct tv_writer *w, const char *archive_key, const char *path,
                             struct tv_error *err);

/* Calls visit for every archive, or every member of an archive, in the ledger; it returns false to
 * stop. It may change the ledger: the list was made before. */
bool tv_writer_archives(struct tv_writer *w,
                        bool (*visit)(void *context, const char *key,
                                      const struct tv_archive_entry *entry),
                        void *context, struct tv_error *err);
bool tv_writer_members(struct tv_writer *w, const char *archive_key,
                       bool (*visit)(void *context, const struct tv_member_entry *entry),
                       void *context, struct tv_error *err);

#endif
