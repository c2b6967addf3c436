/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The live writer (writer.h): an index that exists, changed through Xapian in transactions. */
#include "groups.h"
#include "terms.h"
#include "writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xapian-c.h>

/* Passages between commits: what a killed run loses at most is their parsing, which takes seconds;
 * a commit of a large index costs some tenths of one. */
enum { COMMIT_EVERY = 50000 };

struct live {
    char *path;
    struct xc_writer *xapian;
    struct xc_database *reader; /* the writer's own: sees what is not committed yet */
    struct xc_document *document;
    struct tv_tokenizer *tokenizer;
    struct tv_entry entry;
    struct xc_posting *postings;
    size_t postings_capacity;
    size_t changes; /* passages since the last commit */
    size_t added;   /* passages since it was opened */
};

static bool fail(const struct live *w, const struct xc_error *e, struct tv_error *err)
{
    static const struct {
        enum xc_code from;
        enum tv_code to;
    } codes[] = {{XC_LOCKED, TV_LOCKED},     {XC_CORRUPT, TV_DAMAGED},     {XC_VERSION, TV_VERSION},
                 {XC_NOT_FOUND, TV_DAMAGED}, {XC_DISK_FULL, TV_DISK_FULL}, {XC_IO, TV_IO}};
    enum tv_code code = TV_INTERNAL;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].from == e->code)
            code = codes[i].to;
    if (code == TV_LOCKED && access(w->path, W_OK) != 0)
        return tv_fail(err, TV_IO, "%s: %s", w->path, strerror(errno));
    if (code == TV_LOCKED)
        return tv_fail(err, code, "%s: another process is writing to this index", w->path);
    return tv_fail(err, code, "%s: %s%s%s", w->path, e->message, *e->system ? ": " : "", e->system);
}

static void destroy(void *self)
{
    struct live *w = self;
    if (!w)
        return;
    tv_tokenizer_destroy(w->tokenizer);
    tv_entry_finish(&w->entry);
    xc_document_destroy(w->document);
    xc_writer_destroy(w->xapian);
    free(w->postings);
    free(w->path);
    free(w);
}

/* A new index gets the schema's version; any other must have it. */
static bool check_schema(struct live *w, struct tv_error *err)
{
    struct xc_error e;
    struct xc_str version;
    struct xc_stats stats;
    if (xc_database_metadata(w->reader, XC_TEXT(TV_META_SCHEMA), &version, &e) ||
        xc_database_stats(w->reader, &stats, &e))
        return fail(w, &e, err);
    if (version.size == strlen(TV_SCHEMA_VERSION) &&
        memcmp(version.data, TV_SCHEMA_VERSION, version.size) == 0)
        return true;
    if (version.size > 0 || stats.last_docid > 0)
        return tv_fail(err, TV_VERSION,
                       "%s: made by another version of Travaux; make it anew with `travaux index "
                       "--rebuild`",
                       w->path);
    if (xc_writer_set_metadata(w->xapian, XC_TEXT(TV_META_SCHEMA), XC_TEXT(TV_SCHEMA_VERSION),
                               &e) ||
        xc_writer_commit(w->xapian, &e))
        return fail(w, &e, err);
    return true;
}

static bool begin(struct live *w, struct tv_error *err)
{
    struct xc_error e;
    if (xc_writer_begin_transaction(w->xapian, true, &e))
        return fail(w, &e, err);
    return true;
}

void *tv_live_writer_open(const char *path, struct tv_error *err)
{
    struct live *w = tv_alloc(sizeof *w);
    struct xc_error e;
    w->path = tv_strdup(path);
    w->tokenizer = tv_tokenizer_create();
    bool opened = (w->xapian = xc_writer_open(path, NULL, &e)) &&
                  (w->reader = xc_writer_reader(w->xapian, &e)) &&
                  (w->document = xc_document_create(&e));
    if (!opened)
        fail(w, &e, err);
    if (opened && check_schema(w, err) && begin(w, err))
        return w;
    destroy(w);
    return NULL;
}

