/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Workers: the threads that search (workers.h). */
#include "workers.h"

#include "exchange.h"
#include "server.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

bool tv_workers_add(struct tv_workers *w, struct tv_exchange *exchange)
{
    pthread_mutex_lock(&w->lock);
    bool room = w->n_waiting < w->most && !w->ending;
    if (room) {
        exchange->next = NULL;
        *w->last = exchange;
        w->last = &exchange->next;
        w->n_waiting++;
        pthread_cond_signal(&w->more);
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

/* The next one; NULL when it is time to end. */
static struct tv_exchange *take(struct tv_workers *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->ending)
        pthread_cond_wait(&w->more, &w->lock);
    struct tv_exchange *exchange = w->first;
    if (exchange) {
        w->first = exchange->next;
        w->n_waiting--;
        if (!w->first)
            w->last = &w->first;
    }
    pthread_mutex_unlock(&w->lock);
    return exchange;
}

static uint64_t milliseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)((now.tv_sec - start->tv_sec) * 1000 +
                      (now.tv_nsec - start->tv_nsec) / 1000000);
}

static void turn_away(struct tv_exchange *exchange)
{
    struct tv_problem problem = {0};
    atomic_fetch_add(&exchange->server->metrics.turned_away, 1);
    tv_problem_set(&problem, MHD_HTTP_SERVICE_UNAVAILABLE,
                   "the server has more to do than it can; ask again in a moment");
    tv_exchange_fail(exchange, &problem);
}

static void search(const struct tv_workers *w, struct tv_exchange *exchange, struct tv_index *index,
                   uint64_t *generation)
{
    struct tv_server *s = exchange->server;
    struct tv_problem problem = {0};
    if (milliseconds_since(&exchange->started) > w->wait)
        turn_away(exchange);
    else if (!tv_revision_follow(&s->revision, index, generation, &problem.err))
        tv_exchange_fail(exchange, &problem);
    else
        tv_exchange_answer(exchange, index, *generation);
}

static void *work(void *argument)
{
    struct tv_workers *w = argument;
    struct tv_server *s = w->server;
    struct tv_index index = {0};
    uint64_t generation = 0;
    struct tv_exchange *exchange;
    while ((exchange = take(w))) {
        atomic_fetch_sub(&s->metrics.waiting, 1);
        atomic_fetch_add(&s->metrics.searches, 1);
        search(w, exchange, &index, &generation);
        MHD_resume_connection(exchange->connection);
    }
    tv_index_finish(&index);
    return NULL;
}

bool tv_workers_start(struct tv_workers *w, struct tv_server *server, size_t n, size_t most,
                      uint32_t wait, struct tv_error *err)
{
    *w = (struct tv_workers){.server = server, .most = most, .wait = wait};
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->more, NULL);
    w->threads = tv_alloc(n * sizeof *w->threads);
    for (; w->n_threads < n; w->n_threads++) {
        int failed = pthread_create(&w->threads[w->n_threads], NULL, work, w);
        if (failed)
            return tv_fail(err, TV_IO, "a thread cannot be started: %s", strerror(failed));
    }
    return true;
}

void tv_workers_stop(struct tv_workers *w)
{
    if (!w->server)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_broadcast(&w->more);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->n_threads; i++)
        pthread_join(w->threads[i], NULL);
    free(w->threads);
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
}
