/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From words to pieces: what is drawn one after the other on one line, without a jump and without a
 * table's border in between, stands together.
 *
 * The order of drawing is what keeps the columns of a page apart where their lines are close: nearly
 * every program draws a column, or a table's cell, to its end before the next. A piece with
 * right-to-left letters is put in logical order here, from the places of its words on the page.
 *
 * Always true: the text of a piece is not empty, has single spaces, and a hyphen or soft hyphen at its
 * end is one that was drawn there. */
#include "pdf_page.h"

#include "corpus/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum {
    LOOK_BACK = 40, /* words among which one that was painted twice is looked for */
    TWIN = 12,      /* bytes that two texts begin with, where one is the other's amendment */
};

static const float WIDE_GAP = 0.8F; /* of the em: wider than what is between most words */

static const char *text_of(const struct tv_pdf_sheet *sheet, const struct tv_pdf_word *word)
{
    return sheet->text.data + word->text;
}

/* --- painted twice, for a shadow or to look bold --- */

static bool is_same(const struct tv_pdf_sheet *sheet, const struct tv_pdf_word *a,
                    const struct tv_pdf_word *b)
{
    float near = 0.15F * a->size;
    return a->length == b->length && fabsf(a->x0 - b->x0) < near &&
           fabsf(a->base - b->base) < near && fabsf(a->x1 - b->x1) < 2 * near &&
           memcmp(text_of(sheet, a), text_of(sheet, b), a->length) == 0;
}

static bool is_repeated(const struct tv_pdf_sheet *sheet, size_t at)
{
    for (size_t i = at; i-- > 0 && at - i <= LOOK_BACK;)
        if (is_same(sheet, &sheet->words[i], &sheet->words[at]))
            return true;
    return false;
}

/* --- which words stand together --- */

static int find_cell(const struct tv_pdf_page *page, float x, float y)
{
    int best = -1;
    float smallest = HUGE_VALF;
    for (size_t i = 0; i < page->n_cells; i++) {
        const struct tv_pdf_cell *c = &page->cells[i];
        float area = (c->x1 - c->x0) * (c->y1 - c->y0);
        if (x >= c->x0 && x <= c->x1 && y >= c->y0 && y <= c->y1 && area < smallest) {
            smallest = area;
            best = (int)i;
        }
    }
    return best;
}

static int cell_of(const struct tv_pdf_page *page, const struct tv_pdf_word *word)
{
    return find_cell(page, (word->x0 + word->x1) / 2, word->base - 0.3F * word->size);
}

/* A number or letter set smaller and higher or lower, close to what it belongs to. */
static bool is_shifted(const struct tv_pdf_word *main, const struct tv_pdf_word *word)
{
    float small = fminf(main->size, word->size), large = fmaxf(main->size, word->size);
    return small < 0.85F * large && fabsf(main->base - word->base) <= 0.6F * large &&
           word->lead < 0.6F * large;
}

static bool follows(const struct tv_pdf_word *before, const struct tv_pdf_word *word)
{
    float size = fmaxf(before->size, word->size);
    if (before->turn != word->turn || word->lead == HUGE_VALF)
        return false;
    if (fabsf(before->base - word->base) > 0.15F * size && !is_shifted(before, word))
        return false;
    return word->lead > -0.6F * size &&
           word->lead <= (word->style & TV_PDF_SPACED ? 1.5F : 0.9F) * size;
}

/* Whether, behind a gap, the words are those that the line begins with: a text and its amendment of
 * which a program drew each line through both columns. */
static bool begins_again(const struct tv_pdf_sheet *sheet, size_t from, size_t at)
{
    const struct tv_pdf_word *word = &sheet->words[at];
    size_t same = 0;
    if (word->x0 - word[-1].x1 < WIDE_GAP * word->size)
        return false;
    for (size_t i = from, k = at; i < at && k < sheet->n_words && same < TWIN; i++, k++) {
        const struct tv_pdf_word *a = &sheet->words[i], *b = &sheet->words[k];
        if (a->length != b->length || fabsf(a->base - b->base) > 0.15F * a->size ||
            memcmp(text_of(sheet, a), text_of(sheet, b), a->length) != 0)
            return false;
        same += a->length;
    }
    return same >= TWIN;
}

/* --- text --- */

