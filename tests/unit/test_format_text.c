/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracted.h"

static void hard_wrapped_lines_are_joined(void **state)
{
    (void)state;
    static const char text[] =
        "The Committee considered the question of lamps at its third meeting and took\n"
        "note of the report of the Secretariat, in which the costs of oil were set out\n"
        "for each of the past ten years.\n\n"
        "It then decided to return to the question of lamps at its fourth meeting, if\n"
        "time should allow it to do so, and to hear the keepers themselves before any\n"
        "decision was taken.\n";
    struct extracted *e = extract_text("report.txt", text);
    assert_int_equal(e->x.n_blocks, 2);
    assert_null(strchr(e->x.blocks[0].text, '\n'));
    assert_non_null(strstr(e->x.blocks[0].text, "took note of"));
    extracted_free(e);
}

static void a_line_is_a_paragraph_where_lines_are_not_wrapped(void **state)
{
    (void)state;
    struct tv_buffer b = {0};
    for (int i = 0; i < 6; i++)
        tv_buffer_printf(
            &b,
            "Paragraph %d goes on for much longer than any editor would wrap a line, so that "
            "it is plain that the writer ends a paragraph with each line of the file.\n",
            i);
    struct extracted *e = extract_text("speech.txt", b.data);
    assert_int_equal(e->x.n_blocks, 6);
    tv_buffer_finish(&b);
    extracted_free(e);
}

static void short_lines_between_blank_ones_are_headings(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("news.txt", "Treaty talks stall\n\nThe talks stalled on Monday.\n\n"
                                 "What is next\n\nNobody knew what was next.\n");
    assert_int_equal(e->x.blocks[0].type, TV_BLOCK_HEADING);
    assert_int_equal(e->x.blocks[1].type, TV_BLOCK_PARAGRAPH);
    assert_int_equal(e->x.blocks[2].type, TV_BLOCK_HEADING);
    assert_text(e->doc.title, "Treaty talks stall");
    extracted_free(e);
}

static void form_feeds_are_page_breaks(void **state)
{
    (void)state;
    struct extracted *e = extract_text("pages.txt", "On the first page.\n\fOn the second page.\n");
    assert_int_equal(e->x.blocks[0].page, 1);
    assert_int_equal(e->x.blocks[e->x.n_blocks - 1].page, 2);
    extracted_free(e);
}

static void other_character_sets_become_utf8(void **state)
{
    (void)state;
    struct extracted *e = extract_text("latin.txt", "Le phare n'\xE9"
                                                    "claire plus la c\xF4te, dit-on \x93"
                                                    "ici\x94.\n");
    assert_text(e->x.blocks[0].text, "Le phare n'éclaire plus la côte, dit-on “ici”.");
    extracted_free(e);
    static const char wide[] = "\xFF\xFE"
                               "L\0a\0m\0p\0.\0";
    e = extract_bytes("wide.txt", wide, sizeof wide - 1);
    assert_text(e->x.blocks[0].text, "Lamp.");
    extracted_free(e);
    e = extract_text("bom.txt", "\xEF\xBB\xBFLamp.");
    assert_text(e->x.blocks[0].text, "Lamp.");
    extracted_free(e);
}

static void text_is_composed_and_without_controls(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("odd.txt", "Cote d'Ivoire: co\xCC\x82te\x1B and\xC2\xA0more\xC2\xAD.\n");
    assert_text(e->x.blocks[0].text, "Cote d'Ivoire: côte and more.");
    extracted_free(e);
}

static void binary_is_no_text(void **state)
{
    (void)state;
    struct tv_member member = {.path = "x.txt",
                               .bytes = (const uint8_t *)"\x7F"
                                                         "ELF\0\0\0",
                               .size = 7};
    assert_null(tv_format_of(&member));
}

static void an_empty_or_blank_file_is_refused(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    struct tv_member member = {.path = "x.txt", .bytes = (const uint8_t *)" \n", .size = 0};
    assert_false(tv_extract_member(&member, &x, &err));
    assert_int_equal(err.code, TV_REFUSED);
    member.size = 2;
    assert_false(tv_extract_member(&member, &x, &err));
    assert_int_equal(err.code, TV_REFUSED);
    tv_extraction_finish(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_wrapped_lines_are_joined),
        cmocka_unit_test(a_line_is_a_paragraph_where_lines_are_not_wrapped),
        cmocka_unit_test(short_lines_between_blank_ones_are_headings),
        cmocka_unit_test(form_feeds_are_page_breaks),
        cmocka_unit_test(other_character_sets_become_utf8),
        cmocka_unit_test(text_is_composed_and_without_controls),
        cmocka_unit_test(binary_is_no_text),
        cmocka_unit_test(an_empty_or_blank_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
