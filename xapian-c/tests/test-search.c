// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Searches: hits and everything that can be asked about them; and expansion.
 */
#include "test.h"

#include <stdio.h>
#include <time.h>

/* A database as xt_make() makes it, open, and a few queries on it. */
struct fixture {
    void *directory;
    struct xc_database *database;
    struct xc_query *cats, *all, *convention;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f || xt_setup(&f->directory) != 0)
        return -1;
    xt_make(xt_path(&f->directory, "db"));
    f->database = xt_open(xt_path(&f->directory, "db"));
    f->cats = xt_term("Zcat");
    f->convention = xt_term("convention");
    f->all = xc_query_all(&xt_error);
    GIVEN(f->all);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    xc_query_destroy(f->cats);
    xc_query_destroy(f->convention);
    xc_query_destroy(f->all);
    xc_database_destroy(f->database);
    int result = xt_teardown(&f->directory);
    free(f);
    return result;
}

static void expect_order(const struct xc_result *result, const uint32_t *docids, size_t n)
{
    assert_int_equal(result->n_hits, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(result->hits[i].docid, docids[i]);
        assert_int_equal(result->hits[i].rank, i);
    }
}

static void hits_have_what_was_asked_for(void **state)
{
    struct fixture *f = *state;
    const uint32_t slots[] = {2, 0, 9};
    struct xc_search search = {.query = f->cats,
                               .limit = 10,
                               .fetch = XC_HIT_DATA | XC_HIT_TERMS,
                               .value_slots = slots,
                               .n_value_slots = 3};
    struct xc_result *result = xt_search(f->database, &search);
    assert_int_equal(result->n_hits, 3);
    assert_int_equal(result->matches.lower, 3);
    assert_int_equal(result->matches.estimated, 3);
    assert_int_equal(result->matches.upper, 3);
    const struct xc_hit *hit = &result->hits[0];
    assert_int_equal(hit->docid, 1); /* two cats */
    assert_true(hit->weight > result->hits[1].weight);
    assert_true(hit->weight == result->max_attained);
    assert_true(hit->weight <= result->max_possible);
    assert_int_equal(hit->percent, 100);
    assert_string_equal(xt_text(hit->data), "The cat sat on the mat and the cat slept");
    assert_string_equal(xt_text(hit->values[0]), "20200101");
    assert_string_equal(xt_text(hit->values[1]), "red");
    assert_int_equal(hit->values[2].size, 0);
    assert_int_equal(hit->n_terms, 1);
    assert_string_equal(xt_text(hit->terms[0]), "Zcat");
    assert_int_equal(hit->snippet.size, 0);
    assert_int_equal(result->n_terms, 1);
    assert_string_equal(xt_text(result->terms[0].term), "Zcat");
    assert_int_equal(result->terms[0].documents, 3);
    assert_true(result->terms[0].weight > 0);
    assert_false(result->timed_out);
    assert_int_equal(result->retries, 0);
    xc_result_destroy(result);
    search.fetch = 0;
    result = xt_search(f->database, &search);
    assert_int_equal(result->hits[0].data.size + result->hits[0].n_terms, 0);
    xc_result_destroy(result);
}

static void a_result_outlives_query_and_database(void **state)
{
    struct fixture *f = *state;
    struct xc_database *database = xt_open(xt_path(&f->directory, "db"));
    struct xc_query *query = xt_term("convention");
    struct xc_search search = {.query = query, .limit = 2, .fetch = XC_HIT_DATA};
    struct xc_result *result = xt_search(database, &search);
    xc_query_destroy(query);
    xc_database_destroy(database);
    assert_int_equal(result->n_hits, 2);
    assert_non_null(strstr(xt_text(result->hits[0].data), "convention"));
    xc_result_destroy(result);
}

