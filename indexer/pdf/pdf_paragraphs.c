/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the pieces of a flow to lines and paragraphs.
 *
 * A paragraph ends where more space is left than between lines, where the size of the letters changes,
 * where an item of a list begins, at an indent after the end of a sentence, and where the line before
 * ended although the next word would have fitted on it. How far lines could have reached is told from
 * those around: as far as the room has text, or as far as a block of lines that is set narrower. */
#include "pdf_page.h"

#include "corpus/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

struct line {
    float x0, x1, base, size, first;
    uint8_t style;
    size_t from, to; /* its pieces */
    float edge;      /* how far it could have reached: to the right, or to the left in RTL */
    float pitch;     /* usual distance between lines of its size */
};

struct lines {
    struct line *lines;
    size_t n;
    float left, right;
};

static bool is_rtl(uint8_t style)
{
    return style & TV_PDF_RTL;
}

/* --- lines --- */

static bool is_on_line(const struct line *line, struct tv_pdf_piece *const *pieces,
                       const struct tv_pdf_piece *p)
{
    if (p->base - line->base > 0.5F * fminf(fmaxf(line->size, p->size), 2 * line->size))
        return false;
    for (size_t i = line->from; i < line->to; i++) {
        float shared = fminf(p->x1, pieces[i]->x1) - fmaxf(p->x0, pieces[i]->x0);
        if (shared > 0.5F * fminf(p->x1 - p->x0, pieces[i]->x1 - pieces[i]->x0) &&
            p->base - pieces[i]->base > 0.25F * p->size)
            return false;
    }
    return true;
}

static int by_x(const void *a, const void *b)
{
    const struct tv_pdf_piece *x = *(struct tv_pdf_piece *const *)a;
    const struct tv_pdf_piece *y = *(struct tv_pdf_piece *const *)b;
    if (x->x0 != y->x0)
        return x->x0 < y->x0 ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static int from_right(const void *a, const void *b)
{
    return by_x(b, a);
}

static void finish_line(struct line *line, struct tv_pdf_piece **pieces)
{
    size_t n = line->to - line->from;
    const struct tv_pdf_piece *main = pieces[line->from];
    line->x0 = HUGE_VALF;
    line->x1 = -HUGE_VALF;
    uint8_t all = UINT8_MAX, any = 0;
    for (size_t i = line->from; i < line->to; i++) {
        const struct tv_pdf_piece *p = pieces[i];
        line->x0 = fminf(line->x0, p->x0);
        line->x1 = fmaxf(line->x1, p->x1);
        if (p->x1 - p->x0 > main->x1 - main->x0)
            main = p;
        if (!tv_pdf_mark_at(p->text) || p->text[tv_pdf_mark_at(p->text)])
            all &= p->style;
        any |= p->style & TV_PDF_RTL;
    }
    line->base = main->base;
    line->size = main->size;
    qsort(pieces + line->from, n, sizeof *pieces, is_rtl(any) ? from_right : by_x);
    all &= TV_PDF_BOLD | TV_PDF_ITALIC | TV_PDF_UNDERLINED;
    line->style = (uint8_t)(all | any | (pieces[line->from]->style & TV_PDF_RAISED));
    line->first = pieces[line->from]->first;
}

static void find_lines(const struct tv_pdf_flow *flow, struct lines *out)
{
    out->lines = tv_realloc(NULL, flow->n_pieces, sizeof *out->lines);
    out->n = 0;
    for (size_t i = 0; i < flow->n_pieces; i++) {
        struct tv_pdf_piece *p = flow->pieces[i];
        struct line *line = out->n ? &out->lines[out->n - 1] : NULL;
        if (line && line->to - line->from < 64 && is_on_line(line, flow->pieces, p)) {
            line->to = i + 1;
            line->size = fmaxf(line->size, p->size);
            continue;
        }
        out->lines[out->n++] =
            (struct line){.base = p->base, .size = p->size, .from = i, .to = i + 1};
    }
    for (size_t i = 0; i < out->n; i++)
        finish_line(&out->lines[i], flow->pieces);
}

static bool is_like(float size, float other)
{
    return fabsf(size - other) <= 0.08F * fmaxf(size, other);
}

/* The distance between lines of this size that most text is set with, long lines counting more than
 * short ones, which are often headings and addresses. */
static float usual_pitch(const struct lines *lines, float size)
{
    enum { BINS = 18, FIRST = 8 }; /* tenths of the size */
    float weight[BINS] = {0}, sum[BINS] = {0};
    size_t best = 0;
    for (size_t i = 1; i < lines->n; i++) {
        const struct line *a = &lines->lines[i - 1], *b = &lines->lines[i];
        float gap = b->base - a->base, tenths = 10 * gap / size - FIRST;
        if (!is_like(a->size, size) || !is_like(b->size, size) || tenths < 0 || tenths >= BINS)
            continue;
        weight[(size_t)tenths] += a->x1 - a->x0;
        sum[(size_t)tenths] += gap * (a->x1 - a->x0);
    }
    for (size_t i = 1; i < BINS; i++)
        if (weight[i] > weight[best])
            best = i;
    if (weight[best] <= 0 || sum[best] / weight[best] > 2 * size)
        return 1.2F * size;
    return sum[best] / weight[best];
}

/* Sets each line's pitch, from all lines of its size; for so many sizes as pages have. */
static void find_pitches(struct lines *all)
{
    enum { SIZES = 16 };
    struct {
        float size, pitch;
    } known[SIZES];
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        size_t k = 0;
        while (k < n && !is_like(known[k].size, all->lines[i].size))
            k++;
        if (k == n && n == SIZES)
            k = n - 1;
        if (k == n) {
            known[n].size = all->lines[i].size;
            known[n++].pitch = usual_pitch(all, all->lines[i].size);
        }
        all->lines[i].pitch = known[k].pitch;
    }
}

