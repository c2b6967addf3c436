/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A map from names to pointers (map.h), on the C library's tsearch, which keeps its tree balanced. */
#include "map.h"

#include <search.h>
#include <string.h>

struct named {
    const char *name;
    void *value;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void keep(void *named)
{
    (void)named; /* the arena owns it */
}

void tv_map_put(struct tv_map *map, const char *name, void *value)
{
    if (!name || tv_map_get(map, name))
        return;
    struct named *named = tv_arena_alloc(&map->arena, sizeof *named);
    *named = (struct named){.name = tv_arena_strdup(&map->arena, name), .value = value};
    if (!tsearch(named, &map->root, compare))
        tv_alloc(SIZE_MAX); /* which ends the program */
}

void *tv_map_get(const struct tv_map *map, const char *name)
{
    if (!name)
        return NULL;
    struct named key = {.name = name};
    void *const root = map->root;
    struct named *const *found = tfind(&key, &root, compare);
    return found ? (*found)->value : NULL;
}

void tv_map_finish(struct tv_map *map)
{
    tdestroy(map->root, keep);
    tv_arena_finish(&map->arena);
    map->root = NULL;
}
