/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables as text, with commas, semicolons or tabs between their cells, by libcsv. Each cell is one of
 * a table, whatever line breaks it has; the table is called what its file is called. */
#include "charset.h"
#include "extraction.h"
#include "manifest_table.h"

#include <csv.h>
#include <string.h>
#include <strings.h>

enum { SNIFF = 4096 };

struct table {
    struct tv_extraction *x;
    uint32_t row, column; /* that ended last; the row before the one at hand */
};

static bool is_named_table(const char *path)
{
    static const char *const ends[] = {".csv", ".tsv", ".tab"};
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (n > 4 && strcasecmp(path + n - 4, ends[i]) == 0)
            return true;
    return false;
}

/* By its name, where its first line has more than one cell. */
static int recognise(const struct tv_member *member)
{
    size_t n = member->size < SNIFF ? member->size : SNIFF;
    const char *s = (const char *)member->bytes;
    const char *end = memchr(s, '\n', n);
    if (!is_named_table(member->path) || memchr(s, 0, n))
        return 0;
    return memchr(s, tv_table_separator(s, n), end ? (size_t)(end - s) : n) ? 60 : 0;
}

static void end_cell(void *text, size_t size, void *context)
{
    struct table *t = context;
    t->column++;
    if (!size)
        return;
    char *copy = tv_arena_strndup(&t->x->arena, text, size);
    tv_extraction_add(t->x, &(struct tv_block){.type = TV_BLOCK_CELL,
                                               .table = 1,
                                               .row = t->row + 1,
                                               .column = t->column,
                                               .text = copy});
}

static void end_row(int end, void *context)
{
    struct table *t = context;
    (void)end;
    t->row++;
    t->column = 0;
}

static void state_title(const char *path, struct tv_extraction *x)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t size = dot ? (size_t)(dot - name) : strlen(name);
    tv_extraction_state(x, TV_FACT_TITLE, TV_NAME, "file name",
                        tv_arena_strndup(&x->arena, name, size));
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_buffer text = {0};
    struct csv_parser parser;
    struct table table = {.x = x};
    tv_to_utf8(member->bytes, member->size, NULL, &text);
    if (csv_init(&parser, CSV_APPEND_NULL) != 0) {
        tv_buffer_finish(&text);
        return tv_fail(err, TV_REFUSED, "libcsv does not start");
    }
    csv_set_delim(&parser, (unsigned char)tv_table_separator(text.data, text.size));
    csv_parse(&parser, text.data, text.size, end_cell, end_row, &table);
    csv_fini(&parser, end_cell, end_row, &table);
    csv_free(&parser);
    tv_buffer_finish(&text);
    state_title(member->path, x);
    return true;
}

const struct tv_format tv_format_csv = {"csv", recognise, extract};
