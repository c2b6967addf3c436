/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux status: what is in an index, and what had to be refused. */
#include "commands.h"
#include "ingested.h"
#include "json.h"
#include "search.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct values {
    struct tv_list indexes;
    bool json, refused;
};

static const struct tv_option options[] = {
    TV_OPTION_INDEX(struct values),
    {"json", 0, TV_OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON object an index",
     NULL},
    {"refused", 0, TV_OPTION_FLAG, offsetof(struct values, refused), NULL,
     "list what was refused, and why", NULL},
};

struct refusal {
    const char *archive, *member, *reason;
};

struct archive {
    char key[TV_KEY_SIZE + 1];
    struct tv_archive_entry entry;
    uint64_t counts[TV_OUTCOME_COUNT];
};

struct status {
    const char *path;
    uint64_t documents, passages, size;
    time_t updated;
    struct tv_answer facets; /* of the records */
    struct archive *archives;
    size_t n_archives, archives_capacity;
    struct refusal *refusals;
    size_t n_refusals, refusals_capacity;
    struct tv_arena arena;
};

/* Size and age of the files that the index is made of; nothing for a stub or a remote one. */
static void measure(struct status *s)
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
static bool count_documents(struct tv_index *index, struct status *s, struct tv_error *err)
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
    struct status *s = context;
    TV_GROW(s->archives, s->n_archives, s->archives_capacity);
    struct archive *a = &s->archives[s->n_archives++];
    *a = (struct archive){.entry = *entry};
    snprintf(a->key, sizeof a->key, "%s", key);
    a->entry.path = tv_arena_strdup(&s->arena, entry->path);
    a->entry.refused = tv_arena_strdup(&s->arena, entry->refused);
    a->entry.program = tv_arena_strdup(&s->arena, entry->program);
    return true;
}

static void add_refusal(struct status *s, const char *archive, const char *member,
                        const char *reason)
{
    TV_GROW(s->refusals, s->n_refusals, s->refusals_capacity);
    s->refusals[s->n_refusals++] =
        (struct refusal){archive, tv_arena_strdup(&s->arena, member),
                         reason ? tv_arena_strdup(&s->arena, reason) : "unknown"};
}

static bool add_member(void *context, const struct tv_member_entry *entry)
{
    struct status *s = context;
    struct archive *a = &s->archives[s->n_archives - 1];
    a->counts[entry->outcome]++;
    if (entry->outcome == TV_OUTCOME_REFUSED)
        add_refusal(s, a->entry.path, entry->path, entry->reason);
    return true;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct archive *)a)->entry.path, ((const struct archive *)b)->entry.path);
}

static bool count_archives(struct tv_index *index, struct status *s, struct tv_error *err)
{
    if (!tv_ingested_archives(index, add_archive, s, err))
        return false;
    size_t n = s->n_archives;
    if (n)
        qsort(s->archives, n, sizeof *s->archives, by_path);
    for (s->n_archives = 0; s->n_archives < n;) {
        struct archive *a = &s->archives[s->n_archives++];
        if (a->entry.refused)
            add_refusal(s, a->entry.path, NULL, a->entry.refused);
        if (!tv_ingested_members(index, a->key, add_member, s, err))
            return false;
    }
    return true;
}

static void finish(struct status *s)
{
    tv_answer_finish(&s->facets);
    free(s->archives);
    free(s->refusals);
    tv_arena_finish(&s->arena);
}

/* As JSON */

static void put_facets(struct tv_json *j, const struct status *s)
{
    for (size_t i = 0; i < TV_FACET_COUNT; i++) {
        const struct tv_facet *f = &s->facets.facets[i];
        tv_json_key(j, tv_facet_name((enum tv_facet_kind)i));
        tv_json_object(j);
        for (size_t k = 0; k < f->n; k++)
            tv_json_put_number(j, f->values[k].value, f->values[k].count);
        tv_json_end(j);
    }
}

static void put_archive(struct tv_json *j, const struct archive *a)
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

static void put_refusals(struct tv_json *j, const struct status *s)
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

