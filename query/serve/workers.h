/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Workers: the threads that search, each with its own reader of the index.
 *
 * The threads of libmicrohttpd read and write sockets and never wait for a search: a request that
 * needs the index is suspended and waits in one queue for the next free worker, which resumes it.
 * Checks of citations, which take long, have a worker and a queue of their own. */
#ifndef TV_WORKERS_H
#define TV_WORKERS_H

#include "corpus/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tv_server;
struct tv_exchange;

struct tv_workers {
    struct tv_server *server;
    pthread_t *threads;
    size_t n_threads;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct tv_exchange *first, **last; /* the queue */
    size_t n_waiting, most;
    uint32_t wait; /* milliseconds after which a request is turned away */
    bool ending;
};

/* Starts n threads, for whom at most `most` requests wait, none of them longer than `wait` ms. */
bool tv_workers_start(struct tv_workers *workers, struct tv_server *server, size_t n, size_t most,
                      uint32_t wait, struct tv_error *err);

/* Puts a suspended exchange into the queue; false where that is full. */
bool tv_workers_add(struct tv_workers *workers, struct tv_exchange *exchange);

/* Does what is in the queue and ends the threads. */
void tv_workers_stop(struct tv_workers *workers);

#endif
