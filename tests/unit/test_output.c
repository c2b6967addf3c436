/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "query/markdown.h"
#include "query/output.h"
#include "query/styles.h"

#include <jansson.h>

/* One answer with one hit that has everything that can go wrong in it. */
struct sample {
    struct tv_source source;
    struct tv_record record;
    struct tv_span span;
    struct tv_hit hit;
    struct tv_answer answer;
};

static const char *sample_states[] = {"FRA", "DEU"}, *sample_headings[] = {"Part \"I\""};

static struct sample *sample_create(void)
{
    struct sample *s = tv_alloc(sizeof *s);
    s->source = (struct tv_source){"/a b/x.zip", "dir/it's, \"one\".txt"};
    s->record = (struct tv_record){.doc = {.id = "abcdefgh2345",
                                           .sha256 = "00ff",
                                           .kind = TV_KIND_DRAFT,
                                           .title = "=cmd & {Title} <b>",
                                           .symbol = "A/AC.291/22",
                                           .date = "2022-03-05",
                                           .language = "en",
                                           .url = "https://example.org/a?b=1&c=(2)",
                                           .states = sample_states,
                                           .n_states = 2},
                                   .n_passages = 9,
                                   .sources = &s->source,
                                   .n_sources = 1};
    s->span = (struct tv_span){7, 11, 6, 10};
    s->hit = (struct tv_hit){.rank = 1,
                             .score = 12.34567,
                             .record = &s->record,
                             .passage = {.number = 7,
                                         .language = "en",
                                         .text = "-\xC3\xA9 a\n data \x1b\"q\" *x*",
                                         .place = {.article = "19",
                                                   .paragraph = "3",
                                                   .page = 4,
                                                   .headings = sample_headings,
                                                   .n_headings = 1}},
                             .highlights = &s->span,
                             .n_highlights = 1,
                             .citation = (char *)"A/AC.291/22, art. 19(3)"};
    s->answer = (struct tv_answer){.hits = &s->hit, .n_hits = 1, .total = 1, .exact = true};
    return s;
}

static char *print(const struct tv_format *format, const char *topic)
{
    char *written;
    size_t size;
    struct sample *s = sample_create();
    struct tv_output out = {.file = open_memstream(&written, &size)};
    struct tv_printed printed = {topic, "a \"query\"", NULL, &s->answer};
    if (format->head)
        format->head(&out);
    format->answer(&out, &printed);
    fclose(out.file);
    free(s);
    return written;
}

static void csv_is_rfc_4180_and_has_no_formulas(void **state)
{
    (void)state;
    char *text = print(&tv_format_csv, NULL);
    assert_string_equal(
        text,
        "topic,rank,score,citation,title,kind,symbol,date,language,states,page,article,paragraph,"
        "text,url,passage,archive,member,sha256,duplicates\r\n"
        "\"\",1,12.3457,\"A/AC.291/22, art. 19(3)\",\"'=cmd & {Title} <b>\",\"draft\","
        "\"A/AC.291/22\",\"2022-03-05\",\"en\",\"FRA DEU\",4,\"19\",\"3\","
        "\"'-é a\n data \"\"q\"\" *x*\",\"https://example.org/a?b=1&c=(2)\",\"abcdefgh2345#7\","
        "\"/a b/x.zip\",\"dir/it's, \"\"one\"\".txt\",\"00ff\",\r\n");
    free(text);
}

static void no_cell_of_csv_is_a_formula(void **state)
{
    (void)state;
    static const char *const texts[] = {"=1+1", "+1",        "-1",      "@SUM(A1)", "\t=1",
                                        "\r=1", "\uFF1D1+1", "\uFF0B1", "\uFEFF=1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sample *s = sample_create();
        char *written;
        size_t size;
        struct tv_output out = {.file = open_memstream(&written, &size)};
        struct tv_printed printed = {NULL, "x", NULL, &s->answer};
        s->hit.passage.text = texts[i];
        tv_format_csv.answer(&out, &printed);
        fclose(out.file);
        assert_non_null(strstr(written, ",4,\"19\",\"3\",\"'"));
        free(written);
        free(s);
    }
}

static void trec_has_the_member_the_rank_and_the_score(void **state)
{
    (void)state;
    char *text = print(&tv_format_trec, "12");
    assert_string_equal(text, "12 Q0 dir/it's, \"one\".txt 1 12.345670 travaux\n");
    free(text);
}

