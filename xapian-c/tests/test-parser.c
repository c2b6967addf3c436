// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The query parser: what is understood and how; and what is refused, where and why.
 */
#include "test.h"

#include <stdio.h>

static const struct xc_field fields[] = {
    {.name = XC_LITERAL("title"), .prefix = XC_LITERAL("S")},
    {.name = XC_LITERAL("any"), .prefix = XC_LITERAL("S")},
    {.name = XC_LITERAL("any"), .prefix = XC_LITERAL("H")},
    {.name = XC_LITERAL("lang"), .prefix = XC_LITERAL("L"), .kind = XC_FIELD_FILTER},
    {.name = XC_LITERAL("tag"), .prefix = XC_LITERAL("XT"), .kind = XC_FIELD_FILTER_EACH},
};

static const struct xc_range ranges[] = {
    {.kind = XC_RANGE_DATE, .slot = 2, .affix = XC_LITERAL("date:")},
    {.kind = XC_RANGE_NUMBER, .slot = 1, .affix = XC_LITERAL("kg"), .suffix = true},
    {.kind = XC_RANGE_STRING, .slot = 0, .affix = XC_LITERAL("colour:")},
};

static const struct xc_parser_options usual = {
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .ranges = ranges,
    .n_ranges = sizeof ranges / sizeof *ranges,
    .default_op = XC_OP_OR,
    .flags = XC_PARSE_DEFAULT | XC_PARSE_WILDCARD | XC_PARSE_KNOWN_FIELDS,
    .min_wildcard = 2,
};

static struct xc_parser *new_parser(const struct xc_parser_options *options)
{
    struct xc_parser *parser = xc_parser_create(options, &xt_error);
    GIVEN(parser);
    return parser;
}

/* The query in words. */
static const char *parsed(struct xc_parser *parser, const char *text)
{
    struct xc_parsed *query = xc_parser_parse(parser, text, strlen(text), &xt_error);
    if (!query)
        print_error("%s: %s\n", text, xt_error.message);
    GIVEN(query);
    const char *words = xt_text(query->words);
    xc_parsed_destroy(query);
    return words;
}

struct understood {
    const char *text, *words;
};

static void expect_all(const struct xc_parser_options *options, const struct understood *cases,
                       size_t n)
{
    struct xc_parser *parser = new_parser(options);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(parsed(parser, cases[i].text), cases[i].words);
    xc_parser_destroy(parser);
}

#define EXPECT_ALL(options, cases) expect_all(options, cases, sizeof(cases) / sizeof *(cases))

static void queries_are_understood(void **state)
{
    static const struct understood cases[] = {
        {"", ""},
        {"   ", ""},
        {"cat", "cat@1"},
        {"cat dog", "(cat@1 OR dog@2)"},
        {"cat AND dog", "(cat@1 AND dog@2)"},
        {"cat AND NOT dog", "(cat@1 AND_NOT dog@2)"},
        {"cat NOT dog", "(cat@1 AND_NOT dog@2)"},
        {"cat AND -dog", "(cat@1 AND_NOT dog@2)"},
        {"cat XOR dog", "(cat@1 XOR dog@2)"},
        {"+cat dog -emu", "((cat@1 AND_MAYBE dog@2) AND_NOT emu@3)"},
        {"(cat OR dog) AND emu", "((cat@1 OR dog@2) AND emu@3)"},
        {"\"two cats\"", "(two@1 PHRASE 2 cats@2)"},
        {"two-cats", "(two@1 PHRASE 2 cats@2)"},
        {"cat NEAR/3 dog", "(cat@1 NEAR 4 dog@2)"},
        {"cat ADJ dog", "(cat@1 PHRASE 11 dog@2)"},
        {"ca*", "WILDCARD SYNONYM ca"},
        {"title:cat", "Scat@1"},
        {"title:\"two cats\"", "(Stwo@1 PHRASE 2 Scats@2)"},
        {"title:(cat AND dog)", "(Scat@1 AND Sdog@2)"},
        {"any:cat", "(Scat@1 OR Hcat@1)"},
        {"lang:en lang:fr cat", "(cat@1 FILTER (Len OR Lfr))"},
        {"tag:a tag:b cat", "(cat@1 FILTER (XTa AND XTb))"},
        {"lang:\"a b\"", "0 * La b"},
        {"AT&T U.N. 10,000 O'Neill", "(at&t@1 OR un@2 OR 10,000@3 OR o'neill@4)"},
        {"and or near", "(and@1 OR or@2 OR near@3)"},
    };
    (void)state;
    EXPECT_ALL(&usual, cases);
}

