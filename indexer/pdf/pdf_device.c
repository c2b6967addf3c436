/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From what a PDF page draws to words and rules: a MuPDF device that writes down where glyphs and
 * straight lines are drawn, and draws nothing.
 *
 * Glyphs that touch make a word. Text that is painted twice (filled and stroked) is taken once;
 * invisible text (what OCR leaves over a scan) is taken.
 *
 * Always true: words come in the order in which they are drawn. */
#include "pdf_page.h"

#include "corpus/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { MAX_GLYPHS = 200 }; /* of a word: a longer one is cut */

struct glyph {
    int32_t c;
    float x0, x1;
};

struct collector {
    fz_device super;
    struct tv_pdf_sheet *sheet;
    fz_text *last; /* painted last, to know it when it is painted again */
    fz_font *font; /* of font_style */
    uint8_t font_style;
    struct glyph glyphs[MAX_GLYPHS]; /* of the word that is being drawn */
    size_t n;
    struct tv_pdf_word word;
    float start, end, base; /* of what was drawn last, white space included */
    uint8_t turn;
    bool spaced;
    fz_cookie *cookie; /* stops the interpreter */
};

/* --- words --- */

static bool is_rtl(int32_t c)
{
    if (c < 0x590)
        return false;
    UCharDirection d = u_charDirection(c);
    return d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC;
}

static bool is_space(int32_t c)
{
    return c == ' ' || c == 0xA0 || c == '\t' || c == 0x3000 || (c >= 0x2000 && c <= 0x200B) ||
           c == 0x202F || c == 0x2028 || c == 0x2029;
}

static void put(struct tv_buffer *text, int32_t c)
{
    static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    char bytes[4];
    if (c >= 0xFB00 && c <= 0xFB06)
        tv_buffer_puts(text, ligatures[c - 0xFB00]);
    else if (c >= 0x20 && c != 0x7F)
        tv_buffer_add(text, bytes, tv_utf8_put(bytes, c));
}

static bool is_empty(const struct glyph *g)
{
    return g->x1 - g->x0 <= 0.01F;
}

static bool is_mark(const struct glyph *g)
{
    return is_empty(g) && u_charType(g->c) == U_NON_SPACING_MARK;
}

static bool are_drawn_to_the_right(const struct glyph *glyphs, size_t n)
{
    const struct glyph *last = NULL;
    int steps = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_empty(&glyphs[i]))
            continue;
        if (last)
            steps += glyphs[i].x0 > last->x0 ? 1 : -1;
        last = &glyphs[i];
    }
    return steps > 0;
}

static size_t next_letter(const struct glyph *glyphs, size_t n, size_t i)
{
    while (i < n && is_empty(&glyphs[i]))
        i++;
    return i;
}

/* Glyphs from left to right, whatever the order they were drawn in. Those of one place (a letter and
 * its marks, the letters of a ligature) are turned round, as the whole will be once more. Where letters
 * are drawn as they are seen, their marks come before them. */
static void to_visual_order(struct glyph *glyphs, size_t n)
{
    bool right = are_drawn_to_the_right(glyphs, n);
    for (size_t i = 0, end; i < n; i = end) {
        size_t next = next_letter(glyphs, n, i);
        if (next > i && next < n) {
            for (end = i; end < next; end++)
                glyphs[end].x0 = glyphs[end].x1 = glyphs[next].x0;
            continue;
        }
        next = next_letter(glyphs, n, i + 1);
        for (end = i + 1; end < next; end++) {
            bool of_next = right && next < n && is_mark(&glyphs[end]) &&
                           fabsf(glyphs[end].x0 - glyphs[i].x0) > 0.01F;
            if (of_next)
                break;
        }
        float place = glyphs[i].x0;
        for (size_t a = i, b = end - 1; a < b; a++, b--) {
            struct glyph swap = glyphs[a];
            glyphs[a] = glyphs[b];
            glyphs[b] = swap;
        }
        for (size_t k = i; k < end; k++) /* stable: keeps the turned order */
            glyphs[k].x0 = place;
    }
    for (size_t i = 1; i < n; i++) {
        struct glyph moving = glyphs[i];
        size_t k = i;
        for (; k > 0 && glyphs[k - 1].x0 > moving.x0; k--)
            glyphs[k] = glyphs[k - 1];
        glyphs[k] = moving;
    }
}

