/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bulk writer (writer.h): an index that does not exist yet, made by the bulk loader.
 *
 * Documents are put into a bounded queue, from which threads take them, make their terms, and feed
 * the loader. Each gets its docids when it arrives, so that the index is the same whatever the threads
 * do. Records wait until the end, since more sources may turn up for them; so does the ledger. The
 * index is built beside its place and renamed into it when it is whole. */
#include "bands.h"
#include "corpus/replacement.h"
#include "map.h"
#include "terms.h"
#include "writer.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xapian-bulk.h>
#include <xapian-c.h>

enum {
    MAX_THREADS = 16,
    MAX_QUEUE = 128, /* documents that wait: about the size of what the parsers have under way */
};

struct job {
    struct tv_document doc;
    char group[TV_ID_SIZE + 1];
    uint32_t first; /* docid of the first passage */
    struct job *next;
};

/* In the writer's arena: there are as many as documents, so that none takes more room than it needs. */
struct bytes {
    const char *data;
    size_t size;
};

/* A record as it will be: what is known of the document, encoded, and where it was found. */
struct kept {
    uint32_t docid, n_passages;
    struct bytes doc;
    char group[TV_ID_SIZE + 1];
    struct tv_signature signature;
    struct tv_source *sources; /* strings in the writer's arena */
    size_t n_sources;
};

struct metadata {
    const char *key;
    struct bytes value;
};

struct bulk {
    struct tv_replacement replacement;
    uint32_t revision; /* the finished index has at least this one */
    struct xb_loader *loader;
    uint32_t next;     /* docid */
    struct tv_map ids; /* to struct kept */
    struct tv_bands bands;
    struct tv_group_source earlier; /* of the documents before, when it follows an index */
    struct kept **records;
    size_t n_records, records_capacity;
    struct tv_map keys; /* to struct metadata */
    struct metadata **metadata;
    size_t n_metadata, metadata_capacity;
    struct tv_arena arena;
    const char *archive; /* of the last source */
    struct tv_buffer scratch;
    pthread_t threads[MAX_THREADS];
    struct xb_feeder *feeders[MAX_THREADS];
    unsigned n_threads;
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t more, less;
    struct job *head, *tail;
    size_t queued;
    bool closed;
    struct xb_error error; /* the first of any thread */
    bool committed;
};

struct feeding {
    struct bulk *w;
    struct xb_feeder *feeder;
};

static bool fail(const struct bulk *w, const struct xb_error *e, struct tv_error *err)
{
    enum tv_code code =
        e->code == XB_IO ? (e->system == ENOSPC ? TV_DISK_FULL : TV_IO) : TV_INTERNAL;
    if (e->code == XB_EXISTS || e->code == XB_VERSION)
        code = TV_NOT_FOUND;
    return tv_fail(err, code, "%s: %s", w->replacement.path, e->message);
}

/* Feeding. */

struct terms {
    struct xb_term *terms;
    size_t capacity;
};

static bool feed(struct xb_feeder *feeder, uint32_t docid, const struct tv_entry *entry,
                 struct terms *scratch, struct xb_error *e)
{
    size_t n = entry->words.n + entry->filters.n;
    struct xb_value values[TV_VALUES];
    if (n > scratch->capacity) {
        scratch->terms = tv_realloc(scratch->terms, n, sizeof *scratch->terms);
        scratch->capacity = n;
    }
    for (size_t i = 0; i < n; i++) {
        const struct tv_token *t = i < entry->words.n ? &entry->words.tokens[i]
                                                      : &entry->filters.tokens[i - entry->words.n];
        scratch->terms[i] =
            (struct xb_term){t->term, t->size, t->wdf, t->position != 0, &t->position};
    }
    for (size_t i = 0; i < entry->n_values; i++)
        values[i] =
            (struct xb_value){entry->values[i].slot, entry->values[i].data, entry->values[i].size};
    struct xb_document document = {scratch->terms,  n, values, entry->n_values, entry->data.data,
                                   entry->data.size};
    return xb_add(feeder, docid, &document, e);
}

