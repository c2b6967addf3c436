/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libFuzzer harness of the PDF extractor. Run it over a folder of PDF files:
 * `build-fuzz/tests/fuzz/fuzz_pdf -timeout=20 -rss_limit_mb=2048 CORPUS`. */
#include "indexer/extraction.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    extern const struct tv_format tv_format_pdf;
    struct tv_member member = {.path = "fuzz.pdf", .bytes = data, .size = size};
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    tv_format_pdf.extract(&member, &x, &err);
    tv_extraction_finish(&x);
    return 0;
}
