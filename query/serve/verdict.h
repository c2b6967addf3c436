/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verdicts: what became of a citation that was checked against its archive. */
#ifndef TV_VERDICT_H
#define TV_VERDICT_H

#include "../verification.h"
#include "corpus/codec.h"

struct tv_verdict {
    bool finished;           /* false: there was not time enough, and nothing below is said */
    enum tv_finding finding; /* TV_FOUND_PROOF: unchanged */
    char *reason;            /* in words; NULL where it is proof or nothing */
    char *nearest;           /* lines on the passage that is most like it, each with '\n'; NULL */
    int64_t time;            /* when the archive was read, in seconds since 1970 */
};

/* "unchanged", "changed", "archive-missing" ...: how the API calls it. */
const char *tv_verdict_name(const struct tv_verdict *verdict);
extern const char *const tv_verdict_names[]; /* all of them; NULL ends them */

/* As bytes, between processes. */
void tv_put_verdict(struct tv_buffer *out, const struct tv_verdict *verdict);
/* False where the bytes are none. */
bool tv_get_verdict(const char *bytes, size_t size, struct tv_verdict *ret_verdict);

void tv_verdict_copy(const struct tv_verdict *verdict, struct tv_verdict *ret_copy);
void tv_verdict_finish(struct tv_verdict *verdict);

#endif
