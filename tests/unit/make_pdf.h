/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Makes small PDF files for tests: text at places, in Courier, so that every letter is 0.6 em wide, and
 * straight lines. Places are points from the top left corner of an A4 page. */
#ifndef TV_TEST_MAKE_PDF_H
#define TV_TEST_MAKE_PDF_H

#include "corpus/memory.h"

/* Courier, Courier-Bold, and two fonts of Courier's shapes: in one the letters a to z stand for the
 * Hebrew letters from alef on, '}' for the mark dagesh, in the other '{' stands for the ligature fi. */
enum pdf_font { PLAIN, BOLD, HEBREW, LIGATURE };

enum { PAGE_WIDTH = 595, PAGE_HEIGHT = 842 };

struct pdf_maker {
    struct tv_buffer pages[16]; /* what is drawn on each */
    size_t n_pages;
    unsigned rotate;     /* of all pages */
    const char *catalog; /* more entries of the catalog, of Info and of the trailer */
    const char *info;
    const char *trailer;
    const char *resources; /* of the pages, beside fonts */
};

/* Begins a page: what follows is drawn on it. */
void pdf_page(struct pdf_maker *m);

/* One line of text (Windows-1252) with its baseline at y. */
void pdf_text(struct pdf_maker *m, enum pdf_font font, float size, float x, float y,
              const char *text);

/* A paragraph of 10 points, broken into lines of at most `columns` letters, 12 points apart. Returns
 * the baseline that follows it. */
float pdf_paragraph(struct pdf_maker *m, float x, float y, size_t columns, const char *text);

void pdf_line(struct pdf_maker *m, float x0, float y0, float x1, float y1);

/* Operators as they are. */
void pdf_draw(struct pdf_maker *m, const char *operators);

/* The file; frees what the maker holds. */
struct tv_buffer pdf_finish(struct pdf_maker *m);

#endif
