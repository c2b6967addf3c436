// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same question through xapian-c and through Xapian's own tools has the same answer.
 */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

/* What a command prints. */
static void output_of(const char *command, char *output, size_t size)
{
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t n = fread(output, 1, size - 1, pipe);
    output[n] = '\0';
    assert_int_equal(pclose(pipe), 0);
}

/* The documents and weights as quest lists them: "3: [1.234]". */
static void as_quest(const struct xc_result *result, char *lines, size_t size)
{
    *lines = '\0';
    for (size_t i = 0; i < result->n_hits; i++) {
        size_t n = strlen(lines);
        snprintf(lines + n, size - n, "%u: [%g]\n", result->hits[i].docid, result->hits[i].weight);
    }
}

static void expect_as_quest(const char *path, const char *text, const char *scheme,
                            enum xc_weight weight)
{
    char command[4500], theirs[4096], ours[4096];
    snprintf(command, sizeof command, "quest -w %s -m 50 -d %s '%s' | grep -E '^[0-9]+: \\['",
             scheme, path, text);
    output_of(command, theirs, sizeof theirs);
    struct xc_parser_options options = {.language = "english", .default_op = XC_OP_OR};
    struct xc_parser *parser = xc_parser_create(&options, &xt_error);
    GIVEN(parser);
    struct xc_parsed *parsed = xc_parser_parse(parser, text, strlen(text), &xt_error);
    GIVEN(parsed);
    struct xc_database *database = xt_open(path);
    struct xc_search search = {.query = parsed->query, .limit = 50, .weight = weight};
    struct xc_result *result = xt_search(database, &search);
    assert_true(result->n_hits > 0);
    as_quest(result, ours, sizeof ours);
    assert_string_equal(ours, theirs);
    xc_result_destroy(result);
    xc_database_destroy(database);
    xc_parsed_destroy(parsed);
    xc_parser_destroy(parser);
}

static void quest_finds_the_same_documents_with_the_same_weights(void **state)
{
    if (access("/usr/bin/quest", X_OK) != 0)
        skip();
    const char *path = xt_path(state, "db");
    xt_make(path);
    static const char *const queries[] = {"dog cats", "convention AND computer", "\"two cats\"",
                                          "computer -network", "traffic data access mat"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        expect_as_quest(path, queries[i], "bm25", XC_WEIGHT_BM25);
        expect_as_quest(path, queries[i], "tfidf", XC_WEIGHT_TF_IDF);
        expect_as_quest(path, queries[i], "pl2", XC_WEIGHT_PL2);
        expect_as_quest(path, queries[i], "trad", XC_WEIGHT_TRAD);
    }
}

static void delve_lists_the_same_terms(void **state)
{
    if (access("/usr/bin/xapian-delve", X_OK) != 0)
        skip();
    const char *path = xt_path(state, "db");
    xt_make(path);
    char command[4300], theirs[4096], ours[4096] = "";
    snprintf(command, sizeof command, "xapian-delve -a -1 -v %s | tail -n +2", path);
    output_of(command, theirs, sizeof theirs);
    struct xc_database *database = xt_open(path);
    struct xc_terms *terms = xc_terms_open(database, NULL, 0, &xt_error);
    GIVEN(terms);
    struct xc_term term;
    while (xc_terms_next(terms, &term, &xt_error) == XC_OK) {
        size_t n = strlen(ours);
        snprintf(ours + n, sizeof ours - n, "%s %u\n", term.term.data, term.documents);
    }
    assert_string_equal(ours, theirs);
    xc_terms_destroy(terms);
    xc_database_destroy(database);
}

static void delve_lists_the_same_postings(void **state)
{
    if (access("/usr/bin/xapian-delve", X_OK) != 0)
        skip();
    const char *path = xt_path(state, "db");
    xt_make(path);
    char command[4300], theirs[4096], ours[4096] = "";
    snprintf(command, sizeof command, "xapian-delve -1 -v -t the %s | tail -n +2", path);
    output_of(command, theirs, sizeof theirs);
    struct xc_database *database = xt_open(path);
    struct xc_postings *postings = xc_postings_open(database, XC_TEXT("the"), &xt_error);
    GIVEN(postings);
    struct xc_occurrence found;
    while (xc_postings_next(postings, &found, &xt_error) == XC_OK) {
        size_t n = strlen(ours);
        snprintf(ours + n, sizeof ours - n, "%u %u %u\n", found.docid, found.wdf, found.length);
    }
    assert_string_equal(ours, theirs);
    xc_postings_destroy(postings);
    xc_database_destroy(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        xt_test(quest_finds_the_same_documents_with_the_same_weights),
        xt_test(delve_lists_the_same_terms),
        xt_test(delve_lists_the_same_postings),
    };
    return cmocka_run_group_tests_name("tools", tests, NULL, NULL);
}
