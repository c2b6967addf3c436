/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is always true of it: every source is in exactly one of waiting, live and done. A key's postings
 * ascend strictly; where two sources have the same docid, a document was added twice and the merge fails.
 */
#include "merge.h"

#include "heap.h"

#include <stdlib.h>

static bool less_key(const void *a, const void *b)
{
    const struct xb_source *x = a, *y = b;
    size_t shortest = x->key_size < y->key_size ? x->key_size : y->key_size;
    int order = memcmp(x->key, y->key, shortest);
    return order < 0 || (!order && x->key_size < y->key_size);
}

static bool less_docid(const void *a, const void *b)
{
    const struct xb_source *x = a, *y = b;
    return x->posting.docid < y->posting.docid;
}

bool xb_merge_init(struct xb_merge *merge, size_t sources, struct xb_error *error)
{
    size_t size = sources ? sources : 1;
    *merge = (struct xb_merge){.sources = calloc(size, sizeof(struct xb_source)),
                               .waiting = calloc(size, sizeof(void *)),
                               .live = calloc(size, sizeof(void *)),
                               .done = calloc(size, sizeof(void *)),
                               .fresh = true};
    return (merge->sources && merge->waiting && merge->live && merge->done) ||
           xb_fail_memory(error);
}

void xb_merge_finish(struct xb_merge *merge)
{
    for (size_t i = 0; i < merge->source_count; i++)
        xb_source_finish(&merge->sources[i]);
    free(merge->sources);
    free(merge->waiting);
    free(merge->live);
    free(merge->done);
    *merge = (struct xb_merge){0};
}

static bool advance(struct xb_merge *merge, struct xb_source *source, struct xb_error *error)
{
    bool found;
    if (!xb_source_next_key(source, &found, error))
        return false;
    if (found)
        xb_heap_push(merge->waiting, &merge->waiting_count, source, less_key);
    return true;
}

/* Moves every source that is at the end of the last key, or at its very beginning. */
static bool advance_done(struct xb_merge *merge, struct xb_error *error)
{
    if (merge->fresh) {
        for (size_t i = 0; i < merge->source_count; i++)
            merge->done[merge->done_count++] = &merge->sources[i];
        merge->fresh = false;
    }
    while (merge->done_count)
        if (!advance(merge, merge->done[--merge->done_count], error))
            return false;
    return true;
}

static bool has_key(const struct xb_merge *merge, const struct xb_source *source)
{
    return source->key_size == merge->key_size &&
           !memcmp(source->key, merge->key_copy, merge->key_size);
}

bool xb_merge_next_key(struct xb_merge *merge, bool *ret_found, struct xb_error *error)
{
    if (!advance_done(merge, error))
        return false;
    *ret_found = merge->waiting_count > 0;
    if (!*ret_found)
        return true;
    const struct xb_source *first = merge->waiting[0];
    memcpy(merge->key_copy, first->key, first->key_size);
    merge->key = merge->key_copy;
    merge->key_size = first->key_size;
    merge->count = merge->wdf = 0;
    while (merge->waiting_count && has_key(merge, merge->waiting[0])) {
        struct xb_source *source = xb_heap_pop(merge->waiting, &merge->waiting_count, less_key);
        merge->count += source->count;
        merge->wdf += source->wdf;
        xb_heap_push(merge->live, &merge->live_count, source, less_docid);
    }
    merge->posting = NULL;
    return true;
}

/* Moves the source whose posting was given out last. */
static bool advance_live(struct xb_merge *merge, struct xb_error *error)
{
    struct xb_source *source = merge->live[0];
    bool found;
    if (!xb_source_next_posting(source, &found, error))
        return false;
    if (!found)
        merge->done[merge->done_count++] = xb_heap_pop(merge->live, &merge->live_count, less_docid);
    else if (merge->live_count > 1)
        xb_heap_down(merge->live, merge->live_count, 0, less_docid);
    return true;
}

bool xb_merge_next_posting(struct xb_merge *merge, bool *ret_found, struct xb_error *error)
{
    uint32_t last = 0;
    if (merge->posting) {
        last = merge->posting->docid;
        if (!advance_live(merge, error))
            return false;
    }
    *ret_found = merge->live_count > 0;
    if (!*ret_found)
        return true;
    const struct xb_source *source = merge->live[0];
    merge->posting = &source->posting;
    return source->posting.docid > last || xb_fail_duplicate(error, source->posting.docid);
}
