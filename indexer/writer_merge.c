/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The merging writer (writer.h): much that is new, beside an index that exists.
 *
 * New documents go to a bulk writer, at the docids that follow the index's last one. What changes in the
 * index itself, the sources of its documents and the ledger, is kept in memory. At the commit both
 * become one by Xapian's compaction, in a folder beside the index, where the changes are then made
 * through Xapian; and that takes the index's place. Until then the index stays as it was, under the lock
 * of the live writer that this one took over. */
#include "corpus/replacement.h"
#include "groups.h"
#include "map.h"
#include "writer.h"

#include <stdlib.h>
#include <string.h>
#include <xapian-bulk.h>
#include <xapian-c.h>

/* A document of the index whose sources change. Without any it goes. */
struct touched {
    const char *id;
    struct tv_record record; /* as it is in the index */
    struct tv_source *sources;
    size_t n_sources, capacity;
};

struct change {
    const char *key;
    struct tv_buffer value;
};

struct merging {
    void *base; /* a live writer: an open transaction without changes */
    void *side; /* a bulk writer */
    struct tv_replacement replacement;
    char *side_path;
    struct xc_stats stats; /* of the index */
    size_t added;          /* documents */
    struct tv_map touched, changed;
    struct touched **all_touched;
    size_t n_touched, touched_capacity;
    struct change **changes;
    size_t n_changes, changes_capacity;
    struct tv_arena arena;
    bool committed;
};

static void destroy(void *self)
{
    struct merging *w = self;
    if (!w)
        return;
    if (w->side)
        tv_bulk_writer.destroy(w->side);
    if (w->side_path)
        tv_remove_folder(w->side_path);
    if (w->base)
        tv_live_writer.destroy(w->base);
    tv_replacement_finish(&w->replacement);
    for (size_t i = 0; i < w->n_touched; i++) {
        tv_record_finish(&w->all_touched[i]->record);
        free(w->all_touched[i]->sources);
    }
    for (size_t i = 0; i < w->n_changes; i++)
        tv_buffer_finish(&w->changes[i]->value);
    free(w->all_touched);
    free(w->changes);
    free(w->side_path);
    tv_map_finish(&w->touched);
    tv_map_finish(&w->changed);
    tv_arena_finish(&w->arena);
    free(w);
}

/* Documents of the index. */

/* Notes that the sources of a document may change. NULL with *err if it cannot be read. */
static struct touched *touch(struct merging *w, const char *id, struct tv_error *err)
{
    struct touched *t = tv_map_get(&w->touched, id);
    struct tv_record record = {0};
    if (t || !tv_live_writer_record(w->base, tv_live_writer_find(w->base, id), &record, err))
        return t;
    t = tv_arena_alloc(&w->arena, sizeof *t);
    t->id = tv_arena_strdup(&w->arena, id);
    t->record = record;
    for (size_t i = 0; i < record.n_sources; i++) {
        TV_GROW(t->sources, t->n_sources, t->capacity);
        t->sources[t->n_sources++] = record.sources[i];
    }
    TV_GROW(w->all_touched, w->n_touched, w->touched_capacity);
    w->all_touched[w->n_touched++] = t;
    tv_map_put(&w->touched, id, t);
    return t;
}

static bool is_in_base(struct merging *w, const char *id)
{
    const struct touched *t = tv_map_get(&w->touched, id);
    return t ? t->n_sources > 0 : tv_live_writer.has(w->base, id);
}

/* A source's place among those of a document; their number if it is none. */
static size_t find_source(const struct touched *t, const struct tv_source *source)
{
    size_t i = 0;
    while (i < t->n_sources && (strcmp(t->sources[i].archive, source->archive) != 0 ||
                                strcmp(t->sources[i].member, source->member) != 0))
        i++;
    return i;
}

static bool has(void *self, const char *id)
{
    struct merging *w = self;
    return tv_bulk_writer.has(w->side, id) || is_in_base(w, id);
}

