/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What tests make to be parsed, kept as seeds for fuzzers: where $TRAVAUX_SEEDS names a folder, one file
 * each, named after its bytes. */
#ifndef TV_TESTS_SEED_H
#define TV_TESTS_SEED_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline void keep_seed(const void *bytes, size_t size)
{
    const char *folder = getenv("TRAVAUX_SEEDS");
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    char name[4096];
    for (size_t i = 0; folder && i < size; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(1099511628211);
    if (!folder || snprintf(name, sizeof name, "%s/%016" PRIx64, folder, hash) >= (int)sizeof name)
        return;
    FILE *file = fopen(name, "we");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        abort();
}

#endif
