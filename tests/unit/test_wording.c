/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "query/question.h"
#include "query/wording.h"

static void assert_wording(const char *question, const char *expected)
{
    struct tv_wording w;
    tv_wording_make(question, strlen(question), NULL, &w);
    assert_string_equal(w.text.data, expected);
    assert_int_equal(w.n_origins, w.text.size);
    tv_wording_finish(&w);
}

static void assert_plain(const char *text, const char *expected)
{
    struct tv_wording w;
    tv_wording_plain(text, strlen(text), NULL, &w);
    assert_string_equal(w.text.data, expected);
    tv_wording_finish(&w);
}

static void all_but_operators_is_in_lower_case(void **state)
{
    (void)state;
    assert_wording("Real-Time AND Data OR (Traffic NOT ÉTÉ)",
                   "real-time AND data OR (traffic NOT (été OR _bare:ete))");
    assert_wording("a NEAR/5 b near ANDY", "a NEAR/5 b near andy");
    assert_wording("\"NOT AND\"", "\"not and\"");
}

static void typographic_quotation_marks_are_quotation_marks(void **state)
{
    (void)state;
    assert_wording("“stored data” «x y» „z“", "\"stored data\" \"x y\" \"z\"");
    assert_wording("‹x y› 「网络」『犯罪』", "\"x y\" \"网络\"\"犯罪\"");
}

static void wide_brackets_are_brackets(void **state)
{
    (void)state;
    assert_wording("（x OR y） AND z", "(x OR y) AND z");
}

static void words_with_diacritics_are_also_looked_for_without(void **state)
{
    (void)state;
    assert_wording("port de Côte l’État.",
                   "port de (côte OR _bare:cote) (l’état OR _bare:l’etat).");
    assert_wording("(México) ærø", "((méxico OR _bare:mexico)) (ærø OR _bare:aero)");
    assert_plain("Côte: port", " (côte OR _bare:cote)   port");
    assert_wording("Йод ёлка", "йод ёлка");
}

static void what_the_parser_joins_is_looked_for_without_diacritics(void **state)
{
    (void)state;
    assert_wording("\"Côte d’Ivoire\" côt* title:été", "\"cote d’ivoire\" cot* title:ete");
    assert_wording("été NEAR/3 déjà et été", "ete NEAR/3 deja et (été OR _bare:ete)");
    assert_wording("précis-là +été", "precis-la +ete");
}

/* A wording takes memory by what was typed, and pairs beyond the most are counted alone. */
static void pairs_beyond_the_most_are_counted_and_not_written(void **state)
{
    (void)state;
    struct tv_buffer text = {0};
    struct tv_wording w;
    for (size_t i = 0; i <= 2 * TV_PAIRS_MAX; i++)
        tv_buffer_puts(&text, "网");
    tv_wording_make(text.data, text.size, NULL, &w);
    assert_int_equal(w.n_pairs, 2 * TV_PAIRS_MAX);
    assert_int_equal(w.text.size, TV_PAIRS_MAX * strlen("网网 ") - 1 + strlen("()"));
    assert_int_equal(w.last_pair, (TV_PAIRS_MAX - 1) * strlen("网"));
    tv_wording_finish(&w);
    tv_buffer_finish(&text);
}

static void a_symbol_may_be_typed_in_any_case(void **state)
{
    (void)state;
    assert_wording("a/ac.291/22/rev.3", "(a/ac.291/22/rev.3 OR _symbol:aac29122rev3)");
}

/* The wording of a question with a thesaurus of one concept. */
static void assert_expanded(const char *question, const char *expected)
{
    static const char *const english[] = {"en"};
    struct tv_term terms[] = {{"en", "data", "data ", 0, false},
                              {"en", "stored bits", "stored bits ", 0, false}};
    struct tv_thesaurus t = {.terms = terms, .n_terms = 2, .n_concepts = 1};
    struct tv_expansions e = {0};
    struct tv_wording w;
    tv_expansions_find(&t, question, strlen(question), english, 1, &e);
    tv_wording_make(question, strlen(question), &e, &w);
    assert_string_equal(w.text.data, expected);
    assert_int_equal(w.n_origins, w.text.size);
    tv_wording_finish(&w);
    tv_expansions_finish(&e);
}

static void a_word_of_the_thesaurus_is_also_looked_for_by_its_other_words(void **state)
{
    (void)state;
    assert_expanded("Data AND x", "(data OR _also:0) AND x");
    assert_expanded("x (Stored bits)", "x ((stored bits OR _also:0))");
    assert_expanded("data, stored bits.", "(data OR _also:0), (stored bits OR _also:1).");
}

static void words_that_are_a_part_of_something_are_not_expanded(void **state)
{
    (void)state;
    assert_expanded("\"data\" title:data data* +data data/x",
                    "\"data\" title:data data* +data data/x");
}

static void chinese_outside_of_quotation_marks_comes_in_pairs(void **state)
{
    (void)state;
    assert_wording("网络犯罪 公 x", "(网络 络犯 犯罪) (公) x");
    assert_wording("x网络y", "x (网络) y");
    assert_wording("(网络)", "((网络))");
    assert_wording("-网络", "-(网络)");
    assert_wording("\"网络犯罪\"", "\"网络犯罪\"");
    assert_wording("title:网络犯罪 x", "title:\"网络犯罪\" x");
}

