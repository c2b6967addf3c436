// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory runs out at every allocation of a scenario in turn: each ends in XC_OUT_OF_MEMORY or
 * works, and nothing is leaked, which the leak sanitizer says at the end of a build with it.
 */
#include "test.h"

extern long xt_allocations_left, xt_allocations_failed;

__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

/* What libxapian allocates and loses by itself when memory runs out is its own. Whatever
 * xapian-c holds, it holds by something that it allocated itself, which is looked at. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libxapian.so";
}

/* One run of a scenario: the first code that is not XC_OK, with everything cleaned up. */
typedef enum xc_code scenario(const char *path);

#define TRY(call)                     \
    do {                              \
        if ((code = (call)) != XC_OK) \
            goto done;                \
    } while (0)

#define TRY_NEW(pointer, call)       \
    do {                             \
        if (!((pointer) = (call))) { \
            code = xt_error.code;    \
            goto done;               \
        }                            \
    } while (0)

static void expect_survival(scenario *run, const char *path)
{
    enum xc_code code;
    long n = 0;
    do {
        xt_error = (struct xc_error){0};
        xt_allocations_failed = 0;
        xt_allocations_left = n++;
        code = run(path);
        xt_allocations_left = -1;
        if (code != XC_OK && code != XC_OUT_OF_MEMORY)
            print_error("allocation %ld: %s %s\n", n, xc_code_name(code), xt_error.message);
        assert_true(code == XC_OK || code == XC_OUT_OF_MEMORY);
        assert_true(xt_allocations_failed == 0 || code == XC_OUT_OF_MEMORY || code == XC_OK);
    } while (xt_allocations_failed > 0);
    assert_int_equal(code, XC_OK);
    assert_true(n > 20);
}

static enum xc_code fill(const char *path)
{
    (void)path;
    enum xc_code code = XC_OK;
    struct xc_termgenerator *generator = NULL;
    struct xc_document *document = NULL;
    struct xc_str stop = XC_LITERAL("the");
    struct xc_termgenerator_options options = {
        .language = "english", .stop_words = &stop, .n_stop_words = 1};
    struct xc_posting postings[] = {{XC_LITERAL("a term that is not short"), 3, 1},
                                    {XC_LITERAL("b"), 0, 1}};
    const struct xc_term *terms;
    const struct xc_value *values;
    size_t n;
    TRY_NEW(generator, xc_termgenerator_create(&options, &xt_error));
    TRY_NEW(document, xc_document_create(&xt_error));
    TRY(xc_document_set_data(document, XC_TEXT("some data that is not short"), &xt_error));
    TRY(xc_termgenerator_begin(generator, document, &xt_error));
    TRY(xc_termgenerator_text(generator, XC_TEXT("the text of a document"), "S", 1, 1, &xt_error));
    TRY(xc_document_add_postings(document, postings, 2, &xt_error));
    TRY(xc_document_set_value(document, 3, XC_TEXT("a value that is not short"), &xt_error));
    TRY(xc_document_terms(document, &terms, &n, &xt_error));
    TRY(xc_document_values(document, &values, &n, &xt_error));
    TRY(xc_document_clear(document, &xt_error));
done:
    xc_document_destroy(document);
    xc_termgenerator_destroy(generator);
    return code;
}

/* Without a range and a phrase: where memory runs out while it parses the one or sets out to
 * match the other, libxapian 1.4.22 itself follows a wild pointer, and no wrapper can keep it
 * from that. */
