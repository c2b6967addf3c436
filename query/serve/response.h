/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Responses: replies as libmicrohttpd sends them, with all their headers. One response may be on its
 * way to any number of clients at a time; it goes when the last who holds it lets go. */
#ifndef TV_RESPONSE_H
#define TV_RESPONSE_H

#include "reply.h"
#include "settings.h"

#include <microhttpd.h>
#include <stdatomic.h>

struct tv_response {
    struct MHD_Response *mhd;
    unsigned status;
    size_t size; /* bytes of its body */
    atomic_uint holders;
};

/* What the headers are made of, beside the reply. */
struct tv_response_options {
    const struct tv_settings *settings;
    const char *tag; /* of the index; NULL where the reply is not of it */
    bool page;       /* may have style and script from here; else nothing at all */
    bool gzip;       /* the client takes it */
    bool last;       /* the connection ends with it */
    bool private_;   /* is not for caches that several people share */
};

/* Takes the reply's body over. The caller holds what comes back. */
struct tv_response *tv_response_create(struct tv_reply *reply,
                                       const struct tv_response_options *options);

struct tv_response *tv_response_hold(struct tv_response *response);
void tv_response_release(struct tv_response *response);

/* True where a value of If-None-Match names the tag, as it is or as that of the gzipped body. */
bool tv_etag_matches(const char *if_none_match, const char *tag);

#endif
