/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the routes do, and what each can be asked. */
#ifndef TV_API_H
#define TV_API_H

#include "routes.h"

tv_route_function tv_api_search, tv_api_facets, tv_api_document, tv_api_passage, tv_api_cite,
    tv_api_verify, tv_api_suggest, tv_api_status, tv_api_health, tv_feed, tv_metrics_route,
    tv_openapi;
tv_route_function tv_page_route_search, tv_page_route_document, tv_page_route_static,
    tv_page_route_verify;

extern const struct tv_parameters tv_document_parameters, tv_passage_parameters, tv_cite_parameters,
    tv_suggest_parameters, tv_status_parameters, tv_no_parameters, tv_document_page_parameters,
    tv_static_parameters, tv_verify_parameters;

#endif
