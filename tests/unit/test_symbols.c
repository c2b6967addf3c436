/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "shared.h"

#include "corpus/facts.h"

typedef const char *reader(struct tv_arena *arena, const char *text);

static void expect(reader *read, const char *const (*pairs)[2], size_t n)
{
    struct tv_arena arena = {0};
    for (size_t i = 0; i < n; i++) {
        const char *symbol = read(&arena, pairs[i][0]);
        if (strcmp(symbol ? symbol : "none", pairs[i][1]) != 0)
            fail_msg("%s gives %s", pairs[i][0], symbol ? symbol : "none");
    }
    tv_arena_finish(&arena);
}

#define EXPECT(read, pairs) expect(read, pairs, sizeof(pairs) / sizeof *(pairs))

static void symbols_of_the_united_nations_are_found(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"see A/AC.291/22/Rev.3.", "A/AC.291/22/Rev.3"},
        {"S/RES/2551 (2020) and others", "S/RES/2551 (2020)"},
        {"第２５５１号决议 Ｓ／ＲＥＳ／２５５１（２０２０）", "S/RES/2551 (2020)"},
        {"安全理事会S/RES/2551(2020)号", "S/RES/2551 (2020)"},
        {"القرار \u200fS/RES/2551\u200e (2020)", "S/RES/2551 (2020)"},
        {"резолюция A/RES/79/243, A/C.3/74/L.11", "A/RES/79/243"},
        {"A/HRC/47/24/Add.2", "A/HRC/47/24/Add.2"},
        {"CAC/COSP/2021/1/Corr.1", "CAC/COSP/2021/1/Corr.1"},
        {"CTOC/COP/2012/7", "CTOC/COP/2012/7"},
        {"A/AC.291/CRP.1", "A/AC.291/CRP.1"},
        {"A/RES/2200 (XXI)", "A/RES/2200 (XXI)"},
        {"A/RES/217 A (III)", "A/RES/217 A (III)"},
        {"S/PV.8775", "S/PV.8775"},
        {"A/74/130 (2019)", "A/74/130"},
    };
    EXPECT(tv_symbol_in, pairs);
}

static void symbols_of_europe_are_found(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"(CETS No. 185)", "CETS No. 185"},
        {"ETS No. 005", "ETS No. 5"},
        {"STCE n° 185", "CETS No. 185"},
        {"ETS n° 24", "ETS No. 24"},
        {"SEV Nr. 185", "ETS No. 185"},
        {"COM(2022) 209 final", "COM(2022) 209"},
        {"COM (2012)0011", "COM(2012) 11"},
        {"Richtlinie 95/46/EG", "Directive 95/46/EC"},
        {"Directive 2013/40/EU", "Directive 2013/40/EU"},
        {"le règlement (UE) 2016/679", "Regulation (EU) 2016/679"},
        {"Regulation (EC) No 45/2001", "Regulation (EC) No 45/2001"},
    };
    EXPECT(tv_symbol_in, pairs);
}

static void what_only_looks_like_a_symbol_is_left_alone(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"and/or", "none"},
        {"A/B testing 12", "none"},
        {"S/he said", "none"},
        {"the A/C unit; I/O 12", "none"},
        {"https://example.org/A/12/34", "none"},
        {"ETS 12", "none"},
        {"", "none"},
        {"A/", "none"},
        {"A////", "none"},
        {"E/mail", "none"},
    };
    EXPECT(tv_symbol_in, pairs);
}

static void files_are_named_after_symbols(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"2020/Arabic/S_RES_2504 (2020)-2000407A.xml", "S/RES/2504 (2020)"},
        {"2022/S_RES_2650_2221218E.xml", "S/RES/2650"},
        {"S_RES_2665-2228829E.xml", "S/RES/2665"},
        {"Not adopted/S_2023_212-2305680A.xml", "S/2023/212"},
        {"S_2025-353-2508520A.xml", "S/2025/353"},
        {"A_AC.291_22_Rev.3.pdf", "A/AC.291/22/Rev.3"},
        {"A_RES_79_243_E.pdf", "A/RES/79/243"},
        {"A_77_150-EN.pdf", "A/77/150"},
        {"CETS 185.pdf", "CETS No. 185"},
        {"COM_2022_209_EN.pdf", "COM(2022) 209"},
        {"USA_77_2022.txt", "none"},
        {"A_level 12.pdf", "none"},
        {"Comments of a state E_2012-12-07.pdf", "none"},
        {"E_2012_12_07.pdf", "none"},
        {"S_2012_12-2500001E.pdf", "S/2012/12"},
        {"S_2012_1", "S/2012/1"},
        {"convention-on-cybercrime.md", "none"},
    };
    EXPECT(tv_symbol_in_name, pairs);
}

static void a_symbol_may_be_typed_in_any_case(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"a/ac.291/22/rev.3", "A/AC.291/22/Rev.3"},
        {"s/res/2551(2020)", "S/RES/2551 (2020)"},
        {" A/Res/79/243", "A/RES/79/243"},
        {"and/or", "none"},
    };
    EXPECT(tv_symbol_of, pairs);
}

static void a_text_of_slashes_or_letters_alone_ends(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    struct tv_arena arena = {0};
    char *text = tv_alloc(SIZE + 1);
    for (size_t i = 0; i < SIZE; i += 2)
        memcpy(text + i, "A/", 2);
    tv_symbol_in(&arena, text);
    memset(text, 'A', SIZE);
    assert_null(tv_symbol_in(&arena, text));
    free(text);
    tv_arena_finish(&arena);
}

static void all_drafts_of_the_security_council_are_named_after_their_symbol(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/un-security-council-drafts.tar.bz2");
    struct tv_arena arena = {0};
    const char *path;
    size_t n = 0;
    if (!a)
        return;
    for (; (path = next_file(a, ".xml")); n++) {
        const char *symbol = tv_symbol_in_name(&arena, path);
        const char *stem = strrchr(path, '/') + 1;
        assert_non_null(symbol);
        assert_int_equal(strlen(symbol), 10);
        assert_memory_equal(symbol + 2, stem + 2, 4);
        assert_memory_equal(symbol + 7, stem + 7, 3);
    }
    archive_read_free(a);
    tv_arena_finish(&arena);
    assert_true(n > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_of_the_united_nations_are_found),
        cmocka_unit_test(symbols_of_europe_are_found),
        cmocka_unit_test(what_only_looks_like_a_symbol_is_left_alone),
        cmocka_unit_test(files_are_named_after_symbols),
        cmocka_unit_test(a_symbol_may_be_typed_in_any_case),
        cmocka_unit_test(a_text_of_slashes_or_letters_alone_ends),
        cmocka_unit_test(all_drafts_of_the_security_council_are_named_after_their_symbol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
