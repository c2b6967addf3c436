/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writers: whichever of them did the work, what is in the index is the same. */
#include "check.h"

#include "corpus/replacement.h"
#include "indexer/bands.h"
#include "indexer/writer.h"

#include "xapian-c/bulk/tests/reference.h"
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xapian-bulk.h>
#include <xapian-c.h>

enum { LIVE_ALONE = 1 << 30 };

static char root[] = "/tmp/test-writer.XXXXXX";

/* The bulk loader, which a test may make to know nothing of this libxapian. */

static bool format_is_unknown;

bool __real_xb_loader_create(const char *path, const struct xb_options *options,
                             struct xb_loader **ret_loader, struct xb_error *error);
bool __wrap_xb_loader_create(const char *path, const struct xb_options *options,
                             struct xb_loader **ret_loader, struct xb_error *error);

bool __wrap_xb_loader_create(const char *path, const struct xb_options *options,
                             struct xb_loader **ret_loader, struct xb_error *error)
{
    if (format_is_unknown) {
        error->code = XB_VERSION;
        strcpy(error->message, "a format of tomorrow");
        return false;
    }
    return __real_xb_loader_create(path, options, ret_loader, error);
}

/* The exchange of folders, before or after which a test may end the process. */

static enum { LIVE_ON, DIE_BEFORE, DIE_AFTER } at_exchange;

__attribute__((visibility("default"))) int renameat2(int from_dir, const char *from, int to_dir,
                                                     const char *to, unsigned flags)
{
    int (*real)(int, const char *, int, const char *, unsigned);
    if (at_exchange == DIE_BEFORE && flags == RENAME_EXCHANGE)
        raise(SIGKILL);
    *(void **)&real = dlsym(RTLD_NEXT, "renameat2");
    int result = real(from_dir, from, to_dir, to, flags);
    if (at_exchange == DIE_AFTER && flags == RENAME_EXCHANGE)
        raise(SIGKILL);
    return result;
}

static const char *in_root(const char *name)
{
    static char paths[8][128];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", root, name);
    return path;
}

/* Documents. Each third is like the one before it but for a sentence; languages take turns. */

static const char *const languages[] = {"en", "fr", "ru", "ar", "zh"};

static char *text_of(unsigned number, unsigned passage)
{
    struct tv_buffer out = {0};
    uint32_t seed = (number - (number % 3 == 2)) * 7919 + passage * 104729 + 1;
    for (int i = 0; i < 60; i++) {
        seed = seed * 1664525 + 1013904223;
        tv_buffer_printf(&out, "%sw%u", i ? " " : "", (seed >> 16) % 3000);
    }
    if (number % 3 == 2 && passage == 1)
        tv_buffer_printf(&out, " own%u", number);
    return out.data;
}

static void make_document(unsigned number, struct tv_document *ret_doc)
{
    struct tv_document doc = {.kind = TV_KIND_NEWS, .n_passages = 1 + number % 7};
    uint8_t digest[32] = {(uint8_t)number, (uint8_t)(number >> 8), 7};
    tv_document_id(digest, doc.id);
    tv_hex(digest, sizeof digest, doc.sha256);
    doc.title = tv_arena_printf(&doc.arena, "Report %u on lamps", number);
    doc.language = languages[number % 5];
    doc.passages = tv_alloc(doc.n_passages * sizeof *doc.passages);
    for (unsigned i = 0; i < doc.n_passages; i++) {
        char *text = text_of(number, i + 1);
        doc.passages[i].number = i + 1;
        doc.passages[i].language = doc.language;
        doc.passages[i].text = tv_arena_strdup(&doc.arena, text);
        free(text);
    }
    *ret_doc = doc;
}

static const char *id_of(unsigned number)
{
    static char ids[4][TV_ID_SIZE + 1];
    static unsigned next;
    uint8_t digest[32] = {(uint8_t)number, (uint8_t)(number >> 8), 7};
    char *id = ids[next++ % 4];
    tv_document_id(digest, id);
    return id;
}

