/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A response of HTTP as a crawler kept it: head and body in one block. */
#ifndef TV_HTTP_H
#define TV_HTTP_H

#include "corpus/error.h"
#include "corpus/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* Strings and body are in the block and last as long as it; NULL: not said. */
struct tv_http {
    unsigned status;
    const char *content_type, *content_encoding, *transfer_encoding;
    char *body;
    size_t size;
};

/* Reads the head, which is overwritten. False: the block does not begin with a response. */
bool tv_http_read(struct tv_buffer *block, struct tv_http *ret_http);

/* Undoes the encodings of the body (chunked; gzip, deflate, br), of which crawlers keep the names
 * even where they have undone them: a body that does not look encoded is taken as it is. `scratch`
 * holds the body afterwards, if the block does not. A body that is not whole is an error unless
 * `partial`. False with *err (TV_REFUSED), also when there are more than `limit` bytes. */
bool tv_http_decode(struct tv_http *http, uint64_t limit, bool partial, struct tv_buffer *scratch,
                    struct tv_error *err);

#endif
