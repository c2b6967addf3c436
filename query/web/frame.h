/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all pages have around them. */
#ifndef TV_FRAME_H
#define TV_FRAME_H

#include "../serve/searching.h"

/* Everything up to the page's own content. The title is the tab's; `layout` is the class of the body;
 * asked fills in the form (NULL: empty). */
void tv_frame_open(struct tv_buffer *out, const char *title, const char *layout,
                   const struct tv_asked *asked);
void tv_frame_close(struct tv_buffer *out);

/* Hidden fields of a form: what keeps a search as it is but for its question, with its dates or without. */
void tv_put_hidden(struct tv_buffer *out, const struct tv_asked *asked, bool dates);

#endif
