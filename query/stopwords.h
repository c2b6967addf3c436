/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stop words: words that are in nearly every passage and tell none from another. They are left out
 * of a question that has others; in phrases they stay. */
#ifndef TV_STOPWORDS_H
#define TV_STOPWORDS_H

#include "xapian-c/xapian-c.h"

/* The stop words of a language (ISO 639-1), in lower case; none for one without a list or NULL. */
const struct xc_str *tv_stopwords(const char *language, size_t *ret_n);

#endif
