/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cost of a question, as far as it can be told from its words: libxapian cannot be interrupted, so
 * that what would keep a thread for long is refused before it begins. */
#ifndef TV_COST_H
#define TV_COST_H

#include "problem.h"

/* False with the problem filled in where the question has more words in all, more beginnings of words
 * (word*), or more words whose places have to be compared (phrases, NEAR, ADJ) than are taken. */
bool tv_cost_check(const char *question, struct tv_problem *problem);

#endif
