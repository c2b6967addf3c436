/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking documents: each is made ready (document.h), its postings go into the run, its termlist and data
 * into rows. A run that reaches its limit is sorted, written to a temporary file, and begun anew.
 *
 * What is always true of it: a document is in the run, the rows and the statistics, or in none of them;
 * a feeder that failed between is broken and says so ever after.
 */
#include "feeder.h"

#include "document.h"
#include "key.h"

#include <stdlib.h>

/* A run's share of the feeder's memory is what two batches of rows leave, less some for scratch. */
enum { ROWS_SHARE = 16, RUN_LIMIT_MAX = INT32_MAX };

bool xb_feeder_open(const struct xb_feeder_options *options, struct xb_feeder **ret_feeder,
                    struct xb_error *error)
{
    struct xb_feeder *feeder = calloc(1, sizeof *feeder);
    if (!feeder)
        return xb_fail_memory(error);
    size_t limit = options->memory - options->memory / 4;
    feeder->run_limit = limit < RUN_LIMIT_MAX ? limit : RUN_LIMIT_MAX;
    xb_run_init(&feeder->run, options->seed);
    for (size_t i = 0; i < XB_VIEWS; i++)
        xb_spool_init(&feeder->spools[i], options->temporary_directory);
    for (size_t i = 0; i < XB_TAG_KINDS; i++)
        xb_rows_init(&feeder->rows[i], options->temporary_directory, options->memory / ROWS_SHARE);
    feeder->scratch = xb_document_scratch_create();
    if (!feeder->scratch ||
        !xb_compressor_create(options->compression, &feeder->compressor, error)) {
        xb_feeder_close(feeder);
        return xb_fail_memory(error);
    }
    *ret_feeder = feeder;
    return true;
}

void xb_feeder_close(struct xb_feeder *feeder)
{
    if (!feeder)
        return;
    xb_run_finish(&feeder->run);
    for (size_t i = 0; i < XB_VIEWS; i++) {
        xb_spool_finish(&feeder->spools[i]);
        free(feeder->segments[i].items);
    }
    for (size_t i = 0; i < XB_TAG_KINDS; i++)
        xb_rows_finish(&feeder->rows[i]);
    xb_compressor_destroy(feeder->compressor);
    xb_document_scratch_destroy(feeder->scratch);
    free(feeder);
}

static bool spill_view(struct xb_feeder *feeder, enum xb_view view, struct xb_error *error)
{
    struct xb_spool *spool = &feeder->spools[view];
    uint64_t offset = spool->size;
    struct xb_source source;
    xb_source_init_memory(&source, &feeder->run, view);
    bool done = xb_source_spill(&source, spool, error);
    xb_source_finish(&source);
    return done && (spool->size == offset ||
                    xb_segments_add(&feeder->segments[view], offset, spool->size, error));
}

static bool spill(struct xb_feeder *feeder, struct xb_error *error)
{
    if (!xb_run_sort(&feeder->run, error) || !spill_view(feeder, XB_POSTINGS, error) ||
        !spill_view(feeder, XB_POSITIONS, error))
        return false;
    xb_run_clear(&feeder->run);
    feeder->visit = 0;
    return true;
}

static bool append_reserved(struct xb_run *run, const uint8_t *key, const uint8_t *end,
                            uint32_t wdf, const void *tag, size_t tag_size, struct xb_error *error)
{
    size_t size = (size_t)(end - key);
    uint32_t id;
    return xb_run_intern(run, key, size, xb_run_hash(run, key, size), &id, error) &&
           xb_run_append(run, id, wdf, tag, tag_size, error);
}

static bool append_values(struct xb_feeder *feeder, struct xb_error *error)
{
    const struct xb_document_scratch *scratch = feeder->scratch;
    uint8_t key[2 + XB_UINT32_MAX];
    for (size_t i = 0; i < scratch->value_count; i++) {
        const struct xb_value *value = scratch->values[i];
        uint8_t *end = xb_pack_uint(xb_pack_reserved(key, XB_KEY_VALUES), value->slot);
        if (!append_reserved(&feeder->run, key, end, 0, value->bytes, value->size, error))
            return false;
    }
    return true;
}

static bool append_postings(struct xb_feeder *feeder, uint32_t docid, struct xb_error *error)
{
    const struct xb_document_scratch *scratch = feeder->scratch;
    uint8_t key[2];
    uint8_t *end = xb_pack_reserved(key, XB_KEY_LENGTHS);
    if (!xb_run_begin(&feeder->run, docid, error))
        return false;
    for (size_t i = 0; i < scratch->local_count; i++) {
        const struct xb_local *local = &scratch->locals[i];
        const uint8_t *tag = local->tag_size ? scratch->tags.bytes + local->tag : NULL;
        if (!xb_run_append(&feeder->run, local->id, local->wdf, tag, local->tag_size, error))
            return false;
    }
    return append_reserved(&feeder->run, key, end, scratch->length, NULL, 0, error) &&
           append_values(feeder, error);
}

static bool append_rows(struct xb_feeder *feeder, uint32_t docid, struct xb_error *error)
{
    for (size_t i = 0; i < XB_TAG_KINDS; i++) {
        const struct xb_buffer *row = &feeder->scratch->rows[i];
        if (row->size && !xb_rows_add(&feeder->rows[i], docid, row->bytes, row->size, error))
            return false;
    }
    return true;
}

static void count_document(struct xb_feeder *feeder, uint32_t docid)
{
    const struct xb_document_scratch *scratch = feeder->scratch;
    struct xb_statistics one = {.documents = 1,
                                .last_docid = docid,
                                .shortest = scratch->length,
                                .longest = scratch->length,
                                .greatest_wdf = scratch->greatest_wdf,
                                .total_length = scratch->length};
    xb_statistics_add(&feeder->statistics, &one);
}

static bool take(struct xb_feeder *feeder, uint32_t docid, struct xb_error *error)
{
    if (!append_postings(feeder, docid, error) || !append_rows(feeder, docid, error))
        return false;
    count_document(feeder, docid);
    return xb_run_memory(&feeder->run) < feeder->run_limit || spill(feeder, error);
}

bool xb_add(struct xb_feeder *feeder, uint32_t docid, const struct xb_document *document,
            struct xb_error *error)
{
    if (feeder->broken.code) {
        *error = feeder->broken;
        return false;
    }
    if (!docid)
        return xb_fail(error, XB_INVALID, "docid 0: the first is 1");
    if (xb_document_prepare(feeder, document, error)) {
        if (take(feeder, docid, error))
            return true;
        feeder->broken = *error;
        return false;
    }
    if (error->code != XB_INVALID && error->code != XB_LIMIT)
        feeder->broken = *error;
    return false;
}

static bool complete(struct xb_feeder *feeder, struct xb_error *error)
{
    for (size_t i = 0; i < XB_VIEWS; i++)
        if (!xb_spool_flush(&feeder->spools[i], error))
            return false;
    for (size_t i = 0; i < XB_TAG_KINDS; i++)
        if (!xb_rows_complete(&feeder->rows[i], error))
            return false;
    return xb_run_sort(&feeder->run, error);
}

bool xb_feeder_complete(struct xb_feeder *feeder, struct xb_error *error)
{
    if (feeder->broken.code) {
        *error = feeder->broken;
        return false;
    }
    xb_fail(&feeder->broken, XB_INVALID, "nothing can be added after xb_finish");
    return complete(feeder, error);
}
