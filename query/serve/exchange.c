/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Exchanges: a request and its response (exchange.h). */
#include "exchange.h"

#include "../web/page.h"
#include "guard.h"
#include "server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often an answer is begun again when the index was changed meanwhile. */
enum { REPETITIONS = 5 };

static const char *header_of(const struct tv_exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

/* Responses */

static void respond(struct tv_exchange *x, struct tv_reply *reply, const char *tag)
{
    struct tv_response_options options = {
        .settings = x->server->settings,
        .tag = tag,
        .page = x->html,
        .gzip = x->gzip,
        .last = atomic_load(&x->server->draining),
        .private_ = x->server->tokens.n > 0,
    };
    x->response = tv_response_create(reply, &options);
}

void tv_exchange_fail(struct tv_exchange *x, const struct tv_problem *problem)
{
    struct tv_reply reply = {.status = tv_problem_status(problem), .caching = TV_CACHING_NEVER};
    if (x->html) {
        reply.type = TV_TYPE_HTML;
        tv_page_problem(problem, tv_request_argument(&x->request, "q"), &reply.body);
    } else {
        reply.type = TV_TYPE_PROBLEM;
        tv_problem_json(problem, &reply.body);
    }
    respond(x, &reply, NULL);
    if (reply.status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(x->response->mhd, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    if (reply.status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(x->response->mhd, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, OPTIONS");
    if (reply.status == MHD_HTTP_SERVICE_UNAVAILABLE)
        MHD_add_response_header(x->response->mhd, MHD_HTTP_HEADER_RETRY_AFTER, "1");
}

/* Answers */

static bool is_kept(const struct tv_exchange *x, const struct tv_reply *reply)
{
    return reply->caching == TV_CACHING_INDEX && x->route->searches &&
           !atomic_load(&x->server->draining);
}

static void succeed(struct tv_exchange *x, struct tv_reply *reply, uint64_t generation)
{
    char tag[TV_TAG_SIZE];
    bool tagged = reply->caching == TV_CACHING_INDEX;
    bool kept = is_kept(x, reply);
    tv_revision_tag(&x->server->revision, tag);
    respond(x, reply, tagged ? tag : NULL);
    if (kept)
        tv_cache_put(&x->server->cache, generation, x->key.data, x->key.size, x->response);
}

/* One attempt; *ret_overtaken: the index went on to another revision meanwhile. */
static bool attempt(struct tv_exchange *x, struct tv_index *index, struct tv_reply *reply,
                    struct tv_problem *problem, bool *ret_overtaken)
{
    struct tv_work work = {x->server, x->server->settings, index, &x->request, x->values, reply,
                           problem};
    uint32_t before = index ? xc_database_generation(index->database) : 0;
    if (index)
        xc_database_allow(index->database, work.settings->search_time / 1e3, NULL);
    bool ok = x->route->answer(&work);
    if (!ok && problem->err.code == TV_TIMEOUT)
        tv_problem_set(problem, MHD_HTTP_SERVICE_UNAVAILABLE,
                       "the search took longer than %u ms, and was given up; ask for less",
                       work.settings->search_time);
    *ret_overtaken = index && xc_database_generation(index->database) != before;
    return ok;
}

void tv_exchange_answer(struct tv_exchange *x, struct tv_index *index, uint64_t generation)
{
    struct tv_reply reply = {0};
    struct tv_problem problem = {0};
    bool overtaken, ok = attempt(x, index, &reply, &problem, &overtaken);
    for (int i = 0; overtaken && i < REPETITIONS; i++) {
        atomic_fetch_add(&x->server->metrics.repeated, 1);
        tv_buffer_finish(&reply.body);
        reply = (struct tv_reply){0};
        problem = (struct tv_problem){0};
        ok = attempt(x, index, &reply, &problem, &overtaken);
    }
    if (ok)
        succeed(x, &reply, generation);
    else
        tv_exchange_fail(x, &problem);
    tv_buffer_finish(&reply.body);
}

/* Requests */

static bool takes_gzip(const char *accept)
{
    const char *gzip = accept ? strstr(accept, "gzip") : NULL;
    if (!gzip)
        return false;
    const char *q = gzip + strlen("gzip");
    q += strspn(q, " \t");
    return strncmp(q, ";q=0", 4) != 0 || strspn(q + 4, ".0") != strcspn(q + 4, ", \t");
}

/* Somebody who looks for a page that is not there wants to read a page. */
static bool wants_html(const struct tv_exchange *x)
{
    const char *accept = header_of(x, MHD_HTTP_HEADER_ACCEPT);
    if (x->route)
        return x->route->kind == TV_ROUTE_PAGE;
    return accept && strstr(accept, "text/html") &&
           !(x->request.path && strncmp(x->request.path, "/api/", 5) == 0);
}

static bool has_body(const struct tv_exchange *x)
{
    const char *length = header_of(x, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length && strcmp(length, "0") != 0) || header_of(x, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

static bool check_method(const struct tv_exchange *x, struct tv_problem *problem)
{
    if (strcmp(x->method, MHD_HTTP_METHOD_GET) != 0 && strcmp(x->method, MHD_HTTP_METHOD_HEAD) != 0)
        return tv_problem_set(problem, MHD_HTTP_METHOD_NOT_ALLOWED,
                              "only GET, HEAD and OPTIONS are understood here");
    if (has_body(x))
        return tv_problem_set(problem, MHD_HTTP_CONTENT_TOO_LARGE, "a request has no body here");
    return true;
}

static bool find_route(struct tv_exchange *x, struct tv_problem *problem)
{
    x->route = tv_route_find(x->request.path, &x->request.rest);
    return x->route || tv_problem_set(problem, MHD_HTTP_NOT_FOUND, "there is nothing at %.200s",
                                      x->request.path);
}

static bool read_parameters(struct tv_exchange *x, struct tv_problem *problem)
{
    const struct tv_parameters *p = x->route->parameters;
    x->values = tv_alloc(p->size);
    return tv_parameters_read(p, &x->request, x->server->settings, x->route->kind == TV_ROUTE_API,
                              x->values, problem);
}

/* What the answer is kept by: everything that it depends on. */
static void make_key(struct tv_exchange *x)
{
    tv_buffer_printf(&x->key, "%c%s%s", x->gzip ? 'z' : '-', x->route->path, x->request.rest);
    tv_parameters_url(x->route->parameters, x->values, &x->key);
}

static bool check_token(const struct tv_exchange *x, struct tv_problem *problem)
{
    if (!x->server->tokens.n || x->route->open ||
        tv_tokens_match(&x->server->tokens, header_of(x, MHD_HTTP_HEADER_AUTHORIZATION)))
        return true;
    return tv_problem_set(problem, MHD_HTTP_UNAUTHORIZED,
                          "this server wants a token (Authorization: Bearer ...)");
}

static bool understand(struct tv_exchange *x, struct tv_problem *problem)
{
    bool ok = tv_request_parse(&x->request, x->server->settings, problem);
    if (ok)
        find_route(x, problem);
    x->html = wants_html(x);
    if (!ok || !tv_guard_host(x->server, header_of(x, MHD_HTTP_HEADER_HOST), problem) ||
        !check_method(x, problem) || !x->route || !check_token(x, problem) ||
        !read_parameters(x, problem))
        return false;
    make_key(x);
    return true;
}

/* 304, where the client has what it would get. */
static bool is_unchanged(struct tv_exchange *x)
{
    const char *known = header_of(x, MHD_HTTP_HEADER_IF_NONE_MATCH);
    struct tv_reply reply = {.status = MHD_HTTP_NOT_MODIFIED};
    char tag[TV_TAG_SIZE];
    if (!known || !x->route->searches || x->route->verifies)
        return false;
    tv_revision_tag(&x->server->revision, tag);
    if (!tv_etag_matches(known, tag))
        return false;
    respond(x, &reply, tag);
    return true;
}

static bool find_cached(struct tv_exchange *x)
{
    struct tv_server *s = x->server;
    if (!x->route->searches || x->route->verifies || atomic_load(&s->draining))
        return false;
    x->response =
        tv_cache_get(&s->cache, atomic_load(&s->revision.generation), x->key.data, x->key.size);
    atomic_fetch_add(x->response ? &s->metrics.cache_hits : &s->metrics.cache_misses, 1);
    return x->response != NULL;
}

static struct tv_workers *workers_for(const struct tv_exchange *x)
{
    struct tv_server *s = x->server;
    return x->route->verifies && tv_verifier_is_there(&s->verifier) ? &s->verifying : &s->workers;
}

/* Hands it to the workers; it may be theirs, and done, by the time this returns. */
static void suspend(struct tv_exchange *x)
{
    struct tv_server *s = x->server;
    struct MHD_Connection *connection = x->connection;
    struct tv_problem problem = {0};
    x->suspended = true;
    MHD_suspend_connection(connection);
    atomic_fetch_add(&s->metrics.waiting, 1);
    if (tv_workers_add(workers_for(x), x))
        return;
    atomic_fetch_sub(&s->metrics.waiting, 1);
    atomic_fetch_add(&s->metrics.turned_away, 1);
    tv_problem_set(&problem, MHD_HTTP_SERVICE_UNAVAILABLE,
                   "the server has more to do than it can; ask again in a moment");
    tv_exchange_fail(x, &problem);
    MHD_resume_connection(connection);
}

/* OPTIONS, of CORS and otherwise. */
static void tell_options(struct tv_exchange *x)
{
    struct tv_reply reply = {.status = MHD_HTTP_NO_CONTENT, .caching = TV_CACHING_NEVER};
    respond(x, &reply, NULL);
    struct MHD_Response *r = x->response->mhd;
    MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, OPTIONS");
    if (!x->server->settings->cors)
        return;
    MHD_add_response_header(r, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    MHD_add_response_header(r, "Access-Control-Allow-Headers", "Authorization, If-None-Match");
    MHD_add_response_header(r, "Access-Control-Max-Age", "86400");
}

static void answer(struct tv_exchange *x)
{
    struct tv_problem problem = {0};
    x->gzip = takes_gzip(header_of(x, MHD_HTTP_HEADER_ACCEPT_ENCODING));
    if (strcmp(x->method, MHD_HTTP_METHOD_OPTIONS) == 0)
        tell_options(x);
    else if (!understand(x, &problem))
        tv_exchange_fail(x, &problem);
    else if (is_unchanged(x) || find_cached(x))
        return;
    else if (x->route->searches)
        suspend(x);
    else
        tv_exchange_answer(x, NULL, 0);
}

void tv_exchange_link(void *cls, struct MHD_Connection *connection, void **link,
                      enum MHD_ConnectionNotificationCode code)
{
    struct tv_server *s = cls;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *link = tv_links_add(&s->links, info->connect_fd);
        tv_link_allow(*link, s->settings->request_time);
        atomic_fetch_add(&s->metrics.connections, 1);
    } else if (*link) {
        tv_links_remove(&s->links, *link);
        *link = NULL;
        atomic_fetch_sub(&s->metrics.connections, 1);
    }
}

void *tv_exchange_begin(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct tv_server *s = cls;
    struct tv_exchange *x = tv_alloc(sizeof *x);
    x->server = s;
    x->connection = connection;
    x->link =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    x->request.target = tv_strdup(target);
    clock_gettime(CLOCK_MONOTONIC, &x->started);
    atomic_fetch_add(&s->metrics.in_flight, 1);
    return x;
}

enum MHD_Result tv_exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                   const char *method, const char *version, const char *upload,
                                   size_t *upload_size, void **exchange)
{
    struct tv_exchange *x = *exchange;
    (void)cls;
    (void)url;
    (void)upload;
    if (!x->method) {
        x->method = method;
        x->version = version;
        tv_link_allow(x->link, 0);
        if (!has_body(x))
            return MHD_YES; /* the request is complete in the next call, which leaves it open */
    }
    *upload_size = 0;
    if (!x->response && !x->suspended) {
        answer(x);
        if (x->suspended)
            return MHD_YES;
    }
    assert(x->response);
    tv_link_allow(x->link, x->server->settings->reply_time);
    return MHD_queue_response(connection, x->response->status, x->response->mhd);
}

static uint64_t nanoseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)((now.tv_sec - start->tv_sec) * 1000000000L + now.tv_nsec - start->tv_nsec);
}

/* The address that the request came from, as far as that is to be believed. */
static void put_address(const struct tv_exchange *x, char ret_address[INET6_ADDRSTRLEN])
{
    const char *list = x->server->settings->behind_proxy ? header_of(x, "X-Forwarded-For") : NULL;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *a = info ? info->client_addr : NULL;
    snprintf(ret_address, INET6_ADDRSTRLEN, "-");
    if (list) {
        const char *comma = strrchr(list, ','), *last = comma ? comma + 1 : list;
        last += strspn(last, " ");
        snprintf(ret_address, INET6_ADDRSTRLEN, "%.*s", (int)strcspn(last, " "), last);
    } else if (a && a->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)a)->sin_addr, ret_address,
                  INET6_ADDRSTRLEN);
    } else if (a && a->sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr, ret_address,
                  INET6_ADDRSTRLEN);
    }
}

