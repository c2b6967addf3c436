/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Feeds any bytes to the reader of manifests, as CSV and as JSON Lines, with libFuzzer; what they say of
 * a member must come through as it was said. */
#include "indexer/manifest.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ask(struct tv_manifest *m, const char *path)
{
    struct tv_said said = {0};
    struct tv_buffer text = {0};
    struct tv_extraction x = {0};
    tv_manifest_say(m, path, &said);
    if (tv_said_put(&said, &text))
        tv_said_state(text.data, &x);
    for (size_t i = 0; i < TV_FACT_COUNT; i++)
        if (said.values[i] && *said.values[i] &&
            (!x.facts[i].value || strcmp(x.facts[i].value, said.values[i]) != 0))
            abort();
    tv_extraction_finish(&x);
    tv_buffer_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const paths[] = {"manifest.csv", "manifest.jsonl"};
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    for (size_t i = 0; i < 2; i++) {
        struct tv_manifest *m = tv_manifest_create();
        struct tv_member file = {.path = paths[i], .bytes = copy, .size = size};
        struct tv_error outcome;
        tv_manifest_read(m, &file, i ? "folder" : "");
        ask(m, "a");
        ask(m, "folder/a/b");
        tv_manifest_outcome(m, paths[i], true, &outcome);
        tv_manifest_destroy(m);
    }

    free(copy);
    return 0;
}
