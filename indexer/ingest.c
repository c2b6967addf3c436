/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ingesting (ingest.h): the pool's client.
 *
 * Each archive is compared with the ledger. One whose size, time and inode are as they were is not
 * opened. Of another, each member's SHA-256 decides: known under that path, it is unchanged; known
 * elsewhere, its document gets a source; else it is parsed. What the ledger has and the archive no
 * longer, is dropped at the archive's end, if that was reached.
 *
 * The pool asks whether a member is wanted ahead of telling what came of those before it. A document
 * that is counted on as a duplicate is therefore *pinned*: it is not dropped, and nothing is
 * committed, until its new source is in. */
#include "ingest.h"

#include "corpus/schema.h"
#include "ocr.h"
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A file changed so shortly before it was read may change again within the same tick of its file
 * system's clock; it is then looked at again the next time. */
static const uint64_t RACY_NS = UINT64_C(2000000000);

struct old_member {
    struct tv_member_entry entry;
    bool seen;
};

/* An archive at hand. */
struct source {
    const char *path;
    char key[TV_KEY_SIZE + 1];
    struct stat st;
    struct tv_beside beside[TV_MAX_BESIDE]; /* manifests */
    size_t n_beside;
    const char *told;       /* a key of them and their times; NULL: there are none */
    bool racy;              /* one of them may change again within its time */
    struct old_member *old; /* what the ledger had, sorted by path */
    size_t n_old, capacity;
    uint64_t members;
    bool useless; /* the last member was ignored or refused */
    bool retry;   /* another version of Travaux read it: what that refused is tried again */
    struct tv_culprit *culprits;
    struct source *before; /* that was opened before it and has not come to its end, either */
    struct tv_arena arena;
};

struct pending_drop {
    char id[TV_ID_SIZE + 1];
    struct tv_source source;
};

struct ingest {
    const struct tv_ingest_options *options;
    const struct tv_sources *sources;
    size_t next;
    struct source *open; /* the last that was opened, and those before it */
    struct tv_writer *writer;
    struct tv_ingest_state state;
    uint64_t finished; /* bytes of archives that were read to their ends */
    struct tv_error *err;
    bool failed;
    char (*pins)[TV_ID_SIZE + 1]; /* IDs, once for each member that counts on them */
    size_t n_pins, pins_capacity;
    struct pending_drop *drops; /* of pinned documents */
    size_t n_drops, drops_capacity;
};

static void report(struct ingest *in, const char *archive, const char *member,
                   enum tv_outcome outcome, const char *reason)
{
    if (in->options->report)
        in->options->report(in->options->context, archive, member, outcome, reason);
}

static void tell_progress(struct ingest *in, const char *archive)
{
    in->state.archive = archive;
    if (in->options->progress)
        in->options->progress(in->options->context, &in->state);
}

static void count(struct ingest *in, const struct source *source, const char *member,
                  enum tv_outcome outcome, const char *reason)
{
    in->state.counts.outcomes[outcome]++;
    report(in, source->path, member, outcome, reason);
    tell_progress(in, source->path);
}

/* Identity. */

static void unhex(const char *sha256, uint8_t ret_digest[32])
{
    memset(ret_digest, 0, 32);
    for (size_t i = 0; i < 32 && sscanf(sha256 + 2 * i, "%2hhx", &ret_digest[i]) == 1; i++)
        ;
}

static void id_of_hex(const char *sha256, char ret_id[TV_ID_SIZE + 1])
{
    uint8_t digest[32];
    unhex(sha256, digest);
    tv_document_id(digest, ret_id);
}

static bool has_document(const struct tv_member_entry *entry)
{
    return entry->sha256 &&
           (entry->outcome == TV_OUTCOME_INDEXED || entry->outcome == TV_OUTCOME_DUPLICATE);
}

/* Pins and drops. */

static bool is_pinned(const struct ingest *in, const char *id)
{
    for (size_t i = 0; i < in->n_pins; i++)
        if (strcmp(in->pins[i], id) == 0)
            return true;
    return false;
}

static void pin(struct ingest *in, const char *id)
{
    TV_GROW(in->pins, in->n_pins, in->pins_capacity);
    memcpy(in->pins[in->n_pins++], id, TV_ID_SIZE + 1);
}