static struct tv_source source_of(const char *archive, unsigned number)
{
    static char members[4][16];
    static unsigned next;
    char *member = members[next++ % 4];
    snprintf(member, sizeof members[0], "%u.txt", number);
    return (struct tv_source){archive, member};
}

/* Work with a writer. */

static void add(struct tv_writer *w, unsigned number)
{
    struct tv_document doc;
    struct tv_error err;
    bool duplicate = true;
    struct tv_source from = source_of("/one.zip", number);
    struct tv_member_entry entry = {
        .path = from.member, .sha256 = "0", .outcome = TV_OUTCOME_INDEXED};
    make_document(number, &doc);
    assert_true(tv_writer_add(w, &doc, &from, &duplicate, &err));
    assert_false(duplicate);
    assert_true(tv_writer_set_member(w, "0123", &entry, &err));
    assert_true(tv_writer_commit_some(w, &err));
}

static void add_source(struct tv_writer *w, unsigned number, const char *archive)
{
    struct tv_error err;
    struct tv_source from = source_of(archive, number);
    assert_true(tv_writer_has(w, id_of(number)));
    assert_true(tv_writer_add_source(w, id_of(number), &from, &err));
}

static void drop_source(struct tv_writer *w, unsigned number, const char *archive)
{
    struct tv_error err;
    struct tv_source from = source_of(archive, number);
    assert_true(tv_writer_drop_source(w, id_of(number), &from, &err));
    assert_true(tv_writer_forget_member(w, "0123", from.member, &err));
}

/* Gives a document another title. */
static void renew(struct tv_writer *w, unsigned number, const char *title)
{
    struct tv_document doc;
    struct tv_error err;
    make_document(number, &doc);
    doc.title = tv_arena_strdup(&doc.arena, title);
    assert_true(tv_writer_renew(w, &doc, &err));
    assert_true(tv_writer_commit_some(w, &err));
}

static struct tv_writer *open_writer(const char *path, bool rebuild)
{
    struct tv_error err;
    struct tv_writer *w = tv_writer_open(path, rebuild, &err);
    if (!w)
        print_error("%s\n", err.message);
    assert_non_null(w);
    return w;
}

static void finish(struct tv_writer *w)
{
    struct tv_error err;
    if (!tv_writer_commit(w, &err))
        fail_msg("%s", err.message);
    tv_writer_destroy(w);
}

/* Makes an index of the documents 1 to n. */
static void make_index(const char *path, unsigned n)
{
    struct tv_writer *w = open_writer(path, false);
    for (unsigned i = 1; i <= n; i++)
        add(w, i);
    finish(w);
}

/* Adds documents to 120, with everything that may happen to the 60 that were there meanwhile. */
static void update(const char *path, size_t merge_after)
{
    struct tv_writer *w = open_writer(path, false);
    struct tv_error err;
    tv_writer_merge_after(w, merge_after);
    for (unsigned i = 61; i <= 120; i++) {
        if (i == 70)
            add_source(w, 5, "/two.zip");
        if (i == 90)
            drop_source(w, 5, "/one.zip");
        if (i == 91) {
            drop_source(w, 7, "/one.zip");
            assert_false(tv_writer_has(w, id_of(7)));
        }
        if (i == 92)
            add(w, 7);
        if (i == 93) {
            drop_source(w, 60, "/one.zip");
            drop_source(w, 10, "/elsewhere.zip");
            add_source(w, 90, "/two.zip");
            add_source(w, 90, "/two.zip");
        }
        if (i == 94)
            renew(w, 20, "A title from a manifest");
        if (i == 105) {
            add_source(w, 104, "/two.zip");
            renew(w, 104, "Another title");
            renew(w, 20, "And another");
        }
        add(w, i);
    }
    struct tv_archive_entry entry = {.path = "/one.zip", .complete = true, .program = "0"};
    assert_true(tv_writer_set_archive(w, "4567", &entry, &err));
    finish(w);
}