static bool is_small_digit(const struct tv_pdf_sheet *sheet, const struct tv_pdf_word *word)
{
    for (uint32_t i = 0; i < word->length; i++)
        if (text_of(sheet, word)[i] < '0' || text_of(sheet, word)[i] > '9')
            return false;
    return word->length <= 3;
}

void tv_pdf_add_raised(struct tv_buffer *text, const char *digits, size_t n)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    for (size_t i = 0; i < n; i++)
        tv_buffer_puts(text, raised[digits[i] - '0']);
}

/* A raised number is kept apart from the word before it, as it is a note's: but "m²" is one word. */
static bool is_unit(const struct tv_buffer *text)
{
    size_t letters = 0;
    while (letters < text->size && text->data[text->size - 1 - letters] != ' ')
        letters++;
    return letters <= 2;
}

static void add_word(struct tv_buffer *text, const struct tv_pdf_sheet *sheet,
                     const struct tv_pdf_word *word, float gap)
{
    bool raised = word->style & TV_PDF_RAISED;
    bool apart = word->style & TV_PDF_SPACED || word->lead > gap * word->size || raised;
    if (text->size > 0 && apart && !(raised && is_unit(text)))
        tv_buffer_putc(text, ' ');
    if (raised)
        tv_pdf_add_raised(text, text_of(sheet, word), word->length);
    else
        tv_buffer_add(text, text_of(sheet, word), word->length);
}

static bool is_one_letter(const struct tv_pdf_sheet *sheet, const struct tv_pdf_word *word)
{
    const char *text = text_of(sheet, word);
    size_t i = 0;
    int32_t c = tv_utf8_next(text, word->length, &i);
    return i == word->length && u_isalnum(c);
}

/* The least distance between words, in em: more where single letters are set wide apart, as in some
 * titles. */
static float word_gap(const struct tv_pdf_sheet *sheet, const struct tv_pdf_word *words, size_t n)
{
    size_t letters = 0;
    float widest = 0, least = 1;
    for (size_t i = 1; i < n; i++) {
        if (words[i].style & (TV_PDF_SPACED | TV_PDF_RTL) || !is_one_letter(sheet, &words[i]))
            continue;
        letters++;
        widest = fmaxf(widest, words[i].lead / words[i].size);
        least = fminf(least, words[i].lead / words[i].size);
    }
    bool spaced_out = letters >= 4 && 10 * letters >= 7 * n && widest < 0.6F;
    return spaced_out ? fminf(widest, 1.5F * least) + 0.01F : 0.15F;
}

/* Bytes of the hyphen at p: a plain, soft or typographic one; 0 if there is none. */
static size_t hyphen_at(const char *p)
{
    if (*p == '-')
        return 1;
    if (strncmp(p, "\xC2\xAD", 2) == 0)
        return 2;
    return strncmp(p, "\xE2\x80\x90", 3) == 0 || strncmp(p, "\xE2\x80\x91", 3) == 0 ? 3 : 0;
}

/* A soft hyphen that was drawn is a hyphen, unless the line breaks at it. Some fonts say that their one
 * hyphen means several kinds at once: that is one. */
static void show_hyphens(struct tv_buffer *text)
{
    const char *p = text->data;
    size_t size = 0;
    if (!p)
        return;
    while (*p) {
        size_t n = hyphen_at(p), next = n ? hyphen_at(p + n) : 0;
        while (next && (n != 1 || next != 1)) {
            p += n;
            n = next;
            next = hyphen_at(p + n);
        }
        bool last = n && !p[n];
        if (n > 1 && !last) {
            text->data[size++] = '-';
            p += n;
            continue;
        }
        for (n = n ? n : 1; n > 0; n--)
            text->data[size++] = *p++;
    }
    text->size = size;
    text->data[size] = '\0';
}

/* --- right-to-left --- */

static int by_place(const void *a, const void *b)
{
    const struct tv_pdf_word *x = a, *y = b;
    return (x->x0 > y->x0) - (x->x0 < y->x0);
}

/* Sorted from left to right, the distance between neighbours is the gap that is seen. */
static void sort_by_place(struct tv_pdf_word *words, size_t n)
{
    qsort(words, n, sizeof *words, by_place);
    for (size_t i = 1; i < n; i++) {
        words[i].lead = words[i].x0 - words[i - 1].x1;
        words[i].style &= (uint8_t)~TV_PDF_SPACED;
    }
}

