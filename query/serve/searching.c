/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searching: from what was asked for over HTTP to an answer (searching.h). */
#include "searching.h"

#include "corpus/utf8.h"
#include "cost.h"

#include <microhttpd.h>
#include <string.h>

static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const sorts[] = {"relevance", "date", NULL};
static const char *const formats[] = {"json",   "jsonl", "csv",      "markdown",
                                      "bibtex", "ris",   "csl-json", NULL};

#define AT(member) offsetof(struct tv_asked, member)

/* In an order in which each table below is a part of it. */
static const struct tv_parameter parameters[] = {
    {.name = "q",
     .kind = TV_PARAMETER_QUESTION,
     .offset = AT(text),
     .description = "The question, in the query language of travaux search"},
    {.name = "kind",
     .kind = TV_PARAMETER_LIST,
     .offset = AT(kinds),
     .description = "treaty, draft, position, news or record; several: any of them"},
    {.name = "state",
     .kind = TV_PARAMETER_LIST,
     .offset = AT(states),
     .description = "Whose document it is: FRA, France, French ...; several: any of them"},
    {.name = "language",
     .kind = TV_PARAMETER_TEXT,
     .offset = AT(language),
     .description = "Of question and passages: fr, French ..."},
    {.name = "since",
     .kind = TV_PARAMETER_TEXT,
     .offset = AT(since),
     .description = "2022, 2022-03 or 2022-03-05"},
    {.name = "until",
     .kind = TV_PARAMETER_TEXT,
     .offset = AT(until),
     .description = "The same, included"},
    {.name = "document",
     .kind = TV_PARAMETER_LIST,
     .offset = AT(documents),
     .description = "ID of a document to search in; several: in any of them"},
    {.name = "n",
     .kind = TV_PARAMETER_NUMBER,
     .offset = AT(limit),
     .description = "Most hits",
     .least = 1,
     .usual = 10,
     .most = 1000},
    {.name = "offset",
     .kind = TV_PARAMETER_NUMBER,
     .offset = AT(offset),
     .description = "Leave out the first so many hits",
     .most = 1000000},
    {.name = "duplicates",
     .kind = TV_PARAMETER_CHOICE,
     .offset = AT(duplicates),
     .description = "Whether documents with nearly the same text are hits of their own",
     .choices = no_yes},
    {.name = "translate",
     .kind = TV_PARAMETER_CHOICE,
     .offset = AT(translate),
     .description = "Whether passages in other languages are found, too, by the thesaurus",
     .choices = no_yes},
    {.name = "sort",
     .kind = TV_PARAMETER_CHOICE,
     .offset = AT(sort),
     .description = "The order of hits",
     .choices = sorts},
    {.name = "format",
     .kind = TV_PARAMETER_CHOICE,
     .offset = AT(format),
     .description = "Of the answer",
     .choices = formats},
};
enum { FILTERS = 7, PARAMETERS = sizeof parameters / sizeof *parameters };

const struct tv_parameters tv_search_parameters = {parameters, PARAMETERS, sizeof(struct tv_asked)};
const struct tv_parameters tv_page_parameters = {parameters, PARAMETERS - 1,
                                                 sizeof(struct tv_asked)};
const struct tv_parameters tv_filter_parameters = {parameters, FILTERS, sizeof(struct tv_asked)};

bool tv_asked_anything(const struct tv_asked *a)
{
    return a->text || a->kinds.n || a->states.n || a->documents.n || a->language || a->since ||
           a->until;
}

static uint32_t code_points(const char *text, size_t size)
{
    uint32_t n = 0;
    for (size_t i = 0; i < size; n++)
        tv_utf8_next(text, size, &i);
    return n;
}

static bool understand(struct tv_work *work, const struct tv_asked *asked,
                       struct tv_query *ret_query)
{
    struct tv_problem *problem = work->problem;
    struct tv_fault fault;
    struct tv_question question = {
        .text = asked->text ? asked->text : "",
        .everything = !tv_asked_anything(asked),
        .language = asked->language,
        .kinds = asked->kinds,
        .states = asked->states,
        .documents = asked->documents,
        .since = asked->since,
        .until = asked->until,
        .ranking = &tv_ranking_default,
        .thesaurus = work->settings->thesaurus,
        .translate = asked->translate == 1,
    };
    if (tv_question_parse(work->index, &question, ret_query, &fault, &problem->err))
        return true;
    if (problem->err.code == TV_SYNTAX && asked->text) {
        problem->parameter = "q";
        problem->located = fault.length > 0 || fault.offset > 0;
        problem->offset = code_points(asked->text, fault.offset);
        problem->length = code_points(asked->text + fault.offset, fault.length);
    }
    return false;
}

static bool check_depth(struct tv_work *work, const struct tv_wanted *wanted)
{
    const struct tv_settings *s = work->settings;
    if (wanted->limit > s->hits)
        return tv_problem_set(work->problem, MHD_HTTP_BAD_REQUEST,
                              "this server gives at most %u hits at a time", s->hits);
    if ((uint64_t)wanted->offset + wanted->limit > s->depth)
        return tv_problem_set(work->problem, MHD_HTTP_BAD_REQUEST,
                              "this server gives at most the first %u hits; narrow the question",
                              s->depth);
    return true;
}

bool tv_find(struct tv_work *work, const struct tv_asked *asked, const struct tv_wanted *wanted,
             struct tv_found *ret_found)
{
    struct tv_found found = {.asked = asked};
    struct tv_search search = {
        .ranking = &tv_ranking_default,
        .offset = wanted->offset,
        .limit = wanted->limit,
        .per_document = wanted->per_document,
        .duplicates = asked->duplicates == 1,
        .by_date = wanted->newest || asked->sort == TV_SORT_DATE,
        .facets = wanted->facets,
        .highlights = wanted->highlights,
    };
    /* who asks for one document wants what is in it */
    if (asked->documents.n) {
        search.per_document = 0;
        search.duplicates = true;
    }
    if (!check_depth(work, wanted) || (asked->text && !tv_cost_check(asked->text, work->problem)) ||
        !understand(work, asked, &found.query))
        return false;
    bool ok = tv_search_run(work->index, &found.query, &search, &found.answer, &work->problem->err);
    if (ok)
        *ret_found = found;
    else
        tv_query_finish(&found.query);
    return ok;
}

void tv_found_finish(struct tv_found *found)
{
    tv_answer_finish(&found->answer);
    tv_query_finish(&found->query);
}
