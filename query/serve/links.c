/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Links (links.h). */
#include "links.h"

#include "corpus/memory.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void tv_links_init(struct tv_links *links)
{
    *links = (struct tv_links){0};
    pthread_mutex_init(&links->lock, NULL);
}

void tv_links_finish(struct tv_links *links)
{
    while (links->first)
        tv_links_remove(links, links->first);
    pthread_mutex_destroy(&links->lock);
}

struct tv_link *tv_links_add(struct tv_links *links, int socket)
{
    struct tv_link *link = tv_alloc(sizeof *link);
    link->socket = socket;
    pthread_mutex_lock(&links->lock);
    link->next = links->first;
    if (link->next)
        link->next->before = link;
    links->first = link;
    pthread_mutex_unlock(&links->lock);
    return link;
}

void tv_links_remove(struct tv_links *links, struct tv_link *link)
{
    pthread_mutex_lock(&links->lock);
    if (link->next)
        link->next->before = link->before;
    if (link->before)
        link->before->next = link->next;
    else
        links->first = link->next;
    pthread_mutex_unlock(&links->lock);
    free(link);
}

void tv_link_allow(struct tv_link *link, uint32_t seconds)
{
    atomic_store(&link->deadline, seconds ? now() + (int64_t)seconds * 1000 : 0);
}

size_t tv_links_cut(struct tv_links *links)
{
    int64_t t = now();
    size_t n = 0;
    pthread_mutex_lock(
        &links->lock); /* none is closed, and its number given to another, meanwhile */
    for (struct tv_link *l = links->first; l; l = l->next) {
        int64_t deadline = atomic_load(&l->deadline);
        if (!deadline || deadline > t)
            continue;
        atomic_store(&l->deadline, 0);
        shutdown(l->socket, SHUT_RDWR);
        n++;
    }
    pthread_mutex_unlock(&links->lock);
    return n;
}
