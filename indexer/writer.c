/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writer (writer.h): one interface for both kinds, and the ledger, which both keep as metadata. */
#include "writer.h"

#include "corpus/replacement.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xapian-c.h>

/* A live writer goes over to merging once it has added so many passages, and that part of those in the
 * index. */
enum { MERGE_LEAST = 2000, MERGE_SHARE = 16 };

struct tv_writer {
    const struct tv_writer_kind *kind;
    void *self;
    char *path;
    size_t merge_after; /* passages added; 0: by the rule */
    bool keep_live;     /* merging was tried, and cannot be done here */
    bool beside;        /* a live writer that works beside the place of its index */
    struct tv_replacement replacement;
    struct tv_buffer value;
};

/* Makes the folders above path. */
static bool make_parents(const char *path, struct tv_error *err)
{
    char *copy = tv_strdup(path);
    bool made = true;
    for (char *slash = strchr(copy + 1, '/'); slash && made; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) < 0 && errno != EEXIST)
            made = tv_fail(err, TV_IO, "%s: %s", copy, strerror(errno));
        *slash = '/';
    }
    free(copy);
    return made;
}

/* The live writer at path, or, to rebuild an index, beside it. */
static bool open_live(struct tv_writer *w, const char *path, bool rebuild, struct tv_error *err)
{
    w->kind = &tv_live_writer;
    if (!rebuild) {
        w->self = tv_live_writer_open(path, err);
        return w->self != NULL;
    }
    w->beside = tv_replacement_init(&w->replacement, path, true, err);
    return w->beside && tv_replacement_lock(&w->replacement, err) &&
           (w->self = tv_live_writer_open(w->replacement.building, err));
}

struct tv_writer *tv_writer_open(const char *path, bool rebuild, struct tv_error *err)
{
    struct tv_writer *w = tv_alloc(sizeof *w);
    struct tv_error why = {0};
    w->kind = &tv_bulk_writer;
    w->path = tv_strdup(path);
    bool opened = make_parents(path, &why) && (w->self = tv_bulk_writer_open(path, rebuild, &why));
    if (opened || (why.code == TV_NOT_FOUND && open_live(w, path, rebuild, &why)))
        return w;
    tv_fail(err, why.code, "%s", why.message);
    tv_writer_destroy(w);
    return NULL;
}

void tv_writer_destroy(struct tv_writer *w)
{
    if (!w)
        return;
    if (w->self)
        w->kind->destroy(w->self);
    if (w->beside)
        tv_replacement_finish(&w->replacement);
    tv_buffer_finish(&w->value);
    free(w->path);
    free(w);
}

bool tv_writer_commit(struct tv_writer *w, struct tv_error *err)
{
    return w->kind->commit(w->self, err) &&
           (!w->beside || w->replacement.done || tv_replacement_put(&w->replacement, err));
}

void tv_writer_merge_after(struct tv_writer *w, size_t passages)
{
    w->merge_after = passages;
}

/* Whether to merge what is still to come: so much was added that copying the index costs no more than
 * adding it did, and the rest is likely to be as much again. */
static bool is_large(const struct tv_writer *w)
{
    struct xc_stats stats;
    struct tv_error err;
    size_t added = tv_live_writer_added(w->self);
    if (w->merge_after)
        return added >= w->merge_after;
    return added >= MERGE_LEAST && tv_live_writer_stats(w->self, &stats, &err) &&
           added >= stats.documents / MERGE_SHARE;
}

static bool go_over(struct tv_writer *w, struct tv_error *err)
{
    struct tv_error why = {0};
    if (!w->kind->commit(w->self, err))
        return false;
    void *merging = tv_merging_writer_open(w->self, w->path, &why);
    w->keep_live = !merging;
    if (!merging)
        return why.code == TV_NOT_FOUND || tv_fail(err, why.code, "%s", why.message);
    w->kind = &tv_merging_writer;
    w->self = merging;
    return true;
}

bool tv_writer_commit_some(struct tv_writer *w, struct tv_error *err)
{
    if (w->kind == &tv_live_writer && !w->beside && !w->keep_live && is_large(w))
        return go_over(w, err);
    return w->kind->commit_some(w->self, err);
}

bool tv_writer_has(struct tv_writer *w, const char *id)
{
    return w->kind->has(w->self, id);
}

bool tv_writer_add(struct tv_writer *w, struct tv_document *doc, const struct tv_source *source,
                   bool *ret_duplicate, struct tv_error *err)
{
    bool duplicate = tv_writer_has(w, doc->id);
    bool added = duplicate ? w->kind->add_source(w->self, doc->id, source, err)
                           : w->kind->add(w->self, doc, source, err);
    tv_document_finish(doc);
    if (added)
        *ret_duplicate = duplicate;
    return added;
}

/* Merges what there is, and goes on with a live writer. */
static bool go_back(struct tv_writer *w, struct tv_error *err)
{
    if (!w->kind->commit(w->self, err))
        return false;
    w->kind->destroy(w->self);
    w->kind = &tv_live_writer;
    w->self = tv_live_writer_open(w->path, err);
    return w->self != NULL;
}

