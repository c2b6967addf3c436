/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "query/question.h"

#include <stdio.h>

/* An index in memory with n passages in a language. */
struct memory {
    struct xc_writer *writer;
    struct tv_index index;
};

static struct memory *memory_create(void)
{
    static const struct xc_writer_options options = {.flags = XC_WRITER_IN_MEMORY};
    struct memory *m = tv_alloc(sizeof *m);
    m->writer = xc_writer_open("", &options, NULL);
    assert_non_null(m->writer);
    m->index.database = xc_writer_reader(m->writer, NULL);
    m->index.paths = tv_alloc(sizeof *m->index.paths);
    m->index.paths[0] = tv_strdup("memory");
    m->index.n_paths = 1;
    return m;
}

static void add_passage(struct memory *m, const char *language)
{
    char term[16];
    int n = snprintf(term, sizeof term, TV_PREFIX_LANGUAGE "%s", language);
    struct xc_document *d = xc_document_create(NULL);
    xc_document_add_term(d, term, (size_t)n, 0, NULL);
    assert_int_equal(xc_writer_add(m->writer, d, NULL, NULL), XC_OK);
    xc_document_destroy(d);
}

static void memory_destroy(struct memory *m)
{
    free(m->index.paths[0]);
    free(m->index.paths);
    xc_writer_destroy(m->writer);
    free(m);
}

static struct tv_question question(const char *text)
{
    return (struct tv_question){.text = text, .ranking = &tv_ranking_default};
}

/* The query that the question becomes, in Xapian's words. */
static char *words_of(struct memory *m, const struct tv_question *q)
{
    struct tv_query query;
    struct tv_fault fault;
    struct tv_error err = {0};
    struct xc_str words;
    if (!tv_question_parse(&m->index, q, &query, &fault, &err))
        fail_msg("%s: %s", q->text, err.message);
    assert_int_equal(xc_query_describe(query.query, &words, NULL), XC_OK);
    char *copy = tv_printf("%.*s", (int)words.size, words.data);
    tv_query_finish(&query);
    return copy;
}

static void assert_has(struct memory *m, struct tv_question q, const char *part, bool has)
{
    char *words = words_of(m, &q);
    if ((strstr(words, part) != NULL) != has)
        fail_msg("%s: %s", q.text, words);
    free(words);
}

static void latin_letters_are_english_where_nothing_tells(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    assert_has(m, question("collections"), "Zcollect@1", true);
    assert_has(m, question("collections"), "Zcollections", false);
    memory_destroy(m);
}

static void cyrillic_letters_are_russian_and_arabic_ones_arabic(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "ru");
    add_passage(m, "ar");
    assert_has(m, question("преступления"), "Zпреступлен", true);
    assert_has(m, question("الجرائم"), "ZSالجرائم", false);
    memory_destroy(m);
}

static void passages_in_other_languages_are_found_by_the_words_as_they_stand(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    add_passage(m, "zh");
    assert_has(m, question("collections"), "* collections", true);
    assert_has(m, question("+collections date"), "AND_NOT Len", true);
    assert_has(m, question("\"a date\" AND \"of the\""), "AND_NOT Len", false);
    memory_destroy(m);
}

static void other_names_are_looked_for_in_a_way_that_xapian_survives(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    assert_has(m, question("Ivory Coast cybercrime"), "ivoir", true);
    assert_has(m, question("Ivory Coast cybercrime"), "MAX", false);
    memory_destroy(m);
}

static void a_field_filters_the_words_as_they_stand_too(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    assert_has(m, question("collections kind:draft"), "* (collections@1 FILTER Kdraft)", true);
    assert_has(m, question("collections date:2022.."), "* (collections@1 FILTER VALUE", true);
    memory_destroy(m);
}

static void stop_words_are_left_out_but_not_the_names_that_look_like_them(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    assert_has(m, question("the position of the US in May"), "the", false);
    assert_has(m, question("the position of the US in May"), "Zus@", true);
    assert_has(m, question("the position of the US in May"), "Zmay@", true);
    assert_has(m, question("\"the position\""), "PHRASE 2", true);
    memory_destroy(m);
}

static void stop_words_are_left_out_whatever_stands_behind_them(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    add_passage(m, "fr");
    assert_has(m, question("where is Brazil ranked"), "where", false);
    assert_has(m, question("where is Brazil ranked"), "Zbrazil@", true);
    assert_has(m, question("what's the \"lamp law\" of harbours?"), "what", false);
    assert_has(m, question("where is (fog) known"), "where", false);
    assert_has(m, question("where is the"), "Zwhere@", true);
    assert_has(m, question("\"where is\" Brazil"), "PHRASE 2", true);
    struct tv_question french = question("où est le phare de la côte");
    french.language = "fr";
    assert_has(m, french, "Zou", false);
    assert_has(m, french, "Zphar", true);
    assert_has(m, french, "Zcôt", true);
    memory_destroy(m);
}