static bool add_source(void *self, const char *id, const struct tv_source *source,
                       struct tv_error *err)
{
    struct merging *w = self;
    if (tv_bulk_writer.has(w->side, id))
        return tv_bulk_writer.add_source(w->side, id, source, err);
    struct touched *t = touch(w, id, err);
    if (!t)
        return false;
    if (find_source(t, source) < t->n_sources)
        return true;
    TV_GROW(t->sources, t->n_sources, t->capacity);
    t->sources[t->n_sources++] = (struct tv_source){tv_arena_strdup(&w->arena, source->archive),
                                                    tv_arena_strdup(&w->arena, source->member)};
    return true;
}

static bool drop_source(void *self, const char *id, const struct tv_source *source,
                        struct tv_error *err)
{
    struct merging *w = self;
    if (tv_bulk_writer.has(w->side, id))
        return tv_bulk_writer.drop_source(w->side, id, source, err);
    if (!is_in_base(w, id))
        return true;
    struct touched *t = touch(w, id, err);
    size_t i = t ? find_source(t, source) : 0;
    if (!t || i == t->n_sources)
        return t != NULL;
    memmove(&t->sources[i], &t->sources[i + 1], (--t->n_sources - i) * sizeof *t->sources);
    return true;
}

static bool add(void *self, struct tv_document *doc, const struct tv_source *source,
                struct tv_error *err)
{
    struct merging *w = self;
    w->added++;
    return tv_bulk_writer.add(w->side, doc, source, err);
}

bool tv_merging_writer_can_renew(void *self, const char *id)
{
    const struct merging *w = self;
    return !tv_bulk_writer.has(w->side, id);
}

/* The document as it was goes, and comes again with the sources that it had. */
static bool renew(void *self, struct tv_document *doc, struct tv_error *err)
{
    struct merging *w = self;
    struct touched *t = touch(w, doc->id, err);
    size_t n = t ? t->n_sources : 0;
    if (!t)
        return false;
    char id[TV_ID_SIZE + 1];
    memcpy(id, doc->id, sizeof id);
    t->n_sources = 0;
    bool renewed = add(w, doc, &t->sources[0], err);
    for (size_t i = 1; renewed && i < n; i++)
        renewed = tv_bulk_writer.add_source(w->side, id, &t->sources[i], err);
    return renewed;
}

/* Records of the index, for the groups of what is added. */

static bool record_with(void *self, uint32_t docid, struct tv_record *ret_record)
{
    const struct merging *w = self;
    struct tv_error err;
    return tv_live_writer_record(w->base, docid, ret_record, &err);
}

static bool is_gone(void *self, uint32_t docid)
{
    struct merging *w = self;
    struct tv_record record = {0};
    bool gone = w->n_touched > 0 && record_with(w, docid, &record) && !is_in_base(w, record.doc.id);
    tv_record_finish(&record);
    return gone;
}

static size_t records_with(void *self, const char *band, uint32_t docids[TV_BAND_MEMBERS])
{
    struct merging *w = self;
    return tv_live_writer_records(w->base, band, is_gone, w, docids);
}

/* The ledger. */

static bool metadata(void *self, const char *key, const char **ret_value, size_t *ret_size)
{
    struct merging *w = self;
    const struct change *c = tv_map_get(&w->changed, key);
    if (!c)
        return tv_live_writer.metadata(w->base, key, ret_value, ret_size);
    *ret_value = c->value.data;
    *ret_size = c->value.size;
    return c->value.size > 0;
}

static bool set_metadata(void *self, const char *key, const struct tv_buffer *value,
                         struct tv_error *err)
{
    struct merging *w = self;
    struct change *c = tv_map_get(&w->changed, key);
    (void)err;
    if (!c) {
        c = tv_arena_alloc(&w->arena, sizeof *c);
        c->key = tv_arena_strdup(&w->arena, key);
        TV_GROW(w->changes, w->n_changes, w->changes_capacity);
        w->changes[w->n_changes++] = c;
        tv_map_put(&w->changed, key, c);
    }
    tv_buffer_clear(&c->value);
    tv_buffer_add(&c->value, value->data, value->size);
    return true;
}

