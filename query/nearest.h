/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The passage of a document that is most like a text, and where the two part. */
#ifndef TV_NEAREST_H
#define TV_NEAREST_H

#include "corpus/document.h"

/* Likeness: how many of the different runs of four letters in two texts are in both, 0 to 1 (Jaccard's
 * index). NULL where no passage has as much as `least`. */
const struct tv_passage *tv_nearest(const struct tv_document *doc, const char *text, double least,
                                    double *ret_likeness);

/* Appends some 80 characters of text from a few words before the place where it parts from other;
 * "..." stands for what is left out. */
void tv_parting(const char *text, const char *other, struct tv_buffer *out);

#endif
