/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables as text (manifest_table.h), by libcsv and jansson. Lines are fed one by one, so that it is
 * known where a row began. */
#include "manifest_table.h"

#include "corpus/memory.h"

#include <csv.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_COLUMNS = 64 };

struct cells {
    const char *values[MAX_COLUMNS];
    size_t n;
};

struct csv {
    const struct tv_table_client *client;
    struct tv_arena header_arena, arena;
    struct cells header, row;
    unsigned long line, began; /* of the row at hand */
    bool ended;
};

static void end_field(void *field, size_t size, void *context)
{
    struct csv *c = context;
    if (c->row.n < MAX_COLUMNS)
        c->row.values[c->row.n++] = tv_arena_strndup(&c->arena, field ? field : "", size);
}

static void end_row(int end, void *context)
{
    struct csv *c = context;
    (void)end;
    c->ended = true;
    if (c->header.n == 0) {
        for (size_t i = 0; i < c->row.n; i++)
            c->header.values[i] = tv_arena_strdup(&c->header_arena, c->row.values[i]);
        c->header.n = c->row.n;
    } else if (c->row.n > c->header.n) {
        c->client->fault(c->client->context, c->began, "more cells than the first row has columns");
    } else {
        c->client->row(c->client->context, c->began, c->header.values, c->row.values, c->row.n);
    }
    c->row.n = 0;
    tv_arena_reset(&c->arena);
}

char tv_table_separator(const char *text, size_t n)
{
    static const char separators[] = {',', ';', '\t'};
    size_t most = 0;
    char best = ',';
    const char *end = memchr(text, '\n', n);
    size_t size = end ? (size_t)(end - text) : n;
    for (size_t i = 0; i < sizeof separators; i++) {
        size_t found = 0;
        for (size_t k = 0; k < size; k++)
            found += text[k] == separators[i];
        if (found > most) {
            most = found;
            best = separators[i];
        }
    }
    return best;
}

/* Calls fn with every line, with its end. */
static void each_line(const char *text, size_t n,
                      void (*fn)(void *context, const char *line, size_t size), void *context)
{
    for (size_t i = 0, size; i < n; i += size) {
        const char *end = memchr(text + i, '\n', n - i);
        size = end ? (size_t)(end - text - i) + 1 : n - i;
        fn(context, text + i, size);
    }
}

struct csv_feed {
    struct csv *csv;
    struct csv_parser *parser;
    bool within; /* a row that has not ended */
};

static void feed_csv(void *context, const char *line, size_t size)
{
    struct csv_feed *f = context;
    f->csv->line++;
    if (!f->within)
        f->csv->began = f->csv->line;
    f->csv->ended = false;
    csv_parse(f->parser, line, size, end_field, end_row, f->csv);
    bool blank = strspn(line, " \r\n") >= size;
    f->within = !f->csv->ended && (f->within || !blank);
}

void tv_table_read_csv(const char *text, size_t n, const struct tv_table_client *client)
{
    struct csv csv = {.client = client};
    struct csv_parser parser;
    struct csv_feed feed = {.csv = &csv, .parser = &parser};
    bool bom = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    text += bom ? 3 : 0;
    n -= bom ? 3 : 0;
    if (csv_init(&parser, 0) != 0)
        return;
    csv_set_delim(&parser, (unsigned char)tv_table_separator(text, n));
    each_line(text, n, feed_csv, &feed);
    if (n && text[n - 1] != '\n')
        csv_parse(&parser, "\n", 1, end_field, end_row, &csv);
    if (feed.within && !csv.ended)
        client->fault(client->context, csv.began, "a quotation mark that is not closed");
    csv_free(&parser);
    tv_arena_finish(&csv.arena);
    tv_arena_finish(&csv.header_arena);
}

/* JSON Lines. */

struct json {
    const struct tv_table_client *client;
    unsigned long line;
};

/* A value as a cell: a list's items separated by ';'. False: it is none. */
static bool cell_of(const json_t *value, struct tv_buffer *out)
{
    size_t i;
    json_t *item;
    if (json_is_string(value))
        tv_buffer_puts(out, json_string_value(value));
    else if (json_is_integer(value))
        tv_buffer_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_array(value))
        json_array_foreach(value, i, item)
        {
            if (json_is_array(item) || !cell_of(item, out))
                return false;
            tv_buffer_puts(out, ";");
        }
    else
        return json_is_null(value);
    return true;
}

static void take_object(const struct json *j, json_t *object)
{
    struct tv_arena arena = {0};
    struct cells names = {0}, values = {0};
    const char *name;
    json_t *value;
    bool good = json_is_object(object);
    json_object_foreach(object, name, value)
    {
        struct tv_buffer cell = {0};
        if (names.n == MAX_COLUMNS || !cell_of(value, &cell)) {
            tv_buffer_finish(&cell);
            continue; /* a column of somebody else's */
        }
        names.values[names.n++] = name;
        values.values[values.n++] = tv_arena_strdup(&arena, cell.data ? cell.data : "");
        tv_buffer_finish(&cell);
    }
    if (good)
        j->client->row(j->client->context, j->line, names.values, values.values, names.n);
    else
        j->client->fault(j->client->context, j->line, "not a JSON object");
    tv_arena_finish(&arena);
}

static void feed_json(void *context, const char *line, size_t size)
{
    struct json *j = context;
    j->line++;
    if (strspn(line, " \t\r\n") >= size)
        return;
    json_t *object = json_loadb(line, size, JSON_REJECT_DUPLICATES, NULL);
    take_object(j, object);
    json_decref(object);
}

void tv_table_read_json(const char *text, size_t n, const struct tv_table_client *client)
{
    struct json j = {.client = client};
    each_line(text, n, feed_json, &j);
}
