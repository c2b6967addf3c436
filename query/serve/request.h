/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests: the target of a request, taken apart.
 *
 * Always true: path, names and values are valid UTF-8 without control characters but tab and line
 * ends in values; nothing in them has been looked up anywhere. No path of a request is ever one of
 * the file system. */
#ifndef TV_REQUEST_H
#define TV_REQUEST_H

#include "problem.h"
#include "settings.h"

struct tv_argument {
    const char *name, *value;
};

/* Zero-initialised is empty; finished by tv_request_finish. */
struct tv_request {
    char *target;     /* as it came: "/documents/abc?passage=7" */
    const char *path; /* decoded: "/documents/abc" */
    const char *rest; /* of the path, behind that of a route which ends in '/'; else "" */
    struct tv_argument *arguments;
    size_t n_arguments, capacity;
    struct tv_arena arena;
};

/* Takes the target apart. 400 for what cannot be decoded, 414 for what is too long. */
bool tv_request_parse(struct tv_request *request, const struct tv_settings *settings,
                      struct tv_problem *problem);
void tv_request_finish(struct tv_request *request);

/* The first value of this name; NULL: none. */
const char *tv_request_argument(const struct tv_request *request, const char *name);

/* Appends text, percent-encoded, as a value of a query or a segment of a path. */
void tv_url_encode(const char *text, struct tv_buffer *out);

#endif
