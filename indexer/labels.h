/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Labels: what texts of law number themselves with, at the start of a heading or paragraph.
 *
 * A designation names a division ("Article 19", "CHAPTER II", "第十二条", "المادة 12", "Annex B"); an
 * enumerator counts a paragraph or list item ("14.", "(a)", "iv)", "㈡", "(ب)"). Both are told in
 * Arabic, Chinese, English, French, German, Russian, Spanish and a few neighbours of theirs. */
#ifndef TV_LABELS_H
#define TV_LABELS_H

#include <stdbool.h>
#include <stddef.h>

enum tv_division {
    TV_DIVISION_NONE,
    TV_DIVISION_ARTICLE,
    TV_DIVISION_SECTION,
    TV_DIVISION_CHAPTER,
    TV_DIVISION_TITLE,
    TV_DIVISION_PART,
    TV_DIVISION_BOOK,
    TV_DIVISION_AMENDMENT, /* of a list of amendments: "Amendment 35" */
    TV_DIVISION_ANNEX,
    TV_DIVISION_PREAMBLE,
    TV_DIVISION_RECITAL,
    TV_DIVISION_PARAGRAPH,
    TV_DIVISION_REASON, /* of an amendment: "Justification" */
};

enum { TV_NUMBER_SIZE = 24 };

struct tv_designation {
    enum tv_division division;
    char number
        [TV_NUMBER_SIZE]; /* in usual spelling: "19", "24 bis", "II", "B"; "" if none or not read */
    size_t length;  /* bytes that it takes, separators behind it ("Article 5. – ") included */
    size_t bare;    /* bytes without those separators */
    bool alone;     /* nothing stands behind it */
    bool separated; /* punctuation or a line's end stands between it and what follows */
};

/* The designation at the start of text; false if there is none. */
bool tv_designation_at(const char *text, struct tv_designation *ret);

/* What an enumerator counts with. */
enum tv_count {
    TV_COUNT_UPPER_ROMAN,
    TV_COUNT_UPPER_LETTER,
    TV_COUNT_DECIMAL,
    TV_COUNT_LETTER, /* Latin, Greek, Cyrillic or Arabic (abjad order) */
    TV_COUNT_ROMAN,
    TV_COUNT_CHINESE,
};

struct tv_enumerator {
    enum tv_count count;
    bool enclosed;               /* "(a)" or "a)", rather than "a." or "a -" */
    unsigned value;              /* from 1 */
    unsigned as_roman;           /* what a letter is as a Roman numeral ("i" 1, "v" 5); 0 none */
    char number[TV_NUMBER_SIZE]; /* without delimiters: "14", "a", "1.2" */
    size_t length; /* bytes that it takes, delimiters and white space behind it included */
};

/* The enumerator at the start of text; false if there is none. */
bool tv_enumerator_at(const char *text, struct tv_enumerator *ret);

/* What goes on from an article to a place within it: "(8)", ", paragraph 1 (f)", " Absatz 2
 * Buchstabe b)", ".1.f". Fills path with up to max of its numbers, outermost first, and *ret_n with
 * how many; returns the bytes that they take, 0 if there are none. */
size_t tv_locator_at(const char *text, struct tv_enumerator *path, size_t max, size_t *ret_n);

/* Whether text begins with a bullet or dash of a list. */
bool tv_bullet_at(const char *text);

#endif
