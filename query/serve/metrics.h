/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Metrics: what the server has done and is doing, in the text format of Prometheus (0.0.4). Any
 * thread may count at any time. */
#ifndef TV_METRICS_H
#define TV_METRICS_H

#include "corpus/memory.h"

#include <stdatomic.h>
#include <stdint.h>

enum { TV_LATENCIES = 12, TV_STATUS_CLASSES = 5 };

struct tv_metrics {
    atomic_uint_fast64_t
        requests[TV_STATUS_CLASSES];              /* by the first digit of their status, from 1 */
    atomic_uint_fast64_t bytes;                   /* of bodies sent */
    atomic_uint_fast64_t latencies[TV_LATENCIES]; /* requests within each bound, and above all */
    atomic_uint_fast64_t nanoseconds;             /* spent on all requests */
    atomic_uint_fast64_t searches;                /* done by threads of the pool */
    atomic_uint_fast64_t verified; /* citations that the verifier read an archive for */
    atomic_uint_fast64_t cache_hits, cache_misses;
    atomic_uint_fast64_t turned_away; /* for want of a free thread */
    atomic_uint_fast64_t cut_off;     /* connections, of clients that took too long */
    atomic_uint_fast64_t repeated;    /* searches that an update of the index overtook */
    atomic_uint_fast64_t updates;     /* of the index, seen since the start */
    atomic_int_fast64_t connections, in_flight, waiting;
};

/* Counts a request that is done. */
void tv_metrics_request(struct tv_metrics *metrics, unsigned status, uint64_t bytes,
                        uint64_t nanoseconds);

/* Appends them all. */
void tv_metrics_text(struct tv_metrics *metrics, struct tv_buffer *out);

#endif
