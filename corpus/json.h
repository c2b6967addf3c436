/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON, written: a stream that knows its nesting, so that commas and indentation are its business
 * alone.
 *
 * Always true: what is written is ASCII but for printable characters; controls, bidirectional
 * overrides and line separators are escaped; what is not UTF-8 (names in archives) becomes U+FFFD. */
#ifndef TV_JSON_H
#define TV_JSON_H

#include "memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TV_JSON_DEPTH = 32 };

/* Set out (and indent), the rest zero. */
struct tv_json {
    struct tv_buffer *out;
    unsigned indent;            /* spaces for each level; 0: all in one line */
    unsigned depth;             /* how many objects and arrays are open */
    bool filled[TV_JSON_DEPTH]; /* this one has something in it */
    char closing[TV_JSON_DEPTH];
    bool flat[TV_JSON_DEPTH]; /* this one stands in one line whatever indent says */
    bool behind_key;
};

/* A value, within an array or behind tv_json_key. */
void tv_json_object(struct tv_json *j);
void tv_json_array(struct tv_json *j);
void tv_json_flat_array(struct tv_json *j);            /* in one line: for pairs of numbers */
void tv_json_end(struct tv_json *j);                   /* of the innermost object or array */
void tv_json_string(struct tv_json *j, const char *s); /* NULL gives null */
void tv_json_number(struct tv_json *j, uint64_t number);
void tv_json_real(struct tv_json *j, double number); /* four digits behind the point */
void tv_json_bool(struct tv_json *j, bool value);
void tv_json_null(struct tv_json *j);

/* Within an object: a key, and a key with its value. */
void tv_json_key(struct tv_json *j, const char *key);
void tv_json_put_string(struct tv_json *j, const char *key, const char *s);
void tv_json_put_number(struct tv_json *j, const char *key, uint64_t number);
void tv_json_put_count(struct tv_json *j, const char *key, uint64_t number); /* 0 gives null */
void tv_json_put_strings(struct tv_json *j, const char *key, const char *const *strings, size_t n);

#endif
