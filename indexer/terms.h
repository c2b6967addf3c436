/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms: what a passage or a record is found by (corpus/schema.h), ready for either way into the
 * index: Xapian's API or the bulk loader. */
#ifndef TV_TERMS_H
#define TV_TERMS_H

#include "corpus/schema.h"
#include "tokens.h"

enum { TV_VALUES = 6 }; /* slots of the schema */

/* What goes into the index for one Xapian document. Zero-initialised is empty; filled again and
 * again. */
struct tv_entry {
    struct tv_token_list words;   /* with the wdf that ranking wants */
    struct tv_token_list filters; /* with wdf 0 */
    struct {
        uint32_t slot;
        const char *data; /* of the filters' arena */
        size_t size;
    } values[TV_VALUES];
    size_t n_values;
    struct tv_buffer data;
    struct tv_repeats *repeats; /* titles and headings of passages before; NULL: none yet */
};

void tv_entry_finish(struct tv_entry *entry);

/* Fills *entry for a passage of a document, which is in this group ("": its own). */
void tv_entry_of_passage(struct tv_tokenizer *t, const struct tv_document *doc, const char *group,
                         const struct tv_passage *passage, struct tv_entry *entry);

/* Fills *entry for a record. */
void tv_entry_of_record(struct tv_tokenizer *t, const struct tv_record *record,
                        struct tv_entry *entry);

#endif
