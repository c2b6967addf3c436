/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a document is, from its facts, its name and what stands at its head. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/extraction.h"
#include "indexer/structure.h"

static struct tv_extraction x;
static struct tv_document doc;

static int teardown(void **state)
{
    (void)state;
    tv_extraction_finish(&x);
    tv_document_finish(&doc);
    x = (struct tv_extraction){0};
    doc = (struct tv_document){0};
    return 0;
}

static void heading(const char *text)
{
    tv_extraction_add(&x, &(struct tv_block){.type = TV_BLOCK_HEADING, .text = text});
}

static void paragraph(const char *text)
{
    tv_extraction_add(&x, &(struct tv_block){.type = TV_BLOCK_PARAGRAPH, .text = text});
}

static void understand(const char *path)
{
    paragraph(
        "The harbours of this state are dark at night, and its mariners have asked for years that "
        "somebody should keep the lamps burning; this paper says who shall do so, and with what "
        "money, and by which day of which year it shall be done.");
    tv_structure(&x, path, &doc);
}

static void the_title_stands_above_the_contents(void **state)
{
    (void)state;
    paragraph("NATIONAL LAMP");
    paragraph("SECURITY STRATEGY");
    heading("TABLE OF CONTENTS");
    paragraph("Establishment of a robust strategy for lamps | 23");
    understand("Fogland.txt");
    assert_string_equal(doc.title, "NATIONAL LAMP SECURITY STRATEGY");
}

static void the_name_of_a_state_is_no_title(void **state)
{
    (void)state;
    heading("MONTENEGRO");
    paragraph("Lamp strategy for the harbours");
    understand("Montenegro.txt");
    assert_string_equal(doc.title, "Lamp strategy for the harbours");
    assert_string_equal(doc.states[0], "MNE");
}

static void how_it_was_approved_is_no_title(void **state)
{
    (void)state;
    heading("Approved by the Government Decision no. 7 of 2013");
    paragraph("NATIONAL STRATEGY for the lamps of the harbours");
    understand("Moldova.txt");
    assert_string_equal(doc.title, "NATIONAL STRATEGY for the lamps of the harbours");
}

static void a_title_that_is_cut_within_brackets_goes_on(void **state)
{
    (void)state;
    paragraph("The National Long-Term Programme for Lamps (2006-");
    paragraph("2020)");
    understand("China.txt");
    assert_string_equal(doc.title, "The National Long-Term Programme for Lamps (2006- 2020)");
}

static void decisions_owners_and_colons_are_no_part_of_a_title(void **state)
{
    (void)state;
    paragraph("Lamp Safety");
    paragraph("Strategy");
    heading("Government Resolution 24.1.2013");
    understand("Fogland.txt");
    assert_string_equal(doc.title, "Lamp Safety Strategy");
    teardown(state);
    paragraph("National Lamp Strategy of the Harbours © Harbour Board 2011");
    understand("Fogland.txt");
    assert_string_equal(doc.title, "National Lamp Strategy of the Harbours");
    teardown(state);
    paragraph("National Lamp Strategy of the Harbours:");
    understand("Fogland.txt");
    assert_string_equal(doc.title, "National Lamp Strategy of the Harbours");
}

static void
a_file_that_is_named_after_a_state_alone_is_called_what_its_text_calls_itself(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        paragraph(
            "With the National Strategy for Lamp Policy we keep the lamps of all harbours burning "
            "and with it, the National Strategy for Lamp Policy, the fog is less to be feared "
            "than in the years before it was written, as every mariner of this coast can tell.");
        paragraph("The Lamp Plan is another thing.");
    }
    understand("Singapore2.txt");
    assert_string_equal(doc.title, "National Strategy for Lamp Policy");
    assert_string_equal(doc.origins[TV_FIELD_TITLE], "text");
    teardown(state);
    paragraph(
        "The National Lamp Strategy is named here once, in a paragraph that is so long that nobody "
        "would take it for a title of the paper in which it stands, and never again after that.");
    understand("Singapore2.txt");
    assert_string_equal(doc.title, "Singapore2");
}

