/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Passages from units: a unit is the lines (paragraphs, list items) that belong together; it
 * becomes one passage, or several of about the same length if it is long. */
#ifndef TV_PASSAGES_H
#define TV_PASSAGES_H

#include "corpus/document.h"

#include <stdbool.h>

struct tv_line {
    const char *text;      /* in the document's arena */
    const char *paragraph; /* "3(b)"; NULL: unnumbered */
    uint32_t page, page_end;
    const char *page_label;
    uint32_t ordinal; /* of the paragraph in the document; 0: not counted */
    size_t words;     /* its length; filled by tv_unit_add */
};

/* Zero-initialised is empty. */
struct tv_unit {
    struct tv_place place; /* of its beginning: article, paragraph, headings */
    struct tv_line *lines;
    size_t n_lines, capacity, words;
    bool apart;               /* it does not join the passage before it */
    size_t passages_capacity; /* of doc->passages */
};

void tv_unit_add(struct tv_unit *unit, const struct tv_line *line);

/* Appends the unit to doc->passages, and empties it. */
void tv_unit_finish(struct tv_unit *unit, struct tv_document *doc);

/* Frees what the unit holds. */
void tv_unit_free(struct tv_unit *unit);

/* Words in n bytes of UTF-8: runs of letters and digits; two Chinese or Japanese characters count
 * as one. */
size_t tv_count_words(const char *text, size_t n);

/* The length of a text as that of passages is limited: in words, but at least as many as make
 * TV_PASSAGE_MAX_WORDS of TV_PASSAGE_MAX_BYTES. */
size_t tv_passage_length(const char *text, size_t n);

#endif
