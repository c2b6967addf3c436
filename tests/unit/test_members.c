/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Archives are made here, in memory, by libarchive's own writer. */
#include "walking.h"

#include "indexer/unpacked.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

struct made {
    char *bytes;
    size_t size;
};

struct file {
    const char *path, *text;
    size_t size; /* 0: of the text */
};

static struct made make_with(int format, int filter, const char *options, const struct file *files,
                             size_t n)
{
    enum { ROOM = 4 << 20 };
    struct made m = {.bytes = tv_alloc(ROOM)};
    struct archive *a = archive_write_new();
    assert_int_equal(archive_write_set_format(a, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_set_options(a, options), ARCHIVE_OK);
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

static struct made make(int format, int filter, const struct file *files, size_t n)
{
    return make_with(format, filter, NULL, files, n);
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
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_LZIP},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_LZMA},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_COMPRESS},
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

static void a_tar_is_not_taken_for_its_first_member(void **state)
{
    (void)state;
    static const struct file first[][2] = {
        {{"a.pdf", "%PDF-1.4 a lamp", 0}, {"b.txt", "beta", 0}},
        {{"a.html", "<!DOCTYPE html><html><p>A lamp", 0}, {"b.txt", "beta", 0}},
        {{"a.eml", "From: a@example.org\nTo: b@example.org\nSubject: x\n", 0},
         {"b.txt", "beta", 0}},
    };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, first[i], 2);
        struct seen seen;
        struct tv_error err;
        assert_true(walk("x", m, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
        assert_non_null(strstr(seen.log, "b.txt=beta;"));
        free(m.bytes);
    }
}

static void an_archive_that_compresses_nothing_is_not_taken_for_a_pdf_in_it(void **state)
{
    (void)state;
    static const struct {
        int format;
        const char *options;
    } kinds[] = {{ARCHIVE_FORMAT_ZIP, "zip:compression=store"},
                 {ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, NULL}};
    static const struct file files[] = {{"a.pdf", "%PDF-1.4 a lamp", 0}, {"b.txt", "beta", 0}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct made m = make_with(kinds[i].format, ARCHIVE_FILTER_NONE, kinds[i].options, files, 2);
        struct seen seen;
        struct tv_error err;
        assert_true(walk("x", m, (struct tv_limits)TV_LIMITS_DEFAULT, &seen, &err));
        assert_string_equal(seen.log, "a.pdf=%PDF-1.4 a lamp;b.txt=beta;");
        free(m.bytes);
    }
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

static void put16(struct tv_buffer *out, uint32_t n)
{
    tv_buffer_add(out, (uint8_t[]){(uint8_t)n, (uint8_t)(n >> 8)}, 2);
}

static void put32(struct tv_buffer *out, uint32_t n)
{
    put16(out, n & 0xFFFF);
    put16(out, n >> 16);
}

/* A zip of many members with the same compressed bytes: the header of each has those of all that follow
 * for its extra field, so that all their data begin where the last header ends. */
static struct made overlapping(uint32_t unpacked, uint32_t copies)
{
    enum { HEADER = 30 + 5 + 4 };
    struct tv_buffer zip = {0}, directory = {0};
    Bytef *zeros = tv_alloc(unpacked), *packed = tv_alloc(unpacked);
    z_stream z = {
        .next_in = zeros, .avail_in = unpacked, .next_out = packed, .avail_out = unpacked};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    for (uint32_t i = 0; i < copies; i++) {
        struct tv_buffer facts = {0};
        tv_buffer_add(&facts, "\24\0\0\0\10\0\0\0\0\0", 10);
        put32(&facts, (uint32_t)crc32(0, zeros, unpacked));
        put32(&facts, (uint32_t)z.total_out);
        put32(&facts, unpacked);
        put16(&facts, 5);
        tv_buffer_add(&directory, "PK\1\2\24\0", 6);
        tv_buffer_add(&directory, facts.data, facts.size);
        tv_buffer_add(&directory, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
        put32(&directory, (uint32_t)zip.size);
        tv_buffer_printf(&directory, "z%04u", i);
        tv_buffer_puts(&zip, "PK\3\4");
        tv_buffer_add(&zip, facts.data, facts.size);
        put16(&zip, 4 + (copies - 1 - i) * HEADER);
        tv_buffer_printf(&zip, "z%04u", i);
        put16(&zip, 0x9999); /* an extra field that nobody knows */
        put16(&zip, (copies - 1 - i) * HEADER);
        tv_buffer_finish(&facts);
    }
    tv_buffer_add(&zip, packed, z.total_out);
    uint32_t at = (uint32_t)zip.size;
    tv_buffer_add(&zip, directory.data, directory.size);
    tv_buffer_add(&zip, "PK\5\6\0\0\0\0", 8);
    put16(&zip, copies);
    put16(&zip, copies);
    put32(&zip, (uint32_t)directory.size);
    put32(&zip, at);
    put16(&zip, 0);
    deflateEnd(&z);
    tv_buffer_finish(&directory);
    free(packed);
    free(zeros);
    return (struct made){zip.data, zip.size};
}

static void bombs_are_defused_and_what_is_beside_them_is_read(void **state)
{
    (void)state;
    enum { LARGE = 80 << 20 };
    char *xs = tv_alloc(LARGE);
    memset(xs, 'x', LARGE);
    struct file one = {"xs", xs, LARGE};
    struct made bombs[] = {make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, &one, 1),
                           make(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, &one, 1),
                           make(ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_BZIP2, &one, 1),
                           overlapping(1 << 20, 90)};
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        /* the archive around it is large enough not to be one itself */
        struct file files[] = {
            {"bomb", bombs[i].bytes, bombs[i].size}, {"large", xs, 1 << 20}, {"a.txt", "alpha", 0}};
        struct made outer = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, files, 3);
        struct walked seen =
            walk_within("x", outer.bytes, outer.size, (struct tv_limits)TV_LIMITS_DEFAULT);
        assert_true(seen.whole);
        assert_holds(seen, "unpacks to more than 200 times its size, the limit;");
        assert_holds(seen, "a.txt=alpha;");
        tv_buffer_finish(&seen.log);
        free(outer.bytes);
        free(bombs[i].bytes);
    }
    free(xs);
}