static void format_time(time_t t, char ret_text[32])
{
    struct tm tm;
    ret_text[0] = '\0';
    if (t && gmtime_r(&t, &tm))
        strftime(ret_text, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void print_json(const struct status *s, bool refused)
{
    struct tv_buffer text = {0};
    struct tv_json j = {.out = &text, .indent = 2};
    char updated[32];
    format_time(s->updated, updated);
    tv_json_object(&j);
    tv_json_put_string(&j, "index", s->path);
    tv_json_put_string(&j, "schema", TV_SCHEMA_VERSION);
    tv_json_put_string(&j, "updated", updated[0] ? updated : NULL);
    tv_json_put_count(&j, "size", s->size);
    tv_json_put_number(&j, "documents", s->documents);
    tv_json_put_number(&j, "passages", s->passages);
    put_facets(&j, s);
    tv_json_key(&j, "archives");
    tv_json_array(&j);
    for (size_t i = 0; i < s->n_archives; i++)
        put_archive(&j, &s->archives[i]);
    tv_json_end(&j);
    if (refused)
        put_refusals(&j, s);
    tv_json_end(&j);
    puts(text.data);
    tv_buffer_finish(&text);
}

/* As text */

static void print_facet(const struct status *s, enum tv_facet_kind kind, size_t most)
{
    const struct tv_facet *f = &s->facets.facets[kind];
    if (!f->n)
        return;
    printf("  by %s: ", tv_facet_name(kind));
    for (size_t i = 0; i < f->n && i < most; i++)
        printf("%s%s %u", i ? ", " : "", f->values[i].value, f->values[i].count);
    if (f->n > most)
        printf(", %zu more (--json lists all)", f->n - most);
    putchar('\n');
}

static void print_line(const char *label, const char *text)
{
    struct tv_buffer line = {0};
    tv_plain(text, strlen(text), false, &line);
    printf("%s%s", label, line.data ? line.data : "");
    tv_buffer_finish(&line);
}

static void print_archive(const struct archive *a)
{
    uint64_t members = 0;
    for (size_t i = 0; i < TV_OUTCOME_COUNT; i++)
        members += a->counts[i];
    print_line("  ", a->entry.path);
    printf(": %llu members", (unsigned long long)members);
    for (size_t i = 0; i < TV_OUTCOME_COUNT; i++)
        if (a->counts[i])
            printf(", %llu %s", (unsigned long long)a->counts[i],
                   tv_outcome_name((enum tv_outcome)i));
    puts(a->entry.complete ? "" : ", not read to its end");
}

static void print_refusals(const struct status *s)
{
    printf("refused: %zu\n", s->n_refusals);
    for (size_t i = 0; i < s->n_refusals; i++) {
        const struct refusal *r = &s->refusals[i];
        print_line("  ", r->archive);
        if (r->member)
            print_line(": ", r->member);
        print_line(": ", r->reason);
        putchar('\n');
    }
}

static void print_text(const struct status *s, bool refused)
{
    char updated[32];
    format_time(s->updated, updated);
    print_line("", s->path);
    printf(": schema %s", TV_SCHEMA_VERSION);
    if (s->size)
        printf(", %.1f MB, last written %s", (double)s->size / 1e6, updated);
    printf("\n%llu documents, %llu passages\n", (unsigned long long)s->documents,
           (unsigned long long)s->passages);
    print_facet(s, TV_FACET_KIND, SIZE_MAX);
    print_facet(s, TV_FACET_LANGUAGE, 10);
    print_facet(s, TV_FACET_STATE, 10);
    print_facet(s, TV_FACET_YEAR, 10);
    printf("archives: %zu\n", s->n_archives);
    for (size_t i = 0; i < s->n_archives; i++)
        print_archive(&s->archives[i]);
    if (refused)
        print_refusals(s);
    else if (s->n_refusals)
        printf("refused: %zu (--refused says what and why)\n", s->n_refusals);
}

static bool report(const struct values *v, const char *const *path, struct tv_error *err)
{
    struct tv_index index;
    if (!tv_index_open(path, path ? 1 : 0, &index, err))
        return false;
    struct status s = {.path = index.paths[0]};
    measure(&s);
    bool ok = count_documents(&index, &s, err) && count_archives(&index, &s, err);
    if (ok && v->json)
        print_json(&s, v->refused);
    else if (ok)
        print_text(&s, v->refused);
    finish(&s);
    tv_index_finish(&index);
    return ok;
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    bool ok = operands->n == 0 ||
              tv_fail(err, TV_USAGE, "'%s' is one too many (see travaux status --help)",
                      operands->items[0]);
    if (ok && v->indexes.n == 0)
        ok = report(v, NULL, err);
    for (size_t i = 0; ok && i < v->indexes.n; i++)
        ok = report(v, &v->indexes.items[i], err);
    return ok ? TV_EXIT_FOUND : TV_EXIT_ERROR;
}

const struct tv_command tv_command_status = {
    .name = "status",
    .operands = "",
    .summary = "Says what is in the index, and what was refused",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
