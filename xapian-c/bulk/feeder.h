/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A feeder: one thread's documents, inverted and spilled. What the loader needs of it to write the tables.
 */
#ifndef XB_FEEDER_H
#define XB_FEEDER_H

#include "compress.h"
#include "rows.h"
#include "source.h"
#include "version.h"

struct xb_feeder {
    struct xb_run run;
    size_t run_limit;
    struct xb_spool spools[XB_VIEWS];      /* runs that were spilled, by view */
    struct xb_segments segments[XB_VIEWS]; /* where each lies */
    struct xb_rows rows[XB_TAG_KINDS];
    struct xb_compressor *compressor;
    struct xb_statistics statistics;
    struct xb_document_scratch *scratch;
    uint32_t visit; /* counts documents, those refused included, since the run was cleared */
    struct xb_error broken; /* XB_OK while the feeder can go on */
};

struct xb_feeder_options {
    size_t memory;
    const char *temporary_directory; /* outlives the feeder */
    int compression;
    uint64_t seed[2];
};

bool xb_feeder_open(const struct xb_feeder_options *options, struct xb_feeder **ret_feeder,
                    struct xb_error *error);
/* Makes all that was added ready to be read; nothing can be added any more. */
bool xb_feeder_complete(struct xb_feeder *feeder, struct xb_error *error);
void xb_feeder_close(struct xb_feeder *feeder);

#endif
