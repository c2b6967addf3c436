/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Word 97 to 2003 files ([MS-DOC]): where the text is and what is said of it.
 *
 * Text is addressed by character position (CP). Pieces map CPs to file offsets (FC) in the stream
 * WordDocument; properties of characters and paragraphs are found by FC, and are lists of
 * modifiers (SPRMs) on top of a style.
 *
 * Always true: every offset that a file gives is checked where it is used (tv_u8 and its sisters
 * read 0 beyond the end), and no loop depends on a count from the file alone. */
#ifndef TV_DOC_H
#define TV_DOC_H

#include "compound.h"
#include "map.h"
#include "numbering.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An array of CPs (one more than there are elements) and elements, in the table stream. */
struct tv_doc_plc {
    size_t offset, n, element; /* element: size of one */
};

/* Which pairs of offset and length in the file's header are meant ([MS-DOC] 2.5.6). */
enum tv_doc_table {
    TV_DOC_STYLES = 1,
    TV_DOC_FOOTNOTE_REFERENCES = 2,
    TV_DOC_FOOTNOTES = 3,
    TV_DOC_CHARACTER_PAGES = 12,
    TV_DOC_PARAGRAPH_PAGES = 13,
    TV_DOC_PIECES = 33,
    TV_DOC_ENDNOTE_REFERENCES = 46,
    TV_DOC_ENDNOTES = 47,
    TV_DOC_LISTS = 73,
    TV_DOC_LIST_OVERRIDES = 74,
};

struct tv_doc_style {
    uint16_t base;
    int outline;     /* 0 to 8, 9 text, -1 not said */
    int list, level; /* list: from 1, 0 none, -1 not said; level: -1 not said */
    bool title, resolved;
};

struct tv_doc_override;

struct tv_doc {
    struct tv_buffer text, table; /* the streams */
    struct tv_doc_plc pieces, characters, paragraphs;
    uint32_t n_text, n_footnotes, n_endnotes, n_boxes; /* characters */
    uint32_t endnotes_at, boxes_at;                    /* CPs */
    struct tv_doc_style *styles;
    size_t n_styles;
    struct tv_map lists;               /* of struct tv_list, by ID in decimal */
    struct tv_doc_override *overrides; /* what paragraphs refer to, from 1 */
    size_t n_overrides;
};

/* Reads the header and where everything is. False with TV_REFUSED. *doc is zero-initialised by the
 * caller, who finishes it in any case. */
bool tv_doc_open(struct tv_doc *doc, const struct tv_compound *compound, struct tv_error *err);
void tv_doc_finish(struct tv_doc *doc);

/* The part of the table stream; false if there is none. */
bool tv_doc_table(const struct tv_doc *doc, enum tv_doc_table which, size_t *ret_offset,
                  size_t *ret_size);
struct tv_doc_plc tv_doc_plc_of(const struct tv_doc *doc, enum tv_doc_table which, size_t element);
uint32_t tv_doc_plc_at(const struct tv_doc *doc, const struct tv_doc_plc *plc, size_t i);

/* A piece: CPs from `from` up to, not including, `to` are at file offset `fc`, one byte (in
 * windows-1252) or two (UTF-16) each. False if there is no such CP. */
struct tv_doc_piece {
    uint32_t from, to, fc;
    bool wide;
};
bool tv_doc_piece_at(const struct tv_doc *doc, uint32_t cp, struct tv_doc_piece *ret_piece);

/* Modifiers that hold from file offset `from` up to `to`, in the stream `text`. */
struct tv_doc_run {
    uint32_t from, to;
    uint16_t style; /* paragraphs */
    size_t offset, size;
};
bool tv_doc_characters_at(const struct tv_doc *doc, uint32_t fc, struct tv_doc_run *ret_run);
bool tv_doc_paragraph_at(const struct tv_doc *doc, uint32_t fc, struct tv_doc_run *ret_run);

/* The modifiers that are understood here ([MS-DOC] 2.6). */
enum tv_doc_sprm {
    TV_DOC_DELETED = 0x0800,
    TV_DOC_HIDDEN = 0x083C,
    TV_DOC_IN_TABLE = 0x2416,
    TV_DOC_ROW_END = 0x2417,
    TV_DOC_INNER_CELL_END = 0x244B,
    TV_DOC_INNER_ROW_END = 0x244C,
    TV_DOC_LIST_LEVEL = 0x260A,
    TV_DOC_OUTLINE = 0x2640,
    TV_DOC_LIST = 0x460B,
    TV_DOC_TABLE_DEPTH = 0x6649,
    TV_DOC_SYMBOL = 0x6A09,
};

/* The next modifier in a stream from *offset to end, and *offset moved past it. `ret_value` is its
 * operand if it has at most four bytes. */
bool tv_doc_sprm_next(const struct tv_buffer *stream, size_t *offset, size_t end,
                      unsigned *ret_sprm, uint32_t *ret_value);

/* Styles and lists (doc_styles.c). */
void tv_doc_styles_read(struct tv_doc *doc);
const struct tv_doc_style *tv_doc_style_of(const struct tv_doc *doc, uint16_t style);
void tv_doc_lists_read(struct tv_doc *doc);

/* Counts a paragraph of the list; false if there is no such list. */
bool tv_doc_number(struct tv_doc *doc, int list, unsigned level, struct tv_buffer *label);

#endif
