/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents read back from the index: record and passages. */
#ifndef TV_QUERY_PASSAGES_H
#define TV_QUERY_PASSAGES_H

#include "id.h"

struct tv_text {
    struct tv_record record;
    struct tv_passage *passages; /* ascending */
    size_t n_passages;
    struct tv_arena arena; /* of the passages */
};

/* Reads the record of the document with this ID and its passages from number `first` to `last`,
 * both included, those that there are. TV_NOT_FOUND where there is no such document. */
bool tv_text_read(struct tv_index *index, const char *id, uint32_t first, uint32_t last,
                  struct tv_text *ret_text, struct tv_error *err);
void tv_text_finish(struct tv_text *text);

/* The same for one passage. TV_NOT_FOUND where there is none with this number. */
bool tv_passage_read(struct tv_index *index, const char *id, uint32_t number,
                     struct tv_text *ret_text, struct tv_error *err);

/* What a reference means: a whole document, or a passage, which must be there, with up to `context`
 * passages before and behind it. */
bool tv_text_around(struct tv_index *index, const struct tv_reference *reference, uint32_t context,
                    struct tv_text *ret_text, struct tv_error *err);

/* Reads the data of a stored passage into *ret_passage; false if they are none. */
bool tv_passage_of_data(const char *data, size_t size, struct tv_arena *arena, const char **ret_id,
                        struct tv_passage *ret_passage);

#endif