static void end_word(struct collector *dev)
{
    struct tv_pdf_sheet *sheet = dev->sheet;
    if (sheet->n_words >= TV_PDF_MAX_PAGE_WORDS) {
        dev->cookie->abort = 1;
        dev->n = 0;
    }
    if (dev->n == 0)
        return;
    struct tv_pdf_word *word = &dev->word;
    if (word->style & TV_PDF_RTL)
        to_visual_order(dev->glyphs, dev->n);
    word->text = (uint32_t)sheet->text.size;
    for (size_t i = 0; i < dev->n; i++)
        put(&sheet->text, dev->glyphs[i].c);
    word->length = (uint32_t)sheet->text.size - word->text;
    dev->n = 0;
    if (word->length == 0)
        return;
    TV_GROW(sheet->words, sheet->n_words, sheet->words_capacity);
    sheet->words[sheet->n_words++] = *word;
}

/* How far this glyph stands from what was drawn before it, on either side of it. */
static float distance(const struct collector *dev, const struct glyph *g, bool rtl)
{
    float after = g->x0 - dev->end, before = dev->start - g->x1;
    return rtl && fabsf(before) < fabsf(after) ? before : after;
}

static bool continues_word(const struct collector *dev, const struct glyph *g,
                           const struct tv_pdf_word *at)
{
    const struct tv_pdf_word *word = &dev->word;
    bool marks = word->x1 - word->x0 <= 0.01F || is_mark(g); /* which stand higher, or lower */
    if (dev->n == 0 || dev->n == MAX_GLYPHS || at->turn != word->turn ||
        fabsf(at->base - word->base) > (marks ? 0.6F : 0.1F) * word->size ||
        fabsf(at->size - word->size) > 0.08F * word->size)
        return false;
    if (is_empty(g)) /* a mark, or one more letter of the last glyph */
        return g->x0 > word->x0 - word->size && g->x0 < word->x1 + word->size;
    float gap = distance(dev, g, (at->style | word->style) & TV_PDF_RTL);
    return gap < 0.15F * word->size && gap > -0.6F * word->size;
}

static void begin_word(struct collector *dev, const struct glyph *g, struct tv_pdf_word at)
{
    bool follows = at.turn == dev->turn && fabsf(at.base - dev->base) <= 0.6F * at.size;
    at.lead = follows ? distance(dev, g, at.style & TV_PDF_RTL) : HUGE_VALF;
    if (dev->spaced)
        at.style |= TV_PDF_SPACED;
    at.x0 = g->x0;
    at.x1 = g->x1;
    dev->word = at;
    dev->spaced = false;
}

/* `at` has base, size, style and turn of the glyph. */
static void add_glyph(struct collector *dev, struct glyph g, struct tv_pdf_word at)
{
    bool empty = is_empty(&g);
    if (is_space(g.c)) {
        end_word(dev);
        dev->spaced = true;
    } else {
        if (is_rtl(g.c))
            at.style |= TV_PDF_RTL;
        if (!continues_word(dev, &g, &at)) {
            end_word(dev);
            begin_word(dev, &g, at);
        }
        if (!empty && dev->word.x1 - dev->word.x0 <= 0.01F)
            dev->word.base = at.base;
        dev->glyphs[dev->n++] = g;
        dev->word.x0 = fminf(dev->word.x0, g.x0);
        dev->word.x1 = fmaxf(dev->word.x1, g.x1);
        dev->word.style |= at.style & TV_PDF_RTL;
    }
    if (empty)
        return;
    dev->start = g.x0;
    dev->end = g.x1;
    dev->base = at.base;
    dev->turn = at.turn;
}

/* --- text as MuPDF hands it over --- */

static bool name_says(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(name, *words))
            return true;
    return false;
}

static uint8_t style_of(fz_context *ctx, fz_font *font)
{
    static const char *const bold[] = {"bold", "black", "heavy", "demi", NULL};
    static const char *const italic[] = {"italic", "oblique", NULL};
    const char *name = fz_font_name(ctx, font);
    uint8_t style = 0;
    if (fz_font_is_bold(ctx, font) || name_says(name, bold))
        style |= TV_PDF_BOLD;
    if (fz_font_is_italic(ctx, font) || name_says(name, italic))
        style |= TV_PDF_ITALIC;
    return style;
}

/* Quarter turns of a direction of writing, 4 where it is askew. */
static uint8_t turn_of(fz_point dir)
{
    if (fabsf(dir.y) <= 0.05F)
        return dir.x > 0 ? 0 : 2;
    if (fabsf(dir.x) <= 0.05F)
        return dir.y > 0 ? 1 : 3;
    return 4;
}

/* Where a point lies along (x) and across (y) the direction of writing. */
fz_point tv_pdf_along(const struct tv_pdf_sheet *sheet, fz_point p, uint8_t turn, fz_point dir)
{
    switch (turn) {
    case 0:
        return p;
    case 1:
        return fz_make_point(p.y, sheet->width - p.x);
    case 2:
        return fz_make_point(sheet->width - p.x, sheet->height - p.y);
    case 3:
        return fz_make_point(sheet->height - p.y, p.x);
    default:
        return fz_make_point(p.x * dir.x + p.y * dir.y, p.y * dir.x - p.x * dir.y);
    }
}

