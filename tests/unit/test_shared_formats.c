/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that others made, from ../shared/data, if it is there (or from $TRAVAUX_SHARED_DATA). */
#include "indexer/extraction.h"
#include "indexer/structure.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared.h"

static struct tv_buffer read_member(struct archive *a)
{
    struct tv_buffer bytes = {0};
    la_ssize_t n;
    do {
        tv_buffer_reserve(&bytes, 65536);
        n = archive_read_data(a, bytes.data + bytes.size, 65536);
        bytes.size += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    return bytes;
}

/* The name of the format that files with this ending are read as, or NULL. */
static const char *format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (!dot)
        return NULL;
    return strcmp(dot, ".docx") == 0   ? "docx"
           : strcmp(dot, ".odt") == 0  ? "opendocument"
           : strcmp(dot, ".rtf") == 0  ? "rtf"
           : strcmp(dot, ".epub") == 0 ? "epub"
                                       : NULL;
}

static void files_of_other_programs_are_read_as_what_they_are(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/formats.tar.gz");
    if (!a)
        return;
    struct archive_entry *entry;
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        const char *path = archive_entry_pathname(entry), *format = format_of(path);
        if (!format)
            continue;
        struct tv_buffer bytes = read_member(a);
        struct tv_member member = {
            .path = path, .bytes = (uint8_t *)bytes.data, .size = bytes.size};
        struct tv_extraction x = {0};
        struct tv_error err = {0};
        if (!tv_extract_member(&member, &x, &err))
            assert_string_equal(err.message, "no text in it");
        assert_string_equal(x.format, format);
        tv_extraction_finish(&x);
        tv_buffer_finish(&bytes);
    }
    archive_read_free(a);
}

static void hostile_files_are_documents_or_refused(void **state)
{
    (void)state;
    struct archive *a = open_shared("hostile/hostile.tar.gz");
    if (!a)
        return;
    struct archive_entry *entry;
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        struct tv_buffer bytes = read_member(a);
        struct tv_member member = {.path = archive_entry_pathname(entry),
                                   .bytes = (uint8_t *)bytes.data,
                                   .size = bytes.size};
        struct tv_extraction x = {0};
        struct tv_error err = {0};
        if (!tv_extract_member(&member, &x, &err))
            assert_true(err.code == TV_REFUSED || err.code == TV_IGNORED);
        tv_extraction_finish(&x);
        tv_buffer_finish(&bytes);
    }
    archive_read_free(a);
}

/* How many of the articles 1, 2, 3 ... open one after the other in the document's passages. */
static unsigned count_articles(const struct tv_document *doc)
{
    unsigned n = 0;
    for (size_t i = 0; i < doc->n_passages; i++) {
        const char *article = doc->passages[i].place.article;
        if (article && strtoul(article, NULL, 10) == n + 1)
            n++;
    }
    return n;
}

static void articles_of_a_declaration_are_told_in_every_language(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/udhr.tar.gz");
    if (!a)
        return;
    struct archive_entry *entry;
    unsigned languages = 0;
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        struct tv_buffer bytes = read_member(a);
        struct tv_member member = {.path = archive_entry_pathname(entry),
                                   .bytes = (uint8_t *)bytes.data,
                                   .size = bytes.size};
        struct tv_extraction x = {0};
        struct tv_document doc = {0};
        struct tv_error err = {0};
        assert_true(tv_extract_member(&member, &x, &err));
        tv_structure(&x, member.path, &doc);
        if (count_articles(&doc) != 30)
            fail_msg("%s: %u articles of 30", member.path, count_articles(&doc));
        languages++;
        tv_document_finish(&doc);
        tv_extraction_finish(&x);
        tv_buffer_finish(&bytes);
    }
    assert_int_equal(languages, 12);
    archive_read_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_other_programs_are_read_as_what_they_are),
        cmocka_unit_test(hostile_files_are_documents_or_refused),
        cmocka_unit_test(articles_of_a_declaration_are_told_in_every_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
