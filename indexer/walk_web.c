/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Web archives as containers (walk.h): each response with status 200 is a member, whose path is its
 * URI and whose bytes are what the server sent, encodings undone.
 *
 * A revisit says that a crawler got again what it had got before. If that is in the same archive and
 * can be gone back to, it is read again: the same bytes under another path, which everyone then
 * knows how to count as a duplicate. */
#include "http.h"
#include "walk.h"
#include "warc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct crawl {
    struct tv_walk *walk;
    struct tv_warc *warc;
    struct tv_walk_container *container;
    unsigned depth;
    struct tv_names known; /* where records are, plus one, by what revisits call them */
    struct tv_buffer block, body;
};

/* Known records. */

static void remember(struct tv_names *known, const char *name, size_t offset)
{
    if (!name || offset == SIZE_MAX)
        return;
    uint64_t *place = tv_name_number(known, name);
    if (!*place)
        *place = offset + 1;
}

/* SIZE_MAX: nowhere. */
static size_t find(struct tv_names *known, const char *name)
{
    return name ? (size_t)*tv_name_number(known, name) - 1 : SIZE_MAX;
}

/* Members. */

static bool has_type(const char *content_type, const char *type)
{
    return content_type && strncasecmp(content_type, type, strlen(type)) == 0;
}

