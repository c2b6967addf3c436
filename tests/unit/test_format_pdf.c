/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The PDF extractor, over files that the tests make themselves. */
#include "make_pdf.h"

#include "indexer/extraction.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char lorem[] =
    "The parties agree that evidence in electronic form is kept safe for as long as a request for "
    "it "
    "is open, and that no longer period is set without the consent of the court that asked for it.";
static const char ipsum[] =
    "Each party names an office that answers such requests at any hour of the day and makes known "
    "to "
    "the other parties how that office is reached, in a language that all of them can read.";

/* --- helpers --- */

static bool extract(struct tv_buffer *file, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_member member = {
        .path = "a/letter.pdf", .bytes = (const uint8_t *)file->data, .size = file->size};
    bool done = tv_extract_member(&member, x, err);
    tv_buffer_finish(file);
    return done;
}

static struct tv_extraction read_pdf(struct pdf_maker *m)
{
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    struct tv_buffer file = pdf_finish(m);
    bool done = extract(&file, &x, &err);
    assert_string_equal(err.message, "");
    assert_true(done);
    return x;
}

static void assert_refused(struct pdf_maker *m, const char *message)
{
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    struct tv_buffer file = pdf_finish(m);
    assert_false(extract(&file, &x, &err));
    assert_int_equal(err.code, TV_REFUSED);
    assert_non_null(strstr(err.message, message));
    tv_extraction_finish(&x);
}

static void assert_cell(const struct tv_block *block, unsigned table, unsigned row, unsigned column,
                        const char *text)
{
    assert_non_null(block);
    assert_int_equal(block->type, TV_BLOCK_CELL);
    assert_int_equal(block->table, table);
    assert_int_equal(block->row, row);
    assert_int_equal(block->column, column);
    assert_string_equal(block->text, text);
}

/* A table's borders: three lines across at the given heights, three down. */
static void draw_grid(struct pdf_maker *m, const float *ys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pdf_line(m, 60, ys[i], 530, ys[i]);
    for (int x = 60; x < 540; x += 235)
        pdf_line(m, (float)x, ys[0], (float)x, ys[n - 1]);
}

/* --- paragraphs --- */

static void test_lines_are_joined_to_paragraphs(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    float y = pdf_paragraph(&m, 70, 100, 60, lorem);
    pdf_paragraph(&m, 70, y, 60, ipsum);
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 2);
    assert_string_equal(x.blocks[0].text, lorem);
    assert_string_equal(x.blocks[1].text, ipsum);
    assert_int_equal(x.blocks[0].type, TV_BLOCK_PARAGRAPH);
    assert_int_equal(x.blocks[0].page, 1);
    assert_string_equal(x.format, "pdf");
    tv_extraction_finish(&x);
}

static void test_words_broken_at_line_ends_are_joined(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, PLAIN, 10, 70, 100, "The committee looked at the implemen-");
    pdf_text(&m, PLAIN, 10, 70, 112, "tation of the rules and the real-time");
    pdf_text(&m, PLAIN, 10, 70, 124, "collection of data. It said that real-");
    pdf_text(&m, PLAIN, 10, 70, 136, "time collection of data is the EU-");
    pdf_text(&m, PLAIN, 10, 70, 148, "Commission's matter. Datenschutz- und");
    pdf_text(&m, PLAIN, 10, 70, 160, "Verbraucherrecht, also Daten-");
    pdf_text(&m, PLAIN, 10, 70, 172, "und Verbraucherschutz.");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 1);
    assert_string_equal(x.blocks[0].text,
                        "The committee looked at the implementation of the rules and the "
                        "real-time collection of data. It said that real-time collection of data "
                        "is the EU-Commission's matter. Datenschutz- und Verbraucherrecht, also "
                        "Daten- und Verbraucherschutz.");
    tv_extraction_finish(&x);
}

static void test_a_sentence_goes_on_over_pages_past_notes(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_paragraph(&m, 70, 100, 60, ipsum);
    pdf_text(&m, PLAIN, 10, 70, 172,
             "The text of this paragraph is long, it does not end here but");
    pdf_text(&m, PLAIN, 7, 70, 780, "1 A note at the foot of the page.");
    pdf_page(&m);
    pdf_text(&m, PLAIN, 10, 70, 100, "on the next page.");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 3);
    assert_string_equal(x.blocks[1].text, "The text of this paragraph is long, it does not end "
                                          "here but on the next page.");
    assert_int_equal(x.blocks[1].page, 1);
    assert_string_equal(x.blocks[2].text, "1 A note at the foot of the page.");
    tv_extraction_finish(&x);
}

