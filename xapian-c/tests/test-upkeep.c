// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compaction and checks.
 */
#include "test.h"

#include <stdio.h>

static uint32_t documents_at(const char *path)
{
    struct xc_database *database = xt_open(path);
    struct xc_stats stats;
    OK(xc_database_stats(database, &stats, &xt_error));
    xc_database_destroy(database);
    return stats.documents;
}

static void count_tables(void *context, const char *table, const char *status)
{
    assert_true(*table != '\0');
    assert_non_null(status);
    ++*(unsigned *)context;
}

static void several_databases_are_compacted_into_one(void **state)
{
    const char *a = xt_path(state, "a"), *b = xt_path(state, "b"), *both = xt_path(state, "both");
    xt_make(a);
    xt_make(b);
    const char *sources[] = {a, b};
    unsigned told = 0;
    struct xc_compact_options options = {.progress = count_tables, .context = &told};
    OK(xc_compact(sources, 2, both, &options, &xt_error));
    assert_true(told > 3);
    assert_int_equal(documents_at(both), 2 * XT_DOCUMENTS);
    struct xc_database *database = xt_open(both);
    struct xc_postings *postings = xc_postings_open(database, XC_TEXT("Q4"), &xt_error);
    GIVEN(postings);
    struct xc_occurrence occurrence;
    OK(xc_postings_next(postings, &occurrence, &xt_error));
    assert_int_equal(occurrence.docid, 4);
    OK(xc_postings_next(postings, &occurrence, &xt_error));
    assert_int_equal(occurrence.docid, XT_DOCUMENTS + 4);
    xc_postings_destroy(postings);
    xc_database_destroy(database);
}

static void a_database_is_compacted_into_a_file_with_its_ids(void **state)
{
    const char *path = xt_path(state, "db"), *file = xt_path(state, "file");
    xt_make(path);
    struct xc_writer *writer = xt_writer(path);
    OK(xc_writer_delete(writer, 1, &xt_error));
    OK(xc_writer_close(writer, &xt_error));
    xc_writer_destroy(writer);
    struct xc_compact_options options = {.level = XC_COMPACT_FULLER,
                                         .flags = XC_COMPACT_KEEP_IDS | XC_COMPACT_SINGLE_FILE,
                                         .block_size = 2048};
    OK(xc_compact(&path, 1, file, &options, &xt_error));
    struct xc_database *database = xt_open(file);
    uint32_t docid;
    OK(xc_database_find(database, XC_TEXT("Q2"), &docid, &xt_error));
    assert_int_equal(docid, 2);
    xc_database_destroy(database);
    assert_null(xc_writer_open(file, NULL, &xt_error)); /* it can only be read */
}

static void what_can_not_be_compacted_says_so(void **state)
{
    const char *path = xt_path(state, "db"), *none = xt_path(state, "none");
    xt_make(path);
    FAILS(XC_NOT_FOUND, xc_compact(&none, 1, xt_path(state, "to"), NULL, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_compact(&path, 1, path, NULL, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_compact(NULL, 0, path, NULL, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_compact(&path, 1, NULL, NULL, &xt_error));
}

static void a_sound_database_has_no_errors(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_report *report = xc_check(path, XC_CHECK_STATS, &xt_error);
    GIVEN(report);
    assert_int_equal(report->errors, 0);
    assert_non_null(strstr(report->text.data, "postlist"));
    xc_report_destroy(report);
    report = xc_check(xt_path(state, "db/docdata.glass"), 0, &xt_error);
    GIVEN(report);
    assert_int_equal(report->errors, 0);
    xc_report_destroy(report);
}

static void a_damaged_database_has_errors(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make_large(path, 100);
    FILE *table = fopen(xt_path(state, "db/postlist.glass"), "r+");
    assert_non_null(table);
    fseek(table, 3000, SEEK_SET);
    for (int i = 0; i < 3000; i++)
        fputc(0x5a, table);
    fclose(table);
    struct xc_report *report = xc_check(path, 0, &xt_error);
    if (report)
        assert_true(report->errors > 0);
    else
        FAILS(XC_CORRUPT, xt_error.code);
    xc_report_destroy(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        xt_test(several_databases_are_compacted_into_one),
        xt_test(a_database_is_compacted_into_a_file_with_its_ids),
        xt_test(what_can_not_be_compacted_says_so),
        xt_test(a_sound_database_has_no_errors),
        xt_test(a_damaged_database_has_errors),
    };
    return cmocka_run_group_tests_name("upkeep", tests, NULL, NULL);
}
