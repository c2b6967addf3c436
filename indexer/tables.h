/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the cells of a table are to each other.
 *
 * A table of texts sets texts side by side, as the amendments to a draft do: what is proposed beside
 * what is to replace it. There each cell is a text of its own, which the head of its column and the
 * labels of its row say something of. In any other table (figures, names) a row is what belongs
 * together. */
#ifndef TV_TABLES_H
#define TV_TABLES_H

#include "extraction.h"

/* Of a block; what is in no table is TV_CELL_NONE. */
enum tv_cell {
    TV_CELL_NONE,
    TV_CELL_PLAIN, /* of a table that is not one of texts, or a text over its whole width */
    TV_CELL_TITLE, /* above rows, over the whole width: "Article 4, paragraph 8" */
    TV_CELL_HEAD,  /* names its column: "Text proposed by the Commission" */
    TV_CELL_LABEL, /* of its row: a number, an article */
    TV_CELL_TEXT,  /* one of the texts side by side */
};

/* Says of each of n blocks what it is; ret_cells has room for n. */
void tv_tables_read(const struct tv_block *blocks, size_t n, enum tv_cell *ret_cells);

#endif
