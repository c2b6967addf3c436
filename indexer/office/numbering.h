/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbering of lists and headings: counters for each level, and labels made from them.
 *
 * Word processors do not keep "3 (b) (ii)" with the paragraph: they keep the style of the list and
 * its level, and count. So do we. */
#ifndef TV_NUMBERING_H
#define TV_NUMBERING_H

#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>

enum { TV_LIST_LEVELS = 10 };

enum tv_number_style {
    TV_NUMBER_NONE, /* no number at all: ""  */
    TV_NUMBER_BULLET,
    TV_NUMBER_DECIMAL,
    TV_NUMBER_DECIMAL_ZERO, /* 01 */
    TV_NUMBER_LOWER_LETTER, /* a ... z, aa, bb */
    TV_NUMBER_UPPER_LETTER,
    TV_NUMBER_LOWER_ROMAN,
    TV_NUMBER_UPPER_ROMAN,
    TV_NUMBER_ORDINAL, /* 1st */
    TV_NUMBER_LOWER_RUSSIAN,
    TV_NUMBER_UPPER_RUSSIAN,
    TV_NUMBER_ARABIC_ALPHA,
    TV_NUMBER_ARABIC_ABJAD,
    TV_NUMBER_CHINESE,
};

/* Appends the number in that style. */
void tv_number_add(struct tv_buffer *out, enum tv_number_style style, long number);

struct tv_list_level {
    enum tv_number_style style;
    long start;
    /* The label; the byte N from 1 to TV_LIST_LEVELS stands for the number of level N. */
    const char *pattern;
    /* Starts again after a paragraph of a level (from 1) not deeper than this; 0 never. */
    int restart;
    bool legal; /* all its numbers are decimal */
};

struct tv_list {
    struct tv_list_level levels[TV_LIST_LEVELS];
    long numbers[TV_LIST_LEVELS]; /* the last one given */
    bool counting[TV_LIST_LEVELS];
};

/* Counts one more paragraph at that level (from 0), and gives its label: in `out`, which is emptied
 * first; empty for bullets and where there is no number. */
void tv_list_next(struct tv_list *list, unsigned level, struct tv_buffer *out);

/* Makes the next number at that level this one. */
void tv_list_restart(struct tv_list *list, unsigned level, long number);

#endif
