/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rebuilding: what an index was made of, so that a new one can be made in its place. */
#ifndef TV_REBUILD_H
#define TV_REBUILD_H

#include "corpus/error.h"
#include "map.h"
#include "sources.h"

struct tv_old_index {
    struct tv_map whole; /* archives that were read to their ends: path to uint64_t, members */
    struct tv_arena arena;
};

/* Adds the archives in the ledger of the index, which may be of any version of the schema, to
 * *sources, but for n paths in `without`. Nothing is added where there is no index. Fails, and names
 * it, if one of them is gone (TV_NOT_FOUND) or the index cannot be read (TV_DAMAGED). */
bool tv_old_index_read(const char *index, char *const *without, size_t n,
                       struct tv_sources *sources, struct tv_old_index *ret_old,
                       struct tv_error *err);
void tv_old_index_finish(struct tv_old_index *old);

#endif
