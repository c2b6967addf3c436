/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-index: `travaux index`, the program that brings an index up to date. It reads no archive
 * itself: travaux-extract does, in processes of its own. */
#include "corpus/memory.h"
#include "corpus/paths.h"
#include "ingest.h"
#include "sandbox.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "Usage: travaux index [OPTION]... ARCHIVE|DIRECTORY|FILE...\n"
    "Takes in what is new or changed, and drops what is gone from an archive that the index "
    "knows.\n\n"
    "  -d, --index PATH   the index (default: $TRAVAUX_INDEX, else ~/.local/share/travaux/index)\n"
    "  -j, --jobs N       processes that parse (default: one for each processor)\n"
    "      --json         the summary as one JSON object\n"
    "      --report FILE  what became of each member, one JSON object a line\n"
    "      --remove       drop these archives from the index\n"
    "      --member-size N, --archive-size N, --members N, --depth N, --seconds N\n"
    "                     limits: bytes of one member (256 MiB) and of all members of an archive\n"
    "                     (64 GiB), members (10 million), archives in archives (4), seconds for "
    "one\n"
    "                     member (60)\n"
    "      --require-sandbox  refuse to run where the kernel lacks a part of the parsers' sandbox\n"
    "      --progress auto|always|never\n"
    "  -h, --help, --version\n\n"
    "Exit status: 0; 3 when something was refused; 2 on an error.\n";

struct command {
    const char *index, *report_path;
    FILE *report;
    bool json, remove, progress, require_sandbox;
    unsigned jobs;
    struct tv_limits limits;
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
        fprintf(stderr, "travaux index: %s%s%s: refused: %s\n", archive, member ? ": " : "",
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
    fprintf(stderr,
            "\r\033[K%" PRIu64 " indexed, %" PRIu64 " unchanged, %" PRIu64 " refused: %.40s",
            counts->outcomes[TV_OUTCOME_INDEXED], counts->outcomes[TV_OUTCOME_UNCHANGED],
            counts->outcomes[TV_OUTCOME_REFUSED], base ? base + 1 : archive);
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
    if (!c->json) {
        printf("%" PRIu64 " members of %" PRIu64 " archives:", members_of(counts),
               counts->archives);
        for (int i = 0; i < TV_OUTCOME_COUNT; i++)
            printf("%s %" PRIu64 " %s", i ? "," : "", counts->outcomes[i],
                   tv_outcome_name((enum tv_outcome)i));
        putchar('\n');
        return;
    }
    json_t *o = json_object();
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

static bool read_number(const char *option, const char *text, uint64_t *ret)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || *end || end == text || value == 0 || *text == '-') {
        fprintf(stderr, "travaux index: --%s: \"%s\" is not a positive number\n", option, text);
        return false;
    }
    *ret = value;
    return true;
}

enum {
    JSON = 256,
    REPORT,
    REMOVE,
    REQUIRE_SANDBOX,
    PROGRESS,
    VERSION,
    MEMBER_SIZE,
    ARCHIVE_SIZE,
    MEMBERS,
    DEPTH,
    SECONDS
};

static const struct option options[] = {{"index", required_argument, NULL, 'd'},
                                        {"jobs", required_argument, NULL, 'j'},
                                        {"help", no_argument, NULL, 'h'},
                                        {"json", no_argument, NULL, JSON},
                                        {"report", required_argument, NULL, REPORT},
                                        {"remove", no_argument, NULL, REMOVE},
                                        {"require-sandbox", no_argument, NULL, REQUIRE_SANDBOX},
                                        {"progress", required_argument, NULL, PROGRESS},
                                        {"version", no_argument, NULL, VERSION},
                                        {"member-size", required_argument, NULL, MEMBER_SIZE},
                                        {"archive-size", required_argument, NULL, ARCHIVE_SIZE},
                                        {"members", required_argument, NULL, MEMBERS},
                                        {"depth", required_argument, NULL, DEPTH},
                                        {"seconds", required_argument, NULL, SECONDS},
                                        {0}};

