/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-index: `travaux index`, the program that brings an index up to date. It reads no archive
 * itself: travaux-extract does, in processes of its own. */
#include "corpus/format_version.h"
#include "corpus/json.h"
#include "corpus/memory.h"
#include "corpus/paths.h"
#include "corpus/plain.h"
#include "holder.h"
#include "index_command.h"
#include "ingest.h"
#include "ocr.h"
#include "progress.h"
#include "sandbox.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct command {
    struct tv_index_values values;
    FILE *report;
    struct tv_progress progress;
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    if (stop)
        _exit(128 + number); /* the second one: at once; what was not committed is discarded */
    stop = number;
}

static void write_report(void *context, const char *archive, const char *member,
                         enum tv_outcome outcome, const char *reason)
{
    struct command *c = context;
    if (outcome == TV_OUTCOME_REFUSED) {
        tv_progress_clear(&c->progress);
        tv_print_line(stderr, "travaux index: %s%s%s: refused: %s", archive, member ? ": " : "",
                      member ? member : "", reason ? reason : "unknown");
    }
    if (!c->report)
        return;
    struct tv_buffer line = {0};
    struct tv_json j = {.out = &line};
    tv_json_object(&j);
    tv_json_put_string(&j, "archive", archive);
    tv_json_put_string(&j, "member", member);
    tv_json_put_string(&j, "outcome", tv_outcome_name(outcome));
    tv_json_put_string(&j, "reason", reason);
    tv_json_end(&j);
    tv_buffer_putc(&line, '\n');
    fwrite(line.data, 1, line.size, c->report);
    tv_buffer_finish(&line);
}

static void say_without(void *context, const char *archive, const char *manifest,
                        const char *reason)
{
    struct command *c = context;
    tv_progress_clear(&c->progress);
    tv_print_line(stderr, "travaux index: %s: read without the manifest %s: %s", archive, manifest,
                  reason);
}

static void show_progress(void *context, const struct tv_ingest_state *state)
{
    struct command *c = context;
    tv_progress_show(&c->progress, state);
}

static uint64_t members_of(const struct tv_counts *counts)
{
    uint64_t members = 0;
    for (int i = 0; i < TV_OUTCOME_COUNT; i++)
        members += i == TV_OUTCOME_REMOVED ? 0 : counts->outcomes[i];
    return members;
}

static void print_summary(const struct command *c, const struct tv_counts *counts)
{
    if (!c->values.json) {
        printf("%" PRIu64 " members of %" PRIu64 " archives:", members_of(counts),
               counts->archives);
        for (int i = 0; i < TV_OUTCOME_COUNT; i++)
            printf("%s %" PRIu64 " %s", i ? "," : "", counts->outcomes[i],
                   tv_outcome_name((enum tv_outcome)i));
        putchar('\n');
        return;
    }
    struct tv_buffer line = {0};
    struct tv_json j = {.out = &line};
    tv_json_object(&j);
    tv_json_put_number(&j, "format_version", TV_FORMAT_VERSION);
    tv_json_put_number(&j, "archives", counts->archives);
    tv_json_put_number(&j, "members", members_of(counts));
    for (int i = 0; i < TV_OUTCOME_COUNT; i++)
        tv_json_put_number(&j, tv_outcome_name((enum tv_outcome)i), counts->outcomes[i]);
    tv_json_key(&j, "interrupted");
    tv_json_bool(&j, stop != 0);
    tv_json_end(&j);
    puts(line.data);
    tv_buffer_finish(&line);
}

/* A path as the ledger has it, whether or not there still is such a file. */
static char *absolute(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *real = realpath(path, NULL);
    if (real)
        return real;
    char *parent = slash ? tv_printf("%.*s", (int)(slash + 1 - path), path) : tv_strdup(".");
    char *folder = realpath(parent, NULL);
    real = folder ? tv_printf("%s/%s", folder, slash ? slash + 1 : path) : tv_strdup(path);
    free(parent);
    free(folder);
    return real;
}

static char **absolute_paths(const struct tv_list *arguments)
{
    char **paths = tv_alloc(arguments->n * sizeof *paths);
    for (size_t i = 0; i < arguments->n; i++)
        paths[i] = absolute(arguments->items[i]);
    return paths;
}

static void free_paths(char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(paths[i]);
    free(paths);
}

/* Adds what is to be read: of an index that is rebuilt, what it was made of first. */
static bool find_sources(const struct tv_index_values *values, const char *index,
                         const struct tv_list *arguments, struct tv_sources *sources,
                         struct tv_old_index *old, struct tv_error *err)
{
    char *real = absolute(index), **without = absolute_paths(arguments);
    bool found =
        !values->rebuild ||
        tv_old_index_read(index, without, values->remove ? arguments->n : 0, sources, old, err);
    for (size_t i = 0; found && !values->remove && i < arguments->n; i++)
        found = tv_sources_add(sources, arguments->items[i], real, err);
    if (found && values->rebuild && sources->n_files == 0)
        found = tv_fail(err, TV_NOT_FOUND, "%s: nothing to build it from; name archives", index);
    free_paths(without, arguments->n);
    free(real);
    return found;
}

