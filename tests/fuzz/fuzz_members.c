/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Feeds any bytes to the readers of containers (archives, crawls, mail), with libFuzzer. */
#include "indexer/members.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Reads every byte that is given, so that what is not there is seen. */
static bool look(void *context, const struct tv_member *member, const struct tv_error *why)
{
    unsigned *sum = context;
    for (size_t i = 0; !why && i < member->size; i++)
        *sum += member->bytes[i];
    *sum += (unsigned)strlen(member->path);
    *sum += member->url ? (unsigned)strlen(member->url) : 0;
    *sum += member->content_type ? (unsigned)strlen(member->content_type) : 0;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tv_limits limits = {
        .member_size = 1 << 20, .total_size = 1 << 24, .members = 1000, .depth = 4};
    volatile unsigned sum = 0;
    unsigned sums = 0;
    /* A copy of exactly that size, so that reading beyond it is seen. */
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    struct tv_member file = {.path = "fuzz", .bytes = copy, .size = size};
    struct tv_error err = {0};
    tv_archive_walk(&file, &limits, look, &sums, &err);
    sum = sums;
    (void)sum;
    free(copy);
    return 0;
}
