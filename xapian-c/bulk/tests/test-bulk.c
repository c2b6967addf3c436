/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loaded database is the one that WritableDatabase makes of the same documents: every test loads
 * documents both ways and compares all that can be read.
 */
#include "scratch.h"

static const struct xb_options two_threads = {.threads = 2, .no_sync = true};

static const struct xb_metadata metadata[] = {
    {"version", 7, "1", 1},
    {"a\0b", 3, "nul", 3},
    {"", 0, NULL, 0},
    {"Z", 1, "", 0},
};

/* Loads and writes the corpus and compares. */
static void compare_unchecked(const struct corpus *corpus, const struct xb_options *options)
{
    assert_well(corpus_load(corpus, in_root("loaded"), options, metadata, 2));
    assert_well(reference_write(in_root("written"), corpus->documents, corpus->count, metadata, 2));
    assert_well(reference_compare(in_root("loaded"), in_root("written")));
}

/* And checks. Leaves both databases. */
static void compare_loaded(const struct corpus *corpus, const struct xb_options *options)
{
    compare_unchecked(corpus, options);
    assert_well(reference_check(in_root("loaded")));
}

static void compare(struct corpus *corpus, const struct xb_options *options)
{
    compare_loaded(corpus, options);
    corpus_destroy(corpus);
}

static void no_documents_make_an_empty_database(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(1);
    compare(&corpus, &two_threads);
}

static void a_document_without_anything_is_kept(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(1);
    corpus_add(&corpus, 7, 0, 0);
    compare(&corpus, &two_threads);
}

static void documents_of_words_values_and_data_are_equal(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(2);
    corpus_fill(&corpus, SIZED(3000), 40, 5000, false);
    compare_loaded(&corpus, &two_threads);
    assert_well(reference_compare_queries(in_root("loaded"), in_root("written"), 1000, 1));
    corpus_destroy(&corpus);
}

static void docids_may_have_gaps_and_come_in_any_order(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(3);
    corpus_fill(&corpus, 1500, 20, 900, true);
    corpus_shuffle(&corpus);
    compare(&corpus, &two_threads);
}

static void hundreds_of_spilled_runs_make_the_same_database(void **state)
{
    (void)state;
    struct xb_options options = {.threads = 3, .memory = 1, .no_sync = true};
    struct corpus corpus = corpus_create(4);
    corpus_fill(&corpus, SIZED(8000), 60, 30000, true);
    compare(&corpus, &options);
}

static void spilled_runs_of_shuffled_documents_make_the_same_database(void **state)
{
    (void)state;
    struct xb_options options = {.threads = 2, .memory = 1, .no_sync = true, .compression = -1};
    struct corpus corpus = corpus_create(5);
    corpus_fill(&corpus, SIZED(8000), 60, 10000, false);
    corpus_shuffle(&corpus);
    compare(&corpus, &options);
}

static void assert_same_file(const char *first, const char *second, const char *name)
{
    char command[1024];
    snprintf(command, sizeof command, "cmp -s '%s/%s' '%s/%s'", first, name, second, name);
    if (system(command))
        fail_msg("%s differs", name);
}

static void threads_order_and_memory_do_not_change_a_byte_of_the_tables(void **state)
{
    (void)state;
    static const char *const names[] = {"postlist.glass", "position.glass", "termlist.glass",
                                        "docdata.glass"};
    struct xb_options small = {.threads = 4, .memory = 1, .no_sync = true, .compression = 6};
    struct xb_options large = {.threads = 1, .no_sync = true, .compression = 6};
    struct corpus corpus = corpus_create(6);
    corpus_fill(&corpus, SIZED(6000), 50, 8000, true);
    assert_well(corpus_load(&corpus, in_root("one"), &large, metadata, 2));
    corpus_shuffle(&corpus);
    assert_well(corpus_load(&corpus, in_root("four"), &small, metadata, 2));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_same_file(in_root("one"), in_root("four"), names[i]);
    corpus_destroy(&corpus);
}

