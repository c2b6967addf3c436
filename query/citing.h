/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Citations of passages that are named by their IDs. */
#ifndef TV_CITING_H
#define TV_CITING_H

#include "index.h"
#include "styles.h"

/* Appends the citations of n passages (ID#N) in this style. Codes: TV_USAGE for what is no passage's
 * ID, TV_NOT_FOUND; *out is then to be thrown away. */
bool tv_cite_references(struct tv_index *index, const char *const *references, size_t n,
                        const struct tv_style *style, struct tv_buffer *out, struct tv_error *err);

#endif
