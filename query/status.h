/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is in an index, and what had to be refused. */
#ifndef TV_STATUS_H
#define TV_STATUS_H

#include "corpus/json.h"
#include "ingested.h"
#include "search.h"

#include <time.h>

struct tv_refusal {
    const char *archive, *member, *reason;
};

struct tv_archive_status {
    char key[TV_KEY_SIZE + 1];
    struct tv_archive_entry entry;
    uint64_t counts[TV_OUTCOME_COUNT];
};

struct tv_status {
    const char *path;
    uint64_t documents, passages;
    uint64_t size;  /* of its files, in bytes; 0 where it is none of this machine's folders */
    time_t updated; /* when these were last written */
    struct tv_answer facets; /* of the records */
    struct tv_archive_status *archives;
    size_t n_archives, archives_capacity;
    struct tv_refusal *refusals;
    size_t n_refusals, refusals_capacity;
    struct tv_arena arena;
};

/* Reads it all. The path is that of the index, and must outlive *ret_status. */
bool tv_status_read(struct tv_index *index, struct tv_status *ret_status, struct tv_error *err);
void tv_status_finish(struct tv_status *status);

/* It all as a JSON object, with what was refused or without. */
void tv_json_status(struct tv_json *j, const struct tv_status *status, bool refused);

enum { TV_TIME_SIZE = 32 };

/* "2026-11-24T20:15:00Z"; "" for 0. */
void tv_format_time(time_t t, char ret_text[TV_TIME_SIZE]);

#endif
