// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Documents and writers: what is put in comes out again, and nothing else.
 */
#include "test.h"

#include <math.h>

static struct xc_document *new_document(void)
{
    struct xc_document *document = xc_document_create(&xt_error);
    GIVEN(document);
    return document;
}

static void data_terms_and_values_survive_with_their_nul_bytes(void **state)
{
    struct xc_writer *writer = xt_writer(xt_path(state, "db"));
    struct xc_document *document = new_document();
    OK(xc_document_set_data(document, "a\0b", 3, &xt_error));
    OK(xc_document_add_term(document, "t\0t", 3, 2, &xt_error));
    OK(xc_document_set_value(document, 7, "\0v", 2, &xt_error));
    OK(xc_writer_add(writer, document, NULL, &xt_error));
    OK(xc_writer_close(writer, &xt_error));
    xc_writer_destroy(writer);

    struct xc_database *database = xt_open(xt_path(state, "db"));
    uint32_t docid = 0;
    OK(xc_database_find(database, "t\0t", 3, &docid, &xt_error));
    assert_int_equal(docid, 1);
    OK(xc_database_read(database, docid, XC_READ_ALL, document, &xt_error));
    struct xc_str text;
    OK(xc_document_data(document, &text, &xt_error));
    assert_int_equal(text.size, 3);
    assert_memory_equal(text.data, "a\0b", 4);
    OK(xc_document_value(document, 7, &text, &xt_error));
    assert_int_equal(text.size, 2);
    assert_memory_equal(text.data, "\0v", 3);
    const struct xc_term *terms;
    size_t n;
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_int_equal(n, 1);
    assert_int_equal(terms[0].wdf, 2);
    assert_memory_equal(terms[0].term.data, "t\0t", 4);
    xc_database_destroy(database);
    xc_document_destroy(document);
}

static void many_postings_go_in_by_one_call(void **state)
{
    (void)state;
    struct xc_document *document = new_document();
    struct xc_posting postings[] = {{XC_LITERAL("b"), 5, 1},
                                    {XC_LITERAL("a"), 2, 1},
                                    {XC_LITERAL("b"), 1, 3},
                                    {XC_LITERAL("f"), 0, 0},
                                    {XC_LITERAL("g"), 0, 4}};
    OK(xc_document_add_postings(document, postings, 5, &xt_error));
    OK(xc_document_add_postings(document, NULL, 0, &xt_error));
    const struct xc_term *terms;
    size_t n;
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_int_equal(n, 4);
    assert_string_equal(terms[1].term.data, "b");
    assert_int_equal(terms[1].wdf, 4);
    assert_int_equal(terms[1].n_positions, 2);
    assert_int_equal(terms[1].positions[0], 1);
    assert_int_equal(terms[1].positions[1], 5);
    assert_string_equal(terms[2].term.data, "f");
    assert_int_equal(terms[2].n_positions, 0);
    assert_int_equal(terms[3].wdf, 4);
    xc_document_destroy(document);
}

