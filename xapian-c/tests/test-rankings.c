// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rankings: a reader that was given sets finds the same documents with the same weights as libxapian,
 * whatever the query is made of and whatever is in memory; and what it cannot do is left to libxapian.
 */
#include "test.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>

enum { DOCUMENTS = 7000, WORDS = 60, DELETED = 300, QUERIES = 1500, LEAST_RANKED = QUERIES / 2 };

/* k1, k2, k3, b, the least length: without lengths. */
static const double bm25[] = {19.2, 0, 1, 0, 1};

static _Thread_local uint32_t seed;

static uint32_t pick(uint32_t n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

static size_t word(char text[16], uint32_t number)
{
    return (size_t)snprintf(text, 16, "w%u", number);
}

/* w0 is in nearly all documents, w59 in few; slot 0 has a day; k0 to k3 weigh nothing. */
static void add_document(struct xc_writer *writer, struct xc_document *document)
{
    char text[16];
    OK(xc_document_clear(document, &xt_error));
    for (uint32_t at = 1; at <= 30; at++)
        OK(xc_document_add_posting(document, text, word(text, pick(1 + pick(1 + pick(WORDS)))), at,
                                   pick(40) ? 1 + pick(30) : 1 + pick(100000), &xt_error));
    snprintf(text, sizeof text, "k%u", pick(4));
    OK(xc_document_add_term(document, text, 2, 0, &xt_error));
    int n = snprintf(text, sizeof text, "2020%02u%02u", 1 + pick(12), 1 + pick(28));
    OK(xc_document_set_value(document, 0, text, (size_t)n, &xt_error));
    OK(xc_writer_add(writer, document, NULL, &xt_error));
}

static void make(const char *path)
{
    struct xc_writer *writer = xt_writer(path);
    struct xc_document *document = xc_document_create(&xt_error);
    GIVEN(document);
    seed = 1;
    for (unsigned i = 0; i < DOCUMENTS; i++)
        add_document(writer, document);
    for (uint32_t i = 0; i < DELETED; i++)
        OK(xc_writer_delete(writer, 7 + 11 * i, &xt_error));
    OK(xc_writer_close(writer, &xt_error));
    xc_writer_destroy(writer);
    xc_document_destroy(document);
}

static struct xc_query *random_query(unsigned depth);

static struct xc_query *random_term(void)
{
    char text[16];
    if (pick(15) == 0)
        return xc_query_term("k1", 2, 1, 0, NULL);
    /* the last ones are in no document */
    return xc_query_term(text, word(text, pick(1 + pick(WORDS + 3))), 1 + pick(3), pick(5), NULL);
}

static struct xc_query *random_phrase(void)
{
    char text[2][16] = {{0}};
    struct xc_str words[2];
    for (int i = 0; i < 2; i++)
        words[i] = (struct xc_str){text[i], word(text[i], pick(20))};
    return xc_query_terms(pick(2) ? XC_OP_PHRASE : XC_OP_NEAR, words, 2, 2 + pick(3), NULL);
}

static struct xc_query *random_range(void)
{
    const struct xc_str low = XC_LITERAL("20200301"), high = XC_LITERAL("20200820");
    return xc_query_value_range(0, &low, pick(2) ? &high : NULL, NULL);
}

static struct xc_query *random_scaled(unsigned depth)
{
    static const double factors[] = {0.2, 0.7 / 3, 3, 1e-3};
    struct xc_query *one = random_query(depth),
                    *scaled = xc_query_scale(one, factors[pick(4)], NULL);
    xc_query_destroy(one);
    return scaled;
}

/* All documents, by a filter. */
static struct xc_query *random_filter(void)
{
    struct xc_query *all = xc_query_all(NULL), *filter = pick(2) ? random_range() : random_term();
    const struct xc_query *both[] = {all, filter};
    struct xc_query *query = xc_query_combine(XC_OP_FILTER, both, 2, 0, NULL);
    xc_query_destroy(all);
    xc_query_destroy(filter);
    return query;
}

/* A query of terms, operators, factors, phrases and ranges. Without XC_OP_AND_MAYBE, with which libxapian
 * 1.4 now and then goes by memory that nobody has written to. */
static struct xc_query *random_query(unsigned depth)
{
    static const enum xc_op operators[] = {XC_OP_OR,  XC_OP_OR,      XC_OP_OR,
                                           XC_OP_AND, XC_OP_AND_NOT, XC_OP_FILTER};
    if (depth == 0 || pick(4) == 0)
        return random_term();
    if (pick(8) == 0)
        return pick(2) ? random_phrase() : random_range();
    if (pick(6) == 0)
        return random_scaled(depth - 1);
    struct xc_query *parts[4];
    size_t n = 2 + pick(3);
    for (size_t i = 0; i < n; i++)
        parts[i] = random_query(depth - 1);
    struct xc_query *all =
        xc_query_combine(operators[pick(6)], (const struct xc_query *const *)parts, n, 0, NULL);
    for (size_t i = 0; i < n; i++)
        xc_query_destroy(parts[i]);
    return all;
}

static struct xc_result *ask(struct xc_database *database, const struct xc_query *query,
                             uint32_t offset, uint32_t limit)
{
    const struct xc_search search = {.query = query,
                                     .parameters = bm25,
                                     .n_parameters = sizeof bm25 / sizeof *bm25,
                                     .offset = offset,
                                     .limit = limit,
                                     .check_at_least = UINT32_MAX};
    return xt_search(database, &search);
}

/* What libxapian answers has weights of terms. */
static bool by_sets(const struct xc_result *result)
{
    for (size_t i = 0; i < result->n_terms; i++)
        if (result->terms[i].weight > 0)
            return false;
    return result->n_terms > 0;
}

static bool equal(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b)));
}