static void pages_follow_one_another(void **state)
{
    struct fixture *f = *state;
    struct xc_search search = {.query = f->all, .offset = 3, .limit = 2};
    struct xc_result *result = xt_search(f->database, &search);
    assert_int_equal(result->n_hits, 2);
    assert_int_equal(result->hits[0].docid, 4);
    assert_int_equal(result->hits[0].rank, 3);
    xc_result_destroy(result);
    search.offset = UINT32_MAX;
    search.limit = UINT32_MAX;
    search.check_at_least = UINT32_MAX;
    result = xt_search(f->database, &search);
    assert_int_equal(result->n_hits, 0);
    assert_int_equal(result->matches.lower, XT_DOCUMENTS);
    xc_result_destroy(result);
}

static void no_query_matches_nothing(void **state)
{
    struct fixture *f = *state;
    struct xc_search search = {.limit = 2};
    struct xc_result *result = xt_search(f->database, &search);
    assert_int_equal(result->n_hits, 0);
    assert_int_equal(result->matches.upper, 0);
    xc_result_destroy(result);
}

static void filters_must_all_match_and_have_no_weight(void **state)
{
    struct fixture *f = *state;
    struct xc_str from = XC_LITERAL("20200601"), to = XC_LITERAL("20230101");
    struct xc_query *range = xc_query_value_range(2, &from, &to, &xt_error);
    GIVEN(range);
    struct xc_query *mat = xt_term("mat");
    const struct xc_query *filters[] = {range, mat};
    struct xc_search search = {.query = f->cats, .limit = 10};
    struct xc_result *plain = xt_search(f->database, &search);
    search.filters = filters;
    search.n_filters = 2;
    struct xc_result *filtered = xt_search(f->database, &search);
    expect_order(filtered, (uint32_t[]){2}, 1);
    for (size_t i = 0; i < plain->n_hits; i++)
        if (plain->hits[i].docid == 2)
            assert_true(plain->hits[i].weight == filtered->hits[0].weight);
    xc_result_destroy(plain);
    xc_result_destroy(filtered);
    xc_query_destroy(range);
    xc_query_destroy(mat);
}

static void every_order_is_kept(void **state)
{
    struct fixture *f = *state;
    struct xc_sort_key number = {.slot = 1};
    struct xc_search search = {
        .query = f->all, .limit = 10, .order = XC_ORDER_KEYS, .keys = &number, .n_keys = 1};
    struct xc_result *result = xt_search(f->database, &search);
    expect_order(result, (uint32_t[]){2, 4, 7, 1, 3, 5, 8, 6}, 8);
    xc_result_destroy(result);

    struct xc_sort_key keys[] = {{.slot = 0, .missing = XC_LITERAL("zzz")},
                                 {.slot = 1, .reverse = true}};
    search.keys = keys;
    search.n_keys = 2;
    result = xt_search(f->database, &search);
    expect_order(result, (uint32_t[]){5, 2, 4, 6, 8, 3, 1, 7}, 8);
    xc_result_destroy(result);

    search = (struct xc_search){.query = f->all, .limit = 10, .docid_order = XC_DOCID_DESCENDING};
    result = xt_search(f->database, &search);
    expect_order(result, (uint32_t[]){8, 7, 6, 5, 4, 3, 2, 1}, 8);
    xc_result_destroy(result);

    struct xc_sort_key colour = {.slot = 0};
    search = (struct xc_search){.query = f->cats,
                                .limit = 10,
                                .order = XC_ORDER_KEYS_THEN_RELEVANCE,
                                .keys = &colour,
                                .n_keys = 1};
    result = xt_search(f->database, &search);
    expect_order(result, (uint32_t[]){2, 1, 6}, 3);
    xc_result_destroy(result);
    search.order = XC_ORDER_RELEVANCE_THEN_KEYS;
    search.weight = XC_WEIGHT_COORD;
    search.keys = &number;
    number.reverse = true;
    result = xt_search(f->database, &search);
    expect_order(result, (uint32_t[]){6, 1, 2}, 3);
    xc_result_destroy(result);
}

