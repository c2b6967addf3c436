/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libFuzzer harness of how pages are laid out: the input says where words and lines stand, so that every
 * input is a PDF that MuPDF reads and all of the work is the extractor's own.
 * `build-fuzz/tests/fuzz/fuzz_pdf_layout -timeout=20 -max_len=4096` */
#include "indexer/extraction.h"
#include "tests/unit/make_pdf.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const words[] = {"a",          "word and",
                                    "1.",         "(b)",
                                    "hyphen-",    "ated text follows.",
                                    "Amendment",  "Text proposed",
                                    "lower case", "12",
                                    "- 3 -",      "Upper Case Words",
                                    "\x95",       "Justification",
                                    "x y z",      "A longer line of text, which goes on and on"};

/* Four bytes an operation: what, x, y, and one more. */
static void draw(struct pdf_maker *m, const uint8_t *op)
{
    float x = 2.4F * (float)op[1], y = 3.4F * (float)op[2];
    if (op[0] >= 250 && m->n_pages < 6)
        pdf_page(m);
    else if (op[0] >= 200)
        pdf_line(m, x, y, op[0] & 1 ? x + 2.4F * (float)op[3] : x,
                 op[0] & 1 ? y : y + 3.4F * (float)op[3]);
    else
        pdf_text(m, op[0] >> 4 & 3, 6 + (float)(op[3] >> 4), x, y, words[op[0] & 15]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    extern const struct tv_format tv_format_pdf;
    struct pdf_maker m = {.rotate = size % 7 == 6 ? 90 : 0};
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    pdf_page(&m);
    for (size_t i = 0; i + 4 <= size; i += 4)
        draw(&m, data + i);
    struct tv_buffer file = pdf_finish(&m);
    struct tv_member member = {
        .path = "fuzz.pdf", .bytes = (const uint8_t *)file.data, .size = file.size};
    tv_format_pdf.extract(&member, &x, &err);
    for (size_t i = 0; i < x.n_blocks; i++)
        if (!x.blocks[i].text || x.blocks[i].page == 0)
            abort();
    tv_extraction_finish(&x);
    tv_buffer_finish(&file);
    return 0;
}
