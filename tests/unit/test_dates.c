/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "shared.h"

#include "corpus/facts.h"

enum { WORD_MAX = 24 };
struct word {
    char text[WORD_MAX];
    uint8_t month;
};
#include "corpus/date_words.inc"

static const char *date_of(const char *text)
{
    static char date[11];
    return tv_date_of(text, date) ? date : "none";
}

static const char *date_in(const char *text)
{
    static char date[11];
    size_t offset;
    return tv_date_in(text, date, &offset) ? date : "none";
}

static const char *date_in_name(const char *path)
{
    static char date[11];
    return tv_date_in_name(path, date) ? date : "none";
}

static void expect(const char *(*read)(const char *), const char *const (*pairs)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(read(pairs[i][0]), pairs[i][1]) != 0)
            fail_msg("%s gives %s", pairs[i][0], read(pairs[i][0]));
}

#define EXPECT(read, pairs) expect(read, pairs, sizeof(pairs) / sizeof *(pairs))

static void the_words_around_dates_are_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < sizeof words / sizeof *words; i++)
        assert_true(strcmp(words[i - 1].text, words[i].text) < 0);
}

static void a_date_is_read_in_every_language(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"12 November 2020", "2020-11-12"},
        {"12 novembre 2020", "2020-11-12"},
        {"1er janvier 2020", "2020-01-01"},
        {"12 de noviembre de 2020", "2020-11-12"},
        {"12 ноября 2020 г.", "2020-11-12"},
        {"12-го мая 2020 года", "2020-05-12"},
        {"12. März 2020", "2020-03-12"},
        {"2020年11月12日", "2020-11-12"},
        {"二〇二〇年十一月十二日", "2020-11-12"},
        {"二○二三年十二月三十一日", "2023-12-31"},
        {"١٢ نوفمبر ٢٠٢٠", "2020-11-12"},
        {"12 تشرين الثاني/نوفمبر 2020", "2020-11-12"},
        {"31 كانون الأول/ديسمبر 2019", "2019-12-31"},
        {"12 november 2020", "2020-11-12"},
        {"12 de novembro de 2020", "2020-11-12"},
        {"12 novembre 2020", "2020-11-12"},
        {"12 листопада 2020", "2020-11-12"},
        {"۱۲ نوامبر ۲۰۲۰", "2020-11-12"},
    };
    EXPECT(date_of, pairs);
}

static void a_date_is_read_in_every_form(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"2020-11-12", "2020-11-12"},
        {"2020-11-12T10:00:00.123+01:00", "2020-11-12"},
        {"20201112T100000Z", "2020-11-12"},
        {"D:20121012101500+01'00'", "2012-10-12"},
        {"Thu, 12 Nov 2020 10:00:00 +0100", "2020-11-12"},
        {"Thu Nov 12 10:00:00 CET 2020", "2020-11-12"},
        {"Nov. 12, 2020", "2020-11-12"},
        {"November 12th, 2020, 10:15 a.m.", "2020-11-12"},
        {"12/11/2020", "2020-11-12"},
        {"11/25/2020", "2020-11-25"},
        {"12.11.2020", "2020-11-12"},
        {"2020 November 12", "2020-11-12"},
        {"12-Nov-2020", "2020-11-12"},
        {"  12\n November 2020 ", "2020-11-12"},
        {"12-14 November 2020", "2020-11-12"},
        {"23rd day of November 2001", "2001-11-23"},
    };
    EXPECT(date_of, pairs);
}

static void a_date_keeps_its_precision(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"November 2020", "2020-11"},
        {"noviembre de 2020", "2020-11"},
        {"2020年11月", "2020-11"},
        {"2020-11", "2020-11"},
        {"2020", "2020"},
        {"2020年", "2020"},
    };
    EXPECT(date_of, pairs);
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"30.02.2020", "none"},
        {"29 February 2021", "none"},
        {"12 November 1453", "none"},
        {"", "none"},
        {"12 November", "none"},
        {"November", "none"},
        {"13/13/2020", "none"},
        {"0/1/2020", "none"},
        {"2020-00-12", "none"},
        {"1234567890", "none"},
        {"99999999", "none"},
        {"2101", "none"},
        {"Adopted on 12 November 2020", "none"},
        {"2020-11-12 2021-11-12", "none"},
    };
    EXPECT(date_of, pairs);
    assert_string_equal(date_of("29 February 2020"), "2020-02-29");
}

static void the_first_date_in_a_text_is_found(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Adopted by the Security Council at its 8775th meeting, on 12 November 2020",
         "2020-11-12"},
        {"done at Budapest, this 23rd day of November 2001", "2001-11-23"},
        {"S/RES/2551 (2020), A/74/130, 13 mai 1953", "1953-05-13"},
        {"安全理事会2020年11月12日第8775次会议通过", "2020-11-12"},
        {"it may 2000 people, in May 2020", "2020-05"},
        {"some 2020 words, 12 of 2019", "none"},
        {"call 20201112", "none"},
        {"from S/2020/11/12", "none"},
    };
    EXPECT(date_in, pairs);
}

static void the_offset_is_where_the_date_begins(void **state)
{
    (void)state;
    char date[11];
    size_t offset;
    assert_true(tv_date_in("Été: 12 novembre 2020", date, &offset));
    assert_int_equal(offset, 7);
}

static void files_are_named_after_dates(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"EU-statement-2023-04-12.docx", "2023-04-12"},
        {"us_position_20130114.pdf", "2013-01-14"},
        {"paper_Final_25-October2012.pdf", "2012-10-25"},
        {"Fedil_17July2012.pdf", "2012-07-17"},
        {"EBF-Amendments-31.10.12.pdf", "2012-10-31"},
        {"AmendmentsNovember-2012.pdf", "2012-11"},
        {"Session 77 - 2022/USA_77_2022.txt", "2022"},
        {"2020/Arabic/text.xml", "2020"},
        {"convention.md", "none"},
        {"st05847.en06.pdf", "none"},
    };
    EXPECT(date_in_name, pairs);
}

static void a_long_text_without_dates_ends(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    char *text = tv_alloc(SIZE + 1);
    memset(text, '1', SIZE);
    assert_string_equal(date_in(text), "none");
    for (size_t i = 0; i + 4 <= SIZE; i += 4)
        memcpy(text + i, "may ", 4);
    assert_string_equal(date_in(text), "none");
    memset(text, ' ', SIZE);
    memcpy(text, "12", 2);
    assert_string_equal(date_in(text), "none");
    free(text);
}

static void all_years_of_the_general_debate_are_known(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/un-general-debate-1990-2022.tar.xz");
    const char *path;
    size_t n = 0;
    if (!a)
        return;
    for (; (path = next_file(a, ".txt")); n++) {
        const char *dash = strstr(path, " - ");
        assert_non_null(dash);
        assert_memory_equal(date_in_name(path), dash + 3, 4);
    }
    archive_read_free(a);
    assert_true(n > 6000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_around_dates_are_in_order),
        cmocka_unit_test(a_date_is_read_in_every_language),
        cmocka_unit_test(a_date_is_read_in_every_form),
        cmocka_unit_test(a_date_keeps_its_precision),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(the_first_date_in_a_text_is_found),
        cmocka_unit_test(the_offset_is_where_the_date_begins),
        cmocka_unit_test(files_are_named_after_dates),
        cmocka_unit_test(a_long_text_without_dates_ends),
        cmocka_unit_test(all_years_of_the_general_debate_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