static void collapsing_keeps_the_best_of_each_value(void **state)
{
    struct fixture *f = *state;
    struct xc_search search = {.query = f->all,
                               .limit = 10,
                               .check_at_least = UINT32_MAX,
                               .collapse = true,
                               .collapse_slot = 0};
    struct xc_result *result = xt_search(f->database, &search);
    expect_order(result, (uint32_t[]){1, 2, 4, 7}, 4);
    assert_string_equal(xt_text(result->hits[0].collapse_key), "red");
    assert_int_equal(result->hits[0].collapse_count, 3);
    assert_int_equal(result->hits[2].collapse_count, 0);
    assert_int_equal(result->matches.lower, 4);
    assert_int_equal(result->uncollapsed.lower, XT_DOCUMENTS);
    xc_result_destroy(result);
    search.collapse_max = 2;
    result = xt_search(f->database, &search);
    expect_order(result, (uint32_t[]){1, 2, 3, 4, 5, 7}, 6);
    xc_result_destroy(result);
}

static void facets_count_the_values_of_all_matches(void **state)
{
    struct fixture *f = *state;
    const uint32_t slots[] = {0, 7};
    struct xc_search search = {
        .query = f->all, .check_at_least = UINT32_MAX, .facet_slots = slots, .n_facet_slots = 2};
    struct xc_result *result = xt_search(f->database, &search);
    assert_int_equal(result->n_hits, 0);
    assert_int_equal(result->n_facets, 2);
    const struct xc_facet *colours = &result->facets[0];
    assert_int_equal(colours->slot, 0);
    assert_int_equal(colours->total, XT_DOCUMENTS);
    assert_int_equal(colours->n_values, 3);
    assert_string_equal(xt_text(colours->values[0].value), "blue");
    assert_int_equal(colours->values[0].count, 2);
    assert_string_equal(xt_text(colours->values[2].value), "red");
    assert_int_equal(colours->values[2].count, 4);
    assert_int_equal(result->facets[1].n_values, 0);
    xc_result_destroy(result);
    search.facet_max = 1;
    result = xt_search(f->database, &search);
    assert_int_equal(result->facets[0].n_values, 1);
    assert_string_equal(xt_text(result->facets[0].values[0].value), "red");
    xc_result_destroy(result);
}

static void cut_offs_leave_out_weak_hits(void **state)
{
    struct fixture *f = *state;
    struct xc_search search = {.query = f->cats, .limit = 10};
    struct xc_result *result = xt_search(f->database, &search);
    double best = result->hits[0].weight;
    xc_result_destroy(result);
    search.weight_cutoff = best * 0.999;
    result = xt_search(f->database, &search);
    assert_int_equal(result->n_hits, 1);
    xc_result_destroy(result);
    search.weight_cutoff = 0;
    search.percent_cutoff = 99;
    result = xt_search(f->database, &search);
    assert_int_equal(result->n_hits, 1);
    xc_result_destroy(result);
    search.percent_cutoff = 101;
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
}

static void every_weight_works_and_takes_parameters(void **state)
{
    struct fixture *f = *state;
    double weights[XC_WEIGHT_COORD + 1];
    for (int w = XC_WEIGHT_BM25; w <= XC_WEIGHT_COORD; w++) {
        struct xc_search search = {.query = f->cats, .limit = 3, .weight = (enum xc_weight)w};
        struct xc_result *result = xt_search(f->database, &search);
        assert_int_equal(result->n_hits, 3);
        weights[w] = result->hits[0].weight;
        xc_result_destroy(result);
    }
    assert_true(weights[XC_WEIGHT_BOOL] == 0);
    assert_true(weights[XC_WEIGHT_COORD] == 1);
    assert_true(weights[XC_WEIGHT_BM25] != weights[XC_WEIGHT_TF_IDF]);
    double k1 = 5;
    struct xc_search search = {.query = f->cats, .limit = 3, .parameters = &k1, .n_parameters = 1};
    struct xc_result *result = xt_search(f->database, &search);
    assert_true(result->hits[0].weight != weights[XC_WEIGHT_BM25]);
    xc_result_destroy(result);
    search = (struct xc_search){
        .query = f->cats, .limit = 3, .weight = XC_WEIGHT_TF_IDF, .normalisation = "qqq"};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    search = (struct xc_search){.query = f->cats, .weight = (enum xc_weight)99};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    double smoothing[] = {0, 9};
    search = (struct xc_search){
        .query = f->cats, .weight = XC_WEIGHT_LM, .parameters = smoothing, .n_parameters = 2};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
}

