/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Four feeders at work at once, and the tables written at once: small, for the thread sanitizer.
 */
#include "scratch.h"

static void load_in_four_threads(size_t memory)
{
    const struct xb_options options = {.threads = 4, .memory = memory, .no_sync = true};
    struct corpus corpus = corpus_create(1);
    corpus_fill(&corpus, 3000, 40, 3000, true);
    corpus_shuffle(&corpus);
    assert_well(corpus_load(&corpus, in_root("new"), &options, NULL, 0));
    assert_well(reference_check(in_root("new")));
    corpus_destroy(&corpus);
}

static void four_threads_load_in_memory(void **state)
{
    (void)state;
    load_in_four_threads(0);
}

static void four_threads_load_and_spill(void **state)
{
    (void)state;
    load_in_four_threads(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        bulk_test(four_threads_load_in_memory),
        bulk_test(four_threads_load_and_spill),
    };
    return cmocka_run_group_tests_name("bulk threads", tests, NULL, NULL);
}
