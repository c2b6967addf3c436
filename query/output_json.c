/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as JSON: one object, or one object a hit and line (output.h). */
#include "corpus/format_version.h"
#include "output.h"

void tv_json_document(struct tv_json *j, const struct tv_record *record)
{
    const struct tv_document *doc = &record->doc;
    tv_json_put_string(j, "id", doc->id);
    tv_json_put_string(j, "title", doc->title);
    tv_json_put_string(j, "kind", tv_kind_name(doc->kind));
    tv_json_put_string(j, "symbol", doc->symbol);
    tv_json_put_string(j, "date", doc->date);
    tv_json_put_string(j, "language", doc->language);
    tv_json_put_strings(j, "states", doc->states, doc->n_states);
    tv_json_put_string(j, "url", doc->url);
    tv_json_put_string(j, "archive", record->sources[0].archive);
    tv_json_put_string(j, "member", record->sources[0].member);
    tv_json_put_string(j, "sha256", doc->sha256);
}

void tv_json_passage(struct tv_json *j, const struct tv_document *doc,
                     const struct tv_passage *passage)
{
    const struct tv_place *place = &passage->place;
    struct tv_arena arena = {0};
    tv_json_put_string(j, "id", tv_passage_id(&arena, doc, passage->number));
    tv_arena_finish(&arena);
    tv_json_put_number(j, "number", passage->number);
    tv_json_put_count(j, "page", place->page);
    tv_json_put_count(j, "page_end", place->page_end);
    tv_json_put_string(j, "page_label", place->page_label);
    tv_json_put_string(j, "article", place->article);
    tv_json_put_string(j, "paragraph", place->paragraph);
    tv_json_put_strings(j, "heading", place->headings, place->n_headings);
    tv_json_put_string(j, "text", passage->text);
}

static void put_highlights(struct tv_json *j, const struct tv_hit *hit)
{
    tv_json_key(j, "highlights");
    tv_json_flat_array(j);
    for (size_t i = 0; i < hit->n_highlights; i++) {
        tv_json_array(j);
        tv_json_number(j, hit->highlights[i].first);
        tv_json_number(j, hit->highlights[i].last);
        tv_json_end(j);
    }
    tv_json_end(j);
}

static void put_duplicates(struct tv_json *j, const struct tv_hit *hit)
{
    tv_json_key(j, "duplicates");
    tv_json_object(j);
    tv_json_put_number(j, "count", hit->duplicates.n);
    tv_json_put_strings(j, "ids", hit->duplicates.ids, hit->duplicates.n_ids);
    tv_json_end(j);
}

void tv_json_hit(struct tv_json *j, const char *topic, const struct tv_hit *hit)
{
    tv_json_object(j);
    tv_json_put_string(j, "topic", topic);
    tv_json_put_number(j, "rank", hit->rank);
    tv_json_key(j, "score");
    tv_json_real(j, hit->score);
    tv_json_key(j, "document");
    tv_json_object(j);
    tv_json_document(j, hit->record);
    tv_json_end(j);
    tv_json_key(j, "passage");
    tv_json_object(j);
    tv_json_passage(j, &hit->record->doc, &hit->passage);
    put_highlights(j, hit);
    tv_json_end(j);
    tv_json_put_string(j, "citation", hit->citation);
    put_duplicates(j, hit);
    tv_json_put_number(j, "more", hit->more);
    tv_json_end(j);
}

void tv_json_facets(struct tv_json *j, const struct tv_answer *answer)
{
    for (size_t i = 0; i < TV_FACET_COUNT; i++) {
        tv_json_key(j, tv_facet_name((enum tv_facet_kind)i));
        tv_json_object(j);
        for (size_t k = 0; k < answer->facets[i].n; k++)
            tv_json_put_number(j, answer->facets[i].values[k].value,
                               answer->facets[i].values[k].count);
        tv_json_end(j);
    }
}

static void put_expanded(struct tv_json *j, const struct tv_answer *answer)
{
    tv_json_key(j, "expanded");
    tv_json_array(j);
    for (size_t i = 0; i < answer->n_expanded; i++) {
        tv_json_object(j);
        tv_json_put_string(j, "typed", answer->expanded[i].typed);
        tv_json_put_strings(j, "also", answer->expanded[i].also, answer->expanded[i].n_also);
        tv_json_end(j);
    }
    tv_json_end(j);
}

void tv_json_answer(struct tv_json *j, const struct tv_printed *printed)
{
    tv_json_object(j);
    tv_json_put_number(j, "format_version", TV_FORMAT_VERSION);
    tv_json_put_string(j, "query", printed->query);
    tv_json_put_number(j, "total", printed->answer->total);
    tv_json_put_string(j, "corrected", printed->corrected);
    put_expanded(j, printed->answer);
    tv_json_key(j, "facets");
    tv_json_object(j);
    tv_json_facets(j, printed->answer);
    tv_json_end(j);
    tv_json_key(j, "hits");
    tv_json_array(j);
    for (size_t i = 0; i < printed->answer->n_hits; i++)
        tv_json_hit(j, printed->topic, &printed->answer->hits[i]);
    tv_json_end(j);
    tv_json_end(j);
}

void tv_json_text(struct tv_json *j, const struct tv_text *text)
{
    tv_json_object(j);
    tv_json_put_number(j, "format_version", TV_FORMAT_VERSION);
    tv_json_key(j, "document");
    tv_json_object(j);
    tv_json_document(j, &text->record);
    tv_json_end(j);
    tv_json_key(j, "passages");
    tv_json_array(j);
    for (size_t i = 0; i < text->n_passages; i++) {
        tv_json_object(j);
        tv_json_passage(j, &text->record.doc, &text->passages[i]);
        tv_json_end(j);
    }
    tv_json_end(j);
    tv_json_end(j);
}

static void print_json(const struct tv_output *out, const struct tv_printed *printed)
{
    struct tv_buffer text = {0};
    struct tv_json j = {.out = &text, .indent = 2};
    tv_json_answer(&j, printed);
    tv_buffer_putc(&text, '\n');
    fwrite(text.data, 1, text.size, out->file);
    tv_buffer_finish(&text);
}

static void print_jsonl(const struct tv_output *out, const struct tv_printed *printed)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i < printed->answer->n_hits; i++) {
        struct tv_json j = {.out = &text};
        tv_json_hit(&j, printed->topic, &printed->answer->hits[i]);
        tv_buffer_putc(&text, '\n');
        fwrite(text.data, 1, text.size, out->file);
        tv_buffer_clear(&text);
    }
    tv_buffer_finish(&text);
}

const struct tv_format tv_format_json = {
    .name = "json", .facets = true, .highlights = true, .per_document = 3, .answer = print_json};

const struct tv_format tv_format_jsonl = {
    .name = "jsonl", .topics = true, .highlights = true, .per_document = 3, .answer = print_jsonl};
