/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-extract: the program that parses untrusted bytes.
 *
 * With --worker it is a worker (worker.h). Otherwise it is `travaux extract FILE|ARCHIVE...`: it
 * starts itself as workers, and prints what the indexer would index, one JSON object a member. */
#include "corpus/json.h"
#include "corpus/plain.h"
#include "index_command.h"
#include "ledger.h"
#include "ocr.h"
#include "pool.h"
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
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

static void put_passage(struct tv_json *j, const struct tv_passage *p)
{
    tv_json_object(j);
    tv_json_put_number(j, "number", p->number);
    tv_json_put_count(j, "page", p->place.page);
    tv_json_put_count(j, "page_end", p->place.page_end);
    tv_json_put_string(j, "page_label", p->place.page_label);
    tv_json_put_string(j, "article", p->place.article);
    tv_json_put_string(j, "paragraph", p->place.paragraph);
    tv_json_put_strings(j, "heading", p->place.headings, p->place.n_headings);
    tv_json_put_string(j, "language", p->language);
    tv_json_put_string(j, "text", p->text);
    tv_json_end(j);
}

/* Where each value was taken from. */
static void put_origins(struct tv_json *j, const struct tv_document *doc)
{
    tv_json_key(j, "origins");
    tv_json_object(j);
    for (size_t i = 0; i < TV_FIELD_COUNT; i++)
        tv_json_put_string(j, tv_field_name((enum tv_field)i), doc->origins[i]);
    tv_json_end(j);
}

static void put_text(struct tv_json *j, const struct tv_document *doc)
{
    struct tv_buffer text = {0};
    tv_document_text(doc, &text);
    tv_json_put_string(j, "text", text.data ? text.data : "");
    tv_buffer_finish(&text);
    tv_json_key(j, "passages");
    tv_json_array(j);
    for (size_t i = 0; i < doc->n_passages; i++)
        put_passage(j, &doc->passages[i]);
    tv_json_end(j);
}

static void put_document(struct tv_json *j, const struct tv_document *doc, bool explain)
{
    tv_json_put_string(j, "id", doc->id);
    tv_json_put_string(j, "sha256", doc->sha256);
    tv_json_put_string(j, "kind", tv_kind_name(doc->kind));
    tv_json_put_string(j, "title", doc->title);
    tv_json_put_string(j, "symbol", doc->symbol);
    tv_json_put_string(j, "date", doc->date);
    tv_json_put_string(j, "language", doc->language);
    tv_json_put_strings(j, "states", doc->states, doc->n_states);
    tv_json_put_strings(j, "authors", doc->authors, doc->n_authors);
    tv_json_put_string(j, "session", doc->session);
    tv_json_put_string(j, "publisher", doc->publisher);
    tv_json_put_string(j, "url", doc->url);
    tv_json_put_count(j, "unread_pages", doc->n_unread);
    if (explain)
        put_origins(j, doc);
    put_text(j, doc);
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
    struct tv_buffer line = {0};
    struct tv_json j = {.out = &line};
    tv_json_object(&j);
    tv_json_put_string(&j, "archive", tag);
    tv_json_put_string(&j, "member", found->path);
    if (doc)
        put_document(&j, doc, e->explain);
    else
        tv_json_put_string(&j, why->code == TV_IGNORED ? "ignored" : "refused", why->message);
    tv_json_end(&j);
    tv_buffer_putc(&line, '\n');
    e->refused |= why && why->code != TV_IGNORED;
    bool written = fwrite(line.data, 1, line.size, stdout) == line.size;
    tv_buffer_finish(&line);
    return written;
}

static size_t beside(void *context, void *tag, const struct tv_beside **ret_beside)
{
    struct extract *e = context;
    tv_arena_reset(&e->arena);
    *ret_beside = e->beside;
    return tv_beside_find(&e->arena, tag, NULL, e->beside);
}

static void without(void *context, void *tag, const char *manifest, const char *reason)
{
    struct extract *e = context;
    tv_print_line(stderr, "travaux extract: %s: read without the manifest %s: %s",
                  (const char *)tag, manifest, reason);
    e->refused = true;
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
    char *ocr = NULL;
    struct extract e = {.files = files, .explain = values->explain};
    struct tv_error err = {0};
    struct tv_pool_client client = {&e,       next_file, wanted, print_member,
                                    end_file, beside,    NULL,   without};
    struct tv_pool_options options = {
        .parsers = values->jobs, .limits = values->limits, .program = self};
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        tv_fail(&err, TV_IO, "/proc/self/exe: %s", strerror(errno));
    if (values->ocr && (ocr = tv_ocr_program(&err)))
        options.program = ocr;
    struct tv_pool *pool = err.code ? NULL : tv_pool_create(&options, &err);
    bool done = pool && tv_pool_run(pool, &client, &err);
    tv_pool_destroy(pool);
    tv_arena_finish(&e.arena);
    free(ocr);
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
