/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "corpus/options.h"

struct values {
    bool json;
    const char *file;
    struct tv_list states;
    uint32_t number, count, depth;
    uint64_t size;
    int format;
};

static const char *const formats[] = {"text", "csv", NULL};

#define AT(member) offsetof(struct values, member)

static const struct tv_option options[] = {
    {"json", 'j', TV_OPTION_FLAG, AT(json), NULL, "as JSON", NULL},
    {"file", 'f', TV_OPTION_TEXT, AT(file), "FILE", "a file", NULL},
    {"state", 0, TV_OPTION_LIST, AT(states), "STATE", "a state", NULL},
    {"offset", 0, TV_OPTION_NUMBER, AT(number), "N", "a number", NULL},
    {"limit", 'n', TV_OPTION_COUNT, AT(count), "N", "a number or all", NULL},
    {"depth", 0, TV_OPTION_POSITIVE, AT(depth), "N", "a depth", NULL},
    {"size", 0, TV_OPTION_SIZE, AT(size), "BYTES", "a size", NULL},
    {"format", 0, TV_OPTION_CHOICE, AT(format), "FORMAT", "a format", formats},
};

static const struct tv_command command = {
    .name = "try",
    .operands = "WORD...",
    .summary = "Tries options",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
};

/* A command line, read. */
struct line {
    struct values v;
    struct tv_list operands;
    enum tv_wish wish;
    struct tv_error err;
    bool ok;
};

static struct line read_line(int argc, const char **argv)
{
    struct line l = {0};
    l.ok = tv_options_read(&command, argc, (char **)argv, &l.v, &l.operands, &l.wish, &l.err);
    return l;
}

#define READ(...)                                                            \
    read_line((int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), \
              (const char *[]){__VA_ARGS__})

static void finish(struct line *l)
{
    tv_options_finish(&command, &l->v, &l->operands);
}

static void values_stand_behind_an_option_or_glued_to_it(void **state)
{
    (void)state;
    struct line l = READ("--file=a", "--limit", "3", "-j", "one", "two");
    assert_true(l.ok);
    assert_string_equal(l.v.file, "a");
    assert_int_equal(l.v.count, 3);
    assert_true(l.v.json);
    assert_int_equal(l.operands.n, 2);
    assert_string_equal(l.operands.items[1], "two");
    finish(&l);
    l = READ("-jn5", "-fb");
    assert_true(l.v.json);
    assert_int_equal(l.v.count, 5);
    assert_string_equal(l.v.file, "b");
    finish(&l);
}

static void a_list_keeps_every_value_in_its_order(void **state)
{
    (void)state;
    struct line l = READ("--state", "FRA", "x", "--state=RUS");
    assert_int_equal(l.v.states.n, 2);
    assert_string_equal(l.v.states.items[0], "FRA");
    assert_string_equal(l.v.states.items[1], "RUS");
    finish(&l);
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    struct line l = READ("--", "--json", "-n");
    assert_false(l.v.json);
    assert_int_equal(l.operands.n, 2);
    finish(&l);
}

static void all_is_a_count_but_no_number(void **state)
{
    (void)state;
    struct line l = READ("-n", "all");
    assert_int_equal(l.v.count, UINT32_MAX);
    finish(&l);
    l = READ("--offset", "all");
    assert_false(l.ok);
    assert_string_equal(l.err.message, "--offset: 'all' is no number");
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    const char *wrong[] = {"", "-1", "1x", " 1", "99999999999999999999", "4294967295"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct line l = READ("--offset", wrong[i]);
        assert_false(l.ok);
        assert_int_equal(l.err.code, TV_USAGE);
    }
}

static void a_size_may_have_a_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t bytes;
    } right[] = {{"7", 7}, {"2K", 2048}, {"3M", 3 << 20}, {"64G", UINT64_C(64) << 30}};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct line l = READ("--size", right[i].text);
        assert_true(l.ok);
        assert_int_equal(l.v.size, right[i].bytes);
        finish(&l);
    }
    const char *wrong[] = {"", "0", "0K", "K", "-1", "1T", "1KK", "99999999999G", "1.5G"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(READ("--size", wrong[i]).ok);
}

static void nothing_is_not_positive(void **state)
{
    (void)state;
    struct line l = READ("--depth", "0");
    assert_false(l.ok);
    assert_string_equal(l.err.message, "--depth: '0' is no positive number");
    l = READ("--depth", "3");
    assert_true(l.ok);
    assert_int_equal(l.v.depth, 3);
    finish(&l);
}

