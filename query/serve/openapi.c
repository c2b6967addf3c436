/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /openapi.json: the table of routes as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0). */
#include "api.h"
#include "corpus/json.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

static void put_schema(struct tv_json *j, const struct tv_parameter *p)
{
    tv_json_key(j, "schema");
    tv_json_object(j);
    if (p->kind == TV_PARAMETER_LIST) {
        tv_json_put_string(j, "type", "array");
        tv_json_key(j, "items");
        tv_json_object(j);
        tv_json_put_string(j, "type", "string");
        tv_json_end(j);
    } else if (p->kind == TV_PARAMETER_NUMBER) {
        tv_json_put_string(j, "type", "integer");
        tv_json_put_number(j, "minimum", p->least);
        tv_json_put_number(j, "maximum", p->most);
        tv_json_put_number(j, "default", p->usual);
    } else {
        tv_json_put_string(j, "type", "string");
    }
    if (p->kind == TV_PARAMETER_CHOICE) {
        size_t n = 0;
        while (p->choices[n])
            n++;
        tv_json_put_strings(j, "enum", p->choices, n);
        tv_json_put_string(j, "default", p->choices[0]);
    }
    tv_json_end(j);
}

static void put_parameter(struct tv_json *j, const struct tv_parameter *p)
{
    tv_json_object(j);
    tv_json_put_string(j, "name", p->name);
    tv_json_put_string(j, "in", "query");
    tv_json_put_string(j, "description", p->description);
    tv_json_key(j, "required");
    tv_json_bool(j, p->required);
    put_schema(j, p);
    tv_json_end(j);
}

static void put_segment(struct tv_json *j, const char *what)
{
    tv_json_object(j);
    tv_json_put_string(j, "name", "segment");
    tv_json_put_string(j, "in", "path");
    tv_json_put_string(j, "description", what);
    tv_json_key(j, "required");
    tv_json_bool(j, true);
    tv_json_key(j, "schema");
    tv_json_object(j);
    tv_json_put_string(j, "type", "string");
    tv_json_end(j);
    tv_json_end(j);
}

static void put_parameters(struct tv_json *j, const struct tv_route *route)
{
    tv_json_key(j, "parameters");
    tv_json_array(j);
    if (route->segment)
        put_segment(j, route->segment);
    for (size_t i = 0; i < route->parameters->n; i++)
        put_parameter(j, &route->parameters->items[i]);
    tv_json_end(j);
}

static void put_contents(struct tv_json *j, const char *const *types)
{
    tv_json_key(j, "content");
    tv_json_object(j);
    for (size_t i = 0; types[i]; i++) {
        char type[80];
        snprintf(type, sizeof type, "%.*s", (int)strcspn(types[i], ";"), types[i]);
        tv_json_key(j, type);
        tv_json_object(j);
        tv_json_end(j);
    }
    tv_json_end(j);
}

static void put_response(struct tv_json *j, unsigned status, const char *const *types)
{
    char key[8];
    snprintf(key, sizeof key, "%u", status);
    tv_json_key(j, key);
    tv_json_object(j);
    tv_json_put_string(j, "description", tv_status_title(status));
    if (types)
        put_contents(j, types);
    tv_json_end(j);
}

/* Those that the route may give, and those that any may. */
static void put_responses(struct tv_json *j, const struct tv_route *route)
{
    static const char *const problem[] = {TV_TYPE_PROBLEM, NULL}, *const page[] = {TV_TYPE_HTML,
                                                                                   NULL};
    const char *const *types = route->kind == TV_ROUTE_PAGE ? page : problem;
    tv_json_key(j, "responses");
    tv_json_object(j);
    put_response(j, MHD_HTTP_OK, route->types);
    if (route->searches && !route->verifies)
        put_response(j, MHD_HTTP_NOT_MODIFIED, NULL);
    put_response(j, MHD_HTTP_BAD_REQUEST, types);
    if (!route->open)
        put_response(j, MHD_HTTP_UNAUTHORIZED, types);
    if (route->segment || route->searches)
        put_response(j, MHD_HTTP_NOT_FOUND, types);
    put_response(j, MHD_HTTP_METHOD_NOT_ALLOWED, types);
    put_response(j, MHD_HTTP_CONTENT_TOO_LARGE, types);
    put_response(j, MHD_HTTP_URI_TOO_LONG, types);
    put_response(j, MHD_HTTP_MISDIRECTED_REQUEST, types);
    put_response(j, MHD_HTTP_SERVICE_UNAVAILABLE, types);
    tv_json_end(j);
}

static void put_route(struct tv_json *j, const struct tv_route *route)
{
    char path[64];
    snprintf(path, sizeof path, "%s%s", route->path, route->segment ? "{segment}" : "");
    tv_json_key(j, path);
    tv_json_object(j);
    tv_json_key(j, "get");
    tv_json_object(j);
    tv_json_put_string(j, "summary", route->summary);
    put_parameters(j, route);
    put_responses(j, route);
    if (route->open) {
        tv_json_key(j, "security");
        tv_json_array(j);
        tv_json_end(j);
    }
    tv_json_end(j);
    tv_json_end(j);
}

/* A bearer token, where the server wants one. */
static void put_security(struct tv_json *j)
{
    tv_json_key(j, "components");
    tv_json_object(j);
    tv_json_key(j, "securitySchemes");
    tv_json_object(j);
    tv_json_key(j, "token");
    tv_json_object(j);
    tv_json_put_string(j, "type", "http");
    tv_json_put_string(j, "scheme", "bearer");
    tv_json_end(j);
    tv_json_end(j);
    tv_json_end(j);
}

bool tv_openapi(struct tv_work *work)
{
    struct tv_json j = {.out = &work->reply->body, .indent = 1};
    work->reply->type = TV_TYPE_JSON;
    work->reply->caching = TV_CACHING_NEVER;
    tv_json_object(&j);
    tv_json_put_string(&j, "openapi", "3.1.0");
    tv_json_key(&j, "info");
    tv_json_object(&j);
    tv_json_put_string(&j, "title", "Travaux");
    tv_json_put_string(&j, "version", TRAVAUX_VERSION);
    tv_json_end(&j);
    tv_json_key(&j, "paths");
    tv_json_object(&j);
    for (size_t i = 0; i < tv_n_routes; i++)
        put_route(&j, &tv_routes[i]);
    tv_json_end(&j);
    put_security(&j);
    tv_json_end(&j);
    return true;
}
