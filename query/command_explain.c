/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux explain: why a passage ranks where it does, in words. */
#include "commands.h"
#include "explanation.h"
#include "id.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

struct values {
    struct tv_list indexes, thesauri;
    const char *language;
    bool json, translate, as_typed;
};

#define AT(member) offsetof(struct values, member)

static const struct tv_option options[] = {
    TV_OPTION_INDEX(struct values),
    {"json", 0, TV_OPTION_FLAG, AT(json), NULL, "as one JSON object", NULL},
    {"language", 0, TV_OPTION_TEXT, AT(language), "LANG", "as of travaux search", NULL},
    {"translate", 0, TV_OPTION_FLAG, AT(translate), NULL, "as of travaux search", NULL},
    {"as-typed", 0, TV_OPTION_FLAG, AT(as_typed), NULL, "as of travaux search", NULL},
    {"thesaurus", 0, TV_OPTION_LIST, AT(thesauri), "FILE", "as of travaux search", NULL},
};

/* Text */

static void put_rank(struct tv_buffer *out, const struct tv_explanation *e)
{
    if (!e->found)
        tv_buffer_puts(out, "The question does not find it.\n");
    else if (e->rank)
        tv_buffer_printf(out, "Number %u of %u passages that the question finds.\n", e->rank,
                         e->total);
    else
        tv_buffer_printf(out, "Not among the first %d of %u passages that the question finds.\n",
                         TV_EXPLAINED_MAX, e->total);
}

/* The parts of a score: what they are called, and what they are. */
static const struct {
    const char *name, *text;
} parts[TV_PART_COUNT] = {
    [TV_PART_WORDS] = {"words", "its words"},
    [TV_PART_STANDING] = {"as_they_stand", "frequent words that it has just as they were typed"},
    [TV_PART_DOCUMENT] = {"document", "its document as a whole"},
    [TV_PART_OTHERS] = {"other_passages", "other passages of its document among the best"},
    [TV_PART_FEEDBACK] = {"feedback", "words that the best documents have in common"},
    [TV_PART_NEIGHBOURS] = {"neighbours", "nearer to what documents like its own have in the mean"},
    [TV_PART_QUOTED] = {"quotation", "words in the order in which the question has them"},
};

static void put_parts(struct tv_buffer *out, const struct tv_explanation *e)
{
    if (!e->parts.in_pool) {
        tv_buffer_puts(out, "It has its place by its words alone, behind the best, for which more "
                            "counts.\n");
        return;
    }
    tv_buffer_puts(out, "That is the sum of:\n");
    for (size_t i = 0; i < TV_PART_COUNT; i++) {
        if (e->parts.of[i] == 0)
            continue;
        tv_buffer_printf(out, "  %6.2f  %s", e->parts.of[i], parts[i].text);
        for (size_t k = 0; i == TV_PART_FEEDBACK && k < e->parts.n_lent; k++) {
            tv_buffer_puts(out, k ? ", " : ": ");
            tv_plain(e->parts.lent[k], strlen(e->parts.lent[k]), false, out);
            tv_buffer_puts(out, "...");
        }
        tv_buffer_puts(out, "\n");
    }
}

static void put_score(struct tv_buffer *out, const struct tv_explanation *e,
                      const struct tv_ranking *r)
{
    if (e->found)
        tv_buffer_printf(out, "It weighs %.2f by its own words", e->weight);
    if (e->rank)
        tv_buffer_printf(out, ", and is ranked by %.2f", e->score);
    if (e->found)
        tv_buffer_puts(out, ".\n");
    if (e->rank)
        put_parts(out, e);
    if (e->found && e->better_of_document)
        tv_buffer_printf(out, "%u of its document's passages %s before it; a search shows three.\n",
                         e->better_of_document, e->better_of_document == 1 ? "is" : "are");
    if (e->foreign && *e->foreign)
        tv_buffer_printf(out,
                         "It is in another language (%s) than the question: words count %.2f "
                         "times.\n",
                         e->foreign, r->exact);
}

