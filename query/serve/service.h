/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a service manager is told and gives, by the protocols of systemd (sd_listen_fds(3),
 * sd_notify(3)), which need no library. Without a service manager nothing happens. */
#ifndef TV_SERVICE_H
#define TV_SERVICE_H

/* The socket that was handed over listening; -1: none. */
int tv_service_socket(void);

/* Where to tell it; to be called once, before the sandbox. -1: nobody wants to know. */
int tv_service_open(void);

/* Tells it: "READY=1" ... */
void tv_service_tell(int service, const char *state);

#endif
