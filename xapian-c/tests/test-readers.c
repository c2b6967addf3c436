// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Readers and streams: what they know, several as one, and what happens when commits overtake them.
 */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#define LARGE 60 /* documents: enough for several blocks in each table */

static void counts_are_those_of_the_database(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_stats stats;
    OK(xc_database_stats(database, &stats, &xt_error));
    assert_int_equal(stats.shards, 1);
    assert_int_equal(stats.documents, XT_DOCUMENTS);
    assert_int_equal(stats.last_docid, XT_DOCUMENTS);
    assert_true(stats.positions && stats.has_revision && stats.revision > 0);
    assert_int_equal(strlen(stats.uuid), 36);
    assert_true(stats.average_length > 0 && stats.total_length > 0);
    assert_true(stats.length_lower_bound > 0 &&
                stats.length_lower_bound <= stats.length_upper_bound);

    struct xc_term_stats term;
    OK(xc_database_term_stats(database, XC_TEXT("cat"), &term, &xt_error));
    assert_int_equal(term.documents, 1);
    assert_int_equal(term.occurrences, 2);
    assert_true(term.wdf_upper_bound >= 2);
    uint32_t documents;
    OK(xc_database_frequency(database, XC_TEXT("cat"), &documents, &xt_error));
    assert_int_equal(documents, term.documents);
    OK(xc_database_frequency(database, XC_TEXT("nowhere"), &documents, &xt_error));
    assert_int_equal(documents, 0);
    OK(xc_database_term_stats(database, XC_TEXT("nowhere"), &term, &xt_error));
    assert_int_equal(term.documents + term.occurrences + term.wdf_upper_bound, 0);

    struct xc_slot_stats slot;
    OK(xc_database_slot_stats(database, 0, &slot, &xt_error));
    assert_int_equal(slot.documents, XT_DOCUMENTS - 1);
    assert_string_equal(xt_text(slot.lower), "blue");
    assert_string_equal(xt_text(slot.upper), "red");

    struct xc_document_stats document;
    OK(xc_database_document_stats(database, 1, &document, &xt_error));
    assert_int_equal(document.length, 20); /* 10 words, and their stems */
    FAILS(XC_NOT_FOUND, xc_database_document_stats(database, 99, &document, &xt_error));
    uint32_t docid;
    OK(xc_database_find(database, XC_TEXT("Q4"), &docid, &xt_error));
    assert_int_equal(docid, 4);
    FAILS(XC_NOT_FOUND, xc_database_find(database, XC_TEXT("Q99"), &docid, &xt_error));
    OK(xc_database_keep_alive(database, &xt_error));
    xc_database_destroy(database);
}

static void a_term_is_found_in_stretches_of_documents(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    const struct xc_stretch all = {1, UINT32_MAX}, two[] = {{1, 1}, {3, XT_DOCUMENTS}};
    const struct xc_stretch wrong[] = {{3, 4}, {4, 5}};
    const struct xc_place *places;
    size_t n;
    OK(xc_database_places(database, XC_TEXT("cat"), &all, 1, &places, &n, &xt_error));
    assert_int_equal(n, 1);
    assert_int_equal(places[0].wdf, 2);
    uint32_t docid = places[0].docid;
    OK(xc_database_places(database, XC_TEXT(""), two, 2, &places, &n, &xt_error));
    assert_int_equal(n, XT_DOCUMENTS - 1);
    assert_int_equal(places[0].docid, 1);
    assert_int_equal(places[1].docid, 3);
    const struct xc_stretch behind = {docid + 1, UINT32_MAX};
    OK(xc_database_places(database, XC_TEXT("cat"), &behind, 1, &places, &n, &xt_error));
    assert_int_equal(n, 0);
    FAILS(XC_INVALID_ARGUMENT,
          xc_database_places(database, XC_TEXT("cat"), wrong, 2, &places, &n, &xt_error));
    xc_database_destroy(database);
}

static void the_terms_of_a_document_come_with_their_frequency(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    const struct xc_frequency *terms;
    size_t n, all;
    OK(xc_database_document_terms(database, 1, XC_TEXT(""), &terms, &all, &xt_error));
    OK(xc_database_document_terms(database, 1, XC_TEXT("Zc"), &terms, &n, &xt_error));
    assert_true(n > 0 && n < all);
    for (size_t i = 0; i < n; i++) {
        assert_memory_equal(terms[i].term.data, "Zc", 2);
        assert_true(terms[i].wdf > 0);
    }
    FAILS(XC_NOT_FOUND,
          xc_database_document_terms(database, 99, XC_TEXT(""), &terms, &n, &xt_error));
    xc_database_destroy(database);
}

