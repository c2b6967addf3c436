/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a PDF page to its sheet: runs MuPDF's interpreter over the page and what is pinned to it
 * (annotations, form fields), and turns the sheet so that it can be read.
 *
 * Only the operators that place text and lines are run: images, shadings, patterns, colours and soft
 * masks are neither loaded nor decoded. */
#include "pdf_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void tv_pdf_sheet_clear(struct tv_pdf_sheet *sheet)
{
    sheet->n_words = sheet->n_across = sheet->n_down = 0;
    tv_buffer_clear(&sheet->text);
    sheet->has_image = false;
}

void tv_pdf_sheet_finish(struct tv_pdf_sheet *sheet)
{
    free(sheet->words);
    free(sheet->across);
    free(sheet->down);
    tv_buffer_finish(&sheet->text);
    *sheet = (struct tv_pdf_sheet){0};
}

/* Takes out of the interpreter what neither places text nor draws lines. An operator without a
 * function is skipped, with the resources it names. */
static void skip_paint(pdf_processor *proc)
{
    proc->op_gs_SMask = NULL;
    proc->op_SC_pattern = proc->op_sc_pattern = NULL;
    proc->op_SC_shade = proc->op_sc_shade = NULL;
    proc->op_SC_color = proc->op_sc_color = NULL;
    proc->op_CS = proc->op_cs = NULL;
    proc->op_sh = NULL;
    proc->op_Do_image = NULL;
}

/* Whether the stream is compressed as only images are: in the place of a page's contents it is there to
 * do harm. */
static bool is_image_data(fz_context *ctx, pdf_obj *stream)
{
    static const char *const filters[] = {"JBIG2Decode", "DCTDecode", "JPXDecode",
                                          "CCITTFaxDecode"};
    pdf_obj *filter = pdf_dict_get(ctx, stream, PDF_NAME(Filter));
    int n = pdf_is_array(ctx, filter) ? pdf_array_len(ctx, filter) : 1;
    for (int i = 0; i < n && i < 16; i++) {
        pdf_obj *one = pdf_is_array(ctx, filter) ? pdf_array_get(ctx, filter, i) : filter;
        for (size_t k = 0; k < sizeof filters / sizeof *filters; k++)
            if (strcmp(pdf_to_name(ctx, one), filters[k]) == 0)
                return true;
    }
    return false;
}

/* The contents of the page without such streams. */
static pdf_obj *contents_of(fz_context *ctx, pdf_document *pdf, pdf_page *page)
{
    pdf_obj *contents = pdf_page_contents(ctx, page);
    int n = pdf_array_len(ctx, contents);
    if (!pdf_is_array(ctx, contents))
        return is_image_data(ctx, contents) ? NULL : pdf_keep_obj(ctx, contents);
    pdf_obj *kept = pdf_new_array(ctx, pdf, n);
    fz_try(ctx)
    {
        for (int i = 0; i < n; i++)
            if (!is_image_data(ctx, pdf_array_get(ctx, contents, i)))
                pdf_array_push(ctx, kept, pdf_array_get(ctx, contents, i));
    }
    fz_catch(ctx)
    {
        pdf_drop_obj(ctx, kept);
        fz_rethrow(ctx);
    }
    return kept;
}

static void run_page(fz_context *ctx, pdf_document *pdf, pdf_page *page, fz_device *dev,
                     fz_matrix ctm, fz_cookie *cookie)
{
    pdf_processor *proc = NULL;
    pdf_obj *contents = contents_of(ctx, pdf, page);
    fz_var(proc);
    fz_try(ctx)
    {
        proc = pdf_new_run_processor(ctx, dev, ctm, "View", NULL, NULL, cookie);
        skip_paint(proc);
        pdf_process_contents(ctx, proc, pdf, pdf_page_resources(ctx, page), contents, cookie);
        pdf_close_processor(ctx, proc);
    }
    fz_always(ctx)
    {
        pdf_drop_processor(ctx, proc);
        pdf_drop_obj(ctx, contents);
    }
    fz_catch(ctx) fz_rethrow(ctx);
}

static void run_annotation(fz_context *ctx, pdf_annot *annot, fz_device *dev, fz_matrix ctm,
                           fz_cookie *cookie)
{
    pdf_processor *proc = pdf_new_run_processor(ctx, dev, ctm, "View", NULL, NULL, cookie);
    fz_try(ctx)
    {
        skip_paint(proc);
        pdf_process_annot(ctx, proc, annot, cookie);
        pdf_close_processor(ctx, proc);
    }
    fz_always(ctx) pdf_drop_processor(ctx, proc);
    fz_catch(ctx) fz_rethrow(ctx);
}