bool tv_writer_renew(struct tv_writer *w, struct tv_document *doc, struct tv_error *err)
{
    bool back = w->kind == &tv_merging_writer && !tv_merging_writer_can_renew(w->self, doc->id);
    if (back && !go_back(w, err))
        return false;
    bool renewed = w->kind->renew ? w->kind->renew(w->self, doc, err)
                                  : tv_fail(err, TV_INTERNAL, "a new index has nothing to renew");
    tv_document_finish(doc);
    return renewed;
}

bool tv_writer_add_source(struct tv_writer *w, const char *id, const struct tv_source *source,
                          struct tv_error *err)
{
    return w->kind->add_source(w->self, id, source, err);
}

bool tv_writer_drop_source(struct tv_writer *w, const char *id, const struct tv_source *source,
                           struct tv_error *err)
{
    return w->kind->drop_source(w->self, id, source, err);
}

/* The ledger. */

enum { MAX_KEY = 2 * TV_KEY_SIZE + 2 };

static void archive_key(const char *key, char ret_key[MAX_KEY])
{
    snprintf(ret_key, MAX_KEY, TV_META_ARCHIVE "%s", key);
}

static void member_key(const char *archive, const char *path, char ret_key[MAX_KEY])
{
    char key[TV_KEY_SIZE + 1];
    tv_ledger_key(path, key);
    snprintf(ret_key, MAX_KEY, TV_META_MEMBER "%s%s", archive, key);
}

bool tv_writer_archive(struct tv_writer *w, const char *key, struct tv_arena *arena,
                       struct tv_archive_entry *ret_entry)
{
    char full[MAX_KEY];
    const char *value;
    size_t size;
    archive_key(key, full);
    return w->kind->metadata(w->self, full, &value, &size) &&
           tv_get_archive_entry(value, size, arena, ret_entry);
}

bool tv_writer_set_archive(struct tv_writer *w, const char *key,
                           const struct tv_archive_entry *entry, struct tv_error *err)
{
    char full[MAX_KEY];
    archive_key(key, full);
    tv_buffer_clear(&w->value);
    tv_put_archive_entry(&w->value, entry);
    return w->kind->set_metadata(w->self, full, &w->value, err);
}

bool tv_writer_forget_archive(struct tv_writer *w, const char *key, struct tv_error *err)
{
    char full[MAX_KEY];
    archive_key(key, full);
    tv_buffer_clear(&w->value);
    return w->kind->set_metadata(w->self, full, &w->value, err);
}

bool tv_writer_set_member(struct tv_writer *w, const char *archive,
                          const struct tv_member_entry *entry, struct tv_error *err)
{
    char full[MAX_KEY];
    member_key(archive, entry->path, full);
    tv_buffer_clear(&w->value);
    tv_put_member_entry(&w->value, entry);
    return w->kind->set_metadata(w->self, full, &w->value, err);
}

bool tv_writer_forget_member(struct tv_writer *w, const char *archive, const char *path,
                             struct tv_error *err)
{
    char full[MAX_KEY];
    member_key(archive, path, full);
    tv_buffer_clear(&w->value);
    return w->kind->set_metadata(w->self, full, &w->value, err);
}

bool tv_writer_archives(struct tv_writer *w,
                        bool (*visit)(void *context, const char *key,
                                      const struct tv_archive_entry *entry),
                        void *context, struct tv_error *err)
{
    struct tv_buffer keys = {0};
    struct tv_arena arena = {0};
    bool listed = w->kind->list(w->self, TV_META_ARCHIVE, &keys, err), go_on = listed;
    for (size_t i = 0; go_on && i < keys.size; i += strlen(keys.data + i) + 1) {
        struct tv_archive_entry entry;
        const char *key = keys.data + i + strlen(TV_META_ARCHIVE);
        if (tv_writer_archive(w, key, &arena, &entry))
            go_on = visit(context, key, &entry);
    }
    tv_arena_finish(&arena);
    tv_buffer_finish(&keys);
    return listed;
}

bool tv_writer_members(struct tv_writer *w, const char *archive,
                       bool (*visit)(void *context, const struct tv_member_entry *entry),
                       void *context, struct tv_error *err)
{
    struct tv_buffer keys = {0};
    struct tv_arena arena = {0};
    char prefix[MAX_KEY];
    snprintf(prefix, sizeof prefix, TV_META_MEMBER "%s", archive);
    bool listed = w->kind->list(w->self, prefix, &keys, err), go_on = listed;
    for (size_t i = 0; go_on && i < keys.size; i += strlen(keys.data + i) + 1) {
        const char *value;
        size_t size;
        struct tv_member_entry entry;
        if (w->kind->metadata(w->self, keys.data + i, &value, &size) &&
            tv_get_member_entry(value, size, &arena, &entry))
            go_on = visit(context, &entry);
        tv_arena_reset(&arena);
    }
    tv_arena_finish(&arena);
    tv_buffer_finish(&keys);
    return listed;
}
