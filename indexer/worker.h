/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The worker: the process in which untrusted bytes are parsed. It answers frames (channel.h) on one
 * socket until that is closed. */
#ifndef TV_WORKER_H
#define TV_WORKER_H

#include <stdint.h>

/* The file descriptor at which a worker has its socket. */
enum { TV_WORKER_FD = 3 };

/* Shuts itself in (sandbox.h: at most `memory` bytes, and `file` in one memory file), and runs until
 * the other end closes. Returns the exit status. */
int tv_worker_run(int fd, uint64_t memory, uint64_t file);

#endif