static void assert_well(char *problem)
{
    if (problem)
        fail_msg("%s", problem);
}

static void assert_same(const char *a, const char *b)
{
    assert_well(reference_check(a));
    assert_well(reference_compare(a, b));
    assert_well(reference_compare_queries(a, b, 100, 3));
}

static bool has_leftovers(void)
{
    char command[160];
    snprintf(command, sizeof command, "ls -d %s/*.building-* >/dev/null 2>&1", root);
    return system(command) == 0;
}

/* Reads the data of all documents; the first docid that cannot be read, 0: none. */
static uint32_t first_unreadable(const char *path, uint32_t last)
{
    struct xc_error e;
    struct xc_str data;
    uint32_t docid = 1, bad = 0;
    struct xc_database *reader = xc_database_open(path, &e);
    struct xc_document *document = xc_document_create(&e);
    for (; !bad && docid <= last; docid++)
        if (xc_database_read(reader, docid, XC_READ_DATA, document, &e) ||
            xc_document_data(document, &data, &e) || data.size == 0)
            bad = docid;
    xc_document_destroy(document);
    xc_database_destroy(reader);
    return bad;
}

static char *repeat(struct tv_arena *arena, const char *text, size_t size)
{
    char *out = tv_arena_alloc(arena, size + 1);
    for (size_t i = 0; i < size; i++)
        out[i] = text[i % strlen(text)];
    return out;
}

/* libxapian 1.4 cannot read some of what it compressed over 8,192 bytes. */
static void long_data_can_be_read_whoever_wrote_it(void **state)
{
    (void)state;
    make_index(in_root("index"), 1);
    struct tv_writer *w = open_writer(in_root("index"), false);
    struct tv_error err;
    enum { DOCUMENTS = 300 };
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        struct tv_document doc;
        struct tv_source from = source_of("/one.zip", i);
        bool duplicate;
        make_document(700 + 7 * i, &doc);
        doc.passages[0].text = repeat(&doc.arena, "a", 8192 - 100 + i);
        doc.url = repeat(&doc.arena, i % 2 ? "ab" : "a", 8192 - 300 + i);
        assert_int_equal(doc.n_passages, 1);
        assert_true(tv_writer_add(w, &doc, &from, &duplicate, &err));
    }
    finish(w);
    w = open_writer(in_root("index"), false);
    assert_true(tv_writer_has(w, id_of(1)));
    add_source(w, 1, "/another.zip");
    finish(w);
    assert_int_equal(first_unreadable(in_root("index"), 3 + 2 * DOCUMENTS), 0);
}

static void an_unknown_format_is_left_to_libxapian_with_the_same_result(void **state)
{
    (void)state;
    make_index(in_root("bulk"), 60);
    format_is_unknown = true;
    make_index(in_root("live"), 60);
    format_is_unknown = false;
    assert_same(in_root("bulk"), in_root("live"));
}

static void a_large_update_is_merged_with_the_same_result(void **state)
{
    (void)state;
    static const size_t after[] = {1, 40, 150};
    make_index(in_root("live"), 60);
    update(in_root("live"), LIVE_ALONE);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        make_index(in_root("merged"), 60);
        update(in_root("merged"), after[i]);
        assert_same(in_root("merged"), in_root("live"));
        assert_false(has_leftovers());
        reference_remove(in_root("merged"));
    }
}

static void a_merged_index_can_be_updated_again(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *path = in_root(i ? "live" : "merged");
        make_index(path, 60);
        update(path, i ? LIVE_ALONE : 30);
        struct tv_writer *w = open_writer(path, false);
        tv_writer_merge_after(w, i ? LIVE_ALONE : 10);
        drop_source(w, 100, "/one.zip");
        for (unsigned n = 121; n < 140; n++)
            add(w, n);
        drop_source(w, 101, "/one.zip");
        finish(w);
    }
    assert_same(in_root("merged"), in_root("live"));
}