static void a_place_in_the_wording_leads_back_to_the_question(void **state)
{
    (void)state;
    const char *question = "“ÀB网络犯x";
    struct tv_wording w;
    size_t start, end, size = strlen(question);
    tv_wording_make(question, size, NULL, &w);
    size_t at = strlen("\"ab网络犯");
    assert_string_equal(w.text.data, "\"ab网络犯x");
    tv_wording_origin(&w, size, at, at + 1, &start, &end);
    assert_string_equal(question + start, "x");
    assert_int_equal(end, size);
    tv_wording_origin(&w, size, 0, 1, &start, &end);
    assert_int_equal(start, 0);
    assert_int_equal(end, strlen("“"));
    tv_wording_finish(&w);
}

static void prefixes_are_known_without_their_star(void **state)
{
    (void)state;
    const char *question = "Cyber* title:proc* \"x*\" a";
    struct tv_wording w;
    tv_wording_make(question, strlen(question), NULL, &w);
    assert_int_equal(w.n_prefixes, 2);
    assert_string_equal(w.prefixes[0], "cyber");
    assert_string_equal(w.prefixes[1], "proc");
    tv_wording_finish(&w);
}

static void a_symbol_is_also_looked_for_as_a_symbol(void **state)
{
    (void)state;
    assert_wording("see A/AC.291/22/Rev.3, now",
                   "see (a/ac.291/22/rev.3 OR _symbol:aac29122rev3), now");
    assert_wording("S/RES/2551 (2020)", "(s/res/2551 OR _symbol:sres25512020)");
    assert_wording("and/or 1/2 symbol:A/RES/79/243", "and/or 1/2 symbol:a/res/79/243");
}

static void an_article_is_also_looked_for_as_an_article(void **state)
{
    (void)state;
    assert_wording("Art. 35(1)(c) (see article 7)",
                   "(35 OR \"art 35\" OR \"35 1 c\" OR _article:35) "
                   "(see (7 OR \"article 7\" OR _article:7))");
    assert_wording("Статья 5, art.6",
                   "(5 OR \"статья 5\" OR _article:5) (6 OR \"art 6\" OR _article:6)");
    assert_wording("artículo 5", "(5 OR \"articulo 5\" OR _article:5)");
    assert_wording("article of 19, party 5", "article of 19, party 5");
}

static void of_very_many_words_that_are_joined_the_last_ones_are_taken_apart(void **state)
{
    (void)state;
    char question[4 * (TV_PHRASES_MAX + 2) + 1] = "", wording[sizeof question] = "";
    for (int i = 0; i < TV_PHRASES_MAX + 2; i++) {
        strcat(question, "x-y ");
        strcat(wording, i < TV_PHRASES_MAX ? "x-y " : "x y ");
    }
    assert_wording(question, wording);
}

static void words_alone_have_no_syntax(void **state)
{
    (void)state;
    assert_plain("What is \"AI\" (e.g. state:FRA)?", "what is  ai   e g  state fra  ");
    assert_plain("real-time don't 3.5% A/RES/79", "real time don't 3.5  a res 79");
    assert_plain("AND 网络犯罪", "and (网络 络犯 犯罪)");
}

static void broken_utf_8_is_no_danger(void **state)
{
    (void)state;
    const char bytes[] = "a\xE7\xBD \xFF* \xC3";
    struct tv_wording w;
    tv_wording_make(bytes, sizeof bytes - 1, NULL, &w);
    assert_int_equal(w.n_origins, w.text.size);
    tv_wording_finish(&w);
}

static void assert_days(const char *date, const char *first, const char *last)
{
    char a[9], b[9];
    assert_true(tv_date_days(date, a, b));
    assert_string_equal(a, first);
    assert_string_equal(b, last);
}

static void a_date_stands_for_all_its_days(void **state)
{
    (void)state;
    assert_days("2022", "20220101", "20221231");
    assert_days("2024-02", "20240201", "20240229");
    assert_days("1900-02", "19000201", "19000228");
    assert_days("2022-03-05", "20220305", "20220305");
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    const char *wrong[] = {"", "20", "2022-13", "2022-02-30", "2022-3", "2022..2023", "yesterday"};
    char a[9], b[9];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(tv_date_days(wrong[i], a, b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_but_operators_is_in_lower_case),
        cmocka_unit_test(typographic_quotation_marks_are_quotation_marks),
        cmocka_unit_test(wide_brackets_are_brackets),
        cmocka_unit_test(words_with_diacritics_are_also_looked_for_without),
        cmocka_unit_test(what_the_parser_joins_is_looked_for_without_diacritics),
        cmocka_unit_test(pairs_beyond_the_most_are_counted_and_not_written),
        cmocka_unit_test(a_symbol_may_be_typed_in_any_case),
        cmocka_unit_test(a_word_of_the_thesaurus_is_also_looked_for_by_its_other_words),
        cmocka_unit_test(words_that_are_a_part_of_something_are_not_expanded),
        cmocka_unit_test(chinese_outside_of_quotation_marks_comes_in_pairs),
        cmocka_unit_test(a_place_in_the_wording_leads_back_to_the_question),
        cmocka_unit_test(prefixes_are_known_without_their_star),
        cmocka_unit_test(a_symbol_is_also_looked_for_as_a_symbol),
        cmocka_unit_test(an_article_is_also_looked_for_as_an_article),
        cmocka_unit_test(of_very_many_words_that_are_joined_the_last_ones_are_taken_apart),
        cmocka_unit_test(words_alone_have_no_syntax),
        cmocka_unit_test(broken_utf_8_is_no_danger),
        cmocka_unit_test(a_date_stands_for_all_its_days),
        cmocka_unit_test(what_is_no_date_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
