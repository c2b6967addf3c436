// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each code of struct xc_error, provoked for real.
 */
#include "test.h"

#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void every_code_has_a_name_and_a_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < XC_CODES; i++) {
        assert_memory_equal(xc_code_name((enum xc_code)i), "XC_", 3);
        assert_true(strlen(xc_code_sentence((enum xc_code)i)) > 10);
    }
    assert_string_equal(xc_code_name(XC_LOCKED), "XC_LOCKED");
    assert_string_equal(xc_code_name(XC_INTERNAL), "XC_INTERNAL");
    assert_string_equal(xc_code_name((enum xc_code)99), "XC_UNKNOWN");
    assert_non_null(xc_code_sentence((enum xc_code) - 1));
}

static void an_error_may_be_null(void **state)
{
    assert_null(xc_database_open(xt_path(state, "none"), NULL));
    assert_int_equal(xc_document_set_data(NULL, "x", 1, NULL), XC_INVALID_ARGUMENT);
}

static void a_missing_database_is_not_found(void **state)
{
    const char *path = xt_path(state, "none");
    assert_null(xc_database_open(path, &xt_error));
    assert_non_null(strstr(xt_error.message, "none"));
    FAILS(XC_NOT_FOUND, xt_error.code);
    struct xc_writer_options open = {.mode = XC_OPEN};
    GIVES_NOTHING(XC_NOT_FOUND, xc_writer_open(path, &open, &xt_error));
    GIVES_NOTHING(XC_NOT_FOUND, xc_check(path, 0, &xt_error));
}

static void a_directory_that_is_no_database_is_not_found(void **state)
{
    GIVES_NOTHING(XC_NOT_FOUND, xc_database_open(*state, &xt_error));
}

static void a_file_that_is_no_database_does_not_open(void **state)
{
    const char *path = xt_path(state, "file");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("nothing of the kind\n", file);
    fclose(file);
    assert_null(xc_database_open(path, &xt_error));
    assert_true(xt_error.code == XC_NOT_FOUND || xt_error.code == XC_IO);
}

static void a_second_writer_is_locked_out_and_told_who_has_the_lock(void **state)
{
    const char *path = xt_path(state, "db");
    struct xc_writer *writer = xt_writer(path);
    GIVES_NOTHING(XC_LOCKED, xc_writer_open(path, NULL, &xt_error));
    struct xc_lock lock = {0};
    OK(xc_lock_state(path, &lock, &xt_error));
    assert_true(lock.locked);
    assert_int_equal(lock.pid, getpid());
    OK(xc_writer_close(writer, &xt_error));
    OK(xc_lock_state(path, &lock, &xt_error));
    assert_false(lock.locked);
    assert_int_equal(lock.pid, 0);
    xc_writer_destroy(writer);
}

static void creating_over_a_database_says_that_it_exists(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_writer_options create = {.mode = XC_CREATE};
    GIVES_NOTHING(XC_EXISTS, xc_writer_open(path, &create, &xt_error));
}

static void a_directory_without_rights_or_name_is_an_io_error(void **state)
{
    GIVES_NOTHING(XC_NOT_FOUND, xc_writer_open(xt_path(state, "a/b/c"), NULL, &xt_error));
    char path[4300];
    snprintf(path, sizeof path, "%s/", xt_path(state, "file"));
    FILE *file = fopen(xt_path(state, "file"), "w");
    fclose(file);
    assert_null(xc_writer_open(path, NULL, &xt_error));
    assert_true(xt_error.code != XC_OK && xt_error.code != XC_INTERNAL);
}

/* Opens and reads everything of a database; returns the first code that is not XC_OK. */
static enum xc_code read_all(const char *path)
{
    struct xc_database *database = xc_database_open(path, &xt_error);
    if (!database)
        return xt_error.code;
    struct xc_query *query = xt_term("common");
    struct xc_search search = {.query = query, .limit = 1000, .fetch = XC_HIT_DATA | XC_HIT_TERMS};
    struct xc_result *result = xc_database_search(database, &search, &xt_error);
    enum xc_code code = result ? XC_OK : xt_error.code;
    xc_result_destroy(result);
    xc_query_destroy(query);
    xc_database_destroy(database);
    return code;
}

