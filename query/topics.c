/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Topics: a file of questions (topics.h). */
#include "topics.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_all(const char *path, struct tv_buffer *ret_bytes, struct tv_error *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!file)
        return tv_fail(err, errno == ENOENT ? TV_NOT_FOUND : TV_IO, "%s: %s", path,
                       strerror(errno));
    char chunk[16384];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        tv_buffer_add(ret_bytes, chunk, n);
    bool ok = !ferror(file);
    if (!ok)
        tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    if (file != stdin)
        fclose(file);
    return ok;
}

static bool add_line(struct tv_topics *topics, char *line)
{
    char *tab = strchr(line, '\t');
    if (!tab || tab == line)
        return false;
    *tab = '\0';
    TV_GROW(topics->items, topics->n, topics->capacity);
    topics->items[topics->n++] = (struct tv_topic){line, tab + 1};
    return true;
}

bool tv_topics_read(const char *path, struct tv_topics *ret_topics, struct tv_error *err)
{
    struct tv_buffer bytes = {0};
    if (!read_all(path, &bytes, err)) {
        tv_buffer_finish(&bytes);
        return false;
    }
    struct tv_topics topics = {.bytes = tv_buffer_steal(&bytes)};
    size_t number = 1;
    for (char *line = topics.bytes, *next; line; line = next, number++) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        if (*line && !add_line(&topics, line)) {
            tv_topics_finish(&topics);
            return tv_fail(err, TV_SYNTAX, "%s:%zu: no topic: number TAB text", path, number);
        }
    }
    *ret_topics = topics;
    return true;
}

void tv_topics_finish(struct tv_topics *topics)
{
    if (!topics)
        return;
    free(topics->items);
    free(topics->bytes);
    *topics = (struct tv_topics){0};
}
