/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scans for tests: a PDF whose pages are images of the pages of another, as a scanner makes them. */
#ifndef TV_TEST_SCAN_H
#define TV_TEST_SCAN_H

#include "corpus/memory.h"

#include <stddef.h>

/* The pages of a PDF as images at 200 dpi, `quarters` of a turn clockwise. For files that tests made:
 * what cannot be drawn ends the program. */
struct tv_buffer scan_of(const struct tv_buffer *pdf, unsigned quarters);

/* Its first page as a PNG file that does not say how large it is in print. */
struct tv_buffer picture_of(const struct tv_buffer *pdf);

#endif