static enum xc_code ask(const char *path)
{
    static const struct xc_field fields[] = {
        {.name = XC_LITERAL("title"), .prefix = XC_LITERAL("S")},
        {.name = XC_LITERAL("lang"), .prefix = XC_LITERAL("Q"), .kind = XC_FIELD_FILTER}};
    static const struct xc_parser_options options = {
        .fields = fields, .n_fields = 2, .language = "english", .default_op = XC_OP_OR};
    static const uint32_t slots[] = {0, 2};
    static const struct xc_sort_key keys[] = {{.slot = 1}, {.slot = 2, .reverse = true}};
    static const struct xc_snippet snippet = {.language = "english"};
    static const double bm25[] = {1, 0, 1, 0, 1};
    enum xc_code code = XC_OK;
    struct xc_database *database = NULL;
    struct xc_parser *parser = NULL;
    struct xc_parsed *parsed = NULL;
    struct xc_result *result = NULL, *ranked = NULL;
    struct xc_sets *sets = NULL;
    struct xc_set set;
    TRY_NEW(database, xc_database_open(path, &xt_error));
    TRY_NEW(parser, xc_parser_create(&options, &xt_error));
    TRY_NEW(parsed, xc_parser_parse(parser, XC_TEXT("cats (mat AND two) lang:2"), &xt_error));
    struct xc_search search = {.query = parsed->query,
                               .limit = 10,
                               .fetch = XC_HIT_DATA | XC_HIT_TERMS,
                               .order = XC_ORDER_KEYS_THEN_RELEVANCE,
                               .keys = keys,
                               .n_keys = 2,
                               .value_slots = slots,
                               .n_value_slots = 2,
                               .facet_slots = slots,
                               .n_facet_slots = 2,
                               .snippet = &snippet};
    const struct xc_search plain = {
        .query = parsed->query, .parameters = bm25, .n_parameters = 5, .limit = 10};
    TRY_NEW(result, xc_database_search(database, &search, &xt_error));
    TRY_NEW(sets, xc_sets_create(1 << 20, &xt_error));
    TRY(xc_database_matches(database, parsed->query, sets, &set, &xt_error));
    TRY(xc_database_use_sets(database, sets, &xt_error));
    TRY_NEW(ranked, xc_database_search(database, &plain, &xt_error));
done:
    xc_result_destroy(ranked);
    xc_result_destroy(result);
    xc_parsed_destroy(parsed);
    xc_parser_destroy(parser);
    xc_database_destroy(database);
    xc_sets_destroy(sets);
    return code;
}

static enum xc_code read_streams(const char *path)
{
    enum xc_code code = XC_OK;
    struct xc_database *database = NULL;
    struct xc_document *document = NULL;
    struct xc_terms *terms = NULL;
    struct xc_postings *postings = NULL;
    struct xc_expansion *expansion = NULL;
    struct xc_term term;
    struct xc_occurrence occurrence;
    struct xc_str metadata;
    static const uint32_t relevant[] = {1, 2};
    static const struct xc_expand expand = {.relevant = relevant, .n_relevant = 2, .limit = 5};
    TRY_NEW(database, xc_database_open(path, &xt_error));
    TRY_NEW(document, xc_document_create(&xt_error));
    TRY(xc_database_read(database, 1, XC_READ_ALL, document, &xt_error));
    TRY(xc_database_metadata(database, XC_TEXT("some key"), &metadata, &xt_error));
    TRY_NEW(terms, xc_terms_open_document(database, 2, &xt_error));
    TRY(xc_terms_next(terms, &term, &xt_error));
    TRY(xc_terms_next(terms, &term, &xt_error));
    TRY_NEW(postings, xc_postings_open(database, XC_TEXT("cats"), &xt_error));
    TRY(xc_postings_next(postings, &occurrence, &xt_error));
    TRY_NEW(expansion, xc_database_expand(database, &expand, &xt_error));
done:
    xc_expansion_destroy(expansion);
    xc_postings_destroy(postings);
    xc_terms_destroy(terms);
    xc_document_destroy(document);
    xc_database_destroy(database);
    return code;
}

static enum xc_code write(const char *path)
{
    enum xc_code code = XC_OK;
    struct xc_writer *writer = NULL;
    struct xc_document *document = NULL;
    static const struct xc_writer_options options = {.mode = XC_CREATE_OR_OVERWRITE,
                                                     .flags = XC_WRITER_NO_SYNC};
    TRY_NEW(writer, xc_writer_open(path, &options, &xt_error));
    TRY_NEW(document, xc_document_create(&xt_error));
    TRY(xc_document_add_posting(document, XC_TEXT("a term that is not short"), 1, 1, &xt_error));
    TRY(xc_document_set_data(document, XC_TEXT("some data that is not short"), &xt_error));
    TRY(xc_writer_add(writer, document, NULL, &xt_error));
    TRY(xc_writer_set_metadata(writer, XC_TEXT("some key"), XC_TEXT("some value"), &xt_error));
    TRY(xc_writer_close(writer, &xt_error));
done:
    xc_document_destroy(document);
    xc_writer_destroy(writer);
    return code;
}

static void filling_documents_survives_without_memory(void **state)
{
    (void)state;
    expect_survival(fill, NULL);
}

static void searching_survives_without_memory(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    expect_survival(ask, path);
}

static void reading_survives_without_memory(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    expect_survival(read_streams, path);
}

static void writing_survives_without_memory(void **state)
{
    expect_survival(write, xt_path(state, "db"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filling_documents_survives_without_memory),
        xt_test(searching_survives_without_memory),
        xt_test(reading_survives_without_memory),
        xt_test(writing_survives_without_memory),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
