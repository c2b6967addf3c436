/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ingesting: brings the index to what its archives hold now, and says what became of each member. */
#ifndef TV_INGEST_H
#define TV_INGEST_H

#include "corpus/error.h"
#include "ledger.h"
#include "pool.h"
#include "rebuild.h"
#include "sources.h"

#include <stdint.h>

/* How many members had which outcome. All but those removed are the members of the archives. */
struct tv_counts {
    uint64_t outcomes[TV_OUTCOME_COUNT];
    uint64_t archives; /* looked at */
    uint64_t damaged;  /* archives that could not be read to their end */
};

/* How far a run has come. */
struct tv_ingest_state {
    struct tv_counts counts;
    uint64_t total, done; /* bytes of the archives that have to be read, and of them what was */
    const char *archive;  /* at hand; NULL: the index is being written */
};

struct tv_ingest_options {
    const char *index;
    /* Not NULL: a new index is made, which takes the place of this one when it is whole. Nothing
     * becomes of it if the run is stopped, or if an archive that was whole cannot be read. */
    const struct tv_old_index *rebuild;
    struct tv_pool_options pool;
    bool ocr; /* the pool's program does OCR: what it can make more of is read again */
    /* Told of every member; reason NULL but for ignored and refused; member NULL: the archive
     * itself was refused. */
    void (*report)(void *context, const char *archive, const char *member, enum tv_outcome outcome,
                   const char *reason);
    /* Told where an archive is read without what a manifest beside it says. */
    void (*without)(void *context, const char *archive, const char *manifest, const char *reason);
    /* Told after each member, and before the index is written. */
    void (*progress)(void *context, const struct tv_ingest_state *state);
    void *context;
};

/* Takes in the files: what is new or changed is added, what is gone from them, or from the folders,
 * is dropped. False with *err; all that was done until then and committed stays. Ends early, with
 * all that was done committed, when *options->pool.stop is set. */
bool tv_ingest(const struct tv_ingest_options *options, const struct tv_sources *sources,
               struct tv_counts *ret_counts, struct tv_error *err);

/* Drops archives from the index, whether or not they still exist. False with *err, and nothing
 * done, if one is not in the index. */
bool tv_ingest_remove(const struct tv_ingest_options *options, char *const *archives, size_t n,
                      struct tv_counts *ret_counts, struct tv_error *err);

#endif
