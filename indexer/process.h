/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A worker process as the pool sees it: started, spoken to, watched, ended.
 *
 * What breaks a parser is found out without asking it: before it does what may break, a worker notes
 * the *fingerprint* of that in a page of memory that it shares with the pool (the *note*). The pool
 * looks at the note when nothing comes, to see whether anything moves, and when the worker is dead,
 * to see what it died of. It reads the note like a file, so that no worker can hurt it with that. */
#ifndef TV_PROCESS_H
#define TV_PROCESS_H

#include "bounds.h"
#include "channel.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What a worker is at. All zero: nothing that may break it. */
struct tv_note {
    uint64_t attempts;    /* so far */
    uint64_t in_manifest; /* the number, from 1, of the manifest beside the archive that it reads */
    uint8_t fingerprint[TV_FINGERPRINT_SIZE];
};

struct tv_process {
    pid_t pid; /* 0: none */
    struct tv_channel channel;
    int note; /* a memory file that holds a struct tv_note; -1 none */
};

#define TV_PROCESS_NONE              \
    {                                \
        .channel.fd = -1, .note = -1 \
    }

/* Starts `program --worker`, within the limits. */
bool tv_process_start(struct tv_process *p, const char *program, const struct tv_limits *limits,
                      struct tv_error *err);

/* Gives it TV_CPU_FACTOR times the seconds for a member, of a processor, from now on. Past these the
 * kernel ends it: a wall for when nobody watches, since who does has ended it long before. */
void tv_process_allow(const struct tv_process *p, const struct tv_limits *limits);

/* Ends it, and says how it ended; what was sent and not taken is lost. Returns the signal that had
 * ended it, 0 for none: SIGBUS, where a file could not be read. */
int tv_process_stop(struct tv_process *p, const struct tv_limits *limits, char *ret_reason,
                    size_t size);

/* What it is at; all zero if that cannot be known. */
struct tv_note tv_process_note(const struct tv_process *p);

#endif