/* The next document to feed; NULL when there will be no more. */
static struct job *take(struct bulk *w)
{
    pthread_mutex_lock(&w->mutex);
    while (!w->head && !w->closed)
        pthread_cond_wait(&w->more, &w->mutex);
    struct job *job = w->head;
    if (job) {
        w->head = job->next;
        if (!w->head)
            w->tail = NULL;
        w->queued--;
        pthread_cond_signal(&w->less);
    }
    pthread_mutex_unlock(&w->mutex);
    return job;
}

static void note_error(struct bulk *w, const struct xb_error *e)
{
    pthread_mutex_lock(&w->mutex);
    if (w->error.code == XB_OK)
        w->error = *e;
    pthread_mutex_unlock(&w->mutex);
}

static void *feed_documents(void *argument)
{
    struct feeding *f = argument;
    struct tv_tokenizer *tokenizer = tv_tokenizer_create();
    struct tv_entry entry = {0};
    struct terms scratch = {0};
    struct xb_error e;
    bool good = true;
    for (struct job *job; (job = take(f->w));) {
        for (size_t i = 0; good && i < job->doc.n_passages; i++) {
            tv_entry_of_passage(tokenizer, &job->doc, job->group, &job->doc.passages[i], &entry);
            good = feed(f->feeder, job->first + (uint32_t)i, &entry, &scratch, &e);
            if (!good)
                note_error(f->w, &e);
        }
        tv_document_finish(&job->doc);
        free(job);
    }
    free(scratch.terms);
    tv_entry_finish(&entry);
    tv_tokenizer_destroy(tokenizer);
    free(f);
    return NULL;
}

static bool start_threads(struct bulk *w, struct xb_error *e)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned wanted = processors < 1             ? 1
                      : processors > MAX_THREADS ? MAX_THREADS
                                                 : (unsigned)processors;
    for (; w->n_threads < wanted; w->n_threads++) {
        struct feeding *f = tv_alloc(sizeof *f);
        f->w = w;
        bool made = xb_feeder_create(w->loader, &w->feeders[w->n_threads], e);
        f->feeder = w->feeders[w->n_threads];
        if (!made || pthread_create(&w->threads[w->n_threads], NULL, feed_documents, f) != 0) {
            free(f);
            return made && w->n_threads > 0; /* fewer threads will do */
        }
    }
    return true;
}

static void stop_threads(struct bulk *w)
{
    pthread_mutex_lock(&w->mutex);
    w->closed = true;
    pthread_cond_broadcast(&w->more);
    pthread_mutex_unlock(&w->mutex);
    while (w->n_threads)
        pthread_join(w->threads[--w->n_threads], NULL);
}

/* Opening and closing. */

/* Whether there is nothing at path, or an empty folder. */
static bool is_free(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT;
    bool empty = true;
    for (struct dirent *e; (e = readdir(dir)) && empty;)
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    closedir(dir);
    return empty;
}

static void destroy(void *self)
{
    struct bulk *w = self;
    if (!w)
        return;
    stop_threads(w);
    xb_loader_destroy(w->loader);
    tv_replacement_finish(&w->replacement);
    for (size_t i = 0; i < w->n_records; i++)
        free(w->records[i]->sources);
    tv_buffer_finish(&w->scratch);
    free(w->records);
    free(w->metadata);
    tv_map_finish(&w->ids);
    tv_bands_finish(&w->bands);
    tv_map_finish(&w->keys);
    tv_arena_finish(&w->arena);
    pthread_mutex_destroy(&w->mutex);
    pthread_cond_destroy(&w->more);
    pthread_cond_destroy(&w->less);
    free(w);
}

static bool set_text(struct bulk *w, const char *key, const char *value);

