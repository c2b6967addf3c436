/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "corpus.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct corpus corpus_create(uint64_t seed)
{
    return (struct corpus){.state = seed * 2654435769u + 88172645463325252u};
}

uint64_t corpus_random(struct corpus *corpus, uint64_t below)
{
    corpus->state ^= corpus->state << 13;
    corpus->state ^= corpus->state >> 7;
    corpus->state ^= corpus->state << 17;
    return corpus->state % below;
}

void *corpus_own(struct corpus *corpus, size_t size)
{
    if (corpus->owned_count == corpus->owned_room) {
        corpus->owned_room = 2 * corpus->owned_room + 64;
        corpus->owned = checked(realloc(corpus->owned, corpus->owned_room * sizeof *corpus->owned));
    }
    return corpus->owned[corpus->owned_count++] = checked(calloc(1, size ? size : 1));
}

static void *copy(struct corpus *corpus, const void *bytes, size_t size)
{
    void *to = corpus_own(corpus, size);
    if (size)
        memcpy(to, bytes, size);
    return to;
}

struct xb_document *corpus_add(struct corpus *corpus, uint32_t docid, size_t terms, size_t values)
{
    if (corpus->count == corpus->room) {
        corpus->room = 2 * corpus->room + 64;
        corpus->documents =
            checked(realloc(corpus->documents, corpus->room * sizeof *corpus->documents));
    }
    struct reference_document *document = &corpus->documents[corpus->count++];
    *document = (struct reference_document){.docid = docid};
    document->document.terms = corpus_own(corpus, terms * sizeof(struct xb_term));
    document->document.values = corpus_own(corpus, values * sizeof(struct xb_value));
    return &document->document;
}

void corpus_term(struct corpus *corpus, struct xb_document *document, const void *bytes,
                 size_t size, uint32_t wdf, const uint32_t *positions, size_t count)
{
    struct xb_term *terms = (struct xb_term *)document->terms;
    terms[document->term_count++] =
        (struct xb_term){.bytes = copy(corpus, bytes, size),
                         .size = size,
                         .wdf = wdf,
                         .position_count = (uint32_t)count,
                         .positions = copy(corpus, positions, count * sizeof *positions)};
}

void corpus_value(struct corpus *corpus, struct xb_document *document, uint32_t slot,
                  const void *bytes, size_t size)
{
    struct xb_value *values = (struct xb_value *)document->values;
    values[document->value_count++] =
        (struct xb_value){.slot = slot, .bytes = copy(corpus, bytes, size), .size = size};
}

void corpus_data(struct corpus *corpus, struct xb_document *document, const void *bytes,
                 size_t size)
{
    document->data = copy(corpus, bytes, size);
    document->data_size = size;
}

/* The square makes low numbers frequent. */
static unsigned random_word(struct corpus *corpus, size_t vocabulary, char word[32])
{
    uint64_t a = corpus_random(corpus, vocabulary), b = corpus_random(corpus, vocabulary);
    uint64_t number = a * b / vocabulary;
    return (unsigned)snprintf(word, 32, "w%llx%.*s", (unsigned long long)number, (int)(number % 9),
                              "somewhat");
}

static void fill_document(struct corpus *corpus, uint32_t docid, size_t length, size_t vocabulary)
{
    struct xb_document *document = corpus_add(corpus, docid, 2 * length + 2, 4);
    size_t words = length ? corpus_random(corpus, 2 * length) : 0;
    char text[32 * 64] = "", word[32];
    for (uint32_t position = 1; position <= words && position <= length; position++) {
        unsigned size = random_word(corpus, vocabulary, word);
        corpus_term(corpus, document, word, size, 1, &position, 1);
        if (size > 6)
            corpus_term(corpus, document, word, size - 3, 1, NULL, 0);
        if (position < 64)
            strcat(strcat(text, word), " ");
    }
    corpus_term(corpus, document, word, (size_t)snprintf(word, 32, "Q%u", docid), 0, NULL, 0);
    corpus_term(corpus, document, word, (size_t)snprintf(word, 32, "K%u", docid % 5), 0, NULL, 0);
    for (uint32_t slot = 0; slot < 4; slot++)
        if (corpus_random(corpus, 4))
            corpus_value(
                corpus, document, slot * slot * slot * 50, word,
                (size_t)snprintf(word, 32, "%u", (unsigned)corpus_random(corpus, 10 + slot * 500)));
    corpus_data(corpus, document, text, strlen(text));
}

void corpus_fill(struct corpus *corpus, size_t count, size_t length, size_t vocabulary, bool gaps)
{
    uint32_t docid = 0;
    for (size_t i = 0; i < count; i++) {
        docid += 1 + (gaps ? (uint32_t)corpus_random(corpus, i % 50 ? 3 : 40000) : 0);
        fill_document(corpus, docid, length, vocabulary);
    }
}

void corpus_shuffle(struct corpus *corpus)
{
    for (size_t i = corpus->count; i > 1; i--) {
        size_t j = corpus_random(corpus, i);
        struct reference_document swap = corpus->documents[i - 1];
        corpus->documents[i - 1] = corpus->documents[j];
        corpus->documents[j] = swap;
    }
}

void corpus_destroy(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->owned_count; i++)
        free(corpus->owned[i]);
    free(corpus->owned);
    free(corpus->documents);
    *corpus = (struct corpus){0};
}

struct part {
    const struct corpus *corpus;
    struct xb_feeder *feeder;
    size_t first, step;
    bool failed;
    struct xb_error error;
};

static void *feed(void *argument)
{
    struct part *part = argument;
    for (size_t i = part->first; i < part->corpus->count && !part->failed; i += part->step)
        part->failed = !xb_add(part->feeder, part->corpus->documents[i].docid,
                               &part->corpus->documents[i].document, &part->error);
    return NULL;
}

static bool feed_all(const struct corpus *corpus, struct xb_loader *loader, size_t threads,
                     struct xb_error *error)
{
    struct part parts[8];
    pthread_t ids[8];
    bool done = true;
    for (size_t i = 0; i < threads; i++) {
        parts[i] = (struct part){.corpus = corpus, .first = i, .step = threads};
        if (!xb_feeder_create(loader, &parts[i].feeder, error))
            return false;
    }
    for (size_t i = 1; i < threads; i++)
        pthread_create(&ids[i], NULL, feed, &parts[i]);
    feed(&parts[0]);
    for (size_t i = 1; i < threads; i++)
        pthread_join(ids[i], NULL);
    for (size_t i = 0; i < threads; i++)
        if (parts[i].failed) {
            *error = parts[i].error;
            done = false;
        }
    return done;
}

char *corpus_load(const struct corpus *corpus, const char *path, const struct xb_options *options,
                  const struct xb_metadata *metadata, size_t metadata_count)
{
    struct xb_loader *loader;
    struct xb_error error;
    if (!xb_loader_create(path, options, &loader, &error))
        return strdup(error.message);
    bool done = feed_all(corpus, loader, options->threads, &error) &&
                xb_finish(loader, metadata, metadata_count, &error);
    xb_loader_destroy(loader);
    return done ? NULL : strdup(error.message);
}