static void put_reason(struct tv_buffer *out, const struct tv_reason *r)
{
    tv_buffer_printf(out, "  %6.2f  ", r->weight);
    tv_plain(r->term, strlen(r->term), false, out);
    if (r->heading) {
        tv_buffer_printf(out, ": the heading above it says just that; so it is with %u %s\n",
                         r->passages, r->passages == 1 ? "passage" : "passages");
        return;
    }
    tv_buffer_printf(out, "%s %s, %u %s; in %u %s\n", r->stem ? "..." : "", "in text and headings",
                     r->times, r->times == 1 ? "time" : "times", r->passages,
                     r->passages == 1 ? "passage" : "passages");
}

static void put_words(struct tv_buffer *out, const struct tv_explanation *e)
{
    if (e->n_reasons)
        tv_buffer_puts(out, "\nWhat each of its words gives (the rarer, the more; stems end in "
                            "...):\n");
    for (size_t i = 0; i < e->n_reasons; i++)
        put_reason(out, &e->reasons[i]);
    if (e->n_missing)
        tv_buffer_puts(out, "\nNot in it:");
    for (size_t i = 0; i < e->n_missing; i++) {
        tv_buffer_puts(out, i ? ", " : " ");
        tv_plain(e->missing[i], strlen(e->missing[i]), false, out);
    }
    tv_buffer_puts(out, e->n_missing ? "\n" : "");
}

static void put_expanded(struct tv_buffer *out, const struct tv_query *q,
                         const struct tv_ranking *ranking)
{
    for (size_t i = 0; i < q->n_expanded; i++) {
        tv_buffer_puts(out, "\n");
        tv_plain(q->expanded[i].typed, strlen(q->expanded[i].typed), false, out);
        tv_buffer_puts(out, " stands for these, too:");
        for (size_t k = 0; k < q->expanded[i].n_also; k++) {
            tv_buffer_puts(out, k ? ", " : " ");
            tv_plain(q->expanded[i].also[k], strlen(q->expanded[i].also[k]), false, out);
        }
        tv_buffer_printf(out, "; in the question's language each of them counts %.2f times.\n",
                         ranking->synonym);
    }
}

static void print_text(const struct tv_output *out, const struct tv_query *q,
                       const struct tv_explanation *e, const struct tv_ranking *ranking)
{
    struct tv_buffer text = {0};
    tv_plain(e->citation, strlen(e->citation), false, &text);
    tv_buffer_printf(&text, "\n%s#%u\n\n", e->record.doc.id, e->passage.number);
    put_rank(&text, e);
    put_score(&text, e, ranking);
    put_words(&text, e);
    put_expanded(&text, q, ranking);
    fwrite(text.data, 1, text.size, out->file);
    tv_buffer_finish(&text);
}

/* JSON */

static void json_reason(struct tv_json *j, const struct tv_reason *r)
{
    tv_json_object(j);
    tv_json_put_string(j, "term", r->term);
    tv_json_put_string(j, "as", r->heading ? "heading" : r->stem ? "stem" : "word");
    tv_json_put_string(j, "field", "text");
    tv_json_put_number(j, "times", r->times);
    tv_json_put_number(j, "passages", r->passages);
    tv_json_key(j, "weight");
    tv_json_real(j, r->weight);
    tv_json_end(j);
}

static void json_parts(struct tv_json *j, const struct tv_score_parts *p)
{
    tv_json_object(j);
    for (size_t i = 0; i < TV_PART_COUNT; i++) {
        tv_json_key(j, parts[i].name);
        tv_json_real(j, p->of[i]);
    }
    tv_json_end(j);
}

