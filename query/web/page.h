/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages: each function makes one whole page of what the server has found, as HTML.
 *
 * Always true of a page: it works without script; every byte that is not written here goes through
 * html.h; there is no style and no script in it, only links to those under /static/ (the server
 * forbids all else by its Content-Security-Policy: no style attributes, no event handlers, no images,
 * fonts or requests from elsewhere); links are absolute paths ("/documents/..."). A page must not
 * depend on anything but its arguments: it is kept and given to others who ask the same.
 *
 * Nothing here can fail, and nothing reads the index. */
#ifndef TV_PAGE_H
#define TV_PAGE_H

#include "../passages.h"
#include "../serve/problem.h"
#include "../serve/searching.h"
#include "../serve/verdict.h"
#include "../status.h"

/* "/" where nothing was asked for: the form, and what there is to be searched. newest: a passage of each
 * of the newest documents, and of more than are shown, since dates may be wrong. */
void tv_page_home(const struct tv_status *status, const struct tv_found *newest,
                  struct tv_buffer *out);

/* "/?q=...": the form, filled in, facets and hits. found->asked has what was asked for, and
 * found->query.corrected what the question might have meant. */
void tv_page_search(const struct tv_found *found, struct tv_buffer *out);

/* A document, or a part of it. */
struct tv_document_view {
    const struct tv_text *text; /* passages first to last of text->record.n_passages, ascending */
    uint32_t number;            /* the passage that is meant; 0: none */
    const char *citation;       /* of that passage; NULL */
    const char *question;       /* that led here, and whose words are highlighted; NULL */
    struct tv_highlighter *highlighter; /* of that question (tv_highlight); NULL */
    bool verifies;                      /* the server can check it against its archive */
};

/* "/documents/ID?passage=N&q=...#pN": each passage is to have the id "pN". */
void tv_page_document(const struct tv_document_view *view, struct tv_buffer *out);

/* "/verify?id=ID#N": what a check against the archive said. */
struct tv_verdict_view {
    const struct tv_text *text; /* the passage, or only the record */
    uint32_t number;            /* of the passage; 0: the document was meant */
    const char *citation;       /* of that passage; NULL */
    const struct tv_verdict *verdict;
};

void tv_page_verdict(const struct tv_verdict_view *view, struct tv_buffer *out);

/* Any page that cannot be given. `question` is what was in the form; NULL. */
void tv_page_problem(const struct tv_problem *problem, const char *question, struct tv_buffer *out);

#endif