static bool commit(void *self, struct tv_error *err)
{
    struct live *w = self;
    struct xc_error e;
    if (xc_writer_commit_transaction(w->xapian, &e))
        return fail(w, &e, err);
    w->changes = 0;
    return begin(w, err);
}

static bool commit_some(void *self, struct tv_error *err)
{
    const struct live *w = self;
    return w->changes < COMMIT_EVERY || commit(self, err);
}

/* Documents. */

/* Fills w->document from w->entry. */
static bool fill(struct live *w, struct xc_error *e)
{
    const struct tv_entry *entry = &w->entry;
    size_t n = entry->words.n + entry->filters.n;
    if (n > w->postings_capacity) {
        w->postings = tv_realloc(w->postings, n, sizeof *w->postings);
        w->postings_capacity = n;
    }
    for (size_t i = 0; i < n; i++) {
        const struct tv_token *t = i < entry->words.n ? &entry->words.tokens[i]
                                                      : &entry->filters.tokens[i - entry->words.n];
        w->postings[i] = (struct xc_posting){{t->term, t->size}, t->position, t->wdf};
    }
    if (xc_document_clear(w->document, e) ||
        xc_document_add_postings(w->document, w->postings, n, e))
        return false;
    for (size_t i = 0; i < entry->n_values; i++)
        if (xc_document_set_value(w->document, entry->values[i].slot, entry->values[i].data,
                                  entry->values[i].size, e))
            return false;
    return xc_document_set_data(w->document, entry->data.data, entry->data.size, e) == XC_OK;
}

/* Whether libxapian can read the data back that it was given. */
static bool is_readable(struct live *w, uint32_t docid)
{
    struct xc_str data;
    return w->entry.data.size <= TV_DATA_SAFE ||
           (!xc_database_read(w->reader, docid, XC_READ_DATA, w->document, NULL) &&
            !xc_document_data(w->document, &data, NULL));
}

/* Puts w->entry into the index: as a new document, or in the place of docid. */
static bool put(struct live *w, uint32_t docid, struct tv_error *err)
{
    struct xc_error e;
    for (size_t padding = 0; padding == 0 || !is_readable(w, docid); padding++) {
        if (padding > sizeof TV_PADDING)
            return tv_fail(err, TV_INTERNAL, "%s: libxapian cannot keep data of %zu bytes", w->path,
                           w->entry.data.size);
        if (padding > 0)
            tv_buffer_add(&w->entry.data, &TV_PADDING[padding - 1], 1);
        if (!fill(w, &e) || (docid ? xc_writer_replace(w->xapian, docid, w->document, &e)
                                   : xc_writer_add(w->xapian, w->document, &docid, &e)))
            return fail(w, &e, err);
    }
    w->changes++;
    return true;
}

static size_t document_term(const char *id, char ret_term[TV_ID_SIZE + 2])
{
    return (size_t)snprintf(ret_term, TV_ID_SIZE + 2, TV_PREFIX_DOCUMENT "%s", id);
}

uint32_t tv_live_writer_find(void *self, const char *id)
{
    struct live *w = self;
    char term[TV_ID_SIZE + 2];
    uint32_t docid;
    size_t n = document_term(id, term);
    return xc_database_find(w->reader, term, n, &docid, NULL) == XC_OK ? docid : 0;
}

static bool has(void *self, const char *id)
{
    return tv_live_writer_find(self, id) != 0;
}

static bool put_record(struct live *w, const struct tv_record *record, uint32_t docid,
                       struct tv_error *err)
{
    tv_entry_of_record(w->tokenizer, record, &w->entry);
    return put(w, docid, err);
}

/* Reads a record. False if there is none that can be read: the index is damaged. */
bool tv_live_writer_record(void *self, uint32_t docid, struct tv_record *ret_record,
                           struct tv_error *err)
{
    struct live *w = self;
    struct xc_error e;
    struct xc_str data;
    if (xc_database_read(w->reader, docid, XC_READ_DATA, w->document, &e) ||
        xc_document_data(w->document, &data, &e))
        return fail(w, &e, err);
    if (!tv_get_record(data.data, data.size, ret_record))
        return tv_fail(err, TV_DAMAGED, "%s: document %u is no record; see `travaux check`",
                       w->path, docid);
    return true;
}

