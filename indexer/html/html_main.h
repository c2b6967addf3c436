/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which paragraphs of a page are its main text. */
#ifndef TV_HTML_MAIN_H
#define TV_HTML_MAIN_H

#include "html_page.h"

#include <stdbool.h>

/* Sets keep[i] for every paragraph of the main text. `keep` has room for page->n_blocks. A page
 * without furniture is kept whole. Returns the element that the main text stands in. */
uint32_t html_main_text(const struct html_page *page, bool *keep);

#endif
