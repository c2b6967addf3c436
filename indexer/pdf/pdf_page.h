/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A PDF page on its way from drawn glyphs to blocks: the shapes that the parts of the PDF extractor
 * hand to each other.
 *
 *     MuPDF --pdf_sheet.c, pdf_device.c--> sheet: words and rules as they are drawn
 *           --pdf_grid.c----> cells of ruled tables
 *           --pdf_pieces.c--> pieces: words that stand together on a line, text in logical order
 *           --pdf_furniture.c marks running heads, footers and page numbers
 *           --pdf_layout.c--> flows: columns, table cells, in reading order
 *           --pdf_paragraphs.c, pdf_compose.c--> paragraphs, headings, items, cells: the blocks
 *
 * Lengths are points (1/72 inch), measured from the top left corner of the page as it is read: a page
 * whose text runs sideways has been turned already. A sheet lasts for a page, everything else for
 * the document. */
#ifndef TV_PDF_PAGE_H
#define TV_PDF_PAGE_H

#include "extraction.h"
#include "ocr.h"

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What no honest document reaches; beyond it a document is refused or a page is read more simply,
 * so that a hostile one costs bounded time and memory. */
enum {
    TV_PDF_MAX_PAGES = 20000,
    TV_PDF_MAX_TEXT = 64 << 20,     /* bytes of text in a document */
    TV_PDF_MAX_PAGE_WORDS = 100000, /* the rest of the page is left out */
    TV_PDF_MAX_PAGE_RULES = 2000,   /* more is a drawing, not a table */
    TV_PDF_MAX_PAGE_PIECES = 4000,  /* more is not looked at for columns */
    TV_PDF_STORE = 64 << 20,        /* bytes that MuPDF may keep cached */
};

enum tv_pdf_style {
    TV_PDF_BOLD = 1,
    TV_PDF_ITALIC = 2,
    TV_PDF_UNDERLINED = 4,
    TV_PDF_RTL = 8,        /* has letters of a right-to-left script */
    TV_PDF_SPACED = 16,    /* a word: white space was drawn before it */
    TV_PDF_ASKEW = 32,     /* does not run in the page's direction: a stamp, a watermark */
    TV_PDF_RAISED = 64,    /* a word: set above the line; a piece: begins with such a number */
    TV_PDF_FURNITURE = 128 /* a piece: running head, footer or page number */
};

/* Glyphs without white space between them. */
struct tv_pdf_word {
    float x0, x1;
    float base, size; /* baseline and em */
    float lead;       /* from what was drawn just before it on its line; HUGE_VALF if nothing was */
    uint32_t text, length; /* bytes in tv_pdf_sheet.text; right-to-left letters in visual order */
    uint8_t style, turn;   /* turn: quarters; 4 for other angles */
};

/* A straight line, drawn as such or as a thin box: across the page at y, or down it at x. */
struct tv_pdf_rule {
    float at, from, to;
};

struct tv_pdf_sheet {
    float width, height;
    struct tv_pdf_word *words; /* as drawn */
    size_t n_words, words_capacity;
    struct tv_pdf_rule *across, *down;
    size_t n_across, n_down, across_capacity, down_capacity;
    struct tv_buffer text;
    bool has_image;
};

/* A cell of a ruled table. */
struct tv_pdf_cell {
    float x0, y0, x1, y1;
    unsigned table, row, column; /* from 1; the table on its page */
};

/* Words that stand together on a line. */
struct tv_pdf_piece {
    float x0, x1, base, size;
    float first;      /* width of its first word, as it is read */
    uint32_t order;   /* in which it was drawn */
    uint16_t cell;    /* 1 + index into tv_pdf_page.cells, or 0 */
    uint8_t style;    /* what all of its words share */
    const char *text; /* UTF-8, logical order */
};

struct tv_pdf_page {
    float width, height;
    struct tv_pdf_piece *pieces; /* as drawn */
    size_t n_pieces;
    struct tv_pdf_cell *cells;
    size_t n_cells;
    const char *label; /* where it differs from the number of the page, or NULL */
    bool has_image;
};

struct tv_pdf_document {
    struct tv_pdf_page *pages;
    size_t n_pages;
    size_t text_size;
    struct tv_pdf_entry *outline; /* what the file gives as its table of contents */
    size_t n_outline;
    struct tv_ocr_pages ocr;
    size_t n_unread;           /* pages that are images, and were not read */
    struct tv_arena arena;     /* owns everything but the sheet */
    struct tv_pdf_sheet sheet; /* of the page that is being read */
};

struct tv_pdf_entry {
    const char *title;
    unsigned level, page; /* both from 1 */
};

/* A run of pieces that is read through: a column, or a cell of a table. */
struct tv_pdf_flow {
    struct tv_pdf_piece **pieces; /* from top to bottom */
    size_t n_pieces;
    float left, right;           /* of the room that the text has */
    unsigned table, row, column; /* from 1, 0 for running text */
};

struct tv_pdf_flows {
    struct tv_pdf_flow *flows;
    size_t n, capacity;
    unsigned n_tables;
    float gutters[8]; /* of tables without rules that were seen last: others like them are known */
    size_t n_gutters;
};

/* pdf_device.c: a device that fills the sheet, until it is closed; it sets cookie->abort when there is
 * too much on the page. */
