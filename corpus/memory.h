/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory: allocation that does not fail, arenas, and growing byte strings.
 *
 * A program of Travaux that runs out of memory ends at once with a message and status 2: a worker
 * that does so costs one member, and the index only ever changes in whole transactions, so nothing
 * is lost. That is why nothing here returns NULL. */
#ifndef TV_MEMORY_H
#define TV_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void *tv_alloc(size_t size);                          /* zeroed; free() it */
void *tv_realloc(void *p, size_t count, size_t size); /* count * size, checked */
char *tv_strdup(const char *s);                       /* NULL gives NULL */
char *tv_printf(const char *format, ...) __attribute__((format(printf, 1, 2))); /* free() it */

/* Makes room for one more element in a growing array: call before array[count] is written.
 * Doubles, so that n appends cost O(n). */
#define TV_GROW(array, count, capacity)                                 \
    do {                                                                \
        if ((count) == (capacity)) {                                    \
            (capacity) = (capacity) ? (capacity)*2 : 8;                 \
            (array) = tv_realloc((array), (capacity), sizeof *(array)); \
        }                                                               \
    } while (0)

/* An arena: many small things with one lifetime. Zero-initialised is empty and ready. What it
 * gives stays where it is, aligned for any type, until tv_arena_finish or tv_arena_reset. */
struct tv_arena {
    struct tv_arena_chunk *head;
};

void *tv_arena_alloc(struct tv_arena *arena, size_t size); /* zeroed */
void *tv_arena_take(struct tv_arena *arena, size_t size);  /* not zeroed */
char *tv_arena_strndup(struct tv_arena *arena, const char *s, size_t n);
char *tv_arena_strdup(struct tv_arena *arena, const char *s); /* NULL gives NULL */
char *tv_arena_printf(struct tv_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void tv_arena_reset(struct tv_arena *arena);  /* frees all but one chunk, for use again */
void tv_arena_finish(struct tv_arena *arena); /* frees all; the arena is then empty and ready */

/* A growing byte string. Zero-initialised is empty. data is NUL-terminated whenever it is not
 * NULL; size does not count that NUL, and NULs within are fine. */
struct tv_buffer {
    char *data;
    size_t size, capacity;
};

void tv_buffer_grow(struct tv_buffer *b, size_t more); /* reserve, where there is no room yet */

/* What is called for every character stands here, so that it costs no call. */
static inline void tv_buffer_reserve(struct tv_buffer *b, size_t more)
{
    if (more >= b->capacity - b->size) /* one more is for the NUL */
        tv_buffer_grow(b, more);
}

static inline void tv_buffer_add(struct tv_buffer *b, const void *bytes, size_t n)
{
    tv_buffer_reserve(b, n);
    if (n)
        memcpy(b->data + b->size, bytes, n);
    b->size += n;
    b->data[b->size] = '\0';
}

static inline void tv_buffer_putc(struct tv_buffer *b, char c)
{
    tv_buffer_reserve(b, 1);
    b->data[b->size++] = c;
    b->data[b->size] = '\0';
}

void tv_buffer_puts(struct tv_buffer *b, const char *s);
void tv_buffer_printf(struct tv_buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void tv_buffer_vprintf(struct tv_buffer *b, const char *format, va_list args);
void tv_buffer_clear(struct tv_buffer *b);  /* empties it and keeps its memory */
void tv_buffer_finish(struct tv_buffer *b); /* frees it; it is then empty and ready */
char *tv_buffer_steal(struct tv_buffer *b); /* the data (never NULL), to free(); b is then empty */

#endif
