/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Manifests: their rows, what is wrong with them, and what they say of members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/manifest.h"

static struct tv_manifest *m;
static struct tv_extraction x;
static struct tv_buffer text;

static int setup(void **state)
{
    (void)state;
    m = tv_manifest_create();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tv_manifest_destroy(m);
    tv_extraction_finish(&x);
    x = (struct tv_extraction){0};
    tv_buffer_finish(&text);
    return 0;
}

static void read_bytes(const char *path, const char *folder, const char *bytes, size_t n)
{
    struct tv_member file = {.path = path, .bytes = (const uint8_t *)bytes, .size = n};
    tv_manifest_read(m, &file, folder);
}

static void read_csv(const char *bytes)
{
    read_bytes("manifest.csv", "", bytes, strlen(bytes));
}

static void read_json(const char *bytes)
{
    read_bytes("manifest.jsonl", "", bytes, strlen(bytes));
}

/* What is said of a member, as an extraction has it; "none". */
static const char *fact(const char *path, enum tv_fact_key key)
{
    struct tv_said said = {0};
    tv_buffer_clear(&text);
    tv_extraction_finish(&x);
    x = (struct tv_extraction){0};
    tv_manifest_say(m, path, &said);
    if (tv_said_put(&said, &text))
        tv_said_state(text.data, &x);
    if (x.facts[key].value)
        assert_int_equal(x.facts[key].authority, TV_MANIFEST);
    return x.facts[key].value ? x.facts[key].value : "none";
}

static const char *outcome(const char *path, bool all)
{
    static struct tv_error error;
    tv_manifest_outcome(m, path, all, &error);
    assert_int_equal(error.code, strstr(error.message, "line ") ? TV_REFUSED : TV_IGNORED);
    return error.message;
}

static void every_column_is_a_fact(void **state)
{
    (void)state;
    read_csv("member,kind,title,symbol,date,language,session,organisation,url,states,authors\r\n"
             "a.pdf,draft,\"Lamps, and \"\"fog\"\"\",A/AC.999/7,12 May 2021,fr,3,Lamp Office,"
             "https://lamps.example/,BRA;European Union,A. Bee;C. Dee\r\n");
    assert_string_equal(fact("a.pdf", TV_FACT_KIND), "draft");
    assert_string_equal(fact("a.pdf", TV_FACT_TITLE), "Lamps, and \"fog\"");
    assert_string_equal(fact("a.pdf", TV_FACT_SYMBOL), "A/AC.999/7");
    assert_string_equal(fact("a.pdf", TV_FACT_DATE), "12 May 2021");
    assert_string_equal(fact("a.pdf", TV_FACT_LANGUAGE), "fr");
    assert_string_equal(fact("a.pdf", TV_FACT_SESSION), "3");
    assert_string_equal(fact("a.pdf", TV_FACT_PUBLISHER), "Lamp Office");
    assert_string_equal(fact("a.pdf", TV_FACT_URL), "https://lamps.example/");
    assert_string_equal(fact("a.pdf", TV_FACT_STATES), "BRA;European Union");
    assert_string_equal(fact("a.pdf", TV_FACT_AUTHORS), "A. Bee;C. Dee");
    assert_string_equal(fact("b.pdf", TV_FACT_TITLE), "none");
    assert_string_equal(x.facts[TV_FACT_TITLE].value ? "some" : "none", "none");
    assert_string_equal(outcome("manifest.csv", true), "a manifest of 1 rows");
}

static void a_value_knows_its_manifest(void **state)
{
    (void)state;
    read_csv("member,title\na,Lamps\n");
    fact("a", TV_FACT_TITLE);
    assert_string_equal(x.facts[TV_FACT_TITLE].origin, "manifest.csv");
}

static void columns_may_be_separated_by_semicolons_or_tabs_and_named_otherwise(void **state)
{
    (void)state;
    read_bytes("a.manifest.csv", "",
               "\xEF\xBB\xBF"
               "File;State;Note;Author\na;Kenya;x;\n",
               33);
    assert_string_equal(fact("a", TV_FACT_STATES), "Kenya");
    assert_string_equal(fact("a", TV_FACT_AUTHORS), "none");
    read_bytes("b.manifest.csv", "", "path\ttitle\nb\tLamps; fog\n", 24);
    assert_string_equal(fact("b", TV_FACT_TITLE), "Lamps; fog");
}