/* Into metrics and log. */
static void account(const struct tv_exchange *x)
{
    struct tv_server *s = x->server;
    uint64_t nanoseconds = nanoseconds_since(&x->started);
    char address[INET6_ADDRSTRLEN];
    size_t size = strcmp(x->method, MHD_HTTP_METHOD_HEAD) == 0 ? 0 : x->response->size;
    tv_metrics_request(&s->metrics, x->response->status, size, nanoseconds);
    if (s->log.file < 0)
        return;
    put_address(x, address);
    struct tv_access access = {.address = address,
                               .method = x->method,
                               .target = x->request.target,
                               .version = x->version,
                               .status = x->response->status,
                               .size = size,
                               .microseconds = nanoseconds / 1000,
                               .time = time(NULL)};
    tv_access_log_write(&s->log, &access);
}

void tv_exchange_end(void *cls, struct MHD_Connection *connection, void **exchange,
                     enum MHD_RequestTerminationCode code)
{
    struct tv_server *s = cls;
    struct tv_exchange *x = *exchange;
    (void)connection;
    (void)code;
    if (!x)
        return;
    *exchange = NULL;
    if (x->response)
        account(x);
    tv_link_allow(x->link, s->settings->request_time);
    tv_response_release(x->response);
    if (x->values)
        tv_parameters_finish(x->route->parameters, x->values);
    free(x->values);
    tv_buffer_finish(&x->key);
    tv_request_finish(&x->request);
    free(x);
    atomic_fetch_sub(&s->metrics.in_flight, 1);
}
