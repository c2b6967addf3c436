/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plain text in any character set.
 *
 * Text files come in two habits: a line is a paragraph, or lines are wrapped at some width and
 * paragraphs are set apart by blank lines, indents or list marks. Which one it is, is told from the
 * length of the lines. Short lines between blank ones, without a sentence's end, are headings.
 * Form feeds are page breaks. */
#include "charset.h"
#include "extraction.h"
#include "labels.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    UNWRAPPED = 120,   /* a wrapped text has hardly a line that is longer than this (bytes) */
    MAX_HEADING = 100, /* bytes of a line that can be a heading */
    SNIFF = 4096,      /* bytes in which a NUL shows that this is no text */
};

struct reader {
    struct tv_extraction *x;
    struct tv_buffer paragraph;
    size_t lines;   /* in the paragraph */
    size_t last;    /* length of its last line */
    size_t width;   /* of the text's wrapped lines; 0: a line is a paragraph */
    bool gap;       /* a blank line stands before the paragraph */
    uint32_t page;  /* 0: no page breaks in it */
    uint32_t begun; /* page on which the paragraph begins */
};

static bool has_letter(const char *s)
{
    for (; *s; s++)
        if (isalpha((unsigned char)*s) || (unsigned char)*s >= 0x80)
            return true;
    return false;
}

static bool ends_sentence(const char *s, size_t n)
{
    static const char *const ends[] = {".", "!", "?", ";", ",", ":", "。", "；", "،", "؛", "؟"};
    while (n && strchr("\"')]", s[n - 1]))
        n--;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t m = strlen(ends[i]);
        if (n >= m && memcmp(s + n - m, ends[i], m) == 0)
            return true;
    }
    return false;
}

/* A line that stands alone, is short, and is not a sentence or list item. */
static bool is_heading(const struct reader *r, bool gap_behind)
{
    const char *s = r->paragraph.data;
    size_t n = r->paragraph.size;
    struct tv_designation d;
    struct tv_enumerator e;
    if (n > MAX_HEADING || r->lines > 2 || !gap_behind || ends_sentence(s, n) || !has_letter(s))
        return false;
    if (tv_designation_at(s, &d))
        return d.division != TV_DIVISION_PARAGRAPH;
    if (islower((unsigned char)*s) || tv_bullet_at(s))
        return false;
    if (tv_enumerator_at(s, &e) && (e.enclosed || e.count == TV_COUNT_LETTER))
        return false;
    return r->width ? n < r->width : true;
}

static void end_paragraph(struct reader *r, bool gap_behind)
{
    if (r->paragraph.size == 0)
        return;
    struct tv_block block = {.page = r->begun, .page_end = r->page, .text = r->paragraph.data};
    block.type = r->gap && is_heading(r, gap_behind) ? TV_BLOCK_HEADING : TV_BLOCK_PARAGRAPH;
    tv_extraction_add(r->x, &block);
    tv_buffer_clear(&r->paragraph);
    r->lines = 0;
    r->gap = false;
}

/* Whether this line begins a paragraph though no blank line says so. */
static bool begins_paragraph(const struct reader *r, const char *line, size_t indent)
{
    struct tv_enumerator e;
    struct tv_designation d;
    if (r->paragraph.size == 0)
        return false;
    bool ended = ends_sentence(r->paragraph.data, r->paragraph.size);
    bool lower = islower((unsigned char)line[indent]);
    if (r->width == 0 || r->last > UNWRAPPED)
        return ended || !lower;
    bool short_before = r->last + 1 + strcspn(line + indent, " \t") < r->width * 3 / 4;
    if (tv_bullet_at(line + indent) || tv_enumerator_at(line + indent, &e))
        return ended || short_before;
    if (tv_designation_at(line + indent, &d) && (d.alone || d.separated))
        return short_before;
    return short_before && (ended || !lower);
}

static void add_line(struct reader *r, char *line)
{
    size_t indent = strspn(line, " \t\r"), n = strlen(line);
    while (n > indent && strchr(" \t\r", line[n - 1]))
        line[--n] = '\0';
    if (n == indent) {
        end_paragraph(r, true);
        r->gap = true;
        return;
    }
    if (begins_paragraph(r, line, indent))
        end_paragraph(r, false);
    if (r->paragraph.size == 0)
        r->begun = r->page;
    else
        tv_buffer_putc(&r->paragraph, ' ');
    tv_buffer_add(&r->paragraph, line + indent, n - indent);
    r->lines++;
    r->last = n;
}

/* The width that lines are wrapped at, 0 if they are not. */
static size_t wrapped_width(const char *text)
{
    size_t lengths[UNWRAPPED + 2] = {0}, lines = 0, longer = 0;
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n\f");
        if (n > 0) {
            lengths[n <= UNWRAPPED ? n : UNWRAPPED + 1]++;
            lines++;
        }
        p += n + (p[n] != '\0');
    }
    longer = lengths[UNWRAPPED + 1];
    if (lines < 3 || longer * 3 > lines)
        return 0;
    size_t width = UNWRAPPED, above = 0;
    while (width > 1 && (above += lengths[width]) * 10 < lines - longer)
        width--;
    return width >= 40 ? width : 0;
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

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    (void)err;
    struct tv_buffer text = {0};
    tv_to_utf8(member->bytes, member->size, NULL, &text);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '\0' || (text.data[i] == '\r' && text.data[i + 1] != '\n'))
            text.data[i] = text.data[i] ? '\n' : ' ';
    struct reader r = {.x = x, .width = wrapped_width(text.data), .gap = true};
    r.page = strchr(text.data, '\f') ? 1 : 0;
    for (char *p = text.data; *p;) {
        size_t n = strcspn(p, "\n\f");
        bool page_break = p[n] == '\f';
        char *next = p + n + (p[n] != '\0');
        p[n] = '\0';
        add_line(&r, p);
        r.page += page_break;
        p = next;
    }
    end_paragraph(&r, true);
    tv_buffer_finish(&r.paragraph);
    tv_buffer_finish(&text);
    return true;
}

const struct tv_format tv_format_text = {"text", recognise, extract};
