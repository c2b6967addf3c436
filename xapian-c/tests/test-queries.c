// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Queries by every operator; stems; and the term generator.
 */
#include "test.h"

/* The documents that a query matches, as digits in the order of their ids. */
static const char *matches(struct xc_database *database, const struct xc_query *query)
{
    static char digits[XT_DOCUMENTS + 1];
    struct xc_sort_key none = {.slot = 99};
    struct xc_search search = {
        .query = query, .limit = XT_DOCUMENTS, .order = XC_ORDER_KEYS, .keys = &none, .n_keys = 1};
    struct xc_result *result = xt_search(database, &search);
    for (size_t i = 0; i < result->n_hits; i++)
        digits[i] = (char)('0' + result->hits[i].docid);
    digits[result->n_hits] = '\0';
    xc_result_destroy(result);
    return digits;
}

static const char *combined(struct xc_database *database, enum xc_op op, const char *first,
                            const char *second, uint32_t parameter)
{
    struct xc_query *parts[] = {xt_term(first), xt_term(second)};
    struct xc_query *query =
        xc_query_combine(op, (const struct xc_query *const *)parts, 2, parameter, &xt_error);
    GIVEN(query);
    xc_query_destroy(parts[0]);
    xc_query_destroy(parts[1]);
    const char *digits = matches(database, query);
    xc_query_destroy(query);
    return digits;
}

static void operators_combine_as_they_say(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *db = xt_open(xt_path(state, "db"));
    assert_string_equal(combined(db, XC_OP_AND, "cats", "mat", 0), "2");
    assert_string_equal(combined(db, XC_OP_OR, "cats", "mat", 0), "126");
    assert_string_equal(combined(db, XC_OP_AND_NOT, "cats", "mat", 0), "6");
    assert_string_equal(combined(db, XC_OP_XOR, "cats", "mat", 0), "16");
    assert_string_equal(combined(db, XC_OP_AND_MAYBE, "cats", "mat", 0), "26");
    assert_string_equal(combined(db, XC_OP_FILTER, "cats", "mat", 0), "2");
    assert_string_equal(combined(db, XC_OP_NEAR, "mat", "cats", 0), "");
    assert_string_equal(combined(db, XC_OP_NEAR, "mat", "cats", 4), "2");
    assert_string_equal(combined(db, XC_OP_PHRASE, "two", "cats", 0), "2");
    assert_string_equal(combined(db, XC_OP_PHRASE, "cats", "two", 0), "");
    assert_string_equal(combined(db, XC_OP_ELITE_SET, "cats", "the", 1), "26");
    assert_string_equal(combined(db, XC_OP_SYNONYM, "cats", "mat", 0), "126");
    assert_string_equal(combined(db, XC_OP_MAX, "cats", "mat", 0), "126");
    xc_database_destroy(db);
}

static void expect(struct xc_database *database, struct xc_query *query, const char *digits)
{
    GIVEN(query);
    assert_string_equal(matches(database, query), digits);
    xc_query_destroy(query);
}

