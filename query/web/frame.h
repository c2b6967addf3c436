/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all pages have around them. */
#ifndef TV_FRAME_H
#define TV_FRAME_H

#include "../serve/searching.h"

/* Everything up to the page's own content, with this title; asked fills in the form (NULL: empty). */
void tv_frame_open(struct tv_buffer *out, const char *title, const struct tv_asked *asked);
void tv_frame_close(struct tv_buffer *out);

#endif
