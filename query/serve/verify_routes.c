/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /api/v1/verify and /verify: a citation, checked against the archive that it is from. */
#include "../web/page.h"
#include "api.h"
#include "corpus/citation.h"
#include "corpus/format_version.h"
#include "corpus/json.h"
#include "server.h"

#include <microhttpd.h>
#include <string.h>

struct verify_values {
    const char *id;
};

static const struct tv_parameter verify_parameters[] = {
    {.name = "id",
     .kind = TV_PARAMETER_TEXT,
     .offset = offsetof(struct verify_values, id),
     .description = "ID#N of a passage (# as %23), or ID: all passages of a document",
     .required = true},
};
const struct tv_parameters tv_verify_parameters =
    TV_PARAMETERS(verify_parameters, struct verify_values);

/* What was asked about, and what became of it. */
struct checked {
    struct tv_text text; /* the passage, or the first of the document */
    uint32_t number;
    struct tv_verdict verdict;
};

static bool ask(struct tv_work *work, struct checked *c)
{
    struct tv_server *s = work->server;
    struct tv_error err = {0};
    if (!tv_verifier_is_there(&s->verifier))
        return tv_problem_set(work->problem, MHD_HTTP_NOT_FOUND,
                              "this server has no archives at hand (travaux serve --archives DIR); "
                              "where they are, travaux verify %s does it",
                              c->text.record.doc.id);
    bool ok = tv_verifier_ask(&s->verifier, &c->text.record, c->number,
                              atomic_load(&s->revision.generation), &c->verdict, &err);
    atomic_store(&s->metrics.verified, s->verifier.asked);
    if (ok)
        return true;
    return tv_problem_set(work->problem, MHD_HTTP_SERVICE_UNAVAILABLE,
                          "it could not be checked: %s", err.message);
}

static bool check(struct tv_work *work, struct checked *ret_checked)
{
    const struct verify_values *v = work->values;
    struct tv_error *err = &work->problem->err;
    struct tv_reference r;
    struct checked c = {0};
    work->reply->caching = TV_CACHING_NEVER; /* the archive may change at any time */
    if (!tv_reference_of(work->index, v->id, &r, err) ||
        !(r.number ? tv_passage_read(work->index, r.id, r.number, &c.text, err)
                   : tv_text_read(work->index, r.id, 1, 1, &c.text, err)))
        return false;
    c.number = r.number;
    bool ok = ask(work, &c);
    if (ok)
        *ret_checked = c;
    else
        tv_text_finish(&c.text);
    return ok;
}

static void finish(struct checked *c)
{
    tv_verdict_finish(&c->verdict);
    tv_text_finish(&c->text);
}

static void put_nearest(struct tv_json *j, const char *lines)
{
    tv_json_key(j, "nearest");
    tv_json_array(j);
    for (const char *line = lines; line && *line; line += strcspn(line, "\n") + 1) {
        struct tv_arena arena = {0};
        tv_json_string(j, tv_arena_strndup(&arena, line, strcspn(line, "\n")));
        tv_arena_finish(&arena);
    }
    tv_json_end(j);
}

static void put_sources(struct tv_json *j, const struct tv_record *record)
{
    tv_json_key(j, "sources");
    tv_json_array(j);
    for (size_t i = 0; i < record->n_sources; i++) {
        tv_json_object(j);
        tv_json_put_string(j, "archive", record->sources[i].archive);
        tv_json_put_string(j, "member", record->sources[i].member);
        tv_json_end(j);
    }
    tv_json_end(j);
}

static void put_checked(struct tv_json *j, const struct checked *c)
{
    const struct tv_record *record = &c->text.record;
    char moment[TV_TIME_SIZE], id[TV_ID_SIZE + 16];
    tv_format_time((time_t)c->verdict.time, moment);
    snprintf(id, sizeof id, c->number ? "%s#%u" : "%s", record->doc.id, c->number);
    tv_json_object(j);
    tv_json_put_number(j, "format_version", TV_FORMAT_VERSION);
    tv_json_put_string(j, "id", id);
    tv_json_put_string(j, "verdict", tv_verdict_name(&c->verdict));
    tv_json_put_string(j, "reason", c->verdict.reason);
    put_nearest(j, c->verdict.nearest);
    tv_json_put_string(j, "checked", moment);
    tv_json_put_string(j, "sha256", record->doc.sha256);
    put_sources(j, record);
    tv_json_end(j);
    tv_buffer_putc(j->out, '\n');
}

bool tv_api_verify(struct tv_work *work)
{
    struct tv_json j = {.out = &work->reply->body};
    struct checked c;
    work->reply->type = TV_TYPE_JSON;
    if (!check(work, &c))
        return false;
    put_checked(&j, &c);
    finish(&c);
    return true;
}

bool tv_page_route_verify(struct tv_work *work)
{
    struct tv_buffer citation = {0};
    struct checked c;
    work->reply->type = TV_TYPE_HTML;
    if (!check(work, &c))
        return false;
    if (c.number)
        tv_cite(&c.text.record.doc, &c.text.passages[0], NULL, &citation);
    struct tv_verdict_view view = {&c.text, c.number, citation.data, &c.verdict};
    tv_page_verdict(&view, &work->reply->body);
    tv_buffer_finish(&citation);
    finish(&c);
    return true;
}