static void unpin(struct ingest *in, const char *id)
{
    for (size_t i = 0; i < in->n_pins; i++)
        if (strcmp(in->pins[i], id) == 0) {
            memmove(in->pins[i], in->pins[--in->n_pins], sizeof in->pins[i]);
            return;
        }
}

/* Takes the source from the document that the entry stands for; later, if that is pinned. */
static bool drop(struct ingest *in, const struct tv_member_entry *entry, const char *archive)
{
    char id[TV_ID_SIZE + 1];
    if (!has_document(entry))
        return true;
    id_of_hex(entry->sha256, id);
    struct tv_source source = {archive, entry->path};
    if (!is_pinned(in, id))
        return tv_writer_drop_source(in->writer, id, &source, in->err);
    TV_GROW(in->drops, in->n_drops, in->drops_capacity);
    struct pending_drop *later = &in->drops[in->n_drops++];
    memcpy(later->id, id, sizeof id);
    later->source = (struct tv_source){tv_strdup(archive), tv_strdup(entry->path)};
    return true;
}

static void free_drop(struct pending_drop *d)
{
    free((char *)(uintptr_t)d->source.archive);
    free((char *)(uintptr_t)d->source.member);
}

static bool settle_drops(struct ingest *in)
{
    bool done = true;
    if (in->n_pins)
        return true;
    for (size_t i = 0; i < in->n_drops; i++) {
        done = done &&
               tv_writer_drop_source(in->writer, in->drops[i].id, &in->drops[i].source, in->err);
        free_drop(&in->drops[i]);
    }
    in->n_drops = 0;
    return done;
}

static bool commit_some(struct ingest *in)
{
    return in->n_pins || in->n_drops || tv_writer_commit_some(in->writer, in->err);
}

/* Archives. */

static void free_source(struct source *source)
{
    if (!source)
        return;
    free(source->old);
    free(source->culprits);
    tv_arena_finish(&source->arena);
    free(source);
}

static void close_source(struct ingest *in, struct source *source)
{
    struct source **at = &in->open;
    while (*at != source)
        at = &(*at)->before;
    *at = source->before;
    free_source(source);
}

static uint64_t mtime_ns(const struct stat *st)
{
    return (uint64_t)st->st_mtim.tv_sec * UINT64_C(1000000000) + (uint64_t)st->st_mtim.tv_nsec;
}

static bool is_racy(const struct stat *st)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t t = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
    return t < mtime_ns(st) + RACY_NS;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Finds the manifests beside the source. */
static void find_manifests(const struct ingest *in, struct source *source)
{
    const char *folder = tv_sources_folder(in->sources, source->path);
    struct tv_buffer times = {0};
    struct stat st;
    source->n_beside = tv_beside_find(&source->arena, source->path, folder, source->beside);
    for (size_t i = 0; i < source->n_beside; i++) {
        if (stat(source->beside[i].path, &st) < 0)
            continue;
        tv_buffer_printf(&times, "%s\n%llu %llu %llu\n", source->beside[i].path,
                         (unsigned long long)st.st_size, (unsigned long long)mtime_ns(&st),
                         (unsigned long long)st.st_ino);
        source->racy |= is_racy(&st);
    }
    if (times.size) {
        char key[TV_KEY_SIZE + 1];
        tv_ledger_key(times.data, key);
        source->told = tv_arena_strdup(&source->arena, key);
    }
    tv_buffer_finish(&times);
}

static bool is_of_this_program(const struct tv_archive_entry *entry, bool ocr)
{
    return same(entry->program, TRAVAUX_VERSION TV_WITH_OCR) ||
           (!ocr && same(entry->program, TRAVAUX_VERSION));
}

static bool is_unchanged(const struct tv_archive_entry *entry, const struct source *source,
                         bool ocr)
{
    const struct stat *st = &source->st;
    return same(entry->told, source->told) && (entry->complete || entry->refused) &&
           entry->size == (uint64_t)st->st_size && entry->mtime_ns == mtime_ns(st) &&
           entry->inode == st->st_ino && is_of_this_program(entry, ocr);
}

