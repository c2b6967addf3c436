/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text made harmless: what documents, archives and people put in must not steer a terminal. */
#ifndef TV_PLAIN_H
#define TV_PLAIN_H

#include "memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Whether the code point is a control, overrides or isolates a direction, or is invisible everywhere:
 * BOM and tags. */
bool tv_is_harmful(int32_t c);

/* Appends text without control characters, bidirectional overrides and isolates, and what is
 * invisible everywhere; tabs and line ends become blanks where lines is false, line ends stay where
 * it is true. What is not UTF-8 becomes U+FFFD. */
void tv_plain(const char *text, size_t size, bool lines, struct tv_buffer *out);

/* Appends a printf-like text as one harmless line, without a line end. */
void tv_plain_vprintf(struct tv_buffer *out, const char *format, va_list args);

/* Prints one harmless line, and a line end behind it. */
void tv_print_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
