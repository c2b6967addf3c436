/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The server: all that it consists of. There is nothing global beside it. */
#ifndef TV_SERVER_H
#define TV_SERVER_H

#include "access_log.h"
#include "cache.h"
#include "links.h"
#include "metrics.h"
#include "revision.h"
#include "settings.h"
#include "tokens.h"
#include "verifier.h"
#include "workers.h"

#include <netinet/in.h>

struct tv_server {
    const struct tv_settings *settings;
    struct MHD_Daemon *daemon;
    int socket;           /* that it listens on */
    bool handed_over;     /* the socket belongs to the service manager, too */
    char address[80];     /* "127.0.0.1:8080", as it is in an address of the Web */
    uint32_t connections; /* most at a time: those of the settings, as far as files may be open */
    bool loopback;        /* nobody but this machine reaches it */
    atomic_bool draining;
    struct tv_revision revision;
    struct tv_workers workers, verifying; /* that search; that check citations */
    struct tv_verifier verifier;
    struct tv_cache cache;
    struct tv_metrics metrics;
    struct tv_links links;
    struct tv_access_log log;
    struct tv_tokens tokens;
    char *certificate, *key; /* PEM; NULL: without TLS */
    int service;             /* see service.h */
};

/* Opens what the settings name: the index, the socket, files. */
bool tv_server_open(struct tv_server *server, const struct tv_settings *settings,
                    struct tv_error *err);

/* Starts it: when this returns, requests are answered. */
bool tv_server_start(struct tv_server *server, struct tv_error *err);

/* Follows the index until SIGTERM or SIGINT comes, which the caller has blocked. */
void tv_server_run(struct tv_server *server);

/* Takes no more connections, ends what is under way, and lets go of everything. */
void tv_server_stop(struct tv_server *server);

#endif