static bool list(void *self, const char *prefix, struct tv_buffer *keys, struct tv_error *err)
{
    struct merging *w = self;
    struct tv_buffer old = {0};
    bool listed = tv_live_writer.list(w->base, prefix, &old, err);
    for (size_t i = 0; listed && i < old.size; i += strlen(old.data + i) + 1)
        if (!tv_map_get(&w->changed, old.data + i))
            tv_buffer_add(keys, old.data + i, strlen(old.data + i) + 1);
    for (size_t i = 0; listed && i < w->n_changes; i++)
        if (w->changes[i]->value.size && strncmp(w->changes[i]->key, prefix, strlen(prefix)) == 0)
            tv_buffer_add(keys, w->changes[i]->key, strlen(w->changes[i]->key) + 1);
    tv_buffer_finish(&old);
    return listed;
}

/* The end. */

/* Makes the changes of what was in the index in a copy of it, or in itself. */
static bool apply(struct merging *w, void *live, struct tv_error *err)
{
    bool done = true;
    for (size_t i = 0; done && i < w->n_touched; i++) {
        const struct touched *t = w->all_touched[i];
        done = tv_live_writer_set_sources(live, t->id, w->stats.last_docid, t->sources,
                                          t->n_sources, err);
    }
    for (size_t i = 0; done && i < w->n_changes; i++)
        done = tv_live_writer.set_metadata(live, w->changes[i]->key, &w->changes[i]->value, err);
    return done && tv_live_writer.commit(live, err);
}

static bool merge(struct merging *w, struct tv_error *err)
{
    static const struct xc_compact_options options = {.level = XC_COMPACT_STANDARD,
                                                      .flags = XC_COMPACT_KEEP_IDS};
    const char *const sources[] = {w->replacement.path, w->side_path};
    struct xc_error e;
    if (!xc_compact(sources, 2, w->replacement.building, &options, &e))
        return true;
    return tv_fail(err, e.code == XC_DISK_FULL ? TV_DISK_FULL : TV_IO, "%s: %s",
                   w->replacement.building, e.message);
}

static bool change_merged(struct merging *w, struct tv_error *err)
{
    struct xb_error e;
    void *live = tv_live_writer_open(w->replacement.building, err);
    bool done = live && apply(w, live, err);
    tv_live_writer.destroy(live);
    if (done && !xb_raise_revision(w->replacement.building, (uint32_t)w->stats.revision + 1, &e))
        done = tv_fail(err, TV_IO, "%s", e.message);
    return done;
}

static bool commit(void *self, struct tv_error *err)
{
    struct merging *w = self;
    if (w->committed)
        return true;
    if (w->added == 0)
        w->committed = apply(w, w->base, err);
    else
        w->committed = tv_bulk_writer.commit(w->side, err) && merge(w, err) &&
                       change_merged(w, err) && tv_replacement_put(&w->replacement, err);
    return w->committed;
}

static bool commit_some(void *self, struct tv_error *err)
{
    (void)self;
    (void)err;
    return true;
}

void *tv_merging_writer_open(void *live, const char *path, struct tv_error *err)
{
    struct merging *w = tv_alloc(sizeof *w);
    w->replacement.lock = -1;
    bool opened = tv_live_writer_stats(live, &w->stats, err) &&
                  tv_replacement_init(&w->replacement, path, true, err);
    if (opened) {
        w->side_path = tv_printf("%s.new", w->replacement.building);
        w->side = tv_bulk_writer_open(w->side_path, false, err);
    }
    if (!w->side) {
        destroy(w);
        return NULL;
    }
    w->base = live;
    const struct tv_group_source earlier = {records_with, record_with, w};
    tv_bulk_writer_follow(w->side, w->stats.last_docid, &earlier);
    return w;
}

const struct tv_writer_kind tv_merging_writer = {
    destroy,     commit, commit_some, add,          has,  add_source,
    drop_source, renew,  metadata,    set_metadata, list,
};
