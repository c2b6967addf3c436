/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sources: files and folders named on the command line (sources.h). */
#include "sources.h"

#include "beside.h"
#include "corpus/memory.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static void add_file(struct tv_sources *s, const char *path)
{
    TV_GROW(s->files, s->n_files, s->files_capacity);
    s->files[s->n_files++] = tv_strdup(path);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Whether it is the index, or of one that is being built, or was left, beside it. */
static bool is_of_index(const char *path, const char *index)
{
    static const char building[] = ".building-";
    size_t n = strlen(index);
    return strncmp(path, index, n) == 0 &&
           (path[n] == '\0' || strncmp(path + n, building, strlen(building)) == 0);
}

static bool add_folder(struct tv_sources *s, char *path, const char *except, struct tv_error *err)
{
    char *roots[] = {path, NULL};
    FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    if (!fts)
        return tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    bool read = true;
    for (FTSENT *entry; read && (entry = fts_read(fts));) {
        if (except && is_of_index(entry->fts_path, except))
            fts_set(fts, entry, FTS_SKIP);
        else if (entry->fts_info == FTS_F)
            add_file(s, entry->fts_path);
        else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR)
            read = tv_fail(err, TV_IO, "%s: %s", entry->fts_path, strerror(entry->fts_errno));
    }
    fts_close(fts);
    TV_GROW(s->folders, s->n_folders, s->folders_capacity);
    s->folders[s->n_folders++] = tv_strdup(path);
    return read;
}

static bool has_file(const struct tv_sources *s, const char *path)
{
    for (size_t i = 0; i < s->n_files; i++)
        if (strcmp(s->files[i], path) == 0)
            return true;
    return false;
}

/* A manifest is a file of its own, too, so that what is wrong with it is said once. */
static void add_with_manifests(struct tv_sources *s, const char *path)
{
    struct tv_arena arena = {0};
    struct tv_beside beside[TV_MAX_BESIDE];
    add_file(s, path);
    for (size_t i = 0, n = tv_beside_find(&arena, path, NULL, beside); i < n; i++)
        if (!has_file(s, beside[i].path))
            add_file(s, beside[i].path);
    tv_arena_finish(&arena);
}

bool tv_sources_add(struct tv_sources *s, const char *argument, const char *except,
                    struct tv_error *err)
{
    struct stat st;
    char *path = realpath(argument, NULL);
    if (!path || stat(path, &st) < 0) {
        free(path);
        return tv_fail(err, TV_NOT_FOUND, "%s: %s", argument, strerror(errno));
    }
    bool added = true;
    if (S_ISDIR(st.st_mode))
        added = add_folder(s, path, except, err);
    else if (S_ISREG(st.st_mode))
        add_with_manifests(s, path);
    else
        added = tv_fail(err, TV_NOT_FOUND, "%s: is neither a file nor a folder", argument);
    free(path);
    return added;
}

const char *tv_sources_folder(const struct tv_sources *s, const char *path)
{
    for (size_t i = 0; i < s->n_folders; i++)
        if (is_below(path, s->folders[i]))
            return s->folders[i];
    return NULL;
}

void tv_sources_finish(struct tv_sources *s)
{
    for (size_t i = 0; i < s->n_files; i++)
        free(s->files[i]);
    for (size_t i = 0; i < s->n_folders; i++)
        free(s->folders[i]);
    free(s->files);
    free(s->folders);
    *s = (struct tv_sources){0};
}
