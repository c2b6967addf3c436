/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "query/columns.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

/* An index of passages, a few kinds, states, languages and years between them. */
struct fixture {
    char path[64];
    struct tv_index index;
    struct tv_columns *columns;
};

enum { PASSAGES = 500 };

/* Each ten are a document: its record, and nine passages. */
static void put_summary(struct xc_document *d, uint32_t docid)
{
    char id[TV_ID_SIZE + 1];
    struct tv_buffer value = {0};
    snprintf(id, sizeof id, "document%04u", docid / 10 % 10000);
    const struct tv_summary summary = {.document = id,
                                       .group = docid < 100 ? "group0000000" : id,
                                       .number = docid % 10,
                                       .passages = 9};
    tv_put_summary(&value, &summary);
    if (summary.number)
        xc_document_set_value(d, TV_SLOT_SUMMARY, value.data, value.size, NULL);
    tv_buffer_finish(&value);
}

static void put_passage(struct xc_writer *writer, uint32_t docid)
{
    static const char *const kinds[] = {"treaty", "news", "position"};
    static const char *const states[] = {"", "FRA", "FRA DEU", "BRA", "DEU"};
    char year[8], word[16];
    struct tv_buffer facets = {0};
    struct xc_document *d = xc_document_create(NULL);
    snprintf(year, sizeof year, "%u", 2015 + docid / 10 % 7);
    tv_put_facet_values(&facets,
                        (const char *const[]){kinds[docid / 50 % 3], states[docid / 10 % 5],
                                              docid % 90 ? "en" : NULL, year});
    if (docid % 10) /* others have none */
        xc_document_set_value(d, TV_SLOT_FACETS, facets.data, facets.size, NULL);
    for (uint32_t divisor = 1; divisor < 8; divisor++) {
        int n = snprintf(word, sizeof word, "by%u", divisor);
        if (docid % divisor == 0)
            xc_document_add_posting(d, word, (size_t)n, 1, 1, NULL);
    }
    put_summary(d, docid);
    assert_int_equal(xc_writer_replace(writer, docid, d, NULL), XC_OK);
    xc_document_destroy(d);
    tv_buffer_finish(&facets);
}

static void write_passages(const char *path, uint32_t first, uint32_t last)
{
    struct xc_writer *writer = xc_writer_open(path, NULL, NULL);
    assert_non_null(writer);
    for (uint32_t docid = first; docid <= last; docid++)
        put_passage(writer, docid);
    assert_int_equal(xc_writer_close(writer, NULL), XC_OK);
    xc_writer_destroy(writer);
}

static int setup(void **state)
{
    struct fixture *f = tv_alloc(sizeof *f);
    strcpy(f->path, "/tmp/travaux-test-columns-XXXXXX");
    if (!mkdtemp(f->path))
        return -1;
    write_passages(f->path, 1, PASSAGES);
    f->index.database = xc_database_open(f->path, NULL);
    f->columns = tv_columns_read(f->index.database, 1 << 20);
    *state = f;
    return f->columns ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    tv_columns_release(f->columns);
    tv_index_finish(&f->index);
    DIR *folder = opendir(f->path);
    for (struct dirent *e; (e = readdir(folder));)
        if (e->d_name[0] != '.')
            unlinkat(dirfd(folder), e->d_name, 0);
    closedir(folder);
    rmdir(f->path);
    free(f);
    return 0;
}

/* What a search counts that looks at every match. */
static uint32_t count_all(struct tv_index *index, const struct xc_query *query,
                          struct tv_arena *arena, struct tv_facet facets[TV_FACET_COUNT])
{
    static const uint32_t slot = TV_SLOT_FACETS;
    const struct xc_search search = {.query = query,
                                     .weight = XC_WEIGHT_BOOL,
                                     .check_at_least = UINT32_MAX,
                                     .facet_slots = &slot,
                                     .n_facet_slots = 1};
    struct xc_result *result = xc_database_search(index->database, &search, NULL);
    assert_non_null(result);
    uint32_t total = result->matches.estimated;
    tv_facets_read(&result->facets[0], total, arena, facets);
    xc_result_destroy(result);
    return total;
}

static void expect_same(const struct tv_facet *a, const struct tv_facet *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_string_equal(a->values[i].value, b->values[i].value);
        assert_int_equal(a->values[i].count, b->values[i].count);
    }
}

static void columns_count_what_a_search_counts_that_looks_at_every_match(void **state)
{
    struct fixture *f = *state;
    tv_columns_give(f->columns, &f->index);
    for (unsigned divisor = 1; divisor < 9; divisor++) {
        char word[16];
        struct tv_arena arena = {0};
        struct tv_facet searched[TV_FACET_COUNT], counted[TV_FACET_COUNT];
        struct xc_set set;
        int n = snprintf(word, sizeof word, "by%u", divisor);
        struct xc_query *query = xc_query_term(word, (size_t)n, 1, 0, NULL);
        assert_true(tv_columns_match(&f->index, query, &set));
        tv_columns_count(&f->index, &set, &arena, counted);
        assert_int_equal(set.n_documents, count_all(&f->index, query, &arena, searched));
        for (size_t i = 0; i < TV_FACET_COUNT; i++)
            expect_same(&counted[i], &searched[i]);
        assert_int_equal(counted[TV_FACET_KIND].n > 0, divisor < 8);
        xc_query_destroy(query);
        tv_arena_finish(&arena);
    }
}

