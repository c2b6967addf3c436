/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verdicts (verdict.h). */
#include "verdict.h"

#include <assert.h>
#include <stdlib.h>

enum { UNFINISHED = TV_FOUND_PROOF + 1, NAMES };

const char *const tv_verdict_names[] = {
    [TV_FOUND_NOTHING] = "no-source",
    [TV_FOUND_NO_ARCHIVE] = "archive-missing",
    [TV_FOUND_BROKEN] = "archive-unreadable",
    [TV_FOUND_NO_MEMBER] = "member-missing",
    [TV_FOUND_UNREADABLE] = "member-unreadable",
    [TV_FOUND_CHANGED] = "changed",
    [TV_FOUND_OTHER_PASSAGE] = "read-otherwise",
    [TV_FOUND_PROOF] = "unchanged",
    [UNFINISHED] = "unfinished",
    [NAMES] = NULL,
};
static_assert(sizeof tv_verdict_names / sizeof *tv_verdict_names == NAMES + 1,
              "a finding has no name");

const char *tv_verdict_name(const struct tv_verdict *verdict)
{
    return tv_verdict_names[verdict->finished ? (int)verdict->finding : UNFINISHED];
}

void tv_put_verdict(struct tv_buffer *out, const struct tv_verdict *verdict)
{
    tv_put_number(out, verdict->finished);
    tv_put_number(out, verdict->finding);
    tv_put_string(out, verdict->reason);
    tv_put_string(out, verdict->nearest);
    tv_put_number(out, (uint64_t)verdict->time);
}

bool tv_get_verdict(const char *bytes, size_t size, struct tv_verdict *ret_verdict)
{
    struct tv_arena arena = {0};
    struct tv_reader r = {bytes, bytes + size, &arena, false};
    bool finished = tv_get_u32(&r) == 1;
    uint32_t finding = tv_get_u32(&r);
    const char *reason = tv_get_string(&r), *nearest = tv_get_string(&r);
    uint64_t seconds = tv_get_number(&r);
    bool ok = !r.failed && r.p == r.end && finding <= TV_FOUND_PROOF && seconds <= INT64_MAX;
    if (ok)
        *ret_verdict = (struct tv_verdict){finished, (enum tv_finding)finding, tv_strdup(reason),
                                           tv_strdup(nearest), (int64_t)seconds};
    tv_arena_finish(&arena);
    return ok;
}

void tv_verdict_copy(const struct tv_verdict *verdict, struct tv_verdict *ret_copy)
{
    *ret_copy = *verdict;
    ret_copy->reason = tv_strdup(verdict->reason);
    ret_copy->nearest = tv_strdup(verdict->nearest);
}

void tv_verdict_finish(struct tv_verdict *verdict)
{
    free(verdict->reason);
    free(verdict->nearest);
    *verdict = (struct tv_verdict){0};
}
