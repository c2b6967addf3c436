/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux compact: the index made small. A compact copy is made beside it, under the lock of its
 * writer, and takes its place in one step, so that there is a whole index at every moment. Readers
 * that have it open go on with the old one until they open it again. */
#include "commands.h"
#include "corpus/replacement.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct values {
    struct tv_list indexes;
};

static const struct tv_option options[] = {TV_OPTION_INDEX(struct values)};

static uint64_t size_of(const char *path)
{
    DIR *folder = opendir(path);
    struct stat st;
    uint64_t size = 0;
    for (struct dirent *e; folder && (e = readdir(folder));)
        if (fstatat(dirfd(folder), e->d_name, &st, 0) == 0 && S_ISREG(st.st_mode))
            size += (uint64_t)st.st_size;
    if (folder)
        closedir(folder);
    return size;
}

/* Brings what is in a folder, and the folder itself, to the disk. */
static bool sync_folder(const char *path, struct tv_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && syncfs(fd) == 0;
    if (!ok)
        tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool copy_and_exchange(struct tv_replacement *replacement, struct tv_error *err)
{
    static const struct xc_compact_options compact = {.flags = XC_COMPACT_KEEP_IDS};
    struct xc_error xe = {0};
    const char *path = replacement->path;
    if (xc_compact(&path, 1, replacement->building, &compact, &xe))
        return tv_fail_xapian(err, path, &xe);
    return sync_folder(replacement->building, err) && tv_replacement_put(replacement, err);
}

/* The index without '/' at its end, if it is one folder. */
static char *folder_of(const char *path, struct tv_error *err)
{
    struct stat st;
    if (stat(path, &st) || !S_ISDIR(st.st_mode)) {
        tv_fail(err, TV_USAGE, "%s is no folder; compact the indexes that it names", path);
        return NULL;
    }
    char *folder = realpath(path, NULL);
    if (!folder)
        tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    return folder;
}

static bool compact_locked(const char *path, struct tv_error *err)
{
    struct tv_replacement replacement;
    uint64_t before = size_of(path);
    if (!tv_replacement_init(&replacement, path, true, err))
        return false;
    bool ok = copy_and_exchange(&replacement, err);
    tv_replacement_finish(&replacement);
    if (ok)
        printf("%s: %.1f MB, was %.1f MB\n", path, (double)size_of(path) / 1e6,
               (double)before / 1e6);
    return ok;
}

static bool compact(const char *given, struct tv_error *err)
{
    static const struct xc_writer_options existing = {.mode = XC_OPEN};
    struct xc_error xe = {0};
    char *path = folder_of(given, err);
    if (!path)
        return false;
    struct xc_writer *lock = xc_writer_open(path, &existing, &xe);
    bool ok = false;
    if (lock)
        ok = compact_locked(path, err);
    else if (xe.code == XC_LOCKED)
        tv_fail(err, TV_LOCKED, "%s is being written to; compact it when it is not", path);
    else
        tv_fail_xapian(err, path, &xe);
    xc_writer_destroy(lock);
    free(path);
    return ok;
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    struct tv_index index;
    if (operands->n) {
        tv_fail(err, TV_USAGE, "'%s' is one too many (see travaux compact --help)",
                operands->items[0]);
        return TV_EXIT_ERROR;
    }
    if (!tv_index_open(v->indexes.items, v->indexes.n, &index, err))
        return TV_EXIT_ERROR;
    xc_database_destroy(index.database);
    index.database = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < index.n_paths; i++)
        ok = compact(index.paths[i], err);
    tv_index_finish(&index);
    return ok ? TV_EXIT_FOUND : TV_EXIT_ERROR;
}

const struct tv_command tv_command_compact = {
    .name = "compact",
    .operands = "",
    .summary = "Makes the index small",
    .details = "Needs room for a second index until it is done.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
