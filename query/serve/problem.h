/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Problems: why a request has no answer, as a status of HTTP and a sentence for a person. The API
 * says it as application/problem+json (RFC 9457), the page in its own words. */
#ifndef TV_PROBLEM_H
#define TV_PROBLEM_H

#include "corpus/error.h"
#include "corpus/memory.h"

#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is none. */
struct tv_problem {
    unsigned status;       /* of HTTP; 0: the error's code decides (tv_problem_status) */
    struct tv_error err;   /* the detail */
    const char *parameter; /* the one that is wrong; NULL */
    bool located;          /* offset and length say where in the question, in code points */
    uint32_t offset, length;
};

/* Fills in all that a problem with a status of its own needs; returns false. */
bool tv_problem_set(struct tv_problem *problem, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

unsigned tv_problem_status(const struct tv_problem *problem);

/* "Not Found" ...; a static string for any status. */
const char *tv_status_title(unsigned status);

/* Appends application/problem+json. */
void tv_problem_json(const struct tv_problem *problem, struct tv_buffer *out);

#endif