static bool keep_old_member(void *context, const struct tv_member_entry *entry)
{
    struct source *source = context;
    TV_GROW(source->old, source->n_old, source->capacity);
    struct old_member *old = &source->old[source->n_old++];
    old->entry = *entry;
    old->entry.path = tv_arena_strdup(&source->arena, entry->path);
    old->entry.sha256 = tv_arena_strdup(&source->arena, entry->sha256);
    old->entry.said = tv_arena_strdup(&source->arena, entry->said);
    old->entry.reason = tv_arena_strdup(&source->arena, entry->reason);
    old->seen = false;
    return true;
}

static int by_path(const void *a, const void *b)
{
    const struct old_member *x = a, *y = b;
    return strcmp(x->entry.path, y->entry.path);
}

static struct old_member *find_old(const struct source *source, const char *path)
{
    struct old_member key = {.entry.path = path};
    if (source->n_old == 0)
        return NULL;
    return bsearch(&key, source->old, source->n_old, sizeof *source->old, by_path);
}

static bool load_old_members(struct ingest *in, struct source *source)
{
    if (!tv_writer_members(in->writer, source->key, keep_old_member, source, in->err))
        return false;
    if (source->n_old)
        qsort(source->old, source->n_old, sizeof *source->old, by_path);
    return true;
}

/* Counts the members of an archive that is as it was. */
static bool pass_over(struct ingest *in, struct source *source,
                      const struct tv_archive_entry *entry)
{
    if (!in->options->report) {
        in->state.counts.outcomes[TV_OUTCOME_UNCHANGED] += entry->members;
        return true;
    }
    if (!load_old_members(in, source))
        return false;
    for (size_t i = 0; i < source->n_old; i++)
        count(in, source, source->old[i].entry.path, TV_OUTCOME_UNCHANGED,
              source->old[i].entry.reason);
    return true;
}

/* Whether an index that is rebuilt had all of an archive that cannot be read any more. */
static bool would_be_lost(const struct ingest *in, const struct source *source)
{
    const struct tv_old_index *old = in->options->rebuild;
    if (!old || !tv_map_get(&old->whole, source->path))
        return false;
    tv_fail(in->err, TV_REFUSED,
            "%s: is in the index and cannot be read any more; the index is as it was. Leave the "
            "archive out with --rebuild --remove %s",
            source->path, source->path);
    return true;
}

/* Says in the ledger that an archive is about to be read: so that it is known, and read again, if that
 * does not come to its end. */
static bool begin_archive(struct ingest *in, struct source *source,
                          const struct tv_archive_entry *old)
{
    struct tv_archive_entry entry = {.path = source->path};
    if (old)
        entry = *old;
    entry.complete = false;
    entry.refused = NULL;
    return tv_writer_set_archive(in->writer, source->key, &entry, in->err);
}

/* Opens a file that has to be read; -1: it is as it was, or gone, or *in->err is filled. */
static int open_source(struct ingest *in, struct source *source)
{
    struct tv_archive_entry entry;
    int fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &source->st) < 0) {
        count(in, source, NULL, TV_OUTCOME_REFUSED, strerror(errno));
        in->state.counts.damaged++;
        in->failed = would_be_lost(in, source);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    bool known = tv_writer_archive(in->writer, source->key, &source->arena, &entry);
    source->retry = known && !is_of_this_program(&entry, in->options->ocr);
    find_manifests(in, source);
    if (known && is_unchanged(&entry, source, in->options->ocr))
        in->failed = !pass_over(in, source, &entry);
    else if ((known && !load_old_members(in, source)) ||
             !begin_archive(in, source, known ? &entry : NULL))
        in->failed = true;
    else
        return fd;
    close(fd);
    return -1;
}

static bool next_archive(void *context, int *ret_fd, const char **ret_name, void **ret_tag)
{
    struct ingest *in = context;
    while (!in->failed && in->next < in->sources->n_files) {
        struct source *source = tv_alloc(sizeof *source);
        source->path = in->sources->files[in->next++];
        tv_ledger_key(source->path, source->key);
        in->state.counts.archives++;
        int fd = open_source(in, source);
        if (fd < 0)
            in->state.total -= (uint64_t)source->st.st_size;
        if (fd >= 0) {
            const char *base = strrchr(source->path, '/');
            *ret_fd = fd;
            *ret_name = base ? base + 1 : source->path;
            *ret_tag = source;
            source->before = in->open;
            in->open = source;
            return true;
        }
        free_source(source);
    }
    return false;
}