static void test_headings_and_items_are_told_from_paragraphs(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, BOLD, 18, 70, 80, "A statement");
    pdf_text(&m, BOLD, 10, 70, 110, "Article 19");
    float y = pdf_paragraph(&m, 70, 130, 60, lorem);
    pdf_text(&m, PLAIN, 10, 70, y + 6, "(a) the first item of the list;");
    pdf_text(&m, PLAIN, 10, 70, y + 18, "\x95 an item with a bullet.");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 5);
    assert_int_equal(x.blocks[0].type, TV_BLOCK_HEADING);
    assert_int_equal(x.blocks[0].level, 1);
    assert_int_equal(x.blocks[1].type, TV_BLOCK_HEADING);
    assert_int_equal(x.blocks[1].level, 2);
    assert_int_equal(x.blocks[2].type, TV_BLOCK_PARAGRAPH);
    assert_int_equal(x.blocks[3].type, TV_BLOCK_ITEM);
    assert_string_equal(x.blocks[3].text, "(a) the first item of the list;");
    assert_string_equal(x.blocks[4].label, "•");
    assert_string_equal(x.blocks[4].text, "an item with a bullet.");
    tv_extraction_finish(&x);
}

static void test_text_painted_twice_is_taken_once(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, PLAIN, 10, 70, 100, "Shadowed text");
    pdf_text(&m, PLAIN, 10, 70.4F, 100, "Shadowed text");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 1);
    assert_string_equal(x.blocks[0].text, "Shadowed text");
    tv_extraction_finish(&x);
}

static void test_turned_pages_are_read_as_they_are_meant(void **state)
{
    (void)state;
    struct pdf_maker m = {.rotate = 90};
    pdf_page(&m);
    /* drawn upwards on the page, so that it stands right when the page is turned */
    pdf_draw(&m, "BT /F0 10 Tf 0 1 -1 0 100 100 Tm (First line of the turned page) Tj ET");
    pdf_draw(&m, "BT /F0 10 Tf 0 1 -1 0 150 100 Tm (Second line of the turned page) Tj ET");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 2);
    assert_string_equal(x.blocks[0].text, "First line of the turned page");
    tv_extraction_finish(&x);
    m = (struct pdf_maker){0}; /* the same, but the page itself was not turned */
    pdf_page(&m);
    pdf_draw(&m, "BT /F0 10 Tf 0 1 -1 0 100 100 Tm (First line of the turned page) Tj ET");
    pdf_draw(&m, "BT /F0 10 Tf 0 1 -1 0 150 100 Tm (Second line of the turned page) Tj ET");
    x = read_pdf(&m);
    assert_string_equal(x.blocks[0].text, "First line of the turned page");
    tv_extraction_finish(&x);
}

/* --- scripts --- */

static void test_right_to_left_text_comes_in_logical_order(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, HEBREW, 10, 300, 100, "fedc 123 (ba)");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 1);
    assert_string_equal(x.blocks[0].text, "(אב) 123 גדהו");
    tv_extraction_finish(&x);
}

static void test_what_reads_from_left_to_right_stays_so_among_right_to_left_text(void **state)
{
    (void)state;
    static const char *const lines[][2] = {
        {"(A/AC.99/3) fedc", "גדהו (A/AC.99/3)"},
        {".AC 4(1) ba ,dc", "גד, אב AC 4(1)."},
        {"dc 4 ba", "אב 4 גד"},
        {"(b)3 fe ,24-22 dc", "גד 24-22, הו 3(ב)"},
        {"fe )A/3( dc", "גד (A/3) הו"}, /* as named by what is meant */
        {"( dc", "גד ("},               /* cut by the end of the line */
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct pdf_maker m = {0};
        pdf_page(&m);
        pdf_text(&m, HEBREW, 10, 300, 100, lines[i][0]);
        struct tv_extraction x = read_pdf(&m);
        assert_string_equal(x.blocks[0].text, lines[i][1]);
        tv_extraction_finish(&x);
    }
}

