/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PDF, read with MuPDF: see pdf_page.h for the way from its pages to blocks.
 *
 * One MuPDF context serves the process, made when first needed and never given back: it holds the
 * fonts that are built in. Nothing of a document outlives its extraction. MuPDF is given bytes in
 * memory, no scripts are run, no fonts of the system are looked for, and what it has to say goes
 * into the error instead of to standard error. A page that is damaged gives what of it could be read.
 * Not safe for several threads. */
#include "extraction.h"
#include "pdf_page.h"

#include <stdlib.h>
#include <string.h>

static char last_message[256];

static void keep_message(void *user, const char *message)
{
    (void)user;
    snprintf(last_message, sizeof last_message, "%s", message);
}

static void ignore_message(void *user, const char *message)
{
    (void)user, (void)message;
}

fz_context *tv_pdf_context(void)
{
    static fz_context *ctx;
    if (!ctx) {
        ctx = fz_new_context(NULL, NULL, TV_PDF_STORE);
        if (!ctx)
            return NULL;
        fz_set_error_callback(ctx, keep_message, NULL);
        fz_set_warning_callback(ctx, ignore_message, NULL);
    }
    last_message[0] = '\0';
    return ctx;
}

static int recognise(const struct tv_member *member)
{
    size_t n = member->size < 1024 ? member->size : 1024, length = strlen(member->path);
    const uint8_t *head = n > 0 ? memmem(member->bytes, n, "%PDF-", 5) : NULL;
    if (head)
        return head == member->bytes ? 100 : 60;
    return length > 4 && strcasecmp(member->path + length - 4, ".pdf") == 0 ? 30 : 0;
}

/* --- reading --- */

static void read_page(fz_context *ctx, pdf_document *pdf, size_t number,
                      struct tv_pdf_document *doc)
{
    struct tv_pdf_page *page = &doc->pages[number];
    fz_try(ctx) tv_pdf_read_sheet(ctx, pdf, (int)number, &doc->sheet);
    fz_catch(ctx) keep_message(NULL, fz_caught_message(ctx));
    page->width = doc->sheet.width;
    page->height = doc->sheet.height;
    page->has_image = doc->sheet.has_image;
    doc->text_size += doc->sheet.text.size;
    tv_pdf_find_cells(&doc->sheet, &doc->arena, page);
    tv_pdf_make_pieces(&doc->sheet, &doc->arena, page);
    if (page->n_pieces == 0 && page->has_image)
        doc->n_unread += !tv_pdf_read_image(ctx, &pdf->super, (int)number, false, doc);
}

static bool read_pages(fz_context *ctx, pdf_document *pdf, struct tv_pdf_document *doc,
                       struct tv_error *err)
{
    int n = pdf_count_pages(ctx, pdf);
    if (n <= 0)
        return tv_fail(err, TV_REFUSED, "damaged PDF: it has no pages");
    if (n > TV_PDF_MAX_PAGES)
        return tv_fail(err, TV_REFUSED, "PDF of %d pages, more than the limit of %d", n,
                       TV_PDF_MAX_PAGES);
    doc->n_pages = (size_t)n;
    doc->pages = tv_arena_alloc(&doc->arena, doc->n_pages * sizeof *doc->pages);
    for (size_t i = 0; i < doc->n_pages; i++) {
        read_page(ctx, pdf, i, doc);
        if (doc->text_size > TV_PDF_MAX_TEXT)
            return tv_fail(err, TV_REFUSED, "PDF with more than %d MiB of text",
                           TV_PDF_MAX_TEXT >> 20);
    }
    tv_pdf_read_labels(ctx, pdf, doc);
    tv_pdf_read_outline(ctx, pdf, doc);
    return true;
}

static bool refuse_empty(const struct tv_pdf_document *doc, struct tv_error *err)
{
    if (doc->n_unread > 0 && tv_ocr_is_loaded())
        return tv_fail(err, TV_REFUSED, "pages are images in which OCR finds no text: %zu of %zu",
                       doc->n_unread, doc->n_pages);
    if (doc->n_unread > 0)
        return tv_fail(err, TV_REFUSED,
                       "pages are images without a text layer (" TV_NEEDS_OCR "): %zu of %zu",
                       doc->n_unread, doc->n_pages);
    if (last_message[0])
        return tv_fail(err, TV_REFUSED, "damaged PDF: no text in it can be read (%s)",
                       last_message);
    return tv_fail(err, TV_REFUSED, "no text in it");
}

/* Whether the fonts leave nearly all that is drawn without a meaning. */
static bool is_unreadable(const struct tv_pdf_document *doc)
{
    size_t unknown = 0, total = 0;
    for (size_t p = 0; p < doc->n_pages; p++)
        for (size_t i = 0; i < doc->pages[p].n_pieces; i++) {
            const char *text = doc->pages[p].pieces[i].text;
            total += strlen(text);
            while ((text = strstr(text, "\xEF\xBF\xBD"))) {
                text += 3;
                unknown += 3;
            }
        }
    return 10 * unknown > 8 * total;
}

static bool read_document(fz_context *ctx, pdf_document *pdf, const struct tv_member *member,
                          struct tv_pdf_document *doc, struct tv_extraction *x,
                          struct tv_error *err)
{
    if (pdf_needs_password(ctx, pdf))
        return tv_fail(err, TV_REFUSED, "password-protected");
    if (!read_pages(ctx, pdf, doc, err))
        return false;
    tv_pdf_mark_furniture(doc);
    tv_pdf_compose(doc, x);
    if (x->n_blocks == 0)
        return refuse_empty(doc, err);
    if (is_unreadable(doc))
        return tv_fail(err, TV_REFUSED,
                       "its fonts do not say which letters they draw (" TV_NEEDS_OCR ")");
    x->n_unread = (uint32_t)doc->n_unread;
    tv_pdf_read_facts(ctx, pdf, member->path, x);
    return true;
}

static bool open_and_read(fz_context *ctx, const struct tv_member *member,
                          struct tv_pdf_document *doc, struct tv_extraction *x,
                          struct tv_error *err)
{
    fz_stream *stream = NULL;
    pdf_document *pdf = NULL;
    bool done = false;
    fz_var(stream);
    fz_var(pdf);
    fz_var(done);
    fz_try(ctx)
    {
        stream = fz_open_memory(ctx, member->bytes, member->size);
        pdf = pdf_open_document_with_stream(ctx, stream);
        done = read_document(ctx, pdf, member, doc, x, err);
    }
    fz_always(ctx)
    {
        pdf_drop_document(ctx, pdf);
        fz_drop_stream(ctx, stream);
        fz_empty_store(ctx);
    }
    fz_catch(ctx) tv_fail(err, TV_REFUSED, "damaged PDF: %s", fz_caught_message(ctx));
    return done;
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_pdf_document doc = {0};
    fz_context *ctx = tv_pdf_context();
    if (!ctx)
        return tv_fail(err, TV_INTERNAL, "MuPDF cannot be started: its library and headers differ");
    bool done = open_and_read(ctx, member, &doc, x, err);
    tv_pdf_sheet_finish(&doc.sheet);
    tv_arena_finish(&doc.arena);
    return done;
}

const struct tv_format tv_format_pdf = {"pdf", recognise, extract};
