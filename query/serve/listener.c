/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The socket that the server listens on (listener.h). */
#include "listener.h"

#include "service.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 511, HOST_SIZE = 256 };

/* Splits "ADDRESS:PORT" or "[ADDRESS]:PORT". */
static bool split(const char *text, char ret_host[HOST_SIZE], const char **ret_port)
{
    const char *colon = strrchr(text, ':');
    size_t size = colon ? (size_t)(colon - text) : 0;
    if (size == 0 || !colon[1] || size >= HOST_SIZE)
        return false;
    if (text[0] == '[' && text[size - 1] == ']') {
        text++;
        size -= 2;
    } else if (memchr(text, ':', size)) {
        return false; /* an IPv6 address without its brackets */
    }
    memcpy(ret_host, text, size);
    ret_host[size] = '\0';
    *ret_port = colon + 1;
    return true;
}

static bool resolve(const char *text, struct addrinfo **ret_address, struct tv_error *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    char host[HOST_SIZE];
    const char *port;
    if (!split(text, host, &port))
        return tv_fail(err, TV_USAGE, "--listen: '%s' is no ADDRESS:PORT, as 127.0.0.1:8080 is",
                       text);
    int failed = getaddrinfo(host, port, &hints, ret_address);
    return !failed || tv_fail(err, TV_USAGE, "--listen: %s: %s", text, gai_strerror(failed));
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(
            &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    const struct sockaddr_in *in = (const void *)address;
    return ntohl(in->sin_addr.s_addr) >> 24 == 127;
}

/* Where it really listens: the port, too, if any would do. */
static bool describe(struct tv_server *s, struct tv_error *err)
{
    union {
        struct sockaddr any;
        struct sockaddr_storage room;
    } address = {0};
    socklen_t size = sizeof address;
    char host[64], port[8];
    if (getsockname(s->socket, &address.any, &size) ||
        getnameinfo(&address.any, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV))
        return tv_fail(err, TV_IO, "the address of the socket: %s", strerror(errno));
    bool six = address.any.sa_family == AF_INET6;
    snprintf(s->address, sizeof s->address, six ? "[%s]:%s" : "%s:%s", host, port);
    s->loopback = is_loopback(&address.any);
    return true;
}

bool tv_listen(struct tv_server *s, struct tv_error *err)
{
    static const int on = 1;
    s->socket = tv_service_socket();
    s->handed_over = s->socket >= 0;
    if (s->handed_over)
        return describe(s, err);
    struct addrinfo *a = NULL;
    if (!resolve(s->settings->listen, &a, err) || !a)
        return false;
    s->socket = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool ok = s->socket >= 0 &&
              setsockopt(s->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
              bind(s->socket, a->ai_addr, a->ai_addrlen) == 0 && listen(s->socket, BACKLOG) == 0;
    if (!ok)
        tv_fail(err, TV_IO, "--listen: %s: %s", s->settings->listen, strerror(errno));
    freeaddrinfo(a);
    return ok && describe(s, err);
}
