/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Languages of a question: by which stems its words are looked up.
 *
 * The one asked for; else the one that its script is mostly used for (English for the Latin script)
 * and the one that its words are in, where these are enough to tell; of these two, those that the
 * index has passages in. Where the index has passages in other languages as well, the words are
 * also looked up as they stand. */
#ifndef TV_QUERY_LANGUAGES_H
#define TV_QUERY_LANGUAGES_H

#include "question.h"

/* Fills query->languages; a question that is to be translated is also asked in all languages that
 * the thesaurus has and the index has passages in. TV_USAGE for a language that there is not. */
bool tv_languages_choose(struct tv_index *index, const struct tv_question *question,
                         struct tv_query *query, struct tv_error *err);

/* Whether the index may have passages whose words have no stems in query->languages. */
bool tv_languages_others(struct tv_index *index, const struct tv_query *query);

#endif