static void a_large_update_of_an_unknown_format_goes_on_through_libxapian(void **state)
{
    (void)state;
    make_index(in_root("live"), 60);
    make_index(in_root("merged"), 60);
    update(in_root("live"), LIVE_ALONE);
    format_is_unknown = true;
    update(in_root("merged"), 30);
    format_is_unknown = false;
    assert_same(in_root("merged"), in_root("live"));
}

static void what_is_merged_without_a_commit_changes_nothing(void **state)
{
    (void)state;
    make_index(in_root("before"), 60);
    make_index(in_root("index"), 60);
    struct tv_writer *w = open_writer(in_root("index"), false);
    tv_writer_merge_after(w, 1);
    drop_source(w, 3, "/one.zip");
    tv_writer_destroy(w);
    w = open_writer(in_root("index"), false);
    tv_writer_merge_after(w, 1);
    add(w, 61);
    for (unsigned i = 62; i < 90; i++)
        add(w, i);
    drop_source(w, 3, "/one.zip");
    tv_writer_destroy(w);
    w = open_writer(in_root("before"), false);
    add(w, 61);
    finish(w);
    assert_same(in_root("index"), in_root("before"));
    assert_false(has_leftovers());
}

static uint32_t documents_of(struct xc_database *database)
{
    struct xc_stats stats = {0};
    assert_int_equal(xc_database_stats(database, &stats, NULL), XC_OK);
    return stats.documents;
}

static void a_reader_goes_on_with_the_old_index_until_it_opens_it_again(void **state)
{
    (void)state;
    struct xc_error e;
    bool changed = false;
    make_index(in_root("index"), 60);
    struct xc_database *reader = xc_database_open(in_root("index"), &e);
    struct xc_document *document = xc_document_create(&e);
    assert_non_null(reader);
    uint32_t before = documents_of(reader);
    struct tv_writer *w = open_writer(in_root("index"), true);
    add(w, 1);
    finish(w);
    assert_int_equal(documents_of(reader), before);
    for (uint32_t docid = 1; docid <= before; docid++)
        assert_int_equal(
            xc_database_read(reader, docid, XC_READ_DATA | XC_READ_VALUES, document, &e), XC_OK);
    assert_int_equal(xc_database_reopen(reader, &changed, &e), XC_OK);
    assert_true(changed);
    assert_int_equal(documents_of(reader), 3);
    xc_document_destroy(document);
    xc_database_destroy(reader);
}

static void an_index_is_rebuilt_without_the_bulk_loader_too(void **state)
{
    (void)state;
    make_index(in_root("index"), 60);
    make_index(in_root("other"), 20);
    format_is_unknown = true;
    struct tv_writer *w = open_writer(in_root("index"), true);
    for (unsigned i = 1; i <= 20; i++)
        add(w, i);
    finish(w);
    format_is_unknown = false;
    assert_same(in_root("index"), in_root("other"));
    assert_false(has_leftovers());
}

static void only_one_writer_works_on_an_index(void **state)
{
    (void)state;
    struct tv_error err;
    make_index(in_root("index"), 10);
    struct tv_writer *w = open_writer(in_root("index"), true);
    assert_null(tv_writer_open(in_root("index"), false, &err));
    assert_int_equal(err.code, TV_LOCKED);
    assert_null(tv_writer_open(in_root("index"), true, &err));
    assert_int_equal(err.code, TV_LOCKED);
    tv_writer_destroy(w);
    w = open_writer(in_root("index"), false);
    assert_null(tv_writer_open(in_root("index"), true, &err));
    assert_int_equal(err.code, TV_LOCKED);
    tv_writer_destroy(w);
}

/* Does the work in a process of its own, which is to die. */
static void die_in(void (*work)(const char *path), const char *path)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        work(path);
        _exit(0);
    }
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
}

