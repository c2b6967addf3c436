/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Excerpts: the part of a passage to show where there is no room for the whole. */
#ifndef TV_EXCERPT_H
#define TV_EXCERPT_H

#include "highlight.h"

/* The best stretch of whole sentences of at most about `columns` columns: the one with the most
 * different words found, then the most, then the first. Bytes; the whole text where it fits. */
void tv_excerpt(const char *text, const struct tv_span *spans, size_t n, size_t columns,
                size_t *ret_start, size_t *ret_end);

#endif
