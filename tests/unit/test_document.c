/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "corpus/document.h"

static void an_id_is_base32_of_the_digest(void **state)
{
    (void)state;
    /* RFC 4648: "foobar" is MZXW6YTBOI====== */
    uint8_t digest[32] = "foobar";
    char id[TV_ID_SIZE + 1];
    tv_document_id(digest, id);
    assert_string_equal(id, "mzxw6ytboiaa");
}

static void every_kind_has_a_name_that_leads_back(void **state)
{
    (void)state;
    for (enum tv_kind kind = 0; kind < TV_KIND_COUNT; kind++)
        assert_int_equal(tv_kind_of(tv_kind_name(kind)), kind);
    assert_int_equal(tv_kind_of("novel"), TV_KIND_COUNT);
}

static void the_text_has_each_heading_once_above_its_passages(void **state)
{
    (void)state;
    const char *one[] = {"Title", "Article 1"}, *two[] = {"Title", "Article 2"};
    struct tv_passage passages[] = {
        {.number = 1, .text = "First.", .place = {.headings = one, .n_headings = 2}},
        {.number = 2, .text = "Second.", .place = {.headings = one, .n_headings = 2}},
        {.number = 3, .text = "Third.", .place = {.headings = two, .n_headings = 2}},
    };
    struct tv_document doc = {.passages = passages, .n_passages = 3};
    struct tv_buffer text = {0};
    tv_document_text(&doc, &text);
    assert_string_equal(text.data,
                        "Title\n\nArticle 1\n\nFirst.\n\nSecond.\n\nArticle 2\n\nThird.");
    tv_buffer_finish(&text);
}

static void an_error_message_is_cut_at_a_character_and_has_no_controls(void **state)
{
    (void)state;
    struct tv_error err;
    char name[TV_MESSAGE_SIZE + 10];
    for (size_t i = 0; i + 2 < sizeof name; i += 2)
        memcpy(name + i, "\xC3\xA9", 3);
    assert_false(tv_fail(&err, TV_IO, "x%s", name));
    size_t n = strlen(err.message);
    assert_true(n < TV_MESSAGE_SIZE && (unsigned char)err.message[n - 1] == 0xA9);
    tv_fail(&err, TV_IO, "a\033[31m\nb \302\233\u202Ec\xFF");
    assert_string_equal(err.message, "a[31m b c\uFFFD");
}

static void buffers_grow_and_stay_terminated(void **state)
{
    (void)state;
    struct tv_buffer b = {0};
    for (int i = 0; i < 1000; i++)
        tv_buffer_printf(&b, "%d,", i);
    assert_int_equal(strlen(b.data), b.size);
    assert_memory_equal(b.data + b.size - 8, "998,999,", 8);
    char *stolen = tv_buffer_steal(&b);
    assert_null(b.data);
    free(stolen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_base32_of_the_digest),
        cmocka_unit_test(every_kind_has_a_name_that_leads_back),
        cmocka_unit_test(the_text_has_each_heading_once_above_its_passages),
        cmocka_unit_test(an_error_message_is_cut_at_a_character_and_has_no_controls),
        cmocka_unit_test(buffers_grow_and_stay_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