static void several_databases_open_as_one(void **state)
{
    const char *a = xt_path(state, "a"), *b = xt_path(state, "b");
    xt_make(a);
    xt_make(b);
    struct xc_stats stats;
    const char *paths[] = {a, b};
    struct xc_database *both = xc_database_open_many(paths, 2, &xt_error);
    GIVEN(both);
    OK(xc_database_stats(both, &stats, &xt_error));
    assert_int_equal(stats.documents, 2 * XT_DOCUMENTS);
    assert_int_equal(stats.shards, 2);
    assert_false(stats.has_revision);
    uint32_t docid;
    OK(xc_database_find(both, XC_TEXT("Q4"), &docid, &xt_error));
    assert_int_equal(docid, (4 - 1) * 2 + 0 + 1);
    xc_database_destroy(both);

    struct xc_database *first = xt_open(a);
    OK(xc_database_add(first, xt_open(b), &xt_error));
    OK(xc_database_stats(first, &stats, &xt_error));
    assert_int_equal(stats.documents, 2 * XT_DOCUMENTS);
    FAILS(XC_INVALID_ARGUMENT, xc_database_add(first, first, &xt_error));
    xc_database_destroy(first);
}

static void a_stub_file_names_databases(void **state)
{
    xt_make(xt_path(state, "a"));
    xt_make(xt_path(state, "b"));
    FILE *stub = fopen(xt_path(state, "stub"), "w");
    fputs("auto a\nauto b\n", stub);
    fclose(stub);
    struct xc_database *both = xt_open(xt_path(state, "stub"));
    struct xc_stats stats;
    OK(xc_database_stats(both, &stats, &xt_error));
    assert_int_equal(stats.documents, 2 * XT_DOCUMENTS);
    xc_database_destroy(both);
}

static void a_program_serves_a_remote_database(void **state)
{
    const char *path = xt_path(state, "db");
    if (access("/usr/bin/xapian-progsrv", X_OK) != 0)
        skip();
    xt_make(path);
    struct xc_database *remote =
        xc_database_open_program("/usr/bin/xapian-progsrv", path, 5000, &xt_error);
    GIVEN(remote);
    struct xc_query *query = xt_term("cat");
    struct xc_search search = {.query = query, .limit = 5, .fetch = XC_HIT_DATA};
    struct xc_result *result = xt_search(remote, &search);
    assert_int_equal(result->n_hits, 1);
    assert_string_equal(xt_text(result->hits[0].data), "The cat sat on the mat and the cat slept");
    struct xc_stats stats;
    OK(xc_database_stats(remote, &stats, &xt_error));
    assert_false(stats.has_revision);
    xc_result_destroy(result);
    xc_query_destroy(query);
    xc_database_destroy(remote);
}