static bool can_count(struct tv_index *index)
{
    struct xc_set set;
    struct xc_query *query = xc_query_term("by2", 3, 1, 0, NULL);
    bool ok = tv_columns_match(index, query, &set);
    xc_query_destroy(query);
    return ok;
}

static void columns_are_not_used_for_another_revision_than_theirs(void **state)
{
    struct fixture *f = *state;
    struct tv_index newer = {0};
    assert_false(can_count(&f->index)); /* has none yet */
    tv_columns_give(f->columns, &f->index);
    assert_true(can_count(&f->index));
    write_passages(f->path, 10, 11);
    newer.database = xc_database_open(f->path, NULL);
    tv_columns_give(f->columns, &newer);
    assert_false(can_count(&newer));
    assert_int_equal(xc_database_reopen(f->index.database, NULL, NULL), XC_OK);
    assert_false(can_count(&f->index));
    tv_index_finish(&newer);
}

static void columns_without_room_for_sets_count_nothing_and_have_summaries(void **state)
{
    struct fixture *f = *state;
    struct tv_columns *small = tv_columns_read(f->index.database, 0);
    assert_non_null(small);
    tv_columns_give(small, &f->index);
    tv_columns_release(small);
    assert_false(can_count(&f->index));
    assert_true(tv_columns_there(&f->index));
}

static void an_index_keeps_its_columns_when_all_others_have_let_go(void **state)
{
    struct fixture *f = *state;
    tv_columns_give(f->columns, &f->index);
    tv_columns_release(f->columns);
    f->columns = NULL;
    assert_true(can_count(&f->index));
}

static void expect_summary(const struct fixture *f, const struct xc_hit *hit)
{
    struct tv_summary in_memory, stored;
    const struct xc_hit bare = {.docid = hit->docid};
    bool there = tv_columns_summary(&f->index, &bare, &in_memory);
    assert_int_equal(there, hit->docid % 10 != 0);
    assert_int_equal(tv_columns_summary(&f->index, hit, &stored), there);
    if (!there)
        return;
    assert_memory_equal(in_memory.document, stored.document, TV_ID_SIZE);
    assert_memory_equal(in_memory.group, stored.group, TV_ID_SIZE);
    assert_int_equal(in_memory.number, stored.number);
    assert_int_equal(in_memory.passages, stored.passages);
}

static void summaries_are_those_of_the_index(void **state)
{
    struct fixture *f = *state;
    static const uint32_t slot = TV_SLOT_SUMMARY;
    struct xc_query *all = xc_query_all(NULL);
    const struct xc_search search = {
        .query = all, .limit = UINT32_MAX, .value_slots = &slot, .n_value_slots = 1};
    struct xc_result *result = xc_database_search(f->index.database, &search, NULL);
    assert_non_null(result);
    assert_int_equal(result->n_hits, PASSAGES);
    tv_columns_give(f->columns, &f->index);
    for (size_t i = 0; i < result->n_hits; i++)
        expect_summary(f, &result->hits[i]);
    struct tv_summary none;
    const struct xc_hit unknown = {.docid = PASSAGES + 1};
    assert_false(tv_columns_summary(&f->index, &unknown, &none));
    xc_result_destroy(result);
    xc_query_destroy(all);
}

static void the_passages_of_a_document_that_match_are_counted(void **state)
{
    struct fixture *f = *state;
    struct xc_set set;
    struct xc_query *query = xc_query_term("by3", 3, 1, 0, NULL);
    tv_columns_give(f->columns, &f->index);
    assert_true(tv_columns_match(&f->index, query, &set));
    for (uint32_t docid = 20; docid < 60; docid++) {
        uint32_t n = 0, first = docid / 10 * 10;
        for (uint32_t i = first + 1; i < first + 10; i++)
            n += i % 3 == 0;
        assert_int_equal(tv_columns_of_document(&f->index, &set, docid), docid % 10 ? n : 0);
    }
    assert_int_equal(tv_columns_of_document(&f->index, &set, UINT32_MAX), 0);
    xc_query_destroy(query);
}

#define columns_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        columns_test(columns_count_what_a_search_counts_that_looks_at_every_match),
        columns_test(summaries_are_those_of_the_index),
        columns_test(the_passages_of_a_document_that_match_are_counted),
        columns_test(columns_are_not_used_for_another_revision_than_theirs),
        columns_test(columns_without_room_for_sets_count_nothing_and_have_summaries),
        columns_test(an_index_keeps_its_columns_when_all_others_have_let_go),
    };
    return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