static void relevant_documents_change_weights(void **state)
{
    struct fixture *f = *state;
    const uint32_t relevant[] = {3, 8};
    struct xc_search search = {.query = f->convention, .limit = 3};
    struct xc_result *without = xt_search(f->database, &search);
    search.relevant = relevant;
    search.n_relevant = 2;
    struct xc_result *with = xt_search(f->database, &search);
    assert_true(with->hits[0].weight > without->hits[0].weight);
    xc_result_destroy(without);
    xc_result_destroy(with);
}

static void a_search_past_its_time_limit_says_so(void **state)
{
    struct fixture *f = *state;
    struct xc_search search = {
        .query = f->all, .limit = 3, .check_at_least = UINT32_MAX, .time_limit = 1e-9};
    struct xc_result *result = xt_search(f->database, &search);
    assert_true(result->timed_out);
    assert_int_equal(result->n_hits, 3);
    xc_result_destroy(result);
    search.time_limit = 1e6;
    result = xt_search(f->database, &search);
    assert_false(result->timed_out);
    xc_result_destroy(result);
}

static void what_is_asked_for_past_the_time_allowed_is_given_up(void **state)
{
    struct fixture *f = *state;
    struct xc_search search = {.query = f->all, .limit = 10};
    struct xc_sets *sets = xc_sets_create(1000, &xt_error);
    struct xc_set set;
    uint32_t n;
    OK(xc_database_allow(f->database, 1e-9, &xt_error));
    GIVES_NOTHING(XC_TIMEOUT, xc_database_search(f->database, &search, &xt_error));
    FAILS(XC_TIMEOUT, xc_database_frequency(f->database, XC_TEXT("cat"), &n, &xt_error));
    FAILS(XC_TIMEOUT, xc_database_matches(f->database, f->all, sets, &set, &xt_error));
    OK(xc_database_allow(f->database, 1000, &xt_error));
    xc_result_destroy(xt_search(f->database, &search));
    OK(xc_database_allow(f->database, 1e-9, &xt_error));
    OK(xc_database_allow(f->database, 0, &xt_error));
    xc_result_destroy(xt_search(f->database, &search));
    FAILS(XC_INVALID_ARGUMENT, xc_database_allow(f->database, -1, &xt_error));
    xc_sets_destroy(sets);
}

static void a_search_is_given_up_while_it_looks_for_matches(void **state)
{
    struct fixture *f = *state;
    xt_make_large(xt_path(&f->directory, "large"), 3000);
    struct xc_database *large = xt_open(xt_path(&f->directory, "large"));
    static const uint32_t slot = 0;
    struct xc_search search = {
        .query = f->all, .check_at_least = UINT32_MAX, .facet_slots = &slot, .n_facet_slots = 1};
    struct xc_result *result = xt_search(large, &search);
    assert_int_equal(result->facets[0].total, 3000);
    xc_result_destroy(result);
    OK(xc_database_allow(large, 2e-5, &xt_error)); /* enough to begin, far too little to end */
    GIVES_NOTHING(XC_TIMEOUT, xc_database_search(large, &search, &xt_error));
    xc_database_destroy(large);
}