static void a_large_member_that_is_passed_over_counts_as_unpacked(void **state)
{
    (void)state;
    enum { LARGE = 80 << 20 };
    char *xs = tv_alloc(LARGE);
    memset(xs, 'x', LARGE);
    struct file files[] = {{"xs", xs, LARGE}, {"a.txt", "alpha", 0}};
    struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, files, 2);
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    limits.member_size = 1000;
    struct walked seen = walk_within("x", m.bytes, m.size, limits);
    assert_false(seen.whole);
    assert_holds(seen, "xs!larger than 1000 bytes");
    assert_non_null(strstr(seen.err.message, "unpacks to more than 200 times its size"));
    tv_buffer_finish(&seen.log);
    free(m.bytes);
    free(xs);
}

static void an_archive_has_its_limits_for_members_bytes_and_paths(void **state)
{
    (void)state;
    struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, two, 2);
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    limits.members = 2;
    struct walked seen = walk_within("x", m.bytes, m.size, limits);
    assert_true(seen.whole);
    tv_buffer_finish(&seen.log);
    limits.members = 1;
    seen = walk_within("x", m.bytes, m.size, limits);
    assert_false(seen.whole);
    assert_string_equal(seen.log.data, "a.txt=alpha;");
    assert_non_null(strstr(seen.err.message, "more than 1 members, the limit"));
    tv_buffer_finish(&seen.log);
    limits = (struct tv_limits)TV_LIMITS_DEFAULT;
    limits.total_size = 6;
    seen = walk_within("x", m.bytes, m.size, limits);
    assert_false(seen.whole);
    assert_holds(seen, "a.txt=alpha;dir/b.txt!its archive unpacks to more than 6 bytes");
    tv_buffer_finish(&seen.log);
    limits = (struct tv_limits)TV_LIMITS_DEFAULT;
    limits.path = 5;
    seen = walk_within("x", m.bytes, m.size, limits);
    assert_true(seen.whole);
    assert_string_equal(seen.log.data,
                        "a.txt=alpha;dir/b.!its path is longer than 5 bytes, the limit;");
    tv_buffer_finish(&seen.log);
    free(m.bytes);
}

static void an_archive_without_members_is_not_lost(void **state)
{
    (void)state;
    struct made empty = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, NULL, 0);
    struct file files[] = {{"in.tar.gz", empty.bytes, empty.size}, {"a.txt", "alpha", 0}};
    struct made outer = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, files, 2);
    struct walked seen =
        walk_within("x", outer.bytes, outer.size, (struct tv_limits)TV_LIMITS_DEFAULT);
    assert_true(seen.whole);
    assert_string_equal(seen.log.data, "in.tar.gz!an archive without members;a.txt=alpha;");
    tv_buffer_finish(&seen.log);
    free(outer.bytes);
    free(empty.bytes);
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

/* A sum over the names and all bytes of members, in order. */
static bool add_up(void *context, const struct tv_member *member, const struct tv_error *why)
{
    uint64_t *sum = context;
    assert_null(why);
    for (const char *p = member->path; *p; p++)
        *sum = *sum * 31 + (unsigned char)*p;
    for (size_t i = 0; i < member->size; i++)
        *sum = *sum * 31 + member->bytes[i];
    return true;
}

