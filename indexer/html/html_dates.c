/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding dates in text (html_dates.h): a year, and a day and a month beside it. The text is taken
 * apart into numbers, words and what is between them; six pieces in a row are looked at. */
#include "html_dates.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum piece_type { END, NUMBER, MONTH, WORD, SEPARATOR };

struct piece {
    enum piece_type type;
    const char *from, *to;
    unsigned value;
};

static bool is_word(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* How months begin in the languages of the corpus and some neighbours. */
static bool is_month(const char *s, size_t n)
{
    static const char *const beginnings[] = {
        "jan",    "ene",    "gen",    "янв",  "feb",   "fév",  "fev",   "фев",   "mar",   "mär",
        "mrz",    "maa",    "мар",    "apr",  "abr",   "avr",  "апр",   "may",   "mai",   "mei",
        "mag",    "мая",    "май",    "jun",  "juin",  "giu",  "июн",   "jul",   "juil",  "lug",
        "июл",    "aug",    "ago",    "aoû",  "авг",   "sep",  "set",   "сен",   "oct",   "okt",
        "out",    "ott",    "окт",    "nov",  "ноя",   "dec",  "dez",   "dic",   "déc",   "дек",
        "sty",    "lut",    "kwi",    "maj",  "cze",   "lip",  "sie",   "wrz",   "paź",   "lis",
        "gru",    "يناير",  "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر",
        "أكتوبر", "نوفمبر", "ديسمبر",
    };
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t size = strlen(beginnings[i]);
        if (n >= size && n <= 24 && strncasecmp(s, beginnings[i], size) == 0)
            return true;
    }
    return false;
}

static bool is_ideograph(const char *p, const char *end, const char *sign)
{
    return end - p >= 3 && memcmp(p, sign, 3) == 0;
}

static struct piece next_piece(const char *p, const char *end)
{
    struct piece piece = {.type = END, .from = p, .to = p};
    if (p == end)
        return piece;
    if (isdigit((unsigned char)*p)) {
        piece.type = NUMBER;
        for (; p < end && isdigit((unsigned char)*p); p++)
            piece.value = piece.value < 100000 ? piece.value * 10 + (unsigned)(*p - '0') : 100000;
    } else if (is_ideograph(p, end, "年") || is_ideograph(p, end, "月") ||
               is_ideograph(p, end, "日")) {
        piece.type = SEPARATOR;
        p += 3;
    } else if (is_word(*p)) {
        while (p < end && is_word(*p) && !is_ideograph(p, end, "年"))
            p++;
        piece.type = is_month(piece.from, (size_t)(p - piece.from)) ? MONTH : WORD;
    } else {
        piece.type = SEPARATOR;
        while (p < end && !is_word(*p) && !isdigit((unsigned char)*p))
            p++;
        if (p - piece.from > 3)
            piece.type = WORD;
    }
    piece.to = p;
    return piece;
}

static bool is_year(const struct piece *p)
{
    return p->type == NUMBER && p->to - p->from == 4 && p->value >= 1900 && p->value <= 2100;
}

static bool is_part(const struct piece *p)
{
    return p->type == NUMBER && p->to - p->from <= 2 && p->value >= 1 && p->value <= 31;
}

/* Whether a word may stand between day, month and year: "de", "of", "th", "г". */
static bool may_stand_between(const struct piece *p)
{
    return p->type == SEPARATOR || (p->type == WORD && p->to - p->from <= 2 && is_word(*p->from));
}

/* The date that begins with the piece at p; its end, or NULL. */
static const char *date_from(const char *p, const char *end)
{
    struct piece parts[3];
    size_t n = 0;
    unsigned between = 0;
    while (n < 3) {
        struct piece piece = next_piece(p, end);
        p = piece.to;
        if (is_year(&piece) || is_part(&piece) || piece.type == MONTH) {
            parts[n++] = piece;
            between = 0;
        } else if (piece.type == END || !may_stand_between(&piece) || ++between > 4 || n == 0) {
            return NULL;
        }
    }
    bool first = is_year(&parts[0]), last = is_year(&parts[2]);
    unsigned months = 0;
    for (size_t i = 0; i < 3; i++)
        months += parts[i].type == MONTH;
    if (first == last || is_year(&parts[1]) || months > 1)
        return NULL;
    return parts[2].to;
}

struct html_slice html_date_in(struct html_slice text)
{
    const char *p = text.data, *end = p + text.size;
    while (p < end) {
        struct piece piece = next_piece(p, end);
        const char *to = piece.type == NUMBER || piece.type == MONTH ? date_from(p, end) : NULL;
        if (to)
            return (struct html_slice){p, (size_t)(to - p)};
        p = piece.to;
    }
    return (struct html_slice){0};
}

/* Whether the date names this day of the month and this year. */
static bool names(struct html_slice date, unsigned day, unsigned year)
{
    const char *p = date.data, *end = p + date.size;
    bool has_day = false, has_year = false;
    for (struct piece piece; p < end; p = piece.to) {
        piece = next_piece(p, end);
        has_day |= is_part(&piece) && piece.value == day;
        has_year |= is_year(&piece) && piece.value == year;
    }
    return has_day && has_year;
}

static bool is_universal(const char *time)
{
    size_t n = strlen(time);
    return n > 16 && time[10] == 'T' && (time[n - 1] == 'Z' || strcmp(time + n - 6, "+00:00") == 0);
}

bool html_is_local_day(const char *universal, struct html_slice visible)
{
    struct tm tm = {0};
    if (!is_universal(universal) ||
        sscanf(universal, "%4d-%2d-%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) != 3)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    tm.tm_hour = 12;
    time_t noon = timegm(&tm);
    for (int days = -1; days <= 1; days += 2) {
        time_t other = noon + days * 86400;
        struct tm beside;
        gmtime_r(&other, &beside);
        if (names(visible, (unsigned)beside.tm_mday, (unsigned)beside.tm_year + 1900))
            return true;
    }
    return false;
}