static void rebuild_three(const char *path)
{
    struct tv_writer *w = open_writer(path, true);
    for (unsigned i = 1; i <= 3; i++)
        add(w, i);
    finish(w);
}

static void grow(const char *path, size_t merge_after)
{
    struct tv_writer *w = open_writer(path, false);
    tv_writer_merge_after(w, merge_after);
    for (unsigned i = 61; i <= 90; i++)
        add(w, i);
    finish(w);
}

static void grow_by_merging(const char *path)
{
    grow(path, 30);
}

static void killed_around_the_exchange_it_leaves_the_old_index_or_the_new_one(void **state)
{
    (void)state;
    static const struct {
        void (*work)(const char *path);
        const char *new;
    } kinds[] = {{rebuild_three, "three"}, {grow_by_merging, "grown"}};
    make_index(in_root("sixty"), 60);
    make_index(in_root("three"), 3);
    make_index(in_root("grown"), 60);
    grow(in_root("grown"), LIVE_ALONE);
    for (size_t i = 0; i < 4; i++) {
        bool after = i % 2;
        make_index(in_root("index"), 60);
        at_exchange = after ? DIE_AFTER : DIE_BEFORE;
        die_in(kinds[i / 2].work, in_root("index"));
        at_exchange = LIVE_ON;
        assert_well(reference_check(in_root("index")));
        if (after || i / 2 == 0)
            assert_same(in_root("index"), in_root(after ? kinds[i / 2].new : "sixty"));
        assert_true(has_leftovers());
        tv_writer_destroy(open_writer(in_root("index"), true));
        assert_false(has_leftovers());
        reference_remove(in_root("index"));
    }
}

static int make_root(void **state)
{
    (void)state;
    strcpy(root + strlen(root) - 6, "XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
    (void)state;
    tv_remove_folder(root);
    return 0;
}

#define writer_test(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

static void a_band_has_the_first_of_its_records_in_their_order(void **state)
{
    (void)state;
    struct tv_bands bands = {0};
    uint32_t docids[TV_BAND_MEMBERS];
    char band[TV_BAND_SIZE];
    assert_int_equal(tv_bands_find(&bands, "w1", docids), 0);
    for (uint32_t i = 1; i <= 100000; i++) {
        snprintf(band, sizeof band, "w%u", i % 30000); /* three or four records each */
        tv_bands_add(&bands, band, i);
        if (i <= 2 * TV_BAND_MEMBERS)
            tv_bands_add(&bands, "many", i);
    }
    assert_int_equal(tv_bands_find(&bands, "w29999", docids), 3);
    assert_int_equal(tv_bands_find(&bands, "w7", docids), 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(docids[i], 7 + 30000 * i);
    assert_int_equal(tv_bands_find(&bands, "many", docids), TV_BAND_MEMBERS);
    for (uint32_t i = 0; i < TV_BAND_MEMBERS; i++)
        assert_int_equal(docids[i], i + 1);
    assert_int_equal(tv_bands_find(&bands, "w30000", docids), 0);
    tv_bands_finish(&bands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_has_the_first_of_its_records_in_their_order),
        writer_test(an_unknown_format_is_left_to_libxapian_with_the_same_result),
        writer_test(a_large_update_is_merged_with_the_same_result),
        writer_test(a_merged_index_can_be_updated_again),
        writer_test(a_large_update_of_an_unknown_format_goes_on_through_libxapian),
        writer_test(what_is_merged_without_a_commit_changes_nothing),
        writer_test(a_reader_goes_on_with_the_old_index_until_it_opens_it_again),
        writer_test(an_index_is_rebuilt_without_the_bulk_loader_too),
        writer_test(long_data_can_be_read_whoever_wrote_it),
        writer_test(only_one_writer_works_on_an_index),
        writer_test(killed_around_the_exchange_it_leaves_the_old_index_or_the_new_one),
    };
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