size_t tv_live_writer_records(void *self, const char *band,
                              bool (*skip)(void *context, uint32_t docid), void *context,
                              uint32_t *docids)
{
    struct live *w = self;
    char term[sizeof TV_PREFIX_BAND + TV_BAND_SIZE];
    size_t n = 0, size = (size_t)snprintf(term, sizeof term, TV_PREFIX_BAND "%s", band);
    struct xc_postings *postings = xc_postings_open(w->reader, term, size, NULL);
    struct xc_occurrence o;
    while (postings && n < TV_BAND_MEMBERS && xc_postings_next(postings, &o, NULL) == XC_OK)
        if (!skip || !skip(context, o.docid))
            docids[n++] = o.docid;
    xc_postings_destroy(postings);
    return n;
}

static size_t records_with(void *self, const char *band, uint32_t docids[TV_BAND_MEMBERS])
{
    return tv_live_writer_records(self, band, NULL, NULL, docids);
}

static bool record_with(void *self, uint32_t docid, struct tv_record *ret_record)
{
    struct tv_error err;
    return tv_live_writer_record(self, docid, ret_record, &err);
}

/* Adds a record, of which all but signature and group is known, and the document's passages. */
static bool add_all(struct live *w, struct tv_document *doc, struct tv_record *record,
                    struct tv_error *err)
{
    const struct tv_group_source index = {records_with, record_with, w};
    tv_group_find(&index, record);
    w->added += doc->n_passages;
    if (!put_record(w, record, 0, err))
        return false;
    for (size_t i = 0; i < doc->n_passages; i++) {
        tv_entry_of_passage(w->tokenizer, doc, record->group, &doc->passages[i], &w->entry);
        if (!put(w, 0, err))
            return false;
    }
    return true;
}

static bool add(void *self, struct tv_document *doc, const struct tv_source *source,
                struct tv_error *err)
{
    struct tv_source own = *source;
    struct tv_record record = {
        .doc = *doc, .n_passages = (uint32_t)doc->n_passages, .sources = &own, .n_sources = 1};
    return add_all(self, doc, &record, err);
}

static bool same_source(const struct tv_source *a, const struct tv_source *b)
{
    return strcmp(a->archive, b->archive) == 0 && strcmp(a->member, b->member) == 0;
}

static bool add_source(void *self, const char *id, const struct tv_source *source,
                       struct tv_error *err)
{
    struct live *w = self;
    struct tv_record record = {0};
    uint32_t docid = tv_live_writer_find(w, id);
    if (!tv_live_writer_record(w, docid, &record, err))
        return false;
    struct tv_source *sources = tv_alloc((record.n_sources + 1) * sizeof *sources);
    bool known = false;
    for (size_t i = 0; i < record.n_sources; i++) {
        sources[i] = record.sources[i];
        known |= same_source(&sources[i], source);
    }
    sources[record.n_sources] = *source;
    record.sources = sources;
    record.n_sources++;
    bool done = known || put_record(w, &record, docid, err);
    free(sources);
    tv_record_finish(&record);
    return done;
}

static bool drop_source(void *self, const char *id, const struct tv_source *source,
                        struct tv_error *err)
{
    struct live *w = self;
    struct tv_record record = {0};
    struct xc_error e;
    char term[TV_ID_SIZE + 2];
    uint32_t docid = tv_live_writer_find(w, id);
    if (!docid)
        return true;
    if (!tv_live_writer_record(w, docid, &record, err))
        return false;
    size_t kept = 0, before = record.n_sources;
    for (size_t i = 0; i < before; i++)
        if (!same_source(&record.sources[i], source))
            record.sources[kept++] = record.sources[i];
    bool done = true;
    record.n_sources = kept;
    if (kept == 0) {
        w->changes += record.n_passages;
        size_t n = document_term(id, term);
        if (xc_writer_delete_by_term(w->xapian, term, n, &e))
            done = fail(w, &e, err);
    } else if (kept < before) {
        done = put_record(w, &record, docid, err);
    }
    tv_record_finish(&record);
    return done;
}