static void truncated_tables_are_corrupt(void **state)
{
    static const char *const tables[] = {"postlist.glass", "docdata.glass", "termlist.glass"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char name[32], table[64];
        snprintf(name, sizeof name, "db%zu", i);
        const char *path = xt_path(state, name);
        xt_make_large(path, 200);
        snprintf(table, sizeof table, "%s/%s", name, tables[i]);
        xt_truncate(xt_path(state, table), 4000);
        FAILS(XC_CORRUPT, read_all(path));
    }
}

static void a_truncated_version_file_is_corrupt(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    xt_truncate(xt_path(state, "db/iamglass"), 20);
    GIVES_NOTHING(XC_CORRUPT, xc_database_open(path, &xt_error));
}

static void a_database_of_another_version_says_so(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    FILE *file = fopen(xt_path(state, "db/iamglass"), "r+");
    assert_non_null(file);
    fseek(file, 14, SEEK_SET); /* behind the magic: the format's date */
    fputc(0x7f, file);
    fputc(0x7f, file);
    fclose(file);
    GIVES_NOTHING(XC_VERSION, xc_database_open(path, &xt_error));
}

/* Writes until it fails; the code of that. */
static enum xc_code fill_up(const char *path)
{
    struct xc_writer *writer = xc_writer_open(path, NULL, &xt_error);
    if (!writer)
        return xt_error.code;
    struct xc_document *document = xc_document_create(NULL);
    static char data[100000];
    unsigned seed = 1;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)((seed = seed * 1103515245u + 12345u) >> 16);
    enum xc_code code = xc_document_set_data(document, data, sizeof data, &xt_error);
    for (int i = 0; i < 100 && code == XC_OK; i++) {
        code = xc_writer_add(writer, document, NULL, &xt_error);
        if (code == XC_OK && i % 10 == 9)
            code = xc_writer_commit(writer, &xt_error);
    }
    xc_document_destroy(document);
    xc_writer_destroy(writer);
    return code;
}

static void a_limit_on_the_size_of_files_is_a_full_disk(void **state)
{
    struct rlimit before, tight;
    getrlimit(RLIMIT_FSIZE, &before);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    tight = before;
    tight.rlim_cur = 1000000;
    setrlimit(RLIMIT_FSIZE, &tight);
    enum xc_code code = fill_up(xt_path(state, "db"));
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    FAILS(XC_DISK_FULL, code);
}

/* Mounts of its own for this process; where it takes that, as the root of a user's namespace. */
static bool own_mounts(void)
{
    if (unshare(CLONE_NEWNS) == 0)
        return true;
    unsigned user = getuid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    FILE *map = fopen("/proc/self/uid_map", "w");
    if (!map)
        return false;
    fprintf(map, "0 %u 1", user);
    return fclose(map) == 0;
}

/* In a child, because of its mounts. 77: that can not be had here. */
static int full_disk(const char *mount_point)
{
    if (!own_mounts())
        return 77;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", mount_point, "tmpfs", 0, "size=1m") != 0)
        return 77;
    char path[4300];
    snprintf(path, sizeof path, "%s/db", mount_point);
    if (fill_up(path) != XC_DISK_FULL) {
        print_error("%s %s %s\n", xc_code_name(xt_error.code), xt_error.message, xt_error.system);
        return 1;
    }
    struct xc_database *database = xc_database_open(path, &xt_error);
    if (!database)
        return 2; /* the last commit must still be there */
    xc_database_destroy(database);
    return 0;
}