/* Whether the resources of a page, or of the forms in it, hold an image. */
static bool names_image(fz_context *ctx, pdf_obj *resources, int depth)
{
    pdf_obj *objects = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
    int n = pdf_dict_len(ctx, objects);
    for (int i = 0; i < n && i < 64; i++) {
        pdf_obj *object = pdf_dict_get_val(ctx, objects, i);
        pdf_obj *subtype = pdf_dict_get(ctx, object, PDF_NAME(Subtype));
        if (pdf_name_eq(ctx, subtype, PDF_NAME(Image)))
            return true;
        if (depth > 0 && pdf_name_eq(ctx, subtype, PDF_NAME(Form)) &&
            names_image(ctx, pdf_dict_get(ctx, object, PDF_NAME(Resources)), depth - 1))
            return true;
    }
    return false;
}

static void turn_rules(struct tv_pdf_sheet *sheet, uint8_t turn)
{
    struct tv_pdf_sheet was = *sheet;
    sheet->n_across = sheet->n_down = 0;
    sheet->across = sheet->down = NULL;
    sheet->across_capacity = sheet->down_capacity = 0;
    for (size_t i = 0; i < was.n_across + was.n_down; i++) {
        bool down = i >= was.n_across;
        struct tv_pdf_rule r = down ? was.down[i - was.n_across] : was.across[i];
        fz_point a = down ? fz_make_point(r.at, r.from) : fz_make_point(r.from, r.at);
        fz_point b = down ? fz_make_point(r.at, r.to) : fz_make_point(r.to, r.at);
        a = tv_pdf_along(&was, a, turn, a);
        b = tv_pdf_along(&was, b, turn, b);
        bool now_down = down == (turn == 2);
        if (now_down)
            tv_pdf_add_rule(sheet, true, a.x, a.y, b.y);
        else
            tv_pdf_add_rule(sheet, false, a.y, a.x, b.x);
    }
    free(was.across);
    free(was.down);
}

/* Turns the page so that most of its text runs from left to right; what does not is askew. */
static void straighten(struct tv_pdf_sheet *sheet)
{
    size_t count[5] = {0};
    for (size_t i = 0; i < sheet->n_words; i++)
        count[sheet->words[i].turn] += sheet->words[i].length;
    uint8_t turn = 0;
    for (uint8_t i = 1; i < 4; i++)
        if (count[i] > count[turn])
            turn = i;
    for (size_t i = 0; i < sheet->n_words; i++)
        if (sheet->words[i].turn != turn)
            sheet->words[i].style |= TV_PDF_ASKEW;
    if (turn == 0)
        return;
    turn_rules(sheet, turn);
    if (turn == 2)
        return;
    float width = sheet->width;
    sheet->width = sheet->height;
    sheet->height = width;
}

static void run(fz_context *ctx, pdf_document *pdf, pdf_page *page, struct tv_pdf_sheet *sheet)
{
    fz_rect box;
    fz_matrix ctm;
    pdf_page_transform(ctx, page, &box, &ctm);
    fz_rect bounds = pdf_bound_page(ctx, page);
    sheet->width = bounds.x1 - bounds.x0;
    sheet->height = bounds.y1 - bounds.y0;
    fz_cookie cookie = {0};
    fz_device *dev = tv_pdf_new_device(ctx, sheet, &cookie);
    fz_try(ctx)
    {
        run_page(ctx, pdf, page, dev, ctm, &cookie);
        for (pdf_annot *a = pdf_first_annot(ctx, page); a; a = pdf_next_annot(ctx, a))
            run_annotation(ctx, a, dev, ctm, &cookie);
        for (pdf_annot *a = pdf_first_widget(ctx, page); a; a = pdf_next_widget(ctx, a))
            run_annotation(ctx, a, dev, ctm, &cookie);
    }
    fz_always(ctx)
    {
        fz_close_device(ctx, dev);
        fz_drop_device(ctx, dev);
    }
    fz_catch(ctx) fz_rethrow(ctx);
    if (sheet->n_words == 0 && names_image(ctx, pdf_page_resources(ctx, page), 3))
        sheet->has_image = true;
}

void tv_pdf_read_sheet(fz_context *ctx, pdf_document *pdf, int number, struct tv_pdf_sheet *sheet)
{
    tv_pdf_sheet_clear(sheet);
    pdf_page *page = pdf_load_page(ctx, pdf, number);
    fz_try(ctx) run(ctx, pdf, page, sheet);
    fz_always(ctx)
    {
        straighten(sheet);
        fz_drop_page(ctx, &page->super);
    }
    fz_catch(ctx) fz_rethrow(ctx);
}
