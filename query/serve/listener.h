/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The socket that the server listens on. */
#ifndef TV_LISTENER_H
#define TV_LISTENER_H

#include "server.h"

/* Opens it by the settings; server->socket, address and loopback are then set. Codes: TV_USAGE for
 * what is no address, TV_IO. */
bool tv_listen(struct tv_server *server, struct tv_error *err);

#endif
