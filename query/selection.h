/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Selections: which of the passages that a search has ranked are shown.
 *
 * Near-duplicates, the documents of a group (corpus/schema.h), are one: that of them which has the
 * best passage stands for all. A document shows no more of its passages than were asked for, and
 * what others say comes before the further ones, unless they are clearly better: where many
 * documents are alike, as positions on one proposal are, three passages of each would leave room for
 * three documents on a page. That is so among the pool of the ranking, which is all there whatever
 * part of the order is asked for; what is behind it keeps its order. */
#ifndef TV_SELECTION_H
#define TV_SELECTION_H

#include "ranking.h"
#include "search.h"

/* Of the n ranked passages those to show, in their order and by scores that descend, `most` at most;
 * how many: *ret_n. To be freed. */
struct tv_ranked *tv_select(const struct tv_search *search, const struct tv_ranked *ranked,
                            size_t n, size_t most, size_t *ret_n);

#endif
