/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facets: how what was found is spread, and the filters that are on. */
#ifndef TV_FACETS_H
#define TV_FACETS_H

#include "../serve/searching.h"

/* Links that narrow the search to one value of each facet, with counts; the years as a bar chart and a
 * form. */
void tv_put_facets(struct tv_buffer *out, const struct tv_asked *asked,
                   const struct tv_facet facets[TV_FACET_COUNT]);

/* The filters that are on, each a link to the search without it; nothing where there are none. */
void tv_put_filters(struct tv_buffer *out, const struct tv_asked *asked);

#endif
