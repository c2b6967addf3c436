/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dates in texts (facts.h).
 *
 * A date is read from left to right with one cursor that is copied to try another form. Words are
 * folded, so that accents, case and Arabic spellings do not matter. Every form looks at no more
 * than a dozen numbers and words, so that the time is linear in the length of the text. */
#include "facts.h"

#include "corpus/fold.h"
#include "corpus/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { WORD_MAX = 24, FIRST_YEAR = 1500, LAST_YEAR = 2100 };

struct word {
    char text[WORD_MAX];
    uint8_t month; /* 0: may stand before or behind a date, but is no part of it */
};

#include "date_words.inc"

enum { N_WORDS = sizeof words / sizeof *words };

struct cursor {
    const char *s;
    size_t n, i;
};

struct number {
    unsigned value, digits;
};

struct date {
    unsigned year, month, day; /* month or day 0: not known */
};

static int32_t peek(const struct cursor *c)
{
    size_t i = c->i;
    return i < c->n ? tv_utf8_next(c->s, c->n, &i) : -1;
}

static void advance(struct cursor *c)
{
    tv_utf8_next(c->s, c->n, &c->i);
}

static bool is_space(int32_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0xa0 || c == 0x202f ||
           c == 0x3000 || (c >= 0x2000 && c <= 0x200f);
}

static void skip_space(struct cursor *c)
{
    for (int k = 0; k < 8 && is_space(peek(c)); k++)
        advance(c);
}

/* Skips one of these ASCII characters, with white space around it. */
static bool skip_any(struct cursor *c, const char *set)
{
    struct cursor at = *c;
    skip_space(&at);
    int32_t p = peek(&at);
    if (p <= 0 || p >= 0x80 || !strchr(set, (int)p))
        return false;
    advance(&at);
    skip_space(&at);
    *c = at;
    return true;
}

static int32_t digit_of(int32_t c)
{
    if (c < 0x80)
        return c >= '0' && c <= '9' ? c - '0' : -1;
    return u_charDigitValue(c);
}

/* Decimal digits of any script, at most eight. */
static bool read_number(struct cursor *c, struct number *ret)
{
    struct cursor at = *c;
    struct number number = {0};
    for (int32_t digit; (digit = digit_of(peek(&at))) >= 0; advance(&at)) {
        if (++number.digits > 8)
            return false;
        number.value = number.value * 10 + (unsigned)digit;
    }
    if (!number.digits)
        return false;
    *c = at;
    *ret = number;
    return true;
}

static int compare_word(const void *a, const void *b)
{
    return strcmp(a, ((const struct word *)b)->text);
}

/* Reads letters, folded; false if there are none or they are in no table. */
static bool read_word(struct cursor *c, struct word *ret_word)
{
    struct cursor at = *c;
    char text[WORD_MAX + TV_FOLD_MAX] = "";
    size_t size = 0;
    for (int32_t p;
         at.i < at.n && (u_isalpha(p = peek(&at)) || u_charType(p) == U_NON_SPACING_MARK);
         advance(&at)) {
        size += tv_fold_char(text + size, p);
        if (size >= WORD_MAX)
            return false;
    }
    text[size] = '\0';
    const struct word *w = bsearch(text, words, N_WORDS, sizeof *words, compare_word);
    if (!size || !w)
        return false;
    *ret_word = *w;
    *c = at;
    return true;
}

/* A word spelt like this, and a full stop behind it. */
static bool skip_word(struct cursor *c, const char *word)
{
    struct cursor at = *c;
    size_t size = 0, length = strlen(word);
    skip_space(&at);
    while (at.i < at.n && u_isalpha(peek(&at)) && size <= length) {
        char bytes[TV_FOLD_MAX];
        size_t n = tv_fold_char(bytes, peek(&at));
        if (size + n > length || memcmp(word + size, bytes, n) != 0)
            return false;
        size += n;
        advance(&at);
    }
    if (!size || size != length)
        return false;
    if (peek(&at) == '.')
        advance(&at);
    *c = at;
    return true;
}

/* The Levantine months whose names are two words: "first" and "second". */
static bool read_arabic_pair(struct cursor *c, unsigned *ret_month)
{
    static const struct {
        const char *first, *second;
        unsigned month;
    } pairs[] = {
        {"تشرين", "الاول", 10},
        {"تشرين", "الثاني", 11},
        {"كانون", "الاول", 12},
        {"كانون", "الثاني", 1},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct cursor at = *c;
        if (!skip_word(&at, pairs[i].first) || !skip_word(&at, pairs[i].second))
            continue;
        *c = at;
        *ret_month = pairs[i].month;
        return true;
    }
    return false;
}

