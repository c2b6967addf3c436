/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writer (writer.h), on xapian-c. */
#include "writer.h"

#include "corpus/codec.h"
#include "terms.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xapian-c.h>

/* Passages between commits: what a killed run loses at most is their parsing, which takes seconds;
 * a commit of a large index costs some tenths of one. */
enum { COMMIT_EVERY = 50000 };

struct tv_writer {
    char *path;
    struct xc_writer *xapian;
    struct xc_database *reader; /* the writer's own: sees what is not committed yet */
    struct xc_document *document;
    struct tv_terms *terms;
    struct tv_buffer data;
    size_t changes; /* passages since the last commit */
};

static bool fail(const struct tv_writer *w, const struct xc_error *e, struct tv_error *err)
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
    if (code == TV_LOCKED)
        return tv_fail(err, code, "%s: another process is writing to this index", w->path);
    return tv_fail(err, code, "%s: %s%s%s", w->path, e->message, *e->system ? ": " : "", e->system);
}

/* Opening. */

/* A new index gets the schema's version; any other must have it. */
static bool check_schema(struct tv_writer *w, struct tv_error *err)
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
        return tv_fail(
            err, TV_VERSION,
            "%s: made by another version of Travaux; remove it and index the archives anew",
            w->path);
    if (xc_writer_set_metadata(w->xapian, XC_TEXT(TV_META_SCHEMA), XC_TEXT(TV_SCHEMA_VERSION),
                               &e) ||
        xc_writer_commit(w->xapian, &e))
        return fail(w, &e, err);
    return true;
}

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

static bool begin(struct tv_writer *w, struct tv_error *err)
{
    struct xc_error e;
    if (xc_writer_begin_transaction(w->xapian, true, &e))
        return fail(w, &e, err);
    return true;
}

struct tv_writer *tv_writer_open(const char *path, struct tv_error *err)
{
    struct tv_writer *w = tv_alloc(sizeof *w);
    struct xc_error e;
    w->path = tv_strdup(path);
    if (!make_parents(path, err))
        goto failed;
    if (!(w->xapian = xc_writer_open(path, NULL, &e)) ||
        !(w->reader = xc_writer_reader(w->xapian, &e)) || !(w->document = xc_document_create(&e))) {
        fail(w, &e, err);
        goto failed;
    }
    if (!(w->terms = tv_terms_create(err)) || !check_schema(w, err) || !begin(w, err))
        goto failed;
    return w;
failed:
    tv_writer_destroy(w);
    return NULL;
}

void tv_writer_destroy(struct tv_writer *w)
{
    if (!w)
        return;
    tv_terms_destroy(w->terms);
    xc_document_destroy(w->document);
    xc_writer_destroy(w->xapian);
    tv_buffer_finish(&w->data);
    free(w->path);
    free(w);
}

bool tv_writer_commit(struct tv_writer *w, struct tv_error *err)
{
    struct xc_error e;
    if (xc_writer_commit_transaction(w->xapian, &e))
        return fail(w, &e, err);
    w->changes = 0;
    return begin(w, err);
}

bool tv_writer_commit_some(struct tv_writer *w, struct tv_error *err)
{
    return w->changes < COMMIT_EVERY || tv_writer_commit(w, err);
}

/* Documents. */

static size_t document_term(const char *id, char ret_term[TV_ID_SIZE + 2])
{
    return (size_t)snprintf(ret_term, TV_ID_SIZE + 2, TV_PREFIX_DOCUMENT "%s", id);
}

static uint32_t find_record(struct tv_writer *w, const char *id)
{
    char term[TV_ID_SIZE + 2];
    uint32_t docid;
    size_t n = document_term(id, term);
    return xc_database_find(w->reader, term, n, &docid, NULL) == XC_OK ? docid : 0;
}

bool tv_writer_has(struct tv_writer *w, const char *id)
{
    return find_record(w, id) != 0;
}

