/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sources: the files that the arguments of `travaux index` stand for. */
#ifndef TV_SOURCES_H
#define TV_SOURCES_H

#include "corpus/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Absolute paths, in the order of the arguments, those in a folder by name; each once. */
struct tv_sources {
    char **files;
    size_t n_files, files_capacity;
    char **folders; /* arguments that are folders: what is gone from them is dropped */
    size_t n_folders, folders_capacity;
};

/* Adds a file with the manifests beside it, or all regular files below a folder but those below `except` (the index). Links in a
 * folder are not followed. False with *err (TV_NOT_FOUND, TV_IO) when there is no such thing. */
bool tv_sources_add(struct tv_sources *s, const char *argument, const char *except,
                    struct tv_error *err);

/* The folder that the path is below, or NULL. */
const char *tv_sources_folder(const struct tv_sources *s, const char *path);

void tv_sources_finish(struct tv_sources *s);

#endif
