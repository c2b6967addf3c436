/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a service manager is told and gives (service.h). */
#include "service.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_SOCKET = 3 };

int tv_service_socket(void)
{
    const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
    int flags = fcntl(FIRST_SOCKET, F_GETFL);
    if (!pid || !n || atol(pid) != getpid() || atoi(n) < 1 || flags < 0)
        return -1;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    fcntl(FIRST_SOCKET, F_SETFD, FD_CLOEXEC);
    fcntl(FIRST_SOCKET, F_SETFL, flags | O_NONBLOCK);
    return FIRST_SOCKET;
}

int tv_service_open(void)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = path ? strlen(path) : 0;
    if (size < 2 || size >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@'))
        return -1;
    memcpy(address.sun_path, path, size);
    if (path[0] == '@')
        address.sun_path[0] = '\0'; /* Linux's names outside of the file system */
    int service = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t all = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    if (service >= 0 && connect(service, (struct sockaddr *)&address, all) != 0) {
        close(service);
        service = -1;
    }
    return service;
}

void tv_service_tell(int service, const char *state)
{
    if (service >= 0)
        send(service, state, strlen(state), MSG_NOSIGNAL);
}
