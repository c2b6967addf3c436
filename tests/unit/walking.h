/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Walking a file in a test: what the sink was given, as one text. */
#ifndef TV_TESTS_WALKING_H
#define TV_TESTS_WALKING_H

#include "check.h"
#include "seed.h"

#include "indexer/members.h"

#include <stdio.h>

/* "path=first bytes;", or "path!reason;" for each member that was not given. */
struct walked {
    bool whole;
    struct tv_error err;
    struct tv_buffer log;
    char url[256];   /* of the last member that has one */
    int64_t fetched; /* likewise */
};

static inline bool walked_note(void *context, const struct tv_member *member,
                               const struct tv_error *why)
{
    struct walked *walked = context;
    if (why)
        tv_buffer_printf(&walked->log, "%s!%s;", member->path, why->message);
    else
        tv_buffer_printf(&walked->log, "%s=%.*s;", member->path,
                         (int)(member->size < 60 ? member->size : 60), (const char *)member->bytes);
    if (member->url && !why) {
        snprintf(walked->url, sizeof walked->url, "%s", member->url);
        walked->fetched = member->fetched;
    }
    return true;
}

static inline struct walked walk_within(const char *path, const void *bytes, size_t size,
                                        struct tv_limits limits)
{
    struct walked walked = {0};
    struct tv_member file = {.path = path, .bytes = bytes, .size = size};
    keep_seed(bytes, size);
    walked.whole = tv_archive_walk(&file, &limits, walked_note, &walked, &walked.err);
    tv_buffer_add(&walked.log, "", 0);
    return walked;
}

static inline struct walked walk_all(const char *path, const struct tv_buffer *bytes)
{
    return walk_within(path, bytes->data, bytes->size, (struct tv_limits)TV_LIMITS_DEFAULT);
}

#define assert_holds(walked, part) assert_non_null(strstr((walked).log.data, part))

#endif
