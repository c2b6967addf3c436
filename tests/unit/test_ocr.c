/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OCR: pages that are images are read, with title, paragraphs and language, and whichever way they lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/extraction.h"
#include "indexer/ocr.h"
#include "make_pdf.h"
#include "scan.h"

static struct tv_extraction x;
static struct tv_buffer text;
static unsigned signs_of_life;

static void count_sign(void)
{
    signs_of_life++;
}

static int setup(void **state)
{
    (void)state;
    tv_ocr_alive = count_sign;
    return tv_ocr_load(NULL) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    tv_extraction_finish(&x);
    x = (struct tv_extraction){0};
    tv_buffer_finish(&text);
    return 0;
}

/* Reads a PDF, frees it, and puts its blocks a line each into `text`. */
static bool read_pdf(struct tv_buffer *pdf)
{
    struct tv_error err = {0};
    struct tv_member member = {
        .path = "scan.pdf", .bytes = (const uint8_t *)pdf->data, .size = pdf->size};
    bool done = tv_extract_member(&member, &x, &err);
    for (size_t i = 0; i < x.n_blocks; i++)
        tv_buffer_printf(&text, "%s\n", x.blocks[i].text);
    tv_buffer_finish(pdf);
    if (!done)
        tv_buffer_puts(&text, err.message);
    return done;
}

static struct tv_buffer letter(void)
{
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_text(&m, BOLD, 18, 70, 90, "Statement on lamps");
    pdf_paragraph(
        &m, 70, 140, 60,
        "The delegation thanks the Chair for the draft, and asks that every lighthouse be "
        "given a second lamp before the winter begins.");
    pdf_paragraph(&m, 70, 220, 60,
                  "It also asks that the keepers of these lamps be heard when the committee meets "
                  "again in the spring, since nobody knows the fog as they do.");
    return pdf_finish(&m);
}

static void assert_letter(void)
{
    assert_non_null(strstr(text.data, "Statement on lamps\n"));
    assert_non_null(strstr(text.data, "every lighthouse be given a second lamp before the winter"));
    assert_non_null(strstr(text.data, "since nobody knows the fog as they do.\n"));
}

static void a_scanned_page_is_read_in_paragraphs(void **state)
{
    (void)state;
    struct tv_buffer pdf = letter(), scan = scan_of(&pdf, 0);
    tv_buffer_finish(&pdf);
    assert_true(read_pdf(&scan));
    assert_letter();
    assert_int_equal(x.n_unread, 0);
    assert_int_equal(x.blocks[0].page, 1);
    assert_true(signs_of_life > 0);
}

static void a_page_that_lies_on_its_side_is_turned(void **state)
{
    (void)state;
    struct tv_buffer pdf = letter(), scan = scan_of(&pdf, 1);
    tv_buffer_finish(&pdf);
    assert_true(read_pdf(&scan));
    assert_letter();
}

static void the_language_of_a_page_is_told(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_paragraph(
        &m, 70, 140, 60,
        "Die Vertreter der K\xFCstenl\xE4nder danken dem Vorsitz f\xFCr den Entwurf und bitten "
        "darum, da\xDF jeder Leuchtturm vor dem Winter eine zweite Lampe erh\xE4lt.");
    struct tv_buffer pdf = pdf_finish(&m), scan = scan_of(&pdf, 0);
    tv_buffer_finish(&pdf);
    assert_true(read_pdf(&scan));
    assert_non_null(strstr(text.data, "K\xC3\xBCstenl\xC3\xA4nder danken dem Vorsitz f\xC3\xBCr"));
}

static void an_empty_image_has_no_text(void **state)
{
    (void)state;
    struct pdf_maker m = {0};
    pdf_page(&m);
    struct tv_buffer pdf = pdf_finish(&m), scan = scan_of(&pdf, 0);
    tv_buffer_finish(&pdf);
    assert_false(read_pdf(&scan));
    assert_string_equal(text.data, "pages are images in which OCR finds no text: 1 of 1");
}

static void a_picture_of_a_page_is_a_document_and_any_other_is_none(void **state)
{
    (void)state;
    struct tv_buffer pdf = letter(), picture = picture_of(&pdf);
    tv_buffer_finish(&pdf);
    assert_true(read_pdf(&picture));
    assert_letter();
    assert_string_equal(x.format, "image");
    teardown(state);
    struct pdf_maker m = {0};
    pdf_page(&m);
    pdf_line(&m, 100, 100, 400, 700);
    pdf = pdf_finish(&m);
    picture = picture_of(&pdf);
    tv_buffer_finish(&pdf);
    assert_false(read_pdf(&picture));
    assert_string_equal(text.data, "a picture without text");
    teardown(state);
    static const char damaged[] = "\x89PNG\r\n\x1A\n damaged";
    struct tv_buffer bytes = {0};
    tv_buffer_add(&bytes, damaged, sizeof damaged);
    assert_false(read_pdf(&bytes));
    assert_string_equal(text.data, "a picture that is damaged");
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_scanned_page_is_read_in_paragraphs),
        TEST(a_page_that_lies_on_its_side_is_turned),
        TEST(the_language_of_a_page_is_told),
        TEST(an_empty_image_has_no_text),
        TEST(a_picture_of_a_page_is_a_document_and_any_other_is_none),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