static void snippets_are_escaped_and_marked(void **state)
{
    struct fixture *f = *state;
    struct xc_snippet snippet = {.language = "english"};
    struct xc_search search = {.query = f->cats, .limit = 10, .snippet = &snippet};
    struct xc_result *result = xt_search(f->database, &search);
    for (size_t i = 0; i < result->n_hits; i++)
        if (result->hits[i].docid == 6)
            assert_string_equal(xt_text(result->hits[i].snippet),
                                "Computers &amp; networks &lt;of <b>cats</b>&gt;");
    xc_result_destroy(result);
    snippet.start = xc_str_of("[");
    snippet.end = xc_str_of("]");
    result = xt_search(f->database, &search);
    assert_non_null(strstr(xt_text(result->hits[0].snippet), "The [cat] sat"));
    assert_int_equal(result->hits[0].data.size, 0);
    xc_result_destroy(result);
}

static void snippets_never_have_empty_markers(void **state)
{
    struct fixture *f = *state;
    struct xc_snippet snippet = {.start = {"", 0}, .end = {"", 0}};
    struct xc_search search = {.query = f->cats, .limit = 10, .snippet = &snippet};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    snippet.start = xc_str_of("[");
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    snippet.start = (struct xc_str){NULL, 0};
    snippet.end = xc_str_of("]");
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
}

static bool own_text(void *context, const struct xc_hit *hit, struct xc_str *ret_text)
{
    *ret_text = xc_str_of(context);
    return hit->docid != 2;
}

static void snippets_can_be_made_of_another_text(void **state)
{
    struct fixture *f = *state;
    char text[] = "another story of a cat";
    struct xc_snippet snippet = {.text = own_text, .context = text, .language = "english"};
    struct xc_search search = {.query = f->cats, .limit = 10, .snippet = &snippet};
    struct xc_result *result = xt_search(f->database, &search);
    for (size_t i = 0; i < result->n_hits; i++)
        assert_string_equal(xt_text(result->hits[i].snippet), result->hits[i].docid == 2
                                                                  ? ""
                                                                  : "another story of a "
                                                                    "<b>cat</b>");
    xc_result_destroy(result);
}

static void lists_that_are_announced_must_be_there(void **state)
{
    struct fixture *f = *state;
    struct xc_search search = {.query = f->cats, .n_value_slots = 1};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    search = (struct xc_search){.query = f->cats, .n_filters = 1};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    search = (struct xc_search){.query = f->cats, .order = XC_ORDER_KEYS};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    search = (struct xc_search){.query = f->cats, .collapse = true, .collapse_slot = XC_NO_SLOT};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, &search, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(f->database, NULL, &xt_error));
}

static bool has_term(const struct xc_expansion *expansion, const char *term)
{
    for (size_t i = 0; i < expansion->n_terms; i++)
        if (strcmp(expansion->terms[i].term.data, term) == 0)
            return true;
    return false;
}

static void expansion_finds_what_marks_the_relevant_documents(void **state)
{
    struct fixture *f = *state;
    const uint32_t relevant[] = {3, 8};
    struct xc_expand expand = {
        .query = f->convention, .relevant = relevant, .n_relevant = 2, .limit = 50};
    struct xc_expansion *expansion = xc_database_expand(f->database, &expand, &xt_error);
    GIVEN(expansion);
    assert_true(expansion->n_terms > 3);
    assert_false(has_term(expansion, "convention"));
    assert_true(has_term(expansion, "committee"));
    for (size_t i = 1; i < expansion->n_terms; i++)
        assert_true(expansion->terms[i - 1].weight >= expansion->terms[i].weight);
    xc_expansion_destroy(expansion);

    const struct xc_str exclude[] = {XC_LITERAL("Zcommitte")};
    expand.prefix = xc_str_of("Z");
    expand.exclude = exclude;
    expand.n_exclude = 1;
    expand.with_query_terms = true;
    expand.scheme = XC_EXPAND_BO1;
    expansion = xc_database_expand(f->database, &expand, &xt_error);
    GIVEN(expansion);
    assert_true(expansion->n_terms > 0);
    assert_false(has_term(expansion, "Zcommitte"));
    for (size_t i = 0; i < expansion->n_terms; i++)
        assert_int_equal(expansion->terms[i].term.data[0], 'Z');
    xc_expansion_destroy(expansion);

    expand =
        (struct xc_expand){.relevant = relevant, .n_relevant = 2, .limit = 50, .min_weight = 1000};
    expansion = xc_database_expand(f->database, &expand, &xt_error);
    GIVEN(expansion);
    assert_int_equal(expansion->n_terms, 0);
    xc_expansion_destroy(expansion);
    const uint32_t missing = 99;
    expand = (struct xc_expand){.relevant = &missing, .n_relevant = 1, .limit = 5};
    GIVES_NOTHING(XC_NOT_FOUND, xc_database_expand(f->database, &expand, &xt_error));
}

