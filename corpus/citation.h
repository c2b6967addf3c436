/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Citations: a document and a place in it, named the way people in the field name them.
 *
 *     Convention on Cybercrime, art. 19(3)(b)
 *     S/RES/2551 (2020), para. 14 (12 November 2020)
 *     United States of America, statement, session 77 (2022), para. [12]
 *     "A treaty nobody reads", The Example, 3 May 2024, section "What is new", para. [4]
 *
 * A number in brackets was counted, from 1, and is not printed in the document. */
#ifndef TV_CITATION_H
#define TV_CITATION_H

#include "document.h"

/* Appends the citation of a passage. `paragraph` is a closer place within it than the passage's
 * own (one of its parts), or NULL. */
void tv_cite(const struct tv_document *doc, const struct tv_passage *passage, const char *paragraph,
             struct tv_buffer *out);

/* Appends the place alone: "art. 19(3)(b), p. 14", or nothing where there is none. */
void tv_cite_place(const struct tv_document *doc, const struct tv_passage *passage,
                   const char *paragraph, struct tv_buffer *out);

/* The part of the passage that holds all of the given places in its text (bytes, ascending): its
 * paragraph; NULL if they are not all in one part that is closer than the passage. */
const char *tv_closest_part(const struct tv_passage *passage, const size_t *offsets, size_t n);

#endif
