/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xapian-bulk: build a Xapian database from nothing, many times faster than
 * WritableDatabase.
 *
 * A loader takes documents from any number of threads, inverts them in memory,
 * spills sorted runs to temporary files when its memory budget is reached, and
 * at the end merges the runs straight into the packed tables of a "glass"
 * database (libxapian 1.4). The result is what WritableDatabase::replace_document
 * would have made of the same documents: libxapian reads, checks, compacts and
 * updates it like any other. Spelling and synonyms are added afterwards through
 * libxapian.
 *
 *     struct xb_loader *loader;
 *     struct xb_feeder *feeder;
 *     struct xb_error error;
 *     if (!xb_loader_create("new.db", NULL, &loader, &error)) ...
 *     xb_feeder_create(loader, &feeder, &error);              one in each thread
 *     xb_add(feeder, docid, &document, &error);               in any order
 *     xb_finish(loader, NULL, 0, &error);                     when all threads are done
 *     xb_loader_destroy(loader);
 *
 * Errors. Every function that can fail returns false and fills *error (never
 * NULL); out-parameters are then untouched. A document refused with XB_INVALID
 * or XB_LIMIT leaves no trace and the feeder goes on. After XB_IO or XB_MEMORY
 * the feeder is spent: it and xb_finish fail with the same error from then on.
 *
 * Threads. A loader and xb_feeder_create, xb_finish and xb_loader_destroy belong
 * to one thread at a time; each feeder belongs to one thread at a time; different
 * feeders work at the same time without locks.
 *
 * Durability. The version file `iamglass`, without which nothing opens the
 * directory as a database, is written last, renamed into place after every table
 * is on disk. Whatever fails before leaves no database; temporary files have no
 * name, so that they vanish even when the process is killed. A killed load leaves
 * a directory without `iamglass`, to be removed by the caller.
 *
 * Sizes are in bytes.
 */
#ifndef XAPIAN_BULK_H
#define XAPIAN_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define XB_API __attribute__((visibility("default")))

enum xb_code {
    XB_OK,
    XB_INVALID, /* a wrong argument: the message says which */
    XB_LIMIT,   /* a document beyond what the format holds */
    XB_EXISTS,  /* the path is there already and is not an empty directory */
    XB_VERSION, /* libxapian writes a format this library does not know: use libxapian itself */
    XB_IO,      /* a system call failed: the message names the file, `system` holds errno */
    XB_MEMORY,  /* out of memory */
};

struct xb_error {
    enum xb_code code;
    int system;
    char message[496]; /* a sentence, NUL-terminated */
};

/* Zero in any member means the default. */
struct xb_options {
    /*
     * What the inversion may hold in memory, shared evenly among the threads; 512 MiB unless given,
     * 256 KiB a thread at least. One document more than the budget always fits. At the end, merging
     * takes up to as much again as an eighth of this, or 16 KiB a spilled run if that is more.
     * Temporary files take about the size of the finished tables, whatever the budget.
     */
    size_t memory;
    /* Feeders that may exist, and threads that xb_finish uses; the number of processors unless given. */
    unsigned threads;
    /* Where temporary files go: the new database's directory unless given. */
    const char *temporary_directory;
    /*
     * How hard document data and termlists are deflated: 1 (default), much the fastest and about a
     * tenth larger than the rest, to 12; -1 stores them plain.
     */
    int compression;
    /* Leave it to the system when the tables reach the disk: a power cut may then lose the database. */
    bool no_sync;
};

/*
 * One term of a document. The same term may come any number of times, in any order: as in
 * Xapian::Document, wdf adds up and positions are merged, sorted and kept once. A term without
 * positions and with wdf 0 is a boolean term.
 */
struct xb_term {
    const void *bytes;
    size_t size; /* 1 to 245, each NUL byte counted twice */
    uint32_t wdf;
    uint32_t position_count;
    const uint32_t *positions;
};

/* An empty value is no value; of two values in one slot the later one counts. */
struct xb_value {
    uint32_t slot; /* 0 to 2^32-2 */
    const void *bytes;
    size_t size;
};

/* What the pointers point to is copied or used up before xb_add returns. */
struct xb_document {
    const struct xb_term *terms;
    size_t term_count;
    const struct xb_value *values;
    size_t value_count;
    const void *data;
    size_t data_size;
};

struct xb_metadata {
    const void *key;
    size_t key_size; /* 1 to 253 */
    const void *value;
    size_t value_size; /* 0: not stored */
};

struct xb_loader;
struct xb_feeder;

/*
 * Begins a database at path, which must not exist or be an empty directory; its parent must exist.
 * The loader holds the database's write lock until it is destroyed.
 */
XB_API bool xb_loader_create(const char *path, const struct xb_options *options,
                             struct xb_loader **ret_loader, struct xb_error *error);

/* A way in for one thread; belongs to the loader and goes with it. */
XB_API bool xb_feeder_create(struct xb_loader *loader, struct xb_feeder **ret_feeder,
                             struct xb_error *error);

/*
 * Adds a document as docid: 1 to 2^32-1, each once, in any order, gaps allowed. Ascending docids in
 * each feeder are the fastest. What can be read from the database depends on documents and docids
 * alone, never on which feeder took which document when; unless `compression` is 1, so do the bytes of
 * its tables. A docid given twice is found by xb_finish. The sum of the
 * document's wdf may not pass 2^32-2.
 */
XB_API bool xb_add(struct xb_feeder *feeder, uint32_t docid, const struct xb_document *document,
                   struct xb_error *error);

/* Writes the database. Keys of metadata come once each, in any order. Afterwards nothing can be added. */
XB_API bool xb_finish(struct xb_loader *loader, const struct xb_metadata *metadata,
                      size_t metadata_count, struct xb_error *error);

/*
 * Gives the database at path, which nobody has open, at least this revision. A reader of libxapian that
 * opens its path again sees by the revision alone whether that holds something else now, and all new
 * databases begin with the same: what is to take another's place needs a higher one than that has.
 * XB_VERSION: not a database of the format that this library knows.
 */
XB_API bool xb_raise_revision(const char *path, uint32_t revision, struct xb_error *error);

/* Frees loader and feeders; takes NULL. Unless xb_finish succeeded, all that was written is removed. */
XB_API void xb_loader_destroy(struct xb_loader *loader);

#ifdef __cplusplus
}
#endif

#endif
