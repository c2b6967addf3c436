/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What gets into a page: text that stays text, numbers, citations in both directions. */
#include "check.h"

#include "query/web/html.h"

static void assert_written(struct tv_buffer *out, const char *expected)
{
    assert_text(out->data, expected);
    tv_buffer_finish(out);
}

static void text_stays_text(void **state)
{
    struct tv_buffer out = {0};
    (void)state;
    tv_html(&out, "a <b> & \"c\"\x1b[1m\n\u202Ed\u2066");
    assert_written(&out, "a &lt;b&gt; &amp; &quot;c&quot;[1m d");
    tv_htmlf(&out, "%s %d", "<i>", 7);
    assert_written(&out, "&lt;i&gt; 7");
    tv_html_attribute(&out, "title", "\"><script>");
    assert_written(&out, " title=\"&quot;&gt;&lt;script&gt;\"");
}

static void links_lead_to_the_web_alone(void **state)
{
    static const char *const others[] = {"javascript:x", "data:text/html,x", "//host/", "HTTP://x",
                                         " https://x",   "file:///etc",      "",        NULL};
    struct tv_buffer out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        tv_html_href(&out, others[i]);
    assert_int_equal(out.size, 0);
    tv_html_href(&out, "https://example.org/?a=1&b=\"");
    assert_written(&out, " href=\"https://example.org/?a=1&amp;b=&quot;\"");
}

static void numbers_have_commas_between_thousands(void **state)
{
    static const struct {
        uint64_t number;
        const char *expected;
    } pairs[] = {{0, "0"},
                 {999, "999"},
                 {1000, "1,000"},
                 {22133, "22,133"},
                 {UINT64_MAX, "18,446,744,073,709,551,615"}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct tv_buffer out = {0};
        tv_html_number(&out, pairs[i].number);
        assert_written(&out, pairs[i].expected);
    }
}

static void what_is_written_from_the_right_is_kept_apart_in_a_citation(void **state)
{
    struct tv_buffer out = {0};
    (void)state;
    tv_html_citation(&out, "اتفاقية, art. 1(أ) (14 August 2023)", "اتفاقية");
    assert_written(&out, "اتفاقية, <bdi>art. 1(<bdi>أ</bdi>) (14 August 2023)</bdi>");
    tv_html_citation(&out, "\"A <b>\", Post, para. [2]", "A <b>");
    assert_written(&out, "&quot;A &lt;b&gt;&quot;, <bdi>Post, para. [2]</bdi>");
    tv_html_citation(&out, "A/AC.291/22, art. 2", "Another title");
    assert_written(&out, "<bdi>A/AC.291/22, art. 2</bdi>");
    tv_html_citation(&out, "Title", "Title");
    assert_written(&out, "Title");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(links_lead_to_the_web_alone),
        cmocka_unit_test(numbers_have_commas_between_thousands),
        cmocka_unit_test(what_is_written_from_the_right_is_kept_apart_in_a_citation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
