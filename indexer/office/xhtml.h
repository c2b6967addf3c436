/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The XHTML that books are made of: all of its text, as a flow. (Pages of the web, where the main
 * text has to be found first, are format_html.c's.) */
#ifndef TV_XHTML_H
#define TV_XHTML_H

#include "flow.h"

/* Reads a document into the flow, as HTML if it is not well-formed XML. False with TV_REFUSED and a
 * message that begins with `what`. */
bool tv_xhtml_read(const void *bytes, size_t n, const char *what, struct tv_flow *flow,
                   struct tv_error *err);

#endif
