/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What tests make to be parsed, kept as seeds for fuzzers: where $TRAVAUX_SEEDS names a folder, one file
 * each, named after its bytes. */
#ifndef TV_TESTS_SEED_H
#define TV_TESTS_SEED_H

#include "corpus/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static inline void keep_seed(const void *bytes, size_t size)
{
    const char *folder = getenv("TRAVAUX_SEEDS");
    char name[4096];
    if (!folder || snprintf(name, sizeof name, "%s/%016" PRIx64, folder,
                            tv_hash(TV_HASH_START, bytes, size)) >= (int)sizeof name)
        return;
    FILE *file = fopen(name, "we");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        abort();
}

#endif
