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
struct doc_plc {
    size_t offset, n, element; /* element: size of one */
};

/* Which pairs of offset and length in the file's header are meant ([MS-DOC] 2.5.6). */
enum doc_table {
    DOC_STYLES = 1,
    DOC_FOOTNOTE_REFERENCES = 2,
    DOC_FOOTNOTES = 3,
    DOC_CHARACTER_PAGES = 12,
    DOC_PARAGRAPH_PAGES = 13,
    DOC_PIECES = 33,
    DOC_ENDNOTE_REFERENCES = 46,
    DOC_ENDNOTES = 47,
    DOC_LISTS = 73,
    DOC_LIST_OVERRIDES = 74,
};

struct doc_style {
    uint16_t base;
    int outline;     /* 0 to 8, 9 text, -1 not said */
    int list, level; /* list: from 1, 0 none, -1 not said; level: -1 not said */
    bool title, resolved;
};

struct doc_override;

struct doc {
    struct tv_buffer text, table; /* the streams */
    struct doc_plc pieces, characters, paragraphs;
    uint32_t n_text, n_footnotes, n_endnotes, n_boxes; /* characters */
    uint32_t endnotes_at, boxes_at;                    /* CPs */
    struct doc_style *styles;
    size_t n_styles;
    struct tv_map lists;            /* of struct tv_list, by ID in decimal */
    struct doc_override *overrides; /* what paragraphs refer to, from 1 */
    size_t n_overrides;
};

/* Reads the header and where everything is. False with TV_REFUSED. *doc is zero-initialised by the
 * caller, who finishes it in any case. */
bool doc_open(struct doc *doc, const struct tv_compound *compound, struct tv_error *err);
void doc_finish(struct doc *doc);

/* The part of the table stream; false if there is none. */
bool doc_table(const struct doc *doc, enum doc_table which, size_t *ret_offset, size_t *ret_size);
struct doc_plc doc_plc_of(const struct doc *doc, enum doc_table which, size_t element);
uint32_t doc_plc_at(const struct doc *doc, const struct doc_plc *plc, size_t i);

/* A piece: CPs from `from` up to, not including, `to` are at file offset `fc`, one byte (in
 * windows-1252) or two (UTF-16) each. False if there is no such CP. */
struct doc_piece {
    uint32_t from, to, fc;
    bool wide;
};
bool doc_piece_at(const struct doc *doc, uint32_t cp, struct doc_piece *ret_piece);

/* Modifiers that hold from file offset `from` up to `to`, in the stream `text`. */
struct doc_run {
    uint32_t from, to;
    uint16_t style; /* paragraphs */
    size_t offset, size;
};
bool doc_characters_at(const struct doc *doc, uint32_t fc, struct doc_run *ret_run);
bool doc_paragraph_at(const struct doc *doc, uint32_t fc, struct doc_run *ret_run);

/* The modifiers that are understood here ([MS-DOC] 2.6). */
enum doc_sprm {
    DOC_DELETED = 0x0800,
    DOC_HIDDEN = 0x083C,
    DOC_IN_TABLE = 0x2416,
    DOC_ROW_END = 0x2417,
    DOC_INNER_CELL_END = 0x244B,
    DOC_INNER_ROW_END = 0x244C,
    DOC_LIST_LEVEL = 0x260A,
    DOC_OUTLINE = 0x2640,
    DOC_LIST = 0x460B,
    DOC_TABLE_DEPTH = 0x6649,
    DOC_SYMBOL = 0x6A09,
};

/* The next modifier in a stream from *offset to end, and *offset moved past it. `ret_value` is its
 * operand if it has at most four bytes. */
bool doc_sprm_next(const struct tv_buffer *stream, size_t *offset, size_t end, unsigned *ret_sprm,
                   uint32_t *ret_value);

/* Styles and lists (doc_styles.c). */
void doc_styles_read(struct doc *doc);
const struct doc_style *doc_style_of(const struct doc *doc, uint16_t style);
void doc_lists_read(struct doc *doc);

/* Counts a paragraph of the list; false if there is no such list. */
bool doc_number(struct doc *doc, int list, unsigned level, struct tv_buffer *label);

#endif
