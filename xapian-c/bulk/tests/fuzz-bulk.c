/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For libFuzzer: the input is read as options and documents, which are loaded and also written by
 * WritableDatabase; the two databases must be equal and sound. Give it a folder in memory:
 *
 *     TMPDIR=/dev/shm fuzz-bulk -max_total_time=300 CORPUS
 */
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct input {
    const uint8_t *p, *end;
};

static uint8_t take(struct input *input)
{
    return input->p < input->end ? *input->p++ : 0;
}

/* Small numbers mostly, and all sizes now and then. */
static uint32_t take_number(struct input *input)
{
    uint32_t number = take(input);
    if (number < 0xf0)
        return number;
    for (unsigned i = 0; i < (number & 3) + 1; i++)
        number = number << 8 | take(input);
    return number;
}

/* Bytes of the input, repeated as often as the input says. */
static void *take_bytes(struct corpus *corpus, struct input *input, size_t most, size_t *ret_size)
{
    size_t size = take(input) % 24, times = take(input);
    times = times < 0xf0 ? 1 : times & 1 ? most : times - 0xee;
    uint8_t pattern[24];
    for (size_t i = 0; i < size; i++)
        pattern[i] = take(input);
    size_t whole = size * times < most ? size * times : most;
    uint8_t *bytes = corpus_own(corpus, whole);
    for (size_t i = 0; i < whole; i++)
        bytes[i] = pattern[i % size];
    *ret_size = whole;
    return bytes;
}

static void take_term(struct corpus *corpus, struct input *input, struct xb_document *document)
{
    size_t size, count = take(input) % 8;
    uint8_t *bytes = take_bytes(corpus, input, 245, &size);
    uint32_t positions[8];
    size_t escaped = size;
    for (size_t i = 0; i < size; i++)
        escaped += !bytes[i];
    for (size_t i = 0; i < count; i++)
        positions[i] = take_number(input);
    uint32_t wdf = take_number(input) & 0x00ffffff;
    if (size && escaped <= 245)
        corpus_term(corpus, document, bytes, size, wdf, positions, count);
}

static void take_document(struct corpus *corpus, struct input *input, uint32_t docid)
{
    size_t terms = take(input) % 16, values = take(input) % 6, size;
    struct xb_document *document = corpus_add(corpus, docid, terms, values);
    for (size_t i = 0; i < terms; i++)
        take_term(corpus, input, document);
    for (size_t i = 0; i < values; i++) {
        uint32_t slot = take_number(input) & 0x7fffffff;
        const void *bytes = take_bytes(corpus, input, 5000, &size);
        corpus_value(corpus, document, slot, bytes, size);
    }
    const void *data = take_bytes(corpus, input, 30000, &size);
    corpus_data(corpus, document, data, size);
}

static bool has(const struct corpus *corpus, uint32_t docid)
{
    for (size_t i = 0; i < corpus->count; i++)
        if (corpus->documents[i].docid == docid)
            return true;
    return false;
}

static void require(char *message)
{
    if (!message)
        return;
    fprintf(stderr, "%s\n", message);
    abort();
}

/* The check also faults what libxapian may write: positions in a document of length 0. */
static void check(const char *loaded, const char *written)
{
    char *message = reference_check(loaded), *usual = message ? reference_check(written) : NULL;
    if (!usual)
        require(message);
    free(message);
    free(usual);
}

static void compare(const struct corpus *corpus, const char *root, const struct xb_options *options)
{
    char loaded[300], written[300];
    snprintf(loaded, sizeof loaded, "%s/loaded", root);
    snprintf(written, sizeof written, "%s/written", root);
    require(corpus_load(corpus, loaded, options, NULL, 0));
    require(reference_write(written, corpus->documents, corpus->count, NULL, 0));
    require(reference_compare(loaded, written));
    check(loaded, written);
    reference_remove(loaded);
    reference_remove(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char root[256];
    struct input input = {data, data + size};
    struct corpus corpus = corpus_create(1);
    if (!*root) {
        snprintf(root, sizeof root, "%s/fuzz-bulk.XXXXXX",
                 getenv("TMPDIR") ? getenv("TMPDIR") : "/dev/shm");
        if (!mkdtemp(root))
            abort();
    }
    uint8_t choice = take(&input);
    const struct xb_options options = {
        .threads = 1 + choice % 3, .memory = 1, .no_sync = true, .compression = choice % 5 - 1};
    uint32_t docid = 0;
    while (input.p < input.end && corpus.count < 40) {
        docid = take(&input) < 200 ? docid + 1 : 1 + take_number(&input) % 100000;
        if (!has(&corpus, docid))
            take_document(&corpus, &input, docid);
    }
    compare(&corpus, root, &options);
    corpus_destroy(&corpus);
    return 0;
}