/* Puts the record into the index: as a new document, or in the place of docid. */
static bool put_record(struct tv_writer *w, const struct tv_record *record, uint32_t docid,
                       struct tv_error *err)
{
    struct xc_error e;
    tv_buffer_clear(&w->data);
    tv_put_record(&w->data, record);
    if (!tv_terms_of_record(w->terms, record, w->document, err))
        return false;
    if (xc_document_set_data(w->document, w->data.data, w->data.size, &e) ||
        (docid ? xc_writer_replace(w->xapian, docid, w->document, &e)
               : xc_writer_add(w->xapian, w->document, NULL, &e)))
        return fail(w, &e, err);
    w->changes++;
    return true;
}

static bool put_passage(struct tv_writer *w, const struct tv_document *doc,
                        const struct tv_passage *passage, struct tv_error *err)
{
    struct xc_error e;
    tv_buffer_clear(&w->data);
    tv_put_string(&w->data, doc->id);
    tv_put_passage(&w->data, passage);
    if (!tv_terms_of_passage(w->terms, doc, passage, w->document, err))
        return false;
    if (xc_document_set_data(w->document, w->data.data, w->data.size, &e) ||
        xc_writer_add(w->xapian, w->document, NULL, &e))
        return fail(w, &e, err);
    w->changes++;
    return true;
}