static void text_that_looks_like_syntax_stays_text(void **state)
{
    static const struct understood cases[] = {
        {"article 19(3)(b)", "(article@1 OR 19@2 OR 3@3 OR b@4)"},
        {"f(x", "(f@1 OR x@2)"},
        {"(see 19(3) there)", "(see@1 OR 19@2 OR 3@3 OR there@4)"},
        {"wait... what", "(wait@1 OR what@2)"},
        {"\"a..b\"", "(a@1 PHRASE 2 b@2)"},
        {"title:\"a..b\"", "(Sa@1 PHRASE 2 Sb@2)"},
        {"Berlin - Paris", "(berlin@1 OR paris@2)"},
        {"() cat", "cat@1"},
        {"\"\" cat", "cat@1"},
        {"at 10:30", "(at@1 OR (10@2 PHRASE 2 30@3))"},
    };
    (void)state;
    EXPECT_ALL(&usual, cases);
}

/* Xapian itself would take all of these as plain words. */
static void near_may_have_neighbours(void **state)
{
    static const struct understood cases[] = {
        {"a b NEAR c", "(a@1 OR (b@2 NEAR 11 c@3))"},
        {"a NEAR b c", "((a@1 NEAR 11 b@2) OR c@3)"},
        {"x a NEAR b NEAR c y", "(x@1 OR (a@2 NEAR 12 b@3 NEAR 12 c@4) OR y@5)"},
        {"a b NEAR c AND d", "((a@1 OR (b@2 NEAR 11 c@3)) AND d@4)"},
        {"a NEAR b \"c d\"", "((a@1 NEAR 11 b@2) OR (c@3 PHRASE 2 d@4))"},
        {"a NEAR b -c", "((a@1 NEAR 11 b@2) AND_NOT c@3)"},
        {"+a b NEAR c", "(a@1 AND_MAYBE (b@2 NEAR 11 c@3))"},
    };
    (void)state;
    EXPECT_ALL(&usual, cases);
    struct xc_parser_options partial = usual;
    partial.flags |= XC_PARSE_PARTIAL;
    static const struct understood last[] = {{"a NEAR b", "(a@1 NEAR 11 b@2)"},
                                             {"a b NEAR c", "(a@1 OR (b@2 NEAR 11 c@3))"}};
    EXPECT_ALL(&partial, last);
}

static void ranges_are_understood(void **state)
{
    static const struct understood cases[] = {
        {"date:2022..2024", "VALUE_RANGE 2 20220101 20241231"},
        {"date:2024-02..2024-02", "VALUE_RANGE 2 20240201 20240229"},
        {"date:2020-01-02..20200304", "VALUE_RANGE 2 20200102 20200304"},
        {"date:1/2/2020..3.4.2020", "VALUE_RANGE 2 20200201 20200403"},
        {"date:2022..", "VALUE_GE 2 20220101"},
        {"date:..2022", "VALUE_LE 2 20221231"},
        {"colour:blue..green", "VALUE_RANGE 0 blue green"},
        {"cat date:2022..", "(cat@1 FILTER VALUE_GE 2 20220101)"},
    };
    (void)state;
    EXPECT_ALL(&usual, cases);
    struct xc_range american = {.kind = XC_RANGE_DATE, .month_first = true, .epoch_year = 1950};
    struct xc_parser_options options = {.ranges = &american, .n_ranges = 1};
    static const struct understood dates[] = {
        {"1/2/2020..3/4/2020", "VALUE_RANGE 0 20200102 20200304"},
        {"1/2/49..", "VALUE_GE 0 20490102"},
        {"1/2/50..", "VALUE_GE 0 19500102"},
    };
    EXPECT_ALL(&options, dates);
}

struct refused {
    const char *text;
    size_t offset, length;
    const char *reason; /* a part of it */
};

