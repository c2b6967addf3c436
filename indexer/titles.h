/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Titles and dates of documents that do not state them: read off what stands at their head. */
#ifndef TV_TITLES_H
#define TV_TITLES_H

#include "extraction.h"

/* What at the head is most like a title of the file with this name (without its ending); NULL if
 * nothing is. In x or in the arena. */
const char *tv_title_at_head(const struct tv_extraction *x, const char *stem,
                             struct tv_arena *arena);

/* What the text calls itself: the name of a strategy or policy in capitalised words that it has three
 * times, or two that begin with a state's name, and twice as often as any other ("National Lamp
 * Strategy"); NULL if there is none. In the arena. */
const char *tv_title_in_text(const struct tv_extraction *x, struct tv_arena *arena);

/* The heading at the head that begins with this title; NULL if none does. */
const char *tv_heading_like(const struct tv_extraction *x, const char *title);

/* The first date at the head that stands by itself. */
bool tv_date_alone_at_head(const struct tv_extraction *x, char ret_date[11]);

/* That date, else the first within a short line there or at the foot;
 * of a session's days the month alone. */
bool tv_date_at_head(const struct tv_extraction *x, char ret_date[11]);

#endif