static void metadata_are_kept_listed_and_taken_away(void **state)
{
    const char *path = xt_path(state, "db");
    struct xc_writer *writer = xt_writer(path);
    OK(xc_writer_set_metadata(writer, "a\0", 2, "v\0w", 3, &xt_error));
    OK(xc_writer_set_metadata(writer, XC_TEXT("ab"), XC_TEXT("2"), &xt_error));
    OK(xc_writer_set_metadata(writer, XC_TEXT("b"), XC_TEXT("3"), &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_writer_set_metadata(writer, NULL, 0, "x", 1, &xt_error));
    OK(xc_writer_commit(writer, &xt_error));
    struct xc_database *database = xt_open(path);
    struct xc_str value;
    OK(xc_database_metadata(database, "a\0", 2, &value, &xt_error));
    assert_int_equal(value.size, 3);
    assert_memory_equal(value.data, "v\0w", 4);
    OK(xc_database_metadata(database, XC_TEXT("none"), &value, &xt_error));
    assert_int_equal(value.size, 0);
    struct xc_terms *keys = xc_terms_open_metadata(database, XC_TEXT("a"), &xt_error);
    GIVEN(keys);
    struct xc_term key;
    OK(xc_terms_next(keys, &key, &xt_error));
    assert_int_equal(key.term.size, 2);
    OK(xc_terms_next(keys, &key, &xt_error));
    assert_string_equal(xt_text(key.term), "ab");
    assert_int_equal(xc_terms_next(keys, &key, &xt_error), XC_END);
    assert_int_equal(xc_terms_next(keys, &key, &xt_error), XC_END);
    xc_terms_destroy(keys);
    OK(xc_writer_set_metadata(writer, XC_TEXT("b"), NULL, 0, &xt_error));
    OK(xc_writer_close(writer, &xt_error));
    bool changed = false;
    uint32_t generation = xc_database_generation(database);
    OK(xc_database_reopen(database, &changed, &xt_error));
    assert_true(changed);
    assert_int_equal(xc_database_generation(database), ++generation);
    OK(xc_database_reopen(database, &changed, &xt_error));
    assert_false(changed);
    assert_int_equal(xc_database_generation(database), generation);
    OK(xc_database_metadata(database, XC_TEXT("b"), &value, &xt_error));
    assert_int_equal(value.size, 0);
    xc_writer_destroy(writer);
    xc_database_destroy(database);
}

static void spellings_and_synonyms_are_kept_and_listed(void **state)
{
    const char *path = xt_path(state, "db");
    struct xc_writer *writer = xt_writer(path);
    OK(xc_writer_add_spelling(writer, XC_TEXT("treaty"), 3, &xt_error));
    OK(xc_writer_add_spelling(writer, XC_TEXT("tree"), 1, &xt_error));
    OK(xc_writer_remove_spelling(writer, XC_TEXT("tree"), 1, &xt_error));
    OK(xc_writer_add_synonym(writer, XC_TEXT("treaty"), XC_TEXT("pact"), &xt_error));
    OK(xc_writer_add_synonym(writer, XC_TEXT("treaty"), XC_TEXT("accord"), &xt_error));
    OK(xc_writer_add_synonym(writer, XC_TEXT("state"), XC_TEXT("country"), &xt_error));
    OK(xc_writer_add_synonym(writer, XC_TEXT("old"), XC_TEXT("aged"), &xt_error));
    OK(xc_writer_remove_synonym(writer, XC_TEXT("treaty"), XC_TEXT("pact"), &xt_error));
    OK(xc_writer_clear_synonyms(writer, XC_TEXT("old"), &xt_error));
    OK(xc_writer_commit(writer, &xt_error));
    struct xc_database *database = xt_open(path);
    struct xc_str suggestion;
    OK(xc_database_spelling(database, XC_TEXT("traety"), 0, &suggestion, &xt_error));
    assert_string_equal(xt_text(suggestion), "treaty");
    OK(xc_database_spelling(database, XC_TEXT("zebra"), 0, &suggestion, &xt_error));
    assert_int_equal(suggestion.size, 0);

    struct xc_terms *words = xc_terms_open_spellings(database, &xt_error);
    GIVEN(words);
    struct xc_term word;
    OK(xc_terms_next(words, &word, &xt_error));
    assert_string_equal(xt_text(word.term), "treaty");
    assert_int_equal(word.documents, 3);
    assert_int_equal(xc_terms_next(words, &word, &xt_error), XC_END);
    xc_terms_destroy(words);

    words = xc_terms_open_synonym_keys(database, NULL, 0, &xt_error);
    GIVEN(words);
    OK(xc_terms_next(words, &word, &xt_error));
    assert_string_equal(xt_text(word.term), "state");
    OK(xc_terms_skip_to(words, XC_TEXT("t"), &word, &xt_error));
    assert_string_equal(xt_text(word.term), "treaty");
    assert_int_equal(xc_terms_next(words, &word, &xt_error), XC_END);
    xc_terms_destroy(words);

    words = xc_terms_open_synonyms(database, XC_TEXT("treaty"), &xt_error);
    GIVEN(words);
    OK(xc_terms_next(words, &word, &xt_error));
    assert_string_equal(xt_text(word.term), "accord");
    assert_int_equal(xc_terms_next(words, &word, &xt_error), XC_END);
    xc_terms_destroy(words);
    xc_database_destroy(database);
    xc_writer_destroy(writer);
}

static void terms_are_streamed_by_prefix_with_their_documents(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_terms *terms = xc_terms_open(database, XC_TEXT("c"), &xt_error);
    GIVEN(terms);
    struct xc_term term;
    static const struct {
        const char *term;
        uint32_t documents;
    } expected[] = {{"cat", 1},       {"cats", 2},     {"chased", 1},    {"collection", 2},
                    {"committee", 1}, {"computer", 2}, {"computers", 1}, {"convention", 2}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        OK(xc_terms_next(terms, &term, &xt_error));
        assert_string_equal(xt_text(term.term), expected[i].term);
        assert_int_equal(term.documents, expected[i].documents);
    }
    assert_int_equal(xc_terms_next(terms, &term, &xt_error), XC_END);
    xc_terms_destroy(terms);

    terms = xc_terms_open(database, NULL, 0, &xt_error);
    GIVEN(terms);
    OK(xc_terms_skip_to(terms, XC_TEXT("mat"), &term, &xt_error));
    assert_string_equal(xt_text(term.term), "mat");
    assert_int_equal(xc_terms_skip_to(terms, XC_TEXT("zzz"), &term, &xt_error), XC_END);
    xc_terms_destroy(terms);
    xc_database_destroy(database);
}

static void the_terms_of_a_document_have_positions(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_terms *terms = xc_terms_open_document(database, 1, &xt_error);
    GIVEN(terms);
    struct xc_term term;
    OK(xc_terms_skip_to(terms, XC_TEXT("cat"), &term, &xt_error));
    assert_string_equal(xt_text(term.term), "cat");
    assert_int_equal(term.wdf, 2);
    assert_int_equal(term.documents, 1);
    assert_int_equal(term.n_positions, 2);
    assert_int_equal(term.positions[0], 2);
    assert_int_equal(term.positions[1], 9);
    xc_terms_destroy(terms);
    GIVES_NOTHING(XC_NOT_FOUND, xc_terms_open_document(database, 99, &xt_error));
    xc_database_destroy(database);
}

static void documents_of_a_term_and_all_documents_are_streamed(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_postings *postings = xc_postings_open(database, XC_TEXT("cats"), &xt_error);
    GIVEN(postings);
    struct xc_occurrence occurrence;
    OK(xc_postings_next(postings, &occurrence, &xt_error));
    assert_int_equal(occurrence.docid, 2);
    assert_int_equal(occurrence.wdf, 1);
    OK(xc_postings_next(postings, &occurrence, &xt_error));
    assert_int_equal(occurrence.docid, 6);
    assert_int_equal(xc_postings_next(postings, &occurrence, &xt_error), XC_END);
    assert_int_equal(xc_postings_skip_to(postings, 9, &occurrence, &xt_error), XC_END);
    xc_postings_destroy(postings);

    postings = xc_postings_open(database, NULL, 0, &xt_error);
    GIVEN(postings);
    OK(xc_postings_skip_to(postings, 5, &occurrence, &xt_error));
    assert_int_equal(occurrence.docid, 5);
    for (uint32_t i = 6; i <= XT_DOCUMENTS; i++) {
        OK(xc_postings_next(postings, &occurrence, &xt_error));
        assert_int_equal(occurrence.docid, i);
        assert_true(occurrence.length > 0);
    }
    assert_int_equal(xc_postings_next(postings, &occurrence, &xt_error), XC_END);
    xc_postings_destroy(postings);
    xc_database_destroy(database);
}

static void values_of_a_slot_are_streamed(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *database = xt_open(xt_path(state, "db"));
    struct xc_values *values = xc_values_open(database, 0, &xt_error);
    GIVEN(values);
    struct xc_document_value value;
    OK(xc_values_next(values, &value, &xt_error));
    assert_int_equal(value.docid, 1);
    assert_string_equal(xt_text(value.value), "red");
    OK(xc_values_skip_to(values, 7, &value, &xt_error)); /* 7 has none */
    assert_int_equal(value.docid, 8);
    assert_int_equal(xc_values_next(values, &value, &xt_error), XC_END);
    xc_values_destroy(values);
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_values_open(database, XC_NO_SLOT, &xt_error));
    xc_database_destroy(database);
}