static void add_span(fz_context *ctx, struct collector *dev, const fz_text_span *span,
                     fz_matrix ctm)
{
    fz_matrix trm = fz_concat(span->trm, ctm);
    fz_point dir =
        fz_transform_vector(span->wmode ? fz_make_point(0, -1) : fz_make_point(1, 0), trm);
    float scale = hypotf(dir.x, dir.y), size = hypotf(trm.c, trm.d);
    if (!(scale > 0.01F && scale < 1e4F && size > 0.01F && size < 1e4F))
        return;
    dir = fz_make_point(dir.x / scale, dir.y / scale);
    if (dev->font != span->font) {
        dev->font = span->font;
        dev->font_style = style_of(ctx, span->font);
    }
    struct tv_pdf_word at = {.size = size, .style = dev->font_style, .turn = turn_of(dir)};
    for (int i = 0; i < span->len; i++) {
        const fz_text_item *item = &span->items[i];
        fz_point p =
            tv_pdf_along(dev->sheet, fz_transform_point_xy(item->x, item->y, ctm), at.turn, dir);
        float advance = item->gid < 0 || item->ucs < 0
                            ? 0
                            : fz_advance_glyph(ctx, span->font, item->gid, span->wmode) * scale;
        if (!isfinite(p.x) || !isfinite(p.y) || item->ucs < 0)
            continue;
        at.base = p.y;
        add_glyph(dev, (struct glyph){item->ucs, p.x, p.x + fmaxf(advance, 0)}, at);
    }
}

static void add_text(fz_context *ctx, struct collector *dev, const fz_text *text, fz_matrix ctm)
{
    if (text == dev->last)
        return;
    fz_drop_text(ctx, dev->last);
    dev->last = fz_keep_text(ctx, text);
    for (fz_text_span *span = text->head; span; span = span->next)
        add_span(ctx, dev, span, ctm);
}

static void fill_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm,
                      fz_colorspace *cs, const float *color, float alpha, fz_color_params params)
{
    (void)cs, (void)color, (void)alpha, (void)params;
    add_text(ctx, (struct collector *)dev, text, ctm);
}

static void stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text,
                        const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *cs,
                        const float *color, float alpha, fz_color_params params)
{
    (void)stroke, (void)cs, (void)color, (void)alpha, (void)params;
    add_text(ctx, (struct collector *)dev, text, ctm);
}

static void clip_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm,
                      fz_rect scissor)
{
    (void)scissor;
    add_text(ctx, (struct collector *)dev, text, ctm);
}

static void clip_stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text,
                             const fz_stroke_state *stroke, fz_matrix ctm, fz_rect scissor)
{
    (void)stroke, (void)scissor;
    add_text(ctx, (struct collector *)dev, text, ctm);
}

static void ignore_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm)
{
    add_text(ctx, (struct collector *)dev, text, ctm);
}

/* --- rules --- */

enum { THICKEST = 3 }; /* points: what is thicker is a box */

void tv_pdf_add_rule(struct tv_pdf_sheet *sheet, bool down, float at, float a, float b)
{
    struct tv_pdf_rule rule = {at, fminf(a, b), fmaxf(a, b)};
    if (!isfinite(at) || !isfinite(a) || !isfinite(b) || rule.to - rule.from < 0.2F)
        return;
    if (down && sheet->n_down <= TV_PDF_MAX_PAGE_RULES) {
        TV_GROW(sheet->down, sheet->n_down, sheet->down_capacity);
        sheet->down[sheet->n_down++] = rule;
    } else if (!down && sheet->n_across <= TV_PDF_MAX_PAGE_RULES) {
        TV_GROW(sheet->across, sheet->n_across, sheet->across_capacity);
        sheet->across[sheet->n_across++] = rule;
    }
}

/* What a path is made of: the box around each of its parts, and whether they are straight. */
struct tracer {
    struct tv_pdf_sheet *sheet;
    fz_matrix ctm;
    fz_point first, pen;
    fz_rect box;
    bool crooked, filled;
};

static void trace_line(struct tracer *t, fz_point to)
{
    if (!t->filled && fabsf(to.y - t->pen.y) <= 0.5F)
        tv_pdf_add_rule(t->sheet, false, to.y, t->pen.x, to.x);
    else if (!t->filled && fabsf(to.x - t->pen.x) <= 0.5F)
        tv_pdf_add_rule(t->sheet, true, to.x, t->pen.y, to.y);
    t->box = fz_include_point_in_rect(t->box, to);
    t->pen = to;
}

