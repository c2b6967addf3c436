/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Guards: who may ask at all. */
#ifndef TV_GUARD_H
#define TV_GUARD_H

#include "problem.h"

struct tv_server;

/* Whether the Host header names this server. One that only listens to its own machine answers to no
 * other name than that machine's and those it is told (--host), so that a page of the Web cannot read
 * it by giving its own name this machine's address (DNS rebinding). 421 otherwise; 400 for none. */
bool tv_guard_host(const struct tv_server *server, const char *host, struct tv_problem *problem);

#endif
