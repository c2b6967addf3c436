/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of structure share (structure.h): where in a document its blocks are being read. */
#ifndef TV_STRUCTURE_PARTS_H
#define TV_STRUCTURE_PARTS_H

#include "extraction.h"
#include "labels.h"
#include "passages.h"
#include "tables.h"

enum {
    MAX_OUTLINE = 12,        /* headings above a passage; deeper ones replace the innermost */
    MAX_PATH = 6,            /* enumerators in one another: "3(b)(ii)" has three */
    MAX_HEADING_BYTES = 600, /* what a format calls a heading and is longer, is a paragraph */
    MAX_HEADING_WORDS = 15, /* a paragraph that names a division is its heading up to this length */
    MAX_LEAD_WORDS = 15,    /* of a line that leads to a list of numbered paragraphs */
    MAX_JUMP = 10,          /* enumerators may leave out numbers, but not more than this */
    MAX_FIRST = 30,         /* a list in plain text may begin within, but not above this */
    MAX_COLUMNS = 17,       /* of a table of texts, and one as they count from 1 */
    MAX_REST_WORDS = 6,     /* behind an article's number, of a cell that says no more than it */
};

struct heading {
    enum tv_division division;
    unsigned level; /* as the format has it, 0 unknown */
    bool subtitle;  /* of the designation before it: "Article 2", then "Illegal access" */
    bool of_table;  /* a title or label of a table */
    bool *seen;     /* a passage stands below it; shared by its copies */
    uint32_t page;
    const char *page_label, *text;
};

/* Where in the document a text stands. */
struct context {
    struct heading outline[MAX_OUTLINE];
    size_t n_outline;
    const char *article, *recital; /* "19"; "recital 33" */
    const char *column;            /* its head */
    struct tv_enumerator path[MAX_PATH];
    size_t n_path;
    size_t n_given; /* of the path, what the heading itself names: "Article 4, Paragraph 8" */
};

/* A table of texts. Each of its columns goes on from row to row by itself. */
struct table {
    uint32_t number, row, column; /* of the cell that is being read; column 0: of none */
    struct context start;         /* where the table stands */
    struct context titled;        /* and below the titles within it */
    struct context here;          /* and below the labels of the row */
    struct context columns[MAX_COLUMNS];
    bool begun[MAX_COLUMNS],
        open[MAX_COLUMNS]; /* open: with a heading that has nothing below it yet */
    bool goes_on;          /* the column of the cell, in a row below */
    const char *heads[MAX_COLUMNS];
    bool named; /* it has a title or a label of its own */
};

struct structure {
    struct tv_document *doc;
    struct context at;
    size_t floor;      /* headings that stand above all of the cell that is being read */
    bool heading_open; /* nothing but headings since the last heading */
    unsigned unread;   /* articles whose number could not be read, counted */
    struct table table;
    uint32_t ordinal;
    struct tv_unit unit;
    struct tv_buffer text; /* label and text of one block */
};

/* What is known of a block besides itself. */
struct setting {
    bool heads_table; /* a table follows */
    bool opens_cell;  /* the first of a cell of texts */
    bool more_follow; /* in the same cell */
    bool goes_on;     /* the column of the cell has more below, and the same place */
};

/* outline.c: what is collected becomes passages. */
void tv_structure_flush(struct structure *s);
/* The unit that is collected from now on stands below the headings above, at this paragraph (NULL: at
 * none). */
void tv_structure_begin_unit(struct structure *s, const char *paragraph);
/* A heading that nothing stands below becomes text of its own. */
void tv_structure_end_headings(struct structure *s);
/* Takes all but the outermost n headings away. */
void tv_structure_pop(struct structure *s, size_t n);
/* The block is a heading with this text; one that names no division is below all others if it is
 * `innermost`, else where its level puts it. */
void tv_structure_add_heading(struct structure *s, const struct tv_block *block, const char *text,
                              bool innermost);

/* structure.c: the block is a paragraph with this text. */
void tv_structure_add_text(struct structure *s, const struct tv_block *block, const char *text,
                           const struct setting *setting);

/* table_texts.c: cells. */
void tv_structure_enter_table(struct structure *s, const struct tv_block *block);
void tv_structure_add_cell(struct structure *s, const struct tv_block *block, const char *text,
                           enum tv_cell kind, struct setting *setting);
void tv_structure_leave_table(struct structure *s);

#endif