static void a_full_disk_is_reported_and_the_last_commit_survives(void **state)
{
    const char *mount_point = xt_path(state, "disk");
    assert_int_equal(mkdir(mount_point, 0700), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(full_disk(mount_point));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        print_message("no small disk can be mounted here\n");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* A socket on the loopback that listens, and never answers, at a port of the system's choice. */
static int listen_somewhere(uint16_t *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 5), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

static void a_remote_that_is_gone_is_a_network_error(void **state)
{
    (void)state;
    uint16_t port;
    close(listen_somewhere(&port));
    GIVES_NOTHING(XC_NETWORK, xc_database_open_remote("127.0.0.1", port, 0, 0, &xt_error));
    GIVES_NOTHING(XC_NETWORK, xc_writer_open_remote("127.0.0.1", port, 0, 0, &xt_error));
    GIVES_NOTHING(XC_NETWORK, xc_database_open_program("/nonexistent", "", 0, &xt_error));
}

static void a_remote_that_never_answers_is_a_network_timeout(void **state)
{
    (void)state;
    uint16_t port;
    int fd = listen_somewhere(&port);
    GIVES_NOTHING(XC_NETWORK_TIMEOUT,
                  xc_database_open_remote("127.0.0.1", port, 50, 50, &xt_error));
    close(fd);
}

static void a_wildcard_beyond_its_limit_is_a_limit_error(void **state)
{
    const char *path = xt_path(state, "db");
    xt_make(path);
    struct xc_database *database = xt_open(path);
    struct xc_query *query =
        xc_query_wildcard(XC_TEXT("c"), 2, XC_WILDCARD_ERROR, XC_OP_SYNONYM, &xt_error);
    GIVEN(query);
    struct xc_search search = {.query = query, .limit = 10};
    GIVES_NOTHING(XC_LIMIT, xc_database_search(database, &search, &xt_error));
    xc_query_destroy(query);
    xc_database_destroy(database);
}

static void what_can_not_be_done_now_is_an_invalid_operation(void **state)
{
    struct xc_writer *writer = xt_writer(xt_path(state, "db"));
    FAILS(XC_INVALID_OPERATION, xc_writer_commit_transaction(writer, &xt_error));
    OK(xc_writer_begin_transaction(writer, true, &xt_error));
    FAILS(XC_INVALID_OPERATION, xc_writer_begin_transaction(writer, true, &xt_error));
    FAILS(XC_INVALID_OPERATION, xc_writer_commit(writer, &xt_error));
    FAILS(XC_INVALID_OPERATION, xc_writer_close(writer, &xt_error));
    OK(xc_writer_cancel_transaction(writer, &xt_error));
    OK(xc_writer_close(writer, &xt_error));
    FAILS(XC_INVALID_OPERATION, xc_writer_commit(writer, &xt_error));
    GIVES_NOTHING(XC_INVALID_OPERATION, xc_writer_reader(writer, &xt_error));
    xc_writer_destroy(writer);
}

static void what_memory_can_not_do_is_unimplemented(void **state)
{
    (void)state;
    struct xc_writer_options options = {.flags = XC_WRITER_IN_MEMORY};
    struct xc_writer *writer = xc_writer_open(NULL, &options, &xt_error);
    GIVEN(writer);
    FAILS(XC_UNIMPLEMENTED, xc_writer_begin_transaction(writer, true, &xt_error));
    xc_writer_destroy(writer);
}

static void numbers_that_can_not_be_are_out_of_range_or_invalid(void **state)
{
    (void)state;
    struct xc_document *document = xc_document_create(&xt_error);
    struct xc_termgenerator *generator = xc_termgenerator_create(NULL, &xt_error);
    OK(xc_termgenerator_begin(generator, document, &xt_error));
    OK(xc_termgenerator_set_position(generator, UINT32_MAX - 3, &xt_error));
    FAILS(XC_RANGE,
          xc_termgenerator_text(generator, XC_TEXT("too many words"), NULL, 0, 1, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_document_set_value(document, XC_NO_SLOT, "x", 1, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_stemmer_create("klingon", &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_query_unserialise(XC_TEXT("\xff\xff"), &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_query_terms((enum xc_op)77, NULL, 0, 0, &xt_error));
    xc_termgenerator_destroy(generator);
    xc_document_destroy(document);
}

static void destructors_take_null(void **state)
{
    (void)state;
    xc_database_destroy(NULL);
    xc_document_destroy(NULL);
    xc_writer_destroy(NULL);
    xc_stemmer_destroy(NULL);
    xc_termgenerator_destroy(NULL);
    xc_query_destroy(NULL);
    xc_parser_destroy(NULL);
    xc_parsed_destroy(NULL);
    xc_result_destroy(NULL);
    xc_expansion_destroy(NULL);
    xc_terms_destroy(NULL);
    xc_postings_destroy(NULL);
    xc_values_destroy(NULL);
    xc_report_destroy(NULL);
}

static void null_objects_are_refused_and_never_followed(void **state)
{
    (void)state;
    struct xc_str text;
    struct xc_term term;
    FAILS(XC_INVALID_ARGUMENT, xc_database_reopen(NULL, NULL, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_database_metadata(NULL, "k", 1, &text, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_document_data(NULL, &text, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_writer_commit(NULL, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_terms_next(NULL, &term, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_stemmer_stem(NULL, "x", 1, &text, &xt_error));
    FAILS(XC_INVALID_ARGUMENT, xc_query_describe(NULL, &text, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_open(NULL, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_open_many(NULL, 2, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_database_search(NULL, NULL, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_parser_parse(NULL, "x", 1, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_query_term(NULL, 3, 1, 0, &xt_error));
    GIVES_NOTHING(XC_INVALID_ARGUMENT, xc_query_scale(NULL, 1, &xt_error));
}

static void long_messages_are_cut_at_a_character(void **state)
{
    char path[4300];
    snprintf(path, sizeof path, "%s", xt_path(state, ""));
    for (size_t i = strlen(path), j = 0; j < 300; j++, i += 2)
        memcpy(path + i, "\xc3\xa9", 3);
    assert_null(xc_database_open(path, &xt_error));
    size_t n = strlen(xt_error.context);
    assert_true(n < sizeof xt_error.context);
    assert_true(n == 0 || xt_error.context[n - 1] != '\xc3');
    n = strlen(xt_error.message);
    assert_true(n < sizeof xt_error.message && xt_error.message[n - 1] != '\xc3');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_name_and_a_sentence),
        xt_test(an_error_may_be_null),
        xt_test(a_missing_database_is_not_found),
        xt_test(a_directory_that_is_no_database_is_not_found),
        xt_test(a_file_that_is_no_database_does_not_open),
        xt_test(a_second_writer_is_locked_out_and_told_who_has_the_lock),
        xt_test(creating_over_a_database_says_that_it_exists),
        xt_test(a_directory_without_rights_or_name_is_an_io_error),
        xt_test(truncated_tables_are_corrupt),
        xt_test(a_truncated_version_file_is_corrupt),
        xt_test(a_database_of_another_version_says_so),
        xt_test(a_limit_on_the_size_of_files_is_a_full_disk),
        xt_test(a_full_disk_is_reported_and_the_last_commit_survives),
        cmocka_unit_test(a_remote_that_is_gone_is_a_network_error),
        cmocka_unit_test(a_remote_that_never_answers_is_a_network_timeout),
        xt_test(a_wildcard_beyond_its_limit_is_a_limit_error),
        xt_test(what_can_not_be_done_now_is_an_invalid_operation),
        cmocka_unit_test(what_memory_can_not_do_is_unimplemented),
        cmocka_unit_test(numbers_that_can_not_be_are_out_of_range_or_invalid),
        cmocka_unit_test(destructors_take_null),
        cmocka_unit_test(null_objects_are_refused_and_never_followed),
        xt_test(long_messages_are_cut_at_a_character),
    };
    return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
