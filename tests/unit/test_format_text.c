/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracted.h"

#include <stdio.h>

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

static void a_row_of_one_character_is_a_rule_whichever_it_is(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("cover.txt", "REPUBLIC OF FOGLAND\n555555555555555555555555\n"
                                  "LAMP STRATEGY\n++++++++++++++++++++++\n"
                                  "1000000\n");
    assert_int_equal(e->x.n_blocks, 3);
    assert_text(e->x.blocks[1].text, "LAMP STRATEGY");
    assert_text(e->x.blocks[2].text, "1000000");
    extracted_free(e);
}

static void letters_that_are_set_apart_are_words(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("cover.txt", "S T R A T E G Y\n\nL a m p   o f   F o g l a n d ’ s   coast\n\n"
                                  "A B C D E F\n\nx x x x x x\n\nI a m\n\nplan A B or C\n");
    static const char *const lines[] = {"STRATEGY",    "Lamp of Fogland’s coast",
                                        "A B C D E F", "x x x x x x",
                                        "I a m",       "plan A B or C"};
    assert_int_equal(e->x.n_blocks, sizeof lines / sizeof *lines);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_text(e->x.blocks[i].text, lines[i]);
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

static void markers_of_pages_become_their_numbers(void **state)
{
    (void)state;
    static const char *const lamps[] = {"red", "green", "white", "yellow"};
    struct tv_buffer ruled = {0}, footed = {0};
    for (int i = 1; i <= 4; i++) {
        char *prose =
            tv_printf("The keeper of the %s lamp writes down every evening when it was lit\n"
                      "and when the %s one was put out, by day, and by whom that was so.\n",
                      lamps[i - 1], lamps[4 - i]);
        tv_buffer_printf(&ruled, "------- Page %d-------\n\nLAMPS OF THE COAST\n\n%s\n%d\n", i,
                         prose, i + 2);
        tv_buffer_printf(&footed, "%s\n%d|Page\n", prose, i);
        free(prose);
    }
    struct extracted *e = extract_text("ruled.txt", ruled.data);
    assert_int_equal(e->x.n_blocks, 5); /* the running head stays on the first page */
    assert_text(e->x.blocks[0].text, "LAMPS OF THE COAST");
    assert_int_equal(e->x.blocks[4].page, 4);
    assert_text(e->x.blocks[4].page_label, "6");
    extracted_free(e);
    e = extract_text("footed.txt", footed.data);
    assert_int_equal(e->x.n_blocks, 4);
    assert_int_equal(e->x.blocks[3].page, 4);
    extracted_free(e);
    tv_buffer_finish(&ruled);
    tv_buffer_finish(&footed);
}

static void a_paragraph_goes_on_over_a_page_break(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "pages.txt", "The keeper of the lamp writes down every evening when it was lit and\n\f\n"
                     "every morning when it was put out, and by whom that was then done so.\n"
                     "This is kept in a book that is shown to anybody who asks to be shown.\n");
    assert_int_equal(e->x.n_blocks, 1);
    assert_int_equal(e->x.blocks[0].page, 1);
    assert_int_equal(e->x.blocks[0].page_end, 2);
    extracted_free(e);
}

static void a_table_of_contents_is_one_paragraph(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("toc.txt", "Contents\n\n1. Lamps ........ 3\n\n2. Oil ........ 5\n\n"
                                "3. Keepers ...... 8\n\nLamps\n\nA lamp is lit.\n");
    assert_int_equal(e->x.n_blocks, 3);
    assert_int_equal(e->doc.n_passages, 2);
    assert_null(e->doc.passages[0].place.paragraph);
    extracted_free(e);
}

/* The blocks of the text, joined by '|'. */
static void assert_blocks(const char *text, const char *expected)
{
    struct extracted *e = extract_text("contents.txt", text);
    struct tv_buffer b = {0};
    for (size_t i = 0; i < e->x.n_blocks; i++)
        tv_buffer_printf(&b, "%s%s", i ? "|" : "", e->x.blocks[i].text);
    assert_string_equal(b.data, expected);
    tv_buffer_finish(&b);
    extracted_free(e);
}

static void a_table_of_contents_that_names_the_headings_of_the_text_is_left_out(void **state)
{
    (void)state;
    static const char body[] = "LAMPS\n\nA lamp is lit.\n\nOIL\n\nOil is poured.\n\n"
                               "KEEPERS\n\nA keeper keeps.\n";
    static const char *const tables[] = {
        "1. Lamps ........ 3\n\n2. Oil ........ 5\n\n3. Keepers ...... 8\n\n",
        "Lamps 3\nOil 5\nKeepers 8\n\n",
        "Lamps | 3\n\nOil | 5\n\nKeepers | 8\n\n",
        "Lamps\nOil\nKeepers\n\n3\n5\n8\n\n",
        "1.\nLamps\n2.\nOil\n3.\nKeepers\n\n",
        "Lamps\n\nOil\n\nKeepers\n\n",
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char text[1024];
        snprintf(text, sizeof text, "On lamps\n\nCONTENTS\n\n%s%s", tables[i], body);
        assert_blocks(text,
                      "On lamps|LAMPS|A lamp is lit.|OIL|Oil is poured.|KEEPERS|A keeper keeps.");
    }
}

