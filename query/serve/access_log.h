/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The access log: a line a request, in the Common Log Format or as JSON. Any thread may write. */
#ifndef TV_ACCESS_LOG_H
#define TV_ACCESS_LOG_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum tv_log_format { TV_LOG_COMMON, TV_LOG_JSON };

struct tv_access_log {
    int file; /* -1: none is kept */
    enum tv_log_format format;
};

/* A request that is done. */
struct tv_access {
    const char *address, *method, *target, *version;
    unsigned status;
    size_t size;           /* bytes of the body */
    uint64_t microseconds; /* that it took */
    time_t time;
};

/* path: a file, which is added to; "-" is standard output; NULL: no log. */
bool tv_access_log_open(struct tv_access_log *log, const char *path, enum tv_log_format format,
                        struct tv_error *err);
void tv_access_log_close(struct tv_access_log *log);

/* Writes it by one call of the system, so that lines never mix. */
void tv_access_log_write(const struct tv_access_log *log, const struct tv_access *access);

#endif
