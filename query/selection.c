/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Selections (selection.h). */
#include "selection.h"

#include "corpus/memory.h"

#include <stdlib.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return memcmp(a, b, TV_ID_SIZE) == 0;
}

/* A group that is shown, by a document of it. Both are IDs. */
struct group {
    const char *name, *document;
};

/* A table in which each group stands at or behind the place that its name leads to; half empty. */
struct groups {
    struct group *items;
    size_t capacity; /* a power of 2 */
};

static struct group *place_of(const struct groups *groups, const char *name)
{
    size_t hash = 0;
    for (size_t i = 0; i < TV_ID_SIZE; i++)
        hash = hash * 31 + (unsigned char)name[i];
    size_t i = hash & (groups->capacity - 1);
    while (groups->items[i].name && !same(groups->items[i].name, name))
        i = (i + 1) & (groups->capacity - 1);
    return &groups->items[i];
}

/* Whether the passage is of the document that stands for its group, which the first one seen does. */
static bool stands_for_group(const struct groups *groups, const struct tv_summary *summary)
{
    struct group *group = place_of(groups, summary->group);
    if (!group->name)
        *group = (struct group){summary->group, summary->document};
    return same(group->document, summary->document);
}

const struct tv_ranked **tv_select(const struct tv_search *search, const struct tv_ranked *ranked,
                                   size_t n, size_t most, size_t *ret_n)
{
    const struct tv_ranked **selected = tv_alloc((n < most ? n : most) * sizeof *selected);
    struct groups groups = {.capacity = 64};
    size_t kept = 0;
    while (groups.capacity < 2 * n)
        groups.capacity *= 2;
    groups.items = tv_alloc(groups.capacity * sizeof *groups.items);
    for (size_t i = 0; i < n && kept < most; i++) {
        if (!search->duplicates && !stands_for_group(&groups, &ranked[i].summary))
            continue;
        if (!search->per_document || ranked[i].of_document < search->per_document)
            selected[kept++] = &ranked[i];
    }
    free(groups.items);
    *ret_n = kept;
    return selected;
}