/* What was refused, readers' culprits among it. */
static size_t list_culprits(void *context, void *tag, const struct tv_culprit **ret)
{
    struct source *source = tag;
    size_t n = 0;
    (void)context;
    source->culprits = tv_alloc(source->n_old * sizeof *source->culprits);
    for (size_t i = 0; i < source->n_old && !source->retry; i++) {
        const struct tv_member_entry *entry = &source->old[i].entry;
        if (entry->outcome != TV_OUTCOME_REFUSED || !entry->sha256)
            continue;
        unhex(entry->sha256, source->culprits[n].fingerprint);
        source->culprits[n++].reason = entry->reason;
    }
    *ret = source->culprits;
    return n;
}

/* Members. */

/* The key of what manifests say of a member; false if they say nothing. */
static bool key_of_said(const struct tv_found *found, char ret_key[TV_KEY_SIZE + 1])
{
    if (found->said)
        tv_ledger_key(found->said, ret_key);
    return found->said != NULL;
}

/* Whether the ledger has the member with these bytes. */
static bool has_bytes_of(const struct old_member *old, const char *sha256)
{
    return old && old->entry.sha256 && strcmp(old->entry.sha256, sha256) == 0;
}

static bool needs_ocr(const struct tv_member_entry *entry)
{
    return entry->reason && strstr(entry->reason, TV_NEEDS_OCR);
}

/* Whether that is all there is to know of it: another version may make a document of what was
 * refused, and OCR more of what has images. */
static bool is_as_it_was(const struct ingest *in, const struct source *source,
                         const struct old_member *old, const char *sha256)
{
    return has_bytes_of(old, sha256) && (has_document(&old->entry) || !source->retry) &&
           !(in->options->ocr && needs_ocr(&old->entry));
}

static bool is_wanted(void *context, void *tag, const struct tv_found *found)
{
    struct ingest *in = context;
    const struct source *source = tag;
    char id[TV_ID_SIZE + 1], sha256[TV_SHA256_SIZE + 1], said[TV_KEY_SIZE + 1];
    const struct old_member *old = find_old(source, found->path);
    tv_hex(found->digest, sizeof found->digest, sha256);
    if (is_as_it_was(in, source, old, sha256))
        return !same(old->entry.said, key_of_said(found, said) ? said : NULL);
    tv_document_id(found->digest, id);
    if (!tv_writer_has(in->writer, id))
        return true;
    pin(in, id);
    return false;
}

static bool record_member(struct ingest *in, const struct source *source,
                          const struct tv_member_entry *entry)
{
    return tv_writer_set_member(in->writer, source->key, entry, in->err);
}

static bool add_duplicate(struct ingest *in, const char *id, const struct tv_source *from)
{
    bool added = tv_writer_add_source(in->writer, id, from, in->err);
    unpin(in, id);
    return added;
}

static bool take_in(struct ingest *in, struct source *source, const struct tv_found *found,
                    struct tv_document *doc, const struct tv_error *why)
{
    char sha256[TV_SHA256_SIZE + 1], id[TV_ID_SIZE + 1], said[TV_KEY_SIZE + 1];
    struct old_member *old = find_old(source, found->path);
    struct tv_source from = {source->path, found->path};
    tv_hex(found->digest, sizeof found->digest, sha256);
    tv_document_id(found->digest, id);
    struct tv_member_entry entry = {.path = found->path,
                                    .sha256 = found->has_digest ? sha256 : NULL,
                                    .said = key_of_said(found, said) ? said : NULL};
    bool renewed = doc && has_bytes_of(old, sha256) && has_document(&old->entry);
    source->members++;
    if (old)
        old->seen = true;
    if (!doc && found->has_digest && is_as_it_was(in, source, old, sha256) &&
        same(old->entry.said, entry.said)) {
        count(in, source, found->path, TV_OUTCOME_UNCHANGED, old->entry.reason);
        return true;
    }
    bool duplicate = !doc;
    if (doc && doc->n_unread)
        entry.reason = tv_arena_printf(
            &source->arena, "%u pages are images without a text layer (" TV_NEEDS_OCR ")",
            doc->n_unread);
    if (why) {
        entry.outcome = why->code == TV_IGNORED ? TV_OUTCOME_IGNORED : TV_OUTCOME_REFUSED;
        entry.reason = why->message;
    } else if (renewed ? !tv_writer_renew(in->writer, doc, in->err)
               : doc   ? !tv_writer_add(in->writer, doc, &from, &duplicate, in->err)
                       : !add_duplicate(in, id, &from)) {
        return false;
    } else {
        entry.outcome = duplicate ? TV_OUTCOME_DUPLICATE : TV_OUTCOME_INDEXED;
    }
    source->useless = why != NULL;
    if (old && !renewed && !drop(in, &old->entry, source->path))
        return false;
    count(in, source, found->path, entry.outcome, entry.reason);
    return record_member(in, source, &entry);
}

