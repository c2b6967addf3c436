/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Citations in the styles that other programs read: text, Markdown, HTML, BibTeX, RIS, CSL-JSON. */
#ifndef TV_STYLES_H
#define TV_STYLES_H

#include "corpus/schema.h"

/* A place in a document; `passage` is not NULL. */
struct tv_cited {
    const struct tv_record *record;
    const struct tv_passage *passage;
};

struct tv_style {
    const char *before, *between, *after; /* around several citations */
    void (*put)(const struct tv_cited *cited, struct tv_buffer *out);
};

enum tv_style_name {
    TV_STYLE_TEXT,
    TV_STYLE_MARKDOWN,
    TV_STYLE_HTML,
    TV_STYLE_BIBTEX,
    TV_STYLE_RIS,
    TV_STYLE_CSL_JSON,
};

/* By enum tv_style_name; NULL ends the names. */
extern const struct tv_style tv_styles[];
extern const char *const tv_style_names[];

#endif
