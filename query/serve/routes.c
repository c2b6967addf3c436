/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routes (routes.h). */
#include "routes.h"

#include "api.h"
#include "searching.h"

#include <string.h>

#define BEHIND_API "/api/v1/"

const struct tv_route tv_routes[] = {
    {.path = "/",
     .answer = tv_page_route_search,
     .kind = TV_ROUTE_PAGE,
     .searches = true,
     .parameters = &tv_page_parameters,
     .summary = "The page: a form, and what was found",
     .types = {TV_TYPE_HTML}},
    {.path = "/documents/",
     .answer = tv_page_route_document,
     .kind = TV_ROUTE_PAGE,
     .searches = true,
     .parameters = &tv_document_page_parameters,
     .summary = "The page of a document, which opens at a passage",
     .segment = "ID",
     .types = {TV_TYPE_HTML}},
    {.path = "/verify",
     .answer = tv_page_route_verify,
     .kind = TV_ROUTE_PAGE,
     .searches = true,
     .verifies = true,
     .parameters = &tv_verify_parameters,
     .summary = "A passage, checked against the archive that it is from",
     .types = {TV_TYPE_HTML}},
    {.path = "/static/",
     .answer = tv_page_route_static,
     .kind = TV_ROUTE_PAGE,
     .open = true,
     .parameters = &tv_static_parameters,
     .summary = "What the pages are made of besides",
     .segment = "NAME",
     .types = {"text/css", "text/javascript", "image/svg+xml"}},
    {.path = BEHIND_API "search",
     .answer = tv_api_search,
     .searches = true,
     .parameters = &tv_search_parameters,
     .summary = "Passages that answer a question, each with its citation",
     .types = {TV_TYPE_JSON, "application/jsonl", "text/csv; charset=utf-8",
               "text/markdown; charset=utf-8", "application/x-bibtex",
               "application/x-research-info-systems", "application/vnd.citationstyles.csl+json"}},
    {.path = BEHIND_API "documents/",
     .answer = tv_api_document,
     .searches = true,
     .parameters = &tv_document_parameters,
     .summary = "A document with its passages, or a part of them",
     .segment = "ID",
     .types = {TV_TYPE_JSON}},
    {.path = BEHIND_API "passages/",
     .answer = tv_api_passage,
     .searches = true,
     .parameters = &tv_passage_parameters,
     .summary = "A passage in its context",
     .segment = "ID#N",
     .types = {TV_TYPE_JSON}},
    {.path = BEHIND_API "cite",
     .answer = tv_api_cite,
     .searches = true,
     .parameters = &tv_cite_parameters,
     .summary = "Citations of passages",
     .types = {TV_TYPE_TEXT, "text/markdown; charset=utf-8", TV_TYPE_HTML, "application/x-bibtex",
               "application/x-research-info-systems", "application/vnd.citationstyles.csl+json"}},
    {.path = BEHIND_API "verify",
     .answer = tv_api_verify,
     .searches = true,
     .verifies = true,
     .parameters = &tv_verify_parameters,
     .summary = "Whether a passage is in its archive as the index has it: read again now",
     .types = {TV_TYPE_JSON}},
    {.path = BEHIND_API "facets",
     .answer = tv_api_facets,
     .searches = true,
     .parameters = &tv_filter_parameters,
     .summary = "How what answers a question is spread over kinds, states, languages and years",
     .types = {TV_TYPE_JSON}},
    {.path = BEHIND_API "suggest",
     .answer = tv_api_suggest,
     .searches = true,
     .parameters = &tv_suggest_parameters,
     .summary = "What a question that is being typed may become",
     .types = {TV_TYPE_JSON}},
    {.path = BEHIND_API "status",
     .answer = tv_api_status,
     .searches = true,
     .parameters = &tv_status_parameters,
     .summary = "What is in the index",
     .types = {TV_TYPE_JSON}},
    {.path = "/feed.atom",
     .answer = tv_feed,
     .searches = true,
     .parameters = &tv_filter_parameters,
     .summary = "A question as a feed: a document an entry, the newest first",
     .types = {"application/atom+xml; charset=utf-8"}},
    {.path = "/metrics",
     .answer = tv_metrics_route,
     .parameters = &tv_no_parameters,
     .summary = "What the server does, for Prometheus",
     .types = {"text/plain; version=0.0.4; charset=utf-8"}},
    {.path = "/openapi.json",
     .answer = tv_openapi,
     .open = true,
     .parameters = &tv_no_parameters,
     .summary = "This",
     .types = {TV_TYPE_JSON}},
    {.path = "/healthz",
     .answer = tv_api_health,
     .open = true,
     .parameters = &tv_no_parameters,
     .summary = "Whether the server is ready",
     .types = {TV_TYPE_TEXT}},
};
const size_t tv_n_routes = sizeof tv_routes / sizeof *tv_routes;

/* The segment behind a path that ends in '/'; NULL where there is none, or more than one. */
static const char *segment_behind(const char *route, const char *path)
{
    size_t size = strlen(route);
    if (size < 2 || route[size - 1] != '/' || strncmp(path, route, size) != 0)
        return NULL;
    return path[size] && !strchr(path + size, '/') ? path + size : NULL;
}

const struct tv_route *tv_route_find(const char *path, const char **ret_rest)
{
    for (size_t i = 0; i < tv_n_routes; i++) {
        const char *segment = segment_behind(tv_routes[i].path, path);
        if (!segment && (tv_routes[i].segment || strcmp(tv_routes[i].path, path) != 0))
            continue;
        *ret_rest = segment ? segment : "";
        return &tv_routes[i];
    }
    return NULL;
}