static void single_queries_match_what_they_say(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *db = xt_open(xt_path(state, "db"));
    struct xc_str low = XC_LITERAL("20210101"), high = XC_LITERAL("20220704");
    expect(db, xc_query_all(&xt_error), "12345678");
    expect(db, xc_query_nothing(&xt_error), "");
    expect(db, xc_query_term(NULL, 0, 1, 0, &xt_error), "12345678");
    expect(db, xc_query_value_range(2, &low, &high, &xt_error), "345");
    expect(db, xc_query_value_range(2, &low, NULL, &xt_error), "34567");
    expect(db, xc_query_value_range(2, NULL, &low, &xt_error), "12");
    expect(db, xc_query_weight(2.5, &xt_error), "12345678");
    expect(db, xc_query_value_weight(1, &xt_error), "12345678");
    expect(db, xc_query_wildcard(XC_TEXT("cat"), 0, XC_WILDCARD_ERROR, XC_OP_OR, &xt_error), "126");
    expect(db, xc_query_wildcard(XC_TEXT("cat"), 1, XC_WILDCARD_FIRST, XC_OP_MAX, &xt_error), "1");
    expect(
        db,
        xc_query_wildcard(XC_TEXT("cat"), 1, XC_WILDCARD_MOST_FREQUENT, XC_OP_SYNONYM, &xt_error),
        "26");
    GIVES_NOTHING(XC_INVALID_ARGUMENT,
                  xc_query_wildcard(XC_TEXT("c"), 1, XC_WILDCARD_FIRST, XC_OP_AND, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_query_value_range(2, NULL, NULL, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_query_value_range(XC_NO_SLOT, &low, NULL, &xt_error));
    xc_database_destroy(db);
}

static void weights_are_scaled_and_added(void **state)
{
    xt_make(xt_path(state, "db"));
    struct xc_database *db = xt_open(xt_path(state, "db"));
    struct xc_query *cat = xt_term("cat"), *fixed = xc_query_weight(2.5, &xt_error);
    GIVEN(fixed);
    struct xc_query *twice = xc_query_scale(cat, 2, &xt_error);
    GIVEN(twice);
    const struct xc_query *parts[] = {cat, fixed};
    struct xc_query *more = xc_query_combine(XC_OP_AND_MAYBE, parts, 2, 0, &xt_error);
    GIVEN(more);
    struct xc_search search = {.query = cat, .limit = 1};
    struct xc_result *one = xt_search(db, &search);
    search.query = twice;
    struct xc_result *two = xt_search(db, &search);
    search.query = more;
    struct xc_result *three = xt_search(db, &search);
    assert_true(two->hits[0].weight == 2 * one->hits[0].weight);
    assert_true(three->hits[0].weight == one->hits[0].weight + 2.5);
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_query_scale(cat, -1, &xt_error));
    xc_result_destroy(one);
    xc_result_destroy(two);
    xc_result_destroy(three);
    xc_query_destroy(cat);
    xc_query_destroy(fixed);
    xc_query_destroy(twice);
    xc_query_destroy(more);
    xc_database_destroy(db);
}

static void a_query_is_described_listed_and_serialised(void **state)
{
    (void)state;
    struct xc_str parts[] = {XC_LITERAL("b"), XC_LITERAL("a"), XC_LITERAL("b")};
    struct xc_query *query = xc_query_terms(XC_OP_OR, parts, 3, 0, &xt_error);
    GIVEN(query);
    struct xc_str words, bytes;
    OK(xc_query_describe(query, &words, &xt_error));
    assert_string_equal(words.data, "(b OR a OR b)");
    const struct xc_str *terms;
    size_t n;
    OK(xc_query_list_terms(query, &terms, &n, &xt_error));
    assert_int_equal(n, 2);
    assert_string_equal(xt_text(terms[0]), "a");
    OK(xc_query_serialise(query, &bytes, &xt_error));
    struct xc_query *again = xc_query_unserialise(bytes.data, bytes.size, &xt_error);
    GIVEN(again);
    OK(xc_query_describe(again, &words, &xt_error));
    assert_string_equal(words.data, "(b OR a OR b)");
    xc_query_destroy(again);
    xc_query_destroy(query);
    query = xc_query_terms(XC_OP_AND, NULL, 0, 0, &xt_error);
    GIVEN(query);
    assert_true(xc_query_is_nothing(query));
    assert_true(xc_query_is_nothing(NULL));
    OK(xc_query_describe(query, &words, &xt_error));
    assert_string_equal(words.data, "");
    xc_query_destroy(query);
}

static void words_are_stemmed(void **state)
{
    (void)state;
    struct xc_stemmer *stemmer = xc_stemmer_create("en", &xt_error);
    GIVEN(stemmer);
    struct xc_str stem;
    OK(xc_stemmer_stem(stemmer, XC_TEXT("conventions"), &stem, &xt_error));
    assert_string_equal(stem.data, "convent");
    xc_stemmer_destroy(stemmer);
    stemmer = xc_stemmer_create("none", &xt_error);
    GIVEN(stemmer);
    OK(xc_stemmer_stem(stemmer, XC_TEXT("conventions"), &stem, &xt_error));
    assert_string_equal(stem.data, "conventions");
    xc_stemmer_destroy(stemmer);
    assert_non_null(strstr(xc_stemmer_languages(), "arabic"));
}

static void characters_are_what_xapian_takes_them_for(void **state)
{
    (void)state;
    assert_int_equal(xc_unicode_category('a'), XC_LL);
    assert_int_equal(xc_unicode_category(0x0664), XC_ND); /* Arabic-Indic 4 */
    assert_int_equal(xc_unicode_category(0x20AC), XC_SC); /* euro */
    assert_int_equal(xc_unicode_category(0xFFFD), XC_SO);
    assert_int_equal(xc_unicode_category(0x110000), XC_CN);
    assert_true(xc_unicode_word('_'));
    assert_true(xc_unicode_word(0x0301)); /* combining acute */
    assert_false(xc_unicode_word('.'));
    assert_int_equal(xc_unicode_lower(0x0416), 0x0436); /* Zhe */
    assert_int_equal(xc_unicode_lower('1'), '1');
    assert_int_equal(xc_unicode_lower(UINT32_MAX), UINT32_MAX);
}

/* What the term generator makes of a text: its terms with blanks between. */
static const char *generated(const struct xc_termgenerator_options *options, const char *text,
                             const char *prefix, bool positions)
{
    static char all[1024];
    struct xc_termgenerator *generator = xc_termgenerator_create(options, &xt_error);
    GIVEN(generator);
    struct xc_document *document = xc_document_create(&xt_error);
    GIVEN(document);
    OK(xc_termgenerator_begin(generator, document, &xt_error));
    OK((positions ? xc_termgenerator_text : xc_termgenerator_text_only)(
        generator, text, strlen(text), prefix, strlen(prefix), 1, &xt_error));
    const struct xc_term *terms;
    size_t n;
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    *all = '\0';
    for (size_t i = 0; i < n; i++) {
        strcat(all, i ? " " : "");
        strcat(all, terms[i].term.data);
        if (terms[i].n_positions)
            strcat(all, "+");
    }
    xc_document_destroy(document);
    xc_termgenerator_destroy(generator);
    return all;
}

static void the_term_generator_follows_its_options(void **state)
{
    (void)state;
    const char *text = "The two cats";
    struct xc_str stop[] = {XC_LITERAL("the")};
    struct xc_termgenerator_options options = {.language = "english"};
    assert_string_equal(generated(NULL, text, "", true), "cats+ the+ two+");
    assert_string_equal(generated(&options, text, "", true), "Zcat Zthe Ztwo cats+ the+ two+");
    assert_string_equal(generated(&options, text, "S", false), "Scats Sthe Stwo ZScat ZSthe ZStwo");
    options.stop_words = stop;
    options.n_stop_words = 1;
    assert_string_equal(generated(&options, text, "", true), "Zcat Ztwo cats+ the+ two+");
    options.stop_strategy = XC_STOP_ALL;
    options.stem_strategy = XC_STEM_ALL;
    assert_string_equal(generated(&options, text, "", true), "cat+ two+");
    options = (struct xc_termgenerator_options){.ngrams = true};
    assert_string_equal(generated(&options, "网络犯罪", "", true),
                        "犯+ 犯罪 络+ 络犯 网+ 网络 罪+");
    options = (struct xc_termgenerator_options){.max_word_length = 3};
    assert_string_equal(generated(&options, text, "", true), "the+ two+");
    options.max_word_length = XC_WORD_MAX + 1;
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_termgenerator_create(&options, &xt_error));
    options = (struct xc_termgenerator_options){.stem_strategy = (enum xc_stem_strategy)9};
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_termgenerator_create(&options, &xt_error));
}

