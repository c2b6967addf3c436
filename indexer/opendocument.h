/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Styles of OpenDocument files (ODF 1.2 part 1, 16): of paragraphs, of text, and of lists. */
#ifndef TV_OPENDOCUMENT_H
#define TV_OPENDOCUMENT_H

#include "map.h"
#include "numbering.h"
#include "xml.h"

#include <stdbool.h>

struct odf_style {
    const char *parent;
    bool title, hidden, resolved;
};

struct odf_list_style {
    struct tv_list list; /* the list of that style that was met last */
};

struct odf_styles {
    struct tv_map paragraph, text; /* of struct odf_style */
    struct tv_map lists;           /* of struct odf_list_style */
    struct odf_list_style outline; /* how headings are numbered */
    struct odf_style *current;     /* being read */
    struct odf_list_style *current_list;
};

/* Takes note of an element if it is about styles: for a reader to call with every element that it
 * does not know itself. */
void odf_styles_note(struct odf_styles *styles, const struct tv_xml_element *element);

/* NULL if there is none. */
const struct odf_style *odf_style_of(const struct tv_map *styles, const char *name);

void odf_styles_finish(struct odf_styles *styles);

#endif
