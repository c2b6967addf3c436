/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "corpus/thesaurus.h"
#include "query/expansion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads text as a file; false with *err, whose message has the name of the file left out. */
static bool read_text(const char *text, size_t size, struct tv_thesaurus *t, struct tv_error *err)
{
    char path[] = "/tmp/thesaurus-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, size) == (ssize_t)size);
    close(fd);
    bool ok = tv_thesaurus_add(t, path, err);
    unlink(path);
    if (!ok) {
        assert_memory_equal(err->message, path, strlen(path));
        memmove(err->message, err->message + strlen(path), strlen(err->message + strlen(path)) + 1);
    }
    return ok;
}

static struct tv_thesaurus thesaurus(const char *text)
{
    struct tv_thesaurus t = {0};
    struct tv_error err = {0};
    if (!read_text(text, strlen(text), &t, &err))
        fail_msg("%s", err.message);
    return t;
}

static void assert_refused(const char *text, const char *message)
{
    struct tv_thesaurus t = {0};
    struct tv_error err = {0};
    assert_false(read_text(text, strlen(text), &t, &err));
    assert_int_equal(err.code, TV_SYNTAX);
    assert_string_equal(err.message, message);
    tv_thesaurus_finish(&t);
}

static void a_block_of_lines_is_a_concept(void **state)
{
    (void)state;
    struct tv_thesaurus t = thesaurus("# lamps\nen  lamp | oil lamp\r\n# of French\nfr  lampe\n\n"
                                      "abbr LH\nen lighthouse");
    assert_int_equal(t.n_concepts, 2);
    assert_int_equal(t.n_terms, 5);
    assert_string_equal(t.terms[1].text, "oil lamp");
    assert_string_equal(t.terms[2].language, "fr");
    assert_int_equal(t.terms[2].concept, 0);
    assert_string_equal(t.terms[3].language, "");
    assert_int_equal(t.terms[3].concept, 1);
    tv_thesaurus_finish(&t);
}

static void keys_have_words_without_case_accents_or_signs(void **state)
{
    (void)state;
    struct tv_arena arena = {0};
    const char *text = "Real-time  Égalité, 网络x";
    assert_string_equal(tv_thesaurus_key(&arena, text, strlen(text)), "real time egalite 网 络 x ");
    assert_string_equal(tv_thesaurus_key(&arena, "...", 3), "");
    tv_arena_finish(&arena);
}

static void faults_are_named_with_their_line(void **state)
{
    (void)state;
    assert_refused("en a | b\n\nxx y | z\n",
                   ":3: a line begins with a language (en, fr ...) or abbr, not with xx");
    assert_refused("en a | b\nfr\n", ":2: there are no terms behind fr");
    assert_refused("en a | | b\n", ":1: there is a term without a letter: ");
    assert_refused("en a |\n", ":1: there is nothing behind the last |");
    assert_refused("\n\nen alone\n\nen a | b\n", ":3: a concept needs two terms at least");
    assert_refused("en a | b\nen \xFF | c\n", ":2: the line is not UTF-8");
}

static void a_file_that_is_not_there_is_said_to_be_missing(void **state)
{
    (void)state;
    struct tv_thesaurus t = {0};
    struct tv_error err = {0};
    assert_false(tv_thesaurus_add(&t, "/tmp/there-is-no-such-thesaurus", &err));
    assert_int_equal(err.code, TV_NOT_FOUND);
    tv_thesaurus_finish(&t);
}

static void what_is_installed_can_be_read_and_has_all_languages(void **state)
{
    static const char *const languages[] = {"ar", "de", "en", "es", "fr", "ru", "zh"};
    (void)state;
    struct tv_thesaurus t = {0};
    struct tv_error err = {0};
    char *own = getenv("XDG_CONFIG_HOME") ? tv_strdup(getenv("XDG_CONFIG_HOME")) : NULL;
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    if (!tv_thesaurus_add_usual(&t, &err))
        fail_msg("%s", err.message);
    assert_true(t.n_concepts >= 150);
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        size_t concepts = 0, last = SIZE_MAX;
        for (size_t k = 0; k < t.n_terms; k++)
            if (strcmp(t.terms[k].language, languages[i]) == 0 && t.terms[k].concept != last) {
                last = t.terms[k].concept;
                concepts++;
            }
        if (concepts * 10 < t.n_concepts * 9)
            fail_msg("%s has %zu concepts of %zu", languages[i], concepts, t.n_concepts);
    }
    if (own)
        setenv("XDG_CONFIG_HOME", own, 1);
    free(own);
    tv_thesaurus_finish(&t);
}

/* What else the words of an English question stand for, in a language, as "typed: other, other; ". */
static char *also(const struct tv_thesaurus *t, const char *text, const char *language)
{
    static const char *const asked[] = {"en"};
    struct tv_expansions e = {0};
    struct tv_buffer out = {0};
    tv_expansions_find(t, text, strlen(text), asked, 1, &e);
    for (size_t i = 0; i < e.n; i++) {
        const struct tv_expansion *x = &e.items[i];
        size_t n;
        const char **terms = tv_expansion_terms(&e, x, language, true, &n);
        tv_buffer_printf(&out, "%.*s:", (int)(x->end - x->start), text + x->start);
        for (size_t k = 0; k < n; k++)
            tv_buffer_printf(&out, "%s %s", k ? "," : "", terms[k]);
        tv_buffer_puts(&out, "; ");
    }
    tv_expansions_finish(&e);
    return tv_buffer_steal(&out);
}

