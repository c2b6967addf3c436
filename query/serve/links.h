/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Links: the connections that are open, and how long each may still take.
 *
 * A connection waits for a request, is worked for, or takes a reply, and has so long for the first and
 * the last, whatever it sends or takes meanwhile: libmicrohttpd itself only notices those that do
 * nothing. One that takes longer is shut down; no thread ever waits for it. */
#ifndef TV_LINKS_H
#define TV_LINKS_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct tv_link {
    struct tv_link *before, *next;
    int socket;
    atomic_int_fast64_t deadline; /* milliseconds of CLOCK_MONOTONIC; 0: none */
};

struct tv_links {
    pthread_mutex_t lock;
    struct tv_link *first;
};

void tv_links_init(struct tv_links *links);
void tv_links_finish(struct tv_links *links);

struct tv_link *tv_links_add(struct tv_links *links, int socket);
void tv_links_remove(struct tv_links *links, struct tv_link *link);

/* The link may take `seconds` from now; 0: any time. */
void tv_link_allow(struct tv_link *link, uint32_t seconds);

/* Shuts those down whose time is over; returns how many. */
size_t tv_links_cut(struct tv_links *links);

#endif
