/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Styles of OpenDocument files (ODF 1.2 part 1, 16): of paragraphs, of text, and of lists. */
#ifndef TV_OPENDOCUMENT_H
#define TV_OPENDOCUMENT_H

#include "map.h"
#include "numbering.h"
#include "xml.h"

#include <stdbool.h>

struct tv_odf_style {
    const char *parent;
    bool title, hidden, resolved;
};

struct tv_odf_list_style {
    struct tv_list list; /* the list of that style that was met last */
};

struct tv_odf_styles {
    struct tv_map paragraph, text;    /* of struct tv_odf_style */
    struct tv_map lists;              /* of struct tv_odf_list_style */
    struct tv_odf_list_style outline; /* how headings are numbered */
    struct tv_odf_style *current;     /* being read */
    struct tv_odf_list_style *current_list;
};

/* Takes note of an element if it is about styles: for a reader to call with every element that it
 * does not know itself. */
void tv_odf_styles_note(struct tv_odf_styles *styles, const struct tv_xml_element *element);

/* NULL if there is none. */
const struct tv_odf_style *tv_odf_style_of(const struct tv_map *styles, const char *name);

void tv_odf_styles_finish(struct tv_odf_styles *styles);

#endif