/* -1: go on; else the exit status. */
static int take_option(struct command *c, int option, int index)
{
    uint64_t number = 0;
    bool numeric = option == 'j' || option >= MEMBER_SIZE;
    if (numeric && !read_number(option == 'j' ? "jobs" : options[index].name, optarg, &number))
        return 2;
    switch (option) {
    case 'd':
        c->index = optarg;
        return -1;
    case 'j':
        c->jobs = number < 1000 ? (unsigned)number : 1000;
        return -1;
    case 'h':
        return fputs(usage, stdout) == EOF ? 2 : 0;
    case JSON:
        c->json = true;
        return -1;
    case REPORT:
        c->report_path = optarg;
        return -1;
    case REMOVE:
        c->remove = true;
        return -1;
    case REQUIRE_SANDBOX:
        c->require_sandbox = true;
        return -1;
    case PROGRESS:
        c->progress = strcmp(optarg, "always") == 0 ||
                      (strcmp(optarg, "never") != 0 && isatty(STDERR_FILENO));
        return -1;
    case VERSION:
        return puts("travaux " TRAVAUX_VERSION) == EOF ? 2 : 0;
    case MEMBER_SIZE:
        c->limits.member_size = number;
        return -1;
    case ARCHIVE_SIZE:
        c->limits.total_size = number;
        return -1;
    case MEMBERS:
        c->limits.members = number;
        return -1;
    case DEPTH:
        c->limits.depth = number < 100 ? (unsigned)number : 100;
        return -1;
    case SECONDS:
        c->limits.seconds = number < UINT32_MAX ? (unsigned)number : UINT32_MAX;
        return -1;
    default:
        fputs("See travaux index --help.\n", stderr);
        return 2;
    }
}

static bool update(struct command *c, char **arguments, size_t n, struct tv_counts *counts,
                   struct tv_error *err)
{
    char *index = tv_index_path(c->index), *program = tv_program_path("travaux-extract");
    struct tv_ingest_options o = {.index = index,
                                  .pool = {c->jobs, c->limits, program, &stop},
                                  .report = write_report,
                                  .progress = show_progress,
                                  .context = c};
    struct tv_sources sources = {0};
    char *real = realpath(index, NULL);
    bool done = true;
    for (size_t i = 0; i < n && done && !c->remove; i++)
        done = tv_sources_add(&sources, arguments[i], real, err);
    if (c->remove) {
        char **paths = tv_alloc(n * sizeof *paths);
        for (size_t i = 0; i < n; i++)
            if (!(paths[i] = realpath(arguments[i], NULL)))
                paths[i] = tv_strdup(arguments[i]);
        done = tv_ingest_remove(&o, paths, n, counts, err);
        for (size_t i = 0; i < n; i++)
            free(paths[i]);
        free(paths);
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
    if (!c->report_path)
        return true;
    c->report = fopen(c->report_path, "we");
    if (!c->report)
        fprintf(stderr, "travaux index: %s: %s\n", c->report_path, strerror(errno));
    return c->report != NULL;
}

static bool close_report(struct command *c)
{
    if (!c->report)
        return true;
    bool failed = ferror(c->report) != 0;
    failed |= fclose(c->report) != 0;
    if (failed)
        fprintf(stderr, "travaux index: %s: cannot be written\n", c->report_path);
    return !failed;
}

/* Says once what the sandbox lacks. False: it is required. */
static bool check_sandbox(const struct command *c)
{
    unsigned missing = tv_sandbox_missing();
    if (missing)
        fprintf(stderr, "travaux index: the parsers' sandbox lacks %s on this kernel%s\n",
                tv_sandbox_names(missing),
                c->require_sandbox ? ", and --require-sandbox was given" : "");
    return !missing || !c->require_sandbox;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int main(int argc, char **argv)
{
    struct command c = {.limits = TV_LIMITS_DEFAULT, .progress = isatty(STDERR_FILENO)};
    for (int option, index = 0;
         (option = getopt_long(argc, argv, "d:j:h", options, &index)) != -1;) {
        int status = take_option(&c, option, index);
        if (status >= 0)
            return status;
    }
    if (optind == argc) {
        fputs(usage, stderr);
        return 2;
    }
    struct tv_counts counts = {0};
    struct tv_error err = {0};
    catch_signals();
    if (!check_sandbox(&c) || !open_report(&c))
        return 2;
    bool done = update(&c, argv + optind, (size_t)(argc - optind), &counts, &err);
    if (c.progress)
        fputs("\r\033[K", stderr);
    if (!done)
        fprintf(stderr, "travaux index: %s\n", err.message);
    else
        print_summary(&c, &counts);
    if (!close_report(&c) || fflush(stdout) != 0 || !done)
        return 2;
    return stop ? 128 + stop : counts.outcomes[TV_OUTCOME_REFUSED] ? 3 : 0;
}
