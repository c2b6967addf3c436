/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "query/nearest.h"

static struct tv_passage passages[] = {
    {.number = 1, .text = "Each Party shall make it an offence to dim a lighthouse."},
    {.number = 2, .text = "Each Party shall search any tower in which a lamp is kept."},
    {.number = 3, .text = "\u5404\u56FD\u5E94\u5F53\u6253\u51FB\u7834\u574F\u706F\u5854"},
};

static const struct tv_document doc = {.passages = passages, .n_passages = 3};

static void the_passage_with_most_in_common_is_the_nearest(void **state)
{
    (void)state;
    double likeness;
    const struct tv_passage *p = tv_nearest(
        &doc, "Each Party SHALL search every tower in which a lamp was kept", 0.3, &likeness);
    assert_non_null(p);
    assert_int_equal(p->number, 2);
    assert_true(likeness > 0.5 && likeness < 1);
    p = tv_nearest(&doc, passages[2].text, 0.3, &likeness);
    assert_int_equal(p->number, 3);
    assert_true(likeness > 0.999);
}

static void what_is_like_nothing_has_no_nearest(void **state)
{
    (void)state;
    double likeness;
    assert_null(tv_nearest(&doc, "Quite another thing was said here", 0.3, &likeness));
    assert_null(tv_nearest(&doc, "", 0.3, &likeness));
}

static void assert_parting(const char *text, const char *other, const char *expected)
{
    struct tv_buffer out = {0};
    tv_parting(text, other, &out);
    assert_string_equal(out.data ? out.data : "", expected);
    tv_buffer_finish(&out);
}

static void texts_are_shown_from_shortly_before_they_part(void **state)
{
    (void)state;
    assert_parting("one two", "one three", "one two");
    assert_parting("It helps mariners to find their way to the coast at night by sea.",
                   "It helps mariners to find their way to the coast at night.",
                   "...way to the coast at night by sea.");
    assert_parting("\u00E9t\u00E9", "\u00E9t\u00EA", "\u00E9t\u00E9");
    assert_parting("", "x", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_passage_with_most_in_common_is_the_nearest),
        cmocka_unit_test(what_is_like_nothing_has_no_nearest),
        cmocka_unit_test(texts_are_shown_from_shortly_before_they_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
