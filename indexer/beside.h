/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The manifests (manifest.h) that lie beside an archive or document: found by their names alone, for
 * travaux-extract to read. */
#ifndef TV_BESIDE_H
#define TV_BESIDE_H

#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>

enum { TV_MAX_BESIDE = 16 };

struct tv_beside {
    const char *path;
    const char
        *as; /* what the manifest calls the file; NULL: its paths are those within the file */
};

/* Those about the file at this path, in the arena, the closest first: NAME.manifest.csv and .jsonl
 * (NAME with or without the endings of an archive), then manifest.csv and .jsonl in its folder and, as
 * far as `root` (NULL: no further), in the folders above. Returns how many. */
size_t tv_beside_find(struct tv_arena *arena, const char *path, const char *root,
                      struct tv_beside ret_beside[TV_MAX_BESIDE]);

/* Whether a file of this path is a manifest, by its name. */
bool tv_beside_is_manifest(const char *path);

#endif