static void assert_also(const struct tv_thesaurus *t, const char *text, const char *language,
                        const char *expected)
{
    char *found = also(t, text, language);
    assert_string_equal(found, expected);
    free(found);
}

static const char lamps[] = "abbr LH | ~SOS\nen lighthouse | light tower | beacon\n"
                            "fr phare | tour de feu\nzh 灯塔\n\nen tower | keep\nfr tour\n";

static void the_longest_term_at_a_place_counts(void **state)
{
    (void)state;
    struct tv_thesaurus t = thesaurus(lamps);
    assert_also(&t, "a light tower by the sea", "en", "light tower: LH, lighthouse, beacon; ");
    assert_also(&t, "the tower", "en", "tower: keep; ");
    assert_also(&t, "light, tower", "en", "tower: keep; ");
    assert_also(&t, "light AND tower", "en", "tower: keep; ");
    tv_thesaurus_finish(&t);
}

static void inflected_words_are_found_by_their_stems(void **state)
{
    (void)state;
    struct tv_thesaurus t = thesaurus(lamps);
    assert_also(&t, "Lighthouses", "fr", "Lighthouses: LH, phare, tour de feu; ");
    assert_also(&t, "lighten", "fr", "");
    tv_thesaurus_finish(&t);
}

static void terms_of_other_languages_are_found_as_they_stand(void **state)
{
    (void)state;
    struct tv_thesaurus t = thesaurus(lamps);
    assert_also(&t, "le phare", "en", "phare: LH, lighthouse, light tower, beacon; ");
    assert_also(&t, "破坏灯塔的行为", "fr", "灯塔: LH, phare, tour de feu; ");
    tv_thesaurus_finish(&t);
}

static void an_abbreviation_that_is_a_word_needs_its_capitals(void **state)
{
    (void)state;
    struct tv_thesaurus t = thesaurus(lamps);
    assert_also(&t, "lh", "zh", "lh: 灯塔; ");
    assert_also(&t, "sos", "zh", "");
    assert_also(&t, "SOS", "zh", "SOS: LH, 灯塔; ");
    tv_thesaurus_finish(&t);
}

static void states_have_adjectives_and_former_names(void **state)
{
    (void)state;
    char *found = also(NULL, "what Eswatini's delegation said", "en");
    assert_non_null(strstr(found, "Swaziland"));
    assert_memory_equal(found, "Eswatini's:", 11);
    free(found);
    found = also(NULL, "brazilian proposal", "en");
    assert_non_null(strstr(found, "brazilian: Brazil"));
    free(found);
    found = also(NULL, "Russia", "es");
    assert_non_null(strstr(found, "Rusia"));
    free(found);
}

static void us_is_a_word_and_no_state(void **state)
{
    (void)state;
    char *found = also(NULL, "the United States of America", "en");
    assert_non_null(strstr(found, "United States"));
    assert_null(strstr(found, " US,"));
    assert_null(strstr(found, " US;"));
    free(found);
    assert_also(NULL, "tell us in it and by me", "en", "");
}

static void words_that_have_to_be_next_to_each_other_stay_alone(void **state)
{
    (void)state;
    struct tv_thesaurus t = thesaurus(lamps);
    assert_also(&t, "lighthouse NEAR/5 tower", "en", "");
    tv_thesaurus_finish(&t);
}

static void a_question_of_very_many_words_has_bounded_expansions(void **state)
{
    (void)state;
    struct tv_thesaurus t = thesaurus(lamps);
    struct tv_buffer text = {0};
    static const char *const asked[] = {"en"};
    struct tv_expansions e = {0};
    for (int i = 0; i < 1500; i++)
        tv_buffer_puts(&text, "lighthouse ");
    tv_expansions_find(&t, text.data, text.size, asked, 1, &e);
    assert_int_equal(e.n, TV_EXPANSIONS_MAX);
    tv_expansions_finish(&e);
    tv_buffer_finish(&text);
    tv_thesaurus_finish(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_of_lines_is_a_concept),
        cmocka_unit_test(keys_have_words_without_case_accents_or_signs),
        cmocka_unit_test(faults_are_named_with_their_line),
        cmocka_unit_test(a_file_that_is_not_there_is_said_to_be_missing),
        cmocka_unit_test(what_is_installed_can_be_read_and_has_all_languages),
        cmocka_unit_test(the_longest_term_at_a_place_counts),
        cmocka_unit_test(inflected_words_are_found_by_their_stems),
        cmocka_unit_test(terms_of_other_languages_are_found_as_they_stand),
        cmocka_unit_test(an_abbreviation_that_is_a_word_needs_its_capitals),
        cmocka_unit_test(states_have_adjectives_and_former_names),
        cmocka_unit_test(us_is_a_word_and_no_state),
        cmocka_unit_test(words_that_have_to_be_next_to_each_other_stay_alone),
        cmocka_unit_test(a_question_of_very_many_words_has_bounded_expansions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
