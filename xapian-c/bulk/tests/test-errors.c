/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is refused, and that nothing is left of what failed.
 */
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const struct xb_options one_thread = {.threads = 1, .no_sync = true};

static bool is_empty(const char *path)
{
    DIR *directory = opendir(path);
    size_t count = 0;
    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count == 2;
}

static struct xb_loader *begin(const char *path, const struct xb_options *options,
                               struct xb_feeder **feeder)
{
    struct xb_loader *loader;
    struct xb_error error;
    if (!xb_loader_create(path, options, &loader, &error) ||
        !xb_feeder_create(loader, feeder, &error))
        fail_msg("%s", error.message);
    return loader;
}

static void a_path_that_is_not_an_empty_directory_is_refused(void **state)
{
    (void)state;
    struct xb_loader *loader = NULL;
    struct xb_error error;
    assert_int_equal(mkdir(in_root("there"), 0777), 0);
    assert_int_equal(mkdir(in_root("there/something"), 0777), 0);
    assert_false(xb_loader_create(in_root("there"), &one_thread, &loader, &error));
    assert_int_equal(error.code, XB_EXISTS);
    assert_non_null(strstr(error.message, "there"));
    assert_null(loader);
}

static void a_file_at_the_path_is_refused(void **state)
{
    (void)state;
    struct xb_loader *loader;
    struct xb_error error;
    close(open(in_root("file"), O_CREAT | O_WRONLY, 0666));
    assert_false(xb_loader_create(in_root("file"), &one_thread, &loader, &error));
    assert_int_equal(error.code, XB_EXISTS);
}

static void a_path_in_no_directory_is_an_error_with_its_name(void **state)
{
    (void)state;
    struct xb_loader *loader;
    struct xb_error error;
    assert_false(xb_loader_create(in_root("no/database"), &one_thread, &loader, &error));
    assert_int_equal(error.code, XB_IO);
    assert_int_equal(error.system, ENOENT);
    assert_non_null(strstr(error.message, "no/database"));
}

static void destroying_an_unfinished_loader_leaves_nothing(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(1);
    struct xb_feeder *feeder;
    struct xb_error error;
    struct xb_loader *loader = begin(in_root("new"), &one_thread, &feeder);
    corpus_fill(&corpus, 10, 10, 10, false);
    assert_true(xb_add(feeder, 1, &corpus.documents[0].document, &error));
    xb_loader_destroy(loader);
    assert_int_equal(access(in_root("new"), F_OK), -1);
    corpus_destroy(&corpus);
    xb_loader_destroy(NULL);
}

static void a_directory_that_was_there_stays_empty(void **state)
{
    (void)state;
    struct xb_feeder *feeder;
    assert_int_equal(mkdir(in_root("there"), 0777), 0);
    xb_loader_destroy(begin(in_root("there"), &one_thread, &feeder));
    assert_true(is_empty(in_root("there")));
}

static void two_loaders_cannot_have_one_path(void **state)
{
    (void)state;
    struct xb_feeder *feeder;
    struct xb_loader *loader = begin(in_root("new"), &one_thread, &feeder), *second;
    struct xb_error error;
    assert_false(xb_loader_create(in_root("new"), &one_thread, &second, &error));
    assert_int_equal(error.code, XB_EXISTS);
    assert_true(xb_finish(loader, NULL, 0, &error));
    xb_loader_destroy(loader);
    assert_true(reference_opens(in_root("new")));
}

struct refusal {
    enum xb_code code;
    uint32_t docid;
    struct xb_term term;
    struct xb_value value;
    size_t terms, values;
};

static void a_refused_document_leaves_no_trace(void **state)
{
    (void)state;
    static char letters[246], nuls[123];
    memset(letters, 'a', sizeof letters);
    const struct refusal refusals[] = {
        {XB_INVALID, 0, {"x", 1, 0, 0, NULL}, {0}, 1, 0},
        {XB_INVALID, 3, {"", 0, 0, 0, NULL}, {0}, 1, 0},
        {XB_LIMIT, 3, {letters, 246, 0, 0, NULL}, {0}, 1, 0},
        {XB_LIMIT, 3, {nuls, 123, 0, 0, NULL}, {0}, 1, 0},
        {XB_LIMIT, 3, {"x", 1, UINT32_MAX, 0, NULL}, {0}, 1, 0},
        {XB_INVALID, 3, {"y", 1, 1, 0, NULL}, {UINT32_MAX, "v", 1}, 1, 1},
        {XB_LIMIT, 3, {"y", 1, 1, 0, NULL}, {1, letters, 120000000}, 1, 1},
    };
    struct corpus corpus = corpus_create(2);
    struct xb_feeder *feeder;
    struct xb_error error;
    struct xb_loader *loader = begin(in_root("loaded"), &one_thread, &feeder);
    corpus_fill(&corpus, 50, 10, 30, false);
    for (size_t i = 0; i < corpus.count; i++) {
        const struct refusal *refusal = &refusals[i % (sizeof refusals / sizeof *refusals)];
        struct xb_document document = {.terms = &refusal->term,
                                       .term_count = refusal->terms,
                                       .values = &refusal->value,
                                       .value_count = refusal->values};
        assert_false(xb_add(feeder, refusal->docid, &document, &error));
        assert_int_equal(error.code, refusal->code);
        assert_true(
            xb_add(feeder, corpus.documents[i].docid, &corpus.documents[i].document, &error));
    }
    assert_true(xb_finish(loader, NULL, 0, &error));
    xb_loader_destroy(loader);
    assert_well(reference_write(in_root("written"), corpus.documents, corpus.count, NULL, 0));
    assert_well(reference_compare(in_root("loaded"), in_root("written")));
    corpus_destroy(&corpus);
}

