/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What reaches a terminal or a text file: made harmless, measured, wrapped, marked.
 *
 * Marked text is text in which TV_MARK and TV_UNMARK stand around what is highlighted. These are
 * control characters, which no harmless text has. */
#ifndef TV_TERMINAL_H
#define TV_TERMINAL_H

#include "corpus/memory.h"
#include "corpus/plain.h"
#include "highlight.h"

#include <stdbool.h>
#include <stdio.h>

#define TV_MARK '\x01'
#define TV_UNMARK '\x02'

/* Where a program writes to. */
struct tv_output {
    FILE *file;
    bool color;
    unsigned width; /* columns to wrap at; 0: do not wrap or cut, it is no terminal */
};

enum tv_color { TV_COLOR_AUTO, TV_COLOR_ALWAYS, TV_COLOR_NEVER };

/* Standard output as it is: colour (NO_COLOR, TERM=dumb) and width ($COLUMNS, the terminal's, 80). */
struct tv_output tv_output_stdout(enum tv_color color);

/* Appends text[start..end), harmless and marked where the spans are. */
void tv_marked(const char *text, size_t start, size_t end, const struct tv_span *spans, size_t n,
               struct tv_buffer *out);

/* Columns that text takes: none for combining characters, two for wide ones. Marks take none. */
size_t tv_columns(const char *text, size_t size);

/* Prints marked text, each line behind the indent, wrapped at the width, marks as bold (or as
 * nothing where there is no colour). Ends with a line end. */
void tv_wrap(const struct tv_output *out, const char *marked, const char *indent);

/* Prints the text in bold, or as it is where there is no colour. */
void tv_bold(const struct tv_output *out, const char *text);
void tv_faint(const struct tv_output *out, const char *text);

#endif
