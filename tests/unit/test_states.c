/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "shared.h"

#include "corpus/neutral_words.inc"
#include "corpus/states.h"

#include <stdio.h>

static const char *code_of(const char *name)
{
    static char code[TV_STATE_SIZE];
    return tv_state_of(name, code) ? code : "none";
}

static const char *code_in_name(const char *path)
{
    static char code[TV_STATE_SIZE];
    return tv_state_in_name(path, code) ? code : "none";
}

/* "BRA:Brazil EUE:EU", one hit after the other. */
static const char *found_in(const char *text)
{
    static char out[512];
    struct tv_state_hit hits[16];
    size_t n = tv_states_in_text(text, strlen(text), hits, 16), size = 0;
    *out = '\0';
    for (size_t i = 0; i < n; i++)
        size += (size_t)snprintf(out + size, sizeof out - size, "%s%s:%.*s", i ? " " : "",
                                 hits[i].code, (int)hits[i].length, text + hits[i].offset);
    return out;
}

static void every_name_of_every_state_finds_its_state(void *ctx, const char *name,
                                                      const char *language, enum tv_state_form form)
{
    (void)language;
    (void)form;
    if (strcmp(code_of(name), ctx) != 0)
        print_error("%s gives %s, not %s\n", name, code_of(name), (char *)ctx);
    assert_string_equal(code_of(name), ctx);
}

static void the_words_for_kinds_of_papers_are_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < sizeof neutral / sizeof *neutral; i++)
        assert_true(strcmp(neutral[i - 1], neutral[i]) < 0);
}

static void all_names_are_found_again(void **state)
{
    (void)state;
    for (size_t i = 0; tv_state_code(i); i++) {
        const char *code = tv_state_code(i);
        assert_string_equal(code_of(code), code);
        assert_true(tv_state_names(code, every_name_of_every_state_finds_its_state, (void *)code));
    }
}

static void codes_are_in_order_and_short(void **state)
{
    (void)state;
    size_t n = 0;
    for (; tv_state_code(n); n++) {
        assert_true(strlen(tv_state_code(n)) < TV_STATE_SIZE);
        assert_true(!n || strcmp(tv_state_code(n - 1), tv_state_code(n)) < 0);
    }
    assert_true(n > 250);
}

static void a_state_has_its_name_in_each_language(void **state)
{
    (void)state;
    assert_text(tv_state_name("RUS", "en"), "Russian Federation");
    assert_text(tv_state_name("RUS", "fr"), "Fédération de Russie");
    assert_text(tv_state_name("RUS", "ru"), "Российская Федерация");
    assert_text(tv_state_name("GBR", "zh"), "英国");
    assert_text(tv_state_name("BRA", "ar"), "البرازيل");
    assert_text(tv_state_name("BRA", "de"), "Brasilien");
    assert_text(tv_state_name("EUE", "es"), "Unión Europea");
    assert_text(tv_state_name("BRA", "pt"), "Brazil");
    assert_text(tv_state_name("BRA", NULL), "Brazil");
    assert_null(tv_state_name("XYZ", "en"));
    assert_null(tv_state_name("", "en"));
}

static void a_name_in_any_spelling_gives_the_state(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Brazil", "BRA"},
        {"brésilien", "BRA"},
        {"BRESILIEN", "BRA"},
        {"bra", "BRA"},
        {"SaudiArabia", "SAU"},
        {"U.K.", "GBR"},
        {"The Gambia", "GMB"},
        {"us", "USA"},
        {"Korea, Republic of", "KOR"},
        {"CÔTE D’IVOIRE", "CIV"},
        {"cote divoire", "CIV"},
        {"Iran (Islamic Republic of)", "IRN"},
        {"Zaire", "COD"},
        {"USSR", "SUN"},
        {"Swaziland", "SWZ"},
        {"Türkiye", "TUR"},
        {"Turkey", "TUR"},
        {"Viet Nam", "VNM"},
        {"vietnam", "VNM"},
        {"Российской Федерации", "RUS"},
        {"俄罗斯联邦", "RUS"},
        {"الاتحاد الروسي", "RUS"},
        {"Trinidad Tobago", "TTO"},
        {"BosniaHerzegovina", "BIH"},
        {"African Group", "AFGR"},
        {"European Union", "EUE"},
        {"AU", "AUS"},
        {"Czech", "CZE"},
        {"les Pays-Bas", "NLD"},
        {"XK", "XKX"},
        {"Holy See", "VAT"},
        {" Brazil ", "BRA"},
        {"Brazilwood", "none"},
        {"", "none"},
        {"the", "none"},
        {"New Mexico", "none"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(code_of(pairs[i][0]), pairs[i][1]) != 0)
            fail_msg("%s gives %s", pairs[i][0], code_of(pairs[i][0]));
}

