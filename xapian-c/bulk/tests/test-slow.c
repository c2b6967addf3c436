/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes a minute: very many documents, and memory that stays in its bounds.
 */
#include "scratch.h"

#include <sys/resource.h>
#include <sys/wait.h>

static void two_million_tiny_documents_are_equal(void **state)
{
    (void)state;
    static const struct xb_options options = {.threads = 2, .memory = 16 << 20, .no_sync = true};
    struct corpus corpus = corpus_create(1);
    char word[16];
    for (uint32_t docid = 1; docid <= 2000000; docid++) {
        struct xb_document *document = corpus_add(&corpus, docid, 2, 1);
        int size = snprintf(word, sizeof word, "%u", (unsigned)corpus_random(&corpus, 3000));
        corpus_term(&corpus, document, word, (size_t)size, 1, &docid, docid % 2);
        corpus_term(&corpus, document, "all", 3, docid % 3, NULL, 0);
        corpus_value(&corpus, document, 0, word, (size_t)size);
        corpus_data(&corpus, document, word, (size_t)size);
    }
    assert_well(corpus_load(&corpus, in_root("loaded"), &options, NULL, 0));
    assert_well(reference_write(in_root("written"), corpus.documents, corpus.count, NULL, 0));
    corpus_destroy(&corpus);
    assert_well(reference_check(in_root("loaded")));
    assert_well(reference_compare(in_root("loaded"), in_root("written")));
}

/* Feeds documents without keeping them; true if all was well. */
static bool feed_many(struct xb_feeder *feeder, uint32_t count)
{
    static char words[400][16];
    struct xb_error error;
    uint64_t state = 88172645463325252u;
    for (uint32_t docid = 1; docid <= count; docid++) {
        struct xb_term terms[400];
        uint32_t positions[400];
        for (uint32_t i = 0; i < 400; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            uint64_t number = (state >> 40) % 2000 * ((state >> 20) % 500);
            positions[i] = i + 1;
            terms[i] =
                (struct xb_term){words[i], (size_t)snprintf(words[i], 16, "w%u", (unsigned)number),
                                 1, 1, &positions[i]};
        }
        const struct xb_document document = {
            .terms = terms, .term_count = 400, .data = words, .data_size = sizeof words};
        if (!xb_add(feeder, docid, &document, &error))
            return false;
    }
    return true;
}

static int load_within(const char *path, size_t memory, long most)
{
    const struct xb_options options = {.threads = 1, .memory = memory, .no_sync = true};
    struct xb_loader *loader;
    struct xb_feeder *feeder;
    struct xb_error error;
    struct rusage usage;
    if (!xb_loader_create(path, &options, &loader, &error) ||
        !xb_feeder_create(loader, &feeder, &error) || !feed_many(feeder, 60000) ||
        !xb_finish(loader, NULL, 0, &error))
        return 2;
    xb_loader_destroy(loader);
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "peak %ld KiB\n", usage.ru_maxrss);
    return usage.ru_maxrss <= most ? 0 : 1;
}

static void memory_stays_near_the_budget_however_much_comes(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* which takes memory of its own */
#endif
    int status;
    pid_t child = fork();
    if (!child)
        _exit(load_within(in_root("new"), 24 << 20, 48 << 10));
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        bulk_test(memory_stays_near_the_budget_however_much_comes),
        bulk_test(two_million_tiny_documents_are_equal),
    };
    return cmocka_run_group_tests_name("bulk slow", tests, NULL, NULL);
}