static void terms_given_twice_and_unsorted_are_merged_as_in_a_document(void **state)
{
    (void)state;
    static const uint32_t some[] = {9, 3, 3, 700000, 1}, more[] = {2, 9};
    struct corpus corpus = corpus_create(7);
    struct xb_document *document = corpus_add(&corpus, 5, 6, 4);
    corpus_term(&corpus, document, "zebra", 5, 4, some, 5);
    corpus_term(&corpus, document, "ape", 3, 0, NULL, 0);
    corpus_term(&corpus, document, "zebra", 5, 3, more, 2);
    corpus_term(&corpus, document, "ape", 3, 2, NULL, 0);
    corpus_value(&corpus, document, 3, "first", 5);
    corpus_value(&corpus, document, 1, "gone", 4);
    corpus_value(&corpus, document, 3, "second", 6);
    corpus_value(&corpus, document, 1, "", 0);
    compare(&corpus, &two_threads);
}

static void terms_of_every_length_and_with_nuls_are_equal(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(8);
    char term[300];
    for (uint32_t docid = 1; docid < 400; docid++) {
        struct xb_document *document = corpus_add(&corpus, docid * 10007, 600, 0);
        for (uint32_t position = 1; position < 12; position++) {
            size_t size = 1 + corpus_random(&corpus, 245);
            memset(term, 'a' + (int)corpus_random(&corpus, 2), size);
            corpus_term(&corpus, document, term, size, 1, &position, 1);
            size = 1 + corpus_random(&corpus, 122);
            for (size_t i = 0; i < size; i++)
                term[i] = (char)(corpus_random(&corpus, 3) - 1);
            corpus_term(&corpus, document, term, size, 2, &position, position % 2);
        }
    }
    compare(&corpus, &two_threads);
}

static void positions_at_the_extremes_are_equal(void **state)
{
    (void)state;
    static const uint32_t lists[][5] = {
        {0},
        {1},
        {4294967294u},
        {4294967295u},
        {0, 1},
        {0, 4294967295u},
        {0, 1, 4294967294u},
        {5, 6, 7, 8, 9},
        {0, 1, 2, 4294967293u, 4294967294u},
        {2147483647u, 2147483648u},
    };
    static const size_t counts[] = {1, 1, 1, 1, 2, 2, 3, 5, 5, 2};
    struct corpus corpus = corpus_create(9);
    for (uint32_t docid = 1; docid <= 10; docid++) {
        struct xb_document *document = corpus_add(&corpus, docid, 2, 0);
        corpus_term(&corpus, document, "word", 4, 1, lists[docid - 1], counts[docid - 1]);
        corpus_term(&corpus, document, "other", 5, 0, lists[10 - docid], counts[10 - docid]);
    }
    compare(&corpus, &two_threads);
}

static void random_position_lists_are_equal(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(10);
    for (uint32_t docid = 1; docid <= 300; docid++) {
        struct xb_document *document = corpus_add(&corpus, docid, 3, 0);
        for (unsigned i = 0; i < 3; i++) {
            size_t count = 1 + corpus_random(&corpus, i ? 40 : 3000);
            uint32_t *positions = corpus_own(&corpus, count * sizeof *positions);
            unsigned width = 1 + (unsigned)corpus_random(&corpus, 32);
            for (size_t j = 0; j < count; j++)
                positions[j] = (uint32_t)corpus_random(&corpus, UINT64_C(1) << width);
            corpus_term(&corpus, document, &"abc"[i], 1, 1, positions, count);
        }
    }
    compare(&corpus, &two_threads);
}

static void wdf_from_nothing_to_the_greatest_is_equal(void **state)
{
    (void)state;
    static const uint32_t wdfs[] = {0, 1, 126, 127, 128, 255, 65535, 4294967293u, 4294967294u};
    struct corpus corpus = corpus_create(11);
    for (uint32_t docid = 1; docid <= 9; docid++) {
        struct xb_document *document = corpus_add(&corpus, docid, 2, 0);
        corpus_term(&corpus, document, "a", 1, wdfs[docid - 1], NULL, 0);
        corpus_term(&corpus, document, "b", 1, docid < 8, NULL, 0);
    }
    compare(&corpus, &two_threads);
}

