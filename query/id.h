/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* IDs as people give them: of a document (any part of its start that no other document shares) or
 * of a passage, ID#N. */
#ifndef TV_ID_H
#define TV_ID_H

#include "index.h"

struct tv_reference {
    char id[TV_ID_SIZE + 1]; /* whole */
    uint32_t number;         /* of the passage; 0 for the document */
};

/* Codes: TV_USAGE for what cannot be an ID; TV_NOT_FOUND; TV_SYNTAX where several documents match,
 * which the message lists. */
bool tv_reference_of(struct tv_index *index, const char *text, struct tv_reference *ret_reference,
                     struct tv_error *err);

#endif
