// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the tests of xapian-c share. See test.h.
 */
#include "test.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

struct xc_error xt_error;

__attribute__((visibility("default"))) const char *__asan_default_options(void);

/* The check of a database in libxapian 1.4.22 destroys an object through a base class without a
 * virtual destructor, and AddressSanitizer has a word for the size. */
const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}

void xt_ok(enum xc_code code, const char *call, const char *file, int line)
{
    if (code == XC_OK)
        return;
    print_error("%s: %s: %s %s (%s) %s\n", call, xc_code_name(code), xt_error.type,
                xt_error.message, xt_error.context, xt_error.system);
    _fail(file, line);
}

void xt_given(const void *pointer, const char *call, const char *file, int line)
{
    xt_ok(pointer ? XC_OK : xt_error.code, call, file, line);
    _assert_true(pointer != NULL, call, file, line);
}

void xt_failed(enum xc_code expected, enum xc_code got, const char *call, const char *file,
               int line)
{
    if (expected != got)
        print_error("%s: %s: %s %s (%s) %s\n", call, xc_code_name(got), xt_error.type,
                    xt_error.message, xt_error.context, xt_error.system);
    _assert_int_equal(expected, got, file, line);
    _assert_int_equal(got, xt_error.code, file, line);
    _assert_true(*xt_error.message != '\0', "an error has a message", file, line);
    xt_error = (struct xc_error){0};
}

int xt_setup(void **state)
{
    const char *base = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/xapian-c-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(path))
        return -1;
    xt_error = (struct xc_error){0};
    *state = strdup(path);
    return *state ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

int xt_teardown(void **state)
{
    int result = nftw(*state, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return result;
}

const char *xt_path(void **state, const char *name)
{
    static char paths[8][4200];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", (const char *)*state, name);
    return path;
}

const char *xt_text(struct xc_str string)
{
    static char texts[8][512];
    static unsigned next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%.*s", (int)string.size, string.data);
    return text;
}

uint32_t xt_add(struct xc_writer *writer, const char *text, uint32_t slot, const char *value)
{
    struct xc_termgenerator_options english = {.language = "english"};
    struct xc_termgenerator *generator = xc_termgenerator_create(&english, &xt_error);
    GIVEN(generator);
    struct xc_document *document = xc_document_create(&xt_error);
    GIVEN(document);
    OK(xc_document_set_data(document, text, strlen(text), &xt_error));
    OK(xc_termgenerator_begin(generator, document, &xt_error));
    OK(xc_termgenerator_text(generator, text, strlen(text), NULL, 0, 1, &xt_error));
    OK(xc_document_set_value(document, slot, value, strlen(value), &xt_error));
    uint32_t docid = 0;
    OK(xc_writer_add(writer, document, &docid, &xt_error));
    xc_document_destroy(document);
    xc_termgenerator_destroy(generator);
    return docid;
}

static const struct {
    const char *text, *colour, *date;
    double number;
} sentences[XT_DOCUMENTS] = {
    {"The cat sat on the mat and the cat slept", "red", "20200101", 3},
    {"A dog chased two cats over the mat", "blue", "20200615", 1},
    {"The committee adopted the draft convention", "red", "20210301", 4},
    {"Illegal access to a computer system without right", "green", "20211231", 1},
    {"Each party shall adopt measures on access", "blue", "20220704", 5},
    {"Computers & networks <of cats>", "red", "20230101", 9},
    {"Real time collection of traffic data", "", "20240229", 2},
    {"The convention on the collection of computer data", "red", "", 6},
};

static void add_sentence(struct xc_writer *writer, struct xc_document *document, size_t i)
{
    const char *text = sentences[i].text;
    struct xc_termgenerator_options english = {.language = "english"};
    struct xc_termgenerator *generator = xc_termgenerator_create(&english, &xt_error);
    GIVEN(generator);
    OK(xc_document_clear(document, &xt_error));
    OK(xc_termgenerator_begin(generator, document, &xt_error));
    OK(xc_termgenerator_text(generator, text, strlen(text), NULL, 0, 1, &xt_error));
    OK(xc_document_set_data(document, text, strlen(text), &xt_error));
    char number[XC_SORTABLE_MAX], id[16];
    size_t size = xc_sortable(sentences[i].number, number);
    struct xc_value values[] = {{0, xc_str_of(sentences[i].colour)},
                                {1, {number, size}},
                                {2, xc_str_of(sentences[i].date)}};
    OK(xc_document_set_values(document, values, 3, &xt_error));
    snprintf(id, sizeof id, "Q%zu", i + 1);
    OK(xc_document_add_term(document, id, strlen(id), 0, &xt_error));
    OK(xc_writer_add(writer, document, NULL, &xt_error));
    xc_termgenerator_destroy(generator);
}

void xt_make(const char *path)
{
    struct xc_writer *writer = xt_writer(path);
    struct xc_document *document = xc_document_create(&xt_error);
    GIVEN(document);
    for (size_t i = 0; i < XT_DOCUMENTS; i++)
        add_sentence(writer, document, i);
    OK(xc_writer_close(writer, &xt_error));
    xc_writer_destroy(writer);
    xc_document_destroy(document);
}

void xt_change_large(const char *path, unsigned n, unsigned round)
{
    struct xc_writer *writer = xt_writer(path);
    struct xc_document *document = xc_document_create(&xt_error);
    GIVEN(document);
    char data[3000], word[32];
    unsigned seed = round;
    for (unsigned i = 1; i <= n; i++) {
        OK(xc_document_clear(document, &xt_error));
        for (size_t j = 0; j < sizeof data; j++)
            data[j] = (char)((seed = seed * 1103515245u + 12345u) >> 16); /* not to be compressed */
        data[0] = (char)('a' + (int)((i + round) % 26));
        OK(xc_document_set_data(document, data, sizeof data, &xt_error));
        OK(xc_document_add_posting(document, XC_TEXT("common"), 1, 1, &xt_error));
        for (unsigned j = 0; j < 20; j++) {
            snprintf(word, sizeof word, "word%u-%u-%u", i, j, round);
            OK(xc_document_add_posting(document, word, strlen(word), j + 2, 1, &xt_error));
        }
        OK(xc_document_set_value(document, 0, word, strlen(word), &xt_error));
        OK(xc_writer_replace(writer, i, document, &xt_error));
    }
    OK(xc_writer_close(writer, &xt_error));
    xc_writer_destroy(writer);
    xc_document_destroy(document);
}

void xt_make_large(const char *path, unsigned n)
{
    xt_change_large(path, n, 0);
}

struct xc_database *xt_open(const char *path)
{
    struct xc_database *database = xc_database_open(path, &xt_error);
    GIVEN(database);
    return database;
}

struct xc_writer *xt_writer(const char *path)
{
    struct xc_writer_options options = {.flags = XC_WRITER_NO_SYNC};
    struct xc_writer *writer = xc_writer_open(path, &options, &xt_error);
    GIVEN(writer);
    return writer;
}

struct xc_result *xt_search(struct xc_database *database, const struct xc_search *search)
{
    struct xc_result *result = xc_database_search(database, search, &xt_error);
    GIVEN(result);
    return result;
}

struct xc_query *xt_term(const char *term)
{
    struct xc_query *query = xc_query_term(term, strlen(term), 1, 0, &xt_error);
    GIVEN(query);
    return query;
}

void xt_truncate(const char *path, long size)
{
    assert_int_equal(truncate(path, size), 0);
}
