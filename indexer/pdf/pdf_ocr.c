/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages that are images: drawn by MuPDF, read by ocr.h, and turned into pieces as if their text had
 * been drawn. */
#include "ocr.h"
#include "pdf_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pixels of a page: an A3 page at TV_OCR_DPI has 17 million. */
static const float MAX_PIXELS = 40e6F;

/* The page drawn in grey, `quarters` of a turn further clockwise. */
static fz_pixmap *draw(fz_context *ctx, fz_page *page, unsigned quarters, float *ret_scale)
{
    fz_rect box = fz_bound_page(ctx, page);
    float scale = TV_OCR_DPI / 72.0F, area = (box.x1 - box.x0) * (box.y1 - box.y0);
    if (!(area > 0))
        return NULL;
    if (area * scale * scale > MAX_PIXELS)
        scale = sqrtf(MAX_PIXELS / area);
    *ret_scale = scale;
    fz_matrix ctm = fz_pre_rotate(fz_scale(scale, scale), 90.0F * (float)quarters);
    return fz_new_pixmap_from_page(ctx, page, ctm, fz_device_gray(ctx), 0);
}

/* The pixels without the gaps that MuPDF may leave between rows. */
static struct tv_ocr_image image_of(fz_context *ctx, fz_pixmap *pixmap, uint8_t **ret_pixels)
{
    int width = fz_pixmap_width(ctx, pixmap), height = fz_pixmap_height(ctx, pixmap);
    const uint8_t *from = fz_pixmap_samples(ctx, pixmap);
    uint8_t *to = tv_alloc((size_t)width * (size_t)height);
    for (int y = 0; y < height; y++)
        memcpy(to + (size_t)y * (size_t)width,
               from + (size_t)y * (size_t)fz_pixmap_stride(ctx, pixmap), (size_t)width);
    *ret_pixels = to;
    return (struct tv_ocr_image){to, width, height};
}

static void add_pieces(struct tv_pdf_document *doc, struct tv_pdf_page *page, float scale,
                       const struct tv_ocr_line *lines, size_t n)
{
    n = n < TV_PDF_MAX_PAGE_PIECES ? n : TV_PDF_MAX_PAGE_PIECES;
    page->pieces = tv_arena_alloc(&doc->arena, n * sizeof *page->pieces);
    for (size_t i = 0; i < n; i++) {
        const struct tv_ocr_line *line = &lines[i];
        page->pieces[i] = (struct tv_pdf_piece){.x0 = line->x0 / scale,
                                                .x1 = line->x1 / scale,
                                                .base = line->base / scale,
                                                .size = line->size / scale,
                                                .first = line->first / scale,
                                                .order = (uint32_t)i,
                                                .style = line->rtl ? TV_PDF_RTL : 0,
                                                .text = line->text};
        doc->text_size += strlen(line->text);
    }
    page->n_pieces = n;
}

static bool read_drawn(fz_context *ctx, fz_page *page, struct tv_pdf_document *doc,
                       struct tv_pdf_page *into)
{
    fz_pixmap *pixmap = NULL;
    uint8_t *pixels = NULL;
    bool read = false;
    unsigned quarters = 0;
    fz_var(pixmap);
    fz_var(pixels);
    fz_var(read);
    fz_try(ctx)
    {
        float scale = 1;
        pixmap = draw(ctx, page, 0, &scale);
        struct tv_ocr_image image = {0};
        if (pixmap)
            image = image_of(ctx, pixmap, &pixels);
        quarters = pixmap ? tv_ocr_turn(&doc->ocr, &image) : 0;
        if (quarters) {
            fz_drop_pixmap(ctx, pixmap);
            pixmap = NULL;
            free(pixels);
            pixels = NULL;
            pixmap = draw(ctx, page, quarters, &scale);
            image = image_of(ctx, pixmap, &pixels);
        }
        struct tv_ocr_line *lines = NULL;
        size_t n = pixmap ? tv_ocr_read(&doc->ocr, &image, &doc->arena, &lines) : 0;
        into->width = (float)image.width / scale;
        into->height = (float)image.height / scale;
        add_pieces(doc, into, scale, lines, n);
        free(lines);
        read = n > 0;
    }
    fz_always(ctx)
    {
        fz_drop_pixmap(ctx, pixmap);
        free(pixels);
    }
    fz_catch(ctx) read = false;
    return read;
}

bool tv_pdf_read_image(fz_context *ctx, pdf_document *pdf, int number, struct tv_pdf_document *doc)
{
    fz_page *page = NULL;
    bool read = false;
    fz_var(page);
    fz_var(read);
    if (!tv_ocr_is_loaded() || doc->ocr.n >= TV_OCR_MAX_PAGES)
        return false;
    fz_try(ctx)
    {
        page = (fz_page *)pdf_load_page(ctx, pdf, number);
        read = read_drawn(ctx, page, doc, &doc->pages[number]);
    }
    fz_always(ctx) fz_drop_page(ctx, page);
    fz_catch(ctx) read = false;
    return read;
}
