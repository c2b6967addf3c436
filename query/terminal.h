/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What reaches a terminal or a text file: made harmless, measured, wrapped, marked.
 *
 * Marked text is text in which TV_MARK or TV_FAINT and TV_UNMARK stand around what is bold or faint.
 * These are control characters, which no harmless text has. */
#ifndef TV_TERMINAL_H
#define TV_TERMINAL_H

#include "corpus/memory.h"
#include "corpus/plain.h"
#include "highlight.h"

#include <stdbool.h>
#include <stdio.h>

#define TV_MARK '\x01'
#define TV_UNMARK '\x02'
#define TV_FAINT '\x03'

/* Where a program writes to. */
struct tv_output {
    FILE *file;
    bool color;
    unsigned width; /* columns to wrap at; 0: do not wrap or cut, it is no terminal */
};

enum tv_color { TV_COLOR_AUTO, TV_COLOR_ALWAYS, TV_COLOR_NEVER };

/* Standard output as it is: colour (NO_COLOR, TERM=dumb) and width ($COLUMNS, the terminal's, 80). */
struct tv_output tv_output_stdout(enum tv_color color);
/* Standard error, which is never coloured. */
struct tv_output tv_output_stderr(void);

/* Appends text[start..end), harmless and marked where the spans are. */
void tv_marked(const char *text, size_t start, size_t end, const struct tv_span *spans, size_t n,
               struct tv_buffer *out);

/* Columns that text takes: none for combining characters, two for wide ones. Marks take none. */
size_t tv_columns(const char *text, size_t size);

/* Prints marked text, wrapped at the width where lines may break (UAX #14), the first line behind
 * `first`, the others behind `indent`; without colour marks are nothing. Ends with a line end. */
void tv_wrap_from(const struct tv_output *out, const char *marked, const char *first,
                  const char *indent);
/* The same with all lines behind the indent. */
void tv_wrap(const struct tv_output *out, const char *marked, const char *indent);

/* Prints a harmless line to standard error, wrapped where that is a terminal. */
void tv_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