static bool has_more_rtl(const UChar *s, int32_t n)
{
    int32_t rtl = 0, ltr = 0, i = 0;
    while (i < n) {
        UChar32 c;
        U16_NEXT(s, i, n, c);
        UCharDirection d = u_charDirection(c);
        rtl += d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC;
        ltr += d == U_LEFT_TO_RIGHT;
    }
    return rtl >= ltr;
}

/* The letters that a presentation form stands for. */
static void add_nominal(struct tv_buffer *text, const UChar *s, int32_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        UChar letters[40];
        U16_NEXT(s, i, n, c);
        char bytes[4];
        int32_t count = 0;
        status = U_ZERO_ERROR;
        if ((c >= 0xFB1D && c <= 0xFDFF && c != 0xFD3E && c != 0xFD3F) ||
            (c >= 0xFE70 && c <= 0xFEFC))
            count = unorm2_getDecomposition(nfkc, c, letters, 40, &status);
        if (U_FAILURE(status) || count <= 0 || count > 40) {
            tv_buffer_add(text, bytes, tv_utf8_put(bytes, U_IS_SURROGATE(c) ? 0xFFFD : c));
            continue;
        }
        for (int32_t k = 0; k < count;) {
            U16_NEXT(letters, k, count, c);
            tv_buffer_add(text, bytes, tv_utf8_put(bytes, c));
        }
    }
}

/* Text between right-to-left letters that reads from left to right: "A/AC.291/22", "Article 4(1)".
 * Unicode's algorithm turned round would set its numbers apart from its letters. */
struct ltr_run {
    int32_t from, to;
};

enum { FIRST_STAND_IN = 0xE000, MAX_LTR_RUNS = 64 }; /* for private use: a left-to-right letter */

static bool is_unpaired(const UChar *s, struct ltr_run run, UChar open, UChar close)
{
    int32_t depth = 0;
    for (int32_t i = run.from; i < run.to; i++)
        depth += (s[i] == open) - (s[i] == close);
    return depth > 0;
}

/* The run that begins at a letter: up to its last letter or digit, and the brackets that it opened. */
static struct ltr_run ltr_run_at(const UChar *s, int32_t n, int32_t i)
{
    struct ltr_run run = {i, i};
    for (UChar32 c; i < n;) {
        U16_NEXT(s, i, n, c);
        UCharDirection d = u_charDirection(c);
        if (d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC || d == U_ARABIC_NUMBER)
            break;
        if (d == U_LEFT_TO_RIGHT || d == U_EUROPEAN_NUMBER)
            run.to = i;
    }
    while (run.to < n && ((s[run.to] == ')' && is_unpaired(s, run, '(', ')')) ||
                          (s[run.to] == ']' && is_unpaired(s, run, '[', ']'))))
        run.to++;
    return run;
}

/* Copies n units of s to *to (room for n), with a letter for private use in place of each run; returns
 * how many runs there are, and the size of the copy. */
static size_t set_runs_aside(const UChar *s, int32_t n, UChar *to, struct ltr_run *ret_runs,
                             int32_t *ret_size)
{
    size_t runs = 0;
    int32_t size = 0;
    for (int32_t i = 0, next = 0; i < n; i = next) {
        UChar32 c;
        U16_NEXT(s, next, n, c);
        if (u_charDirection(c) == U_LEFT_TO_RIGHT && runs < MAX_LTR_RUNS) {
            ret_runs[runs] = ltr_run_at(s, n, i);
            next = ret_runs[runs].to;
            to[size++] = (UChar)(FIRST_STAND_IN + runs++);
        } else {
            for (; i < next; i++)
                to[size++] = s[i];
        }
    }
    *ret_size = size;
    return runs;
}

static void add_with_runs(struct tv_buffer *text, const UChar *logical, int32_t n,
                          const UChar *seen, const struct ltr_run *runs, size_t n_runs)
{
    for (int32_t i = 0, from = 0; i <= n; i++) {
        bool run = i < n && logical[i] >= FIRST_STAND_IN && logical[i] < FIRST_STAND_IN + n_runs;
        if (i < n && !run)
            continue;
        add_nominal(text, logical + from, i - from);
        from = i + 1;
        if (run) {
            struct ltr_run r = runs[logical[i] - FIRST_STAND_IN];
            add_nominal(text, seen + r.from, r.to - r.from);
        }
    }
}

