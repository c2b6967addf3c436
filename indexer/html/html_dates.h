/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where in a visible text a date stands. What date it is, is for corpus/facts.h to say; this only
 * finds the words that say it, to choose between the places on a page that could. */
#ifndef TV_HTML_DATES_H
#define TV_HTML_DATES_H

#include "html_lexer.h"

/* The first date with a day, a month and a year of four digits in the text ("12.11.2020",
 * "November 12, 2020", "12 de noviembre de 2020", "2020年11月12日"); no data if there is none. */
struct html_slice html_date_in(struct html_slice text);

/* Whether `universal`, a time in UTC ("2021-11-04T23:00Z"), falls on the day before or after the
 * one that `visible` names: where the page was made that day, the same date in local time. */
bool html_is_local_day(const char *universal, struct html_slice visible);

#endif
