/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For tests of extractors: packages made in memory, and what was extracted as a string. */
#ifndef TV_EXTRACTING_H
#define TV_EXTRACTING_H

#include "corpus/memory.h"
#include "indexer/extraction.h"

#include <stddef.h>

struct file {
    const char *name, *content;
};

/* A zip file of these, in order. */
struct tv_buffer zip_of(const struct file *files, size_t n);

/* Extracts n bytes and gives, to free(), the blocks a line each:
 *     H2 <1.1> heading of level 2 with its label
 *     P text
 *     I1 item
 *     C 1:2,3 cell of table 1, row 2, column 3
 * with " pN" behind the type where there are pages; or "refused: why", "ignored: why". */
char *extracted(const void *bytes, size_t n);

/* The same, but the one fact; "" if it is not stated. */
char *extracted_fact(const void *bytes, size_t n, enum tv_fact_key key);

/* Fails the test if what is extracted is not this. */
void assert_extracts(const void *bytes, size_t n, const char *expected);
void assert_zip_extracts(const struct file *files, size_t n, const char *expected);

#define ASSERT_FILES(files, expected) \
    assert_zip_extracts(files, sizeof(files) / sizeof *(files), expected)

#endif
