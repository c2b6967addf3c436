/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document properties: what the program that wrote a file says of it (title, author, dates), in
 * whatever form the format has them. What programs fill in by themselves ("Document1",
 * "Administrator") is left out. */
#ifndef TV_PROPERTIES_H
#define TV_PROPERTIES_H

#include "extraction.h"

#include <stdbool.h>
#include <stddef.h>

/* Any may be NULL. */
struct tv_properties {
    const char *origin; /* a string literal */
    const char *title, *authors, *created, *modified, *language, *publisher;
};

/* States them as facts, TV_DECLARED. */
void tv_properties_state(struct tv_extraction *x, const struct tv_properties *properties);

/* The Dublin Core in an XML part: docProps/core.xml, meta.xml, an OPF package. What cannot be read
 * is not stated. */
void tv_properties_read(struct tv_extraction *x, const void *bytes, size_t n, const char *origin);

#endif
