/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page says of itself: title, authors, date, publisher, address, language. */
#ifndef TV_HTML_FACTS_H
#define TV_HTML_FACTS_H

#include "extraction.h"
#include "html_page.h"

/* States the facts of the page. `root` is the element of its main text, `begin` that text's first
 * paragraph. */
void html_state_facts(const struct html_page *page, uint32_t root, uint32_t begin,
                      struct tv_extraction *x);

#endif