/* Adds document 5 a second time after the others. */
static void load_with_a_duplicate(const struct xb_options *options, size_t documents)
{
    struct corpus corpus = corpus_create(3);
    corpus_fill(&corpus, documents, 60, 3000, false);
    corpus_add(&corpus, 5, 0, 0);
    char *message = corpus_load(&corpus, in_root("new"), options, NULL, 0);
    assert_non_null(message);
    assert_string_equal(message, "document 5 was added twice");
    free(message);
    assert_int_equal(access(in_root("new"), F_OK), -1);
    corpus_destroy(&corpus);
}

static void a_docid_given_twice_is_found(void **state)
{
    (void)state;
    load_with_a_duplicate(&one_thread, 20);
    load_with_a_duplicate(&(struct xb_options){.threads = 2, .no_sync = true}, 20);
    load_with_a_duplicate(&(struct xb_options){.threads = 2, .memory = 1, .no_sync = true}, 5000);
}

static void wrong_metadata_is_refused(void **state)
{
    (void)state;
    static char key[254];
    const struct xb_metadata wrong[][2] = {{{"a", 1, "x", 1}, {"", 0, "x", 1}},
                                           {{"a", 1, "x", 1}, {"a", 1, "y", 1}},
                                           {{"a", 1, "x", 1}, {key, 254, "x", 1}}};
    for (size_t i = 0; i < 3; i++) {
        struct xb_feeder *feeder;
        struct xb_error error;
        struct xb_loader *loader = begin(in_root("new"), &one_thread, &feeder);
        assert_false(xb_finish(loader, wrong[i], 2, &error));
        assert_int_equal(error.code, XB_INVALID);
        xb_loader_destroy(loader);
        assert_int_equal(access(in_root("new"), F_OK), -1);
    }
}

static void feeders_are_as_many_as_threads(void **state)
{
    (void)state;
    struct xb_feeder *feeder;
    struct xb_error error;
    struct xb_loader *loader = begin(in_root("new"), &one_thread, &feeder);
    assert_false(xb_feeder_create(loader, &feeder, &error));
    assert_int_equal(error.code, XB_INVALID);
    xb_loader_destroy(loader);
}

static void nothing_can_be_added_after_the_end(void **state)
{
    (void)state;
    struct xb_feeder *feeder;
    struct xb_error error;
    struct xb_loader *loader = begin(in_root("new"), &one_thread, &feeder);
    assert_true(xb_finish(loader, NULL, 0, &error));
    assert_false(xb_add(feeder, 1, &(struct xb_document){0}, &error));
    assert_int_equal(error.code, XB_INVALID);
    assert_false(xb_finish(loader, NULL, 0, &error));
    assert_int_equal(error.code, XB_INVALID);
    xb_loader_destroy(loader);
    assert_true(reference_opens(in_root("new")));
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    struct xb_loader *loader;
    struct xb_error error;
    const struct xb_options wrong = {.compression = 13};
    assert_false(xb_loader_create(in_root("new"), &wrong, &loader, &error));
    assert_int_equal(error.code, XB_INVALID);
    assert_int_equal(access(in_root("new"), F_OK), -1);
}

/* In a process of its own, with files limited to `limit` bytes: 0 loaded, 1 refused and clean, 2 wrong. */
static int load_limited(const struct corpus *corpus, const char *path, rlim_t limit)
{
    const struct xb_options options = {.threads = 2, .memory = 1, .no_sync = true};
    pid_t child = fork();
    int status;
    if (!child) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, limit});
        const char *message = corpus_load(corpus, path, &options, NULL, 0);
        bool names = message && strstr(message, path) && strstr(message, "File too large");
        _exit(!message ? 0 : names && access(path, F_OK) && !reference_opens(path) ? 1 : 2);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

static void a_full_disk_leaves_nothing_that_opens(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(4);
    unsigned refused = 0, loaded = 0;
    corpus_fill(&corpus, 4000, 60, 5000, false);
    /* Below 16 KiB libxapian's own empty database would not fit. */
    for (rlim_t limit = 16 << 10; limit < 64 << 20; limit *= 2) {
        int result = load_limited(&corpus, in_root("new"), limit);
        assert_in_range(result, 0, 1);
        refused += result == 1;
        loaded += result == 0;
        reference_remove(in_root("new"));
    }
    assert_true(refused >= 4);
    assert_true(loaded >= 1);
    corpus_destroy(&corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        bulk_test(a_path_that_is_not_an_empty_directory_is_refused),
        bulk_test(a_file_at_the_path_is_refused),
        bulk_test(a_path_in_no_directory_is_an_error_with_its_name),
        bulk_test(destroying_an_unfinished_loader_leaves_nothing),
        bulk_test(a_directory_that_was_there_stays_empty),
        bulk_test(two_loaders_cannot_have_one_path),
        bulk_test(a_refused_document_leaves_no_trace),
        bulk_test(a_docid_given_twice_is_found),
        bulk_test(wrong_metadata_is_refused),
        bulk_test(feeders_are_as_many_as_threads),
        bulk_test(nothing_can_be_added_after_the_end),
        bulk_test(options_out_of_range_are_refused),
        bulk_test(a_full_disk_leaves_nothing_that_opens),
    };
    return cmocka_run_group_tests_name("bulk errors", tests, NULL, NULL);
}