static void test_right_to_left_lines_are_read_whatever_is_drawn_first(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, PLAIN, 10, 280, 100, ",");
    pdf_text(&m, HEBREW, 10, 250, 100, "fedc");
    pdf_text(&m, HEBREW, 10, 284, 100, "dcba");
    pdf_text(&m, PLAIN, 10, 220, 100, "A/3");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 1);
    assert_string_equal(x.blocks[0].text, "אבגד, גדהו A/3");
    tv_extraction_finish(&x);
}

static void test_marks_stay_with_the_letters_that_they_are_drawn_before(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    /* as seen, from left to right; the mark takes no room */
    pdf_draw(&m, "BT /F2 10 Tf 300 700 Td (cb) Tj 0.1 Tz (}) Tj 100 Tz (a) Tj ET");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 1);
    assert_string_equal(x.blocks[0].text, "א\u05BCבג");
    tv_extraction_finish(&x);
}

static void test_ligatures_are_resolved(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, LIGATURE, 10, 70, 100, "the {rst of{ce");
    struct tv_extraction x = read_pdf(&m);
    assert_string_equal(x.blocks[0].text, "the first office");
    tv_extraction_finish(&x);
}

/* --- columns and tables --- */

static void test_words_that_stand_beside_each_other_by_chance_make_no_table(void **state)
{
    (void)state;
    static const char left[] = "The keeper of the lamp writes down when the lamp was lit and "
                               "every evening of the year counts how much of the oil is left.";
    static const char right[] = "Nobody knows how many ships were guided by it in the storm "
                                "every evening of the year before it went out in the storm.";
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_paragraph(&m, 70, 100, 30, left);
    pdf_paragraph(&m, 310, 100, 30, right);
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 2);
    assert_int_equal(x.blocks[0].table, 0);
    assert_string_equal(x.blocks[1].text, right);
    tv_extraction_finish(&x);
}

static void test_two_columns_are_read_one_after_the_other(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, BOLD, 16, 70, 60, "A title over both of the columns of the page");
    pdf_paragraph(&m, 70, 100, 35, lorem);
    pdf_paragraph(&m, 310, 100, 35, ipsum);
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 3);
    assert_string_equal(x.blocks[1].text, lorem);
    assert_string_equal(x.blocks[2].text, ipsum);
    assert_int_equal(x.blocks[1].type, TV_BLOCK_PARAGRAPH);
    tv_extraction_finish(&x);
}

static void test_columns_drawn_line_by_line_are_kept_apart(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    static const char *const left[] = {"one one one one one one", "one two one two one two",
                                       "one three one three one", "one four one four one",
                                       "one five one five one."};
    static const char *const right[] = {"two one two one two one", "two two two two two two",
                                        "two three two three two", "two four two four two",
                                        "two five two five two."};
    for (int i = 0; i < 5; i++) {
        pdf_text(&m, PLAIN, 10, 70, 100 + 12 * (float)i, left[i]);
        pdf_text(&m, PLAIN, 10, 320, 100 + 12 * (float)i, right[i]);
    }
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 2);
    assert_non_null(strstr(x.blocks[0].text, "one five"));
    assert_null(strstr(x.blocks[0].text, "two five"));
    tv_extraction_finish(&x);
}

static void test_a_ruled_table_is_read_row_by_row(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    const float ys[] = {90, 110, 210, 310};
    pdf_page(&m);
    draw_grid(&m, ys, 4);
    pdf_text(&m, BOLD, 10, 65, 104, "Text proposed");
    pdf_text(&m, BOLD, 10, 300, 104, "Amendment");
    pdf_paragraph(&m, 65, 124, 36, lorem);
    pdf_paragraph(&m, 300, 124, 36, ipsum);
    pdf_text(&m, PLAIN, 10, 65, 224, "2. A second row.");
    pdf_text(&m, PLAIN, 10, 300, 224, "deleted");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 6);
    assert_cell(&x.blocks[0], 1, 1, 1, "Text proposed");
    assert_cell(&x.blocks[1], 1, 1, 2, "Amendment");
    assert_cell(&x.blocks[2], 1, 2, 1, lorem);
    assert_cell(&x.blocks[3], 1, 2, 2, ipsum);
    assert_cell(&x.blocks[4], 1, 3, 1, "2. A second row.");
    assert_cell(&x.blocks[5], 1, 3, 2, "deleted");
    tv_extraction_finish(&x);
}

