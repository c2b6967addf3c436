/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbering (numbering.h). Styles that are not known here are decimal. */
#include "numbering.h"

#include <string.h>

/* Letters repeat after the last one (z, aa, bb); beyond this often, digits serve better. */
enum { MOST_LETTERS = 8 };

/* No label is longer than this; what is, was made to hurt. */
enum { LABEL_SIZE = 200 };

static const char *const latin[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i",
                                    "j", "k", "l", "m", "n", "o", "p", "q", "r",
                                    "s", "t", "u", "v", "w", "x", "y", "z"};
static const char *const latin_capitals[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I",
                                             "J", "K", "L", "M", "N", "O", "P", "Q", "R",
                                             "S", "T", "U", "V", "W", "X", "Y", "Z"};
/* Without the letters that Russian lists leave out. */
static const char *const russian[] = {"а", "б", "в", "г", "д", "е", "ж", "з", "и", "к",
                                      "л", "м", "н", "о", "п", "р", "с", "т", "у", "ф",
                                      "х", "ц", "ч", "ш", "щ", "ы", "э", "ю", "я"};
static const char *const russian_capitals[] = {"А", "Б", "В", "Г", "Д", "Е", "Ж", "З", "И", "К",
                                               "Л", "М", "Н", "О", "П", "Р", "С", "Т", "У", "Ф",
                                               "Х", "Ц", "Ч", "Ш", "Щ", "Ы", "Э", "Ю", "Я"};
static const char *const arabic[] = {"أ", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ", "ر",
                                     "ز", "س", "ش", "ص", "ض", "ط", "ظ", "ع", "غ", "ف",
                                     "ق", "ك", "ل", "م", "ن", "ه", "و", "ي"};
static const char *const abjad[] = {"أ", "ب", "ج", "د", "ه", "و", "ز", "ح", "ط", "ي",
                                    "ك", "ل", "م", "ن", "س", "ع", "ف", "ص", "ق", "ر",
                                    "ش", "ت", "ث", "خ", "ذ", "ض", "ظ", "غ"};
static const char *const chinese[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

static void add_decimal(struct tv_buffer *out, long number)
{
    tv_buffer_printf(out, "%ld", number);
}

static void add_letters(struct tv_buffer *out, const char *const *letters, long n, long number)
{
    if (number < 1 || number > n * MOST_LETTERS) {
        add_decimal(out, number);
        return;
    }
    for (long times = (number - 1) / n; times >= 0; times--)
        tv_buffer_puts(out, letters[(number - 1) % n]);
}

#define ADD_LETTERS(out, letters, number) \
    add_letters(out, letters, (long)(sizeof(letters) / sizeof *(letters)), number)

static void add_roman(struct tv_buffer *out, long number, bool upper)
{
    static const struct {
        int value;
        const char *lower, *upper;
    } digits[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
                  {100, "c", "C"},  {90, "xc", "XC"},  {50, "l", "L"},  {40, "xl", "XL"},
                  {10, "x", "X"},   {9, "ix", "IX"},   {5, "v", "V"},   {4, "iv", "IV"},
                  {1, "i", "I"}};
    if (number < 1 || number > 3999) {
        add_decimal(out, number);
        return;
    }
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        for (; number >= digits[i].value; number -= digits[i].value)
            tv_buffer_puts(out, upper ? digits[i].upper : digits[i].lower);
    }
}

static void add_ordinal(struct tv_buffer *out, long number)
{
    long last = number % 100;
    const char *end = last / 10 == 1   ? "th"
                      : last % 10 == 1 ? "st"
                      : last % 10 == 2 ? "nd"
                      : last % 10 == 3 ? "rd"
                                       : "th";
    tv_buffer_printf(out, "%ld%s", number, end);
}

static void add_chinese(struct tv_buffer *out, long number)
{
    if (number < 1 || number > 999) {
        add_decimal(out, number);
        return;
    }
    long hundreds = number / 100, tens = number / 10 % 10, ones = number % 10;
    if (hundreds)
        tv_buffer_printf(out, "%s百", chinese[hundreds]);
    if (hundreds && !tens && ones)
        tv_buffer_puts(out, "零");
    if (tens > 1 || (tens && hundreds))
        tv_buffer_puts(out, chinese[tens]);
    if (tens)
        tv_buffer_puts(out, "十");
    if (ones)
        tv_buffer_puts(out, chinese[ones]);
}

void tv_number_add(struct tv_buffer *out, enum tv_number_style style, long number)
{
    switch (style) {
    case TV_NUMBER_NONE:
    case TV_NUMBER_BULLET:
        break;
    case TV_NUMBER_DECIMAL:
        add_decimal(out, number);
        break;
    case TV_NUMBER_DECIMAL_ZERO:
        tv_buffer_printf(out, "%02ld", number);
        break;
    case TV_NUMBER_LOWER_LETTER:
        ADD_LETTERS(out, latin, number);
        break;
    case TV_NUMBER_UPPER_LETTER:
        ADD_LETTERS(out, latin_capitals, number);
        break;
    case TV_NUMBER_LOWER_ROMAN:
        add_roman(out, number, false);
        break;
    case TV_NUMBER_UPPER_ROMAN:
        add_roman(out, number, true);
        break;
    case TV_NUMBER_ORDINAL:
        add_ordinal(out, number);
        break;
    case TV_NUMBER_LOWER_RUSSIAN:
        ADD_LETTERS(out, russian, number);
        break;
    case TV_NUMBER_UPPER_RUSSIAN:
        ADD_LETTERS(out, russian_capitals, number);
        break;
    case TV_NUMBER_ARABIC_ALPHA:
        ADD_LETTERS(out, arabic, number);
        break;
    case TV_NUMBER_ARABIC_ABJAD:
        ADD_LETTERS(out, abjad, number);
        break;
    case TV_NUMBER_CHINESE:
        add_chinese(out, number);
        break;
    }
}

/* Counts at this level, which makes those below it begin again. Those above it that have not begun
 * are shown as if they had. */
static void count(struct tv_list *list, unsigned level)
{
    for (unsigned i = 0; i < level; i++) {
        if (!list->counting[i])
            list->numbers[i] = list->levels[i].start;
    }
    if (list->counting[level])
        list->numbers[level]++;
    else
        list->numbers[level] = list->levels[level].start;
    list->counting[level] = true;
    for (unsigned i = level + 1; i < TV_LIST_LEVELS; i++) {
        if ((int)level < list->levels[i].restart)
            list->counting[i] = false;
    }
}

void tv_list_next(struct tv_list *list, unsigned level, struct tv_buffer *out)
{
    tv_buffer_clear(out);
    if (level >= TV_LIST_LEVELS)
        level = TV_LIST_LEVELS - 1;
    count(list, level);
    const struct tv_list_level *at = &list->levels[level];
    if (at->style == TV_NUMBER_BULLET || !at->pattern)
        return;
    for (const char *p = at->pattern; *p && out->size < LABEL_SIZE; p++) {
        unsigned i = (unsigned char)*p - 1u;
        if (i >= TV_LIST_LEVELS) {
            tv_buffer_putc(out, *p);
            continue;
        }
        enum tv_number_style style = list->levels[i].style;
        bool decimal = at->legal && style != TV_NUMBER_NONE && style != TV_NUMBER_DECIMAL_ZERO;
        tv_number_add(out, decimal ? TV_NUMBER_DECIMAL : style, list->numbers[i]);
    }
}

void tv_list_restart(struct tv_list *list, unsigned level, long number)
{
    if (level >= TV_LIST_LEVELS)
        return;
    list->numbers[level] = number - 1;
    list->counting[level] = true;
}
