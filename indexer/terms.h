/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms: what a passage and a record are found by (corpus/schema.h), put into a Xapian document. */
#ifndef TV_TERMS_H
#define TV_TERMS_H

#include "corpus/error.h"
#include "corpus/schema.h"

struct xc_document;
struct tv_terms;

struct tv_terms *tv_terms_create(struct tv_error *err);
void tv_terms_destroy(struct tv_terms *t);

/* Empties the Xapian document and fills in all terms and values of the passage; not its data. */
bool tv_terms_of_passage(struct tv_terms *t, const struct tv_document *doc,
                         const struct tv_passage *passage, struct xc_document *ret,
                         struct tv_error *err);

/* The same for a record. */
bool tv_terms_of_record(struct tv_terms *t, const struct tv_record *record, struct xc_document *ret,
                        struct tv_error *err);

#endif
