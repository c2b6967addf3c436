/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The index, opened for questions: one database or several as one, each of the schema that this
 * program reads. */
#ifndef TV_INDEX_H
#define TV_INDEX_H

#include "corpus/error.h"
#include "corpus/schema.h"
#include "xapian-c/xapian-c.h"

struct tv_index {
    struct xc_database *database;
    char **paths; /* as they were given, or the default */
    size_t n_paths;
    struct tv_columns *columns;  /* what is in memory of it (columns.h); NULL */
    uint32_t columns_generation; /* the database's when it was given them */
};

/* Opens the indexes at n paths (none: tv_index_path's) as one. A path is a directory, or a stub file
 * that names databases, remote ones too. Codes: TV_NOT_FOUND, TV_VERSION, TV_DAMAGED, TV_IO. */
bool tv_index_open(const char *const *paths, size_t n, struct tv_index *ret_index,
                   struct tv_error *err);
void tv_index_finish(struct tv_index *index);

/* Fills *err from an error of xapian-c about `what` (a path, or NULL) and returns false. */
bool tv_fail_xapian(struct tv_error *err, const char *what, const struct xc_error *xapian);

/* Reads the data of a stored document into *ret_data, which is emptied first. */
bool tv_index_read(struct tv_index *index, uint32_t docid, struct tv_buffer *ret_data,
                   struct tv_error *err);

/* Reads the record of the document with this ID. TV_NOT_FOUND where there is none. */
bool tv_index_record(struct tv_index *index, const char *id, struct tv_record *ret_record,
                     struct tv_error *err);

#endif
