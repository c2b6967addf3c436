/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Selections (selection.h). */
#include "selection.h"

#include "corpus/memory.h"

#include <stdlib.h>
#include <string.h>

static bool same(struct xc_str a, struct xc_str b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* A group that is shown, by a document of it. */
struct group {
    struct xc_str name, document;
};

/* A table in which each group stands at or behind the place that its name leads to; half empty. */
struct groups {
    struct group *items;
    size_t capacity; /* a power of 2 */
};

static struct group *place_of(const struct groups *groups, struct xc_str name)
{
    size_t hash = 0;
    for (size_t i = 0; i < name.size; i++)
        hash = hash * 31 + (unsigned char)name.data[i];
    size_t i = hash & (groups->capacity - 1);
    while (groups->items[i].name.data && !same(groups->items[i].name, name))
        i = (i + 1) & (groups->capacity - 1);
    return &groups->items[i];
}

struct xc_str tv_group_of(const struct xc_hit *hit)
{
    const struct xc_str *group = &hit->values[TV_VALUE_GROUP];
    return group->size ? *group : hit->values[TV_VALUE_DOCUMENT];
}

/* Whether the passage is of the document that stands for its group, which the first one seen does. */
static bool stands_for_group(const struct groups *groups, const struct xc_hit *hit)
{
    struct group *group = place_of(groups, tv_group_of(hit));
    if (!group->name.data)
        *group = (struct group){tv_group_of(hit), hit->values[TV_VALUE_DOCUMENT]};
    return same(group->document, hit->values[TV_VALUE_DOCUMENT]);
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
        if (!search->duplicates && !stands_for_group(&groups, ranked[i].hit))
            continue;
        if (!search->per_document || ranked[i].of_document < search->per_document)
            selected[kept++] = &ranked[i];
    }
    free(groups.items);
    *ret_n = kept;
    return selected;
}
