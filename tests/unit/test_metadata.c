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

static void a_date_in_a_name_is_no_symbol(void **state)
{
    (void)state;
    understand("positions/Comments E_2012-12-07.pdf");
    assert_null(doc.symbol);
    assert_string_equal(doc.date, "2012-12-07");
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_title_stands_above_the_contents),
        TEST(the_name_of_a_state_is_no_title),
        TEST(how_it_was_approved_is_no_title),
        TEST(a_title_that_is_cut_within_brackets_goes_on),
        TEST(a_date_in_a_name_is_no_symbol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
