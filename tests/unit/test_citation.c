/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "corpus/citation.h"

static void check(const struct tv_document *doc, const struct tv_passage *p, const char *part,
                  const char *expected)
{
    struct tv_buffer out = {0};
    tv_cite(doc, p, part, &out);
    assert_string_equal(out.data, expected);
    tv_buffer_finish(&out);
}

static void a_treaty_is_cited_by_article_and_sub_paragraph(void **state)
{
    (void)state;
    struct tv_document doc = {.kind = TV_KIND_TREATY, .title = "Convention on Lighthouses"};
    struct tv_passage p = {.place = {.article = "19", .paragraph = "3"}};
    check(&doc, &p, NULL, "Convention on Lighthouses, art. 19(3)");
    check(&doc, &p, "3(b)", "Convention on Lighthouses, art. 19(3)(b)");
    p.place.paragraph = "3(a)-(c)";
    check(&doc, &p, NULL, "Convention on Lighthouses, art. 19(3)(a)-(c)");
    p.place.paragraph = "(d)";
    check(&doc, &p, NULL, "Convention on Lighthouses, art. 19(d)");
    p.place.paragraph = NULL;
    check(&doc, &p, NULL, "Convention on Lighthouses, art. 19");
}

static void a_resolution_is_cited_by_symbol_paragraph_and_date(void **state)
{
    (void)state;
    struct tv_document doc = {.kind = TV_KIND_RECORD,
                              .title = "Resolution 9999 (2020)",
                              .symbol = "S/RES/9999 (2020)",
                              .date = "2020-11-12"};
    struct tv_passage p = {.place = {.paragraph = "14"}};
    check(&doc, &p, NULL, "S/RES/9999 (2020), para. 14 (12 November 2020)");
}

static void news_is_cited_by_title_date_section_and_counted_paragraph(void **state)
{
    (void)state;
    const char *headings[] = {"Treaty talks stall", "What is next"};
    struct tv_document doc = {.kind = TV_KIND_NEWS,
                              .title = "Treaty talks stall",
                              .publisher = "The Harbour Post",
                              .date = "2024-05"};
    struct tv_passage p = {.place = {.ordinal = 4, .ordinal_end = 5, .headings = headings}};
    p.place.n_headings = 2;
    check(&doc, &p, NULL,
          "\"Treaty talks stall\", The Harbour Post, May 2024, section \"What is next\", paras. "
          "[4-5]");
}

static void pages_stand_behind_the_place(void **state)
{
    (void)state;
    struct tv_document doc = {.kind = TV_KIND_POSITION, .title = "Comments"};
    struct tv_passage p = {.place = {.article = "4", .page = 3, .page_end = 3}};
    check(&doc, &p, NULL, "Comments, art. 4, p. 3");
    p.place.page_end = 4;
    check(&doc, &p, NULL, "Comments, art. 4, pp. 3-4");
    p.place.page_label = "iii";
    check(&doc, &p, NULL, "Comments, art. 4, p. iii (page 3 of the file)");
}

static void a_text_beside_others_is_cited_with_its_column(void **state)
{
    (void)state;
    struct tv_document doc = {.kind = TV_KIND_POSITION, .title = "Comments"};
    struct tv_passage p = {
        .place = {.article = "4", .column = "Amendment", .page = 3, .page_end = 3}};
    check(&doc, &p, NULL, "Comments, art. 4, column \"Amendment\", p. 3");
    p.place.article = NULL;
    p.place.paragraph = "recital 33";
    check(&doc, &p, NULL, "Comments, recital 33, column \"Amendment\", p. 3");
}

static void the_closest_part_holds_all_that_was_found(void **state)
{
    (void)state;
    struct tv_part parts[] = {{20, "3(a)"}, {50, "3(b)"}};
    struct tv_passage p = {.parts = parts, .n_parts = 2};
    assert_null(tv_closest_part(&p, (size_t[]){5}, 1));
    assert_text(tv_closest_part(&p, (size_t[]){25, 40}, 2), "3(a)");
    assert_null(tv_closest_part(&p, (size_t[]){25, 60}, 2));
    assert_text(tv_closest_part(&p, (size_t[]){50, 60}, 2), "3(b)");
    assert_null(tv_closest_part(&p, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_treaty_is_cited_by_article_and_sub_paragraph),
        cmocka_unit_test(a_resolution_is_cited_by_symbol_paragraph_and_date),
        cmocka_unit_test(news_is_cited_by_title_date_section_and_counted_paragraph),
        cmocka_unit_test(pages_stand_behind_the_place),
        cmocka_unit_test(a_text_beside_others_is_cited_with_its_column),
        cmocka_unit_test(the_closest_part_holds_all_that_was_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