/* Three members of 3 MiB in a tar.xz. */
static struct made make_large(void)
{
    enum { SIZE = 3 << 20 };
    struct file files[3] = {{"a.txt", NULL, SIZE}, {"b.txt", NULL, SIZE}, {"c.txt", NULL, SIZE}};
    char *text = tv_alloc(3 * SIZE);
    for (size_t i = 0; i < 3 * SIZE; i++)
        text[i] = (char)('a' + i * i / 1000 % 26);
    for (size_t i = 0; i < 3; i++)
        files[i].text = text + i * SIZE;
    struct made m = make(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ, files, 3);
    free(text);
    return m;
}

static void
a_compressed_tar_has_the_same_members_whether_there_is_room_to_keep_it_or_not(void **state)
{
    (void)state;
    struct made m = make_large();
    struct tv_member file = {.path = "x", .bytes = (const uint8_t *)m.bytes, .size = m.size};
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    struct tv_error err;
    uint64_t kept = 0, not_kept = 0;
    assert_true(tv_archive_walk(&file, &limits, add_up, &kept, &err));
    limits.member_size = 4 << 20;
    assert_true(tv_archive_walk(&file, &limits, add_up, &not_kept, &err));
    assert_true(kept == not_kept && kept != 0);
    free(m.bytes);
}

/* Reads all there is of what u unpacks; returns how many bytes. */
static size_t unpack_all(struct tv_unpacked *u, const struct made *m, size_t most)
{
    struct archive *raw = archive_read_new(), *a = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_filter_xz(raw);
    archive_read_support_format_raw(raw);
    archive_read_support_format_tar(a);
    assert_int_equal(archive_read_open_memory(raw, m->bytes, m->size), ARCHIVE_OK);
    assert_int_equal(tv_unpacked_read(u, raw, most, a), ARCHIVE_OK);
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK)
        ;
    size_t n = (size_t)archive_filter_bytes(a, -1);
    archive_read_free(a);
    return n;
}

static void what_was_unpacked_is_kept_as_long_as_there_is_room(void **state)
{
    (void)state;
    struct made m = make_large();
    struct tv_unpacked u;
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    size_t size = unpack_all(&u, &m, 64 << 20), members = 0;
    assert_false(u.lost);
    assert_true(u.size >= size);
    archive_read_support_format_tar(a);
    assert_int_equal(tv_unpacked_read_again(&u, a), ARCHIVE_OK);
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK)
        members++;
    assert_int_equal(members, 3);
    archive_read_free(a);
    tv_unpacked_finish(&u);
    unpack_all(&u, &m, 8 << 20);
    assert_true(u.lost);
    assert_null(u.first);
    tv_unpacked_finish(&u);
    free(m.bytes);
}

static bool count_manifests(void *context, const struct tv_member *member,
                            const struct tv_error *why)
{
    size_t *counts = context;
    counts[0] += why && why->code == TV_IGNORED;
    counts[1] += why && strcmp(why->message, "more manifests than the limit") == 0;
    counts[2] += member->said && strstr(member->said, "Lamps") != NULL;
    return true;
}

static void no_more_manifests_are_read_than_the_limit(void **state)
{
    (void)state;
    enum { N = TV_MAX_MANIFESTS + 5 };
    struct file files[N + 1];
    char names[N][32];
    for (size_t i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "%zu.manifest.csv", i);
        files[i] = (struct file){names[i], "member,title\n.,Lamps\n", 0};
    }
    files[N] = (struct file){"a.txt", "alpha", 0};
    struct made m = make(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, files, N + 1);
    struct tv_member file = {.path = "x.zip", .bytes = (const uint8_t *)m.bytes, .size = m.size};
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    size_t counts[3] = {0};
    struct tv_error err = {0};
    assert_true(tv_archive_walk(&file, &limits, count_manifests, counts, &err));
    assert_int_equal(counts[0], TV_MAX_MANIFESTS);
    assert_int_equal(counts[1], 5);
    assert_true(counts[2] >= 1);
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
        cmocka_unit_test(a_tar_is_not_taken_for_its_first_member),
        cmocka_unit_test(an_archive_that_compresses_nothing_is_not_taken_for_a_pdf_in_it),
        cmocka_unit_test(a_document_is_its_own_only_member),
        cmocka_unit_test(members_beyond_a_limit_are_refused_and_the_rest_is_read),
        cmocka_unit_test(bombs_are_defused_and_what_is_beside_them_is_read),
        cmocka_unit_test(a_large_member_that_is_passed_over_counts_as_unpacked),
        cmocka_unit_test(an_archive_has_its_limits_for_members_bytes_and_paths),
        cmocka_unit_test(an_archive_without_members_is_not_lost),
        cmocka_unit_test(hostile_names_are_made_safe_and_kept_apart),
        cmocka_unit_test(a_truncated_archive_gives_what_it_has_and_an_error),
        cmocka_unit_test(no_more_manifests_are_read_than_the_limit),
        cmocka_unit_test(
            a_compressed_tar_has_the_same_members_whether_there_is_room_to_keep_it_or_not),
        cmocka_unit_test(what_was_unpacked_is_kept_as_long_as_there_is_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