static void an_overtaken_search_is_repeated_whole(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make_large(path, LARGE);
    struct xc_database *database = xt_open(path);
    uint32_t generation = xc_database_generation(database);
    xt_change_large(path, LARGE, 1);
    xt_change_large(path, LARGE, 2);
    struct xc_query *query = xt_term("common");
    struct xc_search search = {.query = query, .limit = LARGE, .fetch = XC_HIT_DATA | XC_HIT_TERMS};
    struct xc_result *result = xt_search(database, &search);
    assert_true(result->retries >= 1);
    assert_int_not_equal(xc_database_generation(database), generation);
    assert_int_equal(result->n_hits, LARGE);
    for (size_t i = 0; i < result->n_hits; i++) /* all of the last round */
        assert_int_equal(result->hits[i].data.data[0], 'a' + (int)((i + 1 + 2) % 26));
    xc_result_destroy(result);
    xc_query_destroy(query);
    xc_database_destroy(database);
}

static void an_overtaken_read_is_repeated(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make_large(path, LARGE);
    struct xc_database *database = xt_open(path);
    xt_change_large(path, LARGE, 1);
    xt_change_large(path, LARGE, 2);
    struct xc_document *document = xc_document_create(&xt_error);
    struct xc_str data;
    for (uint32_t docid = 1; docid <= LARGE; docid++) {
        OK(xc_database_read(database, docid, XC_READ_ALL, document, &xt_error));
        OK(xc_document_data(document, &data, &xt_error));
        assert_int_equal(data.size, 3000);
    }
    xc_document_destroy(document);
    xc_database_destroy(database);
}

