/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The worker: the process in which untrusted bytes are parsed. It answers frames (channel.h) on one
 * socket until that is closed. */
#ifndef TV_WORKER_H
#define TV_WORKER_H

/* The file descriptor at which a worker has its socket. */
enum { TV_WORKER_FD = 3 };

/* Runs until the other end closes. Returns the exit status. */
int tv_worker_run(int fd);

#endif