/* --- how far lines could have reached --- */

/* How many of the lines end within this many em of the farthest. */
static size_t count_full(const struct lines *all, size_t from, size_t to, float reach, float within)
{
    size_t full = 0;
    for (size_t i = from; i < to; i++) {
        const struct line *line = &all->lines[i];
        full += reach - (is_rtl(line->style) ? -line->x0 : line->x1) < within * line->size;
    }
    return full;
}

/* Lines from..to stand close together. If most of them end near one place, as justified text does, or
 * many do roughly, as ragged text does, that is their edge, even if other text reaches further. */
static void set_edges(struct lines *all, size_t from, size_t to)
{
    bool rtl = is_rtl(all->lines[from].style);
    float edge = rtl ? all->left : all->right, reach = -HUGE_VALF;
    for (size_t i = from; i < to; i++)
        reach = fmaxf(reach, rtl ? -all->lines[i].x0 : all->lines[i].x1);
    size_t n = to - from;
    float width = rtl ? all->right + reach : reach - all->left;
    bool wide = width > 12 * all->lines[from].size || n >= 5;
    bool justified = n >= 3 && wide && 3 * count_full(all, from, to, reach, 1.5F) >= 2 * n;
    bool ragged = n >= 5 && width > 20 * all->lines[from].size &&
                  4 * count_full(all, from, to, reach, 4) >= 3 * (n - 1);
    if (justified || ragged)
        edge = rtl ? -reach : reach;
    for (size_t i = from; i < to; i++)
        all->lines[i].edge = edge;
}

static void find_edges(struct lines *all)
{
    for (size_t i = 0, end; i < all->n; i = end) {
        for (end = i + 1; end < all->n; end++) {
            const struct line *a = &all->lines[end - 1], *b = &all->lines[end];
            if (b->base - a->base > 1.25F * b->pitch || is_rtl(a->style) != is_rtl(b->style) ||
                fabsf(a->size - b->size) > 0.1F * b->size)
                break;
        }
        set_edges(all, i, end);
    }
}

/* --- marks of lists --- */

static size_t bullet_at(const char *text)
{
    size_t n = strlen(text), i = 0;
    if (n == 0)
        return 0;
    int32_t c = tv_utf8_next(text, n, &i);
    bool bullet = strchr("-*o", c < 0x80 ? c : '?') || c == 0x2022 || c == 0x2013 || c == 0x2014 ||
                  c == 0x25AA || c == 0x25CF || c == 0x25CB || c == 0x25A0 || c == 0x25A1 ||
                  c == 0x2023 || c == 0x2043 || c == 0x25E6 || c == 0xB7 || c == 0x27A2 ||
                  c == 0x2192 || c == 0x2713 || c == 0x25BA || c == 0x25C6 ||
                  (c >= 0xF000 && c <= 0xF8FF) || c == 0xFFFD;
    return bullet && (text[i] == ' ' || text[i] == '\0') ? i : 0;
}

