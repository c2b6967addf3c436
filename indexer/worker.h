/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The worker: the process in which untrusted bytes are parsed. It answers frames (channel.h) on one
 * socket until that is closed. */
#ifndef TV_WORKER_H
#define TV_WORKER_H

#include <stdint.h>

/* File descriptors: of its socket, and of the note that it shares with the pool (process.h). */
enum { TV_WORKER_FD = 3, TV_WORKER_NOTE_FD = 4 };

/* How it ends, if not well. */
enum {
    TV_WORKER_NO_MEMORY = 2,  /* as any program (corpus/memory.h) */
    TV_WORKER_NO_SANDBOX = 4, /* it says why on standard error */
    TV_WORKER_NO_SENSE = 5,   /* the other end sent what is no message */
};

/* Shuts itself in (sandbox.h: at most `memory` bytes, and `file` in one memory file), and runs until
 * the other end closes. Returns the exit status. */
int tv_worker_run(int fd, int note, uint64_t memory, uint64_t file);

/* The same where the process stands, with a note that is nobody else's; for tests. */
struct tv_note;
int tv_worker_serve(int fd, struct tv_note *note);

#endif