static void positions_go_on_and_can_be_set(void **state)
{
    (void)state;
    struct xc_termgenerator *generator = xc_termgenerator_create(NULL, &xt_error);
    struct xc_document *document = xc_document_create(&xt_error);
    uint32_t position;
    FAILS(XC_INVALID_OPERATION, xc_termgenerator_text(generator, "a", 1, "", 0, 1, &xt_error));
    OK(xc_termgenerator_begin(generator, document, &xt_error));
    OK(xc_termgenerator_text(generator, XC_TEXT("one two"), "", 0, 1, &xt_error));
    OK(xc_termgenerator_position(generator, &position, &xt_error));
    assert_int_equal(position, 2);
    OK(xc_termgenerator_set_position(generator, 100, &xt_error));
    OK(xc_termgenerator_text(generator, XC_TEXT("three"), "", 0, 1, &xt_error));
    const struct xc_term *terms;
    size_t n;
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_string_equal(terms[1].term.data, "three");
    assert_int_equal(terms[1].positions[0], 101);
    /* A document that was cleared meanwhile is still the one that is filled. */
    OK(xc_document_clear(document, &xt_error));
    OK(xc_termgenerator_text(generator, XC_TEXT("four"), "", 0, 1, &xt_error));
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_int_equal(n, 1);
    assert_int_equal(terms[0].positions[0], 102);
    OK(xc_termgenerator_begin(generator, document, &xt_error));
    OK(xc_termgenerator_position(generator, &position, &xt_error));
    assert_int_equal(position, 0);
    char prefix[XC_PREFIX_MAX + 1];
    memset(prefix, 'X', sizeof prefix);
    OK(xc_termgenerator_text(generator, XC_TEXT("w"), prefix, XC_PREFIX_MAX, 1, &xt_error));
    FAILS(XC_INVALID_ARGUMENT,
          xc_termgenerator_text(generator, XC_TEXT("w"), prefix, XC_PREFIX_MAX + 1, 1, &xt_error));
    xc_document_destroy(document);
    xc_termgenerator_destroy(generator);
}