/* "1.", "12)", "(3)", "(iv)", "a)", "(bb)", "IV.", "1.2.3": bytes, 0 if it is none. */
static size_t number_at(const char *s)
{
    size_t i = s[0] == '(' || s[0] == '[', start = i, digits, letters;
    digits = strspn(s + i, "0123456789");
    letters = digits ? 0 : strspn(s + i, "ivxIVXlL");
    if (!digits && letters < 2)
        letters = isalpha((unsigned char)s[i]) ? 1 + (s[i + 1] == s[i]) : 0;
    if (digits > 3 || letters > 6 || digits + letters == 0)
        return 0;
    i += digits + letters;
    if (digits && isalpha((unsigned char)s[i]) && s[i + 1] == ')') /* "(13a)" */
        i++;
    while (!start && digits && s[i] == '.' && isdigit((unsigned char)s[i + 1]))
        i += 1 + strspn(s + i + 1, "0123456789");
    bool dotted = s[i - 1] != s[start] && memchr(s, '.', i);
    if (s[i] == ')' || (start && s[i] == ']') || (!start && s[i] == '.'))
        i++;
    else if (!dotted)
        return 0;
    return s[i] == ' ' || s[i] == '\0' ? i : 0;
}

size_t tv_pdf_mark_at(const char *text)
{
    size_t n = bullet_at(text);
    return n ? n : number_at(text);
}

bool tv_pdf_ends_sentence(const char *text, size_t n)
{
    while (n > 0) {
        int32_t c = tv_utf8_prev(text, &n);
        if (c == '"' || c == ')' || c == ']' || c == '\'' || c == 0x201D || c == 0x2019 ||
            c == 0xBB || c == ' ' || c == 0x201C || (c >= 0x2070 && c <= 0x2079) || c == 0xB9 ||
            c == 0xB2 || c == 0xB3)
            continue;
        return c == '.' || c == ';' || c == ':' || c == '!' || c == '?' || c == 0x3002 ||
               c == 0xFF1B || c == 0xFF1A || c == 0xFF01 || c == 0xFF1F || c == 0x061F ||
               c == 0x061B || c == 0x2026;
    }
    return false;
}

bool tv_pdf_starts_lower(const char *text)
{
    size_t n = strlen(text), i = 0;
    return n > 0 && u_islower(tv_utf8_next(text, n, &i));
}

/* --- paragraphs --- */

static bool fits(float end, float edge, float width, float size, bool rtl)
{
    float room = rtl ? end - edge : edge - end;
    return room > width + 0.5F * size;
}

bool tv_pdf_would_fit(const struct tv_pdf_paragraph *p, float width)
{
    bool rtl = is_rtl(p->style);
    return fits(p->end, rtl ? p->left : p->right, width, p->size, rtl);
}

static bool is_centred(const struct lines *all, const struct line *line)
{
    float room = all->right - all->left, off = (line->x0 + line->x1) - (all->left + all->right);
    return fabsf(off) < 0.04F * room + 2 && line->x0 - all->left > 0.06F * room;
}

static bool ends_with_hyphen(const struct tv_buffer *text)
{
    size_t n = text->size;
    if (n < 2)
        return false;
    int32_t c = tv_utf8_prev(text->data, &n);
    return c == '-' || c == 0xAD || c == 0x2010;
}

/* Whether the line, which begins with this text, begins a paragraph after `p`, that ends with the line
 * `before`. */
static bool begins(const struct lines *all, const struct line *before, const struct line *line,
                   const char *text, const struct tv_pdf_paragraph *p)
{
    float gap = line->base - before->base, size = line->size;
    bool rtl = is_rtl(line->style), ended = tv_pdf_ends_sentence(p->text.data, p->text.size);
    bool like = is_like(size, before->size);
    bool centred = is_centred(all, before) && is_centred(all, line) && like && !ended &&
                   line->style == before->style;
    if (centred && tv_pdf_starts_lower(text) && gap < 2.2F * size)
        return false;
    bool fitted = fits(rtl ? before->x0 : before->x1, before->edge, line->first, size, rtl);
    bool goes_on = !ended && (tv_pdf_starts_lower(text) || !fitted);
    if (gap > 1.22F * line->pitch + 0.5F || gap < 0)
        return true;
    if (!like && !(goes_on && fabsf(size - before->size) < 0.2F * size))
        return true;
    float indent = rtl ? before->x1 - line->x1 : line->x0 - before->x0;
    size_t mark = tv_pdf_mark_at(text);
    if (mark && (ended || fabsf(indent) > 0.3F * size || bullet_at(text)))
        return true;
    if (ended && indent > 0.8F * size && !(p->n_lines == 1 && p->item))
        return true;
    if (ended && indent < -0.8F * size && p->n_lines > 1)
        return true;
    if (ends_with_hyphen(&p->text))
        return false;
    if (!mark && (centred || (!ended && tv_pdf_starts_lower(text))))
        return false;
    return fitted;
}

