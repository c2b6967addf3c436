/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verdicts on their way between processes: whole, or refused. */
#include "check.h"

#include "query/serve/verdict.h"

static const struct tv_verdict changed = {true, TV_FOUND_CHANGED, "the member has changed",
                                          "passage #3: nearest is #4\n", 1764000000};

static void what_is_sent_is_what_comes(void **state)
{
    struct tv_buffer bytes = {0};
    struct tv_verdict came;
    (void)state;
    tv_put_verdict(&bytes, &changed);
    assert_true(tv_get_verdict(bytes.data, bytes.size, &came));
    assert_true(came.finished);
    assert_int_equal(came.finding, TV_FOUND_CHANGED);
    assert_text(came.reason, changed.reason);
    assert_text(came.nearest, changed.nearest);
    assert_int_equal(came.time, changed.time);
    tv_verdict_finish(&came);
    tv_buffer_finish(&bytes);
}

static void what_is_cut_off_or_goes_on_is_refused(void **state)
{
    struct tv_buffer bytes = {0};
    struct tv_verdict came;
    (void)state;
    tv_put_verdict(&bytes, &changed);
    for (size_t n = 0; n < bytes.size; n++)
        assert_false(tv_get_verdict(bytes.data, n, &came));
    tv_buffer_putc(&bytes, 'x');
    assert_false(tv_get_verdict(bytes.data, bytes.size, &came));
    tv_buffer_finish(&bytes);
}

static void a_finding_that_there_is_not_is_refused(void **state)
{
    struct tv_buffer bytes = {0};
    struct tv_verdict wrong = changed, came;
    (void)state;
    wrong.finding = (enum tv_finding)(TV_FOUND_PROOF + 1);
    tv_put_verdict(&bytes, &wrong);
    assert_false(tv_get_verdict(bytes.data, bytes.size, &came));
    tv_buffer_finish(&bytes);
}

/* Every byte in every other state: refused, or a verdict that has a name. */
static void any_other_bytes_are_refused_or_a_verdict(void **state)
{
    struct tv_buffer bytes = {0};
    struct tv_verdict came;
    (void)state;
    tv_put_verdict(&bytes, &changed);
    for (size_t i = 0; i < bytes.size; i++)
        for (int value = 0; value < 256; value++) {
            char was = bytes.data[i];
            bytes.data[i] = (char)value;
            if (tv_get_verdict(bytes.data, bytes.size, &came)) {
                assert_non_null(tv_verdict_name(&came));
                tv_verdict_finish(&came);
            }
            bytes.data[i] = was;
        }
    tv_buffer_finish(&bytes);
}

static void each_finding_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; tv_verdict_names[i]; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(tv_verdict_names[i], tv_verdict_names[k]);
    assert_text(tv_verdict_name(&(struct tv_verdict){.finished = false}), "unfinished");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sent_is_what_comes),
        cmocka_unit_test(what_is_cut_off_or_goes_on_is_refused),
        cmocka_unit_test(a_finding_that_there_is_not_is_refused),
        cmocka_unit_test(any_other_bytes_are_refused_or_a_verdict),
        cmocka_unit_test(each_finding_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