static void test_a_table_without_rules_is_read_row_by_row(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, BOLD, 10, 70, 60, "Article 4 - Definitions of the words that are used");
    pdf_text(&m, PLAIN, 10, 100, 90, "Text proposed by the Commission");
    pdf_text(&m, PLAIN, 10, 350, 90, "Amendment");
    float end = pdf_paragraph(&m, 70, 120, 35, lorem);
    pdf_paragraph(&m, 310, 120, 35, ipsum);
    pdf_text(&m, PLAIN, 10, 70, end + 20, "2. A second row of the table.");
    pdf_text(&m, PLAIN, 10, 310, end + 20, "deleted");
    pdf_text(&m, PLAIN, 10, 260, end + 60, "Justification");
    pdf_paragraph(&m, 70, end + 90, 75, ipsum);
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.blocks[0].type, TV_BLOCK_HEADING);
    assert_cell(&x.blocks[1], 1, 1, 1, "Text proposed by the Commission");
    assert_cell(&x.blocks[2], 1, 1, 2, "Amendment");
    assert_cell(&x.blocks[3], 1, 2, 1, lorem);
    assert_cell(&x.blocks[4], 1, 2, 2, ipsum);
    assert_cell(&x.blocks[5], 1, 3, 1, "2. A second row of the table.");
    assert_cell(&x.blocks[6], 1, 3, 2, "deleted");
    assert_int_equal(x.blocks[7].type, TV_BLOCK_HEADING);
    assert_string_equal(x.blocks[8].text, ipsum);
    tv_extraction_finish(&x);
}

/* A page's last line, drawn in one go through both columns: the gap is 1.2 em. */
static void test_a_text_and_its_amendment_are_apart_on_a_line_that_was_drawn_through(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, PLAIN, 10, 70, 700, "Text proposed by the Commission");
    pdf_text(&m, PLAIN, 10, 310, 700, "Amendment");
    pdf_text(&m, PLAIN, 10, 70, 724,
             "1. Each keeper tends the lamp so far  1. Each keeper tends the");
    pdf_page(&m);
    pdf_text(&m, PLAIN, 10, 70, 100, "as the coast of the state goes.");
    pdf_text(&m, PLAIN, 10, 298, 100, "lamps of the whole coast.");
    pdf_text(&m, PLAIN, 10, 70, 124, "2. Nobody else may do so there.");
    pdf_text(&m, PLAIN, 10, 298, 124, "2. Nobody else may do so.");
    struct tv_extraction x = read_pdf(&m);
    assert_cell(&x.blocks[2], 1, 2, 1,
                "1. Each keeper tends the lamp so far as the coast of the state goes.");
    assert_cell(&x.blocks[3], 1, 2, 2, "1. Each keeper tends the lamps of the whole coast.");
    tv_extraction_finish(&x);
}

static void test_a_table_goes_on_over_pages(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    const float ys[] = {90, 110, 210};
    for (int i = 0; i < 2; i++) {
        pdf_page(&m);
        draw_grid(&m, ys, 3);
        pdf_text(&m, BOLD, 10, 65, 104, "Text proposed");
        pdf_text(&m, BOLD, 10, 300, 104, "Amendment");
        if (i == 0) {
            pdf_text(&m, PLAIN, 10, 65, 124, "The left cell of this row ends and");
            pdf_text(&m, PLAIN, 10, 300, 124, "The right cell does not.");
        } else {
            pdf_text(&m, PLAIN, 10, 65, 124, "goes on over there.");
            pdf_text(&m, PLAIN, 10, 300, 124, "It has more to say.");
        }
    }
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 5);
    assert_cell(&x.blocks[2], 1, 2, 1, "The left cell of this row ends and goes on over there.");
    assert_cell(&x.blocks[3], 1, 2, 2, "The right cell does not.");
    assert_cell(&x.blocks[4], 1, 2, 2, "It has more to say.");
    assert_int_equal(x.blocks[2].page, 1);
    assert_int_equal(x.blocks[2].page_end, 2);
    assert_int_equal(x.blocks[4].page, 2);
    tv_extraction_finish(&x);
}

