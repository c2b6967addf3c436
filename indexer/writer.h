/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writer: documents and the ledger into the index (corpus/schema.h). What was not committed is
 * as if it had never been.
 *
 * There are three kinds behind one interface. The *live* writer changes an index through Xapian, in
 * transactions, at a cost in proportion to the change. The *bulk* writer makes an index that does
 * not exist yet, many times faster: all of it appears at its one commit. When a live writer has taken
 * in so much that copying the index is cheaper than going on, a *merging* writer takes over, which
 * gives the rest to a bulk writer and merges. Which kind does what makes no difference to what is in
 * the index. */
#ifndef TV_WRITER_H
#define TV_WRITER_H

#include "corpus/error.h"
#include "corpus/schema.h"
#include "ledger.h"

struct tv_writer;

/* Opens the index for writing; makes it where there is none. rebuild: begins with an empty one, which
 * takes the place of the other at its commit. Codes: TV_LOCKED, TV_VERSION, TV_DAMAGED, TV_DISK_FULL,
 * TV_IO. */
struct tv_writer *tv_writer_open(const char *path, bool rebuild, struct tv_error *err);

/* Commits nothing; frees it. NULL is fine. */
void tv_writer_destroy(struct tv_writer *w);

/* Makes all that was done since the last commit lasting. The bulk and the merging writer can do so
 * once, at the end. */
bool tv_writer_commit(struct tv_writer *w, struct tv_error *err);

/* Commits if enough was done since the last time, or goes over to a merging writer; the bulk and the
 * merging writer never commit here. */
bool tv_writer_commit_some(struct tv_writer *w, struct tv_error *err);

/* Goes over to a merging writer after so many passages, not by the rule; for tests and measurements. */
void tv_writer_merge_after(struct tv_writer *w, size_t passages);

/* Adds a document found at source: its record and passages, and takes *doc over, leaving it empty.
 * If the index has one with the same ID, that gets another source, and *ret_duplicate is true. */
bool tv_writer_add(struct tv_writer *w, struct tv_document *doc, const struct tv_source *source,
                   bool *ret_duplicate, struct tv_error *err);

/* Puts a document that is known by other facts now in the place of what the index has of it; its
 * sources stay. Not for a new index, which has nothing to renew. */
bool tv_writer_renew(struct tv_writer *w, struct tv_document *doc, struct tv_error *err);

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

/* What a kind of writer is. Metadata are the ledger's: keys and values are bytes. */
struct tv_writer_kind {
    void (*destroy)(void *self);
    bool (*commit)(void *self, struct tv_error *err);
    bool (*commit_some)(void *self, struct tv_error *err);
    bool (*add)(void *self, struct tv_document *doc, const struct tv_source *source,
                struct tv_error *err);
    bool (*has)(void *self, const char *id);
    bool (*add_source)(void *self, const char *id, const struct tv_source *source,
                       struct tv_error *err);
    bool (*drop_source)(void *self, const char *id, const struct tv_source *source,
                        struct tv_error *err);
    bool (*renew)(void *self, struct tv_document *doc, struct tv_error *err); /* NULL: it cannot */
    /* *ret_value is the writer's until its next call; size 0: there is none. */
    bool (*metadata)(void *self, const char *key, const char **ret_value, size_t *ret_size);
    bool (*set_metadata)(void *self, const char *key, const struct tv_buffer *value,
                         struct tv_error *err);
    /* Appends all keys that begin with prefix, each ended by NUL. */
    bool (*list)(void *self, const char *prefix, struct tv_buffer *keys, struct tv_error *err);
};

extern const struct tv_writer_kind tv_live_writer, tv_bulk_writer, tv_merging_writer;

/* NULL with *err. The bulk writer: also with TV_NOT_FOUND, where there is an index already that is
 * not to be replaced, or libxapian is of another version than the bulk loader knows; the live one is
 * then the way. */
void *tv_live_writer_open(const char *path, struct tv_error *err);
void *tv_bulk_writer_open(const char *path, bool replace, struct tv_error *err);

/* Takes over a live writer that has just committed; if it cannot, that is as it was. Codes: those of
 * tv_bulk_writer_open. */
void *tv_merging_writer_open(void *live, const char *path, struct tv_error *err);

/* Whether it can renew a document: not one that it has added itself. */
bool tv_merging_writer_can_renew(void *self, const char *id);

/* What the merging writer needs of the others. */
struct xc_stats;
struct tv_group_source;

/* The docid of a document's record, 0 where there is none; and the record at a docid. */
uint32_t tv_live_writer_find(void *self, const char *id);
bool tv_live_writer_record(void *self, uint32_t docid, struct tv_record *ret_record,
                           struct tv_error *err);
/* As in struct tv_group_source, without the records that are to be skipped. */
size_t tv_live_writer_records(void *self, const char *band,
                              bool (*skip)(void *context, uint32_t docid), void *context,
                              uint32_t *docids);
/* Gives a document other sources; without any, takes what has docids up to `last` of it away. */
bool tv_live_writer_set_sources(void *self, const char *id, uint32_t last,
                                struct tv_source *sources, size_t n, struct tv_error *err);
bool tv_live_writer_stats(void *self, struct xc_stats *ret_stats, struct tv_error *err);
/* How many passages were added since it was opened. */
size_t tv_live_writer_added(const void *self);

/* Before anything is added: begins behind docid `last`, where documents of `earlier` end. */
void tv_bulk_writer_follow(void *self, uint32_t last, const struct tv_group_source *earlier);

#endif