static bool read_one_month(struct cursor *c, unsigned *ret_month)
{
    struct cursor at = *c;
    struct word word;
    if (read_arabic_pair(c, ret_month))
        return true;
    if (!read_word(&at, &word) || !word.month)
        return false;
    if (peek(&at) == '.')
        advance(&at);
    *ret_month = word.month;
    *c = at;
    return true;
}

/* A month's name; Arabic often gives both: "تشرين الثاني/نوفمبر". */
static bool read_month(struct cursor *c, unsigned *ret_month)
{
    unsigned second;
    if (!read_one_month(c, ret_month))
        return false;
    struct cursor at = *c;
    if ((skip_any(&at, "/(") && read_one_month(&at, &second)) && second == *ret_month) {
        skip_any(&at, ")");
        *c = at;
    }
    return true;
}

static unsigned days_in(unsigned year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Whether there is such a day (month, year, where less is known). */
static bool is_date(const struct date *d)
{
    if (d->year < FIRST_YEAR || d->year > LAST_YEAR || d->month > 12 || (d->day && !d->month))
        return false;
    return !d->day || d->day <= days_in(d->year, d->month);
}

/* What keeps a number from being one: a digit behind it, or a letter that is no Han. */
static bool at_border(const struct cursor *c)
{
    int32_t p = peek(c);
    return p < 0 || !(u_isalnum(p) && !tv_is_han(p));
}

static bool read_year(struct cursor *c, unsigned *ret_year)
{
    struct number number;
    struct cursor at = *c;
    if (!read_number(&at, &number) || number.digits != 4 || !at_border(&at))
        return false;
    *ret_year = number.value;
    *c = at;
    return true;
}

/* "12", "12.", "12th", "1er", "12º", "12-го", "12-е"; "12 of", "12 de", "12th day of". */
static bool read_day(struct cursor *c, unsigned *ret_day)
{
    static const char ordinals[][5] = {"st", "nd", "rd", "th", "er", "re", "eme",
                                       "e",  "º",  "o",  "ª",  "го", "е"};
    struct number number;
    if (!read_number(c, &number) || number.digits > 2 || !number.value || number.value > 31)
        return false;
    struct cursor at = *c;
    if (peek(&at) == '-')
        advance(&at);
    for (size_t i = 0; i < sizeof ordinals / sizeof *ordinals; i++)
        if (!is_space(peek(&at)) && skip_word(&at, ordinals[i])) {
            *c = at;
            break;
        }
    if (peek(c) == '.')
        advance(c);
    if (!skip_word(c, "day"))
        skip_word(c, "jour");
    *ret_day = number.value;
    return true;
}

static void skip_of(struct cursor *c)
{
    (void)(skip_word(c, "of") || skip_word(c, "de") || skip_word(c, "del") || skip_word(c, "d"));
    skip_any(c, ",'-/.");
    skip_space(c);
}

/* The end of a range of days, the first of which is taken: "12-14", "12 to 14", "12 y 14". */
static void skip_range(struct cursor *c)
{
    static const char words_between[][4] = {"to", "and", "et",  "au",  "y",
                                            "al", "a",   "bis", "und", "и"};
    struct cursor at = *c;
    struct number number;
    unsigned day;
    skip_space(&at);
    int32_t p = peek(&at);
    bool joined = p == '-' || (p >= 0x2010 && p <= 0x2014);
    if (joined)
        advance(&at);
    for (size_t i = 0; !joined && i < sizeof words_between / sizeof *words_between; i++)
        joined = skip_word(&at, words_between[i]);
    skip_space(&at);
    struct cursor after = at;
    if (joined && read_number(&after, &number) && number.digits <= 2 && read_day(&at, &day))
        *c = at;
}

/* "12 November 2020", "12-Nov-2020", "12 de noviembre de 2020", "12. November 2020". */
static bool day_month_year(struct cursor *c, struct date *d)
{
    if (!read_day(c, &d->day))
        return false;
    skip_range(c);
    skip_of(c);
    if (!read_month(c, &d->month))
        return false;
    skip_of(c);
    return read_year(c, &d->year);
}

static void skip_time(struct cursor *c)
{
    struct cursor at = *c;
    struct number n;
    skip_space(&at);
    if (!read_number(&at, &n) || n.digits > 2 || peek(&at) != ':')
        return;
    while (digit_of(peek(&at)) >= 0 || peek(&at) == ':' || peek(&at) == '.')
        advance(&at);
    *c = at;
    skip_space(&at);
    struct word word;
    if (read_word(&at, &word) && !word.month)
        *c = at;
}

/* "November 12, 2020", "Nov. 12th 2020", "Nov 12 10:00:00 GMT 2020". */
static bool month_day_year(struct cursor *c, struct date *d)
{
    if (!read_month(c, &d->month))
        return false;
    skip_any(c, "-");
    skip_space(c);
    if (!read_day(c, &d->day))
        return false;
    skip_any(c, ",-");
    skip_time(c);
    skip_space(c);
    return read_year(c, &d->year);
}

/* "November 2020", "noviembre de 2020", "November, 2020". */
static bool month_year(struct cursor *c, struct date *d)
{
    if (!read_month(c, &d->month))
        return false;
    skip_of(c);
    d->day = 0;
    return read_year(c, &d->year);
}

/* "2020 November 12", "2020-Nov-12"; and without the day. */
static bool year_month_day(struct cursor *c, struct date *d)
{
    if (!read_year(c, &d->year))
        return false;
    skip_any(c, ",-/.");
    skip_space(c);
    if (!read_month(c, &d->month))
        return false;
    struct cursor at = *c;
    skip_any(&at, ",-/.");
    skip_space(&at);
    d->day = 0;
    if (read_day(&at, &d->day) && at_border(&at))
        *c = at;
    else
        d->day = 0;
    return true;
}

/* Year, month and day from three numbers that stand together; day first unless it cannot be. */
static bool in_order(const struct number n[3], int32_t mark, struct date *d)
{
    if (n[0].digits == 4 && n[1].digits <= 2 && n[2].digits <= 2)
        *d = (struct date){n[0].value, n[1].value, n[2].value};
    else if (n[0].digits <= 2 && n[1].digits <= 2 && n[2].digits == 4)
        *d = (struct date){n[2].value, n[1].value, n[0].value};
    else if (n[0].digits == 2 && n[1].digits == 2 && n[2].digits == 2 && mark != '-')
        *d = (struct date){n[2].value + (n[2].value < 70 ? 2000 : 1900), n[1].value, n[0].value};
    else
        return false;
    if (d->month > 12 && d->day <= 12 && mark == '/') {
        unsigned month = d->day;
        d->day = d->month;
        d->month = month;
    }
    return d->month && d->day;
}

/* Three numbers with the same mark between them; read_number leaves `c` behind the last. */
static bool read_three(struct cursor *c, const char *marks, struct date *d)
{
    struct number n[3];
    int32_t mark = 0;
    for (int k = 0; k < 3; k++) {
        if (k > 0) {
            int32_t p = peek(c);
            if (p <= 0 || p >= 0x80 || !strchr(marks, (int)p) || (k == 2 && p != mark))
                return false;
            mark = p;
            advance(c);
            if (mark == '.')
                skip_space(c);
        }
        if (!read_number(c, &n[k]))
            return false;
    }
    int32_t behind = peek(c);
    return (at_border(c) || behind == 'T') && behind != '/' && in_order(n, mark, d);
}

/* "2020-11-12", "12.11.2020", "12. 11. 2020", "11/25/2020". */
static bool three_numbers(struct cursor *c, struct date *d)
{
    return read_three(c, "-/.", d);
}

/* "12 11 2020", in names of files. */
static bool numbers_apart(struct cursor *c, struct date *d)
{
    return read_three(c, " ", d);
}

/* "20201112", "20201112T100000Z", "D:20201112100000+01'00'". */
static bool eight_digits(struct cursor *c, struct date *d)
{
    struct cursor at = *c;
    char digits[9] = "";
    for (int k = 0; k < 8; k++, advance(&at)) {
        int32_t digit = peek(&at);
        if (digit < '0' || digit > '9')
            return false;
        digits[k] = (char)digit;
    }
    bool pdf = c->i >= 2 && !memcmp(c->s + c->i - 2, "D:", 2);
    int32_t behind = peek(&at);
    if (!pdf && !at_border(&at) && behind != 'T')
        return false;
    unsigned long value = strtoul(digits, NULL, 10);
    *d = (struct date){(unsigned)(value / 10000), (unsigned)(value / 100 % 100),
                       (unsigned)(value % 100)};
    *c = at;
    return d->month && d->day;
}

/* Chinese and Japanese: "2020年11月12日", "二〇二〇年十一月十二日". */

static int32_t han_digit(int32_t c)
{
    static const int32_t digits[] = {0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
                                     0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d};
    if (c == 0x96f6 || c == 0x25cb || c == 0xff2f)
        return 0;
    for (int32_t i = 0; i < 10; i++)
        if (digits[i] == c)
            return i;
    return -1;
}

/* "二〇二〇" is 2020, "十二" and "二十二" are 12 and 22, "廿" is 20. */
static bool read_han_number(struct cursor *c, unsigned *ret_value)
{
    struct number number;
    if (read_number(c, &number)) {
        *ret_value = number.value;
        return number.digits <= 4;
    }
    unsigned value = 0, count = 0;
    bool tens = false;
    for (; count < 5; count++, advance(c)) {
        int32_t p = peek(c), digit = han_digit(p);
        if (p == 0x5341) { /* ten */
            value = value ? value * 10 : 10;
            tens = true;
        } else if (digit >= 0) {
            value = tens ? value + (unsigned)digit : value * 10 + (unsigned)digit;
        } else {
            break;
        }
    }
    *ret_value = value;
    return count > 0;
}

static bool skip_han(struct cursor *c, int32_t one, int32_t other)
{
    struct cursor at = *c;
    skip_space(&at);
    if (peek(&at) != one && peek(&at) != other)
        return false;
    advance(&at);
    skip_space(&at);
    *c = at;
    return true;
}

static bool han_date(struct cursor *c, struct date *d)
{
    *d = (struct date){0};
    if (!read_han_number(c, &d->year) || !skip_han(c, 0x5e74, 0x5e74)) /* year */
        return false;
    struct cursor at = *c;
    if (!read_han_number(&at, &d->month) || !skip_han(&at, 0x6708, 0x6708)) /* month */
        return false;
    *c = at;
    if (!read_han_number(&at, &d->day) || !skip_han(&at, 0x65e5, 0x53f7)) /* day, number */
        d->day = 0;
    else
        *c = at;
    return true;
}

/* All forms. */

typedef bool reader(struct cursor *c, struct date *d);

static bool try_all(reader *const *readers, size_t count, struct cursor *c, struct date *ret_date)
{
    for (size_t i = 0; i < count; i++) {
        struct cursor at = *c;
        struct date d = {0};
        if (!readers[i](&at, &d) || !is_date(&d))
            continue;
        *c = at;
        *ret_date = d;
        return true;
    }
    return false;
}

/* `text` leaves out what is too likely to be something else within a text. */
static bool read_date(struct cursor *c, bool text, struct date *ret_date)
{
    static reader *const with_number[] = {three_numbers, day_month_year, year_month_day,
                                          han_date,      eight_digits,   numbers_apart};
    static reader *const with_word[] = {month_day_year, month_year};
    int32_t p = peek(c);
    if (digit_of(p) >= 0 || han_digit(p) >= 0)
        return try_all(with_number, text ? 4 : 6, c, ret_date);
    return u_isalpha(p) && try_all(with_word, 2, c, ret_date);
}

static void write_date(const struct date *d, char ret_date[11])
{
    char text[40];
    int n = snprintf(text, sizeof text, "%04u-%02u-%02u", d->year, d->month, d->day);
    text[d->day ? n : d->month ? 7 : 4] = '\0';
    memcpy(ret_date, text, strlen(text) + 1);
}

/* "2020", "2020-11", "2020年": dates where nothing else is in the text. */
static bool bare_year(struct cursor *c, struct date *d)
{
    struct number month;
    if (!read_year(c, &d->year))
        return false;
    struct cursor at = *c;
    int32_t mark = peek(&at);
    if (mark == '-' || mark == '/') {
        advance(&at);
        if (read_number(&at, &month) && month.digits == 2 && month.value && month.value <= 12) {
            d->month = month.value;
            *c = at;
        }
    }
    skip_han(c, 0x5e74, 0x5e74);
    return true;
}

/* Words and marks that may stand around a date; with numbers, a time of day. */
static bool skip_around(struct cursor *c, bool numbers)
{
    while (c->i < c->n) {
        struct word word;
        struct number number;
        int32_t p = peek(c);
        if (is_space(p) || (p < 0x80 && strchr(",.;:()[]-+/'", (int)p))) {
            advance(c);
            continue;
        }
        if (numbers && read_number(c, &number) && (number.value < FIRST_YEAR || number.digits == 6))
            continue;
        struct cursor at = *c;
        if (!read_word(&at, &word) || word.month)
            return false;
        *c = at;
    }
    return true;
}

bool tv_date_of(const char *text, char ret_date[11])
{
    enum { LONGEST = 120 };
    struct cursor c = {.s = text, .n = strnlen(text, LONGEST + 1)};
    struct date d = {0};
    if (c.n > LONGEST)
        return false;
    skip_around(&c, false);
    if (c.n - c.i > 2 && !memcmp(c.s + c.i, "D:", 2))
        c.i += 2;
    struct cursor at = c;
    if (!read_date(&at, false, &d)) {
        at = c;
        d = (struct date){0};
        if (!bare_year(&at, &d) || !is_date(&d))
            return false;
    }
    if (!skip_around(&at, d.day != 0))
        return false;
    write_date(&d, ret_date);
    return true;
}

/* A month and a year in a text: not where a small letter makes the month another word. */
static bool is_verb(const char *s, size_t n)
{
    static const char verbs[][6] = {"may", "march", "mar", "set", "out", "ago"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        size_t size = strlen(verbs[i]);
        if (n > size && !memcmp(s, verbs[i], size) && !u_isalpha((uint8_t)s[size]))
            return true;
    }
    return false;
}

/* Whether a date can begin at c, behind the character `before`. */
static bool can_begin(const struct cursor *c, int32_t before, bool text)
{
    int32_t p = peek(c);
    if (digit_of(p) < 0 && han_digit(p) < 0)
        return u_isalpha(p) && !u_isalnum(before);
    if (digit_of(before) >= 0 || han_digit(before) >= 0)
        return false;
    if (text && (before == '/' || before == '.' || before == '-'))
        return false;
    return !u_isalpha(before) || tv_is_han(before) || tv_is_han(p);
}

static bool find_date(const char *s, size_t n, bool text, struct date *ret_date, size_t *ret_offset)
{
    struct cursor c = {.s = s, .n = n};
    for (int32_t before = ' '; c.i < n;) {
        struct cursor at = c;
        struct date d;
        bool found = can_begin(&c, before, text) && read_date(&at, text, &d);
        if (found && !(text && (!d.month || (!d.day && is_verb(s + c.i, n - c.i))))) {
            *ret_offset = c.i;
            *ret_date = d;
            return true;
        }
        before = peek(&c);
        advance(&c);
    }
    return false;
}

bool tv_date_in(const char *text, char ret_date[11], size_t *ret_offset)
{
    struct date d;
    if (!find_date(text, strlen(text), true, &d, ret_offset))
        return false;
    write_date(&d, ret_date);
    return true;
}

/* A part of a path as text: '_' becomes a space, and there is one where a capital follows a small
 * letter. */
static size_t spaced(const char *s, size_t n, char ret_text[], size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < n && size + 2 < room; i++) {
        bool capital = i > 0 && s[i] >= 'A' && s[i] <= 'Z' && s[i - 1] >= 'a' && s[i - 1] <= 'z';
        if (capital)
            ret_text[size++] = ' ';
        ret_text[size++] = s[i] == '_' ? ' ' : s[i];
    }
    return size;
}