static void what_is_wrong_is_refused_with_place_and_reason(void **state)
{
    static const struct refused cases[] = {
        {"cat \"two dogs", 4, 1, "quotation mark is not closed"},
        {"title:\"two dogs", 6, 1, "quotation mark is not closed"},
        {"lang:\"en", 5, 1, "quotation mark is not closed"},
        {"cat (dog", 4, 1, "not closed"},
        {"title:(dog", 6, 1, "not closed"},
        {"cat) dog", 3, 1, "no opening bracket"},
        {"(cat (dog) emu", 0, 1, "not closed"},
        {"( . ) cat", 0, 1, "nothing between the brackets"},
        {"\" . \" cat", 0, 5, "no word between"},
        {"AND cat", 0, 3, "nothing before it"},
        {"cat AND", 4, 3, "nothing behind it"},
        {"cat AND OR dog", 8, 2, "nothing before it"},
        {"cat AND (OR dog)", 9, 2, "nothing before it"},
        {"(cat OR) dog", 5, 2, "nothing behind it"},
        {"NOT cat", 0, 3, "nothing before it"},
        {"cat OR NOT dog", 7, 3, "nothing before it"},
        {"cat NOT", 4, 3, "nothing behind it"},
        {"-cat", 0, 1, "left out of"},
        {"cat OR -dog", 7, 1, "left out of"},
        {"-lang:en", 0, 1, "left out of"},
        {"cat (-dog)", 5, 1, "left out of"},
        {"+AND", 0, 1, "nothing behind it"},
        {"NEAR cat", 0, 4, "between two single words"},
        {"cat NEAR", 4, 4, "between two single words"},
        {"cat NEAR (dog emu)", 4, 4, "between two single words"},
        {"cat NEAR/0 dog", 4, 6, "needs a number"},
        {"cat NEAR/x dog", 4, 5, "needs a number"},
        {"a NEAR b ADJ c", 9, 3, "can not be mixed"},
        {"title:", 0, 6, "has no value"},
        {"title: cat", 0, 6, "has no value"},
        {"cat title:+dog", 4, 6, "has no value"},
        {"lang:", 0, 5, "has no value"},
        {"lang:(en fr)", 0, 6, "takes one value"},
        {"titel:cat", 0, 5, "no field \"titel\""},
        {"date:2024..2022", 0, 15, "ends before it begins"},
        {"9..5kg", 0, 6, "ends before it begins"},
        {"date:yesterday..today", 0, 21, "range of dates"},
        {"date:2023-02-29..", 0, 17, "range of dates"},
        {"cat x..y", 4, 4, "not a range"},
        {"cat -date:2020..", 4, 12, "sign before it"},
        {"c*", 0, 2, "at least 2 characters"},
        {"*", 0, 1, "beginning of a word"},
        {"*cat", 0, 1, "beginning of a word"},
        {"c*t", 1, 1, "end of a word"},
        {"two-ca*", 0, 7, "joined"},
        {"\"two ca*\"", 7, 1, "between quotation marks"},
        {"lang:e*", 5, 2, "does not work in the field"},
    };
    (void)state;
    struct xc_parser *parser = new_parser(&usual);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct refused *c = &cases[i];
        struct xc_parsed *query = xc_parser_parse(parser, c->text, strlen(c->text), &xt_error);
        if (query)
            print_error("%s was taken as %s\n", c->text, query->words.data);
        assert_null(query);
        if (xt_error.offset != c->offset || xt_error.length != c->length ||
            !strstr(xt_error.message, c->reason))
            print_error("%s: %zu+%zu %s\n", c->text, xt_error.offset, xt_error.length,
                        xt_error.message);
        assert_int_equal(xt_error.offset, c->offset);
        assert_int_equal(xt_error.length, c->length);
        assert_non_null(strstr(xt_error.message, c->reason));
        FAILS(XC_PARSE, xt_error.code);
    }
    xc_parser_destroy(parser);
}

static void flags_change_what_is_syntax(void **state)
{
    (void)state;
    struct xc_parser_options options = {.default_op = XC_OP_OR, .flags = XC_PARSE_PHRASE};
    static const struct understood plain[] = {{"cat AND (dog", "(cat@1 OR and@2 OR dog@3)"},
                                              {"-cat", "cat@1"},
                                              {"titel:cat", "(titel@1 PHRASE 2 cat@2)"}};
    EXPECT_ALL(&options, plain);
    options.flags = XC_PARSE_DEFAULT | XC_PARSE_PURE_NOT | XC_PARSE_BOOLEAN_ANY_CASE;
    static const struct understood any[] = {{"not cat", "(<alldocuments> AND_NOT cat@1)"},
                                            {"cat and dog", "(cat@1 AND dog@2)"}};
    EXPECT_ALL(&options, any);
    options.flags = XC_PARSE_DEFAULT | XC_PARSE_NO_CHECKS;
    static const struct understood lax[] = {{"\"cat dog", "(cat@1 PHRASE 2 dog@2)"},
                                            {"cat) dog", "(cat@1 OR dog@2)"}};
    EXPECT_ALL(&options, lax);
    options = (struct xc_parser_options){.flags = XC_PARSE_DEFAULT | XC_PARSE_NO_POSITIONS};
    static const struct understood positions[] = {{"\"cat dog\"", "(cat@1 AND dog@2)"},
                                                  {"cat dog", "(cat@1 AND dog@2)"}};
    EXPECT_ALL(&options, positions);
    options = (struct xc_parser_options){.flags = XC_PARSE_DEFAULT | XC_PARSE_NGRAMS};
    static const struct understood ngrams[] = {{"网络", "(网@1 AND 网络@1 AND 络@1)"}};
    EXPECT_ALL(&options, ngrams);
}

