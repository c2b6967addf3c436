/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scans (scan.h), drawn by MuPDF and put into a PDF that is written here. */
#include "scan.h"

#include <mupdf/fitz.h>
#include <stdio.h>

enum { DPI = 200 };

static void add_image(struct tv_buffer *out, size_t object, fz_context *ctx, fz_pixmap *pixmap)
{
    int width = fz_pixmap_width(ctx, pixmap), height = fz_pixmap_height(ctx, pixmap);
    tv_buffer_printf(out,
                     "%zu 0 obj <</Type/XObject/Subtype/Image/Width %d/Height %d"
                     "/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>> stream\n",
                     object, width, height, width * height);
    for (int y = 0; y < height; y++)
        tv_buffer_add(out, fz_pixmap_samples(ctx, pixmap) + y * fz_pixmap_stride(ctx, pixmap),
                      (size_t)width);
    tv_buffer_puts(out, "\nendstream endobj\n");
}

/* A page, its contents and its image: three objects. Readers mend the missing table of objects. */
static void add_page(struct tv_buffer *out, size_t number, fz_context *ctx, fz_pixmap *pixmap)
{
    size_t object = 3 + 3 * number;
    int width = fz_pixmap_width(ctx, pixmap) * 72 / DPI;
    int height = fz_pixmap_height(ctx, pixmap) * 72 / DPI;
    char draw[64];
    int size = snprintf(draw, sizeof draw, "%d 0 0 %d 0 0 cm /I Do", width, height);
    tv_buffer_printf(out,
                     "%zu 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %zu 0 R"
                     "/Resources<</XObject<</I %zu 0 R>>>>>> endobj\n",
                     object, width, height, object + 1, object + 2);
    tv_buffer_printf(out, "%zu 0 obj <</Length %d>> stream\n%s\nendstream endobj\n", object + 1,
                     size, draw);
    add_image(out, object + 2, ctx, pixmap);
}

struct tv_buffer scan_of(const struct tv_buffer *pdf, unsigned quarters)
{
    struct tv_buffer out = {0};
    fz_context *ctx = fz_new_context(NULL, NULL, FZ_STORE_DEFAULT);
    fz_register_document_handlers(ctx);
    fz_stream *stream = fz_open_memory(ctx, (const unsigned char *)pdf->data, pdf->size);
    fz_document *doc = fz_open_document_with_stream(ctx, "application/pdf", stream);
    int n = fz_count_pages(ctx, doc);
    tv_buffer_puts(&out, "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n");
    tv_buffer_printf(&out, "2 0 obj <</Type/Pages/Count %d/Kids[", n);
    for (int i = 0; i < n; i++)
        tv_buffer_printf(&out, "%d 0 R ", 3 + 3 * i);
    tv_buffer_puts(&out, "]>> endobj\n");
    fz_matrix ctm = fz_pre_rotate(fz_scale(DPI / 72.0F, DPI / 72.0F), 90.0F * (float)quarters);
    for (int i = 0; i < n; i++) {
        fz_pixmap *pixmap =
            fz_new_pixmap_from_page_number(ctx, doc, i, ctm, fz_device_gray(ctx), 0);
        add_page(&out, (size_t)i, ctx, pixmap);
        fz_drop_pixmap(ctx, pixmap);
    }
    tv_buffer_puts(&out, "trailer <</Root 1 0 R>>\n%%EOF\n");
    fz_drop_document(ctx, doc);
    fz_drop_stream(ctx, stream);
    fz_drop_context(ctx);
    return out;
}

struct tv_buffer picture_of(const struct tv_buffer *pdf)
{
    struct tv_buffer out = {0};
    fz_context *ctx = fz_new_context(NULL, NULL, FZ_STORE_DEFAULT);
    fz_register_document_handlers(ctx);
    fz_stream *stream = fz_open_memory(ctx, (const unsigned char *)pdf->data, pdf->size);
    fz_document *doc = fz_open_document_with_stream(ctx, "application/pdf", stream);
    fz_pixmap *pixmap = fz_new_pixmap_from_page_number(
        ctx, doc, 0, fz_scale(DPI / 72.0F, DPI / 72.0F), fz_device_gray(ctx), 0);
    fz_set_pixmap_resolution(ctx, pixmap, 72, 72);
    fz_buffer *png = fz_new_buffer_from_pixmap_as_png(ctx, pixmap, fz_default_color_params);
    unsigned char *bytes;
    size_t n = fz_buffer_storage(ctx, png, &bytes);
    tv_buffer_add(&out, bytes, n);
    fz_drop_buffer(ctx, png);
    fz_drop_pixmap(ctx, pixmap);
    fz_drop_document(ctx, doc);
    fz_drop_stream(ctx, stream);
    fz_drop_context(ctx);
    return out;
}
