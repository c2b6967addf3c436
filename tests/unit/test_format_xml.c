/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_xml(const char *xml, const char *expected)
{
    assert_extracts(xml, strlen(xml), expected);
}

static void elements_with_text_of_their_own_are_paragraphs(void **state)
{
    (void)state;
    assert_xml("<?xml version='1.0'?><r><a><b>bold</b> and <i>italic</i></a><c><d>one</d> "
               "<e>two</e></c></r>",
               "P bold and italic\nP one\nP two\n");
}

static void titles_are_headings_as_deep_as_their_sections(void **state)
{
    (void)state;
    assert_xml(
        "<?xml "
        "version='1.0'?><book><title>B</title><chapter><title>C</title><section><title>S</title>"
        "<para>text</para></section></chapter></book>",
        "H1 B\nH1 C\nH2 S\nP text\n");
}

static void notes_and_lists_do_not_break_sentences(void **state)
{
    (void)state;
    assert_xml("<?xml version='1.0'?><para>See<footnote><para>note</para></footnote> this:"
               "<itemizedlist><listitem><para>item</para></listitem></itemizedlist> end</para>",
               "P See this:\nP note\nI1 item\nP end\n");
}

static void tables_are_cells(void **state)
{
    (void)state;
    assert_xml(
        "<?xml "
        "version='1.0'?><r><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></r>",
        "C 1:1,1 a\nC 1:1,2 b\nC 1:2,1 c\n");
}

static void declared_character_sets_are_read(void **state)
{
    (void)state;
    assert_xml("<?xml version='1.0' encoding='windows-1251'?><p>\xE6</p>", "P ж\n");
    assert_xml("<?xml version='1.0' encoding='ISO-8859-1'?><p>\xE9\x80</p>", "P é€\n");
}

static void drawings_and_schemas_are_no_documents(void **state)
{
    (void)state;
    assert_xml("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>",
               "ignored: XML that is no document");
}

static void xml_that_is_not_well_formed_is_refused(void **state)
{
    (void)state;
    assert_xml(
        "<?xml version='1.0'?><a>\n<b></a>",
        "refused: the XML is damaged: line 2: Opening and ending tag mismatch: b line 2 and a");
}

static void elements_that_nest_too_deeply_are_refused(void **state)
{
    (void)state;
    char xml[2000] = "<?xml version='1.0'?>";
    for (int i = 0; i < 300; i++)
        strcat(xml, "<a>");
    char *actual = extracted(xml, strlen(xml));
    assert_non_null(strstr(actual, "refused: the XML"));
    free(actual);
}

static void dublin_core_is_stated(void **state)
{
    (void)state;
    const char *xml =
        "<?xml version='1.0'?><r "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:publisher>U</dc:publisher><p>x</p></r>";
    char *publisher = extracted_fact(xml, strlen(xml), TV_FACT_PUBLISHER);
    assert_string_equal(publisher, "U");
    free(publisher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_with_text_of_their_own_are_paragraphs),
        cmocka_unit_test(titles_are_headings_as_deep_as_their_sections),
        cmocka_unit_test(notes_and_lists_do_not_break_sentences),
        cmocka_unit_test(tables_are_cells),
        cmocka_unit_test(declared_character_sets_are_read),
        cmocka_unit_test(drawings_and_schemas_are_no_documents),
        cmocka_unit_test(xml_that_is_not_well_formed_is_refused),
        cmocka_unit_test(elements_that_nest_too_deeply_are_refused),
        cmocka_unit_test(dublin_core_is_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