static void a_line_of_jsonl_has_the_keys_that_scripts_rely_on(void **state)
{
    (void)state;
    char *text = print(&tv_format_jsonl, "12");
    assert_string_equal(
        text, "{\"topic\": \"12\", \"rank\": 1, \"score\": 12.3457, \"document\": {\"id\": "
              "\"abcdefgh2345\", \"title\": \"=cmd & {Title} <b>\", \"kind\": \"draft\", "
              "\"symbol\": \"A/AC.291/22\", \"date\": \"2022-03-05\", \"language\": \"en\", "
              "\"states\": [\"FRA\", \"DEU\"], \"url\": \"https://example.org/a?b=1&c=(2)\", "
              "\"archive\": \"/a b/x.zip\", \"member\": \"dir/it's, \\\"one\\\".txt\", "
              "\"sha256\": \"00ff\"}, \"passage\": {\"id\": \"abcdefgh2345#7\", \"number\": 7, "
              "\"page\": 4, \"page_end\": null, \"page_label\": null, \"article\": \"19\", "
              "\"paragraph\": \"3\", \"heading\": [\"Part \\\"I\\\"\"], \"text\": "
              "\"-é a\\n data \\u001b\\\"q\\\" *x*\", \"highlights\": [[6, 10]]}, "
              "\"citation\": \"A/AC.291/22, art. 19(3)\", "
              "\"duplicates\": {\"count\": 0, \"ids\": []}, \"more\": 0}\n");
    free(text);
}

static void json_is_read_back_as_it_was(void **state)
{
    (void)state;
    char *text = print(&tv_format_json, NULL);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "query")), "a \"query\"");
    assert_true(json_is_null(json_object_get(root, "corrected")));
    assert_int_equal(json_integer_value(json_object_get(root, "total")), 1);
    json_t *hit = json_array_get(json_object_get(root, "hits"), 0);
    json_t *passage = json_object_get(hit, "passage");
    assert_string_equal(json_string_value(json_object_get(passage, "text")),
                        "-é a\n data \x1b\"q\" *x*");
    assert_non_null(json_object_get(json_object_get(root, "facets"), "state"));
    json_decref(root);
    free(text);
}

static void json_escapes_what_a_terminal_would_obey(void **state)
{
    (void)state;
    struct tv_buffer out = {0};
    struct tv_json j = {.out = &out};
    tv_json_string(&j, "\u202E\u2028\177\302\233\\ \xFF é");
    assert_string_equal(out.data, "\"\\u202e\\u2028\\u007f\\u009b\\\\ \uFFFD é\"");
    tv_buffer_finish(&out);
}

static void json_nests_with_commas_and_indentation(void **state)
{
    (void)state;
    struct tv_buffer out = {0};
    struct tv_json j = {.out = &out, .indent = 2};
    tv_json_object(&j);
    tv_json_key(&j, "a");
    tv_json_array(&j);
    tv_json_number(&j, 1);
    tv_json_object(&j);
    tv_json_end(&j);
    tv_json_end(&j);
    tv_json_put_string(&j, "b", NULL);
    tv_json_end(&j);
    assert_string_equal(out.data, "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": null\n}");
    tv_buffer_finish(&out);
}

static void text_in_a_pipe_is_plain_and_whole(void **state)
{
    (void)state;
    char *text = print(&tv_format_text, NULL);
    assert_string_equal(text, "1. A/AC.291/22, art. 19(3)\n"
                              "   =cmd & {Title} <b>\n"
                              "   draft, 2022-03-05, FRA DEU, en; abcdefgh2345#7\n"
                              "   -é a\n"
                              "    data \"q\" *x*\n");
    free(text);
}

static void markdown_is_a_quotation_with_its_citation_as_a_link(void **state)
{
    (void)state;
    char *text = print(&tv_format_markdown, NULL);
    assert_string_equal(text, "> \\-é a\n>\n>  **data** \"q\" \\*x\\*\n>\n"
                              "> — [A/AC.291/22, art. 19(3)](https://example.org/a?b=1&c=%282%29) "
                              "`abcdefgh2345#7`\n\n");
    free(text);
}

static void markdown_escapes_what_would_be_a_list_or_a_heading(void **state)
{
    (void)state;
    struct tv_buffer out = {0};
    tv_markdown_escape("14. Decides\n# x\n2) y <a>_z", "\n", &out);
    assert_string_equal(out.data, "14\\. Decides\n\\# x\n2\\) y \\<a\\>\\_z");
    tv_buffer_finish(&out);
}