static void a_very_long_name_is_none(void **state)
{
    (void)state;
    static char name[100000];
    memset(name, 'a', sizeof name - 1);
    assert_string_equal(code_of(name), "none");
}

static void states_are_found_in_running_text(void **state)
{
    (void)state;
    assert_string_equal(
        found_in("Statement by the delegation of Brazil on behalf of the Group of 77 and China"),
        "BRA:Brazil G77:Group of 77 and China");
    assert_string_equal(found_in("the U.S. and the UK; US, not us"), "USA:U.S GBR:UK USA:US");
    assert_string_equal(found_in("Congo and the Democratic Republic of the Congo"),
                        "COG:Congo COD:Democratic Republic of the Congo");
    assert_string_equal(found_in("South Sudan, St. Lucia, Guinea-Bissau, Côte d’Ivoire"),
                        "SSD:South Sudan LCA:St. Lucia GNB:Guinea-Bissau CIV:Côte d’Ivoire");
    assert_string_equal(found_in("the Brazilian delegation; NORTH KOREA'S reply"),
                        "BRA:Brazilian PRK:NORTH KOREA");
}

static void states_are_found_in_other_languages(void **state)
{
    (void)state;
    assert_string_equal(found_in("предложение Бразилии и Соединенных Штатов Америки, российского"),
                        "BRA:Бразилии USA:Соединенных Штатов Америки RUS:российского");
    assert_string_equal(found_in("美国和大不列颠及北爱尔兰联合王国，印度尼西亚"),
                        "USA:美国 GBR:大不列颠及北爱尔兰联合王国 IDN:印度尼西亚");
    assert_string_equal(found_in("وللبرازيل وبفرنسا والمملكة المتحدة"),
                        "BRA:للبرازيل FRA:فرنسا GBR:المملكة المتحدة");
    assert_string_equal(found_in("la délégation brésilienne, l'Égypte"),
                        "BRA:brésilienne EGY:Égypte");
    assert_string_equal(found_in("Deutschlands Vorschlag, die österreichischen Änderungen"),
                        "DEU:Deutschlands AUT:österreichischen");
    assert_string_equal(found_in("las propuestas mexicanas"), "MEX:mexicanas");
}

static void words_that_look_like_states_are_left_alone(void **state)
{
    (void)state;
    assert_string_equal(found_in("a turkey on china; polish it, tell us"), "");
    assert_string_equal(found_in("New Mexico, Latin America, the Indian Ocean, 印度洋"), "");
    assert_string_equal(found_in("Brazilwood and Omanhene, EU2020"), "");
    assert_string_equal(found_in("того же"), "");
}

static void no_more_states_are_given_than_there_is_room_for(void **state)
{
    (void)state;
    struct tv_state_hit hit;
    assert_int_equal(tv_states_in_text("Chad, Mali, Togo", 16, &hit, 1), 1);
    assert_string_equal(hit.code, "TCD");
    assert_int_equal(tv_states_in_text("Chad", 4, NULL, 0), 0);
}

static void text_that_is_not_utf8_does_no_harm(void **state)
{
    (void)state;
    static const char bytes[] = "\xff\xfe"
                                "Brazil\xc3 Chile \xe4\xb8 \xd9";
    struct tv_state_hit hits[4];
    assert_int_equal(tv_states_in_text(bytes, sizeof bytes - 1, hits, 4), 2);
    assert_int_equal(hits[0].offset, 2);
}

