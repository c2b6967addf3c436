/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A map from names to pointers: styles, relationships, parts of a package, whatever a format refers
 * to by name. A balanced tree, so that no choice of names makes it slow. Zero-initialised is empty
 * and ready. The first value that was put for a name stays. */
#ifndef TV_MAP_H
#define TV_MAP_H

#include "corpus/memory.h"

struct tv_map {
    void *root;
    struct tv_arena arena;
};

/* Copies the name; the value, not NULL, is the caller's. */
void tv_map_put(struct tv_map *map, const char *name, void *value);

/* NULL if there is none, or the name is NULL. */
void *tv_map_get(const struct tv_map *map, const char *name);

void tv_map_finish(struct tv_map *map);

#endif
