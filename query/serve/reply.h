/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Replies: what a route answers with, before it becomes a response of HTTP. */
#ifndef TV_REPLY_H
#define TV_REPLY_H

#include "corpus/memory.h"

#include <stdbool.h>

enum tv_caching {
    TV_CACHING_INDEX,   /* good as long as the index is as it is: kept here, and asked for again
                           with its ETag */
    TV_CACHING_NEVER,   /* of this moment: metrics, health */
    TV_CACHING_FOREVER, /* its address changes when it does: style, script */
};

/* Zero-initialised, but for type: 200, with an empty body. */
struct tv_reply {
    unsigned status;  /* 0: 200 */
    const char *type; /* static: "application/json" */
    struct tv_buffer body;
    enum tv_caching caching;
    const char *file_name; /* static; to be saved under; NULL: shown */
};

#define TV_TYPE_JSON "application/json"
#define TV_TYPE_HTML "text/html; charset=utf-8"
#define TV_TYPE_PROBLEM "application/problem+json"
#define TV_TYPE_TEXT "text/plain; charset=utf-8"

#endif