/* libxapian's sums differ in their last bits by the order in which it adds up, and with them the order
 * of what weighs the same. */
static void expect_same(const struct xc_result *result, const struct xc_result *all,
                        uint32_t offset, uint32_t limit)
{
    static const struct xc_hit *of[DOCUMENTS + 1];
    size_t n = all->n_hits > offset ? all->n_hits - offset : 0;
    memset(of, 0, sizeof of);
    for (size_t i = 0; i < all->n_hits; i++)
        of[all->hits[i].docid] = &all->hits[i];
    assert_int_equal(result->n_hits, n < limit ? n : limit);
    assert_int_equal(result->matches.lower, all->n_hits);
    assert_int_equal(result->matches.upper, all->n_hits);
    for (size_t i = 0; i < result->n_hits; i++) {
        const struct xc_hit *hit = &result->hits[i], *theirs = &all->hits[offset + i];
        const struct xc_hit *same = of[hit->docid];
        assert_non_null(same);
        assert_int_equal(hit->rank, offset + i);
        assert_true(equal(hit->weight, theirs->weight) && equal(hit->weight, same->weight));
        if (i && hit[-1].weight == hit->weight)
            assert_true(hit[-1].docid < hit->docid);
        else if (i)
            assert_true(hit[-1].weight > hit->weight);
        if (offset == 0 && result->hits[0].docid == all->hits[0].docid)
            assert_true(abs((int)hit->percent - (int)same->percent) <= 1);
    }
}

static void expect_same_terms(const struct xc_result *result, const struct xc_result *all)
{
    assert_int_equal(result->n_terms, all->n_terms);
    for (size_t i = 0; i < all->n_terms; i++) {
        assert_string_equal(xt_text(result->terms[i].term), xt_text(all->terms[i].term));
        assert_int_equal(result->terms[i].documents, all->terms[i].documents);
    }
}

/* Asks random queries of two readers; how many of them were answered by sets. */
static size_t expect_same_answers(const char *path, size_t most_bytes, size_t n)
{
    struct xc_database *theirs = xt_open(path), *ours = xt_open(path);
    struct xc_sets *sets = xc_sets_create(most_bytes, &xt_error);
    GIVEN(sets);
    OK(xc_database_use_sets(ours, sets, &xt_error));
    seed = 2;
    size_t by_sets_n = 0;
    for (size_t i = 0; i < n; i++) {
        struct xc_query *query = pick(40) ? random_query(3) : random_filter();
        uint32_t offset = pick(4) ? 0 : pick(50), limit = pick(10) ? 1 + pick(120) : pick(9000);
        struct xc_result *all = ask(theirs, query, 0, DOCUMENTS);
        struct xc_result *result = ask(ours, query, offset, limit);
        if (by_sets(result)) {
            by_sets_n++;
            expect_same(result, all, offset, limit);
            expect_same_terms(result, all);
        }
        xc_result_destroy(result);
        xc_result_destroy(all);
        xc_query_destroy(query);
    }
    xc_database_destroy(ours);
    xc_database_destroy(theirs);
    xc_sets_destroy(sets);
    return by_sets_n;
}

static void a_ranking_by_sets_is_that_of_libxapian(void **state)
{
    make(xt_path(state, "db"));
    assert_true(expect_same_answers(xt_path(state, "db"), 1 << 22, QUERIES) > LEAST_RANKED);
}