static void an_unknown_option_is_named_with_the_way_to_help(void **state)
{
    (void)state;
    struct line l = READ("--foo=3");
    assert_false(l.ok);
    assert_string_equal(l.err.message, "unknown option '--foo' (see travaux try --help)");
    l = READ("-x");
    assert_string_equal(l.err.message, "unknown option '-x' (see travaux try --help)");
}

static void a_mistyped_option_is_told_with_the_one_that_may_be_meant(void **state)
{
    (void)state;
    struct line l = READ("--fromat", "csv");
    assert_string_equal(l.err.message,
                        "unknown option '--fromat'; is it --format? (see travaux try --help)");
    l = READ("--limt=3");
    assert_string_equal(l.err.message,
                        "unknown option '--limt'; is it --limit? (see travaux try --help)");
    const char *words[] = {"search", "show"};
    assert_string_equal(tv_nearest_word("serch", words, 2), "search");
    assert_null(tv_nearest_word("sh", words, 2));
    assert_null(tv_nearest_word("", words, 2));
    assert_null(tv_nearest_word("a-word-that-is-longer-than-any-of-those", words, 2));
}

static void a_choice_outside_of_the_list_is_refused_with_the_list(void **state)
{
    (void)state;
    struct line l = READ("--format", "csv");
    assert_int_equal(l.v.format, 1);
    finish(&l);
    l = READ("--format", "xls");
    assert_string_equal(l.err.message, "--format: 'xls' is none of text, csv");
}

static void a_missing_or_unasked_value_is_refused(void **state)
{
    (void)state;
    struct line l = READ("--file");
    assert_string_equal(l.err.message, "--file needs a value (see travaux try --help)");
    l = READ("--json=1");
    assert_string_equal(l.err.message, "--json takes no value");
}

static void help_is_a_wish_before_anything_behind_it_is_wrong(void **state)
{
    (void)state;
    struct line l = READ("--help", "--foo");
    assert_true(l.ok);
    assert_int_equal(l.wish, TV_WISH_HELP);
    finish(&l);
}

static void help_names_every_option(void **state)
{
    (void)state;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    tv_options_help(&command, out);
    fclose(out);
    for (size_t i = 0; i < command.n_options; i++)
        assert_non_null(strstr(text, options[i].name));
    assert_non_null(strstr(text, "usage: travaux try [OPTION]... WORD...\nTries options.\n"));
    assert_non_null(strstr(text, "\n  -n, --limit N             a number or all\n"));
    assert_non_null(strstr(text, "\n      --format FORMAT       a format: text, csv\n"));
    free(text);
}

static void help_of_many_options_fits_a_screen_and_still_names_all(void **state)
{
    (void)state;
    static char names[40][12];
    struct tv_option many[40];
    for (size_t i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "option-%zu", i);
        many[i] = (struct tv_option){names[i], 0, TV_OPTION_FLAG, 0, NULL, "a word", NULL};
    }
    struct tv_command crowded = command;
    crowded.options = many;
    crowded.n_options = 40;
    char *text;
    size_t size, lines = 0;
    FILE *out = open_memstream(&text, &size);
    tv_options_help(&crowded, out);
    fclose(out);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") < 80);
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    assert_in_range(lines, 20, 23);
    for (size_t i = 0; i < 40; i++)
        assert_non_null(strstr(text, names[i]));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_behind_an_option_or_glued_to_it),
        cmocka_unit_test(a_list_keeps_every_value_in_its_order),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(all_is_a_count_but_no_number),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(an_unknown_option_is_named_with_the_way_to_help),
        cmocka_unit_test(a_mistyped_option_is_told_with_the_one_that_may_be_meant),
        cmocka_unit_test(a_choice_outside_of_the_list_is_refused_with_the_list),
        cmocka_unit_test(a_missing_or_unasked_value_is_refused),
        cmocka_unit_test(help_is_a_wish_before_anything_behind_it_is_wrong),
        cmocka_unit_test(help_names_every_option),
        cmocka_unit_test(help_of_many_options_fits_a_screen_and_still_names_all),
        cmocka_unit_test(a_size_may_have_a_unit),
        cmocka_unit_test(nothing_is_not_positive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
