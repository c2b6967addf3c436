/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plain text in any character set.
 *
 * Text files come in two habits: a line is a paragraph, or lines are wrapped at some width and
 * paragraphs are set apart by blank lines, indents or list marks. Which one it is, is told from the
 * length of the lines. Short lines between blank ones, without a sentence's end, are headings.
 * Form feeds and markers are page breaks, over which a paragraph may go on; the furniture of pages
 * is left out (text_lines.h), and so is a table of contents whose entries are headings of the text;
 * any other is one paragraph. */
#include "charset.h"
#include "corpus/fold.h"
#include "corpus/utf8.h"
#include "extraction.h"
#include "labels.h"
#include "text_lines.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    UNWRAPPED = 120,   /* a line that is longer (columns) is a paragraph by itself */
    MAX_HEADING = 100, /* columns of a line that can be a heading */
    SNIFF = 4096,      /* bytes in which a NUL shows that this is no text */
};

struct reader {
    struct tv_extraction *x;
    const struct tv_text *text;
    struct tv_buffer paragraph;
    const struct tv_text_line *first, *last; /* of the paragraph */
    size_t lines;                            /* in it */
    uint32_t width;                          /* of wrapped lines; 0: a line is a paragraph */
    bool contents;                           /* it is a table of contents */
    bool designated; /* the paragraph before it, with no gap between, is "Article 2" and no more */
};

static bool begins_lower(const char *s)
{
    size_t i = 0;
    return (unsigned char)*s < 0x80 ? *s >= 'a' && *s <= 'z'
                                    : u_islower(tv_utf8_next(s, strnlen(s, 4), &i));
}

/* A line that stands alone, is short, and is not a sentence or list item. */
static bool is_heading(const struct reader *r, bool gap_behind)
{
    const char *s = r->paragraph.data;
    struct tv_designation d;
    struct tv_enumerator e;
    uint32_t columns = r->last->columns - r->last->indent;
    if (r->lines > 3 || r->paragraph.size > 3 * MAX_HEADING || columns > MAX_HEADING ||
        !gap_behind || tv_text_ends_sentence(s, r->paragraph.size) || !tv_text_has_letter(s))
        return false;
    if (tv_designation_at(s, &d))
        return d.division != TV_DIVISION_PARAGRAPH;
    if (begins_lower(s) || tv_bullet_at(s) || *s == '>')
        return false;
    if (tv_enumerator_at(s, &e) && (e.enclosed || e.count == TV_COUNT_LETTER))
        return false;
    return r->width ? columns < r->width : true;
}

static void end_paragraph(struct reader *r, bool gap_behind)
{
    if (r->paragraph.size == 0)
        return;
    const struct tv_text *t = r->text;
    struct tv_block block = {.type = TV_BLOCK_PARAGRAPH,
                             .page = r->first->page,
                             .page_end = r->last->page,
                             .text = r->paragraph.data};
    if (t->labels && block.page)
        block.page_label = t->labels[block.page - 1];
    bool gap = r->first == t->lines || r->first->gap || r->first[-1].left_out;
    if ((gap || r->designated) && !r->contents && is_heading(r, gap_behind))
        block.type = TV_BLOCK_HEADING;
    struct tv_designation d;
    r->designated = !gap_behind && tv_designation_at(block.text, &d) && d.alone;
    tv_extraction_add(r->x, &block);
    tv_buffer_clear(&r->paragraph);
    r->lines = 0;
}

/* Paragraphs. */

/* Whether what stands on the line goes on from a line in capitals: "STATEMENT BY NIGERIA", then "ON
 * THE DRAFT". */
