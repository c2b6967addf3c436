/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cache: responses by what was asked for, as long as the index is as it was.
 *
 * Always true: all that is in it is of one generation of the index; its bodies, keys and the room
 * that they take besides are no more than `most` bytes; what was not asked for longest goes first.
 * Any thread may call anything at any time. */
#ifndef TV_CACHE_H
#define TV_CACHE_H

#include "response.h"

#include <pthread.h>

struct tv_cached;

struct tv_cache {
    pthread_mutex_t lock;
    struct tv_cached *entries; /* a hash table, the one asked for last at its end */
    uint64_t generation;
    size_t size, most;
};

void tv_cache_init(struct tv_cache *cache, size_t most);
void tv_cache_finish(struct tv_cache *cache);

/* The response for this key in this generation, which the caller then holds too; NULL: none. */
struct tv_response *tv_cache_get(struct tv_cache *cache, uint64_t generation, const char *key,
                                 size_t size);

/* Keeps a response, if the generation is not older than what is in the cache. */
void tv_cache_put(struct tv_cache *cache, uint64_t generation, const char *key, size_t size,
                  struct tv_response *response);

#endif