static bool member_done(void *context, void *tag, const struct tv_found *found,
                        struct tv_document *doc, const struct tv_error *why)
{
    struct ingest *in = context;
    in->state.done = in->finished + found->position;
    in->failed |= !take_in(in, tag, found, doc, why) || !settle_drops(in) || !commit_some(in);
    return !in->failed;
}

static bool drop_unseen(struct ingest *in, struct source *source)
{
    for (size_t i = 0; i < source->n_old; i++) {
        const struct tv_member_entry *entry = &source->old[i].entry;
        if (source->old[i].seen)
            continue;
        if (!drop(in, entry, source->path) ||
            !tv_writer_forget_member(in->writer, source->key, entry->path, in->err))
            return false;
        count(in, source, entry->path, TV_OUTCOME_REMOVED, NULL);
    }
    return true;
}

/* Whether an archive that had members has become a file that is neither archive nor document:
 * what was known of it is then kept, as of any damaged archive. */
static bool is_ruined(const struct ingest *in, const struct source *source)
{
    const char *base = strrchr(source->path, '/');
    const uint64_t *before =
        in->options->rebuild ? tv_map_get(&in->options->rebuild->whole, source->path) : NULL;
    if (source->members != 1 || !source->useless)
        return false;
    return before ? *before > 1
                  : source->n_old > 0 && !find_old(source, base ? base + 1 : source->path);
}

static bool finish_archive(struct ingest *in, struct source *source, const struct tv_error *why)
{
    struct tv_error ruined;
    if (!why && is_ruined(in, source)) {
        tv_fail(&ruined, TV_REFUSED, "was an archive, and is neither archive nor document now");
        why = &ruined;
    }
    struct stat st;
    struct tv_archive_entry entry = {.path = source->path,
                                     .size = (uint64_t)source->st.st_size,
                                     .mtime_ns = mtime_ns(&source->st),
                                     .inode = source->st.st_ino,
                                     .members = source->members,
                                     .told = source->told,
                                     .refused = why ? why->message : NULL,
                                     .program = in->options->ocr ? TRAVAUX_VERSION TV_WITH_OCR
                                                                 : TRAVAUX_VERSION};
    bool same = stat(source->path, &st) == 0 && st.st_size == source->st.st_size &&
                mtime_ns(&st) == mtime_ns(&source->st) && !is_racy(&st) && !source->racy;
    entry.complete = !why && same;
    if (!same || (why && why->code == TV_IO))
        entry.refused = NULL; /* it may be read the next time */
    if (why) {
        count(in, source, NULL, TV_OUTCOME_REFUSED, why->message);
        in->state.counts.damaged++;
        if (would_be_lost(in, source))
            return false;
    } else if (!drop_unseen(in, source)) {
        return false;
    }
    return tv_writer_set_archive(in->writer, source->key, &entry, in->err);
}

static bool archive_done(void *context, void *tag, const struct tv_error *why)
{
    struct ingest *in = context;
    struct source *source = tag;
    in->state.done = in->finished += (uint64_t)source->st.st_size;
    in->failed |= !finish_archive(in, source, why) || !settle_drops(in) || !commit_some(in);
    close_source(in, source);
    return !in->failed;
}

