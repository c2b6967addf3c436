/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loader: makes the directory, hands out feeders, and at the end writes the four tables, each in one
 * thread, as many at a time as there may be, and the version file.
 *
 * What is always true of it: it holds the write lock of the database (a lock on the file `flintlock`, as
 * libxapian's writers do) from beginning to end; of what it wrote, all is removed unless it finished.
 */
#include "feeder.h"
#include "position.h"
#include "postlist.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

enum {
    MEMORY = 512 << 20,
    MEMORY_MIN = 256 << 10, /* a thread */
    READ_MIN = 16 << 10,    /* for each run or segment being merged */
    READ_MAX = 1 << 20,
};

struct xb_loader {
    char *path, *temporary_directory;
    size_t memory; /* a thread */
    unsigned threads;
    int compression;
    bool sync;
    bool made_directory;
    int lock; /* once this is held, what lies in the directory is ours */
    enum { ADDING, FINISHED, FAILED } state;
    uint64_t seed[2];
    uint8_t uuid[16];
    struct xb_feeder **feeders; /* room for `threads` */
    size_t feeder_count;
    /* While finishing. */
    const struct xb_metadata *metadata;
    size_t metadata_count;
    size_t read_room;
    struct xb_root roots[XB_TABLES];
};

static bool take_options(struct xb_loader *loader, const char *path,
                         const struct xb_options *options, struct xb_error *error)
{
    static const struct xb_options defaults;
    if (!options)
        options = &defaults;
    if (options->compression < -1 || options->compression > 12)
        return xb_fail(error, XB_INVALID, "compression %d, not -1 to 12", options->compression);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    loader->threads = options->threads ? options->threads
                      : processors > 0 ? (unsigned)processors
                                       : 1;
    loader->memory = (options->memory ? options->memory : MEMORY) / loader->threads;
    if (loader->memory < MEMORY_MIN)
        loader->memory = MEMORY_MIN;
    loader->compression = options->compression ? options->compression : 1;
    loader->sync = !options->no_sync;
    loader->path = strdup(path);
    loader->temporary_directory =
        strdup(options->temporary_directory ? options->temporary_directory : path);
    loader->feeders = calloc(loader->threads, sizeof(struct xb_feeder *));
    return (loader->path && loader->temporary_directory && loader->feeders) ||
           xb_fail_memory(error);
}

static bool take_random(struct xb_loader *loader, struct xb_error *error)
{
    struct {
        uint64_t seed[2];
        uint8_t uuid[16];
    } random;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        return xb_fail_system(error, "getrandom", "read");
    memcpy(loader->seed, random.seed, sizeof loader->seed);
    memcpy(loader->uuid, random.uuid, sizeof loader->uuid);
    loader->uuid[6] = (uint8_t)((loader->uuid[6] & 0x0f) | 0x40); /* version 4, RFC 4122 */
    loader->uuid[8] = (uint8_t)((loader->uuid[8] & 0x3f) | 0x80);
    return true;
}

static bool take_lock(struct xb_loader *loader, struct xb_error *error)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    char *path = xb_path(loader->path, "flintlock");
    if (!path)
        return xb_fail_memory(error);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    bool done = fd >= 0 || xb_fail_system(error, path, "create");
    if (done && fcntl(fd, F_OFD_SETLK, &lock)) {
        done = xb_fail_system(error, path, "lock");
        close(fd);
    }
    if (done)
        loader->lock = fd;
    free(path);
    return done;
}

bool xb_loader_create(const char *path, const struct xb_options *options,
                      struct xb_loader **ret_loader, struct xb_error *error)
{
    struct xb_loader *loader = calloc(1, sizeof *loader);
    if (!loader)
        return xb_fail_memory(error);
    loader->lock = -1;
    if (!take_options(loader, path, options, error) || !take_random(loader, error) ||
        !xb_directory_create(path, &loader->made_directory, error) || !take_lock(loader, error) ||
        !xb_version_probe(loader->temporary_directory, error)) {
        xb_loader_destroy(loader);
        return false;
    }
    *ret_loader = loader;
    return true;
}

static void remove_all(const struct xb_loader *loader)
{
    static const char *const names[] = {"docdata.glass",  "position.glass", "postlist.glass",
                                        "termlist.glass", "v.tmp",          "iamglass",
                                        "flintlock"};
    for (size_t i = 0; loader->lock >= 0 && i < sizeof names / sizeof *names; i++) {
        char *path = xb_path(loader->path, names[i]);
        if (path)
            unlink(path);
        free(path);
    }
    if (loader->made_directory)
        rmdir(loader->path);
}