static bool goes_on_in_capitals(const char *before, const char *line)
{
    static const char *const words[] = {"ON ",  "OF ", "FOR ", "BY ",  "TO ",    "AND ",  "WITH ",
                                        "IN ",  "DE ", "DU ",  "DES ", "SUR ",   "ET ",   "POUR ",
                                        "DEL ", "Y ",  "EN ",  "POR ", "SOBRE ", "PARA ", "О ",
                                        "ОБ ",  "И ",  "ПО ",  "В ",   "ÜBER ",  "ZU ",   "UND "};
    for (; *before; before++)
        if (*before >= 'a' && *before <= 'z')
            return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(line, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Whether this line begins a paragraph though no blank line says so. */
static bool begins_paragraph(const struct reader *r, const struct tv_text_line *line)
{
    struct tv_enumerator e;
    struct tv_designation d;
    const char *s = line->text;
    bool ended = tv_text_ends_sentence(r->paragraph.data, r->paragraph.size);
    bool lower = begins_lower(s);
    uint32_t last = r->last->columns;
    if (!ended && goes_on_in_capitals(r->paragraph.data, s))
        return false;
    if (r->width == 0 || last > UNWRAPPED)
        return ended || !lower;
    if (r->last->indent * 2 > r->width || line->indent * 2 > r->width + 20)
        return true; /* set to the right */
    bool short_before = last + 1 + strcspn(s, " \t") < r->width * 3 / 4;
    if (tv_bullet_at(s) || tv_enumerator_at(s, &e))
        return ended || short_before;
    if (tv_designation_at(s, &d) && (d.alone || d.separated))
        return short_before;
    return short_before && (ended || !lower);
}

/* Whether the paragraph goes on over the gap before this line: at a page's end, or where a blank
 * line follows every line. */
static bool goes_on(const struct reader *r, const struct tv_text_line *line)
{
    struct tv_enumerator e;
    if (!begins_lower(line->text) || tv_text_ends_sentence(r->paragraph.data, r->paragraph.size) ||
        r->width == 0 || tv_enumerator_at(line->text, &e) || tv_bullet_at(line->text))
        return false;
    return (line->page != r->last->page || line->gap == 1) && r->last->columns * 2 > r->width;
}

static void add_line(struct reader *r, const struct tv_text_line *line)
{
    if (r->paragraph.size && !r->contents) {
        bool gap = line->gap || line->page != r->last->page;
        if (gap ? !goes_on(r, line) : begins_paragraph(r, line))
            end_paragraph(r, gap);
    }
    if (r->paragraph.size == 0)
        r->first = line;
    else
        tv_buffer_putc(&r->paragraph, ' ');
    tv_buffer_add(&r->paragraph, line->text, line->size);
    r->last = line;
    r->lines++;
}

static void add_lines(struct reader *r)
{
    const struct tv_text *t = r->text;
    for (size_t i = 0; i < t->n; i++) {
        const struct tv_text_line *line = &t->lines[i];
        if (line->contents != r->contents) {
            end_paragraph(r, true);
            r->contents = line->contents;
            if (line->contents && line->left_out && !r->x->n_front)
                r->x->n_front = r->x->n_blocks;
        }
        if (!line->left_out)
            add_line(r, line);
    }
    end_paragraph(r, true);
}

static int recognise(const struct tv_member *member)
{
    size_t n = member->size < SNIFF ? member->size : SNIFF;
    bool wide = n >= 2 && (memcmp(member->bytes, "\xFF\xFE", 2) == 0 ||
                           memcmp(member->bytes, "\xFE\xFF", 2) == 0);
    if (!wide && memchr(member->bytes, 0, n))
        return 0;
    size_t controls = 0;
    for (size_t i = 0; i < n && !wide; i++)
        controls += member->bytes[i] < 0x20 && !memchr("\t\n\f\r\x1B\b\v", member->bytes[i], 7);
    return controls * 100 > n ? 0 : 10;
}

/* A page of the web is news, by its first line, as far as anybody can tell. */
static void state_web_page(struct tv_extraction *x, const struct tv_text *t)
{
    tv_extraction_state(x, TV_FACT_KIND, TV_GUESS, "furniture of a page of the web", "news");
    for (size_t i = 0; i < t->n; i++) {
        if (t->lines[i].left_out)
            continue;
        if (t->lines[i].columns <= 2 * MAX_HEADING)
            tv_extraction_state(x, TV_FACT_TITLE, TV_DECLARED, "first line", t->lines[i].text);
        return;
    }
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    (void)err;
    struct tv_buffer bytes = {0};
    tv_to_utf8(member->bytes, member->size, NULL, &bytes);
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.data[i] == '\0' || (bytes.data[i] == '\r' && bytes.data[i + 1] != '\n'))
            bytes.data[i] = bytes.data[i] ? '\n' : ' ';
    struct tv_text text = {0};
    if (bytes.size)
        tv_text_split(bytes.data, &text);
    tv_text_find_pages(&text);
    struct reader r = {.x = x, .text = &text, .width = tv_text_width(&text)};
    if (r.width)
        tv_text_close_up(&text);
    tv_text_find_contents(&text);
    if (tv_text_leave_out_web(&text))
        state_web_page(x, &text);
    add_lines(&r);
    tv_buffer_finish(&r.paragraph);
    tv_text_finish(&text);
    tv_buffer_finish(&bytes);
    return true;
}

const struct tv_format tv_format_text = {"text", recognise, extract};
