/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracted.h"

static void headings_lists_and_tables_are_told(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "x.md", "Title\n=====\n\n###Close heading\n\nSome *marked* [text](http://x.y).\n\n"
                "- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n");
    struct tv_block *b = e->x.blocks;
    assert_int_equal(e->x.n_blocks, 9);
    assert_int_equal(b[0].type, TV_BLOCK_HEADING);
    assert_int_equal(b[0].level, 1);
    assert_int_equal(b[1].level, 3);
    assert_text(b[1].text, "Close heading");
    assert_text(b[2].text, "Some marked text.");
    assert_int_equal(b[3].type, TV_BLOCK_ITEM);
    assert_text(b[4].text, "two");
    assert_int_equal(b[8].type, TV_BLOCK_CELL);
    assert_int_equal(b[8].row, 2);
    assert_int_equal(b[8].column, 2);
    extracted_free(e);
}

static void front_matter_is_believed_and_not_text(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "x.md", "---\ntitle: \"A Draft\"\ndate: 2023-04-12\nkind: draft\n---\n\nLamp.\n");
    assert_text(e->doc.title, "A Draft");
    assert_text(e->doc.date, "2023-04-12");
    assert_int_equal(e->doc.kind, TV_KIND_DRAFT);
    assert_int_equal(e->x.n_blocks, 1);
    extracted_free(e);
}

static void brackets_of_drafts_stay(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("x.md", "Each Party [shall] [may] keep ~~two~~ [three] lamps_of_oil.\n");
    assert_text(e->x.blocks[0].text, "Each Party [shall] [may] keep ~~two~~ [three] lamps_of_oil.");
    extracted_free(e);
}

static void markdown_that_begins_with_a_tag_is_no_web_page(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "x.md", "<meta http-equiv='Content-Type' content='text/html; charset=utf-8' />\n\n"
                "##Convention\n\n### Article 1\n\nA lamp shall burn.\n");
    assert_text(e->x.format, "markdown");
    assert_int_equal(e->doc.n_passages, 1);
    assert_text(e->doc.passages[0].place.article, "1");
    extracted_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_lists_and_tables_are_told),
        cmocka_unit_test(front_matter_is_believed_and_not_text),
        cmocka_unit_test(brackets_of_drafts_stay),
        cmocka_unit_test(markdown_that_begins_with_a_tag_is_no_web_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