static void an_object_a_line_is_a_row(void **state)
{
    (void)state;
    read_json("{\"member\": \"a\", \"states\": [\"BRA\", \"Kenya\"], \"session\": 3, \"x\": {}}\n\n"
              "{\"member\": \"b\", \"title\": null, \"date\": \"2021\"}");
    assert_string_equal(fact("a", TV_FACT_STATES), "BRA;Kenya;");
    assert_string_equal(fact("a", TV_FACT_SESSION), "3");
    assert_string_equal(fact("b", TV_FACT_TITLE), "none");
    assert_string_equal(fact("b", TV_FACT_DATE), "2021");
}

static void a_bad_row_is_named_by_its_line_and_the_others_are_used(void **state)
{
    (void)state;
    read_csv("member,kind,date,title\n"
             "a,draft,2021,\"two\nlines\"\n"
             "b,nonsense,,\n"
             "\n"
             "c,,someday,\n"
             ",,,\n"
             "a,,,again\n"
             "d,,,fine\n"
             "e,,,,,\n");
    assert_string_equal(
        outcome("manifest.csv", false),
        "a manifest, of which 2 rows are used: line 4: the kind is none of treaty, "
        "draft, position, news, record: \"nonsense\"; line 6: not a date: "
        "\"someday\"; line 7: no member is named; line 8: a second row about \"a\"; "
        "line 10: more cells than the first row has columns");
    assert_string_equal(fact("a", TV_FACT_TITLE), "two lines");
    assert_string_equal(fact("b", TV_FACT_TITLE), "none");
    assert_string_equal(fact("d", TV_FACT_TITLE), "fine");
}

static void a_bad_line_of_json_is_named(void **state)
{
    (void)state;
    read_json(
        "{\"member\": \"a\", \"language\": \"Martian\"}\n[1]\n{\"member\": \"b\", \"states\": "
        "[\"Atlantis\"]}\n{\"title\": \"x\"}\n{\"member\": \"c\", \"title\": \"C\"}\n{\n");
    assert_string_equal(
        outcome("manifest.jsonl", false),
        "a manifest, of which 1 rows are used: line 1: not a language: \"Martian\"; "
        "line 2: not a JSON object; line 3: not a state or group of states: "
        "\"Atlantis;\"; line 4: there is no column \"member\"; line 6: not a JSON "
        "object");
    assert_string_equal(fact("c", TV_FACT_TITLE), "C");
}

static void a_table_without_members_or_with_an_open_quote_is_complained_of_once(void **state)
{
    (void)state;
    read_csv("title,date\na,2021\nb,2022\n");
    assert_string_equal(
        outcome("manifest.csv", false),
        "a manifest, of which 0 rows are used: line 2: there is no column \"member\"");
    read_bytes("b.manifest.csv", "", "member,title\na,A\nb,\"B\nc,C\n", 26);
    assert_string_equal(
        outcome("b.manifest.csv", false),
        "a manifest, of which 1 rows are used: line 3: a quotation mark that is not "
        "closed");
    assert_string_equal(fact("a", TV_FACT_TITLE), "A");
}

static void a_row_about_no_member_is_complained_of(void **state)
{
    (void)state;
    read_csv("member,title\na,A\ngone,B\n");
    fact("a", TV_FACT_TITLE);
    assert_string_equal(outcome("manifest.csv", false), "a manifest of 2 rows");
    assert_string_equal(
        outcome("manifest.csv", true),
        "a manifest, of which 1 rows are used: line 3: there is no member \"gone\"");
}

static void many_bad_rows_are_counted(void **state)
{
    (void)state;
    struct tv_buffer csv = {0};
    tv_buffer_puts(&csv, "member,kind\n");
    for (int i = 0; i < 1000; i++)
        tv_buffer_printf(&csv, "m%d,k\n", i);
    read_csv(csv.data);
    tv_buffer_finish(&csv);
    const char *message = outcome("manifest.csv", false);
    assert_non_null(strstr(message, "line 2: "));
    assert_null(strstr(message, "line 900: "));
}