static void the_longest_word_behind_the_longest_prefix_can_be_added(void **state)
{
    struct xc_writer *writer = xt_writer(xt_path(state, "db"));
    struct xc_termgenerator_options options = {.language = "english",
                                               .max_word_length = XC_WORD_MAX};
    struct xc_termgenerator *generator = xc_termgenerator_create(&options, &xt_error);
    struct xc_document *document = xc_document_create(&xt_error);
    char prefix[XC_PREFIX_MAX], word[XC_WORD_MAX];
    memset(prefix, 0, sizeof prefix);
    memset(prefix, 'X', sizeof prefix / 2);
    memset(word, 'w', sizeof word);
    OK(xc_termgenerator_begin(generator, document, &xt_error));
    OK(xc_termgenerator_text(generator, word, sizeof word, prefix, XC_PREFIX_MAX * 2 / 3, 1,
                             &xt_error));
    memset(prefix, 'X', sizeof prefix);
    OK(xc_termgenerator_text(generator, word, sizeof word, prefix, XC_PREFIX_MAX, 1, &xt_error));
    const struct xc_term *terms;
    size_t n;
    OK(xc_document_terms(document, &terms, &n, &xt_error));
    assert_int_equal(n, 4);
    OK(xc_writer_add(writer, document, NULL, &xt_error));
    OK(xc_writer_close(writer, &xt_error));
    xc_document_destroy(document);
    xc_termgenerator_destroy(generator);
    xc_writer_destroy(writer);
}

static void generated_words_go_into_the_spelling_dictionary(void **state)
{
    struct xc_writer *writer = xt_writer(xt_path(state, "db"));
    struct xc_termgenerator_options options = {.spelling = writer};
    generated(&options, "treaty", "", true);
    struct xc_database *reader = xc_writer_reader(writer, &xt_error);
    GIVEN(reader);
    struct xc_str suggestion;
    OK(xc_database_spelling(reader, XC_TEXT("treety"), 0, &suggestion, &xt_error));
    assert_string_equal(suggestion.data, "treaty");
    xc_writer_destroy(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        xt_test(operators_combine_as_they_say),
        xt_test(single_queries_match_what_they_say),
        xt_test(weights_are_scaled_and_added),
        cmocka_unit_test(a_query_is_described_listed_and_serialised),
        cmocka_unit_test(words_are_stemmed),
        cmocka_unit_test(characters_are_what_xapian_takes_them_for),
        cmocka_unit_test(the_term_generator_follows_its_options),
        cmocka_unit_test(positions_go_on_and_can_be_set),
        xt_test(the_longest_word_behind_the_longest_prefix_can_be_added),
        xt_test(generated_words_go_into_the_spelling_dictionary),
    };
    return cmocka_run_group_tests_name("queries", tests, NULL, NULL);
}
