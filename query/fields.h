/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields: the query language as a table, and the filters that are fields and options alike. */
#ifndef TV_FIELDS_H
#define TV_FIELDS_H

#include "corpus/error.h"
#include "corpus/schema.h"
#include "xapian-c/xapian-c.h"

/* Room for a prefix, a value and a NUL. */
enum { TV_FILTER_SIZE = TV_TERM_SIZE + 8 };

/* From a value as people give it to the term that has it in the index. TV_USAGE where there is no
 * such thing, with a message that says what there is. */
typedef bool tv_term_function(const char *value, char ret_term[TV_FILTER_SIZE],
                              struct tv_error *err);
tv_term_function tv_kind_term, tv_state_term, tv_language_term, tv_article_term, tv_symbol_term;

/* The table. */
extern const struct xc_field tv_fields[];
extern const size_t tv_n_fields;

/* Fields that wordings are made with, not people: an article or a document that is named in the
 * question. They have weight, and leave the words of the question theirs. */
#define TV_FIELD_ARTICLE_NAMED "_article"
#define TV_FIELD_SYMBOL_NAMED "_symbol"
/* What else a word stands for: the number of an expansion (expansion.h). */
#define TV_FIELD_ALSO "_also"
/* A word without its diacritics, beside the word as it was typed. */
#define TV_FIELD_BARE "_bare"

extern const struct xc_range tv_ranges[];
extern const size_t tv_n_ranges;

/* Documents of the days from first to last (YYYYMMDD, both included; NULL: open). */
struct xc_query *tv_days_query(const char *first, const char *last, struct xc_error *xapian);

#endif