struct meddler {
    const char *path;
    unsigned calls, attempts;
};

/* Gives a text, and changes the database twice meanwhile. */
static bool meddle(void *context, const struct xc_hit *hit, struct xc_str *ret_text)
{
    struct meddler *meddler = context;
    meddler->calls++;
    meddler->attempts += hit->rank == 0;
    xt_change_large(meddler->path, LARGE, 2 * meddler->calls);
    xt_change_large(meddler->path, LARGE, 2 * meddler->calls + 1);
    *ret_text = xc_str_of("some text");
    return true;
}

static void a_search_that_is_always_overtaken_ends_after_so_many_retries(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make_large(path, LARGE);
    struct xc_database *database = xt_open(path);
    struct xc_query *query = xt_term("common");
    struct meddler meddler = {.path = path};
    struct xc_snippet snippet = {.text = meddle, .context = &meddler};
    struct xc_search search = {
        .query = query, .limit = LARGE, .fetch = XC_HIT_DATA, .snippet = &snippet};
    GIVES_NOTHING(XC_MODIFIED, xc_database_search(database, &search, &xt_error));
    assert_int_equal(meddler.attempts, XC_RETRIES + 1);
    xc_query_destroy(query);
    xc_database_destroy(database);
}

static void an_overtaken_stream_says_so_and_stays_ended(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make_large(path, LARGE);
    struct xc_database *database = xt_open(path);
    struct xc_terms *terms = xc_terms_open(database, XC_TEXT("word"), &xt_error);
    GIVEN(terms);
    struct xc_term term;
    OK(xc_terms_next(terms, &term, &xt_error));
    xt_change_large(path, LARGE, 1);
    xt_change_large(path, LARGE, 2);
    enum xc_code code;
    while ((code = xc_terms_next(terms, &term, &xt_error)) == XC_OK)
        continue;
    FAILS(XC_MODIFIED, code);
    FAILS(XC_MODIFIED, xc_terms_next(terms, &term, &xt_error));
    xc_terms_destroy(terms);
    xc_database_destroy(database);
}

static void a_stream_ends_when_its_reader_is_reopened_under_it(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_database *database = xt_open(path);
    struct xc_postings *postings = xc_postings_open(database, NULL, 0, &xt_error);
    GIVEN(postings);
    struct xc_occurrence occurrence;
    OK(xc_postings_next(postings, &occurrence, &xt_error));
    struct xc_writer *writer = xt_writer(path);
    xt_add(writer, "more", 0, "");
    OK(xc_writer_close(writer, &xt_error));
    xc_writer_destroy(writer);
    OK(xc_database_reopen(database, NULL, &xt_error));
    FAILS(XC_MODIFIED, xc_postings_next(postings, &occurrence, &xt_error));
    xc_postings_destroy(postings);
    xc_database_destroy(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        xt_test(counts_are_those_of_the_database),
        xt_test(a_term_is_found_in_stretches_of_documents),
        xt_test(the_terms_of_a_document_come_with_their_frequency),
        xt_test(several_databases_open_as_one),
        xt_test(a_stub_file_names_databases),
        xt_test(a_program_serves_a_remote_database),
        xt_test(metadata_are_kept_listed_and_taken_away),
        xt_test(spellings_and_synonyms_are_kept_and_listed),
        xt_test(terms_are_streamed_by_prefix_with_their_documents),
        xt_test(the_terms_of_a_document_have_positions),
        xt_test(documents_of_a_term_and_all_documents_are_streamed),
        xt_test(values_of_a_slot_are_streamed),
        xt_test(an_overtaken_search_is_repeated_whole),
        xt_test(an_overtaken_read_is_repeated),
        xt_test(a_search_that_is_always_overtaken_ends_after_so_many_retries),
        xt_test(an_overtaken_stream_says_so_and_stays_ended),
        xt_test(a_stream_ends_when_its_reader_is_reopened_under_it),
    };
    return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
