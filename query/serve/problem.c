/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Problems (problem.h). */
#include "problem.h"

#include "corpus/json.h"

#include <microhttpd.h>
#include <stdarg.h>

bool tv_problem_set(struct tv_problem *problem, unsigned status, const char *format, ...)
{
    struct tv_buffer text = {0};
    va_list args;
    va_start(args, format);
    tv_buffer_vprintf(&text, format, args);
    va_end(args);
    problem->status = status;
    tv_fail(&problem->err, status < 500 ? TV_USAGE : TV_INTERNAL, "%s", text.data);
    tv_buffer_finish(&text);
    return false;
}

unsigned tv_problem_status(const struct tv_problem *problem)
{
    if (problem->status)
        return problem->status;
    switch (problem->err.code) {
    case TV_USAGE:
    case TV_SYNTAX:
        return MHD_HTTP_BAD_REQUEST;
    case TV_NOT_FOUND:
        return MHD_HTTP_NOT_FOUND;
    case TV_LOCKED:
    case TV_VERSION:
    case TV_DAMAGED:
    case TV_IO:
    case TV_TIMEOUT:
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    default:
        return MHD_HTTP_INTERNAL_SERVER_ERROR;
    }
}

const char *tv_status_title(unsigned status)
{
    const char *title = MHD_get_reason_phrase_for(status);
    return title ? title : "Error";
}

void tv_problem_json(const struct tv_problem *problem, struct tv_buffer *out)
{
    struct tv_json j = {.out = out};
    unsigned status = tv_problem_status(problem);
    tv_json_object(&j);
    tv_json_put_string(&j, "type", "about:blank");
    tv_json_put_string(&j, "title", tv_status_title(status));
    tv_json_put_number(&j, "status", status);
    tv_json_put_string(&j, "detail", problem->err.message);
    if (problem->parameter)
        tv_json_put_string(&j, "parameter", problem->parameter);
    if (problem->located) {
        tv_json_put_number(&j, "offset", problem->offset);
        tv_json_put_number(&j, "length", problem->length);
    }
    tv_json_end(&j);
    tv_buffer_putc(out, '\n');
}
