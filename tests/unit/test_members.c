/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Archives are made here, in memory, by libarchive's own writer. */
#include "check.h"

#include "indexer/members.h"

#include <archive.h>
#include <archive_entry.h>

struct made {
    char *bytes;
    size_t size;
};

struct file {
    const char *path, *text;
    size_t size; /* 0: of the text */
};

static struct made make(int format, int filter, const struct file *files, size_t n)
{
    enum { ROOM = 4 << 20 };
    struct made m = {.bytes = tv_alloc(ROOM)};
    struct archive *a = archive_write_new();
    assert_int_equal(archive_write_set_format(a, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open_memory(a, m.bytes, ROOM, &m.size), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        size_t size = files[i].size ? files[i].size : strlen(files[i].text);
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, files[i].path);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, (la_int64_t)size);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        assert_int_equal(archive_write_data(a, files[i].text, size), size);
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    return m;
}

struct seen {
    char log[4096];
    size_t members;
};

static bool note(void *context, const struct tv_member *member, const struct tv_error *why)
{
    struct seen *seen = context;
    size_t n = strlen(seen->log);
    seen->members++;
    snprintf(seen->log + n, sizeof seen->log - n, "%s=%.*s%s;", member->path,
             (int)(member->size < 40 ? member->size : 40),
             member->bytes ? (const char *)member->bytes : "", why ? why->message : "");
    return true;
}

static bool walk(const char *path, struct made m, struct tv_limits limits, struct seen *seen,
                 struct tv_error *err)
{
    struct tv_member file = {.path = path, .bytes = (const uint8_t *)m.bytes, .size = m.size};
    *seen = (struct seen){0};
    *err = (struct tv_error){0};
    return tv_archive_walk(&file, &limits, note, seen, err);
}

static const struct file two[] = {{"a.txt", "alpha", 0}, {"dir/b.txt", "beta", 0}};

static void members_come_out_of_every_format(void **state)
{
    (void)state;
    static const int formats[][2] = {
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
        {ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_GZIP},
        {ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_BZIP2},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_LZ4},
        {ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
        {ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE},
        {ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, ARCHIVE_FILTER_GZIP},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct made m = make(formats[i][0], formats[i][1], two, 2);
        struct seen seen;
        struct tv_error err;
        assert_true(walk("x", m, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
        assert_string_equal(seen.log, "a.txt=alpha;dir/b.txt=beta;");
        free(m.bytes);
    }
}

static void what_is_compressed_twice_is_an_archive_in_an_archive(void **state)
{
    (void)state;
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ};
    struct file text = {"a.txt", "alpha", 0};
    struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, &text, 1);
    for (size_t i = 0; i < 3; i++) {
        struct file inner = {"in", m.bytes, m.size};
        struct made outer = make(ARCHIVE_FORMAT_RAW, filters[i], &inner, 1);
        struct tv_limits limits = TV_LIMITS_DEFAULT;
        struct seen seen;
        struct tv_error err;
        limits.depth = 2;
        assert_true(walk("x.gz", outer, limits, &seen, &err));
        assert_string_equal(seen.log, "x/a.txt=alpha;");
        limits.depth = 1;
        assert_true(walk("x.gz", outer, limits, &seen, &err));
        assert_non_null(strstr(seen.log, "x=archives are nested more deeply"));
        free(outer.bytes);
    }
    free(m.bytes);
}

static void a_stream_that_breaks_off_anywhere_is_damaged_not_empty(void **state)
{
    (void)state;
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ,
                                  ARCHIVE_FILTER_LZMA, ARCHIVE_FILTER_LZIP,  ARCHIVE_FILTER_ZSTD,
                                  ARCHIVE_FILTER_LZ4};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, filters[i], two, 2);
        struct seen seen;
        struct tv_error err;
        for (size_t cut = 20; cut + 16 < m.size; cut += 1 + cut / 8) {
            struct made part = {m.bytes, cut};
            assert_false(walk("x", part, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
            assert_non_null(strstr(err.message, "damaged archive: "));
        }
        free(m.bytes);
    }
}

