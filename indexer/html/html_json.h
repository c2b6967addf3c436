/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON-LD: what a page says of itself in the vocabulary of schema.org. */
#ifndef TV_HTML_JSON_H
#define TV_HTML_JSON_H

#include "html_page.h"

/* NULL is what it does not say. */
struct html_linked_data {
    const char *headline, *published, *modified, *publisher, *url, *language;
    const char *authors; /* separated by ';' */
    const char *type;    /* of an article: "NewsArticle" */
};

/* Reads all JSON-LD of the page. The strings are in the arena. */
void html_read_json(const struct html_page *page, struct tv_arena *arena,
                    struct html_linked_data *ret_data);

#endif