static void garbled_lines_telephones_and_numbers_of_issues_are_no_titles(void **state)
{
    (void)state;
    heading("Harbour Gazette RvZsx evsjk miKvi");
    heading("LAMP HELPLINE: 0800-0123-22 Prevention is the cure");
    heading("Vol. 536");
    paragraph("National Lamp Strategy");
    understand("Fogland.txt");
    assert_string_equal(doc.title, "National Lamp Strategy");
}

static void a_strategy_is_one_in_languages_of_no_united_nations_body_too(void **state)
{
    (void)state;
    paragraph("Стратегија развоја светионика у приморју");
    understand("Serbia.txt");
    assert_string_equal(doc.title, "Стратегија развоја светионика у приморју");
    assert_int_equal(doc.kind, TV_KIND_POSITION);
}

static void what_a_text_calls_itself_by_the_name_of_its_state_needs_to_be_said_twice(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        paragraph(
            "Singapore’s Lamp Strategy is the paper in which all that is to be done about the "
            "lamps of the harbours and the fog of the coasts is said, and it is not a short "
            "one, since there are many harbours.");
    for (int i = 0; i < 3; i++)
        paragraph("The Old Lamp Masterplan came before.");
    understand("Singapore2.txt");
    assert_string_equal(doc.title, "Singapore’s Lamp Strategy");
}

static void a_date_in_a_name_is_no_symbol(void **state)
{
    (void)state;
    understand("positions/Comments E_2012-12-07.pdf");
    assert_null(doc.symbol);
    assert_string_equal(doc.date, "2012-12-07");
}

static void groups_of_states_are_whose_a_statement_is(void **state)
{
    static const struct {
        const char *title, *code;
    } statements[] = {
        {"Statement by the European Union on lamps", "EUE"},
        {"Statement on behalf of the African Group", "AFGR"},
        {"Statement of CARICOM", "CARICOM"},
        {"Déclaration de l'Union européenne", "EUE"},
        {"Declaración del Grupo de los 77", "G77"},
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        heading(statements[i].title);
        understand("positions/12.txt");
        assert_int_equal(doc.n_states, 1);
        assert_string_equal(doc.states[0], statements[i].code);
        assert_string_equal(doc.origins[TV_FIELD_STATES], "title");
        teardown(state);
    }
}

static void a_date_keeps_the_precision_of_where_it_stands(void **state)
{
    static const struct {
        const char *line, *path, *date, *origin;
    } papers[] = {
        {"Nairobi, 17 May 2021", "paper.txt", "2021-05-17", "head of the text"},
        {"May 2021", "paper.txt", "2021-05", "head of the text"},
        {"Lamps", "2021/paper.txt", "2021", "folder"},
        {"Lamps", "paper 2021.txt", "2021", "file name"},
        {"Lamps", "paper-2021-05-17.txt", "2021-05-17", "file name"},
        {"Nairobi, 17 December 2020", "2021/paper.txt", "2020-12-17", "head of the text"},
        {"Our independence of 21 September 1981", "2021/KEN_76_2021.txt", "2021", "file name"},
    };
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        paragraph(papers[i].line);
        understand(papers[i].path);
        assert_string_equal(doc.date, papers[i].date);
        assert_string_equal(doc.origins[TV_FIELD_DATE], papers[i].origin);
        teardown(state);
    }
}

