/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The routes of the page: they find what query/web/ then shows. */
#include "../web/page.h"

#include "../web/assets.h"
#include "api.h"
#include "corpus/citation.h"
#include "cost.h"

#include <microhttpd.h>
#include <string.h>

/* A longer document is shown in parts of so many passages. */
enum { SHOWN_AT_ONCE = 2000, PER_DOCUMENT = 3, NEWEST = 24 };

static bool show_home(struct tv_work *work)
{
    struct tv_wanted wanted = {.limit = NEWEST, .per_document = 1, .newest = true};
    struct tv_status status = {0};
    struct tv_found newest;
    if (!tv_status_read(work->index, &status, &work->problem->err))
        return false;
    bool ok = tv_find(work, work->values, &wanted, &newest);
    if (ok) {
        tv_page_home(&status, &newest, &work->reply->body);
        tv_found_finish(&newest);
    }
    tv_status_finish(&status);
    return ok;
}

bool tv_page_route_search(struct tv_work *work)
{
    const struct tv_asked *asked = work->values;
    struct tv_wanted wanted = {.limit = asked->limit,
                               .offset = asked->offset,
                               .per_document = PER_DOCUMENT,
                               .facets = true,
                               .highlights = true};
    struct tv_found found;
    work->reply->type = TV_TYPE_HTML;
    if (!tv_asked_anything(asked))
        return show_home(work);
    if (!tv_find(work, asked, &wanted, &found))
        return false;
    tv_page_search(&found, &work->reply->body);
    tv_found_finish(&found);
    return true;
}

/* Documents */

struct document_values {
    const char *text;
    uint32_t passage, first;
};

static const struct tv_parameter document_parameters[] = {
    {.name = "passage",
     .kind = TV_PARAMETER_NUMBER,
     .offset = offsetof(struct document_values, passage),
     .description = "Number of the passage that is meant",
     .most = UINT32_MAX},
    {.name = "first",
     .kind = TV_PARAMETER_NUMBER,
     .offset = offsetof(struct document_values, first),
     .description = "Number of the first passage to show, in a long document",
     .most = UINT32_MAX},
    {.name = "q",
     .kind = TV_PARAMETER_QUESTION,
     .offset = offsetof(struct document_values, text),
     .description = "The question that led here, whose words are highlighted"},
};
const struct tv_parameters tv_document_page_parameters =
    TV_PARAMETERS(document_parameters, struct document_values);

/* The first passage to show: from there, or with the one that is meant in the middle. */
static uint32_t first_shown(const struct document_values *v)
{
    if (v->first)
        return v->first;
    return v->passage > SHOWN_AT_ONCE / 2 ? v->passage - SHOWN_AT_ONCE / 2 : 1;
}

static bool read_document(struct tv_work *work, struct tv_text *ret_text)
{
    const struct document_values *v = work->values;
    struct tv_error *err = &work->problem->err;
    struct tv_reference reference;
    if (!tv_reference_of(work->index, work->request->rest, &reference, err))
        return false;
    uint32_t first = first_shown(v);
    uint32_t last = first < UINT32_MAX - SHOWN_AT_ONCE ? first + SHOWN_AT_ONCE - 1 : UINT32_MAX;
    return tv_text_read(work->index, reference.id, first, last, ret_text, err);
}

static const struct tv_passage *find_passage(const struct tv_text *text, uint32_t number)
{
    for (size_t i = 0; i < text->n_passages; i++)
        if (text->passages[i].number == number)
            return &text->passages[i];
    return NULL;
}

static void show_document(struct tv_work *work, const struct tv_text *text,
                          struct tv_highlighter *highlighter)
{
    const struct document_values *v = work->values;
    const struct tv_passage *meant = find_passage(text, v->passage);
    struct tv_buffer citation = {0};
    if (meant)
        tv_cite(&text->record.doc, meant, NULL, &citation);
    struct tv_document_view shown = {.text = text,
                                     .number = meant ? v->passage : 0,
                                     .citation = citation.data,
                                     .question = v->text,
                                     .highlighter = highlighter,
                                     .verifies = work->settings->archives.n > 0};
    work->reply->type = TV_TYPE_HTML;
    tv_page_document(&shown, &work->reply->body);
    tv_buffer_finish(&citation);
}

/* A question that cannot be understood has led nowhere: nothing is highlighted then. */
static void highlight_document(struct tv_work *work, const struct tv_text *text)
{
    const struct document_values *v = work->values;
    struct tv_question question = {
        .text = v->text, .ranking = &tv_ranking_default, .thesaurus = work->settings->thesaurus};
    struct tv_query query = {0};
    struct tv_fault fault;
    struct tv_error err = {0};
    struct tv_highlighter *highlighter = NULL;
    struct tv_problem problem = {0};
    if (v->text && tv_cost_check(v->text, &problem) &&
        tv_question_parse(work->index, &question, &query, &fault, &err))
        highlighter = tv_highlighter_create(&query);
    show_document(work, text, highlighter);
    tv_highlighter_destroy(highlighter);
    tv_query_finish(&query);
}

bool tv_page_route_document(struct tv_work *work)
{
    struct tv_text text;
    if (!read_document(work, &text))
        return false;
    highlight_document(work, &text);
    tv_text_finish(&text);
    return true;
}

/* Assets */

struct static_values {
    const char *version;
};

static const struct tv_parameter static_parameters[] = {
    {.name = "v",
     .kind = TV_PARAMETER_TEXT,
     .offset = offsetof(struct static_values, version),
     .description = "Of the file: makes it last"},
};
const struct tv_parameters tv_static_parameters =
    TV_PARAMETERS(static_parameters, struct static_values);

bool tv_page_route_static(struct tv_work *work)
{
    const struct tv_asset *asset = tv_asset_find(work->request->rest);
    const struct static_values *v = work->values;
    if (!asset)
        return tv_problem_set(work->problem, MHD_HTTP_NOT_FOUND, "there is nothing at %.200s",
                              work->request->path);
    const char *version = strrchr(asset->url, '=') + 1;
    bool lasts = v->version && strcmp(v->version, version) == 0;
    work->reply->type = asset->type;
    work->reply->caching = lasts ? TV_CACHING_FOREVER : TV_CACHING_NEVER;
    tv_buffer_add(&work->reply->body, asset->bytes, asset->size);
    return true;
}