fz_device *tv_pdf_new_device(fz_context *ctx, struct tv_pdf_sheet *sheet, fz_cookie *cookie);
/* Where a point lies along (x) and across (y) a direction of writing: quarter turns, or 4 and dir. */
fz_point tv_pdf_along(const struct tv_pdf_sheet *sheet, fz_point p, uint8_t turn, fz_point dir);
void tv_pdf_add_rule(struct tv_pdf_sheet *sheet, bool down, float at, float a, float b);

/* pdf_sheet.c: reads a page (from 0) into the sheet. Throws MuPDF's exceptions; the sheet then has what
 * could be read. */
void tv_pdf_read_sheet(fz_context *ctx, pdf_document *pdf, int number, struct tv_pdf_sheet *sheet);
void tv_pdf_sheet_clear(struct tv_pdf_sheet *sheet);
void tv_pdf_sheet_finish(struct tv_pdf_sheet *sheet);

/* format_pdf.c: the process's MuPDF, or NULL; what it complains of is forgotten. */
fz_context *tv_pdf_context(void);

/* pdf_ocr.c: reads a page (from 0) that is an image into its pieces. A picture's page is taken for A4,
 * whatever it says of its size. False if nothing is read: there is no OCR, or no text. */
bool tv_pdf_read_image(fz_context *ctx, fz_document *file, int number, bool picture,
                       struct tv_pdf_document *doc);

/* pdf_grid.c: finds the ruled tables of a sheet; takes underlines out of its rules and marks the
 * words that had them. */
void tv_pdf_find_cells(struct tv_pdf_sheet *sheet, struct tv_arena *arena,
                       struct tv_pdf_page *page);

/* pdf_pieces.c: puts the words of a sheet together, as pieces of the page. */
void tv_pdf_make_pieces(struct tv_pdf_sheet *sheet, struct tv_arena *arena,
                        struct tv_pdf_page *page);

/* Appends digits as raised ones: "12" as "¹²". */
void tv_pdf_add_raised(struct tv_buffer *text, const char *digits, size_t n);

/* pdf_furniture.c: marks what repeats at the edges of the pages, and reads page numbers there. */
void tv_pdf_mark_furniture(struct tv_pdf_document *doc);

/* pdf_layout.c: appends the flows of a page, in reading order; their pieces are in the arena. The
 * number of tables counts on. */
void tv_pdf_lay_out(struct tv_pdf_page *page, struct tv_arena *arena, struct tv_pdf_flows *flows);

/* pdf_columns.c: the same for free text, without ruled tables, sorted with tv_pdf_by_line; left and
 * right are how far the text of the page reaches. */
void tv_pdf_lay_out_band(struct tv_pdf_piece **pieces, size_t n, float left, float right,
                         struct tv_arena *arena, struct tv_pdf_flows *flows);
int tv_pdf_by_line(const void *a, const void *b);
void tv_pdf_add_flow(struct tv_pdf_flows *flows, struct tv_pdf_flow flow);

/* pdf_facts.c: states title, author, date and language; reads the labels of pages and the table of
 * contents into doc. What is damaged in the file is as if it were not there. */
void tv_pdf_read_facts(fz_context *ctx, pdf_document *pdf, const char *path,
                       struct tv_extraction *x);
void tv_pdf_read_labels(fz_context *ctx, pdf_document *pdf, struct tv_pdf_document *doc);
void tv_pdf_read_outline(fz_context *ctx, pdf_document *pdf, struct tv_pdf_document *doc);

/* pdf_hyphens.c: the words of a document, to tell at a line's end hyphens that belong to a word from
 * those that break it. */
struct tv_pdf_words;
struct tv_pdf_words *tv_pdf_words_of(const struct tv_pdf_document *doc);
void tv_pdf_words_free(struct tv_pdf_words *words);
/* Appends the next line of a paragraph to its text: with a space or without, with its hyphen or
 * without. */
void tv_pdf_join(const struct tv_pdf_words *words, struct tv_buffer *text, const char *line);

/* A paragraph, or one of the paragraphs of a cell. */
struct tv_pdf_paragraph {
    struct tv_buffer text;
    const char *label; /* a mark of a list that is no text: "•"; or NULL */
    float x0, x1, top, size;
    float left, right; /* of the room it has */
    float first, end;  /* width of its first word; where its last line ends */
    size_t n_lines;
    uint32_t page, page_end;     /* from 1 */
    unsigned table, row, column; /* 0 for running text */
    unsigned flow;               /* which of the page's, from 0 */
    unsigned level;
    uint8_t style;
    bool heading, item, note, centred;
};

struct tv_pdf_paragraphs {
    struct tv_pdf_paragraph *list;
    size_t n, capacity;
};

/* pdf_paragraphs.c: appends the paragraphs of a flow. */
void tv_pdf_add_paragraphs(const struct tv_pdf_flow *flow, const struct tv_pdf_words *words,
                           struct tv_pdf_paragraphs *out);
/* The bytes of a list's mark at the start of the text ("(a)", "1.", "•"), 0 if there is none. */
size_t tv_pdf_mark_at(const char *text);
/* Whether the text ends as a sentence, an item or a heading does. */
bool tv_pdf_ends_sentence(const char *text, size_t n);
bool tv_pdf_starts_lower(const char *text);
/* Whether a word of this width would still have fitted on the paragraph's last line. */
bool tv_pdf_would_fit(const struct tv_pdf_paragraph *p, float width);

/* pdf_compose.c: the paragraphs of all pages as blocks. */
void tv_pdf_compose(struct tv_pdf_document *doc, struct tv_extraction *x);

#endif