#define search_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static void fill(const char *path, unsigned n, const char *colour)
{
    struct xc_writer *writer = xt_writer(path);
    for (unsigned i = 0; i < n; i++)
        xt_add(writer, i % 2 ? "cats" : "dogs", 0, colour);
    OK(xc_writer_close(writer, &xt_error));
    xc_writer_destroy(writer);
}

static void expect_colours(struct xc_database *database, uint32_t check_at_least)
{
    static const uint32_t slot = 0;
    struct xc_query *query = xt_term("cats");
    const struct xc_search search = {.query = query,
                                     .weight = XC_WEIGHT_BOOL,
                                     .check_at_least = check_at_least,
                                     .facet_slots = &slot,
                                     .n_facet_slots = 1};
    struct xc_result *result = xt_search(database, &search);
    const struct xc_facet *colours = &result->facets[0];
    assert_int_equal(result->matches.estimated, 1050);
    assert_int_equal(colours->total, 1050);
    assert_int_equal(colours->n_values, 2);
    assert_string_equal(xt_text(colours->values[0].value), "blue");
    assert_int_equal(colours->values[0].count, 50);
    assert_string_equal(xt_text(colours->values[1].value), "red");
    assert_int_equal(colours->values[1].count, 1000);
    xc_result_destroy(result);
    xc_query_destroy(query);
}

static void facets_of_several_databases_count_each_of_them(void **state)
{
    static char first[300], second[300];
    strcpy(first, xt_path(state, "first"));
    strcpy(second, xt_path(state, "second"));
    fill(first, 2000, "red");
    fill(second, 100, "blue");
    const char *paths[] = {first, second};
    struct xc_database *both = xc_database_open_many(paths, 2, &xt_error);
    GIVEN(both);
    expect_colours(both, UINT32_MAX);
    expect_colours(both, 300);
    xc_database_destroy(both);
    both = xt_open(first);
    OK(xc_database_add(both, xt_open(second), &xt_error));
    expect_colours(both, 300);
    xc_database_destroy(both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        search_test(hits_have_what_was_asked_for),
        search_test(a_result_outlives_query_and_database),
        search_test(pages_follow_one_another),
        search_test(no_query_matches_nothing),
        search_test(filters_must_all_match_and_have_no_weight),
        search_test(every_order_is_kept),
        search_test(collapsing_keeps_the_best_of_each_value),
        search_test(facets_count_the_values_of_all_matches),
        xt_test(facets_of_several_databases_count_each_of_them),
        search_test(cut_offs_leave_out_weak_hits),
        search_test(every_weight_works_and_takes_parameters),
        search_test(relevant_documents_change_weights),
        search_test(a_search_past_its_time_limit_says_so),
        search_test(what_is_asked_for_past_the_time_allowed_is_given_up),
        search_test(a_search_is_given_up_while_it_looks_for_matches),
        search_test(snippets_are_escaped_and_marked),
        search_test(snippets_never_have_empty_markers),
        search_test(snippets_can_be_made_of_another_text),
        search_test(lists_that_are_announced_must_be_there),
        search_test(expansion_finds_what_marks_the_relevant_documents),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
