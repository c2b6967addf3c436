/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "indexer/labels.h"

static void check_designation(const char *text, enum tv_division division, const char *number)
{
    struct tv_designation d;
    if (!tv_designation_at(text, &d))
        fail_msg("no designation in \"%s\"", text);
    if (d.division != division || strcmp(d.number, number) != 0)
        fail_msg("\"%s\": division %d, number \"%s\"", text, (int)d.division, d.number);
}

static void articles_are_told_in_each_language(void **state)
{
    (void)state;
    static const struct {
        const char *text, *number;
    } cases[] = {
        {"Article 19", "19"},
        {"ARTICLE 19", "19"},
        {"Article  2  Illegal access", "2"},
        {"Article premier", "1"},
        {"Article 1er", "1"},
        {"Art. 4", "4"},
        {"Artículo 12", "12"},
        {"Статья 12", "12"},
        {"第十二条", "12"},
        {"第１条", "1"},
        {"第二十一条", "21"},
        {"المادة 12", "12"},
        {"المادة ١٢", "12"},
        {"Artikel 12", "12"},
        {"Artigo 1.º", "1"},
        {"अनुच्छेद ११.", "11"},
        {"Article 24 bis", "24 bis"},
        {"Article 5a", "5a"},
        {"Article II", "II"},
        {"Article 19-1", "19-1"},
        {"المادة الأولى", "1"},
        {"[Article 7]", "7"},
        {"Статья 24 bis", "24 bis"},
        {"第一百零二条", "102"},
        {"المادة 14 مكررا", "14 bis"},
        {"المادة 14 مكرراً ثانياً", "14 ter"},
        {"المادة 14 (مكررا)", "14 bis"},
        {"第七条之二　善意", "7 bis"},
        {"第14条之三", "14 ter"},
        {"Статья 24 бис", "24 bis"},
        {"Artículo 14 ter", "14 ter"},
        {"Article 14 quater", "14 quater"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_designation(cases[i].text, TV_DIVISION_ARTICLE, cases[i].number);
}

static void other_divisions_are_told(void **state)
{
    (void)state;
    check_designation("CHAPTER II", TV_DIVISION_CHAPTER, "II");
    check_designation("Chapitre III", TV_DIVISION_CHAPTER, "III");
    check_designation("Глава 4", TV_DIVISION_CHAPTER, "4");
    check_designation("第三章 程序措施", TV_DIVISION_CHAPTER, "3");
    check_designation("الفصل 2", TV_DIVISION_CHAPTER, "2");
    check_designation("Section 1 – Offences", TV_DIVISION_SECTION, "1");
    check_designation("Annex B", TV_DIVISION_ANNEX, "B");
    check_designation("Annex", TV_DIVISION_ANNEX, "");
    check_designation("Preamble", TV_DIVISION_PREAMBLE, "");
    check_designation("Recital 33", TV_DIVISION_RECITAL, "33");
    check_designation("Recital (65)", TV_DIVISION_RECITAL, "65");
    check_designation("Recital/ Erwägungsgrund 128", TV_DIVISION_RECITAL, "128");
    check_designation("Paragraph 8", TV_DIVISION_PARAGRAPH, "8");
    check_designation("Absatz 9a (neu)", TV_DIVISION_PARAGRAPH, "9a");
    check_designation("Proposed Amendment 3", TV_DIVISION_AMENDMENT, "3");
    check_designation("Justification:", TV_DIVISION_REASON, "");
}

static void running_text_is_no_designation(void **state)
{
    (void)state;
    static const char *const texts[] = {"Articles 3 to 5 apply",
                                        "Part of the problem is",
                                        "Title deeds",
                                        "section by section",
                                        "The article 5 that",
                                        "",
                                        "第",
                                        "Amendment",
                                        "Justification of the detention",
                                        "Sections"};
    struct tv_designation d;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (tv_designation_at(texts[i], &d))
            fail_msg("a designation in \"%s\": division %d, number \"%s\"", texts[i],
                     (int)d.division, d.number);
}

static void a_designation_knows_what_stands_behind_it(void **state)
{
    (void)state;
    struct tv_designation d;
    assert_true(tv_designation_at("Article 5", &d));
    assert_true(d.alone);
    assert_true(tv_designation_at("Article 5. Each Party shall", &d));
    assert_true(d.separated);
    assert_int_equal(d.length, strlen("Article 5. "));
    assert_true(tv_designation_at("Article 5 of the Convention", &d));
    assert_false(d.separated);
    assert_false(d.alone);
}

static void check_enumerator(const char *text, enum tv_count counted, unsigned value,
                             const char *rest)
{
    struct tv_enumerator e;
    if (!tv_enumerator_at(text, &e))
        fail_msg("no enumerator in \"%s\"", text);
    if (e.count != counted || e.value != value || strcmp(text + e.length, rest) != 0)
        fail_msg("\"%s\": counts %d, value %u, rest \"%s\"", text, (int)e.count, e.value,
                 text + e.length);
}

static void enumerators_are_told_in_each_script(void **state)
{
    (void)state;
    check_enumerator("14. Decides", TV_COUNT_DECIMAL, 14, "Decides");
    check_enumerator("14 - Décide", TV_COUNT_DECIMAL, 14, "Décide");
    check_enumerator("(a) any act", TV_COUNT_LETTER, 1, "any act");
    check_enumerator("b) any act", TV_COUNT_LETTER, 2, "any act");
    check_enumerator("(iv) any act", TV_COUNT_ROMAN, 4, "any act");
    check_enumerator("IV. General", TV_COUNT_UPPER_ROMAN, 4, "General");
    check_enumerator("(б) любое", TV_COUNT_LETTER, 2, "любое");
    check_enumerator("(ب) أي", TV_COUNT_LETTER, 2, "أي");
    check_enumerator("㈢ 任何", TV_COUNT_CHINESE, 3, "任何");
    check_enumerator("（二）任何", TV_COUNT_CHINESE, 2, "任何");
    check_enumerator("’3‘ فقرة", TV_COUNT_DECIMAL, 3, "فقرة");
    check_enumerator("[(b) bracketed]", TV_COUNT_LETTER, 2, "bracketed]");
}

static void prose_is_no_enumerator(void **state)
{
    (void)state;
    static const char *const texts[] = {"I’m thrilled to sit down",
                                        "e.g. a case",
                                        "2020. The year",
                                        "3.5 million users",
                                        "a Party shall",
                                        "In 2020",
                                        "",
                                        "mild."};
    struct tv_enumerator e;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (tv_enumerator_at(texts[i], &e))
            fail_msg("an enumerator in \"%s\": %s", texts[i], e.number);
}

static void several_levels_are_one_number(void **state)
{
    (void)state;
    struct tv_enumerator e;
    assert_true(tv_enumerator_at("1.2.3. Scope", &e));
    assert_string_equal(e.number, "1.2.3");
}

static void a_place_within_an_article_is_read_on(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        const char *numbers[3], *rest;
    } cases[] = {
        {"(8) Consent", 1, {"8"}, " Consent"},
        {", Paragraph 1 (f)", 2, {"1", "f"}, ""},
        {" – paragraph 8 – point a", 2, {"8", "a"}, ""},
        {" Absatz 2 Buchstabe b) neu", 2, {"2", "b"}, " neu"},
        {".1.f", 2, {"1", "f"}, ""},
        {"(1)(a)(ii)", 3, {"1", "a", "ii"}, ""},
        {" is about", 0, {NULL}, " is about"},
        {" (see below)", 0, {NULL}, " (see below)"},
        {"", 0, {NULL}, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tv_enumerator path[3];
        size_t n, length = tv_locator_at(cases[i].text, path, 3, &n);
        assert_int_equal(n, cases[i].n);
        for (size_t k = 0; k < n; k++)
            assert_string_equal(path[k].number, cases[i].numbers[k]);
        assert_string_equal(cases[i].text + length, cases[i].rest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_are_told_in_each_language),
        cmocka_unit_test(other_divisions_are_told),
        cmocka_unit_test(running_text_is_no_designation),
        cmocka_unit_test(a_designation_knows_what_stands_behind_it),
        cmocka_unit_test(enumerators_are_told_in_each_script),
        cmocka_unit_test(prose_is_no_enumerator),
        cmocka_unit_test(several_levels_are_one_number),
        cmocka_unit_test(a_place_within_an_article_is_read_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
