/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parts that pages have in common: facts of a document, and ways to cite a passage. */
#ifndef TV_CARDS_H
#define TV_CARDS_H

#include "corpus/schema.h"

/* "Position · Brazil · 24 April 2023 · English". language: of what is shown; NULL. */
void tv_put_facts(struct tv_buffer *out, const struct tv_document *doc, const char *language);

/* A citation with a button that copies it, where there is script, and links to all styles; folded, or
 * open. */
void tv_put_citing(struct tv_buffer *out, const struct tv_document *doc, uint32_t passage,
                   const char *citation, bool open);

/* How a question may be put. */
void tv_put_tips(struct tv_buffer *out);

/* Where a document came from: archives, members, hash. */
void tv_put_sources(struct tv_buffer *out, const struct tv_record *record);

/* The command that proves a passage (0: the document). */
void tv_put_command(struct tv_buffer *out, const char *id, uint32_t passage);

#endif
