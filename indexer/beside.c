/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Manifests beside a file (beside.h). */
#include "beside.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const char *const endings[] = {"manifest.csv", "manifest.jsonl"};
enum { N_ENDINGS = sizeof endings / sizeof *endings };

struct search {
    struct tv_arena *arena;
    struct tv_beside *found;
    size_t n;
};

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool tv_beside_is_manifest(const char *path)
{
    const char *base = base_of(path);
    size_t size = strlen(base);
    for (size_t i = 0; i < N_ENDINGS; i++) {
        size_t n = strlen(endings[i]);
        if (size >= n && strcasecmp(base + size - n, endings[i]) == 0 &&
            (size == n || base[size - n - 1] == '.'))
            return true;
    }
    return false;
}

/* Looks for the first `n` bytes of path and an ending. */
static void look(struct search *s, const char *path, size_t n, const char *between, const char *as)
{
    for (size_t i = 0; i < N_ENDINGS && s->n < TV_MAX_BESIDE; i++) {
        struct stat st;
        const char *name = tv_arena_printf(s->arena, "%.*s%s%s", (int)n, path, between, endings[i]);
        if (stat(name, &st) == 0 && S_ISREG(st.st_mode))
            s->found[s->n++] = (struct tv_beside){name, as};
    }
}

/* Without ".zip", or ".tar.gz". */
static size_t stem_size(const char *path)
{
    const char *base = base_of(path), *dot = strrchr(base, '.');
    size_t n = dot && dot > base ? (size_t)(dot - path) : strlen(path);
    return n > 4 && strncasecmp(path + n - 4, ".tar", 4) == 0 ? n - 4 : n;
}

size_t tv_beside_find(struct tv_arena *arena, const char *path, const char *root,
                      struct tv_beside ret_beside[TV_MAX_BESIDE])
{
    struct search s = {arena, ret_beside, 0};
    size_t size = strlen(path), stem = stem_size(path);
    if (tv_beside_is_manifest(path))
        return 0;
    look(&s, path, size, ".", NULL);
    if (stem < size)
        look(&s, path, stem, ".", NULL);
    for (size_t n = (size_t)(base_of(path) - path);;) {
        look(&s, path, n, "", path + n);
        if (!root || n <= strlen(root) + 1)
            return s.n;
        for (n--; n > 0 && path[n - 1] != '/'; n--)
            ;
    }
}