static void a_ranking_is_the_same_where_little_or_nothing_is_kept(void **state)
{
    make(xt_path(state, "db"));
    assert_true(expect_same_answers(xt_path(state, "db"), 20000, 200) > 50);
    assert_true(expect_same_answers(xt_path(state, "db"), 0, 100) > 20);
}

static void expect_left_to_libxapian(struct xc_database *database, struct xc_query *query,
                                     struct xc_search search)
{
    search.query = query;
    search.limit = 5;
    struct xc_result *result = xt_search(database, &search);
    assert_false(by_sets(result));
    xc_result_destroy(result);
}

/* Each with what makes it one that sets cannot answer. */
static void other_searches_are_left_to_libxapian(void **state)
{
    make(xt_path(state, "db"));
    static const struct xc_sort_key key = {.slot = 0};
    static const uint32_t slot = 0;
    static const double with_lengths[] = {1, 0, 1, 0.5, 0.5};
    const struct xc_search plain = {.parameters = bm25, .n_parameters = 5};
    struct xc_search searches[8];
    for (size_t i = 0; i < 8; i++)
        searches[i] = plain;
    searches[0].parameters = with_lengths;
    searches[1].weight = XC_WEIGHT_TRAD;
    searches[2].order = XC_ORDER_RELEVANCE_THEN_KEYS;
    searches[2].keys = &key;
    searches[2].n_keys = 1;
    searches[3].collapse = true;
    searches[4].value_slots = &slot;
    searches[4].n_value_slots = 1;
    searches[5].fetch = XC_HIT_DATA;
    searches[6].percent_cutoff = 10;
    searches[7].docid_order = XC_DOCID_DESCENDING;
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_sets *sets = xc_sets_create(1 << 22, &xt_error);
    struct xc_query *query = xt_term("w3");
    OK(xc_database_use_sets(database, sets, &xt_error));
    struct xc_result *result = ask(database, query, 0, 5);
    assert_true(by_sets(result));
    xc_result_destroy(result);
    for (size_t i = 0; i < 8; i++)
        expect_left_to_libxapian(database, query, searches[i]);
    OK(xc_database_use_sets(database, NULL, &xt_error));
    expect_left_to_libxapian(database, query, plain);
    xc_query_destroy(query);
    xc_sets_destroy(sets);
    xc_database_destroy(database);
}

static void a_reader_that_was_reopened_no_longer_uses_its_sets(void **state)
{
    xt_make_large(xt_path(state, "db"), 200);
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_sets *sets = xc_sets_create(1 << 20, &xt_error);
    struct xc_query *query = xt_term("common");
    OK(xc_database_use_sets(database, sets, &xt_error));
    for (unsigned round = 1; round < 4; round++)
        xt_change_large(xt_path(state, "db"), 200, round);
    struct xc_result *result = ask(database, query, 0, 1000); /* overtaken while it reads */
    assert_int_equal(result->n_hits, 200);
    assert_false(by_sets(result));
    assert_int_equal(xc_database_generation(database), 1);
    xc_result_destroy(result);
    xc_query_destroy(query);
    xc_sets_destroy(sets);
    xc_database_destroy(database);
}

static void a_damaged_table_is_an_error_and_nothing_of_it_is_kept(void **state)
{
    static char postlist[300];
    const char *path = xt_path(state, "db");
    xt_make_large(path, 3000);
    struct xc_database *database = xt_open(path);
    struct xc_sets *sets = xc_sets_create(1 << 20, &xt_error);
    struct xc_query *query = xt_term("common");
    OK(xc_database_use_sets(database, sets, &xt_error));
    snprintf(postlist, sizeof postlist, "%s/postlist.glass", path);
    xt_truncate(postlist, 8192);
    const struct xc_search search = {
        .query = query, .parameters = bm25, .n_parameters = 5, .limit = 5};
    for (int times = 0; times < 2; times++) {
        GIVES_NOTHING(XC_CORRUPT, xc_database_search(database, &search, &xt_error));
        xt_error = (struct xc_error){0};
    }
    xc_query_destroy(query);
    xc_sets_destroy(sets);
    xc_database_destroy(database);
}

