/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as CSV (RFC 4180), a hit a row, for spreadsheets (output.h). A spreadsheet takes a cell
 * that begins with = + - @ (full-width ones, too), a tab or a carriage return for a formula; such a
 * cell gets a ' before it, which is the spreadsheets' own way to say "text". */
#include "output.h"

#include <stdlib.h>
#include <string.h>

static const char *const columns[] = {"topic",   "rank",    "score",     "citation", "title",
                                      "kind",    "symbol",  "date",      "language", "states",
                                      "page",    "article", "paragraph", "text",     "url",
                                      "passage", "archive", "member",    "sha256",   "duplicates"};

/* Whether a spreadsheet would compute the cell; `plain` is its text made harmless. */
static bool is_formula(const char *text, const char *plain)
{
    static const char *const signs[] = {"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(plain, signs[i], strlen(signs[i])) == 0)
            return true;
    return text[0] == '\t' || text[0] == '\r';
}

static void put_cell(struct tv_buffer *row, const char *text)
{
    struct tv_buffer plain = {0};
    if (row->size)
        tv_buffer_putc(row, ',');
    tv_plain(text ? text : "", text ? strlen(text) : 0, true, &plain);
    if (text && plain.size) {
        tv_buffer_puts(row, is_formula(text, plain.data) ? "\"'" : "\"");
        for (size_t i = 0; i < plain.size; i++) {
            if (plain.data[i] == '"')
                tv_buffer_putc(row, '"');
            tv_buffer_putc(row, plain.data[i]);
        }
        tv_buffer_putc(row, '"');
    }
    tv_buffer_finish(&plain);
}

static void put_number(struct tv_buffer *row, uint32_t number)
{
    tv_buffer_putc(row, ',');
    if (number)
        tv_buffer_printf(row, "%u", number);
}

static void put_states(struct tv_buffer *row, const struct tv_document *doc)
{
    struct tv_buffer states = {0};
    for (size_t i = 0; i < doc->n_states; i++)
        tv_buffer_printf(&states, "%s%s", i ? " " : "", doc->states[i]);
    put_cell(row, states.data);
    tv_buffer_finish(&states);
}

static void put_document(struct tv_buffer *row, const struct tv_document *doc)
{
    put_cell(row, doc->title);
    put_cell(row, tv_kind_name(doc->kind));
    put_cell(row, doc->symbol);
    put_cell(row, doc->date);
    put_cell(row, doc->language);
    put_states(row, doc);
}

static void put_hit(struct tv_buffer *row, const char *topic, const struct tv_hit *hit)
{
    const struct tv_document *doc = &hit->record->doc;
    struct tv_arena arena = {0};
    tv_buffer_printf(row, "\"%s\"", topic ? topic : "");
    put_number(row, hit->rank);
    tv_buffer_printf(row, ",%.4f", hit->score);
    put_cell(row, hit->citation);
    put_document(row, doc);
    put_number(row, hit->passage.place.page);
    put_cell(row, hit->passage.place.article);
    put_cell(row, hit->passage.place.paragraph);
    put_cell(row, hit->passage.text);
    put_cell(row, doc->url);
    put_cell(row, tv_passage_id(&arena, doc, hit->passage.number));
    put_cell(row, hit->record->sources[0].archive);
    put_cell(row, hit->record->sources[0].member);
    put_cell(row, doc->sha256);
    put_number(row, hit->duplicates.n);
    tv_buffer_puts(row, "\r\n");
    tv_arena_finish(&arena);
}

static void print_head(const struct tv_output *out)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        fprintf(out->file, "%s%s", i ? "," : "", columns[i]);
    fputs("\r\n", out->file);
}

static void print_csv(const struct tv_output *out, const struct tv_printed *printed)
{
    struct tv_buffer row = {0};
    for (size_t i = 0; i < printed->answer->n_hits; i++) {
        tv_buffer_clear(&row);
        put_hit(&row, printed->topic, &printed->answer->hits[i]);
        fwrite(row.data, 1, row.size, out->file);
    }
    tv_buffer_finish(&row);
}

const struct tv_format tv_format_csv = {
    .name = "csv", .topics = true, .per_document = 3, .head = print_head, .answer = print_csv};