static void a_list_that_is_no_table_of_contents_stays(void **state)
{
    (void)state;
    assert_blocks("Lamps, 3\n\nOil, 5\n\nKeepers, 8\n\nLamps, 3\n\nA lamp is lit.\n",
                  "Lamps, 3|Oil, 5|Keepers, 8|Lamps, 3|A lamp is lit.");
    assert_blocks("Contents\n\nHarbours in fog 3\n\nWhales 5\n\nStorms 8\n\nA lamp is lit.\n",
                  "Contents Harbours in fog 3 Whales 5 Storms 8|A lamp is lit.");
}

static void what_somebody_else_wrote_is_no_heading(void **state)
{
    (void)state;
    struct extracted *e = extract_text("a.txt", "I agree.\n\n>> Lamps\n\nSo do I.\n");
    assert_int_equal(e->x.blocks[1].type, TV_BLOCK_PARAGRAPH);
    extracted_free(e);
}

static const char article[] =
    "The talks about lamps went on until long after midnight, and the delegates who had come to \n"
    "light one left the room in the dark, as one of them remarked to nobody in particular.\n";

static void furniture_of_a_web_page_is_left_out(void **state)
{
    (void)state;
    struct tv_buffer b = {0};
    tv_buffer_puts(&b,
                   "The Lamp | news of the coast\nMenu  Search  Log in\nHome > World > Lamps\n\n"
                   "Talks on lamps end in the dark\n\nShare | Save | Print\n\n");
    for (int i = 0; i < 4; i++)
        for (const char *p = article; *p; p++)
            tv_buffer_putc(&b, *p == '\n' && p[1] ? ' ' : *p);
    tv_buffer_puts(&b,
                   "\nADVERTISEMENT\n\nWir verwenden Cookies, um Ihnen Werbung zu zeigen.\n\n"
                   "Related articles\nWhy whales sing\nA whale was heard on the radio, and the \n\n"
                   "About | Help | Contact\n");
    struct extracted *e = extract_text("page.txt", b.data);
    assert_text(e->doc.title, "Talks on lamps end in the dark");
    assert_int_equal(e->doc.kind, TV_KIND_NEWS);
    assert_int_equal(e->x.n_blocks, 5);
    assert_text(e->x.blocks[0].text, "Talks on lamps end in the dark");
    extracted_free(e);
    tv_buffer_finish(&b);
}

static void a_text_that_is_no_web_page_is_whole(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "plain.txt", "Related\n\nThe statement goes on about what is related, as is its habit.\n\n"
                     "Lighthouses | Buoys | Bells\n\nAll of these are meant. Thank you.\n");
    assert_int_equal(e->x.n_blocks, 4);
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

static void a_hidden_file_of_text_is_no_document(void **state)
{
    (void)state;
    static const char text[] = "library(lamps)\nplot(lamps)\n";
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    struct tv_member member = {
        .path = "a/.Rhistory", .bytes = (const uint8_t *)text, .size = sizeof text - 1};
    assert_false(tv_extract_member(&member, &x, &err));
    assert_int_equal(err.code, TV_IGNORED);
    member.path = "a.hidden/Rhistory";
    assert_true(tv_extract_member(&member, &x, &err));
    tv_extraction_finish(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_wrapped_lines_are_joined),
        cmocka_unit_test(a_line_is_a_paragraph_where_lines_are_not_wrapped),
        cmocka_unit_test(short_lines_between_blank_ones_are_headings),
        cmocka_unit_test(a_row_of_one_character_is_a_rule_whichever_it_is),
        cmocka_unit_test(letters_that_are_set_apart_are_words),
        cmocka_unit_test(form_feeds_are_page_breaks),
        cmocka_unit_test(markers_of_pages_become_their_numbers),
        cmocka_unit_test(a_paragraph_goes_on_over_a_page_break),
        cmocka_unit_test(a_table_of_contents_is_one_paragraph),
        cmocka_unit_test(a_table_of_contents_that_names_the_headings_of_the_text_is_left_out),
        cmocka_unit_test(a_list_that_is_no_table_of_contents_stays),
        cmocka_unit_test(what_somebody_else_wrote_is_no_heading),
        cmocka_unit_test(furniture_of_a_web_page_is_left_out),
        cmocka_unit_test(a_text_that_is_no_web_page_is_whole),
        cmocka_unit_test(other_character_sets_become_utf8),
        cmocka_unit_test(text_is_composed_and_without_controls),
        cmocka_unit_test(binary_is_no_text),
        cmocka_unit_test(a_hidden_file_of_text_is_no_document),
        cmocka_unit_test(an_empty_or_blank_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
