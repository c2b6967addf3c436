/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Feeds any bytes to the extractor that takes them for its own, with libFuzzer. Seeds that are
 * packages should be packed without compression: tests/fuzz/seeds makes such. */
#include "indexer/extraction.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    /* A copy of exactly that size, so that reading beyond it is seen. */
    uint8_t *copy = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++)
        copy[i] = bytes[i];
    struct tv_member member = {.path = "fuzz", .bytes = copy, .size = size};
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    tv_extract_member(&member, &x, &err);
    tv_extraction_finish(&x);
    free(copy);
    return 0;
}
