/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is in an index, and what had to be refused (status.h). */
#include "status.h"

#include "corpus/format_version.h"
#include "output.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Size and age of the files that the index is made of; nothing for a stub or a remote one. */
static void measure(struct tv_status *s)
{
    DIR *folder = opendir(s->path);
    struct stat st;
    for (struct dirent *e; folder && (e = readdir(folder));) {
        if (fstatat(dirfd(folder), e->d_name, &st, 0) || !S_ISREG(st.st_mode))
            continue;
        s->size += (uint64_t)st.st_size;
        if (st.st_size && st.st_mtime > s->updated)
            s->updated = st.st_mtime;
    }
    if (folder)
        closedir(folder);
}

/* Records have the values of their documents: so documents are counted. */
static bool count_documents(struct tv_index *index, struct tv_status *s, struct tv_error *err)
{
    struct xc_error xe = {0};
    struct xc_stats stats;
    struct tv_search search = {.ranking = &tv_ranking_default, .facets = true, .exact = true};
    struct tv_query query = {.query = xc_query_term(XC_TEXT(TV_TERM_RECORD), 1, 0, &xe)};
    if (!query.query || xc_database_stats(index->database, &stats, &xe))
        return tv_fail_xapian(err, s->path, &xe);
    bool ok = tv_search_run(index, &query, &search, &s->facets, err);
    tv_query_finish(&query);
    if (!ok)
        return false;
    s->documents = s->facets.total;
    s->passages = stats.documents - s->documents;
    return true;
}

static bool add_archive(void *context, const char *key, const struct tv_archive_entry *entry)
{
    struct tv_status *s = context;
    TV_GROW(s->archives, s->n_archives, s->archives_capacity);
    struct tv_archive_status *a = &s->archives[s->n_archives++];
    *a = (struct tv_archive_status){.entry = *entry};
    snprintf(a->key, sizeof a->key, "%s", key);
    a->entry.path = tv_arena_strdup(&s->arena, entry->path);
    a->entry.refused = tv_arena_strdup(&s->arena, entry->refused);
    a->entry.program = tv_arena_strdup(&s->arena, entry->program);
    return true;
}

static void add_refusal(struct tv_status *s, const char *archive, const char *member,
                        const char *reason)
{
    TV_GROW(s->refusals, s->n_refusals, s->refusals_capacity);
    s->refusals[s->n_refusals++] =
        (struct tv_refusal){archive, tv_arena_strdup(&s->arena, member),
                            reason ? tv_arena_strdup(&s->arena, reason) : "unknown"};
}

static bool add_member(void *context, const struct tv_member_entry *entry)
{
    struct tv_status *s = context;
    struct tv_archive_status *a = &s->archives[s->n_archives - 1];
    a->counts[entry->outcome]++;
    if (entry->outcome == TV_OUTCOME_REFUSED)
        add_refusal(s, a->entry.path, entry->path, entry->reason);
    return true;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct tv_archive_status *)a)->entry.path,
                  ((const struct tv_archive_status *)b)->entry.path);
}

static bool count_archives(struct tv_index *index, struct tv_status *s, struct tv_error *err)
{
    if (!tv_ingested_archives(index, add_archive, s, err))
        return false;
    size_t n = s->n_archives;
    if (n)
        qsort(s->archives, n, sizeof *s->archives, by_path);
    for (s->n_archives = 0; s->n_archives < n;) {
        struct tv_archive_status *a = &s->archives[s->n_archives++];
        if (a->entry.refused)
            add_refusal(s, a->entry.path, NULL, a->entry.refused);
        if (!tv_ingested_members(index, a->key, add_member, s, err))
            return false;
    }
    return true;
}

bool tv_status_read(struct tv_index *index, struct tv_status *ret_status, struct tv_error *err)
{
    struct tv_status s = {.path = index->paths[0]};
    measure(&s);
    bool ok = count_documents(index, &s, err) && count_archives(index, &s, err);
    if (ok)
        *ret_status = s;
    else
        tv_status_finish(&s);
    return ok;
}

void tv_status_finish(struct tv_status *s)
{
    tv_answer_finish(&s->facets);
    free(s->archives);
    free(s->refusals);
    tv_arena_finish(&s->arena);
}

/* As JSON */

static void put_archive(struct tv_json *j, const struct tv_archive_status *a)
{
    tv_json_object(j);
    tv_json_put_string(j, "archive", a->entry.path);
    tv_json_put_number(j, "size", a->entry.size);
    tv_json_key(j, "complete");
    tv_json_bool(j, a->entry.complete);
    tv_json_put_string(j, "refused_because", a->entry.refused);
    for (size_t i = 0; i < TV_OUTCOME_COUNT; i++)
        if (i != TV_OUTCOME_UNCHANGED && i != TV_OUTCOME_REMOVED)
            tv_json_put_number(j, tv_outcome_name((enum tv_outcome)i), a->counts[i]);
    tv_json_end(j);
}

static void put_refusals(struct tv_json *j, const struct tv_status *s)
{
    tv_json_key(j, "refusals");
    tv_json_array(j);
    for (size_t i = 0; i < s->n_refusals; i++) {
        tv_json_object(j);
        tv_json_put_string(j, "archive", s->refusals[i].archive);
        tv_json_put_string(j, "member", s->refusals[i].member);
        tv_json_put_string(j, "reason", s->refusals[i].reason);
        tv_json_end(j);
    }
    tv_json_end(j);
}

void tv_format_time(time_t t, char ret_text[TV_TIME_SIZE])
{
    struct tm tm;
    ret_text[0] = '\0';
    if (t && gmtime_r(&t, &tm))
        strftime(ret_text, TV_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void tv_json_status(struct tv_json *j, const struct tv_status *s, bool refused)
{
    char updated[TV_TIME_SIZE];
    tv_format_time(s->updated, updated);
    tv_json_object(j);
    tv_json_put_number(j, "format_version", TV_FORMAT_VERSION);
    tv_json_put_string(j, "index", s->path);
    tv_json_put_string(j, "schema", TV_SCHEMA_VERSION);
    tv_json_put_string(j, "updated", updated[0] ? updated : NULL);
    tv_json_put_count(j, "size", s->size);
    tv_json_put_number(j, "documents", s->documents);
    tv_json_put_number(j, "passages", s->passages);
    tv_json_facets(j, &s->facets);
    tv_json_key(j, "archives");
    tv_json_array(j);
    for (size_t i = 0; i < s->n_archives; i++)
        put_archive(j, &s->archives[i]);
    tv_json_end(j);
    if (refused)
        put_refusals(j, s);
    tv_json_end(j);
}