static void put_json(struct tv_json *j, const char *text, const struct tv_explanation *e)
{
    struct tv_arena arena = {0};
    tv_json_object(j);
    tv_json_put_string(j, "query", text);
    tv_json_put_string(j, "passage", tv_passage_id(&arena, &e->record.doc, e->passage.number));
    tv_json_put_string(j, "citation", e->citation);
    tv_json_put_count(j, "rank", e->rank);
    tv_json_put_number(j, "total", e->total);
    tv_json_key(j, "score");
    tv_json_real(j, e->score);
    tv_json_key(j, "weight");
    tv_json_real(j, e->weight);
    tv_json_key(j, "parts");
    if (e->rank && e->parts.in_pool)
        json_parts(j, &e->parts);
    else
        tv_json_null(j);
    tv_json_put_strings(j, "feedback", e->parts.lent, e->parts.n_lent);
    tv_json_put_number(j, "better_of_document", e->better_of_document);
    tv_json_put_string(j, "foreign", e->foreign && *e->foreign ? e->foreign : NULL);
    tv_json_key(j, "words");
    tv_json_array(j);
    for (size_t i = 0; i < e->n_reasons; i++)
        json_reason(j, &e->reasons[i]);
    tv_json_end(j);
    tv_json_put_strings(j, "missing", e->missing, e->n_missing);
    tv_json_end(j);
    tv_arena_finish(&arena);
}

static void print_json(const struct tv_output *out, const char *text,
                       const struct tv_explanation *e)
{
    struct tv_buffer json = {0};
    struct tv_json j = {.out = &json, .indent = 2};
    put_json(&j, text, e);
    fprintf(out->file, "%s\n", json.data);
    tv_buffer_finish(&json);
}

/* The whole */

static bool explain(const struct values *v, struct tv_index *index,
                    const struct tv_question *question, const char *passage, bool *ret_found,
                    struct tv_error *err)
{
    struct tv_reference reference;
    struct tv_query query;
    struct tv_fault fault;
    struct tv_explanation e;
    struct tv_output out = tv_output_stdout(TV_COLOR_NEVER);
    if (!tv_reference_of(index, passage, &reference, err))
        return false;
    if (!reference.number)
        return tv_fail(err, TV_USAGE, "%s is a document; the passage behind its # is missing",
                       passage);
    if (!tv_question_parse(index, question, &query, &fault, err))
        return false;
    bool ok = tv_explain(index, &query, question->ranking, reference.id, reference.number, &e, err);
    if (ok) {
        *ret_found = e.found;
        if (v->json)
            print_json(&out, question->text, &e);
        else
            print_text(&out, &query, &e, question->ranking);
        tv_explanation_finish(&e);
    }
    tv_query_finish(&query);
    return ok;
}

static bool read_thesauri(const struct values *v, struct tv_thesaurus *t, struct tv_error *err)
{
    bool ok = v->as_typed || tv_thesaurus_add_usual(t, err);
    for (size_t i = 0; ok && i < v->thesauri.n; i++)
        ok = tv_thesaurus_add(t, v->thesauri.items[i], err);
    return ok;
}

/* All operands but the last one are the question. */
static char *question_text(const struct tv_list *operands)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i + 1 < operands->n; i++)
        tv_buffer_printf(&text, "%s%s", i ? " " : "", operands->items[i]);
    return tv_buffer_steal(&text);
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    struct tv_index index = {0};
    struct tv_thesaurus thesaurus = {0};
    bool found = false;
    if (operands->n < 2) {
        tv_fail(err, TV_USAGE, "a question and an ID#N are wanted (see travaux explain --help)");
        return TV_EXIT_ERROR;
    }
    char *text = question_text(operands);
    const struct tv_question question = {.text = text,
                                         .language = v->language,
                                         .ranking = &tv_ranking_default,
                                         .thesaurus = &thesaurus,
                                         .as_typed = v->as_typed,
                                         .translate = v->translate};
    bool ok = read_thesauri(v, &thesaurus, err) &&
              tv_index_open(v->indexes.items, v->indexes.n, &index, err) &&
              explain(v, &index, &question, operands->items[operands->n - 1], &found, err);
    tv_index_finish(&index);
    tv_thesaurus_finish(&thesaurus);
    free(text);
    if (!ok)
        return TV_EXIT_ERROR;
    return found ? TV_EXIT_FOUND : TV_EXIT_NOTHING;
}

const struct tv_command tv_command_explain = {
    .name = "explain",
    .operands = "QUERY... ID#N",
    .summary = "Says why a passage ranks where it does for a question",
    .details = "Exit status: 0; 1 if the question does not find the passage; 2 on an error.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
