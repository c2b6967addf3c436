/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracted.h"

static const char resolution[] =
    "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><statement "
    "name=\"resolution\">"
    "<meta><identification source=\"#x\"><FRBRWork><FRBRdate date=\"2023-05-04\" "
    "name=\"adoption\"/></FRBRWork>"
    "<FRBRExpression><FRBRlanguage language=\"fra\"/></FRBRExpression></identification></meta>"
    "<coverPage><p><docNumber>A/AC.999/3</docNumber></p><p>Distr.: General</p>"
    "<p><docTitle>Resolution 3</docTitle></p></coverPage>"
    "<preamble><container name=\"x\"><p>Recalling <i>all</i> lamps,</p></container></preamble>"
    "<mainBody><paragraph><num>1.</num><content><p>Decides to light them;</p></content></paragraph>"
    "<paragraph><num>2.</num><list><intro><p>Requests keepers:</p></intro>"
    "<point><num>(a)</num><content><p>To keep "
    "watch;</p></content></point></list></paragraph></mainBody>"
    "</statement></akomaNtoso>";

static void a_resolution_has_numbered_paragraphs_and_facts(void **state)
{
    (void)state;
    struct extracted *e = extract_text("r.xml", resolution);
    assert_text(e->x.format, "akoma-ntoso");
    assert_text(e->doc.symbol, "A/AC.999/3");
    assert_text(e->doc.date, "2023-05-04");
    assert_text(e->doc.title, "Resolution 3");
    assert_int_equal(e->doc.n_passages, 3);
    assert_text(e->doc.passages[0].text, "Recalling all lamps,");
    assert_text(e->doc.passages[1].place.paragraph, "1");
    assert_text(e->doc.passages[2].place.paragraph, "2");
    assert_text(e->doc.passages[2].text, "2. Requests keepers:\n(a) To keep watch;");
    assert_text(e->doc.passages[2].parts[0].paragraph, "2(a)");
    extracted_free(e);
}

static void articles_of_a_bill_have_their_headings(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "bill.xml",
        "<akomaNtoso><bill><body><chapter><num>CHAPTER I</num><heading>Lamps</heading>"
        "<article><num>Article 1</num><heading>Oil</heading><paragraph><num>1.</num><content>"
        "<p>Oil shall "
        "burn.</p></content></paragraph></article></chapter></body></bill></akomaNtoso>");
    const struct tv_place *place = &e->doc.passages[0].place;
    assert_text(place->article, "1");
    assert_text(place->paragraph, "1");
    assert_int_equal(place->n_headings, 4);
    assert_text(place->headings[3], "Oil");
    assert_int_equal(e->doc.kind, TV_KIND_DRAFT);
    extracted_free(e);
}

static void damaged_xml_is_refused_with_its_line(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    const char text[] = "<akomaNtoso>\n<p>never closed";
    struct tv_member member = {
        .path = "x.xml", .bytes = (const uint8_t *)text, .size = sizeof text - 1};
    assert_false(tv_extract_member(&member, &x, &err));
    assert_int_equal(err.code, TV_REFUSED);
    assert_non_null(strstr(err.message, "line 2"));
    tv_extraction_finish(&x);
}

static void entities_do_not_expand_without_bound(void **state)
{
    (void)state;
    struct tv_buffer b = {0};
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    tv_buffer_puts(&b,
                   "<!DOCTYPE akomaNtoso [<!ENTITY a \"lamp lamp lamp lamp lamp lamp lamp lamp\">");
    for (int c = 'b'; c <= 'k'; c++)
        tv_buffer_printf(&b, "<!ENTITY %c \"&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;\">", c, c - 1, c - 1,
                         c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
    tv_buffer_puts(&b, "]><akomaNtoso><p>&k;</p></akomaNtoso>");
    struct tv_member member = {.path = "x.xml", .bytes = (const uint8_t *)b.data, .size = b.size};
    if (tv_extract_member(&member, &x, &err))
        for (size_t i = 0; i < x.n_blocks; i++)
            assert_true(strlen(x.blocks[i].text) < 1000000);
    tv_extraction_finish(&x);
    tv_buffer_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_resolution_has_numbered_paragraphs_and_facts),
        cmocka_unit_test(articles_of_a_bill_have_their_headings),
        cmocka_unit_test(damaged_xml_is_refused_with_its_line),
        cmocka_unit_test(entities_do_not_expand_without_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