/* The revision of the index at path, 0 where none can be read. */
static uint32_t revision_of(const char *path)
{
    struct xc_stats stats = {0};
    struct xc_database *database = xc_database_open(path, NULL);
    if (database)
        xc_database_stats(database, &stats, NULL);
    xc_database_destroy(database);
    return stats.has_revision ? (uint32_t)stats.revision : 0;
}

static bool start(struct bulk *w, struct tv_error *err)
{
    struct xb_error e = {0};
    return (xb_loader_create(w->replacement.building, NULL, &w->loader, &e) &&
            start_threads(w, &e)) ||
           fail(w, &e, err);
}

/* Whether there is no index at path, or it is to go. */
static bool is_to_be_made(const char *path, bool replace, struct tv_error *err)
{
    return replace || is_free(path) ||
           tv_fail(err, TV_NOT_FOUND, "%s: there is an index already", path);
}

void *tv_bulk_writer_open(const char *path, bool replace, struct tv_error *err)
{
    if (!is_to_be_made(path, replace, err))
        return NULL;
    struct bulk *w = tv_alloc(sizeof *w);
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->more, NULL);
    pthread_cond_init(&w->less, NULL);
    w->replacement.lock = -1;
    w->next = 1;
    if (tv_replacement_init(&w->replacement, path, replace, err) &&
        tv_replacement_lock(&w->replacement, err) && is_to_be_made(path, replace, err) &&
        start(w, err)) {
        w->revision = replace ? revision_of(path) + 1 : 1;
        set_text(w, TV_META_SCHEMA, TV_SCHEMA_VERSION);
        return w;
    }
    destroy(w);
    return NULL;
}

void tv_bulk_writer_follow(void *self, uint32_t last, const struct tv_group_source *earlier)
{
    struct bulk *w = self;
    w->next = last + 1;
    w->earlier = *earlier;
}

/* Documents. */

static void *has_record(struct bulk *w, const char *id)
{
    return tv_map_get(&w->ids, id);
}

static bool has(void *self, const char *id)
{
    return has_record(self, id) != NULL;
}

static struct bytes keep_bytes(struct bulk *w, const struct tv_buffer *bytes)
{
    return (struct bytes){tv_arena_strndup(&w->arena, bytes->size ? bytes->data : "", bytes->size),
                          bytes->size};
}

/* Most documents have one source, and most sources the archive of the one before. */
static void keep_source(struct bulk *w, struct kept *k, const struct tv_source *source)
{
    if (!w->archive || strcmp(w->archive, source->archive) != 0)
        w->archive = tv_arena_strdup(&w->arena, source->archive);
    if ((k->n_sources & (k->n_sources - 1)) == 0) /* a power of two, or none: it is full */
        k->sources =
            tv_realloc(k->sources, k->n_sources ? 2 * k->n_sources : 1, sizeof *k->sources);
    k->sources[k->n_sources++] =
        (struct tv_source){w->archive, tv_arena_strdup(&w->arena, source->member)};
}

static void enqueue(struct bulk *w, struct job *job)
{
    pthread_mutex_lock(&w->mutex);
    while (w->queued >= MAX_QUEUE)
        pthread_cond_wait(&w->less, &w->mutex);
    if (w->tail)
        w->tail->next = job;
    else
        w->head = job;
    w->tail = job;
    w->queued++;
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->mutex);
}

/* What was kept, as it was; without its sources. */
static void read_kept(const struct kept *k, struct tv_record *ret_record)
{
    struct tv_reader r = {.p = k->doc.data, .end = k->doc.data + k->doc.size};
    r.arena = &ret_record->doc.arena;
    tv_get_document(&r, &ret_record->doc);
    ret_record->n_passages = k->n_passages;
    ret_record->signature = k->signature;
    memcpy(ret_record->group, k->group, sizeof k->group);
}