static void the_language_asked_for_is_that_of_stems_and_passages(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "fr");
    struct tv_question q = question("infractions");
    q.language = "French";
    assert_has(m, q, "Zinfract", true);
    assert_has(m, q, "FILTER Lfr", true);
    memory_destroy(m);
}

static void records_are_left_out_where_a_word_need_not_match(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    assert_has(m, question("NOT x"), "AND_NOT XR", true);
    assert_has(m, question("x OR date:2022.."), "AND_NOT XR", true);
    assert_has(m, question("x -y"), "AND_NOT XR", true);
    assert_has(m, question("x"), "XR", false);
    struct tv_question q = question("");
    q.since = "2022";
    assert_has(m, q, "AND_NOT XR", true);
    memory_destroy(m);
}

static void a_resolution_without_its_year_is_one_of_any_year(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    assert_has(m, question("symbol:S/RES/2551"), "XSsres25512020", true);
    assert_has(m, question("symbol:A/AC.291/22"), "XSaac291222020", false);
    memory_destroy(m);
}

static void too_many_prefixes_are_refused_at_the_first_that_is_too_many(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    struct tv_question q =
        question("aa* ab* ac* ad* ae* af* ag* ah* ai* aj* ak* al* am* an* ao* ap* aq* ar*");
    struct tv_query query;
    struct tv_fault fault;
    struct tv_error err = {0};
    assert_false(tv_question_parse(&m->index, &q, &query, &fault, &err));
    assert_int_equal(err.code, TV_SYNTAX);
    assert_memory_equal(q.text + fault.offset - 2, "aq*", 3);
    memory_destroy(m);
}

static void a_refused_value_is_refused_at_its_place(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    struct tv_question q = question("É kind:novel x");
    struct tv_query query;
    struct tv_fault fault;
    struct tv_error err = {0};
    assert_false(tv_question_parse(&m->index, &q, &query, &fault, &err));
    assert_int_equal(err.code, TV_SYNTAX);
    assert_int_equal(fault.length, strlen("novel"));
    assert_memory_equal(q.text + fault.offset, "novel", fault.length);
    memory_destroy(m);
}

/* A question made of nasty pieces; the same for the same seed. */
static void make_question(uint32_t seed, char *text, size_t size)
{
    static const char *const pieces[] = {
        "\"", "(",  ")",         " ", "AND ",  "OR",     " NOT ",  "NEAR/", "5",      "*",
        ":",  "..", "-",         "+", "a",     "Data ",  "title:", "kind:", "draft ", "date:",
        "20", "/",  "网络",      "“", "art. ", "A/RES/", "\xFF",   "'",     "state:", "\xCC\x81",
        "~",  "&",  "_article:", "{", "§",     "ﷺ",      "\t",     ".",     "@",      "article:",
    };
    size_t n = 0, used = 0;
    for (n = seed % 12 + 1; n && used + 12 < size; n--) {
        seed = seed * 1664525 + 1013904223;
        const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
        used += (size_t)snprintf(text + used, size - used, "%s", piece);
    }
}

static void whatever_is_asked_is_understood_or_refused_at_a_place_in_it(void **state)
{
    (void)state;
    struct memory *m = memory_create();
    add_passage(m, "en");
    add_passage(m, "zh");
    for (uint32_t seed = 0; seed < 5000; seed++) {
        char text[200] = "";
        make_question(seed, text, sizeof text);
        for (int plain = 0; plain < 2; plain++) {
            struct tv_question q = question(text);
            struct tv_query query;
            struct tv_fault fault;
            struct tv_error err = {0};
            q.plain = plain;
            if (tv_question_parse(&m->index, &q, &query, &fault, &err)) {
                tv_query_finish(&query);
                continue;
            }
            if (plain || err.code != TV_SYNTAX || !err.message[0] ||
                fault.offset + fault.length > strlen(text))
                fail_msg("'%s': %d %s at %zu, %zu", text, err.code, err.message, fault.offset,
                         fault.length);
        }
    }
    memory_destroy(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latin_letters_are_english_where_nothing_tells),
        cmocka_unit_test(cyrillic_letters_are_russian_and_arabic_ones_arabic),
        cmocka_unit_test(passages_in_other_languages_are_found_by_the_words_as_they_stand),
        cmocka_unit_test(other_names_are_looked_for_in_a_way_that_xapian_survives),
        cmocka_unit_test(a_field_filters_the_words_as_they_stand_too),
        cmocka_unit_test(stop_words_are_left_out_but_not_the_names_that_look_like_them),
        cmocka_unit_test(stop_words_are_left_out_whatever_stands_behind_them),
        cmocka_unit_test(the_language_asked_for_is_that_of_stems_and_passages),
        cmocka_unit_test(records_are_left_out_where_a_word_need_not_match),
        cmocka_unit_test(a_resolution_without_its_year_is_one_of_any_year),
        cmocka_unit_test(too_many_prefixes_are_refused_at_the_first_that_is_too_many),
        cmocka_unit_test(a_refused_value_is_refused_at_its_place),
        cmocka_unit_test(whatever_is_asked_is_understood_or_refused_at_a_place_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
