// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sets: they hold what a search finds, whatever the query is made of and whatever is in memory.
 */
#include "test.h"

#include <pthread.h>
#include <stdio.h>

enum { DOCUMENTS = 3000, WORDS = 40, DELETED = 100 };

static unsigned seed;

static unsigned pick(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

/* The word w0 is in nearly all documents, w39 in few; slot 0 has a day. */
static void add_document(struct xc_writer *writer, struct xc_document *document)
{
    char text[16];
    OK(xc_document_clear(document, &xt_error));
    for (uint32_t at = 1; at <= 60; at++) {
        int n = snprintf(text, sizeof text, "w%u", pick(1 + pick(1 + pick(WORDS))));
        OK(xc_document_add_posting(document, text, (size_t)n, at, 1, &xt_error));
    }
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

static const char *const questions[] = {
    "w1",
    "w39",
    "nothing",
    "w3 w17 w38",
    "w0 AND w5",
    "w0 AND w30 AND w31",
    "w2 NOT w3",
    "w1 NOT w2 NOT w3",
    "NOT w1",
    "(w1 OR w20) AND (w3 XOR w7)",
    "w5 XOR w6 XOR w8",
    "+w12 w1 w2 -w4",
    "\"w1 w2\"",
    "\"w20 w21\" OR w39",
    "w10 NEAR/3 w12",
    "day:2020-03..2020-05",
    "w30 day:2020-03..",
    "day:..2020-02 w2 AND w9",
    "(w1 AND w2) OR (w3 AND NOT w4) OR \"w0 w0\"",
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static struct xc_parsed *parse(const char *question)
{
    static const struct xc_range ranges[] = {{.slot = 0, .affix = XC_LITERAL("day:")}};
    const struct xc_parser_options options = {
        .ranges = ranges,
        .n_ranges = 1,
        .default_op = XC_OP_OR,
        .flags = XC_PARSE_DEFAULT | XC_PARSE_PURE_NOT | XC_PARSE_WILDCARD,
    };
    struct xc_parser *parser = xc_parser_create(&options, &xt_error);
    GIVEN(parser);
    struct xc_parsed *parsed = xc_parser_parse(parser, question, strlen(question), &xt_error);
    GIVEN(parsed);
    xc_parser_destroy(parser);
    return parsed;
}

static struct xc_result *search(struct xc_database *database, const struct xc_query *query)
{
    struct xc_search all = {.query = query, .weight = XC_WEIGHT_BOOL, .limit = UINT32_MAX};
    return xt_search(database, &all);
}

static bool has(const struct xc_set *set, uint32_t docid)
{
    return set->words[docid / 64] >> docid % 64 & 1;
}

static void expect_matches(struct xc_database *database, struct xc_sets *sets, const char *question)
{
    struct xc_parsed *parsed = parse(question);
    struct xc_result *result = search(database, parsed->query);
    struct xc_set set;
    OK(xc_database_matches(database, parsed->query, sets, &set, &xt_error));
    if (set.n_documents != result->n_hits)
        fail_msg("%s: %u in the set, %zu found", question, set.n_documents, result->n_hits);
    for (size_t i = 0; i < result->n_hits; i++)
        if (!has(&set, result->hits[i].docid))
            fail_msg("%s: document %u is not in the set", question, result->hits[i].docid);
    xc_result_destroy(result);
    xc_parsed_destroy(parsed);
}

static void expect_all(struct xc_database *database, size_t most_bytes)
{
    struct xc_sets *sets = xc_sets_create(most_bytes, &xt_error);
    GIVEN(sets);
    for (int times = 0; times < 2; times++)
        for (size_t i = 0; i < QUESTIONS; i++)
            expect_matches(database, sets, questions[i]);
    xc_sets_destroy(sets);
}

static void a_set_has_what_a_search_finds_whether_in_memory_or_not(void **state)
{
    make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    expect_all(database, 1 << 20);
    expect_all(database, 3000); /* room for some terms at a time */
    expect_all(database, 0);
    xc_database_destroy(database);
}

static void an_empty_database_has_an_empty_set(void **state)
{
    xc_writer_destroy(xt_writer(xt_path(state, "db")));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    expect_all(database, 1 << 20);
    xc_database_destroy(database);
}

struct thread {
    pthread_t id;
    const char *path;
    struct xc_sets *sets;
    uint32_t counts[QUESTIONS];
};

/* Assertions are for the main thread. */
static void *count(void *argument)
{
    struct thread *t = argument;
    struct xc_error error;
    struct xc_database *database = xc_database_open(t->path, &error);
    for (size_t i = 0; database && i < 10 * QUESTIONS; i++) {
        struct xc_parsed *parsed = parse(questions[i % QUESTIONS]);
        struct xc_set set;
        if (!xc_database_matches(database, parsed->query, t->sets, &set, &error))
            t->counts[i % QUESTIONS] = set.n_documents;
        xc_parsed_destroy(parsed);
    }
    xc_database_destroy(database);
    return NULL;
}

static void threads_share_what_is_in_memory(void **state)
{
    struct thread threads[4] = {0};
    make(xt_path(state, "db"));
    struct xc_sets *sets = xc_sets_create(5000, &xt_error);
    GIVEN(sets);
    for (size_t i = 0; i < 4; i++) {
        threads[i].path = xt_path(state, "db");
        threads[i].sets = sets;
        assert_int_equal(pthread_create(&threads[i].id, NULL, count, &threads[i]), 0);
    }
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i].id, NULL), 0);
    for (size_t i = 1; i < 4; i++)
        assert_memory_equal(threads[i].counts, threads[0].counts, sizeof threads[0].counts);
    assert_true(threads[0].counts[0] > 0);
    xc_sets_destroy(sets);
}

