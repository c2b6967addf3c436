/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Feedback: words that the best documents of a search have in common say what else it is about. */
#ifndef TV_FEEDBACK_H
#define TV_FEEDBACK_H

#include "candidates.h"

/* Takes words from the best passages of the best documents, by `scores` of the pool's documents, and
 * adds what they weigh to the pool. n_words is how many words the question has. */
bool tv_feedback(struct tv_candidates *pool, const double *scores, size_t n_words,
                 struct tv_error *err);

#endif
