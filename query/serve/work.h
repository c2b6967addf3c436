/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Work: a request on its way to a reply, as a route sees it. */
#ifndef TV_WORK_H
#define TV_WORK_H

#include "../index.h"
#include "parameters.h"
#include "reply.h"

struct tv_server;

struct tv_work {
    struct tv_server *server; /* of whom a route reads what is safe from several threads */
    const struct tv_settings *settings;
    struct tv_index *index; /* the thread's own; NULL where the route does not search */
    const struct tv_request *request;
    const void *values; /* of the route's parameters */
    struct tv_reply *reply;
    struct tv_problem *problem;
};

#endif