static void slots_from_the_first_to_the_last_are_equal(void **state)
{
    (void)state;
    static const uint32_t slots[] = {0,   1,     127,   128,      255,        256,
                                     300, 65535, 65536, 16777216, 4294967294u};
    struct corpus corpus = corpus_create(12);
    for (uint32_t docid = 1; docid <= 300; docid++) {
        struct xb_document *document = corpus_add(&corpus, docid, 0, 11);
        for (unsigned i = 0; i < 11; i++) {
            char value[16];
            size_t size = corpus_random(&corpus, 3);
            for (size_t j = 0; j < size; j++)
                value[j] = (char)corpus_random(&corpus, 256);
            corpus_value(&corpus, document, slots[i], value, size);
        }
    }
    compare(&corpus, &two_threads);
}

/* Bytes that deflate makes shorter, and bytes that it does not. */
static void *plain(struct corpus *corpus, size_t size, unsigned kinds)
{
    uint8_t *bytes = corpus_own(corpus, size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)corpus_random(corpus, kinds);
    return bytes;
}

static void huge_values_and_data_are_equal(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(13);
    static const size_t sizes[] = {1,    18,   19,   20,   2033,   2034,   2040,
                                   2043, 8191, 8192, 8193, 100000, 5000000};
    for (uint32_t i = 0; i < 26; i++) {
        struct xb_document *document = corpus_add(&corpus, i + 1, 0, 1);
        size_t size = sizes[i / 2];
        void *bytes = plain(&corpus, size, i % 2 ? 256 : 3);
        corpus_value(&corpus, document, 2, bytes, size);
        corpus_data(&corpus, document, bytes, size);
    }
    compare(&corpus, &two_threads);
}

/* libxapian loses some of these when it writes them itself; what is loaded is always readable. */
static void repetitive_data_of_any_length_can_be_read_back(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(14);
    for (uint32_t i = 1; i < 1200; i++) {
        struct xb_document *document = corpus_add(&corpus, i, 0, 0);
        size_t size = (i % 4 + 1) * 8192 - 100 + i;
        memset(corpus_own(&corpus, size), 'a', size);
        corpus_data(&corpus, document, corpus.owned[corpus.owned_count - 1], size);
    }
    compare(&corpus, &two_threads);
}

static void long_termlists_are_equal(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(15);
    corpus_fill(&corpus, 6, 30000, 200000, false);
    compare(&corpus, &two_threads);
}

static void very_many_tiny_documents_are_equal(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(23);
    corpus_fill(&corpus, SIZED(100000), 1, 50, false);
    compare(&corpus, &two_threads);
}

static void the_greatest_docid_can_be_used(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(16);
    static const uint32_t docids[] = {1,        0x7fff,     0x8000,     0x3fffff,
                                      0x400000, 0x1fffffff, 0x20000000, 0xffffffffu};
    for (unsigned i = 0; i < 8; i++) {
        struct xb_document *document = corpus_add(&corpus, docids[i], 1, 1);
        corpus_term(&corpus, document, "term", 4, 1, &i, 1);
        corpus_value(&corpus, document, 0, "v", 1);
    }
    /* The check keeps an array as long as the greatest docid, which overflows. */
    compare_unchecked(&corpus, &two_threads);
    corpus_destroy(&corpus);
}

static void compaction_takes_it_alone_and_with_another(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(17), other = corpus_create(18);
    corpus_fill(&corpus, 900, 30, 2000, true);
    corpus_fill(&other, 500, 30, 2000, true);
    compare_loaded(&corpus, &two_threads);
    assert_well(reference_compact(in_root("loaded"), NULL, in_root("compact")));
    assert_well(reference_compact(in_root("written"), NULL, in_root("compact2")));
    assert_well(reference_check(in_root("compact")));
    assert_well(reference_compare(in_root("compact"), in_root("compact2")));
    assert_well(corpus_load(&other, in_root("other"), &two_threads, NULL, 0));
    assert_well(reference_write(in_root("other2"), other.documents, other.count, NULL, 0));
    assert_well(reference_compact(in_root("loaded"), in_root("other"), in_root("both")));
    assert_well(reference_compact(in_root("written"), in_root("other2"), in_root("both2")));
    assert_well(reference_check(in_root("both")));
    assert_well(reference_compare(in_root("both"), in_root("both2")));
    corpus_destroy(&corpus);
    corpus_destroy(&other);
}

