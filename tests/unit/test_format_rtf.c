/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_rtf(const char *rtf, const char *expected)
{
    assert_extracts(rtf, strlen(rtf), expected);
}

static void paragraphs_end_with_par(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1 one\\line two\\par\r\nthr\r\nee\\tab\\{four\\}\\~\\emdash\\par}",
               "P one two\nP three {four} —\n");
}

static void bytes_are_in_the_code_page_of_the_font_or_the_document(void **state)
{
    (void)state;
    assert_rtf(
        "{\\rtf1\\ansi\\ansicpg1250\\deff0{\\fonttbl{\\f0\\fnil Doc;}{\\f1\\fcharset204 Cyr;}"
        "{\\f2\\fcharset128 Jp;}{\\f3\\fcharset2 Symbol;}}\\'e8 "
        "\\f1\\'ea\\'f3{\\f2\\'93\\'fa\\'96\\'7b}"
        "{\\f3 a}\\par}",
        "P č ку日本α\n");
}

static void unicode_characters_hide_what_stands_for_them(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1 \\u1078?x{\\uc2\\u-10179\\'3f?\\u-8704 ??y}\\uc0\\u233 z\\par}",
               "P жx😀yéz\n");
}

static void headings_are_styles_with_an_outline_level(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1{\\stylesheet{\\s0 Normal;}{\\s3\\outlinelevel1 \\'dcberschrift;}{\\s4 "
               "heading 3;}{\\s5 Title;}"
               "{\\*\\cs10 Char;}}\\pard\\s5 T\\par\\pard\\s3 two\\par\\pard\\s4 three\\par\\pard "
               "plain\\par"
               "\\pard\\outlinelevel0 one\\par}",
               "H1 T\nH2 two\nH3 three\nP plain\nH1 one\n");
}

static void labels_of_lists_are_kept_apart_and_bullets_left_out(void **state)
{
    (void)state;
    assert_rtf(
        "{\\rtf1\\ls1{\\listtext\\pard 1.\\tab}one\\par{\\listtext (a)\\tab}\\ilvl1 "
        "sub\\par\\pard\\ls2"
        "{\\listtext\\'b7\\tab}bullet\\par\\pard{\\pntext\\u1072 ?)\\tab}old\\par\\pard none\\par}",
        "I1 <1.> one\nI2 <(a)> sub\nI1 bullet\nI1 <а)> old\nP none\n");
}

static void tables_are_cells(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1\\trowd\\pard\\intbl a\\cell b\\par bb\\cell\\row\\pard\\intbl\\cell "
               "d\\cell\\row\\pard\\par"
               "\\trowd\\pard\\intbl x\\cell\\row\\pard text\\par}",
               "C 1:1,1 a\nC 1:1,2 b\nC 1:1,2 bb\nC 1:2,2 d\nC 2:1,1 x\nP text\n");
}

static void notes_follow_their_paragraph(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1 See{\\super\\chftn{\\footnote\\pard\\plain Note\\par more}} there.\\par "
               "Next\\par}",
               "P See there.\nP Note\nP more\nP Next\n");
}

static void a_note_leaves_the_label_to_the_item_that_it_is_in(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1{\\listtext 1.\\tab}\\ls1 Item{\\footnote\\pard Note} goes on\\par}",
               "I1 <1.> Item goes on\nP Note\n");
}

static void what_is_not_text_is_left_out(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1{\\info{\\title T}{\\author A}}{\\header H\\par}{\\*\\unknown U}{\\pict "
               "0102}{\\bin}"
               "{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt link}}{\\v hidden}{\\deleted gone\\par} "
               "{\\*\\bkmkstart b}"
               "\\bin3 }}}{\\upr{ansi}{\\*\\ud{\\u252 u}}}{\\strike struck}\\par}",
               "P link üstruck\n");
}

static void text_boxes_are_read_once(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1 a{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt box\\par}}{\\shprslt "
               "box\\par}}b\\par}",
               "P ab\nP box\n");
}

static void info_is_stated(void **state)
{
    (void)state;
    const char *rtf = "{\\rtf1{\\info{\\title A \\'fc title}{\\creatim\\yr2019\\mo3\\dy9}}x\\par}";
    char *title = extracted_fact(rtf, strlen(rtf), TV_FACT_TITLE);
    char *date = extracted_fact(rtf, strlen(rtf), TV_FACT_DATE);
    assert_string_equal(title, "A ü title");
    assert_string_equal(date, "2019-03-09");
    free(title);
    free(date);
}

static void a_missing_last_brace_is_forgiven_but_not_a_missing_half(void **state)
{
    (void)state;
    assert_rtf("{\\rtf1 text\\par", "P text\n");
    assert_rtf("{\\rtf1 text\\par{\\b{\\i cut", "refused: damaged: the file ends within 3 groups");
}

static void groups_that_nest_too_deeply_are_refused(void **state)
{
    (void)state;
    char rtf[5000] = "{\\rtf1 ";
    memset(rtf + 7, '{', 4000);
    assert_rtf(rtf, "refused: groups nested more than 1024 deep");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_end_with_par),
        cmocka_unit_test(bytes_are_in_the_code_page_of_the_font_or_the_document),
        cmocka_unit_test(unicode_characters_hide_what_stands_for_them),
        cmocka_unit_test(headings_are_styles_with_an_outline_level),
        cmocka_unit_test(labels_of_lists_are_kept_apart_and_bullets_left_out),
        cmocka_unit_test(tables_are_cells),
        cmocka_unit_test(notes_follow_their_paragraph),
        cmocka_unit_test(a_note_leaves_the_label_to_the_item_that_it_is_in),
        cmocka_unit_test(what_is_not_text_is_left_out),
        cmocka_unit_test(text_boxes_are_read_once),
        cmocka_unit_test(info_is_stated),
        cmocka_unit_test(a_missing_last_brace_is_forgiven_but_not_a_missing_half),
        cmocka_unit_test(groups_that_nest_too_deeply_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
