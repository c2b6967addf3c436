/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For tests of extractors (extracting.h). */
#include "extracting.h"
#include "seed.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static la_ssize_t append(struct archive *a, void *data, const void *bytes, size_t n)
{
    (void)a;
    tv_buffer_add(data, bytes, n);
    return (la_ssize_t)n;
}

struct tv_buffer zip_of(const struct file *files, size_t n)
{
    struct tv_buffer out = {0};
    struct archive *a = archive_write_new();
    archive_write_set_format_zip(a);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open(a, &out, NULL, append, NULL), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *entry = archive_entry_new();
        size_t size = strlen(files[i].content);
        archive_entry_set_pathname(entry, files[i].name);
        archive_entry_set_size(entry, (la_int64_t)size);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        if (strcmp(files[i].name, "mimetype") == 0) /* as OpenDocument and EPUB want it */
            archive_write_zip_set_compression_store(a);
        else
            archive_write_zip_set_compression_deflate(a);
        assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(a, files[i].content, size), size);
        archive_entry_free(entry);
    }
    archive_write_free(a);
    return out;
}

static void add_block(struct tv_buffer *out, const struct tv_block *b)
{
    static const char *const types[] = {"H", "P", "I", "C"};
    tv_buffer_puts(out, types[b->type]);
    if (b->type == TV_BLOCK_HEADING || b->type == TV_BLOCK_ITEM)
        tv_buffer_printf(out, "%u", b->level);
    if (b->type == TV_BLOCK_CELL)
        tv_buffer_printf(out, " %u:%u,%u", b->table, b->row, b->column);
    if (b->page)
        tv_buffer_printf(out, " p%u", b->page);
    if (b->label)
        tv_buffer_printf(out, " <%s>", b->label);
    tv_buffer_printf(out, " %s\n", b->text);
}

static bool extract(const void *bytes, size_t n, struct tv_extraction *x, struct tv_error *err)
{
    /* In memory of exactly that size, so that reading beyond it is seen. */
    uint8_t *copy = malloc(n ? n : 1);
    memcpy(copy, bytes, n);
    struct tv_member member = {.path = "test", .bytes = copy, .size = n};
    bool ok = tv_extract_member(&member, x, err);
    keep_seed(bytes, n);
    free(copy);
    return ok;
}

char *extracted(const void *bytes, size_t n)
{
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    struct tv_buffer out = {0};
    if (extract(bytes, n, &x, &err)) {
        for (size_t i = 0; i < x.n_blocks; i++)
            add_block(&out, &x.blocks[i]);
    } else {
        tv_buffer_printf(&out, "%s: %s", err.code == TV_REFUSED ? "refused" : "ignored",
                         err.message);
    }
    tv_extraction_finish(&x);
    return tv_buffer_steal(&out);
}

char *extracted_fact(const void *bytes, size_t n, enum tv_fact_key key)
{
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    extract(bytes, n, &x, &err);
    char *value = tv_strdup(x.facts[key].value ? x.facts[key].value : "");
    tv_extraction_finish(&x);
    return value;
}

void assert_extracts(const void *bytes, size_t n, const char *expected)
{
    char *actual = extracted(bytes, n);
    assert_string_equal(actual, expected);
    free(actual);
}

void assert_zip_extracts(const struct file *files, size_t n, const char *expected)
{
    struct tv_buffer zip = zip_of(files, n);
    assert_extracts(zip.data, zip.size, expected);
    tv_buffer_finish(&zip);
}
