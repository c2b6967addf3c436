/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a DOCX file keeps apart from its text and what its text refers to: styles and numbering
 * (ECMA-376 part 1, 17.7 and 17.9). */
#ifndef TV_DOCX_H
#define TV_DOCX_H

#include "map.h"
#include "numbering.h"
#include "ooxml.h"

#include <stdbool.h>

struct tv_docx_style {
    const char *id, *name, *based_on;
    int outline;     /* 0 to 8 for headings, 9 for text; -1 not said */
    int level;       /* of its list, from 0; -1 not said */
    const char *num; /* ID of its list, or NULL */
    int hidden;      /* -1 not said */
    bool resolved;   /* what it inherits is filled in */
};

struct tv_docx_styles {
    struct tv_map by_id; /* of struct tv_docx_style */
    struct tv_docx_style *standard;
};

bool tv_docx_styles_read(struct tv_docx_styles *styles, struct tv_ooxml *package,
                         struct tv_error *err);

/* The style with all that it inherits, the standard one for NULL; NULL if there is none. */
const struct tv_docx_style *tv_docx_style_of(const struct tv_docx_styles *styles, const char *id);

void tv_docx_styles_finish(struct tv_docx_styles *styles);

struct tv_docx_numbering {
    struct tv_map abstract; /* of struct tv_docx_abstract: what lists look like */
    struct tv_map nums;     /* of struct tv_docx_num: lists */
    const struct tv_docx_styles *styles;
};

bool tv_docx_numbering_read(struct tv_docx_numbering *numbering, struct tv_ooxml *package,
                            const struct tv_docx_styles *styles, struct tv_error *err);

/* Counts a paragraph of the list; level -1 is that which is tied to the style. False if there is
 * no such list; otherwise its label (which may be empty) and level from 0. */
bool tv_docx_number(struct tv_docx_numbering *numbering, const char *num, int level,
                    const char *style, struct tv_buffer *label, int *ret_level);

void tv_docx_numbering_finish(struct tv_docx_numbering *numbering);

#endif
