/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests ask of libxapian, behind a C interface: write the same documents by WritableDatabase,
 * compare two databases through everything that can be read from them, check, compact, update. Functions
 * return NULL if all is well, or a message to be freed.
 */
#ifndef XB_REFERENCE_H
#define XB_REFERENCE_H

#include "xapian-bulk.h"

#ifdef __cplusplus
extern "C" {
#endif

struct reference_document {
    uint32_t docid;
    struct xb_document document;
};

/* Documents are added by replace_document in the order given. */
char *reference_write(const char *path, const struct reference_document *documents, size_t count,
                      const struct xb_metadata *metadata, size_t metadata_count);

/* All iterators, statistics and bounds. Exempt is data which libxapian cannot read back itself. */
char *reference_compare(const char *loaded, const char *written);

/* Ranked results, with weights, of random queries over the terms of both. */
char *reference_compare_queries(const char *loaded, const char *written, unsigned count,
                                uint64_t seed);

/* Database::check with every option. */
char *reference_check(const char *path);

/* Compacts one database, or two with the second's documents renumbered, into another. */
char *reference_compact(const char *first, const char *second, const char *into);

/* Adds, replaces and deletes documents, in a way that depends on the database's docids and seed alone. */
char *reference_update(const char *path, const struct reference_document *documents, size_t count,
                       uint64_t seed);

uint64_t reference_revision(const char *path);

/* Whether libxapian opens the path as a database. */
bool reference_opens(const char *path);

void reference_remove(const char *path);

#ifdef __cplusplus
}
#endif

#endif
