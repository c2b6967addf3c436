/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a process that is shut in may read (confined.h). */
#include "confined.h"

#include "corpus/memory.h"
#include "corpus/paths.h"

#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Takes the path over. */
static void add(struct tv_folders *folders, char *path)
{
    TV_GROW(folders->items, folders->n, folders->capacity);
    folders->items[folders->n++] = path;
}

void tv_folders_add(struct tv_folders *folders, const char *path)
{
    char *real = realpath(path, NULL);
    if (real)
        add(folders, real);
}

static bool add_parent(struct tv_folders *folders, const char *index)
{
    char *path = realpath(index, NULL);
    struct stat st;
    bool known = path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    if (known)
        add(folders, tv_strdup(dirname(path)));
    free(path);
    return known;
}

bool tv_folders_of_indexes(const struct tv_list *indexes, struct tv_folders *ret_folders)
{
    bool known = true;
    *ret_folders = (struct tv_folders){0};
    for (size_t i = 0; i < indexes->n; i++)
        known &= add_parent(ret_folders, indexes->items[i]);
    if (!indexes->n) {
        char *usual = tv_index_path(NULL);
        known = add_parent(ret_folders, usual);
        free(usual);
    }
    return known;
}

void tv_folders_finish(struct tv_folders *folders)
{
    for (size_t i = 0; i < folders->n; i++)
        free((char *)(uintptr_t)folders->items[i]);
    free(folders->items);
}
