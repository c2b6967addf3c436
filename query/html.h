/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML, written. */
#ifndef TV_HTML_H
#define TV_HTML_H

#include "corpus/memory.h"

#include <stdbool.h>

/* Appends marked text (terminal.h): its characters stand for themselves, also within an attribute's
 * double quotes; marks are <mark> elements, line ends <br>. */
void tv_html_escape(const char *marked, struct tv_buffer *out);

/* Whether it is an address of the Web (http or https), and not one that runs or shows something else;
 * NULL is none. */
bool tv_html_is_of_web(const char *url);

/* Appends text as a link; as it is where there is no URL or one that is not of the web. */
void tv_html_link(const char *text, const char *url, struct tv_buffer *out);

#endif