static void archives_within_archives_are_walked_to_the_limit(void **state)
{
    (void)state;
    struct made zip = make(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, two, 2);
    struct file outer[] = {{"in.zip", zip.bytes, zip.size}, {"c.txt", "gamma", 0}};
    struct made tar = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, outer, 2);
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    struct seen seen;
    struct tv_error err;
    assert_true(walk("x", tar, limits, &seen, &err));
    assert_string_equal(seen.log, "in.zip/a.txt=alpha;in.zip/dir/b.txt=beta;c.txt=gamma;");
    limits.depth = 1;
    assert_true(walk("x", tar, limits, &seen, &err));
    assert_non_null(strstr(seen.log, "in.zip=archives are nested more deeply"));
    assert_non_null(strstr(seen.log, "c.txt=gamma"));
    free(zip.bytes);
    free(tar.bytes);
}

static void a_compressed_file_is_one_member_named_after_it(void **state)
{
    (void)state;
    struct file one = {"ignored", "just text", 0};
    struct made m = make(ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP, &one, 1);
    struct seen seen;
    struct tv_error err;
    assert_true(walk("report.txt.gz", m, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
    assert_string_equal(seen.log, "report.txt=just text;");
    free(m.bytes);
}

static void a_document_is_its_own_only_member(void **state)
{
    (void)state;
    struct made m = {(char *)"plain", 5};
    struct seen seen;
    struct tv_error err;
    assert_true(walk("a.txt", m, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
    assert_string_equal(seen.log, "a.txt=plain;");
}

static void members_beyond_a_limit_are_refused_and_the_rest_is_read(void **state)
{
    (void)state;
    static char large[100000];
    memset(large, 'x', sizeof large);
    struct file files[] = {{"large.txt", large, sizeof large}, {"a.txt", "alpha", 0}};
    struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, files, 2);
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    struct seen seen;
    struct tv_error err;
    limits.member_size = 50000;
    assert_true(walk("x", m, limits, &seen, &err));
    assert_non_null(strstr(seen.log, "large.txt=larger than 50000 bytes"));
    assert_non_null(strstr(seen.log, "a.txt=alpha"));
    limits = (struct tv_limits)TV_LIMITS_DEFAULT;
    limits.members = 1;
    assert_false(walk("x", m, limits, &seen, &err));
    assert_int_equal(err.code, TV_REFUSED);
    free(m.bytes);
}

static void hostile_names_are_made_safe_and_kept_apart(void **state)
{
    (void)state;
    struct file files[] = {{"../../etc/passwd", "one", 0}, {"a\033[31m.txt", "two", 0},
                           {"same.txt", "three", 0},       {"same.txt", "four", 0},
                           {"same.txt", "five", 0},        {"caf\xE9.txt", "six", 0}};
    struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, files, 6);
    struct seen seen;
    struct tv_error err;
    assert_true(walk("x", m, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
    assert_null(strchr(seen.log, '\033'));
    assert_non_null(strstr(seen.log, "../../etc/passwd=one;"));
    assert_non_null(strstr(seen.log, "same.txt=three;same (2).txt=four;same (3).txt=five;"));
    assert_non_null(strstr(seen.log, "café.txt=six"));
    free(m.bytes);
}

static void a_truncated_archive_gives_what_it_has_and_an_error(void **state)
{
    (void)state;
    static char noise[200000];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)('a' + i * i % 23);
    struct file files[] = {
        {"a.txt", "alpha", 0}, {"b.txt", noise, sizeof noise}, {"c.txt", "gamma", 0}};
    struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, files, 3);
    struct seen seen;
    struct tv_error err;
    m.size = 100000;
    assert_false(walk("x", m, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
    assert_int_equal(err.code, TV_REFUSED);
    assert_non_null(strstr(seen.log, "a.txt=alpha"));
    assert_null(strstr(seen.log, "gamma"));
    free(m.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_come_out_of_every_format),
        cmocka_unit_test(what_is_compressed_twice_is_an_archive_in_an_archive),
        cmocka_unit_test(a_stream_that_breaks_off_anywhere_is_damaged_not_empty),
        cmocka_unit_test(archives_within_archives_are_walked_to_the_limit),
        cmocka_unit_test(a_compressed_file_is_one_member_named_after_it),
        cmocka_unit_test(a_document_is_its_own_only_member),
        cmocka_unit_test(members_beyond_a_limit_are_refused_and_the_rest_is_read),
        cmocka_unit_test(hostile_names_are_made_safe_and_kept_apart),
        cmocka_unit_test(a_truncated_archive_gives_what_it_has_and_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