static void a_link_to_anything_but_the_web_is_none(void **state)
{
    (void)state;
    struct tv_buffer out = {0};
    tv_markdown_link("x", "javascript:alert(1)", &out);
    assert_string_equal(out.data, "x");
    tv_buffer_finish(&out);
}

static char *cite(const char *style)
{
    struct sample *s = sample_create();
    struct tv_cited cited = {&s->record, &s->hit.passage};
    struct tv_buffer out = {0};
    for (size_t i = 0; tv_style_names[i]; i++)
        if (strcmp(tv_style_names[i], style) == 0) {
            tv_buffer_puts(&out, tv_styles[i].before);
            tv_styles[i].put(&cited, &out);
            tv_buffer_puts(&out, tv_styles[i].after);
        }
    free(s);
    return tv_buffer_steal(&out);
}

static void bibtex_escapes_what_tex_would_obey(void **state)
{
    (void)state;
    char *text = cite("bibtex");
    assert_non_null(strstr(text, "@misc{travaux-abcdefgh2345-7,\n"));
    assert_non_null(strstr(text, "title = {{=cmd \\& \\{Title\\} <b>}}"));
    assert_non_null(strstr(text, "year = {2022},\n  month = mar,\n  day = {5},\n"));
    free(text);
}

static void ris_has_a_type_first_and_an_end_last(void **state)
{
    (void)state;
    char *text = cite("ris");
    assert_memory_equal(text, "TY  - BILL\r\n", 12);
    assert_non_null(strstr(text, "\r\nAU  - France,\r\nAU  - Germany,\r\n"));
    assert_non_null(strstr(text, "\r\nDA  - 2022/03/05/\r\n"));
    assert_string_equal(text + strlen(text) - 8, "ER  - \r\n");
    free(text);
}

static void csl_json_is_a_list_of_one_item_with_its_date_in_parts(void **state)
{
    (void)state;
    char *text = cite("csl-json");
    json_t *root = json_loads(text, 0, NULL);
    json_t *item = json_array_get(root, 0);
    assert_string_equal(json_string_value(json_object_get(item, "type")), "bill");
    json_t *parts =
        json_array_get(json_object_get(json_object_get(item, "issued"), "date-parts"), 0);
    assert_int_equal(json_integer_value(json_array_get(parts, 2)), 5);
    json_decref(root);
    free(text);
}

static void html_escapes_and_links(void **state)
{
    (void)state;
    char *text = cite("html");
    assert_non_null(strstr(text, "<a href=\"https://example.org/a?b=1&amp;c=(2)\">"));
    free(text);
}

static void html_of_an_answer_marks_what_was_found_and_obeys_nothing(void **state)
{
    (void)state;
    char *text = print(&tv_format_html, NULL);
    assert_string_equal(
        text, "<figure id=\"abcdefgh2345-7\">\n<blockquote lang=\"en\" dir=\"auto\">-é a<br>\n "
              "<mark>data</mark> &quot;q&quot; *x*</blockquote>\n<figcaption><cite><a "
              "href=\"https://example.org/a?b=1&amp;c=(2)\">A/AC.291/22, art. 19(3)</a></cite>"
              "</figcaption>\n</figure>\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_rfc_4180_and_has_no_formulas),
        cmocka_unit_test(no_cell_of_csv_is_a_formula),
        cmocka_unit_test(trec_has_the_member_the_rank_and_the_score),
        cmocka_unit_test(a_line_of_jsonl_has_the_keys_that_scripts_rely_on),
        cmocka_unit_test(json_is_read_back_as_it_was),
        cmocka_unit_test(json_escapes_what_a_terminal_would_obey),
        cmocka_unit_test(json_nests_with_commas_and_indentation),
        cmocka_unit_test(text_in_a_pipe_is_plain_and_whole),
        cmocka_unit_test(markdown_is_a_quotation_with_its_citation_as_a_link),
        cmocka_unit_test(markdown_escapes_what_would_be_a_list_or_a_heading),
        cmocka_unit_test(a_link_to_anything_but_the_web_is_none),
        cmocka_unit_test(bibtex_escapes_what_tex_would_obey),
        cmocka_unit_test(ris_has_a_type_first_and_an_end_last),
        cmocka_unit_test(csl_json_is_a_list_of_one_item_with_its_date_in_parts),
        cmocka_unit_test(html_escapes_and_links),
        cmocka_unit_test(html_of_an_answer_marks_what_was_found_and_obeys_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