static void expect_places(struct xc_database *ours, struct xc_database *theirs, const char *term)
{
    struct xc_stretch stretches[40];
    const struct xc_place *places, *expected;
    size_t n, n_expected, n_stretches = 0;
    for (uint32_t at = 1 + pick(50); n_stretches < 40 && at < DOCUMENTS + 100; n_stretches++) {
        stretches[n_stretches] = (struct xc_stretch){at, at + pick(pick(8) ? 20 : 5000)};
        at = stretches[n_stretches].last + 1 + pick(600);
    }
    OK(xc_database_places(ours, term, strlen(term), stretches, n_stretches, &places, &n,
                          &xt_error));
    OK(xc_database_places(theirs, term, strlen(term), stretches, n_stretches, &expected,
                          &n_expected, &xt_error));
    assert_int_equal(n, n_expected);
    if (n)
        assert_memory_equal(places, expected, n * sizeof *places);
}

static void places_are_the_same_by_sets(void **state)
{
    make(xt_path(state, "db"));
    struct xc_database *ours = xt_open(xt_path(state, "db")),
                       *theirs = xt_open(xt_path(state, "db"));
    struct xc_sets *sets = xc_sets_create(1 << 22, &xt_error);
    OK(xc_database_use_sets(ours, sets, &xt_error));
    seed = 3;
    for (uint32_t i = 0; i < WORDS + 3; i++) {
        char text[16];
        word(text, i);
        struct xc_query *query = xt_term(text);
        xc_result_destroy(ask(ours, query, 0, 5)); /* keeps the term */
        for (int k = 0; k < 10; k++)
            expect_places(ours, theirs, text);
        xc_query_destroy(query);
    }
    xc_database_destroy(ours);
    xc_database_destroy(theirs);
    xc_sets_destroy(sets);
}

static void sets_are_refused_for_several_databases_and_writers(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    const char *paths[] = {path, path};
    struct xc_sets *sets = xc_sets_create(1 << 20, &xt_error);
    struct xc_database *both = xc_database_open_many(paths, 2, &xt_error);
    struct xc_writer *writer = xt_writer(path);
    FAILS(XC_INVALID_ARGUMENT, xc_database_use_sets(both, sets, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_database_use_sets(NULL, sets, &xt_error));
    FAILS(XC_INVALID_ARGUMENT,
          xc_database_use_sets(xc_writer_reader(writer, &xt_error), sets, &xt_error));
    xc_writer_destroy(writer);
    xc_database_destroy(both);
    xc_sets_destroy(sets);
}

struct thread {
    pthread_t id;
    const char *path;
    struct xc_sets *sets;
    double weights[100];
};

/* Assertions are for the main thread. */
static void *rank(void *argument)
{
    struct thread *t = argument;
    struct xc_error error;
    struct xc_database *database = xc_database_open(t->path, &error);
    if (!database || xc_database_use_sets(database, t->sets, &error))
        return NULL;
    seed = 4;
    for (size_t i = 0; i < 100; i++) {
        struct xc_query *query = random_query(3);
        const struct xc_search search = {
            .query = query, .parameters = bm25, .n_parameters = 5, .limit = 50};
        struct xc_result *result = xc_database_search(database, &search, &error);
        for (size_t k = 0; result && k < result->n_hits; k++)
            t->weights[i] += result->hits[k].weight * result->hits[k].docid;
        xc_result_destroy(result);
        xc_query_destroy(query);
    }
    xc_database_destroy(database);
    return NULL;
}

static void threads_rank_by_the_same_sets(void **state)
{
    struct thread threads[4] = {0};
    make(xt_path(state, "db"));
    struct xc_sets *sets = xc_sets_create(100000, &xt_error); /* so that some go and come again */
    GIVEN(sets);
    for (size_t i = 0; i < 4; i++) {
        threads[i].path = xt_path(state, "db");
        threads[i].sets = sets;
        assert_int_equal(pthread_create(&threads[i].id, NULL, rank, &threads[i]), 0);
    }
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i].id, NULL), 0);
    for (size_t i = 1; i < 4; i++)
        assert_memory_equal(threads[i].weights, threads[0].weights, sizeof threads[0].weights);
    double sum = 0;
    for (size_t i = 0; i < 100; i++)
        sum += threads[0].weights[i];
    assert_true(sum > 0);
    xc_sets_destroy(sets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        xt_test(a_ranking_by_sets_is_that_of_libxapian),
        xt_test(a_ranking_is_the_same_where_little_or_nothing_is_kept),
        xt_test(other_searches_are_left_to_libxapian),
        xt_test(a_reader_that_was_reopened_no_longer_uses_its_sets),
        xt_test(a_damaged_table_is_an_error_and_nothing_of_it_is_kept),
        xt_test(places_are_the_same_by_sets),
        xt_test(sets_are_refused_for_several_databases_and_writers),
        xt_test(threads_rank_by_the_same_sets),
    };
    return cmocka_run_group_tests_name("rankings", tests, NULL, NULL);
}
