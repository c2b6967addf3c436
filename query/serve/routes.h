/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routes: what can be asked, in one table. */
#ifndef TV_ROUTES_H
#define TV_ROUTES_H

#include "work.h"

/* Fills work->reply, or work->problem and returns false. May be called again for the same request,
 * with an empty reply, when the index was changed under it. */
typedef bool tv_route_function(struct tv_work *work);

enum tv_route_kind {
    TV_ROUTE_API,  /* problems are JSON; unknown parameters are refused */
    TV_ROUTE_PAGE, /* problems are pages; unknown parameters are passed over */
};

struct tv_route {
    const char *path; /* one that ends in '/' (but "/" itself) has one more segment behind it */
    tv_route_function *answer;
    enum tv_route_kind kind;
    bool searches; /* needs the index: a thread of the pool does it */
    bool
        verifies; /* and reads archives, too, which takes long and may turn out otherwise each time */
    bool open;    /* needs no token */
    const struct tv_parameters *parameters;
    const char *summary;  /* for openapi.json */
    const char *segment;  /* what the last segment of the path is: "ID"; NULL */
    const char *types[8]; /* of its replies; NULL ends them */
};

extern const struct tv_route tv_routes[];
extern const size_t tv_n_routes;

/* The route of a path; *ret_rest is what stands in place of its last segment, or "". NULL: none. */
const struct tv_route *tv_route_find(const char *path, const char **ret_rest);

#endif