/* The first four digits by themselves that are a year of our time. */
static bool find_year(const char *s, size_t n, struct date *ret_date)
{
    struct cursor c = {.s = s, .n = n};
    while (c.i < n) {
        struct cursor at = c;
        struct number number;
        if (digit_of(peek(&c)) < 0) {
            advance(&c);
            continue;
        }
        if (!read_number(&at, &number))
            while (digit_of(peek(&at)) >= 0)
                advance(&at);
        else if (number.digits == 4 && number.value >= 1900 && number.value <= LAST_YEAR) {
            *ret_date = (struct date){.year = number.value};
            return true;
        }
        c = at;
    }
    return false;
}

static bool date_in_part(const char *s, size_t n, struct date *ret_date)
{
    char text[512] = "";
    size_t offset, size = spaced(s, n, text, sizeof text);
    return find_date(text, size, false, ret_date, &offset) || find_year(text, size, ret_date);
}

bool tv_date_in_name(const char *path, char ret_date[11])
{
    struct date d;
    size_t end = strlen(path);
    for (int depth = 0; depth < 8; depth++) {
        size_t start = end;
        while (start > 0 && path[start - 1] != '/')
            start--;
        if (date_in_part(path + start, end - start, &d)) {
            write_date(&d, ret_date);
            return true;
        }
        if (!start)
            return false;
        end = start - 1;
    }
    return false;
}