static void stems_and_stop_words_are_reported(void **state)
{
    (void)state;
    struct xc_str stop[] = {XC_LITERAL("the")};
    struct xc_parser_options options = {
        .language = "english", .stop_words = stop, .n_stop_words = 1, .default_op = XC_OP_OR};
    struct xc_parser *parser = new_parser(&options);
    struct xc_parsed *query =
        xc_parser_parse(parser, XC_TEXT("the adopted measures measure"), &xt_error);
    GIVEN(query);
    assert_int_equal(query->n_stopped, 1);
    assert_string_equal(query->stopped[0].data, "the");
    assert_int_equal(query->n_unstems, 2);
    assert_string_equal(query->unstems[1].term.data, "Zmeasur");
    assert_int_equal(query->unstems[1].n_words, 2);
    assert_string_equal(query->unstems[1].words[0].data, "measures");
    assert_int_equal(query->corrected.size, 0);
    xc_parser_destroy(parser); /* before what it made */
    struct xc_str words;
    OK(xc_query_describe(query->query, &words, &xt_error));
    assert_string_equal(words.data, query->words.data);
    xc_parsed_destroy(query);
}

static void spelling_is_corrected_and_synonyms_are_found(void **state)
{
    struct xc_writer *writer = xt_writer(xt_path(state, "db"));
    OK(xc_writer_add_spelling(writer, XC_TEXT("treaty"), 5, &xt_error));
    OK(xc_writer_add_synonym(writer, XC_TEXT("treaty"), XC_TEXT("pact"), &xt_error));
    struct xc_parser_options options = {.flags = XC_PARSE_DEFAULT | XC_PARSE_SPELLING |
                                                 XC_PARSE_SYNONYM};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_parser_create(&options, &xt_error));
    options.database = xc_writer_reader(writer, &xt_error);
    struct xc_parser *parser = new_parser(&options);
    struct xc_parsed *query =
        xc_parser_parse(parser, XC_TEXT("x 19(3)(b), [treety] on"), &xt_error);
    GIVEN(query);
    assert_string_equal(query->corrected.data, "x 19(3)(b), [treaty] on");
    xc_parsed_destroy(query);
    assert_string_equal(parsed(parser, "~treaty"), "(treaty@1 SYNONYM pact@1)");
    GIVES_NOTHING(XC_PARSE, xc_parser_parse(parser, XC_TEXT("~two-words"), &xt_error));
    xc_parser_destroy(parser);
    xc_writer_destroy(writer);
}

/* A document of a group: the start has the field's words with positions, the others without. */
static void add_of_group(struct xc_writer *writer, bool start, const char *title)
{
    struct xc_document *document = xc_document_create(&xt_error);
    uint32_t docid, position = 0;
    char words[64], *rest = NULL;
    snprintf(words, sizeof words, "%s", title);
    if (start)
        OK(xc_document_add_term(document, XC_TEXT("XSTART"), 0, &xt_error));
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char term[64];
        int size = snprintf(term, sizeof term, start ? "PS%s" : "S%s", word);
        struct xc_posting posting = {{term, (size_t)size}, start ? ++position : 0, start ? 0 : 1};
        OK(xc_document_add_postings(document, &posting, 1, &xt_error));
    }
    OK(xc_writer_add(writer, document, &docid, &xt_error));
    xc_document_destroy(document);
}

static const struct xc_groups books = {XC_LITERAL("XSTART"), XC_LITERAL("P")};

static struct xc_parser *new_group_parser(void)
{
    static const struct xc_field titles[] = {
        {.name = XC_LITERAL("")},
        {.name = XC_LITERAL("title"), .prefix = XC_LITERAL("S"), .groups = &books},
    };
    struct xc_parser_options options = {.fields = titles, .n_fields = 2, .default_op = XC_OP_OR};
    return new_parser(&options);
}

