/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dates in questions: the days that a date of any precision stands for (question.h). */
#include "question.h"

#include "corpus/facts.h"

#include <stdio.h>
#include <string.h>

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* "2022", "2022-03", "2022-03-05" by itself: how many of the three there are, 0 for another form. */
static int numbers_of(const char *date, int *year, int *month, int *day)
{
    int end = 0;
    if (sscanf(date, "%4d%n-%2d%n-%2d%n", year, &end, month, &end, day, &end) < 1 || date[end])
        return 0;
    return end == 4 ? 1 : end == 7 ? 2 : end == 10 ? 3 : 0;
}

bool tv_date_days(const char *date, char ret_first[9], char ret_last[9])
{
    char iso[11];
    int year = 0, month = 1, day = 1;
    int known = numbers_of(date, &year, &month, &day);
    if (!known && tv_date_of(date, iso))
        known = numbers_of(iso, &year, &month, &day);
    if (!known || year < 1 || month < 1 || month > 12 || day < 1 || day > days_of(year, month))
        return false;
    int last_month = known > 1 ? month : 12;
    int last_day = known > 2 ? day : days_of(year, last_month);
    snprintf(ret_first, 9, "%04u%02u%02u", (unsigned)year % 10000, (unsigned)month % 100,
             (unsigned)day % 100);
    snprintf(ret_last, 9, "%04u%02u%02u", (unsigned)year % 10000, (unsigned)last_month % 100,
             (unsigned)last_day % 100);
    return true;
}