static void test_the_rest_of_a_row_goes_back_to_its_cell(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    const float ys[] = {90, 110, 210};
    pdf_page(&m);
    draw_grid(&m, ys, 3);
    pdf_text(&m, BOLD, 10, 65, 104, "Text proposed");
    pdf_text(&m, BOLD, 10, 300, 104, "Amendment");
    pdf_text(&m, PLAIN, 10, 65, 124, "The left cell of this row ends.");
    pdf_text(&m, PLAIN, 10, 300, 124, "The right cell of this row ends and");
    pdf_page(&m);
    pdf_text(&m, PLAIN, 10, 300, 104, "goes on over there.");
    pdf_text(&m, PLAIN, 10, 65, 160,
             "below the table, text goes on at any width that the page has.");
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 5);
    assert_cell(&x.blocks[3], 1, 2, 2, "The right cell of this row ends and goes on over there.");
    assert_int_equal(x.blocks[3].page_end, 2);
    assert_int_equal(x.blocks[4].type, TV_BLOCK_PARAGRAPH);
    tv_extraction_finish(&x);
}

static void test_underlines_are_no_borders(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    const float ys[] = {90, 200};
    pdf_page(&m);
    draw_grid(&m, ys, 2);
    pdf_paragraph(&m, 65, 104, 36, lorem);
    pdf_line(&m, 65, 117.5F, 285, 117.5F); /* under its second line */
    pdf_paragraph(&m, 300, 104, 36, ipsum);
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 2);
    assert_cell(&x.blocks[0], 1, 1, 1, lorem);
    tv_extraction_finish(&x);
}

/* --- furniture and labels --- */

static void add_furnished_pages(struct pdf_maker *m, int n, int first)
{
    static const char *const texts[] = {lorem, ipsum};
    for (int i = 0; i < n; i++) {
        char number[32];
        snprintf(number, sizeof number, "- %d -", first + i);
        pdf_page(m);
        pdf_text(m, PLAIN, 8, 70, 40, "Position of the Association");
        pdf_paragraph(m, 70, 100 + 7 * (float)i, 60, texts[i % 2]);
        pdf_text(m, PLAIN, 8, 280, 810, number);
    }
}

static void test_running_heads_and_page_numbers_are_left_out(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    add_furnished_pages(&m, 5, 1);
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 5);
    for (size_t i = 0; i < x.n_blocks; i++) {
        assert_string_equal(x.blocks[i].text, i % 2 ? ipsum : lorem);
        assert_int_equal(x.blocks[i].page, i + 1);
        assert_null(x.blocks[i].page_label);
    }
    tv_extraction_finish(&x);
}

static void test_printed_numbers_that_differ_become_labels(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    add_furnished_pages(&m, 4, 17);
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.blocks[0].page, 1);
    assert_string_equal(x.blocks[0].page_label, "17");
    assert_string_equal(x.blocks[3].page_label, "20");
    tv_extraction_finish(&x);
}

static void test_numbers_of_notes_number_no_page(void **state)
{
    (void)state;
    static const char *const numbers[] = {"1", "2", "3"};
    static const char *const notes[] = {"See the annex.", "As the minutes have it.",
                                        "Not of this year."};
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_paragraph(&m, 70, 100, 60, lorem);
    for (size_t i = 0; i < 3; i++) {
        pdf_page(&m);
        pdf_paragraph(&m, 70, 107 + 7 * (float)i, 60, i % 2 ? lorem : ipsum);
        pdf_text(&m, PLAIN, 8, 70, 762, numbers[i]);
        pdf_text(&m, PLAIN, 8, 90, 762, notes[i]);
    }
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 7);
    for (size_t i = 0; i < x.n_blocks; i++)
        assert_null(x.blocks[i].page_label);
    assert_string_equal(x.blocks[2].text, "1 See the annex.");
    tv_extraction_finish(&x);
}