/* Reads a record. False if there is none that can be read: the index is damaged. */
static bool get_record(struct tv_writer *w, uint32_t docid, struct tv_record *ret_record,
                       struct tv_error *err)
{
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

static bool same_source(const struct tv_source *a, const struct tv_source *b)
{
    return strcmp(a->archive, b->archive) == 0 && strcmp(a->member, b->member) == 0;
}

bool tv_writer_add_source(struct tv_writer *w, const char *id, const struct tv_source *source,
                          struct tv_error *err)
{
    struct tv_record record = {0};
    uint32_t docid = find_record(w, id);
    if (!get_record(w, docid, &record, err))
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

bool tv_writer_add(struct tv_writer *w, const struct tv_document *doc,
                   const struct tv_source *source, bool *ret_duplicate, struct tv_error *err)
{
    if (tv_writer_has(w, doc->id)) {
        *ret_duplicate = true;
        return tv_writer_add_source(w, doc->id, source, err);
    }
    struct tv_source own = *source;
    struct tv_record record = {
        .doc = *doc, .n_passages = (uint32_t)doc->n_passages, .sources = &own};
    record.n_sources = 1;
    if (!put_record(w, &record, 0, err))
        return false;
    for (size_t i = 0; i < doc->n_passages; i++)
        if (!put_passage(w, doc, &doc->passages[i], err))
            return false;
    *ret_duplicate = false;
    return true;
}

bool tv_writer_drop_source(struct tv_writer *w, const char *id, const struct tv_source *source,
                           struct tv_error *err)
{
    struct tv_record record = {0};
    struct xc_error e;
    char term[TV_ID_SIZE + 2];
    uint32_t docid = find_record(w, id);
    if (!docid)
        return true;
    if (!get_record(w, docid, &record, err))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < record.n_sources; i++)
        if (!same_source(&record.sources[i], source))
            record.sources[kept++] = record.sources[i];
    bool done = true;
    if (kept == 0) {
        w->changes += record.n_passages;
        if (xc_writer_delete_by_term(w->xapian, term, document_term(id, term), &e))
            done = fail(w, &e, err);
    } else if (kept < record.n_sources) {
        record.n_sources = kept;
        done = put_record(w, &record, docid, err);
    }
    tv_record_finish(&record);
    return done;
}

/* The ledger. */

enum { MAX_KEY = 2 * TV_KEY_SIZE + 2 };

static size_t archive_key(const char *key, char ret_key[MAX_KEY])
{
    return (size_t)snprintf(ret_key, MAX_KEY, TV_META_ARCHIVE "%s", key);
}

static size_t member_key(const char *archive_key, const char *path, char ret_key[MAX_KEY])
{
    char key[TV_KEY_SIZE + 1];
    tv_ledger_key(path, key);
    return (size_t)snprintf(ret_key, MAX_KEY, TV_META_MEMBER "%s%s", archive_key, key);
}

static bool set(struct tv_writer *w, const char *key, size_t n, struct tv_error *err)
{
    struct xc_error e;
    const char *value = w->data.size ? w->data.data : "";
    if (xc_writer_set_metadata(w->xapian, key, n, value, w->data.size, &e))
        return fail(w, &e, err);
    return true;
}

bool tv_writer_archive(struct tv_writer *w, const char *key, struct tv_arena *arena,
                       struct tv_archive_entry *ret_entry)
{
    char full[MAX_KEY];
    struct xc_str value;
    return xc_database_metadata(w->reader, full, archive_key(key, full), &value, NULL) == XC_OK &&
           tv_get_archive_entry(value.data, value.size, arena, ret_entry);
}

bool tv_writer_set_archive(struct tv_writer *w, const char *key,
                           const struct tv_archive_entry *entry, struct tv_error *err)
{
    char full[MAX_KEY];
    tv_buffer_clear(&w->data);
    tv_put_archive_entry(&w->data, entry);
    return set(w, full, archive_key(key, full), err);
}

bool tv_writer_forget_archive(struct tv_writer *w, const char *key, struct tv_error *err)
{
    char full[MAX_KEY];
    tv_buffer_clear(&w->data);
    return set(w, full, archive_key(key, full), err);
}

bool tv_writer_member(struct tv_writer *w, const char *archive, const char *path,
                      struct tv_arena *arena, struct tv_member_entry *ret_entry)
{
    char full[MAX_KEY];
    struct xc_str value;
    size_t n = member_key(archive, path, full);
    return xc_database_metadata(w->reader, full, n, &value, NULL) == XC_OK &&
           tv_get_member_entry(value.data, value.size, arena, ret_entry);
}

bool tv_writer_set_member(struct tv_writer *w, const char *archive,
                          const struct tv_member_entry *entry, struct tv_error *err)
{
    char full[MAX_KEY];
    tv_buffer_clear(&w->data);
    tv_put_member_entry(&w->data, entry);
    return set(w, full, member_key(archive, entry->path, full), err);
}

bool tv_writer_forget_member(struct tv_writer *w, const char *archive, const char *path,
                             struct tv_error *err)
{
    char full[MAX_KEY];
    tv_buffer_clear(&w->data);
    return set(w, full, member_key(archive, path, full), err);
}

/* All metadata keys that begin with prefix, one after the other, each ended by NUL. */
static bool list_keys(struct tv_writer *w, const char *prefix, struct tv_buffer *keys,
                      struct tv_error *err)
{
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

bool tv_writer_archives(struct tv_writer *w,
                        bool (*visit)(void *context, const char *key,
                                      const struct tv_archive_entry *entry),
                        void *context, struct tv_error *err)
{
    struct tv_buffer keys = {0};
    struct tv_arena arena = {0};
    bool listed = list_keys(w, TV_META_ARCHIVE, &keys, err), go_on = listed;
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
    bool listed = list_keys(w, prefix, &keys, err), go_on = listed;
    for (size_t i = 0; go_on && i < keys.size; i += strlen(keys.data + i) + 1) {
        struct xc_str value;
        struct tv_member_entry entry;
        if (xc_database_metadata(w->reader, keys.data + i, strlen(keys.data + i), &value, NULL) ==
                XC_OK &&
            tv_get_member_entry(value.data, value.size, &arena, &entry))
            go_on = visit(context, &entry);
        tv_arena_reset(&arena);
    }
    tv_arena_finish(&arena);
    tv_buffer_finish(&keys);
    return listed;
}
