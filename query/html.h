/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML, written. */
#ifndef TV_HTML_H
#define TV_HTML_H

#include "corpus/memory.h"

/* Appends marked text (terminal.h): its characters stand for themselves, also within an attribute's
 * double quotes; marks are <mark> elements, line ends <br>. */
void tv_html_escape(const char *marked, struct tv_buffer *out);

/* Appends text as a link; as it is where there is no URL or one that is not of the web. */
void tv_html_link(const char *text, const char *url, struct tv_buffer *out);

#endif
