/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a process that is shut in may read. */
#ifndef TV_CONFINED_H
#define TV_CONFINED_H

#include "corpus/options.h"

/* Folders, each by its own name. */
struct tv_folders {
    const char **items;
    size_t n, capacity;
};

/* The folders that the indexes at these paths (none: the usual one) stand in, since one that is
 * compacted or rebuilt takes its place from beside it. False where one of them is no folder: it names
 * others, which may be anywhere. */
bool tv_folders_of_indexes(const struct tv_list *indexes, struct tv_folders *ret_folders);

/* Adds a folder, as far as it is there. */
void tv_folders_add(struct tv_folders *folders, const char *path);
void tv_folders_finish(struct tv_folders *folders);

#endif
