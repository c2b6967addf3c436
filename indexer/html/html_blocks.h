/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The paragraphs of a page as blocks: headings, list items with their labels, table cells. */
#ifndef TV_HTML_BLOCKS_H
#define TV_HTML_BLOCKS_H

#include "extraction.h"
#include "html_page.h"

/* Adds the paragraphs for which keep[i] is set. */
void html_add_blocks(const struct html_page *page, const bool *keep, struct tv_extraction *x);

#endif
