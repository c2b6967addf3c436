/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stop words: words that are in nearly every passage and tell none from another. They are left out
 * of a question that has others; in phrases they stay. */
#ifndef TV_STOPWORDS_H
#define TV_STOPWORDS_H

#include "xapian-c/xapian-c.h"

/* Zero-initialised is empty. */
struct tv_stopwords {
    struct xc_str *words; /* static strings, in lower case; not NUL-terminated */
    size_t n, capacity;
};

/* Adds those of a language (ISO 639-1); none for one without a list and NULL. */
void tv_stopwords_add(struct tv_stopwords *stop, const char *language);

/* Puts blanks in place of the stop words of a question as the parser takes it (wording.h), and of those
 * with diacritics what else they are looked for as; unless there is nothing else in it. Xapian leaves
 * out only those that no bracket, phrase or field comes behind. */
void tv_stopwords_blank(const struct tv_stopwords *stop, char *text);

void tv_stopwords_finish(struct tv_stopwords *stop);

#endif
