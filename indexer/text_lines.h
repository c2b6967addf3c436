/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of a plain text, before they become paragraphs: what is on them, what is around them, and
 * which of them are furniture (of printed pages or of a web page) rather than text. */
#ifndef TV_TEXT_LINES_H
#define TV_TEXT_LINES_H

#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tv_text_line {
    char *text;       /* in what was read; without white space at its ends; never empty */
    uint32_t size;    /* bytes */
    uint32_t indent;  /* columns before it; a tab counts as one */
    uint32_t columns; /* code points, indent included */
    uint32_t gap;     /* blank lines before it */
    uint32_t page;    /* from 1; 0: no pages are known */
    bool left_out;    /* furniture */
    bool contents;    /* part of a table of contents */
};

/* Zero-initialised is empty. */
struct tv_text {
    struct tv_text_line *lines; /* those that are not blank */
    size_t n, capacity;
    uint32_t pages;      /* 0: none are known */
    const char **labels; /* printed on page i + 1, NULL where that is not known; pages of them */
    struct tv_arena arena;
};

/* Splits text (which is cut up, and has to live as long) into lines; a form feed begins a page. */
void tv_text_split(char *text, struct tv_text *ret);
void tv_text_finish(struct tv_text *t);

bool tv_text_has_letter(const char *s);

/* Whether n bytes end with a mark that ends a sentence or a part of one. */
bool tv_text_ends_sentence(const char *s, size_t n);

/* The columns that lines are wrapped at; 0 if a line is a paragraph. */
uint32_t tv_text_width(const struct tv_text *t);

/* Takes one blank line from every gap of a text that was set with a blank line after each line. */
void tv_text_close_up(struct tv_text *t);

/* Finds pages by their markers ("---- Page 3 ----", "3 | Page") where there are no form feeds, and
 * leaves out markers, page numbers, and running heads and feet: lines at an edge of the page that
 * are on several pages. */
void tv_text_find_pages(struct tv_text *t);

/* Finds tables of contents, and leaves out those of which most entries are lines further below. */
void tv_text_find_contents(struct tv_text *t);

/* Whether the text is that of a page of the web with its furniture; if so, menus, buttons,
 * newsletter boxes and teasers are left out. */
bool tv_text_leave_out_web(struct tv_text *t);

#endif
