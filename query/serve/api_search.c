/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /api/v1/search and /api/v1/facets. */
#include "../output.h"
#include "api.h"
#include "searching.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>

/* How each format is called and saved. */
static const struct {
    const struct tv_format *format;
    const char *type, *file_name;
} formats[] = {
    [TV_ASKED_JSON] = {&tv_format_json, TV_TYPE_JSON, NULL},
    [TV_ASKED_JSONL] = {&tv_format_jsonl, "application/jsonl", NULL},
    [TV_ASKED_CSV] = {&tv_format_csv, "text/csv; charset=utf-8", "travaux.csv"},
    [TV_ASKED_MARKDOWN] = {&tv_format_markdown, "text/markdown; charset=utf-8", "travaux.md"},
    [TV_ASKED_BIBTEX] = {&tv_format_bibtex, "application/x-bibtex; charset=utf-8", "travaux.bib"},
    [TV_ASKED_RIS] = {&tv_format_ris, "application/x-research-info-systems; charset=utf-8",
                      "travaux.ris"},
    [TV_ASKED_CSL] = {&tv_format_csl_json, "application/vnd.citationstyles.csl+json",
                      "travaux.json"},
};

/* As the command line prints it. */
static void print(const struct tv_format *format, const struct tv_printed *printed,
                  struct tv_buffer *body)
{
    char *text = NULL;
    size_t size = 0;
    struct tv_output out = {.file = open_memstream(&text, &size)};
    if (!out.file)
        abort(); /* out of memory */
    if (format->head)
        format->head(&out);
    format->answer(&out, printed);
    fclose(out.file);
    tv_buffer_add(body, text, size);
    free(text);
}

static void put_found(const struct tv_found *found, struct tv_reply *reply)
{
    struct tv_printed printed = {.query = found->asked->text ? found->asked->text : "",
                                 .corrected = found->query.corrected,
                                 .answer = &found->answer};
    struct tv_json j = {.out = &reply->body};
    int format = found->asked->format;
    reply->type = formats[format].type;
    reply->file_name = formats[format].file_name;
    if (format == TV_ASKED_JSON)
        tv_json_answer(&j, &printed);
    else
        print(formats[format].format, &printed, &reply->body);
}

bool tv_api_search(struct tv_work *work)
{
    const struct tv_asked *asked = work->values;
    const struct tv_format *format = formats[asked->format].format;
    struct tv_wanted wanted = {.limit = asked->limit,
                               .offset = asked->offset,
                               .per_document = format->per_document,
                               .facets = format->facets,
                               .highlights = format->highlights};
    struct tv_found found;
    if (!tv_asked_anything(asked))
        return tv_problem_set(work->problem, MHD_HTTP_BAD_REQUEST,
                              "there is no question (q) and no filter");
    if (!tv_find(work, asked, &wanted, &found))
        return false;
    put_found(&found, work->reply);
    tv_found_finish(&found);
    return true;
}

bool tv_api_facets(struct tv_work *work)
{
    const struct tv_asked *asked = work->values;
    struct tv_wanted wanted = {.facets = true};
    struct tv_found found;
    if (!tv_find(work, asked, &wanted, &found))
        return false;
    struct tv_json j = {.out = &work->reply->body};
    work->reply->type = TV_TYPE_JSON;
    tv_json_object(&j);
    tv_json_put_string(&j, "query", asked->text ? asked->text : "");
    tv_json_put_number(&j, "total", found.answer.total);
    tv_json_key(&j, "facets");
    tv_json_object(&j);
    tv_json_facets(&j, &found.answer);
    tv_json_end(&j);
    tv_json_end(&j);
    tv_found_finish(&found);
    return true;
}