/* The docids found, as "2 3". */
static const char *found_in(struct xc_database *database, struct xc_parser *parser,
                            const char *text)
{
    static char docids[64];
    struct xc_parsed *query = xc_parser_parse(parser, text, strlen(text), &xt_error);
    GIVEN(query);
    struct xc_search search = {
        .query = query->query, .weight = XC_WEIGHT_BOOL, .limit = 10, .order = XC_ORDER_RELEVANCE};
    struct xc_result *result = xt_search(database, &search);
    docids[0] = '\0';
    for (size_t i = 0; i < result->n_hits; i++)
        snprintf(docids + strlen(docids), sizeof docids - strlen(docids), "%s%u", i ? " " : "",
                 result->hits[i].docid);
    xc_result_destroy(result);
    xc_parsed_destroy(query);
    return docids;
}

static void phrases_of_groups_are_looked_for_where_these_start(void **state)
{
    const char *path = xt_path(state, "db");
    struct xc_writer *writer = xt_writer(path);
    const char *const titles[] = {"law of the sea", "the sea law of", "law of the land"};
    for (size_t i = 0; i < 3; i++)
        for (int n = 0; n < 3; n++)
            add_of_group(writer, n == 0, titles[i]);
    OK(xc_writer_commit(writer, &xt_error));
    xc_writer_destroy(writer);
    struct xc_database *database = xt_open(path);
    struct xc_parser *parser = new_group_parser();
    assert_string_equal(found_in(database, parser, "title:\"law of\""), "2 3 5 6 8 9");
    assert_string_equal(found_in(database, parser, "title:\"law of the\""), "2 3 8 9");
    assert_string_equal(found_in(database, parser, "title:\"of the sea\""), "2 3");
    assert_string_equal(found_in(database, parser, "title:law-of-the-land"), "8 9");
    assert_string_equal(found_in(database, parser, "title:\"sea the\""), "");
    assert_string_equal(found_in(database, parser, "title:law AND NOT title:\"law of the\""),
                        "5 6");
    assert_string_equal(found_in(database, parser, "title:\"law of the\" AND title:land"), "8 9");
    xc_parser_destroy(parser);
    xc_database_destroy(database);
}

static void phrases_of_groups_are_not_for_other_machines(void **state)
{
    (void)state;
    struct xc_parser *parser = new_group_parser();
    struct xc_parsed *query = xc_parser_parse(parser, XC_TEXT("title:\"law of\""), &xt_error);
    struct xc_str bytes;
    GIVEN(query);
    FAILS(XC_UNIMPLEMENTED, xc_query_serialise(query->query, &bytes, &xt_error));
    assert_string_equal(parsed(parser, "\"law of\""), "(law@1 PHRASE 2 of@2)");
    xc_parsed_destroy(query);
    xc_parser_destroy(parser);
}

static struct xc_query *state_query(void *context, const char *value, size_t size,
                                    struct xc_error *error)
{
    if (size == 6 && memcmp(value, "russia", 6) == 0)
        return xc_query_term(XC_TEXT("XCRUS"), 1, 0, error);
    strcpy(error->message, "there is no such state");
    error->code = *(enum xc_code *)context;
    return NULL;
}

static void the_application_can_make_a_fields_query(void **state)
{
    (void)state;
    enum xc_code code = XC_PARSE;
    struct xc_field field = {.name = XC_LITERAL("state"),
                             .kind = XC_FIELD_FILTER,
                             .function = state_query,
                             .context = &code};
    struct xc_parser_options options = {.fields = &field, .n_fields = 1};
    struct xc_parser *parser = new_parser(&options);
    assert_string_equal(parsed(parser, "cat state:russia"), "(cat@1 FILTER XCRUS)");
    const char *text = "cat state:nowhere";
    assert_null(xc_parser_parse(parser, text, strlen(text), &xt_error));
    assert_int_equal(xt_error.offset, 10);
    assert_int_equal(xt_error.length, 7);
    assert_string_equal(xt_error.message, "there is no such state");
    FAILS(XC_PARSE, xt_error.code);
    GIVES_NOTHING(XC_PARSE, xc_parser_parse(parser, XC_TEXT("+state:nowhere"), &xt_error));
    code = XC_IO;
    GIVES_NOTHING(XC_IO, xc_parser_parse(parser, text, strlen(text), &xt_error));
    xc_parser_destroy(parser);
}