static void the_date_that_a_paper_bears_goes_before_that_of_a_file_made_long_after(void **state)
{
    static const struct {
        const char *declared, *date;
    } files[] = {
        {"2019-11-02T10:00:00Z", "2012-03-14"}, /* made again */
        {"2012-03-20T10:00:00Z", "2012-03-20"}, /* on its way to be sent */
        {"2012-03-01T10:00:00Z", "2012-03-01"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        teardown(state);
        heading("Lamp Strategy");
        paragraph("14 March 2012");
        tv_extraction_state(&x, TV_FACT_DATE, TV_DECLARED, "PDF date", files[i].declared);
        understand("a.pdf");
        assert_string_equal(doc.date, files[i].date);
    }
}

static void
a_date_at_the_head_goes_before_that_of_a_crawl_unless_it_cannot_be_the_documents(void **state)
{
    static const struct {
        const char *format, *line, *date;
    } papers[] = {
        {"text", "Nairobi, 17 May 2013", "2013-05-17"},
        {"html", "Nairobi, May 2013", "2013-05"},
        {"text", "Nairobi, 17 May 1948", "1948-05-17"},
        {"html", "14 July 1789", "2014-03-25"},
        {"html", "Come to our conference, 5 May 2015", "2014-03-25"},
        {"html", "Lamps", "2014-03-25"},
    };
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        paragraph(papers[i].line);
        tv_extraction_state(&x, TV_FACT_DATE, TV_OCCASION, "date of the crawl", "2014-03-25");
        x.format = papers[i].format;
        understand("http://lamps.example/page");
        assert_string_equal(doc.date, papers[i].date);
        teardown(state);
    }
}

static void every_value_says_where_it_was_taken_from(void **state)
{
    (void)state;
    tv_extraction_state(&x, TV_FACT_TITLE, TV_STATED, "meta og:title", "On lamps");
    tv_extraction_state(&x, TV_FACT_AUTHORS, TV_STATED, "byline", "A. Bee");
    tv_extraction_state(&x, TV_FACT_URL, TV_STATED, "canonical link", "https://lamps.example/");
    tv_extraction_state(&x, TV_FACT_PUBLISHER, TV_MANIFEST, "manifest.csv", "Lamp Office");
    understand("positions/Kenya/A_AC.999_7.html");
    static const char *const origins[] = {
        [TV_FIELD_KIND] = "folder",
        [TV_FIELD_TITLE] = "meta og:title",
        [TV_FIELD_SYMBOL] = "file name",
        [TV_FIELD_LANGUAGE] = "text",
        [TV_FIELD_PUBLISHER] = "manifest.csv",
        [TV_FIELD_URL] = "canonical link",
        [TV_FIELD_STATES] = "folder",
        [TV_FIELD_AUTHORS] = "byline",
    };
    for (size_t i = 0; i < TV_FIELD_COUNT; i++) {
        const char *expected = origins[i] ? origins[i] : "none";
        assert_string_equal(doc.origins[i] ? doc.origins[i] : "none", expected);
    }
}

static void a_manifest_names_the_states_of_a_treaty_too(void **state)
{
    (void)state;
    tv_extraction_state(&x, TV_FACT_KIND, TV_MANIFEST, "manifest.csv", "treaty");
    tv_extraction_state(&x, TV_FACT_STATES, TV_MANIFEST, "manifest.csv", "Kenya;BRA");
    understand("x.txt");
    assert_int_equal(doc.kind, TV_KIND_TREATY);
    assert_int_equal(doc.n_states, 2);
    assert_string_equal(doc.states[1], "BRA");
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_title_stands_above_the_contents),
        TEST(the_name_of_a_state_is_no_title),
        TEST(how_it_was_approved_is_no_title),
        TEST(a_title_that_is_cut_within_brackets_goes_on),
        TEST(decisions_owners_and_colons_are_no_part_of_a_title),
        TEST(garbled_lines_telephones_and_numbers_of_issues_are_no_titles),
        TEST(a_strategy_is_one_in_languages_of_no_united_nations_body_too),
        TEST(what_a_text_calls_itself_by_the_name_of_its_state_needs_to_be_said_twice),
        TEST(a_file_that_is_named_after_a_state_alone_is_called_what_its_text_calls_itself),
        TEST(a_date_in_a_name_is_no_symbol),
        TEST(groups_of_states_are_whose_a_statement_is),
        TEST(a_date_keeps_the_precision_of_where_it_stands),
        TEST(the_date_that_a_paper_bears_goes_before_that_of_a_file_made_long_after),
        TEST(a_date_at_the_head_goes_before_that_of_a_crawl_unless_it_cannot_be_the_documents),
        TEST(every_value_says_where_it_was_taken_from),
        TEST(a_manifest_names_the_states_of_a_treaty_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