/* What pages are made of and nobody reads. Of other types, the bytes decide. */
static bool is_for_machines(const char *content_type)
{
    static const char *const types[] = {
        "image/",           "audio/",
        "video/",           "font/",
        "text/css",         "text/javascript",
        "application/json", "application/javascript",
        "text/dns",         "application/x-javascript",
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (has_type(content_type, types[i]))
            return true;
    return false;
}

/* What crawlers add of their own, and what servers say to crawlers. */
static bool is_about_crawl(const struct tv_warc_record *r, const char *uri)
{
    static const char robots[] = "/robots.txt";
    size_t n = uri ? strlen(uri) : 0;
    if (n >= strlen(robots) && strcmp(uri + n - strlen(robots), robots) == 0)
        return true;
    return r->type == TV_WARC_RESOURCE &&
           (has_type(uri, "metadata:") || has_type(uri, "urn:") || !uri);
}

/* Reads the block of the record at hand, and from it the member's bytes and type. */
static bool read_content(struct crawl *c, const struct tv_warc_record *r, struct tv_member *member,
                         struct tv_error *why)
{
    struct tv_http http;
    tv_buffer_clear(&c->block);
    if (r->segmented)
        return tv_fail(why, TV_REFUSED, "kept in several records, which is not read");
    if (!tv_walk_fits(c->walk, r->size, why) || !tv_warc_read(c->warc, &c->block, why))
        return false;
    tv_buffer_add(&c->block, "", 0);
    member->content_type = r->content_type;
    member->bytes = (const uint8_t *)c->block.data;
    member->size = c->block.size;
    if (r->type == TV_WARC_RESOURCE || !has_type(r->content_type, "application/http"))
        return true;
    if (!tv_http_read(&c->block, &http))
        return tv_fail(why, TV_REFUSED, "damaged: no HTTP response");
    member->content_type = http.content_type;
    if (http.status != 200)
        return tv_fail(why, TV_IGNORED, "HTTP status %u", http.status);
    if (is_for_machines(http.content_type))
        return true;
    bool decoded = tv_http_decode(&http, c->walk->limits->member_size, r->truncated, &c->body, why);
    member->bytes = (const uint8_t *)http.body;
    member->size = http.size;
    return decoded;
}

static bool give_content(struct crawl *c, const struct tv_warc_record *r, struct tv_member *member)
{
    struct tv_error why = {0};
    if (!read_content(c, r, member, &why))
        return tv_walk_refuse(c->walk, member->path, why.code, why.message);
    if (is_about_crawl(r, member->url))
        return tv_walk_refuse(c->walk, member->path, TV_IGNORED, "about the crawl, not from it");
    if (is_for_machines(member->content_type)) {
        tv_fail(&why, TV_IGNORED, "no document: %.60s", member->content_type);
        return tv_walk_refuse(c->walk, member->path, why.code, why.message);
    }
    if (!tv_walk_fits(c->walk, member->size, &why))
        return tv_walk_refuse(c->walk, member->path, why.code, why.message);
    tv_walk_charge(c->walk, member->size);
    return tv_walk_file(c->walk, member, member->path, c->depth + 1);
}

/* Gives what the revisit stands for, and comes back behind it. */
static bool give_revisited(struct crawl *c, const struct tv_warc_record *revisit,
                           struct tv_member *member)
{
    struct tv_warc_record r;
    size_t back = revisit->offset, to = find(&c->known, revisit->digest);
    if (to == SIZE_MAX)
        to = find(&c->known, revisit->refers_to);
    if (to == SIZE_MAX || back == SIZE_MAX)
        return tv_walk_refuse(c->walk, member->path, TV_IGNORED, "revisit of a record elsewhere");
    tv_warc_seek(c->warc, to);
    bool there = tv_warc_next(c->warc, &r) == TV_WARC_RECORD;
    bool go_on = there ? give_content(c, &r, member)
                       : tv_walk_refuse(c->walk, member->path, TV_REFUSED, "damaged: revisit");
    tv_warc_seek(c->warc, back);
    tv_warc_next(c->warc, &r);
    return go_on;
}

static bool walk_record(struct crawl *c, const struct tv_warc_record *r)
{
    if (r->type == TV_WARC_OTHER)
        return true;
    if (!tv_walk_count(c->walk))
        return true;
    char *path = tv_walk_path(c->walk, c->container->path, r->uri ? r->uri : r->id);
    char *uri = tv_strdup(r->uri);
    struct tv_member member = {.path = path, .mtime = r->date, .fetched = r->date, .url = uri};
    bool go_on;
    if (r->type == TV_WARC_REVISIT) {
        go_on = give_revisited(c, r, &member);
    } else {
        remember(&c->known, r->digest ? r->digest : r->id, r->offset);
        go_on = give_content(c, r, &member);
    }
    free(uri);
    free(path);
    return go_on;
}

static bool refuse_record(struct crawl *c)
{
    char *name = tv_printf("record at byte %zu", tv_warc_offset(c->warc));
    char *path = tv_walk_path(c->walk, c->container->path, name);
    bool go_on =
        !tv_walk_count(c->walk) || tv_walk_refuse(c->walk, path, TV_REFUSED, "damaged record");
    free(path);
    free(name);
    return go_on;
}

static bool walk_records(struct crawl *c)
{
    struct tv_warc_record r;
    struct tv_error why;
    for (bool go_on = true; go_on;) {
        if (!tv_walk_may_step(c->walk, c->container, &why))
            return tv_walk_broken(c->walk, c->container->path, &why);
        switch (tv_warc_next(c->warc, &r)) {
        case TV_WARC_END:
            return true;
        case TV_WARC_DAMAGED:
            return tv_walk_damaged(c->walk, c->container->path,
                                   "no record can be found behind the last");
        case TV_WARC_SKIPPED:
            go_on = refuse_record(c);
            break;
        case TV_WARC_RECORD:
            go_on = walk_record(c, &r);
            break;
        }
    }
    return false;
}

bool tv_walk_web(struct tv_walk *w, const struct tv_member *file,
                 struct tv_walk_container *container, unsigned depth)
{
    struct crawl c = {.walk = w, .container = container, .depth = depth};
    c.warc = tv_warc_create(file->bytes, file->size);
    bool go_on = walk_records(&c);
    tv_warc_destroy(c.warc);
    free(c.known.slots);
    tv_buffer_finish(&c.block);
    tv_buffer_finish(&c.body);
    return go_on;
}
