/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the meta elements of a page say. */
#ifndef TV_HTML_META_H
#define TV_HTML_META_H

#include "html_page.h"

/* One name of a meta element, and what people are told of it. */
struct html_source {
    const char *meta, *origin;
};

/* The slice with its character references resolved; NULL if it has nothing. In the arena. */
const char *html_text_of(struct tv_arena *arena, struct html_slice raw);

/* The content of the first meta element of that name (in any case) that is not blank; NULL if there
 * is none. In the arena. */
const char *html_meta_named(const struct html_page *page, struct tv_arena *arena, const char *name);

#endif
