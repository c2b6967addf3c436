/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an index was made of (rebuild.h). Of an entry of the ledger, only the path is sure to be where
 * it is in every version. */
#include "rebuild.h"

#include "corpus/codec.h"
#include "corpus/schema.h"
#include "ledger.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xapian-c.h>

static bool is_among(const char *path, char *const *paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(path, paths[i]) == 0)
            return true;
    return false;
}

static void note_whole(struct tv_old_index *old, const struct tv_archive_entry *entry)
{
    uint64_t *members = tv_arena_alloc(&old->arena, sizeof *members);
    *members = entry->members;
    tv_map_put(&old->whole, entry->path, members);
}

struct reading {
    const char *index;
    char *const *without;
    size_t n;
    struct tv_sources *sources;
    struct tv_old_index *old;
};

static bool take_entry(const struct reading *r, const struct xc_str *value, struct tv_error *err)
{
    struct tv_arena arena = {0};
    struct tv_reader reader = {.p = value->data, .end = value->data + value->size, .arena = &arena};
    struct tv_archive_entry entry;
    bool taken = true;
    const char *path = tv_get_string(&reader);
    if (path && !is_among(path, r->without, r->n)) {
        taken = access(path, F_OK) == 0 ? tv_sources_add(r->sources, path, NULL, err)
                                        : tv_fail(err, TV_NOT_FOUND,
                                                  "%s is in the index and gone: bring it back, or "
                                                  "leave it out with --rebuild --remove %s",
                                                  path, path);
        if (tv_get_archive_entry(value->data, value->size, &arena, &entry) && !entry.refused)
            note_whole(r->old, &entry);
    }
    tv_arena_finish(&arena);
    return taken;
}

static bool fail(const struct reading *r, const struct xc_error *e, struct tv_error *err)
{
    return tv_fail(err, TV_DAMAGED,
                   "%s: what it was made of cannot be read (%s): remove it and name the archives",
                   r->index, e->message);
}

static bool read_ledger(const struct reading *r, struct xc_database *database, struct tv_error *err)
{
    struct xc_error e;
    struct xc_term key;
    struct xc_str value;
    struct xc_terms *keys = xc_terms_open_metadata(database, XC_TEXT(TV_META_ARCHIVE), &e);
    bool read = keys || fail(r, &e, err);
    enum xc_code code = XC_END;
    while (read && (code = xc_terms_next(keys, &key, &e)) == XC_OK)
        read = xc_database_metadata(database, key.term.data, key.term.size, &value, &e) == XC_OK
                   ? take_entry(r, &value, err)
                   : fail(r, &e, err);
    xc_terms_destroy(keys);
    return read && (code == XC_END || fail(r, &e, err));
}

bool tv_old_index_read(const char *index, char *const *without, size_t n,
                       struct tv_sources *sources, struct tv_old_index *ret_old,
                       struct tv_error *err)
{
    struct reading r = {index, without, n, sources, ret_old};
    struct xc_error e;
    if (access(index, F_OK) < 0)
        return true;
    struct xc_database *database = xc_database_open(index, &e);
    bool read = database ? read_ledger(&r, database, err) : fail(&r, &e, err);
    xc_database_destroy(database);
    return read;
}

void tv_old_index_finish(struct tv_old_index *old)
{
    tv_map_finish(&old->whole);
    tv_arena_finish(&old->arena);
}
