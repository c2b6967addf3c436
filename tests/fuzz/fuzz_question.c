/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzzes questions: whatever is typed is understood, or refused at a place within it. The first byte
 * says how it is asked. The index is in memory and has a passage in each of some languages. */
#include "query/question.h"
#include "query/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tv_index fuzzed_index;
static struct tv_thesaurus thesaurus;

static void add_passage(struct xc_writer *writer, const char *language)
{
    static const char *const words[] = {"traffic",  "data",   "Ztraffic",   "Zdata",
                                        "Straffic", "данные", "cooperation"};
    char term[16];
    int n = snprintf(term, sizeof term, TV_PREFIX_LANGUAGE "%s", language);
    struct xc_document *d = xc_document_create(NULL);
    xc_document_add_term(d, term, (size_t)n, 0, NULL);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        xc_document_add_posting(d, words[i], strlen(words[i]), (uint32_t)i + 1, 1, NULL);
    xc_writer_add(writer, d, NULL, NULL);
    xc_document_destroy(d);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char *const languages[] = {"en", "ru", "zh", "ar", "fr"};
    static const struct xc_writer_options options = {.flags = XC_WRITER_IN_MEMORY};
    static char *path;
    struct tv_error err = {0};
    (void)argc;
    (void)argv;
    struct xc_writer *writer = xc_writer_open("", &options, NULL);
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        add_passage(writer, languages[i]);
    path = tv_strdup("memory");
    fuzzed_index =
        (struct tv_index){.database = xc_writer_reader(writer, NULL), .paths = &path, .n_paths = 1};
    if (!tv_thesaurus_add_usual(&thesaurus, &err))
        abort();
    return 0;
}

/* Runs the query, so that what it may do to the matcher is seen too. */
static void run(const struct tv_query *query)
{
    struct xc_search s = {.query = query->query, .limit = 10};
    struct xc_error xe = {0};
    struct xc_result *result = xc_database_search(fuzzed_index.database, &s, &xe);
    if (!result && xe.code == XC_INTERNAL)
        abort();
    xc_result_destroy(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tv_query query;
    struct tv_fault fault;
    struct tv_error err = {0};
    if (size < 1)
        return 0;
    char *text = tv_alloc(size);
    memcpy(text, data + 1, size - 1);
    struct tv_question q = {.text = text,
                            .plain = data[0] & 1,
                            .translate = data[0] & 2,
                            .as_typed = data[0] & 4,
                            .ranking = &tv_ranking_default,
                            .thesaurus = &thesaurus};
    if (tv_question_parse(&fuzzed_index, &q, &query, &fault, &err)) {
        if (!q.plain || query.query)
            run(&query);
        tv_query_finish(&query);
    } else if (err.code != TV_SYNTAX || !err.message[0] ||
               fault.offset + fault.length > strlen(text)) {
        fprintf(stderr, "%d %s at %zu, %zu\n", err.code, err.message, fault.offset, fault.length);
        abort();
    }
    free(text);
    return 0;
}