static void it_can_be_updated_like_any_other(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(19), changes = corpus_create(20);
    corpus_fill(&corpus, 2000, 30, 3000, false);
    corpus_fill(&changes, 700, 25, 4000, false);
    compare_loaded(&corpus, &two_threads);
    assert_well(reference_update(in_root("loaded"), changes.documents, changes.count, 1));
    assert_well(reference_update(in_root("written"), changes.documents, changes.count, 1));
    assert_well(reference_check(in_root("loaded")));
    assert_well(reference_compare(in_root("loaded"), in_root("written")));
    assert_well(reference_compare_queries(in_root("loaded"), in_root("written"), 300, 2));
    corpus_destroy(&corpus);
    corpus_destroy(&changes);
}

static void a_raised_revision_changes_nothing_else(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(24), changes = corpus_create(25);
    struct xb_error error;
    corpus_fill(&corpus, 500, 30, 3000, false);
    corpus_fill(&changes, 100, 25, 4000, false);
    compare_loaded(&corpus, &two_threads);
    assert_true(xb_raise_revision(in_root("loaded"), 1000, &error));
    assert_true(xb_raise_revision(in_root("loaded"), 999, &error));
    assert_well(reference_check(in_root("loaded")));
    assert_int_equal(reference_revision(in_root("loaded")), 1000);
    assert_well(reference_compare(in_root("loaded"), in_root("written")));
    assert_well(reference_update(in_root("loaded"), changes.documents, changes.count, 1));
    assert_well(reference_update(in_root("written"), changes.documents, changes.count, 1));
    assert_well(reference_check(in_root("loaded")));
    assert_well(reference_compare(in_root("loaded"), in_root("written")));
    assert_false(xb_raise_revision(in_root("nothing"), 2, &error));
    assert_int_equal(error.code, XB_IO);
    corpus_destroy(&corpus);
    corpus_destroy(&changes);
}

static void an_empty_loaded_database_can_be_updated(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(21), changes = corpus_create(22);
    corpus_fill(&changes, 100, 25, 400, false);
    compare_loaded(&corpus, &two_threads);
    assert_well(reference_update(in_root("loaded"), changes.documents, changes.count, 3));
    assert_well(reference_update(in_root("written"), changes.documents, changes.count, 3));
    assert_well(reference_compare(in_root("loaded"), in_root("written")));
    corpus_destroy(&changes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        bulk_test(no_documents_make_an_empty_database),
        bulk_test(a_document_without_anything_is_kept),
        bulk_test(documents_of_words_values_and_data_are_equal),
        bulk_test(docids_may_have_gaps_and_come_in_any_order),
        bulk_test(hundreds_of_spilled_runs_make_the_same_database),
        bulk_test(spilled_runs_of_shuffled_documents_make_the_same_database),
        bulk_test(threads_order_and_memory_do_not_change_a_byte_of_the_tables),
        bulk_test(terms_given_twice_and_unsorted_are_merged_as_in_a_document),
        bulk_test(terms_of_every_length_and_with_nuls_are_equal),
        bulk_test(positions_at_the_extremes_are_equal),
        bulk_test(random_position_lists_are_equal),
        bulk_test(wdf_from_nothing_to_the_greatest_is_equal),
        bulk_test(slots_from_the_first_to_the_last_are_equal),
        bulk_test(huge_values_and_data_are_equal),
        bulk_test(repetitive_data_of_any_length_can_be_read_back),
        bulk_test(long_termlists_are_equal),
        bulk_test(very_many_tiny_documents_are_equal),
        bulk_test(the_greatest_docid_can_be_used),
        bulk_test(compaction_takes_it_alone_and_with_another),
        bulk_test(it_can_be_updated_like_any_other),
        bulk_test(a_raised_revision_changes_nothing_else),
        bulk_test(an_empty_loaded_database_can_be_updated),
    };
    return cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}
