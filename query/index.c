/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The index, opened for questions (index.h). */
#include "index.h"

#include "columns.h"

#include "corpus/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum tv_code code_of(enum xc_code code)
{
    switch (code) {
    case XC_LOCKED:
        return TV_LOCKED;
    case XC_CORRUPT:
        return TV_DAMAGED;
    case XC_VERSION:
        return TV_VERSION;
    case XC_NOT_FOUND:
        return TV_NOT_FOUND;
    case XC_DISK_FULL:
        return TV_DISK_FULL;
    case XC_TIMEOUT:
        return TV_TIMEOUT;
    case XC_PARSE:
    case XC_LIMIT:
        return TV_SYNTAX;
    case XC_INVALID_ARGUMENT:
    case XC_INVALID_OPERATION:
    case XC_INTERNAL:
        return TV_INTERNAL;
    default:
        return TV_IO;
    }
}

bool tv_fail_xapian(struct tv_error *err, const char *what, const struct xc_error *xapian)
{
    const char *advice = xapian->code == XC_CORRUPT
                             ? " (the index is damaged; remove it and index the archives anew)"
                             : "";
    return tv_fail(err, code_of(xapian->code), "%s%s%s%s%s%s", what ? what : "", what ? ": " : "",
                   xapian->message, xapian->system[0] ? ": " : "", xapian->system, advice);
}

static bool check_schema(struct xc_database *database, const char *path, struct tv_error *err)
{
    struct xc_str version;
    struct xc_error xe = {0};
    if (xc_database_metadata(database, XC_TEXT(TV_META_SCHEMA), &version, &xe))
        return tv_fail_xapian(err, path, &xe);
    if (version.size == strlen(TV_SCHEMA_VERSION) &&
        memcmp(version.data, TV_SCHEMA_VERSION, version.size) == 0)
        return true;
    if (version.size == 0)
        return tv_fail(err, TV_VERSION,
                       "%s: this is no index of travaux; travaux index -d DIR makes one elsewhere",
                       path);
    return tv_fail(err, TV_VERSION,
                   "%s: made with version %.*s of the schema, and this travaux reads version %s; "
                   "rebuild it: travaux index --rebuild -d '%s'",
                   path, (int)version.size, version.data, TV_SCHEMA_VERSION, path);
}

/* Whether a path can be read, as far as there is one: false with errno. */
static bool may_read(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return access(path, S_ISDIR(st.st_mode) ? R_OK | X_OK : R_OK) == 0;
    return errno == ENOENT;
}

static struct xc_database *open_one(const char *path, struct tv_error *err)
{
    struct xc_error xe = {0};
    struct xc_database *database = xc_database_open(path, &xe);
    if (!database) {
        if (!may_read(path))
            tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
        else if (xe.code == XC_NOT_FOUND)
            tv_fail(err, TV_NOT_FOUND, "no index at %s; travaux index -d '%s' ARCHIVE makes one",
                    path, path);
        else
            tv_fail_xapian(err, path, &xe);
        return NULL;
    }
    if (check_schema(database, path, err))
        return database;
    xc_database_destroy(database);
    return NULL;
}

/* Opens one more and puts it behind the others. */
static bool add_path(struct tv_index *index, const char *path, struct tv_error *err)
{
    struct xc_database *database = open_one(path, err);
    struct xc_error xe = {0};
    if (!database)
        return false;
    if (!index->database) {
        index->database = database;
    } else if (xc_database_add(index->database, database, &xe)) {
        xc_database_destroy(database);
        return tv_fail_xapian(err, path, &xe);
    }
    index->paths = tv_realloc(index->paths, index->n_paths + 1, sizeof *index->paths);
    index->paths[index->n_paths++] = tv_strdup(path);
    return true;
}

bool tv_index_open(const char *const *paths, size_t n, struct tv_index *ret_index,
                   struct tv_error *err)
{
    char *fallback = n ? NULL : tv_index_path(NULL);
    struct tv_index index = {0};
    bool ok = n ? true : add_path(&index, fallback, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = add_path(&index, paths[i], err);
    free(fallback);
    if (ok)
        *ret_index = index;
    else
        tv_index_finish(&index);
    return ok;
}

void tv_index_finish(struct tv_index *index)
{
    if (!index)
        return;
    tv_columns_release(index->columns);
    xc_database_destroy(index->database);
    for (size_t i = 0; i < index->n_paths; i++)
        free(index->paths[i]);
    free(index->paths);
    *index = (struct tv_index){0};
}

bool tv_index_read(struct tv_index *index, uint32_t docid, struct tv_buffer *ret_data,
                   struct tv_error *err)
{
    struct xc_error xe = {0};
    struct xc_document *document = xc_document_create(&xe);
    struct xc_str data;
    bool ok = document &&
              xc_database_read(index->database, docid, XC_READ_DATA, document, &xe) == XC_OK &&
              xc_document_data(document, &data, &xe) == XC_OK;
    if (ok) {
        tv_buffer_clear(ret_data);
        tv_buffer_add(ret_data, data.data, data.size);
    }
    xc_document_destroy(document);
    return ok || tv_fail_xapian(err, index->paths[0], &xe);
}

bool tv_index_record(struct tv_index *index, const char *id, struct tv_record *ret_record,
                     struct tv_error *err)
{
    char term[sizeof TV_PREFIX_DOCUMENT + TV_ID_SIZE];
    int size = snprintf(term, sizeof term, TV_PREFIX_DOCUMENT "%s", id);
    struct tv_buffer data = {0};
    struct xc_error xe = {0};
    uint32_t docid;
    enum xc_code code = xc_database_find(index->database, term, (size_t)size, &docid, &xe);
    bool ok = false;
    if (code == XC_NOT_FOUND)
        tv_fail(err, TV_NOT_FOUND, "no document %s in the index", id);
    else if (code)
        tv_fail_xapian(err, index->paths[0], &xe);
    else if (tv_index_read(index, docid, &data, err))
        ok = tv_get_record(data.data, data.size, ret_record) ||
             tv_fail(err, TV_DAMAGED,
                     "the record of %s in the index is damaged; remove the index and index the "
                     "archives anew",
                     id);
    tv_buffer_finish(&data);
    return ok;
}
