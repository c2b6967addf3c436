/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-extract: the program that parses untrusted bytes.
 *
 * With --worker it is a worker (worker.h). Otherwise it is `travaux extract FILE|ARCHIVE...`: it
 * starts itself as workers, and prints what the indexer would index, one JSON object a member. */
#include "corpus/plain.h"
#include "index_command.h"
#include "ledger.h"
#include "pool.h"
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct extract {
    const struct tv_list *files;
    size_t at; /* the next of them */
    bool explain, failed, refused;
    struct tv_beside beside[TV_MAX_BESIDE]; /* the archive at hand */
    struct tv_arena arena;
};

static json_t *string_or_null(const char *s)
{
    return s ? json_string(s) : json_null();
}

static json_t *strings(const char *const *list, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_string(list[i]));
    return array;
}

static json_t *number_or_null(uint32_t n)
{
    return n ? json_integer(n) : json_null();
}

static json_t *passage_json(const struct tv_passage *p)
{
    json_t *o = json_object();
    json_object_set_new(o, "number", json_integer(p->number));
    json_object_set_new(o, "page", number_or_null(p->place.page));
    json_object_set_new(o, "page_end", number_or_null(p->place.page_end));
    json_object_set_new(o, "page_label", string_or_null(p->place.page_label));
    json_object_set_new(o, "article", string_or_null(p->place.article));
    json_object_set_new(o, "paragraph", string_or_null(p->place.paragraph));
    json_object_set_new(o, "heading", strings(p->place.headings, p->place.n_headings));
    json_object_set_new(o, "language", string_or_null(p->language));
    json_object_set_new(o, "text", json_string(p->text));
    return o;
}

/* Where each value was taken from. */
static json_t *origins_json(const struct tv_document *doc)
{
    json_t *o = json_object();
    for (size_t i = 0; i < TV_FIELD_COUNT; i++)
        json_object_set_new(o, tv_field_name((enum tv_field)i), string_or_null(doc->origins[i]));
    return o;
}

static void set_document(json_t *o, const struct tv_document *doc, bool explain)
{
    struct tv_buffer text = {0};
    tv_document_text(doc, &text);
    json_object_set_new(o, "id", json_string(doc->id));
    json_object_set_new(o, "sha256", json_string(doc->sha256));
    json_object_set_new(o, "kind", json_string(tv_kind_name(doc->kind)));
    json_object_set_new(o, "title", string_or_null(doc->title));
    json_object_set_new(o, "symbol", string_or_null(doc->symbol));
    json_object_set_new(o, "date", string_or_null(doc->date));
    json_object_set_new(o, "language", string_or_null(doc->language));
    json_object_set_new(o, "states", strings(doc->states, doc->n_states));
    json_object_set_new(o, "authors", strings(doc->authors, doc->n_authors));
    json_object_set_new(o, "session", string_or_null(doc->session));
    json_object_set_new(o, "publisher", string_or_null(doc->publisher));
    json_object_set_new(o, "url", string_or_null(doc->url));
    if (explain)
        json_object_set_new(o, "origins", origins_json(doc));
    json_object_set_new(o, "text", json_string(text.data ? text.data : ""));
    json_t *passages = json_array();
    for (size_t i = 0; i < doc->n_passages; i++)
        json_array_append_new(passages, passage_json(&doc->passages[i]));
    json_object_set_new(o, "passages", passages);
    tv_buffer_finish(&text);
}

/* Opens the next file; one that cannot be opened is reported and passed over. */
static bool next_file(void *context, int *ret_fd, const char **ret_name, void **ret_tag)
{
    struct extract *e = context;
    while (e->at < e->files->n) {
        const char *file = e->files->items[e->at++], *base = strrchr(file, '/');
        struct stat st;
        int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
            *ret_fd = fd;
            *ret_name = base ? base + 1 : file;
            *ret_tag = (void *)file;
            return true;
        }
        const char *reason = fd < 0                ? strerror(errno)
                             : S_ISDIR(st.st_mode) ? "is a folder; name the files in it"
                                                   : "is not a regular file";
        tv_print_line(stderr, "travaux extract: %s: %s", file, reason);
        e->failed = true;
        if (fd >= 0)
            close(fd);
    }
    return false;
}

static bool wanted(void *context, void *tag, const struct tv_found *found)
{
    (void)context, (void)tag, (void)found;
    return true;
}

static bool print_member(void *context, void *tag, const struct tv_found *found,
                         struct tv_document *doc, const struct tv_error *why)
{
    struct extract *e = context;
    json_t *o = json_object();
    json_object_set_new(o, "archive", json_string(tag));
    json_object_set_new(o, "member", json_string(found->path));
    if (doc)
        set_document(o, doc, e->explain);
    else
        json_object_set_new(o, why->code == TV_IGNORED ? "ignored" : "refused",
                            json_string(why->message));
    e->refused |= why && why->code != TV_IGNORED;
    bool written = json_dumpf(o, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
    json_decref(o);
    return written;
}

static size_t beside(void *context, void *tag, const struct tv_beside **ret_beside)
{
    struct extract *e = context;
    tv_arena_reset(&e->arena);
    *ret_beside = e->beside;
    return tv_beside_find(&e->arena, tag, NULL, e->beside);
}

static bool end_file(void *context, void *tag, const struct tv_error *why)
{
    struct extract *e = context;
    if (why)
        tv_print_line(stderr, "travaux extract: %s: %s", (const char *)tag, why->message);
    e->refused |= why != NULL;
    return true;
}

static int extract_files(const struct tv_list *files, const struct tv_extract_values *values)
{
    static char self[4096];
    struct extract e = {.files = files, .explain = values->explain};
    struct tv_error err = {0};
    struct tv_pool_client client = {&e, next_file, wanted, print_member, end_file, beside, NULL};
    struct tv_pool_options options = {
        .parsers = values->jobs, .limits = values->limits, .program = self};
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        tv_fail(&err, TV_IO, "/proc/self/exe: %s", strerror(errno));
    struct tv_pool *pool = err.code ? NULL : tv_pool_create(&options, &err);
    bool done = pool && tv_pool_run(pool, &client, &err);
    tv_pool_destroy(pool);
    tv_arena_finish(&e.arena);
    if (!done)
        fprintf(stderr, "travaux extract: %s\n", err.message);
    if (fflush(stdout) != 0 && errno != EPIPE) {
        fprintf(stderr, "travaux extract: standard output: %s\n", strerror(errno));
        return 2;
    }
    return !done || e.failed ? 2 : e.refused ? 3 : 0;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* libarchive's names are UTF-8 */
    if (argc == 4 && strcmp(argv[1], "--worker") == 0)
        _exit(tv_worker_run(
            TV_WORKER_FD, TV_WORKER_NOTE_FD, strtoull(argv[2], NULL, 10),
            strtoull(argv[3], NULL, 10))); /* at once: shut in, it has nothing to tidy up */
    struct tv_extract_values values = {0};
    struct tv_list files = {0};
    int status;
    if (tv_command_line(&tv_command_extract, argc, argv, &values, &files, &status))
        status = extract_files(&files, &values);
    tv_options_finish(&tv_command_extract, &values, &files);
    return status;
}
