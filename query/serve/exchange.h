/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Exchanges: a request and its response, from the request's first line to the response's last byte.
 *
 * An exchange belongs to one thread at a time: to libmicrohttpd's thread of its connection, and,
 * between suspension and resumption, to a worker. */
#ifndef TV_EXCHANGE_H
#define TV_EXCHANGE_H

#include "links.h"
#include "response.h"
#include "routes.h"

#include <time.h>

struct tv_server;

struct tv_exchange {
    struct tv_server *server;
    struct MHD_Connection *connection;
    struct tv_request request;
    const struct tv_route *route;
    void *values;         /* of the route's parameters */
    struct tv_buffer key; /* what the answer is kept by */
    bool gzip;            /* the client takes it */
    bool html;            /* a problem is to be shown to a person */
    bool suspended;       /* it has gone through the queue */
    struct tv_response *response;
    const char *method; /* libmicrohttpd's, as long as the connection stands */
    const char *version;
    struct tv_link *link;
    struct timespec started;
    struct tv_exchange *next; /* in the queue */
};

/* What libmicrohttpd calls; cls is the server. */
void tv_exchange_link(void *cls, struct MHD_Connection *connection, void **link,
                      enum MHD_ConnectionNotificationCode code);
void *tv_exchange_begin(void *cls, const char *target, struct MHD_Connection *connection);
enum MHD_Result tv_exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                   const char *method, const char *version, const char *upload,
                                   size_t *upload_size, void **exchange);
void tv_exchange_end(void *cls, struct MHD_Connection *connection, void **exchange,
                     enum MHD_RequestTerminationCode code);

/* Answers it by its route, with the index or (NULL) without: exchange->response is then set. */
void tv_exchange_answer(struct tv_exchange *exchange, struct tv_index *index, uint64_t generation);

/* Answers it with a problem. */
void tv_exchange_fail(struct tv_exchange *exchange, const struct tv_problem *problem);

#endif
