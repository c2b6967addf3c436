/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The title of a page: of what it declares and what readers see, the headline of its main text. */
#ifndef TV_HTML_TITLE_H
#define TV_HTML_TITLE_H

#include "extraction.h"
#include "html_page.h"

/* States the title. `begin` is the first paragraph of the main text, `headline` that of the page's
 * JSON-LD, `address` the page's own; or NULL. */
void html_state_title(const struct html_page *page, uint32_t begin, const char *headline,
                      const char *address, struct tv_extraction *x);

#endif
