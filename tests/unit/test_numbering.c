/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "indexer/office/numbering.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_number(enum tv_number_style style, long number, const char *expected)
{
    struct tv_buffer b = {0};
    tv_number_add(&b, style, number);
    assert_string_equal(b.data ? b.data : "", expected);
    tv_buffer_finish(&b);
}

static void numbers_are_written_in_every_style(void **state)
{
    (void)state;
    assert_number(TV_NUMBER_NONE, 1, "");
    assert_number(TV_NUMBER_DECIMAL_ZERO, 3, "03");
    assert_number(TV_NUMBER_LOWER_LETTER, 28, "bb");
    assert_number(TV_NUMBER_UPPER_LETTER, 26, "Z");
    assert_number(TV_NUMBER_LOWER_ROMAN, 1994, "mcmxciv");
    assert_number(TV_NUMBER_UPPER_ROMAN, 4, "IV");
    assert_number(TV_NUMBER_ORDINAL, 11, "11th");
    assert_number(TV_NUMBER_ORDINAL, 22, "22nd");
    assert_number(TV_NUMBER_LOWER_RUSSIAN, 7, "ж");
    assert_number(TV_NUMBER_ARABIC_ALPHA, 2, "ب");
    assert_number(TV_NUMBER_ARABIC_ABJAD, 3, "ج");
    assert_number(TV_NUMBER_CHINESE, 10, "十");
    assert_number(TV_NUMBER_CHINESE, 21, "二十一");
    assert_number(TV_NUMBER_CHINESE, 105, "一百零五");
    assert_number(TV_NUMBER_CHINESE, 110, "一百一十");
}

static void numbers_that_a_style_cannot_write_are_decimal(void **state)
{
    (void)state;
    assert_number(TV_NUMBER_LOWER_LETTER, 0, "0");
    assert_number(TV_NUMBER_LOWER_LETTER, 1000000, "1000000");
    assert_number(TV_NUMBER_UPPER_ROMAN, 4000, "4000");
    assert_number(TV_NUMBER_CHINESE, 1000, "1000");
}

static void assert_next(struct tv_list *list, unsigned level, const char *expected)
{
    struct tv_buffer b = {0};
    tv_list_next(list, level, &b);
    assert_string_equal(b.data ? b.data : "", expected);
    tv_buffer_finish(&b);
}

static struct tv_list outline(void)
{
    return (struct tv_list){.levels = {
                                {TV_NUMBER_UPPER_ROMAN, 1, "\1.", 0, false},
                                {TV_NUMBER_DECIMAL, 1, "\1.\2", 1, false},
                                {TV_NUMBER_LOWER_LETTER, 1, "\1-\2(\3)", 2, true},
                            }};
}

static void deeper_levels_start_again(void **state)
{
    (void)state;
    struct tv_list list = outline();
    assert_next(&list, 0, "I.");
    assert_next(&list, 1, "I.1");
    assert_next(&list, 1, "I.2");
    assert_next(&list, 0, "II.");
    assert_next(&list, 1, "II.1");
    list.levels[1].restart = 0;
    assert_next(&list, 0, "III.");
    assert_next(&list, 1, "III.2");
}

static void levels_above_that_have_not_begun_are_shown_as_begun(void **state)
{
    (void)state;
    struct tv_list list = outline();
    assert_next(&list, 2, "1-1(1)");
    assert_next(&list, 0, "I.");
}

static void a_list_goes_on_from_where_it_is_restarted(void **state)
{
    (void)state;
    struct tv_list list = outline();
    tv_list_restart(&list, 0, 5);
    assert_next(&list, 0, "V.");
    assert_next(&list, 0, "VI.");
}

static void labels_have_a_limit(void **state)
{
    (void)state;
    char pattern[1001];
    memset(pattern, 'x', 1000);
    pattern[1000] = '\0';
    struct tv_list list = {.levels = {{TV_NUMBER_DECIMAL, 1, pattern, 0, false}}};
    struct tv_buffer b = {0};
    tv_list_next(&list, 0, &b);
    assert_int_equal(b.size, 200);
    tv_buffer_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_in_every_style),
        cmocka_unit_test(numbers_that_a_style_cannot_write_are_decimal),
        cmocka_unit_test(deeper_levels_start_again),
        cmocka_unit_test(levels_above_that_have_not_begun_are_shown_as_begun),
        cmocka_unit_test(a_list_goes_on_from_where_it_is_restarted),
        cmocka_unit_test(labels_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
