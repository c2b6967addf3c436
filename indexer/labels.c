/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Labels of divisions and paragraphs (labels.h).
 *
 * A text's first code points are folded (lower case, marks dropped, digits of any script made
 * ASCII) into a small window, with the offset of each in the text; everything is matched there.
 * Nothing is looked at beyond the window, so a hostile text costs no more than a short one. */
#include "labels.h"

#include "corpus/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { WINDOW = 48 };

struct window {
    int32_t folded[WINDOW + 1];   /* 0 behind the last */
    int32_t original[WINDOW + 1]; /* as it stands, digits made ASCII too */
    size_t offset[WINDOW + 1];    /* of each in the text; behind the last: where the window ends */
    size_t n;
    bool whole; /* the text is no longer than the window */
};

static int32_t ascii_digit(int32_t c)
{
    int32_t digit = u_charDigitValue(c);
    return digit >= 0 && u_isdigit(c) ? '0' + digit : c;
}

static void open_window(struct window *w, const char *text)
{
    size_t size = strnlen(text, (WINDOW + 1) * 4), i = 0;
    w->n = 0;
    while (i < size && w->n < WINDOW) {
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

static bool in(int32_t c, const char *set)
{
    size_t n = strlen(set);
    for (size_t i = 0; i < n;)
        if (tv_utf8_next(set, n, &i) == c)
            return true;
    return false;
}

static size_t skip_spaces(const struct window *w, size_t at)
{
    while (w->folded[at] == ' ')
        at++;
    return at;
}

/* Where the window goes on behind word if that stands at `at`, else 0. */
static size_t behind(const struct window *w, size_t at, const char *word)
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

/* Numbers. Each reader returns where the window goes on, or 0, and the value. */

static size_t read_decimal(const struct window *w, size_t at, unsigned *value)
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
static void write_roman(unsigned value, char *out)
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

static size_t read_roman(const struct window *w, size_t at, unsigned *value)
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
    write_roman(total, canonical);
    *value = total;
    return behind(w, at, canonical) == end && strlen(canonical) == end - at ? end : 0;
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

static size_t read_chinese(const struct window *w, size_t at, unsigned *value)
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

/* Ordinals that are written out, where treaties do so for their first articles. */
static const struct {
    const char *word;
    unsigned value;
} ordinals[] = {
    {"premier", 1},  {"première", 1}, {"1er", 1},     {"1re", 1},     {"unique", 1},
    {"primero", 1},  {"primera", 1},  {"único", 1},   {"первая", 1},  {"وحيدة", 1},
    {"الأولى", 1},   {"الاولى", 1},   {"الثانية", 2}, {"الثالثة", 3}, {"الرابعة", 4},
    {"الخامسة", 5},  {"السادسة", 6},  {"السابعة", 7}, {"الثامنة", 8}, {"التاسعة", 9},
    {"العاشرة", 10}, {"one", 1},      {"two", 2},     {"three", 3},   {"four", 4},
    {"five", 5},     {"six", 6},      {"seven", 7},   {"eight", 8},   {"nine", 9},
    {"ten", 10},     {"eleven", 11},  {"twelve", 12},
};

static size_t read_ordinal(const struct window *w, size_t at, unsigned *value)
{
    for (size_t i = 0; i < sizeof ordinals / sizeof *ordinals; i++) {
        size_t end = behind(w, at, ordinals[i].word);
        if (end && !u_isalnum(w->folded[end])) {
            *value = ordinals[i].value;
            return end;
        }
    }
    return 0;
}

/* Designations. */

static const struct {
    const char *word;
    enum tv_division division;
} words[] = {
    {"article", TV_DIVISION_ARTICLE},
    {"articles", TV_DIVISION_NONE},
    {"art.", TV_DIVISION_ARTICLE},
    {"artículo", TV_DIVISION_ARTICLE},
    {"articulo", TV_DIVISION_ARTICLE},
    {"artikel", TV_DIVISION_ARTICLE},
    {"artigo", TV_DIVISION_ARTICLE},
    {"articolo", TV_DIVISION_ARTICLE},
    {"articol", TV_DIVISION_ARTICLE},
    {"artykuł", TV_DIVISION_ARTICLE},
    {"статья", TV_DIVISION_ARTICLE},
    {"стаття", TV_DIVISION_ARTICLE},
    {"член", TV_DIVISION_ARTICLE},
    {"المادة", TV_DIVISION_ARTICLE},
    {"مادة", TV_DIVISION_ARTICLE},
    {"ماده", TV_DIVISION_ARTICLE},
    {"madde", TV_DIVISION_ARTICLE},
    {"pasal", TV_DIVISION_ARTICLE},
    {"अनुच्छेद", TV_DIVISION_ARTICLE},
    {"סעיף", TV_DIVISION_ARTICLE},
    {"rule", TV_DIVISION_ARTICLE},
    {"regulation", TV_DIVISION_ARTICLE},
    {"chapter", TV_DIVISION_CHAPTER},
    {"chapitre", TV_DIVISION_CHAPTER},
    {"capítulo", TV_DIVISION_CHAPTER},
    {"capitulo", TV_DIVISION_CHAPTER},
    {"kapitel", TV_DIVISION_CHAPTER},
    {"hoofdstuk", TV_DIVISION_CHAPTER},
    {"глава", TV_DIVISION_CHAPTER},
    {"الفصل", TV_DIVISION_CHAPTER},
    {"capitolo", TV_DIVISION_CHAPTER},
    {"section", TV_DIVISION_SECTION},
    {"sección", TV_DIVISION_SECTION},
    {"seccion", TV_DIVISION_SECTION},
    {"abschnitt", TV_DIVISION_SECTION},
    {"afdeling", TV_DIVISION_SECTION},
    {"раздел", TV_DIVISION_SECTION},
    {"القسم", TV_DIVISION_SECTION},
    {"الفرع", TV_DIVISION_SECTION},
    {"title", TV_DIVISION_TITLE},
    {"titre", TV_DIVISION_TITLE},
    {"título", TV_DIVISION_TITLE},
    {"titulo", TV_DIVISION_TITLE},
    {"titel", TV_DIVISION_TITLE},
    {"الباب", TV_DIVISION_TITLE},
    {"part", TV_DIVISION_PART},
    {"partie", TV_DIVISION_PART},
    {"parte", TV_DIVISION_PART},
    {"teil", TV_DIVISION_PART},
    {"deel", TV_DIVISION_PART},
    {"часть", TV_DIVISION_PART},
    {"الجزء", TV_DIVISION_PART},
    {"book", TV_DIVISION_BOOK},
    {"livre", TV_DIVISION_BOOK},
    {"libro", TV_DIVISION_BOOK},
    {"buch", TV_DIVISION_BOOK},
    {"annex", TV_DIVISION_ANNEX},
    {"annexe", TV_DIVISION_ANNEX},
    {"anexo", TV_DIVISION_ANNEX},
    {"anhang", TV_DIVISION_ANNEX},
    {"bijlage", TV_DIVISION_ANNEX},
    {"appendix", TV_DIVISION_ANNEX},
    {"schedule", TV_DIVISION_ANNEX},
    {"приложение", TV_DIVISION_ANNEX},
    {"المرفق", TV_DIVISION_ANNEX},
    {"附件", TV_DIVISION_ANNEX},
    {"preamble", TV_DIVISION_PREAMBLE},
    {"préambule", TV_DIVISION_PREAMBLE},
    {"preámbulo", TV_DIVISION_PREAMBLE},
    {"präambel", TV_DIVISION_PREAMBLE},
    {"preambule", TV_DIVISION_PREAMBLE},
    {"преамбула", TV_DIVISION_PREAMBLE},
    {"الديباجة", TV_DIVISION_PREAMBLE},
    {"序言", TV_DIVISION_PREAMBLE},
    {"recital", TV_DIVISION_RECITAL},
    {"considérant", TV_DIVISION_RECITAL},
    {"considerando", TV_DIVISION_RECITAL},
    {"erwägungsgrund", TV_DIVISION_RECITAL},
    {"paragraph", TV_DIVISION_PARAGRAPH},
    {"paragraphe", TV_DIVISION_PARAGRAPH},
    {"párrafo", TV_DIVISION_PARAGRAPH},
};

/* 第N条 and its kin: the word behind the number. */
static const struct {
    const char *word;
    enum tv_division division;
} chinese_words[] = {
    {"条", TV_DIVISION_ARTICLE},   {"條", TV_DIVISION_ARTICLE}, {"조", TV_DIVISION_ARTICLE},
    {"章", TV_DIVISION_CHAPTER},   {"节", TV_DIVISION_SECTION}, {"節", TV_DIVISION_SECTION},
    {"编", TV_DIVISION_TITLE},     {"編", TV_DIVISION_TITLE},   {"部分", TV_DIVISION_PART},
    {"款", TV_DIVISION_PARAGRAPH},
};

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

/* " bis", "-1", "a": what makes an article between two others. Appends to number. */
static size_t read_suffix(const struct window *w, size_t at, char *number, size_t size)
{
    size_t word = at;
    if (w->folded[word] == ' ' || w->folded[word] == '-' || w->folded[word] == 0x2011)
        word++;
    bool opened = w->folded[word] == '(';
    word += opened;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t end = behind(w, word, suffixes[i].word);
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
        size_t end = read_decimal(w, at + 1, &value);
        snprintf(number + strlen(number), size - strlen(number), "%c%u", (char)c, value);
        return end;
    }
    return at;
}

/* The number of a division, as it is usually written. Returns where the window goes on; `at` where
 * there is none. */
static size_t read_number(const struct window *w, size_t at, char number[TV_NUMBER_SIZE])
{
    unsigned value;
    size_t end;
    number[0] = '\0';
    if ((end = read_ordinal(w, at, &value)) || (end = read_decimal(w, at, &value)) ||
        (end = read_chinese(w, at, &value))) {
        snprintf(number, TV_NUMBER_SIZE, "%u", value);
        if (w->folded[end] == 0xBA || w->folded[end] == 0xB0 ||
            (w->folded[end] == '.' && w->folded[end + 1] == 0xBA))
            end += w->folded[end] == '.' ? 2 : 1; /* 1.º */
        return read_suffix(w, end, number, TV_NUMBER_SIZE);
    }
    bool capital = u_isupper(w->original[at]);
    if ((end = read_roman(w, at, &value)) && capital && !u_isalpha(w->folded[end])) {
        write_roman(value, number);
        for (char *p = number; *p; p++)
            *p = (char)(*p - 'a' + 'A');
        return read_suffix(w, end, number, TV_NUMBER_SIZE);
    }
    int32_t c = w->original[at];
    if (c >= 'A' && c <= 'Z' && !u_isalnum(w->folded[at + 1])) {
        snprintf(number, TV_NUMBER_SIZE, "%c", (char)c);
        return at + 1;
    }
    return at;
}

/* Fills what follows from where the designation ends in the window. */
static void finish_designation(const struct window *w, size_t at, struct tv_designation *ret)
{
    size_t end = skip_spaces(w, at);
    ret->separated = w->folded[end] == 0 || in(w->folded[end], ".:,;–—-‒―：．，)]|");
    while (w->folded[end] == ' ' || (w->folded[end] && in(w->folded[end], ".:–—-‒―：．|")))
        end++;
    ret->length = w->offset[end];
    ret->alone = end == w->n && w->whole;
}

static bool chinese_designation(const struct window *w, struct tv_designation *ret)
{
    size_t at = behind(w, 0, "第"), end;
    unsigned value;
    if (!at)
        at = behind(w, 0, "弟"); /* how Japanese texts often misspell it */
    if (!at)
        at = behind(w, 0, "제");
    if (!at)
        return false;
    at = skip_spaces(w, at);
    if (!(end = read_decimal(w, at, &value)) && !(end = read_chinese(w, at, &value)))
        return false;
    end = skip_spaces(w, end);
    for (size_t i = 0; i < sizeof chinese_words / sizeof *chinese_words; i++) {
        size_t on = behind(w, end, chinese_words[i].word);
        if (!on)
            continue;
        ret->division = chinese_words[i].division;
        snprintf(ret->number, sizeof ret->number, "%u", value);
        on = read_suffix(w, on, ret->number, sizeof ret->number);
        finish_designation(w, on, ret);
        ret->separated |= w->folded[on] == ' ';
        return true;
    }
    return false;
}

bool tv_designation_at(const char *text, struct tv_designation *ret)
{
    struct window w;
    open_window(&w, text);
    struct tv_designation found = {0};
    size_t start = in(w.folded[0], "[【*") && w.n ? 1 : 0;
    if (start == 0 && chinese_designation(&w, &found)) {
        *ret = found;
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t at = behind(&w, start, words[i].word);
        if (!at || u_isalnum(w.folded[at]))
            continue;
        size_t number = skip_spaces(&w, at);
        found.division = words[i].division;
        at = read_number(&w, number, found.number);
        /* Hebrew and Persian number articles in words and letters that are not read here. */
        bool unread =
            found.division == TV_DIVISION_ARTICLE && u_charType(w.folded[start]) == U_OTHER_LETTER;
        if (at > number || found.division >= TV_DIVISION_ANNEX || unread) {
            finish_designation(&w, at, &found);
            if (found.division == TV_DIVISION_NONE)
                return false;
            *ret = found;
            return true;
        }
    }
    return false;
}

/* Enumerators. */

static unsigned letter_value(int32_t c)
{
    /* Arabic letters count in abjad order; Cyrillic leaves out ё, й in lists of the UN. */
    static const char abjad[] = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ";
    static const char cyrillic[] = "абвгдежзиклмнопрстуфхцчшщэюя";
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a' + 1);
    if (c >= 0x3B1 && c <= 0x3C9)
        return (unsigned)(c - 0x3B1 + 1);
    const char *alphabet = c >= 0x600 && c < 0x700 ? abjad : cyrillic;
    if (c == 0x627) /* alif without hamza */
        return 1;
    size_t n = strlen(alphabet);
    unsigned value = 1;
    for (size_t i = 0; i < n; value++)
        if (tv_utf8_next(alphabet, n, &i) == c)
            return value;
    return 0;
}

static void spell(const struct window *w, size_t from, size_t to, char *number, size_t size)
{
    size_t n = 0;
    for (size_t i = from; i < to && n + 5 < size; i++)
        n += tv_utf8_put(number + n, w->original[i]); // NOLINT(clang-analyzer-core.*): i < w->n
    number[n] = '\0';
}

/* "1.2.3": the rest of a decimal of several levels. */
static size_t read_levels(const struct window *w, size_t at)
{
    unsigned value;
    size_t end;
    while (w->folded[at] == '.' && (end = read_decimal(w, at + 1, &value)))
        at = end;
    return at;
}

/* What is counted, between the delimiters. Returns where the window goes on, or 0. */
static size_t read_count(const struct window *w, size_t at, struct tv_enumerator *e)
{
    size_t end;
    bool upper = u_isupper(w->original[at]);
    if ((end = read_decimal(w, at, &e->value))) {
        e->count = TV_COUNT_DECIMAL;
        if (end - at > 3)
            return 0; /* a year */
        return read_levels(w, end);
    }
    unsigned roman = 0;
    end = read_roman(w, at, &roman);
    if (end && !u_isalpha(w->folded[end]) && end - at > 1) {
        e->count = upper ? TV_COUNT_UPPER_ROMAN : TV_COUNT_ROMAN;
        e->value = roman;
        return end;
    }
    // NOLINTNEXTLINE(clang-analyzer-core.*): the end of the window, which is 0, has no value
    if ((e->value = letter_value(w->folded[at])) && !u_isalpha(w->folded[at + 1])) {
        e->count = upper ? TV_COUNT_UPPER_LETTER : TV_COUNT_LETTER;
        e->as_roman = roman;
        return at + 1;
    }
    if ((end = read_chinese(w, at, &e->value))) {
        e->count = TV_COUNT_CHINESE;
        return end;
    }
    return 0;
}

/* ㈠ to ㈩ and ① to ⑳ are one character each. */
static bool enclosed_character(int32_t c, struct tv_enumerator *e)
{
    if (c >= 0x3220 && c <= 0x3229)
        *e = (struct tv_enumerator){.count = TV_COUNT_CHINESE, .value = (unsigned)(c - 0x3220 + 1)};
    else if (c >= 0x2460 && c <= 0x2473)
        *e = (struct tv_enumerator){.count = TV_COUNT_DECIMAL, .value = (unsigned)(c - 0x2460 + 1)};
    else
        return false;
    e->enclosed = true;
    return true;
}

/* Where the window goes on behind the delimiter at `at`, or 0. */
static size_t read_delimiter(const struct window *w, size_t at, bool opened,
                             struct tv_enumerator *e)
{
    size_t on = skip_spaces(w, at);
    const char *closing = opened ? ")）]’‘" : ")）";
    e->enclosed = opened || (w->folded[at] && in(w->folded[at], closing));
    if (w->folded[at] && in(w->folded[at], closing))
        return at + 1 + (opened && w->folded[at + 1] == '.');
    if (opened)
        return 0;
    if (w->folded[at] == '.' || w->folded[at] == 0xFF0E || w->folded[at] == 0x3001)
        return at + 1 + (w->folded[at] == '.' && w->folded[at + 1] == '-');
    if (e->count == TV_COUNT_DECIMAL && w->folded[on] && in(w->folded[on], "-–—") &&
        (w->folded[on + 1] == ' ' || w->folded[on + 1] == 0))
        return on + 1; /* "14 - " */
    return 0;
}

bool tv_enumerator_at(const char *text, struct tv_enumerator *ret)
{
    struct window w;
    open_window(&w, text);
    struct tv_enumerator e = {0};
    size_t at = 0, end;
    if (w.n && enclosed_character(w.original[0], &e)) {
        end = 1;
        snprintf(e.number, sizeof e.number, "%u", e.value);
    } else {
        if (w.n && in(w.folded[0], "[") && (in(w.folded[1], "(（") || u_isdigit(w.folded[1])))
            at++; /* bracketed draft text: "[(b) ..." */
        bool opened = w.folded[at] && in(w.folded[at], "(（’‘");
        at += opened;
        size_t count_end = read_count(&w, at, &e);
        if (!count_end || !(end = read_delimiter(&w, count_end, opened, &e)))
            return false;
        if (w.folded[end] && w.folded[end] != ' ' && !e.enclosed && u_isalnum(w.folded[end]) &&
            u_charType(w.folded[end]) != U_OTHER_LETTER && e.count != TV_COUNT_DECIMAL)
            return false; /* "e.g." */
        if (u_isdigit(w.folded[end]) && !e.enclosed)
            return false; /* "3.5 million" */
        spell(&w, at, count_end, e.number, sizeof e.number);
    }
    e.length = w.offset[skip_spaces(&w, end)];
    *ret = e;
    return true;
}

bool tv_bullet_at(const char *text)
{
    size_t i = 0, n = strnlen(text, 8);
    if (n == 0)
        return false;
    int32_t c = tv_utf8_next(text, n, &i);
    return in(c, "•◦▪●○■□–—-*·‣➢✓") && (i == n || text[i] == ' ');
}
