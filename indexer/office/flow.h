/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running text: what the files of word processors have in common, on its way to blocks.
 *
 * A reader of such a format opens paragraphs, adds text to the innermost one and closes it, and
 * says where tables, rows and cells begin and end. Paragraphs may open within others (footnotes and
 * text boxes stand in the middle of a sentence): those come after the paragraph they are in.
 *
 * A paragraph in a table is a block of type TV_BLOCK_CELL, so a cell of several paragraphs is
 * several blocks with the same table, row and column. A table within a cell is a table of its own.
 *
 * Always true: text and blocks together take at most TV_FLOW_LIMIT bytes; what is beyond is
 * dropped, and tv_flow_check says so. */
#ifndef TV_FLOW_H
#define TV_FLOW_H

#include "extraction.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file can say the same string a million times; this is what a reader makes of it at most. */
enum { TV_FLOW_LIMIT = 128 << 20, TV_FLOW_TABLES = 32 };

struct tv_flow_paragraph {
    struct tv_block block; /* but for its text */
    size_t start;          /* of its text in the buffer */
};

struct tv_flow_place {
    uint32_t table, row, column, next_column;
};

struct tv_flow {
    struct tv_extraction *x;
    struct tv_buffer text; /* of the open paragraphs, one after the other */
    struct tv_flow_paragraph *open;
    size_t n_open, open_capacity;
    struct tv_block *waiting; /* for the outermost paragraph to close */
    size_t n_waiting, waiting_capacity;
    struct tv_arena arena; /* of what is waiting */
    /* tables[depth] is the innermost one; 0 is outside of any, and those that nest deeper than
     * there is room for share the last. */
    struct tv_flow_place tables[TV_FLOW_TABLES + 1];
    size_t depth;
    uint32_t n_tables, page; /* page: given to every block */
    size_t spent;
    bool full;
};

/* Zero-initialised with x set is ready. */
void tv_flow_finish(struct tv_flow *flow);

/* Opens a paragraph and returns its block, to fill in type and level; valid until the next is
 * opened. */
struct tv_block *tv_flow_open(struct tv_flow *flow);

/* The block of the innermost open paragraph, or NULL. */
struct tv_block *tv_flow_block(struct tv_flow *flow);

/* Adds to the innermost open paragraph; outside of any, nothing happens. */
void tv_flow_text(struct tv_flow *flow, const char *s, size_t n);
void tv_flow_puts(struct tv_flow *flow, const char *s);

/* Whether there is no text yet in the innermost open paragraph. */
bool tv_flow_empty(const struct tv_flow *flow);

/* Gives the innermost open paragraph a copy of this label; an empty one is none. */
void tv_flow_label(struct tv_flow *flow, const char *label);

void tv_flow_close(struct tv_flow *flow);
void tv_flow_drop(struct tv_flow *flow); /* closes it and forgets it */

/* A whole paragraph at once. */
void tv_flow_add(struct tv_flow *flow, const struct tv_block *block);

/* Tables. A cell takes `span` columns; tv_flow_skip and tv_flow_skip_rows move over columns and
 * rows without cells; tv_flow_cell_at is for tables that say where their cells are. */
void tv_flow_table(struct tv_flow *flow);
void tv_flow_row(struct tv_flow *flow);
void tv_flow_cell(struct tv_flow *flow, long span);
void tv_flow_cell_at(struct tv_flow *flow, uint32_t row, uint32_t column);
void tv_flow_skip(struct tv_flow *flow, long columns);
void tv_flow_skip_rows(struct tv_flow *flow, long rows);
void tv_flow_table_end(struct tv_flow *flow);

/* Opens tables (each in its first cell) or ends them until this many are open: for formats whose
 * paragraphs say how deep in tables they are. At most TV_FLOW_TABLES are opened. */
void tv_flow_nest(struct tv_flow *flow, size_t depth);

/* False with TV_REFUSED if the limit was reached. */
bool tv_flow_check(const struct tv_flow *flow, struct tv_error *err);

#endif
