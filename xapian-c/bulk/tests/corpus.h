/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Documents made for tests, the same for the same seed, and loading them.
 */
#ifndef XB_CORPUS_H
#define XB_CORPUS_H

/* Sanitizers make everything take ten times as long: a tenth of the documents will do there. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SIZED(documents) ((documents) / 10)
#else
#define SIZED(documents) (documents)
#endif

#include "reference.h"

struct corpus {
    struct reference_document *documents;
    size_t count, room;
    void **owned; /* all that the documents point to */
    size_t owned_count, owned_room;
    uint64_t state;
};

struct corpus corpus_create(uint64_t seed);
uint64_t corpus_random(struct corpus *corpus, uint64_t below);
/* Memory that lives as long as the corpus. */
void *corpus_own(struct corpus *corpus, size_t size);
/* An empty document with room for terms and values, to be filled through the pointers it holds. */
struct xb_document *corpus_add(struct corpus *corpus, uint32_t docid, size_t terms, size_t values);
void corpus_term(struct corpus *corpus, struct xb_document *document, const void *bytes,
                 size_t size, uint32_t wdf, const uint32_t *positions, size_t count);
void corpus_value(struct corpus *corpus, struct xb_document *document, uint32_t slot,
                  const void *bytes, size_t size);
void corpus_data(struct corpus *corpus, struct xb_document *document, const void *bytes,
                 size_t size);

/*
 * Documents 1 to count, or with gaps, of about `length` words from a vocabulary in which some are frequent
 * and most are rare; boolean terms, values in a few slots, data.
 */
void corpus_fill(struct corpus *corpus, size_t count, size_t length, size_t vocabulary, bool gaps);
/* The same documents in another order. */
void corpus_shuffle(struct corpus *corpus);
void corpus_destroy(struct corpus *corpus);

/* Loads with as many threads as the options say, the documents dealt out one by one. NULL or a message. */
char *corpus_load(const struct corpus *corpus, const char *path, const struct xb_options *options,
                  const struct xb_metadata *metadata, size_t metadata_count);

#endif