static bool is_raised(const struct line *line, const struct tv_pdf_piece *p)
{
    return p->size < 0.85F * line->size && line->base - p->base > 0.15F * line->size &&
           strlen(p->text) <= 3 && strspn(p->text, "0123456789") == strlen(p->text);
}

static void line_text(const struct line *line, struct tv_pdf_piece *const *pieces,
                      struct tv_buffer *text)
{
    tv_buffer_clear(text);
    for (size_t i = line->from; i < line->to; i++) {
        const struct tv_pdf_piece *p = pieces[i], *last = i > line->from ? pieces[i - 1] : NULL;
        bool raised = is_raised(line, p);
        float gap = !last ? 0 : is_rtl(line->style) ? last->x0 - p->x1 : p->x0 - last->x1;
        if (last && (gap > 0.12F * p->size || raised))
            tv_buffer_putc(text, ' ');
        if (raised)
            tv_pdf_add_raised(text, p->text, strlen(p->text));
        else
            tv_buffer_puts(text, p->text);
    }
}

static struct tv_pdf_paragraph *begin(const struct tv_pdf_flow *flow, const struct lines *all,
                                      const struct line *line, const char *text,
                                      struct tv_pdf_paragraphs *out)
{
    TV_GROW(out->list, out->n, out->capacity);
    struct tv_pdf_paragraph *p = &out->list[out->n++];
    *p = (struct tv_pdf_paragraph){
        .x0 = line->x0,
        .x1 = line->x1,
        .top = line->base,
        .size = line->size,
        .left = all->left,
        .right = all->right,
        .first = line->first,
        .table = flow->table,
        .row = flow->row,
        .column = flow->column,
        .style = line->style,
        .centred = is_centred(all, line),
    };
    size_t bullet = bullet_at(text);
    p->item = tv_pdf_mark_at(text) > 0;
    p->label = bullet ? "•" : NULL;
    tv_buffer_puts(&p->text, text + bullet + (bullet && text[bullet] == ' '));
    return p;
}

static void go_on(const struct tv_pdf_words *words, const struct line *line, const char *text,
                  struct tv_pdf_paragraph *p)
{
    tv_pdf_join(words, &p->text, text);
    p->x0 = fminf(p->x0, line->x0);
    p->x1 = fmaxf(p->x1, line->x1);
    uint8_t whole = TV_PDF_BOLD | TV_PDF_ITALIC | TV_PDF_UNDERLINED;
    p->style &= (uint8_t)(line->style | (uint8_t)~whole);
}

/* The room of text in a cell ends as far from its right border as it begins from its left one. */
static void set_room(const struct tv_pdf_flow *flow, struct lines *all)
{
    float left = HUGE_VALF, right = -HUGE_VALF;
    for (size_t i = 0; i < all->n; i++) {
        left = fminf(left, all->lines[i].x0);
        right = fmaxf(right, all->lines[i].x1);
    }
    float padding = fminf(fmaxf(left - flow->left, 0), 12);
    if (!flow->table)
        padding = 0;
    all->left = fminf(left, flow->left + padding);
    all->right = fmaxf(right, flow->right - padding);
}

void tv_pdf_add_paragraphs(const struct tv_pdf_flow *flow, const struct tv_pdf_words *words,
                           struct tv_pdf_paragraphs *out)
{
    struct lines all = {0};
    struct tv_buffer text = {0};
    struct tv_pdf_paragraph *p = NULL;
    find_lines(flow, &all);
    set_room(flow, &all);
    find_pitches(&all);
    find_edges(&all);
    for (size_t i = 0; i < all.n; i++) {
        const struct line *line = &all.lines[i];
        line_text(line, flow->pieces, &text);
        if (!p || begins(&all, &all.lines[i - 1], line, text.data, p))
            p = begin(flow, &all, line, text.data, out);
        else
            go_on(words, line, text.data, p);
        p->n_lines++;
        p->end = is_rtl(line->style) ? line->x0 : line->x1;
    }
    tv_buffer_finish(&text);
    free(all.lines);
}
