/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sandboxes. A worker keeps what it has (its socket, the files it is handed) and gets nothing else:
 * no file can be opened, nothing executed, no process started, no network reached; memory and the
 * size of files are bounded (and processor time, by the pool). A server reads below some folders,
 * besides, and answers those who connect to the socket that it has. A starter of workers reads below
 * some folders and runs programs. */
#ifndef TV_SANDBOX_H
#define TV_SANDBOX_H

#include "corpus/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The parts, each of which stands by itself. */
enum {
    TV_SANDBOX_LANDLOCK = 1, /* no file system (Linux 5.13) */
    TV_SANDBOX_SECCOMP = 2,  /* system calls: those on the list, no others */
};

/* The parts that this kernel, or this build, does not have; 0: it has all. */
unsigned tv_sandbox_missing(void);

/* Whether this build, made to find mistakes, leaves parts out that the kernel may well have. */
extern const bool tv_sandbox_is_sanitized;

/* "Landlock" ... of a set of parts, for a message. */
const char *tv_sandbox_names(unsigned parts);

/* Shuts the calling process in, for ever, with all parts that there are. memory: bytes it may
 * allocate; file: bytes of any file it writes (memory files, too). False with *err when a part that
 * the kernel has cannot be put up. */
bool tv_sandbox_enter(uint64_t memory, uint64_t file, struct tv_error *err);

/* Shuts a server in: it may read what is below n folders, start threads, and answer on the sockets
 * that it has. To be called before its first thread starts. */
bool tv_sandbox_enter_server(const char *const *folders, size_t n, struct tv_error *err);

/* Shuts a process in that starts workers, and these with it: it may read what is below n folders, and
 * run the programs that lie beside `program` with the libraries of the system. No network. */
bool tv_sandbox_enter_starter(const char *const *folders, size_t n, const char *program,
                              struct tv_error *err);

#endif
