/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the readers of containers share (walk.h): paths, limits, and the way to the sink. */
#include "walk.h"

#include "charset.h"
#include "corpus/utf8.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/* Paths. */

/* Any bytes as a path in UTF-8 without control characters. */
static char *clean_path(const char *bytes, size_t most)
{
    struct tv_buffer utf8 = {0}, clean = {0};
    size_t n = strnlen(bytes, most);
    tv_to_utf8(bytes, n, "windows-1252", &utf8); /* too short for a detector to be right */
    for (size_t i = 0; i < utf8.size;) {
        size_t from = i;
        int32_t c = tv_utf8_next(utf8.data, utf8.size, &i);
        if (c == 0xFFFD || u_iscntrl(c))
            tv_buffer_puts(&clean, "\xEF\xBF\xBD");
        else
            tv_buffer_add(&clean, utf8.data + from, i - from);
    }
    tv_buffer_finish(&utf8);
    return tv_buffer_steal(&clean);
}

/* One byte more than may be is enough to be refused. */
char *tv_walk_name(const struct tv_walk *w, const char *parent, const char *name)
{
    char *own = clean_path(name && *name ? name : "unnamed", w->limits->path + 1);
    char *path = parent ? tv_printf("%s/%s", parent, own) : tv_strdup(own);
    free(own);
    return path;
}

/* "a.md" as "a (2).md": the ending still says what it is. */
static char *copy_of(const char *path, uint64_t number)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    size_t stem = dot && dot != path && dot[-1] != '/' ? (size_t)(dot - path) : strlen(path);
    return tv_printf("%.*s (%llu)%s", (int)stem, path, (unsigned long long)number, path + stem);
}

char *tv_walk_path(struct tv_walk *w, const char *parent, const char *name)
{
    char *path = tv_walk_name(w, parent, name);
    uint64_t number = ++*tv_name_number(&w->given_out, path);
    if (number == 1)
        return path;
    char *copy = copy_of(path, number);
    while (++*tv_name_number(&w->given_out, copy) > 1) {
        free(copy);
        copy = copy_of(path, ++*tv_name_number(&w->given_out, path));
    }
    free(path);
    return copy;
}

/* Attempts. */

/* Whether a container unpacks to too much for its size, with `more` bytes; then *why. */
static bool is_bomb(const struct tv_walk *w, const struct tv_walk_container *c, uint64_t more,
                    struct tv_error *why)
{
    if (c->bytes + more <= c->most)
        return false;
    tv_fail(why, TV_REFUSED, "its archive unpacks to more than %llu times its size, the limit",
            (unsigned long long)w->limits->ratio);
    return true;
}

static bool may(struct tv_walk *w, const struct tv_buffer *what, struct tv_error *why)
{
    uint8_t fingerprint[TV_FINGERPRINT_SIZE];
    EVP_Digest(what->data, what->size, fingerprint, NULL, EVP_sha256(), NULL);
    return w->guard(w->context, fingerprint, why);
}

bool tv_walk_may_step(struct tv_walk *w, struct tv_walk_container *c, struct tv_error *why)
{
    struct tv_buffer what = {0};
    c->steps++;
    if (w->over.code) {
        if (why)
            *why = w->over;
        return false;
    }
    if (is_bomb(w, c, 0, why))
        return false;
    if (!w->guard)
        return true;
    tv_buffer_add(&what, c->digest, sizeof c->digest);
    tv_buffer_add(&what, &c->steps, sizeof c->steps);
    bool allowed = may(w, &what, why);
    tv_buffer_finish(&what);
    return allowed;
}

bool tv_walk_may_unpack(struct tv_walk *w, const char *path, uint64_t size, int64_t mtime,
                        struct tv_error *why)
{
    struct tv_buffer what = {0};
    if (!w->guard)
        return true;
    tv_buffer_printf(&what, "unpack %s %llu %lld", path, (unsigned long long)size,
                     (long long)mtime);
    bool allowed = may(w, &what, why);
    tv_buffer_finish(&what);
    return allowed;
}

/* Members. */

/* What the manifests say of a member, those beside the file first; false if nothing. */
static bool said_of(const struct tv_walk *w, const struct tv_member *member, struct tv_buffer *out)
{
    struct tv_said said = {0};
    for (size_t i = 0; i < w->n_told; i++) {
        const char *as = w->told[i].as, *path = member->path;
        char *within = as && path != w->file->path ? tv_printf("%s/%s", as, path) : NULL;
        tv_manifest_say(w->told[i].manifest, within ? within : as ? as : path, &said);
        free(within);
    }
    tv_manifest_say(w->within, member->path, &said);
    return tv_said_put(&said, out);
}

bool tv_walk_give(struct tv_walk *w, const struct tv_member *member, const struct tv_error *why)
{
    struct tv_buffer said = {0};
    struct tv_member told = *member;
    told.position = w->position;
    if (said_of(w, member, &said))
        told.said = said.data;
    w->given++;
    w->stopped = !w->sink(w->context, &told, why);
    tv_buffer_finish(&said);
    return !w->stopped;
}

bool tv_walk_refuse(struct tv_walk *w, const char *path, enum tv_code code, const char *reason)
{
    struct tv_error why;
    tv_fail(&why, code, "%s", reason);
    return tv_walk_give(w, &(struct tv_member){.path = path}, &why);
}

bool tv_walk_broken(struct tv_walk *w, const char *parent, const struct tv_error *why)
{
    if (parent)
        return tv_walk_give(w, &(struct tv_member){.path = parent}, why);
    *w->err = *why;
    return false;
}

bool tv_walk_damaged(struct tv_walk *w, const char *parent, const char *reason)
{
    struct tv_error why;
    tv_fail(&why, TV_REFUSED, "damaged archive: %s", reason);
    return tv_walk_broken(w, parent, &why);
}

bool tv_walk_count(struct tv_walk *w)
{
    return ++w->members <= w->limits->members ||
           tv_fail(&w->over, TV_REFUSED, "has more than %llu members, the limit",
                   (unsigned long long)w->limits->members);
}

void tv_walk_charge(struct tv_walk *w, uint64_t bytes)
{
    w->total += bytes;
    for (struct tv_walk_container *c = w->inside; c; c = c->outer)
        c->bytes += bytes;
}

bool tv_walk_fits(struct tv_walk *w, uint64_t size, struct tv_error *err)
{
    if (size > w->limits->member_size)
        return tv_fail(err, TV_REFUSED, "larger than %llu bytes, the limit for a member",
                       (unsigned long long)w->limits->member_size);
    for (const struct tv_walk_container *c = w->inside; c; c = c->outer)
        if (is_bomb(w, c, size, err))
            return false;
    if (w->total + size > w->limits->total_size) {
        tv_fail(&w->over, TV_REFUSED, "unpacks to more than %llu bytes, the limit for an archive",
                (unsigned long long)w->limits->total_size);
        return tv_fail(err, TV_REFUSED, "its archive %s", w->over.message);
    }
    return true;
}
