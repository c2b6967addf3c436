/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Responses (response.h). */
#include "response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Smaller bodies do not gain by it; the level is the one where time and size are in balance. */
enum { GZIP_LEAST = 1000, GZIP_LEVEL = 4 };

/* Nothing runs and nothing is fetched but what the page brings along. */
static const char page_policy[] =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
static const char bare_policy[] = "default-src 'none'; frame-ancestors 'none'";

static void header(struct tv_response *r, const char *name, const char *value)
{
    MHD_add_response_header(r->mhd, name, value);
}

/* Replaces the body by what gzip makes of it; false where that fails or gains nothing. */
static bool compress_body(struct tv_buffer *body)
{
    z_stream z = {0};
    if (body->size < GZIP_LEAST ||
        deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    struct tv_buffer out = {0};
    tv_buffer_reserve(&out, deflateBound(&z, body->size));
    z.next_in = (Bytef *)body->data;
    z.avail_in = (uInt)body->size;
    z.next_out = (Bytef *)out.data;
    z.avail_out = (uInt)(out.capacity - 1);
    bool done = deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < body->size;
    out.size = z.total_out;
    deflateEnd(&z);
    if (done) {
        tv_buffer_finish(body);
        *body = (struct tv_buffer){0};
        tv_buffer_add(body, out.data, out.size);
    }
    tv_buffer_finish(&out);
    return done;
}

static const char *cache_control(const struct tv_reply *reply, const struct tv_response_options *o)
{
    switch (reply->caching) {
    case TV_CACHING_INDEX:
        return o->private_ ? "private, no-cache" : "no-cache";
    case TV_CACHING_FOREVER:
        return "public, max-age=31536000, immutable";
    case TV_CACHING_NEVER:
        break;
    }
    return "no-store";
}

static void add_cors(struct tv_response *r, const struct tv_settings *settings)
{
    const char *origin = settings->cors;
    header(r, "Cross-Origin-Resource-Policy", origin ? "cross-origin" : "same-origin");
    if (!origin)
        return;
    header(r, "Access-Control-Allow-Origin", origin);
    header(r, "Access-Control-Expose-Headers", "ETag");
}

static void add_safety(struct tv_response *r, const struct tv_response_options *o)
{
    header(r, "Content-Security-Policy", o->page ? page_policy : bare_policy);
    header(r, "X-Content-Type-Options", "nosniff");
    header(r, "X-Frame-Options", "DENY");
    header(r, "Referrer-Policy", "no-referrer");
    header(r, "Cross-Origin-Opener-Policy", "same-origin");
    add_cors(r, o->settings);
}

static void add_etag(struct tv_response *r, const char *tag, bool gzip)
{
    char etag[64];
    snprintf(etag, sizeof etag, "\"%s%s\"", tag, gzip ? "-gz" : "");
    header(r, MHD_HTTP_HEADER_ETAG, etag);
}

static void add_file_name(struct tv_response *r, const char *name)
{
    char value[80];
    snprintf(value, sizeof value, "attachment; filename=\"%s\"", name);
    header(r, MHD_HTTP_HEADER_CONTENT_DISPOSITION, value);
}

struct tv_response *tv_response_create(struct tv_reply *reply, const struct tv_response_options *o)
{
    struct tv_response *r = tv_alloc(sizeof *r);
    bool gzip = o->gzip && compress_body(&reply->body);
    r->status = reply->status ? reply->status : MHD_HTTP_OK;
    r->size = reply->body.size;
    atomic_init(&r->holders, 1);
    r->mhd = MHD_create_response_from_buffer_with_free_callback(
        r->size, tv_buffer_steal(&reply->body), free);
    if (!r->mhd)
        abort(); /* out of memory, as elsewhere */
    if (reply->type)
        header(r, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    if (gzip)
        header(r, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    header(r, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    header(r, MHD_HTTP_HEADER_CACHE_CONTROL, cache_control(reply, o));
    if (o->tag)
        add_etag(r, o->tag, gzip);
    if (reply->file_name)
        add_file_name(r, reply->file_name);
    if (o->last)
        header(r, MHD_HTTP_HEADER_CONNECTION, "close");
    add_safety(r, o);
    return r;
}

struct tv_response *tv_response_hold(struct tv_response *r)
{
    atomic_fetch_add(&r->holders, 1);
    return r;
}

void tv_response_release(struct tv_response *r)
{
    if (!r || atomic_fetch_sub(&r->holders, 1) != 1)
        return;
    MHD_destroy_response(r->mhd);
    free(r);
}

bool tv_etag_matches(const char *if_none_match, const char *tag)
{
    for (const char *p = if_none_match; *p;) {
        p += strspn(p, " \t,");
        if (strncmp(p, "W/", 2) == 0)
            p += 2;
        size_t size = strcspn(p, ", \t"), n = strlen(tag);
        if (size == 1 && *p == '*')
            return true;
        if (size >= n + 2 && *p == '"' && memcmp(p + 1, tag, n) == 0 &&
            (strncmp(p + 1 + n, "\"", 1) == 0 || strncmp(p + 1 + n, "-gz\"", 4) == 0))
            return true;
        p += size;
    }
    return false;
}
