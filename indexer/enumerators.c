/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Enumerators of paragraphs, and the locators that name them (labels.h). */
#include "labels.h"

#include "corpus/utf8.h"
#include "label_window.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

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

static void spell(const struct tv_window *w, size_t from, size_t to, char *number, size_t size)
{
    size_t n = 0;
    for (size_t i = from; i < to && n + 5 < size; i++)
        n += tv_utf8_put(number + n, w->original[i]); // NOLINT(clang-analyzer-core.*): i < w->n
    number[n] = '\0';
}

/* "1.2.3": the rest of a decimal of several levels. */
static size_t read_levels(const struct tv_window *w, size_t at)
{
    unsigned value;
    size_t end;
    while (w->folded[at] == '.' && (end = tv_read_decimal(w, at + 1, &value)))
        at = end;
    return at;
}

/* What is counted, between the delimiters. Returns where the window goes on, or 0. */
static size_t read_count(const struct tv_window *w, size_t at, struct tv_enumerator *e)
{
    size_t end;
    bool upper = u_isupper(w->original[at]);
    if ((end = tv_read_decimal(w, at, &e->value))) {
        e->count = TV_COUNT_DECIMAL;
        if (end - at > 3)
            return 0; /* a year */
        return read_levels(w, end);
    }
    unsigned roman = 0;
    end = tv_read_roman(w, at, &roman);
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
    if ((end = tv_read_chinese(w, at, &e->value))) {
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
static size_t read_delimiter(const struct tv_window *w, size_t at, bool opened,
                             struct tv_enumerator *e)
{
    size_t on = tv_window_skip(w, at);
    const char *closing = opened ? ")）]’‘" : ")）";
    e->enclosed = opened || (w->folded[at] && tv_is_in(w->folded[at], closing));
    if (w->folded[at] && tv_is_in(w->folded[at], closing))
        return at + 1 + (opened && w->folded[at + 1] == '.');
    if (opened)
        return 0;
    if (w->folded[at] == '.' || w->folded[at] == 0xFF0E || w->folded[at] == 0x3001)
        return at + 1 + (w->folded[at] == '.' && w->folded[at + 1] == '-');
    if (e->count == TV_COUNT_DECIMAL && w->folded[on] && tv_is_in(w->folded[on], "-–—") &&
        (w->folded[on + 1] == ' ' || w->folded[on + 1] == 0))
        return on + 1; /* "14 - " */
    return 0;
}

bool tv_enumerator_at(const char *text, struct tv_enumerator *ret)
{
    struct tv_window w;
    tv_window_open(&w, text);
    struct tv_enumerator e = {0};
    size_t at = 0, end;
    if (w.n && enclosed_character(w.original[0], &e)) {
        end = 1;
        snprintf(e.number, sizeof e.number, "%u", e.value);
    } else {
        if (w.n && tv_is_in(w.folded[0], "[") &&
            (tv_is_in(w.folded[1], "(（") || u_isdigit(w.folded[1])))
            at++; /* bracketed draft text: "[(b) ..." */
        bool opened = w.folded[at] && tv_is_in(w.folded[at], "(（’‘");
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
    e.length = w.offset[tv_window_skip(&w, end)];
    *ret = e;
    return true;
}

bool tv_bullet_at(const char *text)
{
    size_t i = 0, n = strnlen(text, 8);
    if (n == 0)
        return false;
    int32_t c = tv_utf8_next(text, n, &i);
    return tv_is_in(c, "•◦▪●○■□–—-*·‣➢✓") && (i == n || text[i] == ' ');
}

/* Locators. */

/* What stands before a number within an article, in the languages of the labels. */
static const char *const locator_words[] = {
    "paragraphs", "paragraphe", "paragraph", "para.",    "points",    "point",   "subparagraph",
    "letter",     "absätze",    "absatz",    "abs.",     "buchstabe", "buchst.", "lit.",
    "ziffer",     "nummer",     "nr.",       "apartado", "párrafo",   "letra",   "inciso",
    "alinéa",     "lettre",     "пункт",     "подпункт", "часть",     "الفقرة",  "فقرة",
};

/* The word at `at` and what sets it apart from what is before; `at` if there is none. */
static size_t skip_locator_word(const struct tv_window *w, size_t at, bool *word)
{
    size_t on = at;
    while (w->folded[on] == ' ' || (w->folded[on] && tv_is_in(w->folded[on], ",-–")))
        on++;
    *word = false;
    for (size_t i = 0; i < sizeof locator_words / sizeof *locator_words && !*word; i++) {
        size_t end = tv_window_behind(w, on, locator_words[i]);
        if (end && !u_isalnum(w->folded[end])) {
            *word = true;
            on = tv_window_skip(w, end);
        }
    }
    return *word ? on : tv_window_skip(w, at);
}

/* One number within an article. Returns where the window goes on behind it, 0 if there is none. */
static size_t read_locator(const struct tv_window *w, size_t at, struct tv_enumerator *e)
{
    bool word, opened;
    size_t from = skip_locator_word(w, at, &word), end;
    bool dot = !word && w->folded[from] == '.';
    from += dot;
    opened = w->folded[from] == '(';
    from += opened;
    *e = (struct tv_enumerator){0};
    if (!(word || dot || opened) || !(end = read_count(w, from, e)))
        return 0;
    end = tv_read_suffix(w, end, e->number, sizeof e->number);
    bool closed = w->folded[end] == ')';
    if (u_isalnum(w->folded[end]) || (opened && !closed))
        return 0;
    spell(w, from, end, e->number, sizeof e->number);
    e->enclosed = closed;
    return end + closed;
}

size_t tv_locator_at(const char *text, struct tv_enumerator *path, size_t max, size_t *ret_n)
{
    struct tv_window w;
    tv_window_open(&w, text);
    size_t at = 0, end;
    struct tv_enumerator e;
    *ret_n = 0;
    while (*ret_n < max && (end = read_locator(&w, at, &e))) {
        path[(*ret_n)++] = e;
        at = end;
    }
    return w.offset[at];
}