static void a_file_is_named_after_its_state(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"data_raw/SaudiArabia.txt", "SAU"},
        {"UK.txt", "GBR"},
        {"US-1.txt", "USA"},
        {"Netherlands2.txt", "NLD"},
        {"Albania (nonEnglish).txt", "ALB"},
        {"Philippine.txt", "PHL"},
        {"turkey.txt", "TUR"},
        {"Czech.txt", "CZE"},
        {"USA_77_2022.txt", "USA"},
        {"Session 45 - 1990/YUG_45_1990.txt", "YUG"},
        {"EU_77_2022.txt", "EUE"},
        {"positions/Brazil.md", "BRA"},
        {"EU-statement-2023-04-12.docx", "EUE"},
        {"statement_by_Brazil.pdf", "BRA"},
        {"us_position_20130114.pdf", "USA"},
        {"Kenya/speech 3.pdf", "KEN"},
        {"BRA.txt", "BRA"},
        {"African Group statement.pdf", "AFGR"},
        {"TrinidadAndTobago.txt", "TTO"},
        {"newzealand.txt", "NZL"},
        {"Japan_our views of it all.pdf", "JPN"},
        {"巴西.pdf", "BRA"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(code_in_name(pairs[i][0]), pairs[i][1]) != 0)
            fail_msg("%s gives %s", pairs[i][0], code_in_name(pairs[i][0]));
}

static void a_file_is_not_named_after_a_state_by_chance(void **state)
{
    (void)state;
    static const char *const names[] = {
        "georgia-pacific.html",
        "turkey-recipes.html",
        "national_cyber.txt",
        "2020/Arabic/S_RES_2504.xml",
        "us-rejects-treaty.txt",
        "Adobe_EU Vorschlag.pdf",
        "translations/French.txt",
        "convention.md",
        "in.txt",
        "to_read.txt",
        "are_we_safe.txt",
        "",
        "/",
        "...",
        "EU-Data-Protection-Regulation.pdf",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(code_in_name(names[i]), "none") != 0)
            fail_msg("%s gives %s", names[i], code_in_name(names[i]));
}

static void all_speakers_of_the_general_debate_are_known(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/un-general-debate-1990-2022.tar.xz");
    const char *path;
    size_t n = 0, wrong = 0;
    if (!a)
        return;
    while ((path = next_file(a, ".txt"))) {
        const char *name = strrchr(path, '/') + 1;
        char expected[TV_STATE_SIZE] = "";
        memcpy(expected, name, strcspn(name, "_") < 4 ? strcspn(name, "_") : 3);
        const char *code = code_in_name(path);
        wrong += strcmp(code, strcmp(expected, "EU") ? expected : "EUE") != 0;
        n++;
    }
    archive_read_free(a);
    assert_true(n > 6000);
    assert_int_equal(wrong, 0);
}

static void all_strategies_that_name_their_state_give_it(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/cybersecurity-strategies.tar.gz");
    const char *path;
    size_t n = 0, known = 0;
    if (!a)
        return;
    for (; (path = next_file(a, ".txt")); n++)
        known += strcmp(code_in_name(path), "none") != 0;
    archive_read_free(a);
    assert_true(n > 60);
    assert_true(known * 100 >= n * 95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_for_kinds_of_papers_are_in_order),
        cmocka_unit_test(all_names_are_found_again),
        cmocka_unit_test(codes_are_in_order_and_short),
        cmocka_unit_test(a_state_has_its_name_in_each_language),
        cmocka_unit_test(a_name_in_any_spelling_gives_the_state),
        cmocka_unit_test(a_very_long_name_is_none),
        cmocka_unit_test(states_are_found_in_running_text),
        cmocka_unit_test(states_are_found_in_other_languages),
        cmocka_unit_test(words_that_look_like_states_are_left_alone),
        cmocka_unit_test(no_more_states_are_given_than_there_is_room_for),
        cmocka_unit_test(text_that_is_not_utf8_does_no_harm),
        cmocka_unit_test(a_file_is_named_after_its_state),
        cmocka_unit_test(a_file_is_not_named_after_a_state_by_chance),
        cmocka_unit_test(all_speakers_of_the_general_debate_are_known),
        cmocka_unit_test(all_strategies_that_name_their_state_give_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
