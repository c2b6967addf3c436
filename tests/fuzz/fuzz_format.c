/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes, read as of the format that $FUZZ_FORMAT names, and made a document of: what an extractor
 * finds must keep the promises of extraction.h, and come through the pipe as it was. Seeds that are
 * packages should be packed without compression: tests/fuzz/seeds makes such. */
#include "corpus/codec.h"
#include "indexer/extraction.h"
#include "indexer/structure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct tv_format tv_format_akn, tv_format_csv, tv_format_doc, tv_format_docx,
    tv_format_epub, tv_format_html, tv_format_image, tv_format_mail, tv_format_markdown,
    tv_format_opendocument, tv_format_pdf, tv_format_pptx, tv_format_rtf, tv_format_text,
    tv_format_xlsx, tv_format_xml;

static const struct {
    const char *name;
    const struct tv_format *format;
} formats[] = {
    {"akn", &tv_format_akn},
    {"csv", &tv_format_csv},
    {"doc", &tv_format_doc},
    {"docx", &tv_format_docx},
    {"epub", &tv_format_epub},
    {"html", &tv_format_html},
    {"image", &tv_format_image},
    {"mail", &tv_format_mail},
    {"markdown", &tv_format_markdown},
    {"pdf", &tv_format_pdf},
    {"opendocument", &tv_format_opendocument},
    {"pptx", &tv_format_pptx},
    {"rtf", &tv_format_rtf},
    {"text", &tv_format_text},
    {"xlsx", &tv_format_xlsx},
    {"xml", &tv_format_xml},
};

/* What a server may have said of the bytes. */
static const char *const types[] = {NULL,
                                    "text/html; charset=koi8-r",
                                    "text/plain; charset=utf-16",
                                    "text/plain; charset=gb18030",
                                    "text/html; charset=iso-2022-jp",
                                    "text/plain; charset=\"no such thing\""};

static const struct tv_format *format;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *name = getenv("FUZZ_FORMAT");
    (void)argc;
    (void)argv;
    for (size_t i = 0; name && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            format = formats[i].format;
    if (!format) {
        fputs("fuzz_format: $FUZZ_FORMAT names no format\n", stderr);
        exit(2);
    }
    return 0;
}

/* Clean strings: no control characters, single blanks. */
static void look_at(const char *text)
{
    for (const char *p = text; p && *p; p++)
        if ((unsigned char)*p < 0x20 || (p[0] == ' ' && p[1] == ' '))
            abort();
}

static void structure(const struct tv_extraction *x)
{
    struct tv_document doc = {0}, same = {0};
    struct tv_buffer bytes = {0};
    tv_structure(x, "2023/fuzz", &doc);
    tv_put_whole(&bytes, &doc);
    if (!tv_get_whole(bytes.data, bytes.size, &same) || same.n_passages != doc.n_passages)
        abort();
    tv_document_finish(&same);
    tv_document_finish(&doc);
    tv_buffer_finish(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    /* A copy of exactly that size, so that reading beyond it is seen. */
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    struct tv_member member = {.path = "2023/fuzz",
                               .bytes = copy,
                               .size = size,
                               .content_type = types[size % (sizeof types / sizeof *types)]};
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    format->recognise(&member);
    bool done = tv_extract_as(format, &member, &x, &err);
    if (done != (err.code == TV_OK) || (!done && !err.message[0]))
        abort();
    for (size_t i = 0; i < x.n_blocks; i++) {
        look_at(x.blocks[i].text);
        look_at(x.blocks[i].label);
    }
    for (size_t i = 0; i < TV_FACT_COUNT; i++)
        look_at(x.facts[i].value);
    if (done)
        structure(&x);
    tv_extraction_finish(&x);
    free(copy);
    return 0;
}