static bool is_stop(UChar c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == 0x60C || c == 0x61B || c == 0x61F;
}

/* Turns brackets as the blanks around them say: some programs name the one that is drawn, and some the
 * one that is meant. */
static void turn_brackets(UChar *s, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        bool round = s[i] == '(' || s[i] == ')';
        if (!round && s[i] != '[' && s[i] != ']')
            continue;
        bool gap_before = i == 0 || s[i - 1] == ' ';
        bool gap_behind = i + 1 == n || s[i + 1] == ' ' || (!gap_before && is_stop(s[i + 1]));
        if (gap_before != gap_behind)
            s[i] = gap_before ? (round ? '(' : '[') : (round ? ')' : ']');
        else if (gap_before && (i == 0 || i + 1 == n)) /* its other half is on another line */
            s[i] = i > 0 ? (round ? '(' : '[') : (round ? ')' : ']');
    }
}

/* Makes text that reads as it is seen, from left to right, text in logical order. */
static void to_logical_order(struct tv_buffer *text)
{
    UErrorCode status = U_ZERO_ERROR;
    struct ltr_run runs[MAX_LTR_RUNS];
    int32_t capacity = (int32_t)text->size + 1, n = 0, folded_size;
    UChar *seen = tv_realloc(NULL, 3 * (size_t)capacity, sizeof *seen);
    UChar *folded = seen + capacity, *logical = folded + capacity;
    UBiDi *bidi = ubidi_open();
    u_strFromUTF8WithSub(seen, capacity, &n, text->data, (int32_t)text->size, 0xFFFD, NULL,
                         &status);
    size_t n_runs = set_runs_aside(seen, n, folded, runs, &folded_size);
    ubidi_setReorderingMode(bidi, UBIDI_REORDER_INVERSE_LIKE_DIRECT);
    ubidi_setPara(bidi, folded, folded_size, has_more_rtl(seen, n) ? 1 : 0, NULL, &status);
    n = ubidi_writeReordered(bidi, logical, capacity, UBIDI_DO_MIRRORING, &status);
    if (U_SUCCESS(status)) {
        tv_buffer_clear(text);
        turn_brackets(logical, n);
        add_with_runs(text, logical, n, seen, runs, n_runs);
    }
    ubidi_close(bidi);
    free(seen);
}

/* --- pieces --- */

/* The word that says where the line runs: the longest of the largest. */
static const struct tv_pdf_word *main_word(const struct tv_pdf_word *words, size_t n)
{
    const struct tv_pdf_word *best = words;
    for (size_t i = 1; i < n; i++) {
        bool larger = words[i].size > 1.1F * best->size;
        bool smaller = words[i].size < 0.9F * best->size;
        if ((larger && (words[i].length > 1 || best->length == 1)) ||
            (!smaller && !larger && words[i].length > best->length))
            best = &words[i];
    }
    return best;
}

static void mark_raised(const struct tv_pdf_sheet *sheet, struct tv_pdf_word *words, size_t n,
                        const struct tv_pdf_word *main)
{
    for (size_t i = 0; i < n; i++) {
        float up = main->base - words[i].base;
        if (up > 0.15F * main->size && words[i].size < 0.85F * main->size &&
            is_small_digit(sheet, &words[i]))
            words[i].style |= TV_PDF_RAISED;
    }
}

static uint8_t shared_style(const struct tv_pdf_word *words, size_t n)
{
    uint8_t all = TV_PDF_BOLD | TV_PDF_ITALIC | TV_PDF_UNDERLINED, any = 0;
    for (size_t i = 0; i < n; i++) {
        if (words[i].length > 1 || n < 3)
            all &= words[i].style;
        any |= words[i].style & (TV_PDF_RTL | TV_PDF_ASKEW);
    }
    return (uint8_t)(all | any | (words[0].style & TV_PDF_RAISED));
}