void xb_loader_destroy(struct xb_loader *loader)
{
    if (!loader)
        return;
    for (size_t i = 0; i < loader->feeder_count; i++)
        xb_feeder_close(loader->feeders[i]);
    if (loader->state != FINISHED)
        remove_all(loader);
    if (loader->lock >= 0)
        close(loader->lock);
    free(loader->feeders);
    free(loader->temporary_directory);
    free(loader->path);
    free(loader);
}

bool xb_feeder_create(struct xb_loader *loader, struct xb_feeder **ret_feeder,
                      struct xb_error *error)
{
    struct xb_feeder_options options = {.memory = loader->memory,
                                        .temporary_directory = loader->temporary_directory,
                                        .compression = loader->compression,
                                        .seed = {loader->seed[0], loader->seed[1]}};
    if (loader->feeder_count == loader->threads)
        return xb_fail(error, XB_INVALID, "more feeders than the %u of the option threads",
                       loader->threads);
    if (!xb_feeder_open(&options, &loader->feeders[loader->feeder_count], error))
        return false;
    *ret_feeder = loader->feeders[loader->feeder_count++];
    return true;
}

/* Work for one thread. */
typedef bool job(struct xb_loader *loader, size_t number, struct xb_error *error);

struct crew {
    struct xb_loader *loader;
    job *job;
    size_t count;
    atomic_size_t next;
    atomic_bool failed;
    pthread_mutex_t mutex;
    struct xb_error error; /* the first */
};

static void *work(void *argument)
{
    struct crew *crew = argument;
    size_t number;
    while (!crew->failed && (number = crew->next++) < crew->count) {
        struct xb_error error;
        if (crew->job(crew->loader, number, &error))
            continue;
        pthread_mutex_lock(&crew->mutex);
        if (!crew->failed)
            crew->error = error;
        crew->failed = true;
        pthread_mutex_unlock(&crew->mutex);
    }
    return NULL;
}

/* Does the jobs 0 to count - 1 in as many threads as there may be. A thread that cannot start is no loss. */
static bool run_jobs(struct xb_loader *loader, job *do_job, size_t count, struct xb_error *error)
{
    struct crew crew = {.loader = loader, .job = do_job, .count = count};
    pthread_t threads[XB_TABLES];
    size_t started = 0;
    pthread_mutex_init(&crew.mutex, NULL);
    while (started + 1 < count && started + 1 < loader->threads && started < XB_TABLES &&
           !pthread_create(&threads[started], NULL, work, &crew))
        started++;
    work(&crew);
    while (started)
        pthread_join(threads[--started], NULL);
    pthread_mutex_destroy(&crew.mutex);
    if (crew.failed)
        *error = crew.error;
    return !crew.failed;
}

static bool complete_feeder(struct xb_loader *loader, size_t number, struct xb_error *error)
{
    return xb_feeder_complete(loader->feeders[number], error);
}

/* All runs of all feeders. */
static bool open_merge(const struct xb_loader *loader, enum xb_view view, struct xb_merge *merge,
                       struct xb_error *error)
{
    size_t sources = loader->feeder_count;
    for (size_t i = 0; i < loader->feeder_count; i++)
        sources += loader->feeders[i]->segments[view].count;
    if (!xb_merge_init(merge, sources, error))
        return false;
    for (size_t i = 0; i < loader->feeder_count; i++) {
        const struct xb_feeder *feeder = loader->feeders[i];
        const struct xb_segments *segments = &feeder->segments[view];
        xb_source_init_memory(&merge->sources[merge->source_count++], &feeder->run, view);
        for (size_t j = 0; j < segments->count; j++)
            if (!xb_source_init_file(&merge->sources[merge->source_count++], &feeder->spools[view],
                                     segments->items[j].offset, segments->items[j].stop,
                                     loader->read_room, error))
                return false;
    }
    return true;
}

typedef bool writer(struct xb_merge *merge, struct xb_table *table, struct xb_error *error);

static bool write_merged(const struct xb_loader *loader, enum xb_view view, writer *write_table,
                         struct xb_table *table, struct xb_error *error)
{
    struct xb_merge merge = {0};
    bool done = open_merge(loader, view, &merge, error) && write_table(&merge, table, error);
    xb_merge_finish(&merge);
    return done;
}