static bool renew(void *self, struct tv_document *doc, struct tv_error *err)
{
    struct live *w = self;
    struct tv_record old = {0};
    struct xc_error e;
    char term[TV_ID_SIZE + 2];
    size_t n = document_term(doc->id, term);
    if (!tv_live_writer_record(w, tv_live_writer_find(w, doc->id), &old, err))
        return false;
    struct tv_record record = {.doc = *doc,
                               .n_passages = (uint32_t)doc->n_passages,
                               .sources = old.sources,
                               .n_sources = old.n_sources};
    bool done = xc_writer_delete_by_term(w->xapian, term, n, &e) == XC_OK || fail(w, &e, err);
    w->changes += old.n_passages;
    done = done && add_all(w, doc, &record, err);
    tv_record_finish(&old);
    return done;
}

static bool delete_until(struct live *w, const char *id, uint32_t last, struct tv_error *err)
{
    char term[TV_ID_SIZE + 2];
    struct xc_error e;
    uint32_t docid;
    size_t n = document_term(id, term);
    while (xc_database_find(w->reader, term, n, &docid, NULL) == XC_OK && docid <= last)
        if (xc_writer_delete(w->xapian, docid, &e))
            return fail(w, &e, err);
    return true;
}

bool tv_live_writer_set_sources(void *self, const char *id, uint32_t last,
                                struct tv_source *sources, size_t n, struct tv_error *err)
{
    struct live *w = self;
    struct tv_record record = {0};
    uint32_t docid = tv_live_writer_find(w, id);
    if (n == 0)
        return delete_until(w, id, last, err);
    if (!tv_live_writer_record(w, docid, &record, err))
        return false;
    record.sources = sources;
    record.n_sources = n;
    bool done = put_record(w, &record, docid, err);
    tv_record_finish(&record);
    return done;
}

bool tv_live_writer_stats(void *self, struct xc_stats *ret_stats, struct tv_error *err)
{
    const struct live *w = self;
    struct xc_error e;
    return !xc_database_stats(w->reader, ret_stats, &e) || fail(w, &e, err);
}

size_t tv_live_writer_added(const void *self)
{
    const struct live *w = self;
    return w->added;
}

/* Metadata. */

static bool metadata(void *self, const char *key, const char **ret_value, size_t *ret_size)
{
    struct live *w = self;
    struct xc_str value;
    if (xc_database_metadata(w->reader, key, strlen(key), &value, NULL) || value.size == 0)
        return false;
    *ret_value = value.data;
    *ret_size = value.size;
    return true;
}

static bool set_metadata(void *self, const char *key, const struct tv_buffer *value,
                         struct tv_error *err)
{
    struct live *w = self;
    struct xc_error e;
    if (xc_writer_set_metadata(w->xapian, key, strlen(key), value->size ? value->data : "",
                               value->size, &e))
        return fail(w, &e, err);
    return true;
}

static bool list(void *self, const char *prefix, struct tv_buffer *keys, struct tv_error *err)
{
    struct live *w = self;
    struct xc_error e;
    struct xc_terms *terms = xc_terms_open_metadata(w->reader, prefix, strlen(prefix), &e);
    if (!terms)
        return fail(w, &e, err);
    struct xc_term term;
    enum xc_code code;
    while ((code = xc_terms_next(terms, &term, &e)) == XC_OK) {
        tv_buffer_add(keys, term.term.data, term.term.size);
        tv_buffer_putc(keys, '\0');
    }
    xc_terms_destroy(terms);
    return code == XC_END || fail(w, &e, err);
}

const struct tv_writer_kind tv_live_writer = {
    destroy,     commit, commit_some, add,          has,  add_source,
    drop_source, renew,  metadata,    set_metadata, list,
};
