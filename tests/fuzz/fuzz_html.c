/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes, read as a page: what comes out must keep the promises of extraction.h. */
#include "indexer/extraction.h"

#include <stdlib.h>
#include <string.h>

extern const struct tv_format tv_format_html;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tv_member member = {.path = "fuzz.html", .bytes = bytes, .size = size};
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    tv_format_html.recognise(&member);
    bool done = tv_format_html.extract(&member, &x, &err);
    if (done != (err.code == TV_OK) || (done && x.n_blocks == 0))
        abort();
    for (size_t i = 0; i < x.n_blocks; i++)
        if (strpbrk(x.blocks[i].text, "\t\r\n") || strstr(x.blocks[i].text, "  "))
            abort();
    tv_extraction_finish(&x);
    return 0;
}
