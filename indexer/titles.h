/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Titles and dates of documents that do not state them: read off what stands at their head. */
#ifndef TV_TITLES_H
#define TV_TITLES_H

#include "extraction.h"

/* The block at the head that is most like a title of the file with this name (without its ending);
 * NULL if none is. */
const char *tv_title_at_head(const struct tv_extraction *x, const char *stem);

/* The first date at the head that stands by itself, else the first within a short line. */
bool tv_date_at_head(const struct tv_extraction *x, char ret_date[11]);

#endif
