/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Selections: which of the passages that a search has ranked are shown.
 *
 * Near-duplicates, the documents of a group (corpus/schema.h), are one: that of them which has the
 * best passage stands for all. And a document shows no more of its passages than were asked for. */
#ifndef TV_SELECTION_H
#define TV_SELECTION_H

#include "ranking.h"
#include "search.h"

/* Of the n ranked passages those to show, in their order, `most` at most; how many: *ret_n. To be
 * freed. */
const struct tv_ranked **tv_select(const struct tv_search *search, const struct tv_ranked *ranked,
                                   size_t n, size_t most, size_t *ret_n);

#endif