static bool fill_postlist(const struct xb_loader *loader, struct xb_table *table,
                          struct xb_error *error)
{
    return xb_postlist_write_metadata(loader->metadata, loader->metadata_count, table, error) &&
           write_merged(loader, XB_POSTINGS, xb_postlist_write_statistics, table, error) &&
           write_merged(loader, XB_POSTINGS, xb_postlist_write, table, error);
}

static bool fill_position(const struct xb_loader *loader, struct xb_table *table,
                          struct xb_error *error)
{
    return write_merged(loader, XB_POSITIONS, xb_position_write, table, error);
}

static bool fill_rows(const struct xb_loader *loader, size_t kind, struct xb_table *table,
                      struct xb_error *error)
{
    struct xb_rows **rows = calloc(loader->feeder_count ? loader->feeder_count : 1, sizeof *rows);
    if (!rows)
        return xb_fail_memory(error);
    for (size_t i = 0; i < loader->feeder_count; i++)
        rows[i] = &loader->feeders[i]->rows[kind];
    bool done = xb_rows_write(rows, loader->feeder_count, loader->read_room, table, error);
    free(rows);
    return done;
}

static bool fill_termlist(const struct xb_loader *loader, struct xb_table *table,
                          struct xb_error *error)
{
    return fill_rows(loader, XB_TAG_TERMLIST, table, error);
}

static bool fill_docdata(const struct xb_loader *loader, struct xb_table *table,
                         struct xb_error *error)
{
    return fill_rows(loader, XB_TAG_DATA, table, error);
}

/* The tables, the longest work first. libxapian needs the files of postlist and termlist in any case. */
static const struct {
    const char *name;
    enum xb_table_kind kind;
    bool required;
    bool (*fill)(const struct xb_loader *loader, struct xb_table *table, struct xb_error *error);
} tables[] = {
    {"position.glass", XB_TABLE_POSITION, false, fill_position},
    {"postlist.glass", XB_TABLE_POSTLIST, true, fill_postlist},
    {"termlist.glass", XB_TABLE_TERMLIST, true, fill_termlist},
    {"docdata.glass", XB_TABLE_DOCDATA, false, fill_docdata},
};

static bool write_table(struct xb_loader *loader, size_t number, struct xb_error *error)
{
    struct xb_table *table;
    if (!xb_table_create(loader->path, tables[number].name, loader->sync, &table, error))
        return false;
    bool done = tables[number].fill(loader, table, error) &&
                xb_table_complete(table, tables[number].required,
                                  &loader->roots[tables[number].kind], error);
    xb_table_destroy(table);
    return done;
}

/* What each run or segment gets for reading: an eighth of the budget shared among them. */
static size_t read_room(const struct xb_loader *loader)
{
    size_t count = 1;
    for (size_t i = 0; i < loader->feeder_count; i++) {
        const struct xb_feeder *feeder = loader->feeders[i];
        for (size_t j = 0; j < XB_VIEWS; j++)
            count += feeder->segments[j].count;
        for (size_t j = 0; j < XB_TAG_KINDS; j++)
            count += feeder->rows[j].segments.count;
    }
    size_t room = loader->memory * loader->threads / 8 / count;
    return room < READ_MIN ? READ_MIN : room > READ_MAX ? READ_MAX : room;
}

static bool write_version(const struct xb_loader *loader, struct xb_error *error)
{
    struct xb_statistics statistics = {0};
    for (size_t i = 0; i < loader->feeder_count; i++)
        xb_statistics_add(&statistics, &loader->feeders[i]->statistics);
    return xb_version_write(loader->path, loader->uuid, loader->roots, &statistics, loader->sync,
                            error);
}

static bool write_all(struct xb_loader *loader, struct xb_error *error)
{
    if (!run_jobs(loader, complete_feeder, loader->feeder_count, error))
        return false;
    loader->read_room = read_room(loader);
    return run_jobs(loader, write_table, sizeof tables / sizeof *tables, error) &&
           write_version(loader, error);
}

bool xb_finish(struct xb_loader *loader, const struct xb_metadata *metadata, size_t metadata_count,
               struct xb_error *error)
{
    if (loader->state != ADDING)
        return xb_fail(error, XB_INVALID, "xb_finish was called before");
    loader->metadata = metadata;
    loader->metadata_count = metadata_count;
    loader->state = write_all(loader, error) ? FINISHED : FAILED;
    return loader->state == FINISHED;
}
