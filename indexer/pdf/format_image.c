/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pictures of pages: TIFF, JPEG and PNG files, as scanners and telephones make them. They are documents
 * only where OCR finds text in them; most pictures are none, and not worth a complaint. */
#include "extraction.h"
#include "pdf_page.h"

#include <string.h>

enum {
    SMALLEST_SIDE = 600, /* pixels of the longer side of what can be a page */
    LEAST_TEXT = 100,    /* bytes: what has less is a picture with a caption */
};

extern fz_document_handler img_document_handler;

static bool begins(const struct tv_member *member, const char *magic, size_t n)
{
    return member->size > n && memcmp(member->bytes, magic, n) == 0;
}

static int recognise(const struct tv_member *member)
{
    return begins(member, "\xFF\xD8\xFF", 3) || begins(member, "\x89PNG\r\n\x1A\n", 8) ||
                   begins(member, "II*\0", 4) || begins(member, "MM\0*", 4)
               ? 90
               : 0;
}

/* Whether the picture, or the first one in the file, is as large as a page. */
static bool is_large(fz_context *ctx, const struct tv_member *member)
{
    fz_buffer *buffer = fz_new_buffer_from_shared_data(ctx, member->bytes, member->size);
    fz_image *image = NULL;
    bool large = false;
    fz_var(image);
    fz_try(ctx)
    {
        image = fz_new_image_from_buffer(ctx, buffer);
        large = image->w >= SMALLEST_SIDE || image->h >= SMALLEST_SIDE;
    }
    fz_always(ctx)
    {
        fz_drop_image(ctx, image);
        fz_drop_buffer(ctx, buffer);
    }
    fz_catch(ctx) fz_rethrow(ctx);
    return large;
}

static void read_pages(fz_context *ctx, fz_document *file, struct tv_pdf_document *doc)
{
    int n = fz_count_pages(ctx, file);
    doc->n_pages = n > 0 ? (size_t)n : 0;
    if (doc->n_pages > TV_OCR_MAX_PAGES)
        doc->n_pages = TV_OCR_MAX_PAGES;
    doc->pages = tv_arena_alloc(&doc->arena, doc->n_pages * sizeof *doc->pages);
    memset(doc->pages, 0, doc->n_pages * sizeof *doc->pages);
    for (size_t i = 0; i < doc->n_pages; i++)
        doc->n_unread += !tv_pdf_read_image(ctx, file, (int)i, true, doc);
}

static bool read_file(fz_context *ctx, const struct tv_member *member, struct tv_pdf_document *doc)
{
    fz_stream *stream = NULL;
    fz_document *file = NULL;
    bool large = false;
    fz_var(stream);
    fz_var(file);
    fz_var(large);
    fz_try(ctx)
    {
        large = is_large(ctx, member);
        stream = fz_open_memory(ctx, member->bytes, member->size);
        file = large ? img_document_handler.open_with_stream(ctx, stream) : NULL;
        if (file)
            read_pages(ctx, file, doc);
    }
    fz_always(ctx)
    {
        fz_drop_document(ctx, file);
        fz_drop_stream(ctx, stream);
        fz_empty_store(ctx);
    }
    fz_catch(ctx) fz_rethrow(ctx);
    return large;
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_pdf_document doc = {0};
    bool large = false;
    if (!tv_ocr_is_loaded())
        return tv_fail(err, TV_IGNORED, "a picture (" TV_NEEDS_OCR ")");
    fz_context *ctx = tv_pdf_context();
    if (!ctx)
        return tv_fail(err, TV_INTERNAL, "MuPDF cannot be started: its library and headers differ");
    fz_var(large);
    bool good = true;
    fz_var(good);
    fz_try(ctx) large = read_file(ctx, member, &doc);
    fz_catch(ctx) good = tv_fail(err, TV_IGNORED, "a picture that is damaged");
    if (good && (!large || doc.text_size < LEAST_TEXT))
        good = tv_fail(err, TV_IGNORED, "a picture without text");
    if (good) {
        tv_pdf_mark_furniture(&doc);
        tv_pdf_compose(&doc, x);
        x->n_unread = (uint32_t)doc.n_unread;
    }
    tv_arena_finish(&doc.arena);
    return good;
}

const struct tv_format tv_format_image = {"image", recognise, extract};