static void test_labels_that_the_file_gives_are_taken(void **state)
{
    (void)state;
    struct pdf_maker m = {
        .catalog = "/PageLabels << /Nums [ 0 << /S /r >> 2 << /S /D /P (A-) /St 7 >> ] >>"};
    for (int i = 0; i < 3; i++) {
        pdf_page(&m);
        pdf_paragraph(&m, 70, 100, 60, i == 1 ? ipsum : lorem);
    }
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 3);
    assert_string_equal(x.blocks[0].page_label, "i");
    assert_string_equal(x.blocks[1].page_label, "ii");
    assert_string_equal(x.blocks[2].page_label, "A-7");
    tv_extraction_finish(&x);
}

static void test_text_that_is_all_alike_is_not_furniture(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    for (int i = 0; i < 3; i++) {
        pdf_page(&m);
        pdf_text(&m, PLAIN, 10, 70, 60, "Sheet 1 of the file");
    }
    struct tv_extraction x = read_pdf(&m);
    assert_int_equal(x.n_blocks, 3);
    tv_extraction_finish(&x);
}

/* --- facts --- */

static void test_facts_are_read_from_the_file(void **state)
{
    (void)state;
    struct pdf_maker m = {
        .catalog = "/Lang (de-DE)",
        .info = "/Title (Evidence in electronic form) /Author (Jane Roe) "
                "/CreationDate (D:20121031120000+01'00') /ModDate (D:20130101000000Z)"};
    pdf_page(&m);
    pdf_paragraph(&m, 70, 100, 60, lorem);
    struct tv_extraction x = read_pdf(&m);
    assert_string_equal(x.facts[TV_FACT_TITLE].value, "Evidence in electronic form");
    assert_int_equal(x.facts[TV_FACT_TITLE].authority, TV_DECLARED);
    assert_string_equal(x.facts[TV_FACT_AUTHORS].value, "Jane Roe");
    assert_string_equal(x.facts[TV_FACT_DATE].value, "2012-10-31");
    assert_string_equal(x.facts[TV_FACT_LANGUAGE].value, "de-DE");
    tv_extraction_finish(&x);
}

static void test_titles_that_programs_made_up_are_not_believed(void **state)
{
    (void)state;
    static const char *const made_up[] = {
        "/Title (Microsoft Word - evidence in electronic form.doc)", "/Title (evidence_form)",
        "/Title (letter)", "/Title (Untitled-1)", "/Title (Agenda of the budget meeting)"};
    for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++) {
        struct pdf_maker m = {.info = made_up[i]};
        pdf_page(&m);
        pdf_text(&m, BOLD, 20, 70, 80, "On keeping evidence");
        pdf_paragraph(&m, 70, 120, 60, lorem);
        struct tv_extraction x = read_pdf(&m);
        assert_string_equal(x.facts[TV_FACT_TITLE].value, "On keeping evidence");
        assert_int_equal(x.facts[TV_FACT_TITLE].authority, TV_GUESS);
        tv_extraction_finish(&x);
    }
}

/* --- refusals --- */

static void test_a_password_is_named_as_the_reason(void **state)
{
    (void)state;
    struct pdf_maker m = {
        .trailer = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>] "
                   "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
                   "/O <000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F> "
                   "/U <1F1E1D1C1B1A191817161514131211100F0E0D0C0B0A09080706050403020100> >>"};
    pdf_page(&m);
    pdf_paragraph(&m, 70, 100, 60, lorem);
    assert_refused(&m, "password-protected");
}

static void test_pages_that_are_images_are_counted(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    for (int i = 0; i < 2; i++) {
        pdf_page(&m);
        pdf_draw(&m, "q 500 0 0 700 40 40 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q");
    }
    assert_refused(&m, "pages are images without a text layer (OCR would be needed): 2 of 2");
}

static void test_a_picture_is_ignored_where_there_is_no_ocr(void **state)
{
    (void)state;
    static const uint8_t png[] = "\x89PNG\r\n\x1A\n and so on";
    struct tv_member member = {.path = "scan.png", .bytes = png, .size = sizeof png};
    struct tv_extraction picture = {0};
    struct tv_error why = {0};
    assert_false(tv_extract_member(&member, &picture, &why));
    assert_int_equal(why.code, TV_IGNORED);
    assert_string_equal(why.message, "a picture (OCR would be needed)");
    tv_extraction_finish(&picture);
}