static void set_text(struct tv_pdf_sheet *sheet, struct tv_pdf_word *words, size_t n,
                     struct tv_arena *arena, struct tv_pdf_piece *piece)
{
    struct tv_buffer text = {0};
    if (piece->style & TV_PDF_RTL)
        sort_by_place(words, n);
    float gap = word_gap(sheet, words, n);
    for (size_t i = 0; i < n; i++)
        add_word(&text, sheet, &words[i], gap);
    show_hyphens(&text);
    if (piece->style & TV_PDF_RTL)
        to_logical_order(&text);
    const struct tv_pdf_word *first = piece->style & TV_PDF_RTL ? &words[n - 1] : &words[0];
    piece->first = first->x1 - first->x0;
    piece->text = tv_arena_strndup(arena, text.data, text.size);
    tv_buffer_finish(&text);
}

static void add_piece(struct tv_pdf_sheet *sheet, size_t from, size_t to, int cell,
                      struct tv_arena *arena, struct tv_pdf_page *page)
{
    struct tv_pdf_word *words = sheet->words + from;
    size_t n = to - from;
    const struct tv_pdf_word *main = main_word(words, n);
    struct tv_pdf_piece piece = {
        .x0 = HUGE_VALF, .x1 = -HUGE_VALF, .base = main->base, .size = main->size};
    mark_raised(sheet, words, n, main);
    for (size_t i = 0; i < n; i++) {
        piece.x0 = fminf(piece.x0, words[i].x0);
        piece.x1 = fmaxf(piece.x1, words[i].x1);
    }
    piece.style = shared_style(words, n);
    piece.order = (uint32_t)page->n_pieces;
    piece.cell = (uint16_t)(cell + 1);
    set_text(sheet, words, n, arena, &piece);
    page->pieces[page->n_pieces++] = piece;
}

/* What lies off the page is not seen. */
static bool is_outside(const struct tv_pdf_sheet *sheet, const struct tv_pdf_word *word)
{
    return !(word->style & TV_PDF_ASKEW) &&
           (word->base < 0 || word->base - word->size > sheet->height || word->x1 < 0 ||
            word->x0 > sheet->width);
}

static void drop_unseen_words(struct tv_pdf_sheet *sheet)
{
    size_t kept = 0;
    for (size_t i = 0; i < sheet->n_words; i++) {
        sheet->words[kept] = sheet->words[i];
        if (!is_outside(sheet, &sheet->words[kept]) && !is_repeated(sheet, kept))
            kept++;
    }
    sheet->n_words = kept;
}

/* Where the line that begins with words[i] ends, as it was drawn. */
static size_t end_of_line(const struct tv_pdf_sheet *sheet, size_t i, bool *ret_rtl)
{
    const struct tv_pdf_word *first = &sheet->words[i];
    *ret_rtl = first->style & TV_PDF_RTL;
    for (i++; i < sheet->n_words; i++) {
        const struct tv_pdf_word *word = &sheet->words[i];
        if (word->turn != first->turn || fabsf(word->base - first->base) > 0.15F * first->size)
            break;
        *ret_rtl |= word->style & TV_PDF_RTL;
    }
    return i;
}

/* Lines of right-to-left text are drawn in any order: marks and numbers, which are of another font,
 * before or after all letters. Brings their words into their places. */
static void sort_rtl_lines(struct tv_pdf_sheet *sheet)
{
    bool rtl;
    for (size_t i = 0, end; i < sheet->n_words; i = end) {
        end = end_of_line(sheet, i, &rtl);
        if (!rtl)
            continue;
        sort_by_place(sheet->words + i, end - i);
        sheet->words[i].lead = HUGE_VALF;
    }
}

void tv_pdf_make_pieces(struct tv_pdf_sheet *sheet, struct tv_arena *arena,
                        struct tv_pdf_page *page)
{
    drop_unseen_words(sheet);
    sort_rtl_lines(sheet);
    page->pieces = tv_arena_alloc(arena, sheet->n_words * sizeof *page->pieces + 1);
    page->n_pieces = 0;
    for (size_t i = 0, end; i < sheet->n_words; i = end) {
        int cell = cell_of(page, &sheet->words[i]);
        for (end = i + 1; end < sheet->n_words; end++)
            if (!follows(&sheet->words[end - 1], &sheet->words[end]) ||
                begins_again(sheet, i, end) || cell_of(page, &sheet->words[end]) != cell)
                break;
        add_piece(sheet, i, end, cell, arena, page);
    }
}