static void what_no_set_is_made_of_is_refused(void **state)
{
    make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_sets *sets = xc_sets_create(1 << 20, &xt_error);
    struct xc_set set;
    struct xc_parsed *parsed = parse("w1 OR w2*");
    struct xc_query *weights = xc_query_value_weight(0, &xt_error);
    GIVEN(weights);
    FAILS(XC_LIMIT, xc_database_matches(database, parsed->query, sets, &set, &xt_error));
    FAILS(XC_LIMIT, xc_database_matches(database, weights, sets, &set, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_database_matches(database, NULL, sets, &set, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_database_matches(database, weights, NULL, &set, &xt_error));
    xc_query_destroy(weights);
    xc_parsed_destroy(parsed);
    xc_sets_destroy(sets);
    xc_database_destroy(database);
}

/* What another revision has must not get among what is shared. */
static void a_reader_that_is_overtaken_is_not_brought_to_another_revision(void **state)
{
    xt_make_large(xt_path(state, "db"), 200);
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_sets *sets = xc_sets_create(1 << 20, &xt_error);
    struct xc_query *query = xt_term("common");
    struct xc_set set;
    for (unsigned round = 1; round < 4; round++)
        xt_change_large(xt_path(state, "db"), 200, round);
    FAILS(XC_MODIFIED, xc_database_matches(database, query, sets, &set, &xt_error));
    assert_int_equal(xc_database_generation(database), 0);
    OK(xc_database_reopen(database, NULL, &xt_error));
    OK(xc_database_matches(database, query, sets, &set, &xt_error));
    assert_int_equal(set.n_documents, 200);
    xc_query_destroy(query);
    xc_sets_destroy(sets);
    xc_database_destroy(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        xt_test(a_set_has_what_a_search_finds_whether_in_memory_or_not),
        xt_test(an_empty_database_has_an_empty_set),
        xt_test(threads_share_what_is_in_memory),
        xt_test(what_no_set_is_made_of_is_refused),
        xt_test(a_reader_that_is_overtaken_is_not_brought_to_another_revision),
    };
    return cmocka_run_group_tests_name("sets", tests, NULL, NULL);
}