static void rows_beyond_the_limit_are_left_out(void **state)
{
    (void)state;
    struct tv_buffer csv = {0};
    tv_buffer_puts(&csv, "member,title\n");
    for (int i = 0; i <= 250 * 1000; i++)
        tv_buffer_printf(&csv, "%d,t\n", i);
    read_csv(csv.data);
    tv_buffer_finish(&csv);
    assert_string_equal(outcome("manifest.csv", false),
                        "a manifest, of which 250000 rows are used: line 250002: more rows than "
                        "the limit");
    assert_string_equal(fact("249999", TV_FACT_TITLE), "t");
    assert_string_equal(fact("250000", TV_FACT_TITLE), "none");
}

static void a_row_about_a_folder_is_about_what_has_none_of_its_own(void **state)
{
    (void)state;
    read_csv("member,title,kind\npositions/,P,position\npositions/eu/a.pdf,A,\nx.zip,Z,\n");
    assert_string_equal(fact("positions/eu/b.pdf", TV_FACT_TITLE), "P");
    assert_string_equal(fact("positions/eu/a.pdf", TV_FACT_TITLE), "A");
    assert_string_equal(fact("positions/eu/a.pdf", TV_FACT_KIND), "position");
    assert_string_equal(fact("x.zip/inner/c.txt", TV_FACT_TITLE), "Z");
    assert_string_equal(fact("positionsx/a.pdf", TV_FACT_TITLE), "none");
    read_bytes("all.manifest.csv", "", "member,date\n.,2021\n", 18);
    assert_string_equal(fact("anything", TV_FACT_DATE), "2021");
}

static void paths_are_from_the_manifests_folder_and_in_any_normal_form(void **state)
{
    (void)state;
    const char *csv = "member,title\n./A\xCC\x88.txt,Umlaut\n";
    read_bytes("sub/manifest.csv", "sub", csv, strlen(csv));
    assert_string_equal(fact("sub/\xC3\x84.txt", TV_FACT_TITLE), "Umlaut");
    assert_string_equal(fact("\xC3\x84.txt", TV_FACT_TITLE), "none");
}

static void the_first_manifest_goes_before_the_later(void **state)
{
    (void)state;
    read_csv("member,title\na,First\n");
    read_json("{\"member\": \"a\", \"title\": \"Second\", \"date\": \"2021\"}\n");
    assert_string_equal(fact("a", TV_FACT_TITLE), "First");
    assert_string_equal(fact("a", TV_FACT_DATE), "2021");
}

static void bytes_that_are_no_table_do_no_harm(void **state)
{
    (void)state;
    static const char junk[] = "\0\xFF\"\"\",;\t\n\"\r\n\xC3{[\"\0member,\n";
    for (size_t n = 0; n < sizeof junk; n++) {
        read_bytes("manifest.csv", "", junk, n);
        read_bytes("manifest.jsonl", "", junk, n);
    }
    assert_string_equal(fact("a", TV_FACT_TITLE), "none");
    tv_said_state("7\n\t\t\n99\ta\tb\n1\torigin\n-1\ta\tb", &x);
    assert_null(x.facts[TV_FACT_TITLE].value);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_column_is_a_fact),
        TEST(a_value_knows_its_manifest),
        TEST(columns_may_be_separated_by_semicolons_or_tabs_and_named_otherwise),
        TEST(an_object_a_line_is_a_row),
        TEST(a_bad_row_is_named_by_its_line_and_the_others_are_used),
        TEST(a_bad_line_of_json_is_named),
        TEST(a_table_without_members_or_with_an_open_quote_is_complained_of_once),
        TEST(a_row_about_no_member_is_complained_of),
        TEST(many_bad_rows_are_counted),
        TEST(rows_beyond_the_limit_are_left_out),
        TEST(a_row_about_a_folder_is_about_what_has_none_of_its_own),
        TEST(paths_are_from_the_manifests_folder_and_in_any_normal_form),
        TEST(the_first_manifest_goes_before_the_later),
        TEST(bytes_that_are_no_table_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
