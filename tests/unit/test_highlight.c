/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "query/excerpt.h"
#include "query/highlight.h"
#include "query/terminal.h"

/* The text with brackets around what is highlighted for these terms, which are in order. */
static void assert_highlights(const char *language, const char *const *terms, const char *prefix,
                              const char *text, const char *expected)
{
    struct xc_str list[16];
    char *prefixes[] = {(char *)prefix};
    struct tv_query q = {.terms = list, .prefixes = prefixes, .n_prefixes = prefix ? 1 : 0};
    for (; terms[q.n_terms]; q.n_terms++)
        list[q.n_terms] = xc_str_of(terms[q.n_terms]);
    if (language)
        q.languages[q.n_languages++] = language;
    struct tv_highlighter *h = tv_highlighter_create(&q);
    struct tv_arena arena = {0};
    struct tv_buffer out = {0};
    size_t n, at = 0;
    struct tv_span *spans = tv_highlight(h, text, &arena, &n);
    for (size_t i = 0; i < n; i++) {
        tv_buffer_add(&out, text + at, spans[i].start - at);
        tv_buffer_printf(&out, "[%.*s]", (int)(spans[i].end - spans[i].start),
                         text + spans[i].start);
        at = spans[i].end;
    }
    tv_buffer_puts(&out, text + at);
    assert_string_equal(out.data, expected);
    tv_buffer_finish(&out);
    tv_arena_finish(&arena);
    tv_highlighter_destroy(h);
}

#define TERMS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void words_are_found_by_their_stems(void **state)
{
    (void)state;
    assert_highlights("en", TERMS("Zcollect", "Zdata"), NULL,
                      "Collecting DATA; the collection, datum.",
                      "[Collecting] [DATA]; the [collection], datum.");
}

static void words_without_a_stemmer_are_found_as_they_are(void **state)
{
    (void)state;
    assert_highlights(NULL, TERMS("budapest", "été"), NULL, "BUDAPEST, Été, budapester",
                      "[BUDAPEST], [Été], budapester");
}

static void diacritics_make_no_difference(void **state)
{
    (void)state;
    assert_highlights("fr", TERMS("Zcot", "mexico"), "etat",
                      "La Côte, México, côté, l’État, États, cite",
                      "La [Côte], [México], [côté], l’État, [États], cite");
    assert_highlights(NULL, TERMS("cote", "côte"), NULL, "Cote, Côte, côte",
                      "[Cote], [Côte], [côte]");
}

static void beginnings_of_words_are_found(void **state)
{
    (void)state;
    assert_highlights(NULL, TERMS("x"), "cyber", "Cybercrime and a cyber attack, encyber",
                      "[Cybercrime] and a [cyber] attack, encyber");
}

static void apostrophes_numbers_and_initials_are_in_words_as_in_the_index(void **state)
{
    (void)state;
    assert_highlights(NULL, TERMS("1,000", "at&t", "d'ivoire", "un"), NULL,
                      "Côte d’Ivoire, U.N., UN, 1,000 or 1,0001 AT&T un.",
                      "Côte [d’Ivoire], [U.N]., [UN], [1,000] or 1,0001 [AT&T] [un].");
}

static void chinese_is_found_by_pairs(void **state)
{
    (void)state;
    assert_highlights(NULL, TERMS("犯", "犯罪", "络", "络犯", "网", "网络", "罪"), NULL,
                      "打击网络犯罪的公约，罪", "打击[网络犯罪]的公约，罪");
    assert_highlights(NULL, TERMS("罪"), NULL, "犯罪", "犯[罪]");
}

static void offsets_count_code_points(void **state)
{
    (void)state;
    struct xc_str terms[] = {XC_LITERAL("data")};
    struct tv_query q = {.terms = terms, .n_terms = 1};
    struct tv_highlighter *h = tv_highlighter_create(&q);
    struct tv_arena arena = {0};
    size_t n;
    struct tv_span *spans = tv_highlight(h, "é网 \U0001F600 data", &arena, &n);
    assert_int_equal(n, 1);
    assert_int_equal(spans[0].first, 5);
    assert_int_equal(spans[0].last, 9);
    assert_int_equal(spans[0].start, 11);
    assert_int_equal(spans[0].end, 15);
    tv_arena_finish(&arena);
    tv_highlighter_destroy(h);
}

static void the_excerpt_has_the_sentences_with_the_words(void **state)
{
    (void)state;
    const char *text = "First of all, nothing. Then traffic data. More of it is here. Last "
                       "traffic only.";
    const char *first = strstr(text, "traffic"), *second = strstr(text, "data"),
               *third = strstr(second, "traffic");
    struct tv_span spans[] = {
        {.start = (size_t)(first - text), .end = (size_t)(first - text) + 7},
        {.start = (size_t)(second - text), .end = (size_t)(second - text) + 4},
        {.start = (size_t)(third - text), .end = (size_t)(third - text) + 7},
    };
    size_t start, end;
    tv_excerpt(text, spans, 3, 30, &start, &end);
    assert_int_equal(end - start, strlen("Then traffic data."));
    assert_memory_equal(text + start, "Then traffic data.", end - start);
    tv_excerpt(text, spans, 3, 1000, &start, &end);
    assert_int_equal(start, 0);
    assert_int_equal(end, strlen(text));
}

static void an_excerpt_of_one_endless_sentence_is_cut_at_a_blank(void **state)
{
    (void)state;
    struct tv_buffer text = {0};
    size_t start, end;
    for (int i = 0; i < 200; i++)
        tv_buffer_puts(&text, "word ");
    tv_excerpt(text.data, NULL, 0, 50, &start, &end);
    assert_true(end - start <= 60);
    assert_memory_equal(text.data + end - 4, "word", 4);
    tv_buffer_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_by_their_stems),
        cmocka_unit_test(words_without_a_stemmer_are_found_as_they_are),
        cmocka_unit_test(diacritics_make_no_difference),
        cmocka_unit_test(beginnings_of_words_are_found),
        cmocka_unit_test(apostrophes_numbers_and_initials_are_in_words_as_in_the_index),
        cmocka_unit_test(chinese_is_found_by_pairs),
        cmocka_unit_test(offsets_count_code_points),
        cmocka_unit_test(the_excerpt_has_the_sentences_with_the_words),
        cmocka_unit_test(an_excerpt_of_one_endless_sentence_is_cut_at_a_blank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
