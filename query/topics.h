/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Topics: a file of questions, one a line: number TAB text. */
#ifndef TV_TOPICS_H
#define TV_TOPICS_H

#include "corpus/error.h"
#include "corpus/memory.h"

struct tv_topic {
    const char *number, *text;
};

struct tv_topics {
    struct tv_topic *items;
    size_t n, capacity;
    char *bytes; /* what the strings are in */
};

/* Reads a file ("-": standard input). Empty lines are passed over. TV_NOT_FOUND, TV_IO, TV_SYNTAX. */
bool tv_topics_read(const char *path, struct tv_topics *ret_topics, struct tv_error *err);
void tv_topics_finish(struct tv_topics *topics);

#endif
