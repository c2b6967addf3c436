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

/* Pixels of the long side of A4 at TV_OCR_DPI: as large a picture is drawn, whatever it says of its
 * size. */
static const float LONG_SIDE = 3508;

struct drawing {
    fz_page *page;
    float scale; /* pixels in what the page calls a point */
    float point; /* of a pixel, in points */
};

static fz_pixmap *draw(fz_context *ctx, const struct drawing *d, unsigned quarters)
{
    fz_matrix ctm = fz_pre_rotate(fz_scale(d->scale, d->scale), 90.0F * (float)quarters);
    return fz_new_pixmap_from_page(ctx, d->page, ctm, fz_device_gray(ctx), 0);
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

static void add_pieces(struct tv_pdf_document *doc, struct tv_pdf_page *page, float point,
                       const struct tv_ocr_line *lines, size_t n)
{
    n = n < TV_PDF_MAX_PAGE_PIECES ? n : TV_PDF_MAX_PAGE_PIECES;
    page->pieces = tv_arena_alloc(&doc->arena, n * sizeof *page->pieces);
    for (size_t i = 0; i < n; i++) {
        const struct tv_ocr_line *line = &lines[i];
        page->pieces[i] = (struct tv_pdf_piece){.x0 = line->x0 * point,
                                                .x1 = line->x1 * point,
                                                .base = line->base * point,
                                                .size = line->size * point,
                                                .first = line->first * point,
                                                .order = (uint32_t)i,
                                                .style = line->rtl ? TV_PDF_RTL : 0,
                                                .text = line->text};
        doc->text_size += strlen(line->text);
    }
    page->n_pieces = n;
}

static bool read_drawn(fz_context *ctx, const struct drawing *d, struct tv_pdf_document *doc,
                       struct tv_pdf_page *into)
{
    fz_pixmap *pixmap = NULL;
    uint8_t *pixels = NULL;
    bool read = false;
    fz_var(pixmap);
    fz_var(pixels);
    fz_var(read);
    fz_try(ctx)
    {
        pixmap = draw(ctx, d, 0);
        struct tv_ocr_image image = image_of(ctx, pixmap, &pixels);
        unsigned quarters = tv_ocr_turn(&doc->ocr, &image);
        if (quarters) {
            fz_drop_pixmap(ctx, pixmap);
            pixmap = NULL;
            free(pixels);
            pixels = NULL;
            pixmap = draw(ctx, d, quarters);
            image = image_of(ctx, pixmap, &pixels);
        }
        struct tv_ocr_line *lines = NULL;
        size_t n = tv_ocr_read(&doc->ocr, &image, &doc->arena, &lines);
        into->width = (float)image.width * d->point;
        into->height = (float)image.height * d->point;
        add_pieces(doc, into, d->point, lines, n);
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

bool tv_pdf_read_image(fz_context *ctx, fz_document *file, int number, bool picture,
                       struct tv_pdf_document *doc)
{
    struct drawing d = {0};
    bool read = false;
    fz_var(d);
    fz_var(read);
    if (!tv_ocr_is_loaded() || doc->ocr.n >= TV_OCR_MAX_PAGES)
        return false;
    fz_try(ctx)
    {
        d.page = fz_load_page(ctx, file, number);
        fz_rect box = fz_bound_page(ctx, d.page);
        float width = box.x1 - box.x0, height = box.y1 - box.y0;
        d.scale = picture ? LONG_SIDE / fmaxf(width, height) : TV_OCR_DPI / 72.0F;
        d.scale = fminf(d.scale, sqrtf(MAX_PIXELS / (width * height)));
        d.point = picture ? 72.0F / TV_OCR_DPI : 1 / d.scale;
        if (width > 0 && height > 0)
            read = read_drawn(ctx, &d, doc, &doc->pages[number]);
    }
    fz_always(ctx) fz_drop_page(ctx, d.page);
    fz_catch(ctx) read = false;
    return read;
}