static void test_an_empty_page_has_no_text(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    assert_refused(&m, "no text");
}

static void test_every_beginning_of_a_file_is_read_or_refused(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    add_furnished_pages(&m, 3, 1);
    struct tv_buffer file = pdf_finish(&m);
    for (size_t n = 1; n < file.size; n += 61) {
        struct tv_member member = {
            .path = "cut.pdf", .bytes = (const uint8_t *)file.data, .size = n};
        struct tv_extraction x = {0};
        struct tv_error err = {0};
        if (!tv_extract_member(&member, &x, &err))
            assert_true(err.code == TV_REFUSED && err.message[0]);
        tv_extraction_finish(&x);
    }
    tv_buffer_finish(&file);
}

static void test_contents_that_are_image_data_are_passed_over(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    struct tv_buffer file = {0};
    tv_buffer_puts(
        &file, "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
               "2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj\n"
               "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents "
               "[4 0 R 5 0 R] /Resources << /Font << /F << /Type /Font /Subtype /Type1 "
               "/BaseFont /Courier >> >> >> >> endobj\n"
               "4 0 obj << /Length 45 >> stream\nBT /F 12 Tf 50 700 Td (Plain contents) Tj ET \n"
               "endstream endobj\n"
               "5 0 obj << /Length 4 /Filter /JBIG2Decode >> stream\nxxxx\nendstream endobj\n"
               "trailer << /Root 1 0 R >>\n");
    assert_true(extract(&file, &x, &err));
    assert_string_equal(x.blocks[0].text, "Plain contents");
    tv_extraction_finish(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_joined_to_paragraphs),
        cmocka_unit_test(test_words_broken_at_line_ends_are_joined),
        cmocka_unit_test(test_a_sentence_goes_on_over_pages_past_notes),
        cmocka_unit_test(test_headings_and_items_are_told_from_paragraphs),
        cmocka_unit_test(test_text_painted_twice_is_taken_once),
        cmocka_unit_test(test_turned_pages_are_read_as_they_are_meant),
        cmocka_unit_test(test_right_to_left_text_comes_in_logical_order),
        cmocka_unit_test(test_what_reads_from_left_to_right_stays_so_among_right_to_left_text),
        cmocka_unit_test(test_right_to_left_lines_are_read_whatever_is_drawn_first),
        cmocka_unit_test(test_marks_stay_with_the_letters_that_they_are_drawn_before),
        cmocka_unit_test(test_ligatures_are_resolved),
        cmocka_unit_test(test_two_columns_are_read_one_after_the_other),
        cmocka_unit_test(test_words_that_stand_beside_each_other_by_chance_make_no_table),
        cmocka_unit_test(test_columns_drawn_line_by_line_are_kept_apart),
        cmocka_unit_test(test_a_ruled_table_is_read_row_by_row),
        cmocka_unit_test(test_a_table_without_rules_is_read_row_by_row),
        cmocka_unit_test(test_a_text_and_its_amendment_are_apart_on_a_line_that_was_drawn_through),
        cmocka_unit_test(test_a_table_goes_on_over_pages),
        cmocka_unit_test(test_the_rest_of_a_row_goes_back_to_its_cell),
        cmocka_unit_test(test_underlines_are_no_borders),
        cmocka_unit_test(test_running_heads_and_page_numbers_are_left_out),
        cmocka_unit_test(test_printed_numbers_that_differ_become_labels),
        cmocka_unit_test(test_numbers_of_notes_number_no_page),
        cmocka_unit_test(test_labels_that_the_file_gives_are_taken),
        cmocka_unit_test(test_text_that_is_all_alike_is_not_furniture),
        cmocka_unit_test(test_facts_are_read_from_the_file),
        cmocka_unit_test(test_titles_that_programs_made_up_are_not_believed),
        cmocka_unit_test(test_a_password_is_named_as_the_reason),
        cmocka_unit_test(test_pages_that_are_images_are_counted),
        cmocka_unit_test(test_a_picture_is_ignored_where_there_is_no_ocr),
        cmocka_unit_test(test_an_empty_page_has_no_text),
        cmocka_unit_test(test_every_beginning_of_a_file_is_read_or_refused),
        cmocka_unit_test(test_contents_that_are_image_data_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