static size_t records_with(void *self, const char *band, uint32_t docids[TV_BAND_MEMBERS])
{
    struct bulk *w = self;
    uint32_t own[TV_BAND_MEMBERS];
    size_t n = w->earlier.records ? w->earlier.records(w->earlier.self, band, docids) : 0;
    size_t n_own = tv_bands_find(&w->bands, band, own);
    for (size_t i = 0; i < n_own && n < TV_BAND_MEMBERS; i++)
        docids[n++] = own[i];
    return n;
}

/* Records have ascending docids. */
static bool record_with(void *self, uint32_t docid, struct tv_record *ret_record)
{
    const struct bulk *w = self;
    size_t low = 0, high = w->n_records;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->records[middle]->docid < docid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == w->n_records || w->records[low]->docid != docid)
        return w->earlier.record && w->earlier.record(w->earlier.self, docid, ret_record);
    read_kept(w->records[low], ret_record);
    return true;
}

static void note_band(void *context, const char *band)
{
    struct bulk *w = context;
    tv_bands_add(&w->bands, band, w->records[w->n_records - 1]->docid);
}

/* Finds the group of a document that is about to be kept. */
static void find_group(struct bulk *w, const struct tv_document *doc, struct kept *k)
{
    const struct tv_group_source index = {records_with, record_with, w};
    struct tv_record record = {.doc = *doc};
    tv_group_find(&index, &record);
    k->signature = record.signature;
    memcpy(k->group, record.group, sizeof k->group);
}

static bool add(void *self, struct tv_document *doc, const struct tv_source *source,
                struct tv_error *err)
{
    struct bulk *w = self;
    pthread_mutex_lock(&w->mutex);
    struct xb_error e = w->error;
    pthread_mutex_unlock(&w->mutex);
    if (e.code != XB_OK)
        return fail(w, &e, err);
    if (doc->n_passages >= UINT32_MAX - w->next)
        return tv_fail(err, TV_INTERNAL, "%s: more passages than an index can hold",
                       w->replacement.path);
    struct kept *k = tv_arena_alloc(&w->arena, sizeof *k);
    k->docid = w->next;
    k->n_passages = (uint32_t)doc->n_passages;
    tv_buffer_clear(&w->scratch);
    tv_put_document(&w->scratch, doc);
    k->doc = keep_bytes(w, &w->scratch);
    keep_source(w, k, source);
    find_group(w, doc, k);
    TV_GROW(w->records, w->n_records, w->records_capacity);
    w->records[w->n_records++] = k;
    tv_map_put(&w->ids, doc->id, k);
    tv_signature_bands(&k->signature, note_band, w);
    struct job *job = tv_alloc(sizeof *job);
    memcpy(job->group, k->group, sizeof k->group);
    job->doc = *doc;
    *doc = (struct tv_document){0};
    job->first = w->next + 1;
    w->next += 1 + k->n_passages;
    enqueue(w, job);
    return true;
}

static const struct tv_source *find_source(const struct kept *k, const struct tv_source *source)
{
    for (size_t i = 0; k && i < k->n_sources; i++)
        if (strcmp(k->sources[i].archive, source->archive) == 0 &&
            strcmp(k->sources[i].member, source->member) == 0)
            return &k->sources[i];
    return NULL;
}

static bool add_source(void *self, const char *id, const struct tv_source *source,
                       struct tv_error *err)
{
    struct bulk *w = self;
    struct kept *k = has_record(w, id);
    (void)err;
    if (!find_source(k, source))
        keep_source(w, k, source);
    return true;
}

/* A source found in this run cannot be gone; one that the ledger has from before is of an earlier
 * document with this ID, which is gone already. */
static bool drop_source(void *self, const char *id, const struct tv_source *source,
                        struct tv_error *err)
{
    struct bulk *w = self;
    if (!find_source(has_record(w, id), source))
        return true;
    return tv_fail(err, TV_INTERNAL, "%s: %s cannot be dropped from a new index",
                   w->replacement.path, id);
}

/* Metadata. */