/* Archives that are gone. */

static bool forget_archive(struct ingest *in, struct source *source)
{
    return load_old_members(in, source) && drop_unseen(in, source) &&
           tv_writer_forget_archive(in->writer, source->key, in->err);
}

static bool forget_path(struct ingest *in, const char *path)
{
    struct source *source = tv_alloc(sizeof *source);
    source->path = path;
    tv_ledger_key(path, source->key);
    bool done = forget_archive(in, source);
    free_source(source);
    return done;
}

static bool forget_if_gone(void *context, const char *key, const struct tv_archive_entry *entry)
{
    struct ingest *in = context;
    (void)key;
    if (tv_sources_folder(in->sources, entry->path) && access(entry->path, F_OK) < 0 &&
        errno == ENOENT)
        in->failed |= !forget_path(in, entry->path);
    return !in->failed;
}

static void finish(struct ingest *in)
{
    for (size_t i = 0; i < in->n_drops; i++)
        free_drop(&in->drops[i]);
    free(in->drops);
    free(in->pins);
    tv_writer_destroy(in->writer);
}

static size_t beside(void *context, void *tag, const struct tv_beside **ret_beside)
{
    const struct source *source = tag;
    (void)context;
    *ret_beside = source->beside;
    return source->n_beside;
}

static void without(void *context, void *tag, const char *manifest, const char *reason)
{
    const struct ingest *in = context;
    const struct source *source = tag;
    if (in->options->without)
        in->options->without(in->options->context, source->path, manifest, reason);
}

static bool run(struct ingest *in)
{
    struct tv_pool_client client = {in,           next_archive, is_wanted,     member_done,
                                    archive_done, beside,       list_culprits, without};
    struct tv_pool *pool = tv_pool_create(&in->options->pool, in->err);
    if (!pool)
        return false;
    bool done = tv_pool_run(pool, &client, in->err) && !in->failed;
    tv_pool_destroy(pool);
    while (in->open) /* where the run was stopped */
        close_source(in, in->open);
    const volatile sig_atomic_t *stop = in->options->pool.stop;
    if (done && in->options->rebuild && stop && *stop)
        return tv_fail(in->err, TV_IO, "stopped; the index is as it was");
    if (done && in->sources->n_folders && !(stop && *stop))
        done = tv_writer_archives(in->writer, forget_if_gone, in, in->err) && !in->failed;
    in->n_pins = 0; /* of members that a stop left untold */
    tell_progress(in, NULL);
    return done && settle_drops(in) && tv_writer_commit(in->writer, in->err);
}

bool tv_ingest(const struct tv_ingest_options *options, const struct tv_sources *sources,
               struct tv_counts *ret_counts, struct tv_error *err)
{
    struct ingest in = {.options = options, .sources = sources, .err = err};
    struct stat st;
    for (size_t i = 0; i < sources->n_files; i++)
        in.state.total += stat(sources->files[i], &st) == 0 ? (uint64_t)st.st_size : 0;
    in.writer = tv_writer_open(options->index, options->rebuild != NULL, err);
    bool done = in.writer && run(&in);
    finish(&in);
    if (done)
        *ret_counts = in.state.counts;
    return done;
}

bool tv_ingest_remove(const struct tv_ingest_options *options, char *const *archives, size_t n,
                      struct tv_counts *ret_counts, struct tv_error *err)
{
    struct ingest in = {.options = options, .err = err};
    in.writer = tv_writer_open(options->index, false, err);
    bool done = in.writer != NULL;
    for (size_t i = 0; done && i < n; i++) {
        struct tv_arena arena = {0};
        struct tv_archive_entry entry;
        char key[TV_KEY_SIZE + 1];
        tv_ledger_key(archives[i], key);
        if (!tv_writer_archive(in.writer, key, &arena, &entry))
            done = tv_fail(err, TV_NOT_FOUND,
                           "%s: is not in the index; `travaux status` lists what is", archives[i]);
        else
            done = forget_path(&in, archives[i]);
        in.state.counts.archives++;
        tv_arena_finish(&arena);
    }
    done = done && tv_writer_commit(in.writer, err);
    finish(&in);
    if (done)
        *ret_counts = in.state.counts;
    return done;
}
