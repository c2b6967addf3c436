/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Highlights: where in a passage the words of a question stand.
 *
 * The text is split as Xapian's term generator splits it; a word is marked when it, its stem in one
 * of the question's languages, or a start of it (words*) was asked for; a run of Chinese, Japanese
 * or Korean where pairs of its characters were. */
#ifndef TV_HIGHLIGHT_H
#define TV_HIGHLIGHT_H

#include "question.h"

struct tv_span {
    size_t start, end;    /* bytes; the end is not included */
    uint32_t first, last; /* the same in code points */
};

struct tv_highlighter;

/* For the words of a query, which must outlive it. */
struct tv_highlighter *tv_highlighter_create(const struct tv_query *query);
void tv_highlighter_destroy(struct tv_highlighter *highlighter);

/* The spans of the text, ascending and apart from each other, in the arena. */
struct tv_span *tv_highlight(struct tv_highlighter *highlighter, const char *text,
                             struct tv_arena *arena, size_t *ret_n);

#endif
