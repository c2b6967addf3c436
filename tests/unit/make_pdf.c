/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "make_pdf.h"
#include "seed.h"

#include <string.h>

enum { CATALOG = 1, PAGES, INFO, FONTS, TO_HEBREW = FONTS + 4, TO_LIGATURE, FIRST_PAGE };

void pdf_page(struct pdf_maker *m)
{
    m->n_pages++;
}

static struct tv_buffer *page(struct pdf_maker *m)
{
    return &m->pages[m->n_pages - 1];
}

void pdf_draw(struct pdf_maker *m, const char *operators)
{
    tv_buffer_printf(page(m), "%s\n", operators);
}

static void put_text(struct pdf_maker *m, enum pdf_font font, float size, float x, float y,
                     const char *text, size_t n)
{
    tv_buffer_printf(page(m), "BT /F%d %.1f Tf %.2f %.2f Td (", (int)font, (double)size, (double)x,
                     (double)((float)PAGE_HEIGHT - y));
    for (size_t i = 0; i < n; i++) {
        if (strchr("()\\", text[i]))
            tv_buffer_putc(page(m), '\\');
        tv_buffer_putc(page(m), text[i]);
    }
    tv_buffer_puts(page(m), ") Tj ET\n");
}

void pdf_text(struct pdf_maker *m, enum pdf_font font, float size, float x, float y,
              const char *text)
{
    put_text(m, font, size, x, y, text, strlen(text));
}

float pdf_paragraph(struct pdf_maker *m, float x, float y, size_t columns, const char *text)
{
    while (*text) {
        size_t n = strlen(text);
        if (n > columns)
            for (n = columns; n > 0 && text[n] != ' '; n--)
                ;
        put_text(m, PLAIN, 10, x, y, text, n);
        text += n + (text[n] == ' ');
        y += 12;
    }
    return y;
}

void pdf_line(struct pdf_maker *m, float x0, float y0, float x1, float y1)
{
    tv_buffer_printf(page(m), "0.5 w %.2f %.2f m %.2f %.2f l S\n", (double)x0,
                     (double)((float)PAGE_HEIGHT - y0), (double)x1,
                     (double)((float)PAGE_HEIGHT - y1));
}

/* --- the file --- */

struct file {
    struct tv_buffer bytes;
    size_t offsets[64];
    size_t n;
};

static void begin_object(struct file *f, size_t number)
{
    f->offsets[number] = f->bytes.size;
    if (number >= f->n)
        f->n = number + 1;
    tv_buffer_printf(&f->bytes, "%zu 0 obj\n", number);
}

static void end_object(struct file *f)
{
    tv_buffer_puts(&f->bytes, "\nendobj\n");
}

static void put_stream(struct file *f, size_t number, const char *data, size_t size)
{
    begin_object(f, number);
    tv_buffer_printf(&f->bytes, "<< /Length %zu >>\nstream\n", size);
    tv_buffer_add(&f->bytes, data, size);
    tv_buffer_puts(&f->bytes, "\nendstream");
    end_object(f);
}

static void put_fonts(struct file *f)
{
    static const char *const names[] = {"Courier", "Courier-Bold", "Courier", "Courier"};
    static const char hebrew[] = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                                 "1 begincodespacerange <00> <FF> endcodespacerange\n"
                                 "1 beginbfrange <61> <7A> <05D0> endbfrange "
                                 "1 beginbfchar <7D> <05BC> endbfchar endcmap end end";
    static const char ligature[] = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                                   "1 begincodespacerange <00> <FF> endcodespacerange\n"
                                   "1 beginbfchar <7B> <FB01> endbfchar endcmap end end";
    for (size_t i = 0; i < 4; i++) {
        begin_object(f, FONTS + i);
        tv_buffer_printf(&f->bytes,
                         "<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding",
                         names[i]);
        if (i >= HEBREW)
            tv_buffer_printf(&f->bytes, " /ToUnicode %zu 0 R", TO_HEBREW + (i - HEBREW));
        tv_buffer_puts(&f->bytes, " >>");
        end_object(f);
    }
    put_stream(f, TO_HEBREW, hebrew, strlen(hebrew));
    put_stream(f, TO_LIGATURE, ligature, strlen(ligature));
}

static void put_pages(struct file *f, struct pdf_maker *m)
{
    begin_object(f, PAGES);
    tv_buffer_printf(&f->bytes, "<< /Type /Pages /Count %zu /Kids [", m->n_pages);
    for (size_t i = 0; i < m->n_pages; i++)
        tv_buffer_printf(&f->bytes, " %zu 0 R", FIRST_PAGE + 2 * i);
    tv_buffer_puts(&f->bytes, " ] >>");
    end_object(f);
    for (size_t i = 0; i < m->n_pages; i++) {
        size_t number = FIRST_PAGE + 2 * i;
        begin_object(f, number);
        tv_buffer_printf(&f->bytes,
                         "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Rotate %u "
                         "/Contents %zu 0 R /Resources << /Font << /F0 %d 0 R /F1 %d 0 R "
                         "/F2 %d 0 R /F3 %d 0 R >> %s >> >>",
                         PAGES, PAGE_WIDTH, PAGE_HEIGHT, m->rotate, number + 1, FONTS, FONTS + 1,
                         FONTS + 2, FONTS + 3, m->resources ? m->resources : "");
        end_object(f);
        put_stream(f, number + 1, m->pages[i].data ? m->pages[i].data : "", m->pages[i].size);
        tv_buffer_finish(&m->pages[i]);
    }
}

static void put_trailer(struct file *f, const struct pdf_maker *m)
{
    size_t xref = f->bytes.size;
    tv_buffer_printf(&f->bytes, "xref\n0 %zu\n0000000000 65535 f \n", f->n);
    for (size_t i = 1; i < f->n; i++)
        tv_buffer_printf(&f->bytes, "%010zu 00000 n \n", f->offsets[i]);
    tv_buffer_printf(
        &f->bytes,
        "trailer\n<< /Size %zu /Root %d 0 R /Info %d 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", f->n,
        CATALOG, INFO, m->trailer ? m->trailer : "", xref);
}

struct tv_buffer pdf_finish(struct pdf_maker *m)
{
    struct file f = {0};
    tv_buffer_puts(&f.bytes, "%PDF-1.7\n");
    begin_object(&f, CATALOG);
    tv_buffer_printf(&f.bytes, "<< /Type /Catalog /Pages %d 0 R %s >>", PAGES,
                     m->catalog ? m->catalog : "");
    end_object(&f);
    begin_object(&f, INFO);
    tv_buffer_printf(&f.bytes, "<< %s >>", m->info ? m->info : "");
    end_object(&f);
    put_fonts(&f);
    put_pages(&f, m);
    put_trailer(&f, m);
    keep_seed(f.bytes.data, f.bytes.size);
    return f.bytes;
}
