/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ledger of what was ingested (ledger.h): its entries as bytes. */
#include "ledger.h"

#include <assert.h>
#include <string.h>

static const char *const outcome_names[] = {
    [TV_OUTCOME_INDEXED] = "indexed",     [TV_OUTCOME_UNCHANGED] = "unchanged",
    [TV_OUTCOME_DUPLICATE] = "duplicate", [TV_OUTCOME_REMOVED] = "removed",
    [TV_OUTCOME_IGNORED] = "ignored",     [TV_OUTCOME_REFUSED] = "refused",
};
static_assert(sizeof outcome_names / sizeof *outcome_names == TV_OUTCOME_COUNT, "one name each");

const char *tv_outcome_name(enum tv_outcome outcome)
{
    return outcome_names[outcome];
}

void tv_put_archive_entry(struct tv_buffer *out, const struct tv_archive_entry *entry)
{
    tv_put_string(out, entry->path);
    tv_put_number(out, entry->size);
    tv_put_number(out, entry->mtime_ns);
    tv_put_number(out, entry->inode);
    tv_put_number(out, entry->members);
    tv_put_number(out, entry->complete);
    tv_put_string(out, entry->told);
    tv_put_string(out, entry->refused);
    tv_put_string(out, entry->program);
}

bool tv_get_archive_entry(const char *bytes, size_t size, struct tv_arena *arena,
                          struct tv_archive_entry *ret_entry)
{
    struct tv_reader r = {.p = bytes, .end = bytes + size, .arena = arena};
    struct tv_archive_entry e = {.path = tv_get_string(&r)};
    e.size = tv_get_number(&r);
    e.mtime_ns = tv_get_number(&r);
    e.inode = tv_get_number(&r);
    e.members = tv_get_number(&r);
    e.complete = tv_get_number(&r) != 0;
    e.told = tv_get_string(&r);
    e.refused = tv_get_string(&r);
    e.program = tv_get_string(&r);
    if (r.failed || r.p != r.end || !e.path)
        return false;
    *ret_entry = e;
    return true;
}

void tv_put_member_entry(struct tv_buffer *out, const struct tv_member_entry *entry)
{
    tv_put_string(out, entry->path);
    tv_put_string(out, entry->sha256);
    tv_put_string(out, entry->said);
    tv_put_number(out, entry->outcome);
    tv_put_string(out, entry->reason);
}

bool tv_get_member_entry(const char *bytes, size_t size, struct tv_arena *arena,
                         struct tv_member_entry *ret_entry)
{
    struct tv_reader r = {.p = bytes, .end = bytes + size, .arena = arena};
    struct tv_member_entry e = {.path = tv_get_string(&r), .sha256 = tv_get_string(&r)};
    e.said = tv_get_string(&r);
    uint64_t outcome = tv_get_number(&r);
    e.reason = tv_get_string(&r);
    if (r.failed || r.p != r.end || !e.path || outcome >= TV_OUTCOME_COUNT)
        return false;
    e.outcome = (enum tv_outcome)outcome;
    *ret_entry = e;
    return true;
}
