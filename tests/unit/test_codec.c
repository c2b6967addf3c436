/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "corpus/codec.h"
#include "corpus/schema.h"

static void fill(struct tv_document *doc)
{
    static const char *states[] = {"BRA", "MEX"}, *headings[] = {"Chapter II", "Article 19"};
    static struct tv_part parts[] = {{0, "3"}, {9, "3(a)"}};
    strcpy(doc->id, "abcdefghijkl");
    strcpy(doc->sha256, "00ff");
    doc->kind = TV_KIND_DRAFT;
    doc->title = "Draft Convention";
    doc->date = "2023-04";
    doc->states = states;
    doc->n_states = 2;
    doc->passages = tv_alloc(sizeof *doc->passages);
    doc->n_passages = 1;
    doc->passages[0] = (struct tv_passage){
        .number = 1,
        .place = {.page = 3, .page_end = 4, .article = "19", .paragraph = "3", .ordinal = 70000},
        .language = "en",
        .text = "Seizure: (a) of data",
        .parts = parts,
        .n_parts = 2,
    };
    doc->passages[0].place.headings = headings;
    doc->passages[0].place.n_headings = 2;
    doc->passages[0].place.n_fresh = 1;
    doc->passages[0].place.column = "Amendment";
}

static void a_document_survives_the_way_through_bytes(void **state)
{
    (void)state;
    struct tv_document doc = {0}, copy = {0};
    struct tv_buffer bytes = {0};
    fill(&doc);
    tv_put_whole(&bytes, &doc);
    assert_true(tv_get_whole(bytes.data, bytes.size, &copy));
    assert_string_equal(copy.id, doc.id);
    assert_int_equal(copy.kind, TV_KIND_DRAFT);
    assert_text(copy.title, "Draft Convention");
    assert_null(copy.symbol);
    assert_int_equal(copy.n_states, 2);
    assert_text(copy.states[1], "MEX");
    assert_int_equal(copy.n_passages, 1);
    assert_int_equal(copy.passages[0].place.ordinal, 70000);
    assert_text(copy.passages[0].place.headings[1], "Article 19");
    assert_int_equal(copy.passages[0].place.n_fresh, 1);
    assert_text(copy.passages[0].place.column, "Amendment");
    assert_text(copy.passages[0].text, "Seizure: (a) of data");
    assert_int_equal(copy.passages[0].parts[1].offset, 9);
    tv_document_finish(&copy);
    tv_document_finish(&doc);
    tv_buffer_finish(&bytes);
}

static void a_document_cut_short_anywhere_is_refused(void **state)
{
    (void)state;
    struct tv_document doc = {0};
    struct tv_buffer bytes = {0};
    fill(&doc);
    tv_put_whole(&bytes, &doc);
    for (size_t n = 0; n < bytes.size; n++) {
        struct tv_document copy = {0};
        char *exact = tv_alloc(n); /* so that a sanitizer sees a read behind it */
        memcpy(exact, bytes.data, n);
        assert_false(tv_get_whole(exact, n, &copy));
        assert_null(copy.passages);
        free(exact);
    }
    tv_document_finish(&doc);
    tv_buffer_finish(&bytes);
}

static void any_changed_byte_is_read_safely(void **state)
{
    (void)state;
    struct tv_document doc = {0};
    struct tv_buffer bytes = {0};
    fill(&doc);
    tv_put_whole(&bytes, &doc);
    for (size_t i = 0; i < bytes.size; i++) {
        struct tv_document copy = {0};
        char old = bytes.data[i];
        bytes.data[i] = (char)0xFF;
        if (tv_get_whole(bytes.data, bytes.size, &copy))
            assert_true(copy.n_passages <= bytes.size);
        tv_document_finish(&copy);
        bytes.data[i] = old;
    }
    tv_document_finish(&doc);
    tv_buffer_finish(&bytes);
}

static void a_record_keeps_its_sources_in_order(void **state)
{
    (void)state;
    struct tv_source sources[] = {{"/a.zip", "x.md"}, {"/b.tar", "y.md"}};
    struct tv_record record = {
        .doc.title = "T", .n_passages = 7, .sources = sources, .n_sources = 2};
    struct tv_record copy = {0};
    struct tv_buffer bytes = {0};
    tv_put_record(&bytes, &record);
    assert_true(tv_get_record(bytes.data, bytes.size, &copy));
    assert_int_equal(copy.n_passages, 7);
    assert_int_equal(copy.n_sources, 2);
    assert_text(copy.sources[1].archive, "/b.tar");
    tv_record_finish(&copy);
    tv_buffer_finish(&bytes);
}

static void terms_compare_symbols_by_letters_and_digits(void **state)
{
    (void)state;
    char value[TV_TERM_SIZE];
    tv_term_value("S/RES/2551 (2020)", value);
    assert_string_equal(value, "sres25512020");
    tv_term_value("24 bis", value);
    assert_string_equal(value, "24bis");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_survives_the_way_through_bytes),
        cmocka_unit_test(a_document_cut_short_anywhere_is_refused),
        cmocka_unit_test(any_changed_byte_is_read_safely),
        cmocka_unit_test(a_record_keeps_its_sources_in_order),
        cmocka_unit_test(terms_compare_symbols_by_letters_and_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
