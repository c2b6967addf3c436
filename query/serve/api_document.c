/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /api/v1/documents/ID, /api/v1/passages/ID#N and /api/v1/cite. */
#include "../citing.h"
#include "../output.h"
#include "api.h"

#include <microhttpd.h>

static bool put_text(struct tv_work *work, const struct tv_text *text)
{
    struct tv_json j = {.out = &work->reply->body};
    work->reply->type = TV_TYPE_JSON;
    tv_json_text(&j, text);
    return true;
}

/* The reference in the path: of a document, or of a passage. */
static bool read_reference(struct tv_work *work, bool passage, struct tv_reference *ret_reference)
{
    if (!tv_reference_of(work->index, work->request->rest, ret_reference, &work->problem->err))
        return false;
    if (passage != (ret_reference->number != 0))
        return tv_problem_set(work->problem, MHD_HTTP_BAD_REQUEST,
                              passage ? "%s is a document; a passage is ID%%23N"
                                      : "%s is a passage; a document is an ID alone",
                              work->request->rest);
    return true;
}

/* Documents */

struct document_values {
    uint32_t first, last;
};

static const struct tv_parameter document_parameters[] = {
    {.name = "first",
     .kind = TV_PARAMETER_NUMBER,
     .offset = offsetof(struct document_values, first),
     .description = "Number of the first passage",
     .least = 1,
     .usual = 1,
     .most = UINT32_MAX},
    {.name = "last",
     .kind = TV_PARAMETER_NUMBER,
     .offset = offsetof(struct document_values, last),
     .description = "Number of the last passage",
     .least = 1,
     .usual = UINT32_MAX,
     .most = UINT32_MAX},
};
const struct tv_parameters tv_document_parameters =
    TV_PARAMETERS(document_parameters, struct document_values);

bool tv_api_document(struct tv_work *work)
{
    const struct document_values *v = work->values;
    struct tv_reference reference;
    struct tv_text text;
    if (!read_reference(work, false, &reference) ||
        !tv_text_read(work->index, reference.id, v->first, v->last, &text, &work->problem->err))
        return false;
    put_text(work, &text);
    tv_text_finish(&text);
    return true;
}

/* Passages */

struct passage_values {
    uint32_t context;
};

static const struct tv_parameter passage_parameters[] = {
    {.name = "context",
     .kind = TV_PARAMETER_NUMBER,
     .offset = offsetof(struct passage_values, context),
     .description = "Passages before and behind the one asked for",
     .usual = 2,
     .most = 100},
};
const struct tv_parameters tv_passage_parameters =
    TV_PARAMETERS(passage_parameters, struct passage_values);

bool tv_api_passage(struct tv_work *work)
{
    const struct passage_values *v = work->values;
    struct tv_reference reference;
    struct tv_text text;
    if (!read_reference(work, true, &reference) ||
        !tv_text_around(work->index, &reference, v->context, &text, &work->problem->err))
        return false;
    put_text(work, &text);
    tv_text_finish(&text);
    return true;
}

/* Citations */

struct cite_values {
    struct tv_list ids;
    int style;
};

static const struct tv_parameter cite_parameters[] = {
    {.name = "id",
     .kind = TV_PARAMETER_LIST,
     .offset = offsetof(struct cite_values, ids),
     .description = "ID#N of a passage (# as %23); several: all of them",
     .required = true,
     .ordered = true},
    {.name = "style",
     .kind = TV_PARAMETER_CHOICE,
     .offset = offsetof(struct cite_values, style),
     .description = "Of the citations",
     .choices = tv_style_names},
};
const struct tv_parameters tv_cite_parameters = TV_PARAMETERS(cite_parameters, struct cite_values);

bool tv_api_cite(struct tv_work *work)
{
    /* by the places of tv_style_names */
    static const char *const types[] = {
        TV_TYPE_TEXT,
        "text/markdown; charset=utf-8",
        TV_TYPE_HTML,
        "application/x-bibtex; charset=utf-8",
        "application/x-research-info-systems; charset=utf-8",
        "application/vnd.citationstyles.csl+json",
    };
    const struct cite_values *v = work->values;
    work->reply->type = types[v->style];
    return tv_cite_references(work->index, v->ids.items, v->ids.n, &tv_styles[v->style],
                              &work->reply->body, &work->problem->err);
}
