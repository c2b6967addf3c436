/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text as a member, read and made a document: for tests of formats and of structure. */
#ifndef TV_TESTS_EXTRACTED_H
#define TV_TESTS_EXTRACTED_H

#include "check.h"

#include "indexer/structure.h"

struct extracted {
    struct tv_extraction x;
    struct tv_document doc;
};

static inline struct extracted *extract_bytes(const char *path, const void *bytes, size_t size)
{
    struct extracted *e = tv_alloc(sizeof *e);
    struct tv_error err = {0};
    struct tv_member member = {.path = path, .bytes = bytes, .size = size};
    if (!tv_extract_member(&member, &e->x, &err))
        fail_msg("%s: %s", path, err.message);
    tv_structure(&e->x, path, &e->doc);
    return e;
}

static inline struct extracted *extract_text(const char *path, const char *text)
{
    return extract_bytes(path, text, strlen(text));
}

static inline void extracted_free(struct extracted *e)
{
    tv_extraction_finish(&e->x);
    tv_document_finish(&e->doc);
    free(e);
}

#endif
