/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-index: `travaux index`, the program that brings an index up to date. It reads no archive
 * itself: travaux-extract does, in processes of its own. */
#include "corpus/format_version.h"
#include "corpus/memory.h"
#include "corpus/paths.h"
#include "corpus/plain.h"
#include "index_command.h"
#include "ingest.h"
#include "sandbox.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct command {
    struct tv_index_values values;
    FILE *report;
    bool progress;
    time_t shown;
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
    if (outcome == TV_OUTCOME_REFUSED)
        tv_print_line(stderr, "travaux index: %s%s%s: refused: %s", archive, member ? ": " : "",
                      member ? member : "", reason ? reason : "unknown");
    if (!c->report)
        return;
    json_t *o = json_object();
    json_object_set_new(o, "archive", json_string(archive));
    json_object_set_new(o, "member", member ? json_string(member) : json_null());
    json_object_set_new(o, "outcome", json_string(tv_outcome_name(outcome)));
    json_object_set_new(o, "reason", reason ? json_string(reason) : json_null());
    json_dumpf(o, c->report, JSON_COMPACT);
    putc('\n', c->report);
    json_decref(o);
}

static void show_progress(void *context, const struct tv_counts *counts, const char *archive)
{
    struct command *c = context;
    time_t now = time(NULL);
    if (!c->progress || now == c->shown)
        return;
    c->shown = now;
    const char *base = strrchr(archive, '/');
    struct tv_buffer name = {0};
    base = base ? base + 1 : archive;
    tv_plain(base, strnlen(base, 40), false, &name);
    fprintf(stderr, "\r\033[K%" PRIu64 " indexed, %" PRIu64 " unchanged, %" PRIu64 " refused: %s",
            counts->outcomes[TV_OUTCOME_INDEXED], counts->outcomes[TV_OUTCOME_UNCHANGED],
            counts->outcomes[TV_OUTCOME_REFUSED], name.data ? name.data : "");
    tv_buffer_finish(&name);
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
    json_t *o = json_object();
    json_object_set_new(o, "format_version", json_integer(TV_FORMAT_VERSION));
    json_object_set_new(o, "archives", json_integer((json_int_t)counts->archives));
    json_object_set_new(o, "members", json_integer((json_int_t)members_of(counts)));
    for (int i = 0; i < TV_OUTCOME_COUNT; i++)
        json_object_set_new(o, tv_outcome_name((enum tv_outcome)i),
                            json_integer((json_int_t)counts->outcomes[i]));
    json_object_set_new(o, "interrupted", json_boolean(stop != 0));
    json_dumpf(o, stdout, 0);
    putchar('\n');
    json_decref(o);
}

static bool drop(const struct tv_ingest_options *o, const struct tv_list *arguments,
                 struct tv_counts *counts, struct tv_error *err)
{
    char **paths = tv_alloc(arguments->n * sizeof *paths);
    for (size_t i = 0; i < arguments->n; i++)
        if (!(paths[i] = realpath(arguments->items[i], NULL)))
            paths[i] = tv_strdup(arguments->items[i]);
    bool done = tv_ingest_remove(o, paths, arguments->n, counts, err);
    for (size_t i = 0; i < arguments->n; i++)
        free(paths[i]);
    free(paths);
    return done;
}

static bool update(struct command *c, const struct tv_list *arguments, struct tv_counts *counts,
                   struct tv_error *err)
{
    char *index = tv_index_path(c->values.index), *program = tv_program_path("travaux-extract");
    struct tv_ingest_options o = {.index = index,
                                  .pool = {c->values.jobs, c->values.limits, program, &stop},
                                  .report = write_report,
                                  .progress = show_progress,
                                  .context = c};
    struct tv_sources sources = {0};
    char *real = realpath(index, NULL);
    bool done = true;
    for (size_t i = 0; i < arguments->n && done && !c->values.remove; i++)
        done = tv_sources_add(&sources, arguments->items[i], real, err);
    if (c->values.remove) {
        done = drop(&o, arguments, counts, err);
    } else if (done) {
        done = tv_ingest(&o, &sources, counts, err);
    }
    tv_sources_finish(&sources);
    free(real);
    free(index);
    free(program);
    return done;
}

static bool open_report(struct command *c)
{
    if (!c->values.report)
        return true;
    c->report = fopen(c->values.report, "we");
    if (!c->report)
        tv_print_line(stderr, "travaux index: %s: %s", c->values.report, strerror(errno));
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
    if (missing)
        fprintf(stderr, "travaux index: the parsers' sandbox lacks %s on this kernel%s\n",
                tv_sandbox_names(missing),
                c->values.require_sandbox ? ", and --require-sandbox was given" : "");
    return !missing || !c->values.require_sandbox;
}

static void catch_signals(void)
{
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
    c.progress = c.values.progress == TV_WHEN_ALWAYS ||
                 (c.values.progress == TV_WHEN_AUTO && isatty(STDERR_FILENO));
    struct tv_counts counts = {0};
    struct tv_error err = {0};
    catch_signals();
    if (!check_sandbox(&c) || !open_report(&c))
        return 2;
    bool done = update(&c, &arguments, &counts, &err);
    tv_options_finish(&tv_command_index, &c.values, &arguments);
    if (c.progress)
        fputs("\r\033[K", stderr);
    if (!done)
        tv_print_line(stderr, "travaux index: %s", err.message);
    else
        print_summary(&c, &counts);
    if (!close_report(&c) || fflush(stdout) != 0 || !done)
        return 2;
    return stop ? 128 + stop : counts.outcomes[TV_OUTCOME_REFUSED] ? 3 : 0;
}
