/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Designations of divisions (labels.h). */
#include "labels.h"

#include "label_window.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

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

static size_t read_ordinal(const struct tv_window *w, size_t at, unsigned *value)
{
    for (size_t i = 0; i < sizeof ordinals / sizeof *ordinals; i++) {
        size_t end = tv_window_behind(w, at, ordinals[i].word);
        if (end && !u_isalnum(w->folded[end])) {
            *value = ordinals[i].value;
            return end;
        }
    }
    return 0;
}

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
    {"amendment", TV_DIVISION_AMENDMENT},
    {"amendement", TV_DIVISION_AMENDMENT},
    {"änderungsantrag", TV_DIVISION_AMENDMENT},
    {"änderungsvorschlag", TV_DIVISION_AMENDMENT},
    {"enmienda", TV_DIVISION_AMENDMENT},
    {"поправка", TV_DIVISION_AMENDMENT},
    {"التعديل", TV_DIVISION_AMENDMENT},
    {"修正案", TV_DIVISION_AMENDMENT},
    {"recital", TV_DIVISION_RECITAL},
    {"considérant", TV_DIVISION_RECITAL},
    {"considerando", TV_DIVISION_RECITAL},
    {"erwägungsgrund", TV_DIVISION_RECITAL},
    {"paragraph", TV_DIVISION_PARAGRAPH},
    {"paragraphe", TV_DIVISION_PARAGRAPH},
    {"párrafo", TV_DIVISION_PARAGRAPH},
    {"absatz", TV_DIVISION_PARAGRAPH},
    {"justification", TV_DIVISION_REASON},
    {"justificación", TV_DIVISION_REASON},
    {"begründung", TV_DIVISION_REASON},
    {"обоснование", TV_DIVISION_REASON},
    {"التبرير", TV_DIVISION_REASON},
    {"理由", TV_DIVISION_REASON},
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

/* The number of a division, as it is usually written. Returns where the window goes on; `at` where
 * there is none. */
static size_t read_number(const struct tv_window *w, size_t at, char number[TV_NUMBER_SIZE])
{
    unsigned value;
    size_t end;
    number[0] = '\0';
    if ((end = read_ordinal(w, at, &value)) || (end = tv_read_decimal(w, at, &value)) ||
        (end = tv_read_chinese(w, at, &value))) {
        snprintf(number, TV_NUMBER_SIZE, "%u", value);
        if (w->folded[end] == 0xBA || w->folded[end] == 0xB0 ||
            (w->folded[end] == '.' && w->folded[end + 1] == 0xBA))
            end += w->folded[end] == '.' ? 2 : 1; /* 1.º */
        return tv_read_suffix(w, end, number, TV_NUMBER_SIZE);
    }
    bool capital = u_isupper(w->original[at]);
    if ((end = tv_read_roman(w, at, &value)) && capital && !u_isalpha(w->folded[end])) {
        tv_write_roman(value, number);
        for (char *p = number; *p; p++)
            *p = (char)(*p - 'a' + 'A');
        return tv_read_suffix(w, end, number, TV_NUMBER_SIZE);
    }
    int32_t c = w->original[at];
    if (c >= 'A' && c <= 'Z' && !u_isalnum(w->folded[at + 1])) {
        snprintf(number, TV_NUMBER_SIZE, "%c", (char)c);
        return at + 1;
    }
    return at;
}

/* Fills what follows from where the designation ends in the window. */
static void finish_designation(const struct tv_window *w, size_t at, struct tv_designation *ret)
{
    size_t end = tv_window_skip(w, at);
    ret->bare = w->offset[at];
    ret->separated = w->folded[end] == 0 || tv_is_in(w->folded[end], ".:,;–—-‒―：．，)]|");
    while (w->folded[end] == ' ' || (w->folded[end] && tv_is_in(w->folded[end], ".:–—-‒―：．|")))
        end++;
    ret->length = w->offset[end];
    ret->alone = end == w->n && w->whole;
}

