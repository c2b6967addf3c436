/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Quotations: questions that are a stretch of a text, by which somebody looks for where it stands.
 *
 * Such a question has many words, and a passage has nearly all of them. Then the words' order tells
 * the passage that is quoted from those about the same, and what its document is about says nothing. */
#ifndef TV_QUOTATION_H
#define TV_QUOTATION_H

#include "index.h"

struct tv_query;
struct tv_ranking;

bool tv_may_quote(const struct tv_ranking *ranking, const struct tv_query *query,
                  const struct xc_result *result);

/* The share, 0 to 1, of the question's words, three by three, that each of the first n passages
 * found has in the same order; 1 for those whose heading is the question. */
bool tv_quoted_shares(struct tv_index *index, const struct tv_query *query,
                      const struct xc_result *result, size_t n, double *ret_shares,
                      struct tv_error *err);

#endif