static void a_term_has_245_bytes_at_most_and_nul_counts_double(void **state)
{
    struct xc_writer *writer = xt_writer(xt_path(state, "db"));
    struct xc_document *document = new_document();
    char term[246];
    memset(term, 'x', sizeof term);
    OK(xc_document_add_term(document, term, 245, 1, &xt_error));
    assert_int_equal(xc_document_add_term(document, term, 246, 1, &xt_error), XC_INVALID_ARGUMENT);
    assert_non_null(strstr(xt_error.message, "246 bytes"));
    assert_memory_equal(xt_error.context, "xxxx", 4);
    FAILS(XC_INVALID_ARGUMENT, xt_error.code);
    term[3] = '\0';
    FAILS(XC_INVALID_ARGUMENT, xc_document_add_term(document, term, 245, 1, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_document_add_posting(document, term, 245, 1, 1, &xt_error));
    OK(xc_document_add_posting(document, term, 244, 1, 1, &xt_error));
    struct xc_posting postings[] = {{XC_LITERAL("good"), 1, 1}, {{term, 245}, 2, 1}};
    FAILS(XC_INVALID_ARGUMENT, xc_document_add_postings(document, postings, 2, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_document_add_term(document, "", 0, 1, &xt_error));
    FAILS(XC_INVALID_ARGUMENT,
          xc_writer_replace_by_term(writer, term, 245, document, NULL, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_writer_set_metadata(writer, term, 245, "v", 1, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_writer_add_spelling(writer, term, 245, 1, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_writer_add_synonym(writer, "a", 1, term, 245, &xt_error));
    /* None of the postings was added, and Xapian takes what was. */
    const struct xc_term *terms;
    size_t n;
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_int_equal(n, 2);
    OK(xc_writer_add(writer, document, NULL, &xt_error));
    OK(xc_writer_commit(writer, &xt_error));
    xc_writer_destroy(writer);
    xc_document_destroy(document);
}

static void clearing_a_document_makes_it_as_new(void **state)
{
    (void)state;
    struct xc_document *document = new_document();
    OK(xc_document_add_term(document, "a", 1, 1, &xt_error));
    OK(xc_document_set_value(document, 1, "v", 1, &xt_error));
    OK(xc_document_set_data(document, "d", 1, &xt_error));
    OK(xc_document_clear(document, &xt_error));
    const struct xc_term *terms;
    const struct xc_value *values;
    struct xc_str data;
    size_t n;
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_int_equal(n, 0);
    OK(xc_document_values(document, &values, &n, &xt_error));
    assert_int_equal(n, 0);
    OK(xc_document_data(document, &data, &xt_error));
    assert_int_equal(data.size, 0);
    xc_document_destroy(document);
}

static void terms_and_values_can_be_taken_away(void **state)
{
    (void)state;
    struct xc_document *document = new_document();
    OK(xc_document_add_term(document, "a", 1, 1, &xt_error));
    OK(xc_document_remove_term(document, "a", 1, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_document_remove_term(document, "a", 1, &xt_error));
    OK(xc_document_set_value(document, 1, "v", 1, &xt_error));
    OK(xc_document_set_value(document, 1, NULL, 0, &xt_error));
    const struct xc_value *values;
    size_t n;
    OK(xc_document_values(document, &values, &n, &xt_error));
    assert_int_equal(n, 0);
    xc_document_destroy(document);
}

static void only_what_was_asked_for_is_read(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_document *document = new_document();
    const struct xc_term *terms;
    const struct xc_value *values;
    struct xc_str data;
    size_t n;
    OK(xc_database_read(database, 1, XC_READ_VALUES, document, &xt_error));
    OK(xc_document_data(document, &data, &xt_error));
    assert_int_equal(data.size, 0);
    OK(xc_document_values(document, &values, &n, &xt_error));
    assert_int_equal(n, 3);
    assert_int_equal(values[2].slot, 2);
    assert_string_equal(xt_text(values[2].value), "20200101");
    OK(xc_database_read(database, 1, XC_READ_TERMS, document, &xt_error));
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_true(n > 5);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(terms[i].n_positions, 0);
    FAILS(XC_NOT_FOUND, xc_database_read(database, 99, XC_READ_ALL, document, &xt_error));
    size_t after;
    OK(xc_document_terms(document, &terms, &after, &xt_error));
    assert_int_equal(after, n);
    xc_document_destroy(document);
    xc_database_destroy(database);
}

static void a_document_can_be_read_altered_and_replaced(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_writer *writer = xt_writer(path);
    struct xc_database *reader = xc_writer_reader(writer, &xt_error);
    GIVEN(reader);
    struct xc_document *document = new_document();
    OK(xc_database_read(reader, 2, XC_READ_ALL, document, &xt_error));
    OK(xc_document_add_term(document, XC_TEXT("XNEW"), 0, &xt_error));
    OK(xc_writer_replace(writer, 2, document, &xt_error));
    uint32_t docid = 0;
    OK(xc_database_find(reader, XC_TEXT("XNEW"), &docid, &xt_error));
    assert_int_equal(docid, 2);
    struct xc_query *near = xc_query_terms(
        XC_OP_PHRASE, (struct xc_str[]){XC_LITERAL("two"), XC_LITERAL("cats")}, 2, 0, &xt_error);
    GIVEN(near);
    struct xc_search search = {.query = near, .limit = 5};
    struct xc_result *result = xt_search(reader, &search);
    assert_int_equal(result->n_hits, 1);
    xc_result_destroy(result);
    xc_query_destroy(near);
    xc_document_destroy(document);
    xc_writer_destroy(writer);
}

static void documents_are_replaced_and_deleted_by_id_and_by_term(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_writer *writer = xt_writer(path);
    struct xc_database *reader = xc_writer_reader(writer, &xt_error);
    GIVEN(reader);
    struct xc_document *document = new_document();
    OK(xc_document_add_term(document, XC_TEXT("Q3"), 0, &xt_error));
    uint32_t docid = 0;
    OK(xc_writer_replace_by_term(writer, XC_TEXT("Q3"), document, &docid, &xt_error));
    assert_int_equal(docid, 3);
    OK(xc_writer_replace_by_term(writer, XC_TEXT("Q99"), document, &docid, &xt_error));
    assert_int_equal(docid, XT_DOCUMENTS + 1);
    OK(xc_writer_replace(writer, 50, document, &xt_error));
    OK(xc_writer_delete(writer, 1, &xt_error));
    FAILS(XC_NOT_FOUND, xc_writer_delete(writer, 1, &xt_error));
    OK(xc_writer_delete_by_term(writer, XC_TEXT("Q2"), &xt_error));
    OK(xc_writer_delete_by_term(writer, XC_TEXT("none"), &xt_error));
    struct xc_stats stats;
    OK(xc_database_stats(reader, &stats, &xt_error));
    assert_int_equal(stats.documents, XT_DOCUMENTS + 2 - 2);
    assert_int_equal(stats.last_docid, 50);
    OK(xc_writer_delete_by_term(writer, XC_TEXT("Q3"), &xt_error));
    OK(xc_database_stats(reader, &stats, &xt_error));
    assert_int_equal(stats.documents, XT_DOCUMENTS - 3);
    xc_document_destroy(document);
    xc_writer_destroy(writer);
}

static uint32_t documents_at(const char *path)
{
    struct xc_database *database = xt_open(path);
    struct xc_stats stats;
    OK(xc_database_stats(database, &stats, &xt_error));
    xc_database_destroy(database);
    return stats.documents;
}

static void what_is_not_committed_is_discarded_with_the_writer(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_writer *writer = xt_writer(path);
    xt_add(writer, "not to stay", 0, "");
    xc_writer_destroy(writer);
    assert_int_equal(documents_at(path), XT_DOCUMENTS);

    writer = xt_writer(path);
    OK(xc_writer_begin_transaction(writer, true, &xt_error));
    xt_add(writer, "nor this", 0, "");
    xc_writer_destroy(writer);
    assert_int_equal(documents_at(path), XT_DOCUMENTS);

    writer = xt_writer(path);
    xt_add(writer, "but this", 0, "");
    OK(xc_writer_commit(writer, &xt_error));
    xc_writer_destroy(writer);
    assert_int_equal(documents_at(path), XT_DOCUMENTS + 1);
}

static void a_transaction_is_made_whole_or_not_at_all(void **state)
{
    const char *path = xt_path(state, "db");
    struct xc_writer *writer = xt_writer(path);
    OK(xc_writer_begin_transaction(writer, true, &xt_error));
    xt_add(writer, "one", 0, "");
    OK(xc_writer_cancel_transaction(writer, &xt_error));
    OK(xc_writer_begin_transaction(writer, true, &xt_error));
    xt_add(writer, "two", 0, "");
    OK(xc_writer_set_metadata(writer, XC_TEXT("k"), XC_TEXT("v"), &xt_error));
    OK(xc_writer_commit_transaction(writer, &xt_error));
    assert_int_equal(documents_at(path), 1);
    xc_writer_destroy(writer);
}

static void open_modes_do_what_they_say(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_writer_options options = {.mode = XC_OPEN};
    struct xc_writer *writer = xc_writer_open(path, &options, &xt_error);
    GIVEN(writer);
    xc_writer_destroy(writer);
    assert_int_equal(documents_at(path), XT_DOCUMENTS);
    options.mode = XC_CREATE_OR_OVERWRITE;
    options.block_size = 2048;
    writer = xc_writer_open(path, &options, &xt_error);
    GIVEN(writer);
    xc_writer_destroy(writer);
    assert_int_equal(documents_at(path), 0);
    options = (struct xc_writer_options){.mode = (enum xc_open_mode)9};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_writer_open(path, &options, &xt_error));
    options = (struct xc_writer_options){.flags = XC_WRITER_IN_MEMORY};
    writer = xc_writer_open(NULL, &options, &xt_error);
    GIVEN(writer);
    assert_int_equal(xt_add(writer, "in memory", 0, "x"), 1);
    xc_writer_destroy(writer);
}

static void sortable_numbers_sort_as_numbers(void **state)
{
    (void)state;
    static const double numbers[] = {-INFINITY, -1e300, -2, -1, -0.5,  0,
                                     1e-9,      1,      2,  10, 1e300, INFINITY};
    char last[XC_SORTABLE_MAX];
    size_t last_size = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char now[XC_SORTABLE_MAX];
        size_t size = xc_sortable(numbers[i], now);
        assert_true(size <= XC_SORTABLE_MAX);
        assert_true(xc_sortable_number(now, size) == numbers[i]);
        if (i > 0) {
            int order = memcmp(last, now, size < last_size ? size : last_size);
            assert_true(order < 0 || (order == 0 && last_size < size));
        }
        memcpy(last, now, size);
        last_size = size;
    }
    xc_sortable_number("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11);
    assert_true(xc_sortable_number(NULL, 0) == -INFINITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        xt_test(data_terms_and_values_survive_with_their_nul_bytes),
        cmocka_unit_test(many_postings_go_in_by_one_call),
        xt_test(a_term_has_245_bytes_at_most_and_nul_counts_double),
        cmocka_unit_test(clearing_a_document_makes_it_as_new),
        cmocka_unit_test(terms_and_values_can_be_taken_away),
        xt_test(only_what_was_asked_for_is_read),
        xt_test(a_document_can_be_read_altered_and_replaced),
        xt_test(documents_are_replaced_and_deleted_by_id_and_by_term),
        xt_test(what_is_not_committed_is_discarded_with_the_writer),
        xt_test(a_transaction_is_made_whole_or_not_at_all),
        xt_test(open_modes_do_what_they_say),
        cmocka_unit_test(sortable_numbers_sort_as_numbers),
    };
    return cmocka_run_group_tests_name("documents", tests, NULL, NULL);
}
