/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "query/terminal.h"

static void assert_plain(const char *text, bool lines, const char *expected)
{
    struct tv_buffer out = {0};
    tv_plain(text, strlen(text), lines, &out);
    assert_string_equal(out.data ? out.data : "", expected);
    tv_buffer_finish(&out);
}

static void no_control_character_is_left(void **state)
{
    (void)state;
    assert_plain("a\033[31mb\007\177c\302\233d\r\n", true, "a[31mbcd\n");
    assert_plain("a\tb\nc", false, "a b c");
}

static void no_bidirectional_override_is_left(void **state)
{
    (void)state;
    assert_plain("a\u202Eb\u202Ac\u2066d\u2069\uFEFFe", true, "abcde");
    assert_plain("سلام\u200F", true, "سلام\u200F");
}

static void broken_utf_8_becomes_a_replacement(void **state)
{
    (void)state;
    assert_plain("a\xFFz\xE7\xBD", false, "a\uFFFDz\uFFFD");
}

static void columns_count_wide_and_combining_characters(void **state)
{
    (void)state;
    assert_int_equal(tv_columns("abc", 3), 3);
    assert_int_equal(tv_columns("网络", 6), 4);
    assert_int_equal(tv_columns("e\u0301\u200Bx", strlen("e\u0301\u200Bx")), 2);
    assert_int_equal(tv_columns("\x01z\x02", 3), 1);
    assert_int_equal(tv_columns("ﷺ", strlen("ﷺ")), 1);
}

static void assert_wrapped(unsigned width, bool color, const char *text, const char *indent,
                           const char *expected)
{
    char *written;
    size_t size;
    struct tv_output out = {open_memstream(&written, &size), color, width};
    tv_wrap(&out, text, indent);
    fclose(out.file);
    assert_string_equal(written, expected);
    free(written);
}

static void lines_break_at_blanks(void **state)
{
    (void)state;
    assert_wrapped(25, false, "one two three four five six", "  ",
                   "  one two three four five\n  six\n");
    assert_wrapped(24, false, "one two three four five six", "  ",
                   "  one two three four\n  five six\n");
}

static void wide_characters_count_twice_and_break_anywhere_but_before_a_stop(void **state)
{
    (void)state;
    assert_wrapped(20, false, "网络犯罪公约网络犯罪公约", "", "网络犯罪公约网络犯罪\n公约\n");
    assert_wrapped(20, false, "网络犯罪公约网络犯罪。公约", "", "网络犯罪公约网络犯\n罪。公约\n");
}

static void lines_break_where_unicode_says(void **state)
{
    (void)state;
    assert_wrapped(
        20, false, "\u7F51\u7EDC\u72AF\u7F6A\u516C\u7EA6\u7F51\u7EDC\u72AF\uFF08\u516C\u7EA6\uFF09",
        "", "\u7F51\u7EDC\u72AF\u7F6A\u516C\u7EA6\u7F51\u7EDC\u72AF\n\uFF08\u516C\u7EA6\uFF09\n");
    assert_wrapped(20, false, "see the real-time collection", "",
                   "see the real-time\ncollection\n");
    assert_wrapped(20, false, "of the xyz real-time", "", "of the xyz real-time\n");
    assert_wrapped(20, false, "of the wxyz real-time", "", "of the wxyz real-\ntime\n");
    assert_wrapped(20, false, "in paragraph one 25\u00A0%", "", "in paragraph one\n25\u00A0%\n");
}

static void the_first_line_may_stand_behind_something_else(void **state)
{
    (void)state;
    char *written;
    size_t size;
    struct tv_output out = {open_memstream(&written, &size), true, 24};
    tv_wrap_from(&out, "\x03one two three four five six", "1. ", "   ");
    fclose(out.file);
    assert_string_equal(written,
                        "1. \033[2mone two three four\033[0m\n   \033[2mfive six\033[0m\n");
    free(written);
}

static void a_word_longer_than_the_line_is_cut(void **state)
{
    (void)state;
    assert_wrapped(20, false, "abcdefghijklmnopqrstuvwxyz", "", "abcdefghijklmnopqrst\nuvwxyz\n");
}

static void without_a_width_nothing_is_wrapped(void **state)
{
    (void)state;
    assert_wrapped(0, false, "a very long line \x01that\x02 goes on\nand another", "> ",
                   "> a very long line that goes on\n> and another\n");
}

static void a_mark_is_bold_and_ends_with_its_line(void **state)
{
    (void)state;
    assert_wrapped(0, true, "a \x01z\x02 c", "", "a \033[1mz\033[0m c\n");
    assert_wrapped(20, true, "aaaaaaaaaaaaaa \x01yyyy zzzz\x02 c", "",
                   "aaaaaaaaaaaaaa \033[1myyyy\033[0m\n\033[1mzzzz\033[0m c\n");
}

static void marks_stand_around_spans_of_harmless_text(void **state)
{
    (void)state;
    struct tv_span spans[] = {{.start = 2, .end = 4}, {.start = 6, .end = 7}};
    struct tv_buffer out = {0};
    tv_marked("a bc\001 d", 0, 7, spans, 2, &out);
    assert_string_equal(out.data, "a \x01"
                                  "bc\x02 \x01"
                                  "d\x02");
    tv_buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_control_character_is_left),
        cmocka_unit_test(no_bidirectional_override_is_left),
        cmocka_unit_test(broken_utf_8_becomes_a_replacement),
        cmocka_unit_test(columns_count_wide_and_combining_characters),
        cmocka_unit_test(lines_break_at_blanks),
        cmocka_unit_test(wide_characters_count_twice_and_break_anywhere_but_before_a_stop),
        cmocka_unit_test(lines_break_where_unicode_says),
        cmocka_unit_test(the_first_line_may_stand_behind_something_else),
        cmocka_unit_test(a_word_longer_than_the_line_is_cut),
        cmocka_unit_test(without_a_width_nothing_is_wrapped),
        cmocka_unit_test(a_mark_is_bold_and_ends_with_its_line),
        cmocka_unit_test(marks_stand_around_spans_of_harmless_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
