/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The window and its numbers (label_window.h). */
#include "label_window.h"

#include "corpus/utf8.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

static int32_t ascii_digit(int32_t c)
{
    int32_t digit = u_charDigitValue(c);
    return digit >= 0 && u_isdigit(c) ? '0' + digit : c;
}

void tv_window_open(struct tv_window *w, const char *text)
{
    size_t size = strnlen(text, (TV_WINDOW + 1) * 4), i = 0;
    w->n = 0;
    while (i < size && w->n < TV_WINDOW) {
        size_t from = i;
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x80) { /* most are; nothing has to be asked of ICU */
            i++;
            w->offset[w->n] = from;
            w->original[w->n] = byte;
            w->folded[w->n++] = (unsigned)byte - 'A' < 26u ? byte + 32 : byte;
            continue;
        }
        int32_t c = ascii_digit(tv_utf8_next(text, size, &i));
        if (u_charType(c) == U_NON_SPACING_MARK || c == 0x200C || c == 0x200E || c == 0x200F)
            continue;
        w->offset[w->n] = from;
        w->original[w->n] = c;
        w->folded[w->n++] = c == 0xA0 || c == 0x3000 ? ' ' : u_tolower(c);
    }
    w->offset[w->n] = i;
    w->original[w->n] = w->folded[w->n] = 0;
    w->whole = text[i] == '\0';
}

bool tv_is_in(int32_t c, const char *set)
{
    size_t n = strlen(set);
    for (size_t i = 0; i < n;)
        if (tv_utf8_next(set, n, &i) == c)
            return true;
    return false;
}

size_t tv_window_skip(const struct tv_window *w, size_t at)
{
    while (w->folded[at] == ' ')
        at++;
    return at;
}

size_t tv_window_behind_word(const struct tv_window *w, size_t at, const char *word)
{
    size_t n = strlen(word), from = at;
    for (size_t i = 0; i < n;) {
        int32_t c = tv_utf8_next(word, n, &i);
        if (at < w->n && c == w->folded[at])
            at++;
        else if (at == from || c < 0x300 || u_charType(c) != U_NON_SPACING_MARK)
            return 0; /* marks may be in the word, but not in the window */
    }
    return at;
}

size_t tv_read_decimal(const struct tv_window *w, size_t at, unsigned *value)
{
    size_t start = at;
    for (*value = 0; at < w->n && at < start + 5 && w->folded[at] >= '0' && w->folded[at] <= '9';
         at++)
        *value = *value * 10 + (unsigned)(w->folded[at] - '0');
    return at > start ? at : 0;
}

static unsigned roman_digit(int32_t c)
{
    switch (c) {
    case 'i':
        return 1;
    case 'v':
        return 5;
    case 'x':
        return 10;
    case 'l':
        return 50;
    case 'c':
        return 100;
    case 'd':
        return 500;
    case 'm':
        return 1000;
    default:
        return 0;
    }
}

/* The Roman numeral of value, lower case, to compare with: only canonical forms are numerals, so
 * that "mild" and "civic" are none. */
void tv_write_roman(unsigned value, char *out)
{
    static const struct {
        unsigned value;
        const char *digits;
    } parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                 {5, "v"},    {4, "iv"},   {1, "i"}};
    *out = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (; value >= parts[i].value; value -= parts[i].value)
            out = stpcpy(out, parts[i].digits);
}

size_t tv_read_roman(const struct tv_window *w, size_t at, unsigned *value)
{
    size_t end = at;
    unsigned total = 0, before = 0;
    for (unsigned digit; end < w->n && end < at + 9 && (digit = roman_digit(w->folded[end]));
         end++) {
        total += digit > before ? digit - 2 * before : digit;
        before = digit;
    }
    if (end == at || total == 0 || total > 399)
        return 0;
    char canonical[32];
    tv_write_roman(total, canonical);
    *value = total;
    return tv_window_behind(w, at, canonical) == end && strlen(canonical) == end - at ? end : 0;
}

/* Chinese numerals below ten thousand: 二十一, 一百零三, and by place: 一〇二. */
static int chinese_digit(int32_t c)
{
    static const int32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                     0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (c == digits[i])
            return i;
    return c == 0x96F6 ? 0 : c == 0x4E24 ? 2 : -1;
}

static unsigned chinese_unit(int32_t c)
{
    return c == 0x5341 ? 10 : c == 0x767E ? 100 : c == 0x5343 ? 1000 : 0;
}

size_t tv_read_chinese(const struct tv_window *w, size_t at, unsigned *value)
{
    unsigned total = 0, digit = 0, digits = 0;
    size_t end = at;
    for (; end < w->n && end < at + 8; end++) {
        int d = chinese_digit(w->folded[end]);
        unsigned unit = chinese_unit(w->folded[end]);
        if (d >= 0) {
            digit = digits++ ? digit * 10 + (unsigned)d : (unsigned)d;
        } else if (unit) {
            total += (digit || total ? digit : 1) * unit;
            digit = digits = 0;
        } else {
            break;
        }
    }
    *value = total + digit;
    return end > at ? end : 0;
}

/* What stands behind the number of an article between two others, and the Latin word for it. */
static const struct {
    const char *word, *latin;
} suffixes[] = {
    {"bis", "bis"},         {"ter", "ter"},
    {"quater", "quater"},   {"quinquies", "quinquies"},
    {"sexies", "sexies"},   {"septies", "septies"},
    {"octies", "octies"},   {"novies", "novies"},
    {"decies", "decies"},   {"бис", "bis"},
    {"тер", "ter"},         {"кватер", "quater"},
    {"مكررا ثانيا", "ter"}, {"مكررا ثالثا", "quater"},
    {"مكررا", "bis"},       {"مكرر", "bis"},
    {"ثالثا", "ter"},       {"رابعا", "quater"},
    {"之二", "bis"},        {"之三", "ter"},
    {"之四", "quater"},     {"之五", "quinquies"},
    {"之六", "sexies"},     {"之七", "septies"},
    {"之八", "octies"},     {"之九", "novies"},
    {"之十", "decies"},
};

size_t tv_read_suffix(const struct tv_window *w, size_t at, char *number, size_t size)
{
    size_t word = at;
    if (w->folded[word] == ' ' || w->folded[word] == '-' || w->folded[word] == 0x2011)
        word++;
    bool opened = w->folded[word] == '(';
    word += opened;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t end = tv_window_behind(w, word, suffixes[i].word);
        if (end && (!u_isalnum(w->folded[end]) || w->folded[end] >= 0x3000)) {
            snprintf(number + strlen(number), size - strlen(number), " %s", suffixes[i].latin);
            return end + (opened && w->folded[end] == ')');
        }
    }
    int32_t c = w->original[at];
    bool ends = !u_isalnum(w->folded[at + (at < w->n)]);
    if (((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) && ends) {
        snprintf(number + strlen(number), size - strlen(number), "%c", (char)c);
        return at + 1;
    }
    if ((c == '-' || c == '.') && w->folded[at + (at < w->n)] >= '0' &&
        w->folded[at + (at < w->n)] <= '9') {
        unsigned value;
        size_t end = tv_read_decimal(w, at + 1, &value);
        snprintf(number + strlen(number), size - strlen(number), "%c%u", (char)c, value);
        return end;
    }
    return at;
}
