/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cache (cache.h). uthash keeps its entries in the order in which they were added, so that one
 * that is taken out and added again whenever it is asked for makes it a list of the least recently
 * used, too. */
#include "cache.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

/* About what an entry takes beside its key and its body: itself, headers, malloc's own. */
enum { OVERHEAD = 2048 };

struct tv_cached {
    UT_hash_handle hh;
    struct tv_response *response;
    size_t size; /* of the key */
    char key[];
};

void tv_cache_init(struct tv_cache *cache, size_t most)
{
    *cache = (struct tv_cache){.most = most};
    pthread_mutex_init(&cache->lock, NULL);
}

static size_t room(const struct tv_cached *entry)
{
    return OVERHEAD + entry->size + entry->response->size;
}

static void drop(struct tv_cache *cache, struct tv_cached *entry)
{
    cache->size -= room(entry);
    HASH_DEL(cache->entries, entry);
    tv_response_release(entry->response);
    free(entry);
}

static void clear(struct tv_cache *cache)
{
    /* clang-tidy does not see that HASH_DEL has moved cache->entries on */
    while (cache->entries)
        drop(cache, cache->entries); /* NOLINT(clang-analyzer-unix.Malloc) */
}

/* What is of an older generation goes. False where the caller's is the older one. */
static bool agree(struct tv_cache *cache, uint64_t generation)
{
    if (cache->generation < generation) {
        clear(cache);
        cache->generation = generation;
    }
    return cache->generation == generation;
}

static struct tv_cached *find(struct tv_cache *cache, const char *key, size_t size)
{
    struct tv_cached *entry;
    HASH_FIND(hh, cache->entries, key, size, entry);
    return entry;
}

static void append(struct tv_cache *cache, struct tv_cached *entry)
{
    HASH_ADD_KEYPTR(hh, cache->entries, entry->key, entry->size, entry);
}

struct tv_response *tv_cache_get(struct tv_cache *cache, uint64_t generation, const char *key,
                                 size_t size)
{
    struct tv_response *response = NULL;
    pthread_mutex_lock(&cache->lock);
    struct tv_cached *entry = agree(cache, generation) ? find(cache, key, size) : NULL;
    if (entry) {
        HASH_DEL(cache->entries, entry);
        append(cache, entry);
        response = tv_response_hold(entry->response);
    }
    pthread_mutex_unlock(&cache->lock);
    return response;
}

static struct tv_cached *make(const char *key, size_t size, struct tv_response *response)
{
    struct tv_cached *entry = tv_alloc(sizeof *entry + size);
    memcpy(entry->key, key, size);
    entry->size = size;
    entry->response = tv_response_hold(response);
    return entry;
}

void tv_cache_put(struct tv_cache *cache, uint64_t generation, const char *key, size_t size,
                  struct tv_response *response)
{
    size_t needed = OVERHEAD + size + response->size;
    pthread_mutex_lock(&cache->lock);
    if (needed <= cache->most && agree(cache, generation) && !find(cache, key, size)) {
        while (cache->entries && cache->size + needed > cache->most)
            drop(cache, cache->entries);
        append(cache, make(key, size, response));
        cache->size += needed;
    }
    pthread_mutex_unlock(&cache->lock);
}

void tv_cache_finish(struct tv_cache *cache)
{
    clear(cache);
    pthread_mutex_destroy(&cache->lock);
}
