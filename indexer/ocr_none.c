/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A program without OCR (ocr.h). */
#include "ocr.h"

void (*tv_ocr_alive)(void);

bool tv_ocr_load(struct tv_error *err)
{
    (void)err;
    return true; /* nothing to load, and nobody asked for it */
}

bool tv_ocr_is_loaded(void)
{
    return false;
}

unsigned tv_ocr_turn(struct tv_ocr_pages *pages, const struct tv_ocr_image *image)
{
    (void)pages, (void)image;
    return 0;
}

size_t tv_ocr_read(struct tv_ocr_pages *pages, const struct tv_ocr_image *image,
                   struct tv_arena *arena, struct tv_ocr_line **ret_lines)
{
    (void)pages, (void)image, (void)arena;
    *ret_lines = NULL;
    return 0;
}
