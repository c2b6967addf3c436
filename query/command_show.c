/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux show: a document, or a passage in its context. */
#include "commands.h"
#include "corpus/citation.h"
#include "output.h"
#include "pager.h"

#include <stdlib.h>
#include <string.h>

struct values {
    struct tv_list indexes;
    uint32_t context;
    int format, color;
};

static const struct values defaults = {.context = 2};

static const char *const formats[] = {"text", "json", NULL};

#define AT(member) offsetof(struct values, member)

static const struct tv_option options[] = {
    TV_OPTION_INDEX(struct values),
    {"context", 'C', TV_OPTION_NUMBER, AT(context), "N",
     "passages around the one asked for (default: 2)", NULL},
    {"format", 0, TV_OPTION_CHOICE, AT(format), "FORMAT", "how to print", formats},
    TV_OPTION_COLOR(struct values),
};

static void put_plain(struct tv_buffer *out, const char *label, const char *text)
{
    if (!text)
        return;
    tv_buffer_puts(out, label);
    tv_plain(text, strlen(text), false, out);
}

static void print_head(const struct tv_output *out, const struct tv_record *record)
{
    const struct tv_document *doc = &record->doc;
    struct tv_buffer line = {0};
    tv_buffer_putc(&line, TV_MARK);
    put_plain(&line, "", doc->title ? doc->title : doc->id);
    tv_buffer_putc(&line, TV_UNMARK);
    tv_buffer_printf(&line, "\n%s; %s", doc->id, tv_kind_name(doc->kind));
    put_plain(&line, ", ", doc->symbol);
    put_plain(&line, ", ", doc->date);
    for (size_t i = 0; i < doc->n_states; i++)
        put_plain(&line, i ? " " : ", ", doc->states[i]);
    put_plain(&line, ", ", doc->language);
    put_plain(&line, "\n", doc->url);
    for (size_t i = 0; i < record->n_sources; i++) {
        put_plain(&line, "\n", record->sources[i].archive);
        put_plain(&line, ": ", record->sources[i].member);
    }
    tv_buffer_printf(&line, "\nSHA-256 %s", doc->sha256);
    tv_wrap(out, line.data, "");
    tv_buffer_finish(&line);
}

static void print_headings(const struct tv_output *out, const struct tv_passage *before,
                           const struct tv_passage *passage)
{
    const struct tv_place *place = &passage->place;
    struct tv_buffer line = {0};
    for (size_t i = place->n_headings - tv_new_headings(before, passage); i < place->n_headings;
         i++) {
        tv_buffer_putc(&line, '\n');
        tv_buffer_putc(&line, TV_MARK);
        put_plain(&line, "", place->headings[i]);
        tv_buffer_putc(&line, TV_UNMARK);
    }
    if (line.size)
        tv_wrap(out, line.data, "");
    tv_buffer_finish(&line);
}

/* A passage behind its headings and its number and place; the one asked for has a '>'. */
static void print_passage(const struct tv_output *out, const struct tv_document *doc,
                          const struct tv_passage *before, const struct tv_passage *passage,
                          bool meant)
{
    struct tv_buffer label = {0}, place = {0}, text = {0};
    print_headings(out, before, passage);
    tv_cite_place(doc, passage, NULL, &place);
    tv_buffer_printf(&label, "%c%s#%u", TV_FAINT, meant ? "> " : "", passage->number);
    put_plain(&label, "  ", place.data);
    putc('\n', out->file);
    tv_wrap(out, label.data, "");
    tv_plain(passage->text, strlen(passage->text), true, &text);
    tv_wrap(out, text.data ? text.data : "", meant ? "> " : "  ");
    tv_buffer_finish(&label);
    tv_buffer_finish(&place);
    tv_buffer_finish(&text);
}

static void print_text(const struct tv_output *out, const struct tv_text *text, uint32_t number)
{
    print_head(out, &text->record);
    for (size_t i = 0; i < text->n_passages; i++) {
        const struct tv_passage *p = &text->passages[i];
        print_passage(out, &text->record.doc, i ? p - 1 : NULL, p, p->number == number);
    }
}

static void print_json(const struct tv_output *out, const struct tv_text *text)
{
    struct tv_buffer json = {0};
    struct tv_json j = {.out = &json, .indent = 2};
    tv_json_text(&j, text);
    fprintf(out->file, "%s\n", json.data);
    tv_buffer_finish(&json);
}

static bool show(const struct values *v, struct tv_index *index, const char *reference,
                 struct tv_output *out, struct tv_error *err)
{
    struct tv_reference r;
    struct tv_text text;
    if (!tv_reference_of(index, reference, &r, err) ||
        !tv_text_around(index, &r, v->context, &text, err))
        return false;
    if (v->format == 1)
        print_json(out, &text);
    else
        print_text(out, &text, r.number);
    tv_text_finish(&text);
    return true;
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    struct tv_index index;
    if (operands->n == 0) {
        tv_fail(err, TV_USAGE, "an ID or ID#N is missing (see travaux show --help)");
        return TV_EXIT_ERROR;
    }
    if (!tv_index_open(v->indexes.items, v->indexes.n, &index, err))
        return TV_EXIT_ERROR;
    struct tv_output out = tv_output_stdout((enum tv_color)v->color);
    struct tv_pager pager = tv_pager_start(&out);
    bool ok = true;
    for (size_t i = 0; ok && i < operands->n; i++) {
        if (i)
            putc('\n', out.file);
        ok = show(v, &index, operands->items[i], &out, err);
    }
    tv_pager_end(&pager);
    tv_index_finish(&index);
    return ok ? TV_EXIT_FOUND : TV_EXIT_ERROR;
}

const struct tv_command tv_command_show = {
    .name = "show",
    .operands = "ID|ID#N...",
    .summary = "Shows a document, or a passage in its context",
    .details = "The start of an ID will do where no other document has the same.\n"
               "On a terminal the text goes through $PAGER.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .run = run,
};
