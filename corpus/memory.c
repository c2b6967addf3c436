/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory: allocation that does not fail, arenas, and growing byte strings (memory.h). */
#include "memory.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void __attribute__((noreturn)) out_of_memory(void)
{
    static const char message[] = "travaux: out of memory\n";
    (void)!fwrite(message, 1, sizeof message - 1, stderr);
    _Exit(2);
}

void *tv_alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *tv_realloc(void *p, size_t count, size_t size)
{
    void *q = reallocarray(p, count ? count : 1, size ? size : 1);
    if (!q)
        out_of_memory();
    return q;
}

char *tv_strdup(const char *s)
{
    if (!s)
        return NULL;
    size_t n = strlen(s) + 1;
    return memcpy(tv_alloc(n), s, n);
}

char *tv_printf(const char *format, ...)
{
    struct tv_buffer b = {0};
    va_list args;
    va_start(args, format);
    tv_buffer_vprintf(&b, format, args);
    va_end(args);
    return tv_buffer_steal(&b);
}

/* Arenas: a list of chunks, the newest first; only the newest has room. */

enum { CHUNK_SIZE = 32 * 1024 };

struct tv_arena_chunk {
    struct tv_arena_chunk *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

static struct tv_arena_chunk *new_chunk(struct tv_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct tv_arena_chunk))
        out_of_memory();
    struct tv_arena_chunk *c = malloc(sizeof *c + size);
    if (!c)
        out_of_memory();
    c->used = 0;
    c->size = size;
    c->next = arena->head;
    arena->head = c;
    return c;
}

void *tv_arena_take(struct tv_arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        out_of_memory();
    size = (size + align - 1) / align * align;
    struct tv_arena_chunk *c = arena->head;
    if (!c || c->size - c->used < size)
        c = new_chunk(arena, size > CHUNK_SIZE ? size : CHUNK_SIZE);
    void *p = c->bytes + c->used;
    c->used += size;
    return p;
}

void *tv_arena_alloc(struct tv_arena *arena, size_t size)
{
    return memset(tv_arena_take(arena, size), 0, size);
}

char *tv_arena_strndup(struct tv_arena *arena, const char *s, size_t n)
{
    char *p = tv_arena_take(arena, n + 1);
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

char *tv_arena_strdup(struct tv_arena *arena, const char *s)
{
    return s ? tv_arena_strndup(arena, s, strlen(s)) : NULL;
}

char *tv_arena_printf(struct tv_arena *arena, const char *format, ...)
{
    struct tv_buffer b = {0};
    va_list args;
    va_start(args, format);
    tv_buffer_vprintf(&b, format, args);
    va_end(args);
    char *p = tv_arena_strndup(arena, b.data, b.size);
    tv_buffer_finish(&b);
    return p;
}

void tv_arena_finish(struct tv_arena *arena)
{
    while (arena->head) {
        struct tv_arena_chunk *c = arena->head;
        arena->head = c->next;
        free(c);
    }
}

void tv_arena_reset(struct tv_arena *arena)
{
    struct tv_arena_chunk *keep = arena->head;
    if (!keep)
        return;
    arena->head = keep->next;
    tv_arena_finish(arena);
    keep->next = NULL;
    keep->used = 0;
    arena->head = keep;
}

void tv_buffer_grow(struct tv_buffer *b, size_t more)
{
    if (more >= SIZE_MAX / 2 - b->size)
        out_of_memory();
    size_t want = b->size + more + 1;
    size_t capacity = b->capacity ? b->capacity : 64;
    while (capacity < want)
        capacity *= 2;
    b->data = tv_realloc(b->data, capacity, 1);
    b->capacity = capacity;
}

void tv_buffer_puts(struct tv_buffer *b, const char *s)
{
    tv_buffer_add(b, s, strlen(s));
}

void tv_buffer_vprintf(struct tv_buffer *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n < 0)
        out_of_memory();
    tv_buffer_reserve(b, (size_t)n);
    vsnprintf(b->data + b->size, (size_t)n + 1, format, again);
    va_end(again);
    b->size += (size_t)n;
}

void tv_buffer_printf(struct tv_buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tv_buffer_vprintf(b, format, args);
    va_end(args);
}

void tv_buffer_clear(struct tv_buffer *b)
{
    b->size = 0;
    if (b->data)
        b->data[0] = '\0';
}

void tv_buffer_finish(struct tv_buffer *b)
{
    free(b->data);
    *b = (struct tv_buffer){0};
}

char *tv_buffer_steal(struct tv_buffer *b)
{
    tv_buffer_reserve(b, 0);
    b->data[b->size] = '\0';
    char *data = b->data;
    *b = (struct tv_buffer){0};
    return data;
}
