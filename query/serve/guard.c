/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Guards: who may ask at all (guard.h). */
#include "guard.h"

#include "server.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

/* The size of a host without the port behind it. */
static size_t host_size(const char *host)
{
    const char *bracket = host[0] == '[' ? strchr(host, ']') : NULL;
    return bracket ? (size_t)(bracket - host) + 1 : strcspn(host, ":");
}

static bool is_host(const char *host, size_t size, const char *name)
{
    return strlen(name) == size && strncasecmp(host, name, size) == 0;
}

static bool is_own(const char *host, size_t size)
{
    return is_host(host, size, "localhost") || is_host(host, size, "[::1]") ||
           (size >= 7 && strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == size);
}

bool tv_guard_host(const struct tv_server *server, const char *host, struct tv_problem *problem)
{
    const struct tv_list *hosts = &server->settings->hosts;
    if (!host)
        return tv_problem_set(problem, MHD_HTTP_BAD_REQUEST, "a request needs a Host header");
    size_t size = host_size(host);
    if (is_own(host, size) || (!server->loopback && hosts->n == 0))
        return true;
    for (size_t i = 0; i < hosts->n; i++)
        if (is_host(host, size, hosts->items[i]))
            return true;
    return tv_problem_set(problem, MHD_HTTP_MISDIRECTED_REQUEST,
                          "this server does not answer to the name %.100s (see --host)", host);
}