/* A part that was filled is a rule if it is thin. */
static void end_part(struct tracer *t)
{
    fz_rect box = t->box;
    float width = box.x1 - box.x0, height = box.y1 - box.y0;
    if (!t->filled || t->crooked)
        return;
    if (height <= THICKEST && width > height)
        tv_pdf_add_rule(t->sheet, false, (box.y0 + box.y1) / 2, box.x0, box.x1);
    else if (width <= THICKEST && height > width)
        tv_pdf_add_rule(t->sheet, true, (box.x0 + box.x1) / 2, box.y0, box.y1);
}

static void trace_moveto(fz_context *ctx, void *arg, float x, float y)
{
    (void)ctx;
    struct tracer *t = arg;
    end_part(t);
    t->first = t->pen = fz_transform_point_xy(x, y, t->ctm);
    t->box = (fz_rect){t->pen.x, t->pen.y, t->pen.x, t->pen.y};
    t->crooked = false;
}

static void trace_lineto(fz_context *ctx, void *arg, float x, float y)
{
    (void)ctx;
    struct tracer *t = arg;
    trace_line(t, fz_transform_point_xy(x, y, t->ctm));
}

static void trace_curveto(fz_context *ctx, void *arg, float x1, float y1, float x2, float y2,
                          float x3, float y3)
{
    (void)ctx, (void)x1, (void)y1, (void)x2, (void)y2;
    struct tracer *t = arg;
    t->pen = fz_transform_point_xy(x3, y3, t->ctm);
    t->crooked = true;
}

static void trace_close(fz_context *ctx, void *arg)
{
    (void)ctx;
    struct tracer *t = arg;
    trace_line(t, t->first);
}

static void add_path(fz_context *ctx, fz_device *dev, const fz_path *path, fz_matrix ctm,
                     bool filled)
{
    static const fz_path_walker walker = {
        .moveto = trace_moveto,
        .lineto = trace_lineto,
        .curveto = trace_curveto,
        .closepath = trace_close,
    };
    struct tv_pdf_sheet *sheet = ((struct collector *)dev)->sheet;
    if (sheet->n_across + sheet->n_down > TV_PDF_MAX_PAGE_RULES)
        return;
    struct tracer t = {.sheet = sheet, .ctm = ctm, .filled = filled, .crooked = true};
    fz_walk_path(ctx, path, &walker, &t);
    end_part(&t);
}

static void fill_path(fz_context *ctx, fz_device *dev, const fz_path *path, int even_odd,
                      fz_matrix ctm, fz_colorspace *cs, const float *color, float alpha,
                      fz_color_params params)
{
    (void)even_odd, (void)cs, (void)color, (void)alpha, (void)params;
    add_path(ctx, dev, path, ctm, true);
}

static void stroke_path(fz_context *ctx, fz_device *dev, const fz_path *path,
                        const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *cs,
                        const float *color, float alpha, fz_color_params params)
{
    (void)stroke, (void)cs, (void)color, (void)alpha, (void)params;
    add_path(ctx, dev, path, ctm, false);
}

static void fill_image(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm, float alpha,
                       fz_color_params params)
{
    (void)ctx, (void)image, (void)ctm, (void)alpha, (void)params;
    ((struct collector *)dev)->sheet->has_image = true;
}

static void fill_image_mask(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm,
                            fz_colorspace *cs, const float *color, float alpha,
                            fz_color_params params)
{
    (void)cs, (void)color;
    fill_image(ctx, dev, image, ctm, alpha, params);
}

static void close_device(fz_context *ctx, fz_device *dev)
{
    (void)ctx;
    end_word((struct collector *)dev);
}

static void drop_device(fz_context *ctx, fz_device *dev)
{
    fz_drop_text(ctx, ((struct collector *)dev)->last);
}

fz_device *tv_pdf_new_device(fz_context *ctx, struct tv_pdf_sheet *sheet, fz_cookie *cookie)
{
    struct collector *dev = fz_new_derived_device(ctx, struct collector);
    dev->super.close_device = close_device;
    dev->super.drop_device = drop_device;
    dev->super.fill_text = fill_text;
    dev->super.stroke_text = stroke_text;
    dev->super.clip_text = clip_text;
    dev->super.clip_stroke_text = clip_stroke_text;
    dev->super.ignore_text = ignore_text;
    dev->super.fill_path = fill_path;
    dev->super.stroke_path = stroke_path;
    dev->super.fill_image = fill_image;
    dev->super.fill_image_mask = fill_image_mask;
    dev->super.hints = FZ_NO_CACHE;
    dev->sheet = sheet;
    dev->cookie = cookie;
    dev->turn = UINT8_MAX;
    return &dev->super;
}