static bool chinese_designation(const struct tv_window *w, struct tv_designation *ret)
{
    size_t at = tv_window_behind(w, 0, "第"), end;
    unsigned value;
    if (!at)
        at = tv_window_behind(w, 0, "弟"); /* how Japanese texts often misspell it */
    if (!at)
        at = tv_window_behind(w, 0, "제");
    if (!at)
        return false;
    at = tv_window_skip(w, at);
    if (!(end = tv_read_decimal(w, at, &value)) && !(end = tv_read_chinese(w, at, &value)))
        return false;
    end = tv_window_skip(w, end);
    for (size_t i = 0; i < sizeof chinese_words / sizeof *chinese_words; i++) {
        size_t on = tv_window_behind(w, end, chinese_words[i].word);
        if (!on)
            continue;
        ret->division = chinese_words[i].division;
        snprintf(ret->number, sizeof ret->number, "%u", value);
        on = tv_read_suffix(w, on, ret->number, sizeof ret->number);
        finish_designation(w, on, ret);
        ret->separated |= w->folded[on] == ' ';
        return true;
    }
    return false;
}

/* Where the word of a designation may begin: behind an opening bracket, or behind what a comment puts
 * before it ("Zu Artikel 4", "New Article 4 bis"). */
static size_t skip_prefix(const struct tv_window *w)
{
    static const char *const prefixes[] = {"zu ", "new ", "neu ", "neuer ", "proposed "};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t end = tv_window_behind(w, 0, prefixes[i]);
        if (end)
            return end;
    }
    return w->n && tv_is_in(w->folded[0], "[【*");
}

/* The word of a designation at `at`: where the window goes on behind it, 0 if there is none. */
static size_t read_word(const struct tv_window *w, size_t at, enum tv_division *division)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t end = tv_window_behind(w, at, words[i].word);
        if (!end || u_isalnum(w->folded[end]))
            continue;
        *division = words[i].division;
        return end;
    }
    return 0;
}

/* Behind the word, where the same stands in another language: "Article/Artikel 9". */
static size_t skip_translation(const struct tv_window *w, size_t at)
{
    enum tv_division other;
    size_t slash = tv_window_skip(w, at);
    size_t end = w->folded[slash] == '/' ? read_word(w, tv_window_skip(w, slash + 1), &other) : 0;
    return end ? end : at;
}

/* As read_number; the number of a recital may be in parentheses, and that of an article ends before
 * that of its paragraph: "Article 6.1", where "Rule 6.1" is a rule of its own. */
static size_t read_number_of(const struct tv_window *w, size_t start, size_t at,
                             struct tv_designation *d)
{
    bool opened = d->division == TV_DIVISION_RECITAL && w->folded[at] == '(';
    size_t end = read_number(w, at + opened, d->number);
    char *dot = w->folded[start] == 'a' ? strchr(d->number, '.') : NULL;
    if (dot && d->division == TV_DIVISION_ARTICLE) {
        for (end = at; w->folded[end] != '.';)
            end++;
        *dot = '\0';
    }
    if (!opened)
        return end;
    if (end > at + 1 && w->folded[end] == ')')
        return end + 1;
    d->number[0] = '\0';
    return at;
}

bool tv_designation_at(const char *text, struct tv_designation *ret)
{
    struct tv_window w;
    tv_window_open(&w, text);
    struct tv_designation found = {0};
    size_t start = skip_prefix(&w), at;
    if (start == 0 && chinese_designation(&w, &found)) {
        *ret = found;
        return true;
    }
    if (!(at = read_word(&w, start, &found.division)))
        return false;
    size_t number = tv_window_skip(&w, skip_translation(&w, at));
    at = read_number_of(&w, start, number, &found);
    /* Hebrew and Persian number articles in words and letters that are not read here. */
    bool unread =
        found.division == TV_DIVISION_ARTICLE && u_charType(w.folded[start]) == U_OTHER_LETTER;
    if (at == number && found.division < TV_DIVISION_ANNEX && !unread)
        return false;
    finish_designation(&w, at, &found);
    if (found.division == TV_DIVISION_NONE ||
        (found.division == TV_DIVISION_REASON && !found.alone))
        return false;
    *ret = found;
    return true;
}
