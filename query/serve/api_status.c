/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /api/v1/status and /healthz. */
#include "../status.h"
#include "api.h"
#include "server.h"

#include <microhttpd.h>

const struct tv_parameters tv_no_parameters = {0};

static const char *const no_yes[] = {"no", "yes", NULL};

struct status_values {
    int refused;
};

static const struct tv_parameter status_parameters[] = {
    {.name = "refused",
     .kind = TV_PARAMETER_CHOICE,
     .offset = offsetof(struct status_values, refused),
     .description = "Whether to list what was refused, and why",
     .choices = no_yes},
};
const struct tv_parameters tv_status_parameters =
    TV_PARAMETERS(status_parameters, struct status_values);

bool tv_api_status(struct tv_work *work)
{
    const struct status_values *v = work->values;
    struct tv_json j = {.out = &work->reply->body};
    struct tv_status status = {0};
    if (!tv_status_read(work->index, &status, &work->problem->err))
        return false;
    work->reply->type = TV_TYPE_JSON;
    tv_json_status(&j, &status, v->refused == 1);
    tv_status_finish(&status);
    return true;
}

bool tv_metrics_route(struct tv_work *work)
{
    work->reply->type = "text/plain; version=0.0.4; charset=utf-8";
    work->reply->caching = TV_CACHING_NEVER;
    tv_metrics_text(&work->server->metrics, &work->reply->body);
    return true;
}

bool tv_api_health(struct tv_work *work)
{
    if (atomic_load(&work->server->draining))
        return tv_problem_set(work->problem, MHD_HTTP_SERVICE_UNAVAILABLE, "the server is ending");
    work->reply->type = TV_TYPE_TEXT;
    work->reply->caching = TV_CACHING_NEVER;
    tv_buffer_puts(&work->reply->body, "ok\n");
    return true;
}
