/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML, written: the only way in which text from documents and requests gets into a page.
 *
 * What is written cannot end the element or the quoted attribute that it stands in. Control characters
 * and bidirectional overrides, which could make text look like what it is not, are left out. */
#ifndef TV_WEB_HTML_H
#define TV_WEB_HTML_H

#include "../highlight.h"

/* Appends text; NULL is nothing. */
void tv_html(struct tv_buffer *out, const char *text);

/* Appends a printf-like text, all of it as text. */
void tv_htmlf(struct tv_buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends a number as people read it: "22,133". */
void tv_html_number(struct tv_buffer *out, uint64_t number);

/* Appends ` name="value"`. */
void tv_html_attribute(struct tv_buffer *out, const char *name, const char *value);

/* Appends ` href="..."` if it is an address of the Web (http or https); nothing otherwise. */
void tv_html_href(struct tv_buffer *out, const char *url);

/* Appends text[start..end) with <mark> around the spans; line ends become <br>. */
void tv_html_marked(struct tv_buffer *out, const char *text, size_t start, size_t end,
                    const struct tv_span *spans, size_t n);

/* Appends a citation of a document with this title (NULL: none), so that a title and a label that are
 * written from the right stand right beside what is written from the left. To be put into an element
 * with dir="auto", whose direction is then the title's. */
void tv_html_citation(struct tv_buffer *out, const char *citation, const char *title);

#endif
