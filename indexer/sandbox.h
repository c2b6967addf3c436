/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sandbox of a worker: it keeps what it has (its socket, the files it is handed) and gets
 * nothing else. No file can be opened, nothing executed, no process started, no network reached;
 * memory and the size of files are bounded. */
#ifndef TV_SANDBOX_H
#define TV_SANDBOX_H

#include "corpus/error.h"

#include <stdbool.h>
#include <stdint.h>

/* The parts, each of which stands by itself. */
enum {
    TV_SANDBOX_LANDLOCK = 1, /* no file system (Linux 5.13) */
    TV_SANDBOX_SECCOMP = 2,  /* system calls: those on the list, no others */
};

/* The parts that this kernel, or this build, does not have; 0: it has all. */
unsigned tv_sandbox_missing(void);

/* "Landlock" ... of a set of parts, for a message. */
const char *tv_sandbox_names(unsigned parts);

/* Shuts the calling process in, for ever, with all parts that there are. memory: bytes it may
 * allocate; file: bytes of any file it writes (memory files, too). False with *err when a part that
 * the kernel has cannot be put up. */
bool tv_sandbox_enter(uint64_t memory, uint64_t file, struct tv_error *err);

#endif