static bool metadata(void *self, const char *key, const char **ret_value, size_t *ret_size)
{
    struct bulk *w = self;
    const struct metadata *m = tv_map_get(&w->keys, key);
    if (!m || m->value.size == 0)
        return false;
    *ret_value = m->value.data;
    *ret_size = m->value.size;
    return true;
}

static bool set_metadata(void *self, const char *key, const struct tv_buffer *value,
                         struct tv_error *err)
{
    struct bulk *w = self;
    struct metadata *m = tv_map_get(&w->keys, key);
    (void)err;
    if (!m) {
        m = tv_arena_alloc(&w->arena, sizeof *m);
        m->key = tv_arena_strdup(&w->arena, key);
        TV_GROW(w->metadata, w->n_metadata, w->metadata_capacity);
        w->metadata[w->n_metadata++] = m;
        tv_map_put(&w->keys, key, m);
    }
    m->value = keep_bytes(w, value);
    return true;
}

static bool set_text(struct bulk *w, const char *key, const char *value)
{
    struct tv_buffer b = {0};
    tv_buffer_puts(&b, value);
    bool set = set_metadata(w, key, &b, NULL);
    tv_buffer_finish(&b);
    return set;
}

static bool list(void *self, const char *prefix, struct tv_buffer *keys, struct tv_error *err)
{
    const struct bulk *w = self;
    (void)err;
    for (size_t i = 0; i < w->n_metadata; i++)
        if (strncmp(w->metadata[i]->key, prefix, strlen(prefix)) == 0 && w->metadata[i]->value.size)
            tv_buffer_add(keys, w->metadata[i]->key, strlen(w->metadata[i]->key) + 1);
    return true;
}

/* The end. */

static bool feed_record(struct bulk *w, struct tv_tokenizer *tokenizer, const struct kept *k,
                        struct tv_entry *entry, struct terms *scratch, struct xb_error *e)
{
    struct tv_record record = {.sources = k->sources, .n_sources = k->n_sources};
    read_kept(k, &record);
    tv_entry_of_record(tokenizer, &record, entry);
    bool fed = feed(w->feeders[0], k->docid, entry, scratch, e);
    tv_document_finish(&record.doc);
    return fed;
}

static bool feed_records(struct bulk *w, struct xb_error *e)
{
    struct tv_tokenizer *tokenizer = tv_tokenizer_create();
    struct tv_entry entry = {0};
    struct terms scratch = {0};
    bool fed = true;
    for (size_t i = 0; fed && i < w->n_records; i++)
        fed = feed_record(w, tokenizer, w->records[i], &entry, &scratch, e);
    tv_tokenizer_destroy(tokenizer);
    tv_entry_finish(&entry);
    free(scratch.terms);
    return fed;
}

static bool finish_tables(struct bulk *w, struct xb_error *e)
{
    struct xb_metadata *all = tv_alloc(w->n_metadata * sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < w->n_metadata; i++) {
        const struct metadata *m = w->metadata[i];
        if (m->value.size)
            all[n++] = (struct xb_metadata){m->key, strlen(m->key), m->value.data, m->value.size};
    }
    bool finished = xb_finish(w->loader, all, n, e);
    free(all);
    return finished;
}

static bool commit(void *self, struct tv_error *err)
{
    struct bulk *w = self;
    if (w->committed)
        return true;
    stop_threads(w);
    struct xb_error e = w->error;
    if (e.code != XB_OK || !feed_records(w, &e) || !finish_tables(w, &e) ||
        !xb_raise_revision(w->replacement.building, w->revision, &e))
        return fail(w, &e, err);
    w->committed = tv_replacement_put(&w->replacement, err);
    return w->committed;
}

static bool commit_some(void *self, struct tv_error *err)
{
    (void)self;
    (void)err;
    return true;
}

const struct tv_writer_kind tv_bulk_writer = {
    destroy,     commit, commit_some, add,          has,  add_source,
    drop_source, NULL,   metadata,    set_metadata, list,
};
