/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown (CommonMark), written. */
#ifndef TV_MARKDOWN_H
#define TV_MARKDOWN_H

#include "corpus/memory.h"

/* Appends marked text (terminal.h): its characters stand for themselves, marks are strong emphasis,
 * line ends become line_end. */
void tv_markdown_escape(const char *marked, const char *line_end, struct tv_buffer *out);

/* Appends text as a link; as it is where there is no URL or one that is not of the web. */
void tv_markdown_link(const char *text, const char *url, struct tv_buffer *out);

#endif
