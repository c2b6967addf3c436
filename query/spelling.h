/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Spelling: what a question may have meant, where a word of it is in no document.
 *
 * The dictionary is the index itself: its terms without a prefix, each in the number of passages that
 * have it. So it is there whichever way a passage came into the index, and goes with it. The terms
 * are sorted, and those that cannot be near enough are leapt over, all with one beginning at once.
 *
 * A word that is there, or whose stem is, is never corrected; nor are numbers, symbols, values of
 * fields, words*, and what the thesaurus knows. */
#ifndef TV_SPELLING_H
#define TV_SPELLING_H

#include "expansion.h"
#include "question.h"

/* The question with its words spelled as the index spells them; NULL where there is nothing to
 * correct, or the index cannot be read. To be freed. */
char *tv_spelling_correct(struct tv_index *index, const char *text,
                          const struct tv_expansions *expansions, const struct tv_query *query);

#endif
