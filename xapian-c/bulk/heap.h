/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A binary heap of pointers, the least first. Inline, so that the comparison is too.
 */
#ifndef XB_HEAP_H
#define XB_HEAP_H

#include <stdbool.h>
#include <stddef.h>

typedef bool xb_less(const void *a, const void *b);

/* Restores the order when what lies at `at` has grown. */
static inline void xb_heap_down(void **heap, size_t count, size_t at, xb_less *less)
{
    void *moving = heap[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && less(heap[child + 1], heap[child]))
            child++;
        if (!less(heap[child], moving))
            break;
        heap[at] = heap[child];
    }
    heap[at] = moving;
}

static inline void xb_heap_push(void **heap, size_t *count, void *item, xb_less *less)
{
    size_t at = (*count)++;
    for (; at && less(item, heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = item;
}

static inline void *xb_heap_pop(void **heap, size_t *count, xb_less *less)
{
    void *least = heap[0];
    heap[0] = heap[--*count];
    if (*count)
        xb_heap_down(heap, *count, 0, less);
    return least;
}

#endif
