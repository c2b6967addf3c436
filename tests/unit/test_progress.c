/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "indexer/progress.h"

static struct tv_ingest_state halfway(void)
{
    struct tv_ingest_state state = {.total = 2000, .done = 500, .archive = "/drop/news.zip"};
    state.counts.outcomes[TV_OUTCOME_INDEXED] = 90;
    state.counts.outcomes[TV_OUTCOME_REFUSED] = 7;
    state.counts.outcomes[TV_OUTCOME_IGNORED] = 3;
    state.counts.outcomes[TV_OUTCOME_REMOVED] = 1000;
    return state;
}

static void assert_says(const struct tv_ingest_state *state, double seconds, const char *expected)
{
    struct tv_buffer out = {0};
    tv_progress_text(state, seconds, &out);
    assert_text(out.data, expected);
    tv_buffer_finish(&out);
}

static void it_tells_share_members_rate_refused_time_left_and_archive(void **unused)
{
    (void)unused;
    struct tv_ingest_state state = halfway();
    assert_says(&state, 20, "25%, 100 members, 5/s, 7 refused, 1:00 left: news.zip");
    assert_says(&state, 2000, "25%, 100 members, 0/s, 7 refused, 1:40:00 left: news.zip");
}

static void it_guesses_no_time_from_less_than_a_second_or_from_nothing(void **unused)
{
    (void)unused;
    struct tv_ingest_state state = halfway();
    assert_says(&state, 0.5, "25%, 100 members, 200/s, 7 refused: news.zip");
    state.done = 0;
    assert_says(&state, 20, "0%, 100 members, 5/s, 7 refused: news.zip");
    state.total = 0;
    assert_says(&state, 20, "100 members, 5/s, 7 refused: news.zip");
}

static void an_archive_that_grows_while_it_is_read_is_never_more_than_whole(void **unused)
{
    (void)unused;
    struct tv_ingest_state state = halfway();
    state.done = 3000;
    assert_says(&state, 20, "100%, 100 members, 5/s, 7 refused, 0:00 left: news.zip");
}

static void it_says_when_the_index_is_being_written(void **unused)
{
    (void)unused;
    struct tv_ingest_state state = halfway();
    state.archive = NULL;
    assert_says(&state, 20, "100 members, 7 refused; writing the index");
}

static void a_hostile_name_reaches_no_terminal(void **unused)
{
    (void)unused;
    struct tv_ingest_state state = halfway();
    struct tv_buffer out = {0};
    state.archive = "/drop/a\033[31m\nb.zip";
    tv_progress_bar(&state, 20, 200, &out);
    for (size_t i = 0; i < out.size; i++)
        assert_true((unsigned char)out.data[i] >= ' ');
    tv_buffer_finish(&out);
}

static void a_bar_fits_every_terminal(void **unused)
{
    (void)unused;
    struct tv_ingest_state state = halfway();
    state.archive = "/drop/конвенция о маяках и маяках.zip";
    for (unsigned columns = 0; columns < 120; columns++) {
        struct tv_buffer out = {0};
        tv_progress_bar(&state, 20, columns, &out);
        assert_true(out.size < columns || out.size == 0);
        assert_true(out.size == 0 || ((unsigned char)out.data[out.size - 1] < 0xc0));
        tv_buffer_finish(&out);
    }
    struct tv_buffer out = {0};
    tv_progress_bar(&state, 20, 200, &out);
    assert_memory_equal(out.data, "[#####...............] 25%, 100 members", 39);
    tv_buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_tells_share_members_rate_refused_time_left_and_archive),
        cmocka_unit_test(it_guesses_no_time_from_less_than_a_second_or_from_nothing),
        cmocka_unit_test(an_archive_that_grows_while_it_is_read_is_never_more_than_whole),
        cmocka_unit_test(it_says_when_the_index_is_being_written),
        cmocka_unit_test(a_hostile_name_reaches_no_terminal),
        cmocka_unit_test(a_bar_fits_every_terminal),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