static void tables_that_contradict_themselves_are_refused(void **state)
{
    (void)state;
    struct xc_field two[] = {
        {.name = XC_LITERAL("a"), .prefix = XC_LITERAL("A")},
        {.name = XC_LITERAL("a"), .prefix = XC_LITERAL("B"), .kind = XC_FIELD_FILTER}};
    struct xc_parser_options options = {.fields = two, .n_fields = 2};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_parser_create(&options, &xt_error));
    two[1] = (struct xc_field){.name = XC_LITERAL("b c")};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_parser_create(&options, &xt_error));
    options = (struct xc_parser_options){.language = "klingon"};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_parser_create(&options, &xt_error));
    options = (struct xc_parser_options){.default_op = XC_OP_XOR};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_parser_create(&options, &xt_error));
    struct xc_range range = {.slot = XC_NO_SLOT};
    options = (struct xc_parser_options){.ranges = &range, .n_ranges = 1};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_parser_create(&options, &xt_error));
    struct xc_parser *parser = xc_parser_create(NULL, &xt_error);
    GIVEN(parser);
    xc_parser_destroy(parser);
}

static void hostile_queries_are_bounded(void **state)
{
    (void)state;
    struct xc_parser *parser = new_parser(&usual);
    static char text[XC_QUERY_MAX + 10];
    memset(text, 'x', sizeof text);
    GIVES_NOTHING(XC_PARSE, xc_parser_parse(parser, text, sizeof text, &xt_error));
    memset(text, '(', 1000);
    GIVES_NOTHING(XC_PARSE, xc_parser_parse(parser, text, 1000, &xt_error));
    for (size_t i = 0; i + 8 < 60000; i += 8)
        memcpy(text + i, "ab NOT x ", 8);
    GIVES_NOTHING(XC_PARSE, xc_parser_parse(parser, text, 60000, &xt_error));
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = ' ';
    memcpy(text + 100, "\xff\0\x80(\"", 5);
    GIVES_NOTHING(XC_PARSE, xc_parser_parse(parser, text, 60000, &xt_error));
    xc_parser_destroy(parser);
}

/* Strings of bits of syntax, put together at random: each is taken or refused with a place in it. */
static void no_mixture_of_syntax_does_harm(void **state)
{
    (void)state;
    static const char *const bits[] = {
        "a", "bc", "*",   "\"",  "(",    ")",     "..",           "title:",
        " ", " ",  "AND", "OR",  "NOT",  "NEAR",  "NEAR/2",       "lang:",
        "+", "-",  "~",   ".",   "2020", "date:", "\xe7\xbd\x91", "\0",
        "[", ",",  ":",   "XOR", "\xff"};
    struct xc_parser *parser = new_parser(&usual);
    unsigned seed = 7, taken = 0;
    for (int round = 0; round < 20000; round++) {
        char text[128];
        size_t n = 0;
        for (int i = 0; i < 12; i++) {
            seed = seed * 1103515245u + 12345u;
            const char *bit = bits[(seed >> 16) % (sizeof bits / sizeof *bits)];
            size_t size = *bit ? strlen(bit) : 1;
            memcpy(text + n, bit, size);
            n += size;
            if (i % 3 == 2)
                text[n++] = ' ';
        }
        struct xc_parsed *query = xc_parser_parse(parser, text, n, &xt_error);
        if (query) {
            taken++;
        } else {
            assert_int_equal(xt_error.code, XC_PARSE);
            assert_true(xt_error.offset <= n && xt_error.offset + xt_error.length <= n);
        }
        xc_parsed_destroy(query);
    }
    assert_true(taken > 100);
    xc_parser_destroy(parser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_understood),
        cmocka_unit_test(text_that_looks_like_syntax_stays_text),
        cmocka_unit_test(near_may_have_neighbours),
        cmocka_unit_test(ranges_are_understood),
        cmocka_unit_test(what_is_wrong_is_refused_with_place_and_reason),
        cmocka_unit_test(flags_change_what_is_syntax),
        cmocka_unit_test(stems_and_stop_words_are_reported),
        xt_test(spelling_is_corrected_and_synonyms_are_found),
        xt_test(phrases_of_groups_are_looked_for_where_these_start),
        cmocka_unit_test(phrases_of_groups_are_not_for_other_machines),
        cmocka_unit_test(the_application_can_make_a_fields_query),
        cmocka_unit_test(tables_that_contradict_themselves_are_refused),
        cmocka_unit_test(hostile_queries_are_bounded),
        cmocka_unit_test(no_mixture_of_syntax_does_harm),
    };
    return cmocka_run_group_tests_name("parser", tests, NULL, NULL);
}