static bool drop(const struct tv_ingest_options *o, const struct tv_list *arguments,
                 struct tv_counts *counts, struct tv_error *err)
{
    char **paths = absolute_paths(arguments);
    bool done = tv_ingest_remove(o, paths, arguments->n, counts, err);
    free_paths(paths, arguments->n);
    return done;
}

static bool update(struct command *c, const struct tv_list *arguments, struct tv_counts *counts,
                   struct tv_error *err)
{
    struct tv_old_index old = {0};
    char *index = tv_index_path(c->values.index);
    char *program = c->values.ocr ? tv_ocr_program(err) : tv_program_path("travaux-extract");
    struct tv_ingest_options o = {.index = index,
                                  .pool = {c->values.jobs, c->values.limits, program, &stop},
                                  .ocr = c->values.ocr,
                                  .report = write_report,
                                  .without = say_without,
                                  .progress = show_progress,
                                  .context = c};
    struct tv_sources sources = {0};
    o.rebuild = c->values.rebuild ? &old : NULL;
    bool done = program != NULL;
    if (done && c->values.remove && !c->values.rebuild)
        done = drop(&o, arguments, counts, err);
    else if (done)
        done = find_sources(&c->values, index, arguments, &sources, &old, err) &&
               tv_ingest(&o, &sources, counts, err);
    tv_sources_finish(&sources);
    tv_old_index_finish(&old);
    free(index);
    free(program);
    return done;
}

static void name_holder(struct command *c, struct tv_error *err)
{
    char *index = tv_index_path(c->values.index);
    pid_t holder = tv_holder_of(index);
    if (holder)
        tv_fail(err, TV_LOCKED, "%s: process %d is writing to this index%s", index, (int)holder,
                c->values.wait ? "; waiting" : "; --wait waits for it");
    free(index);
}

/* Updates the index; if need be, when nobody else does any more. */
static bool update_in_turn(struct command *c, const struct tv_list *arguments,
                           struct tv_counts *counts, struct tv_error *err)
{
    static const struct timespec pause = {.tv_nsec = 200 * 1000 * 1000};
    for (bool told = false; !update(c, arguments, counts, err); told = true) {
        if (err->code != TV_LOCKED || stop)
            return false;
        name_holder(c, err);
        if (!c->values.wait)
            return false;
        if (!told)
            tv_print_line(stderr, "travaux index: %s", err->message);
        nanosleep(&pause, NULL); /* a signal ends it */
    }
    return true;
}

static bool open_report(struct command *c)
{
    if (!c->values.report)
        return true;
    c->report = fopen(c->values.report, "we");
    if (!c->report)
        tv_print_line(stderr, "travaux index: %s: %s", c->values.report, strerror(errno));
    else
        setvbuf(c->report, NULL, _IOLBF, BUFSIZ); /* so that a run that is killed has one, too */
    return c->report != NULL;
}

static bool close_report(struct command *c)
{
    if (!c->report)
        return true;
    bool failed = ferror(c->report) != 0;
    failed |= fclose(c->report) != 0;
    if (failed)
        tv_print_line(stderr, "travaux index: %s: cannot be written", c->values.report);
    return !failed;
}

/* Says once what the sandbox lacks. False: it is required. */
static bool check_sandbox(const struct command *c)
{
    unsigned missing = tv_sandbox_missing();
    if (missing && (c->values.require_sandbox || !tv_sandbox_is_sanitized))
        fprintf(stderr, "travaux index: the parsers' sandbox lacks %s on this kernel%s\n",
                tv_sandbox_names(missing),
                c->values.require_sandbox ? ", and --require-sandbox was given" : "");
    return !missing || !c->values.require_sandbox;
}

/* libxapian 1.4 ends the program where two writes fail at once: then that is said as any other error. */
static void on_abort(int number)
{
    static const char message[] = "travaux index: libxapian could not go on, most likely since the "
                                  "disk is full; the index is "
                                  "as it was when it was last committed\n";
    (void)number;
    (void)!write(STDERR_FILENO, message, sizeof message - 1);
    _exit(2);
}

static void catch_signals(void)
{
    struct sigaction abortion = {.sa_handler = on_abort};
    sigaction(SIGABRT, &abortion, NULL);
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int main(int argc, char **argv)
{
    struct command c = {0};
    struct tv_list arguments = {0};
    int status;
    if (!tv_command_line(&tv_command_index, argc, argv, &c.values, &arguments, &status))
        return status;
    tv_progress_init(&c.progress, c.values.progress);
    struct tv_counts counts = {0};
    struct tv_error err = {0};
    catch_signals();
    if (!check_sandbox(&c) || !open_report(&c))
        return 2;
    bool done = (c.values.rebuild || tv_check_operands(&tv_command_index, &arguments, &err)) &&
                update_in_turn(&c, &arguments, &counts, &err);
    tv_options_finish(&tv_command_index, &c.values, &arguments);
    tv_progress_clear(&c.progress);
    if (!done)
        tv_print_line(stderr, "travaux index: %s", err.message);
    else
        print_summary(&c, &counts);
    if (!close_report(&c) || fflush(stdout) != 0 || !done)
        return 2;
    return stop ? 128 + stop : counts.outcomes[TV_OUTCOME_REFUSED] ? 3 : 0;
}
