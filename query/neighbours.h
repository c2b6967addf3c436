/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Neighbours: of the documents that a search finds, those that are alike are as a rule relevant
 * together (van Rijsbergen 1979; Diaz 2005, "Regularizing ad hoc retrieval scores"). So the score of
 * each comes nearer to what its neighbours, the documents that it is most like, have in the mean. */
#ifndef TV_NEIGHBOURS_H
#define TV_NEIGHBOURS_H

#include "candidates.h"

/* Changes `scores`, of the pool's documents. None falls below one that is not looked at. */
bool tv_neighbours_smooth(struct tv_candidates *pool, double *scores, struct tv_error *err);

#endif
