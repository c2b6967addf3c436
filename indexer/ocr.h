/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading text off images of pages, with tesseract. It is a program of its own, travaux-extract-ocr,
 * that does (where meson's option ocr had it built): tesseract brings forty libraries along, and
 * without --ocr nobody waits for them. In travaux-extract, ocr_none.c stands for all of this.
 *
 * A worker loads the models before it shuts itself in; nothing is opened later. The script and the
 * way up of a page are told first, then its language: English is tried, and what it gives is enough
 * to tell the others of its script. Not safe for several threads. */
#ifndef TV_OCR_H
#define TV_OCR_H

#include "corpus/error.h"
#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TV_OCR_DPI = 300,       /* what tesseract's models were made for */
    TV_OCR_MAX_PAGES = 500, /* of one document: at about 2 seconds each, a quarter of an hour */
};

/* What the reason of a member says that OCR could make more of. */
#define TV_NEEDS_OCR "OCR would be needed"

/* A grey image: a byte a pixel, rows without gaps. */
struct tv_ocr_image {
    const uint8_t *pixels;
    int width, height;
};

/* A line of text; lengths are pixels from the top left corner of the image. */
struct tv_ocr_line {
    float x0, x1, base, size; /* baseline and em */
    float first;              /* width of its first word, as it is read */
    bool rtl;
    const char *text; /* UTF-8, logical order */
};

/* What is known of the pages of a document so far. Zero-initialised. */
struct tv_ocr_pages {
    const char *language; /* ISO 639-1 of the last page; NULL: not known */
    size_t n;             /* pages read */
};

enum { TV_OCR_MODELS = 7 };
extern const char *const tv_ocr_names[TV_OCR_MODELS];

/* The program that does OCR, to be freed, having seen to it that it keeps to one thread; NULL with *err
 * if it was not built or has no models. */
char *tv_ocr_program(struct tv_error *err);

/* The folder that has models: $TESSDATA_PREFIX, or where Debian has them. NULL with *err if none has. */
const char *tv_ocr_folder(struct tv_error *err);

/* Reads the models that there are. False with *err if there are none. */
bool tv_ocr_load(struct tv_error *err);
bool tv_ocr_is_loaded(void);

/* How many quarters of a turn, clockwise, bring the page upright; 0 where it cannot be told. */
unsigned tv_ocr_turn(struct tv_ocr_pages *pages, const struct tv_ocr_image *image);

/* Reads an upright page: its lines in reading order, in an array to be freed, their text in the arena.
 * Returns how many. */
size_t tv_ocr_read(struct tv_ocr_pages *pages, const struct tv_ocr_image *image,
                   struct tv_arena *arena, struct tv_ocr_line **ret_lines);

/* Called while a page is read, so that who waits knows that work goes on; NULL: nobody waits. */
extern void (*tv_ocr_alive)(void);

#endif
