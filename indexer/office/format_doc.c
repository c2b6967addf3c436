/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DOC: Word 97 to 2003 ([MS-DOC]), as a person sees it printed.
 *
 * The text is read from the first character position to the last; a paragraph is closed by its mark,
 * whose properties say what it was. Notes come after the paragraph that refers to them, text boxes
 * after everything else: where they are anchored is not read. Other compound files (workbooks,
 * presentations, messages) are told apart and left. */
#include "charset.h"
#include "doc.h"
#include "flow.h"
#include "properties.h"

#include "corpus/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a paragraph mark says. */
struct mark {
    const struct tv_doc_style *style;
    int outline, list, level; /* -1 not said */
    uint32_t depth;           /* of tables, 0 outside */
    bool row_end, cell_end;   /* of a table within a table, or of any with the cell mark */
};

/* Notes of one kind, in the order in which the text refers to them. */
struct notes {
    struct tv_doc_plc references, texts;
    uint32_t at, n; /* the CPs of their text */
    size_t next;
};

struct reader {
    struct tv_doc doc;
    struct tv_flow flow;
    struct notes footnotes, endnotes;
    uint64_t fields;    /* a bit each, innermost lowest: whether its code is being read */
    size_t budget;      /* characters that may still be read */
    size_t open, depth; /* of the flow where this text began */
    bool in_note;
    bool hidden, deleted, symbol; /* of the run */
    struct tv_buffer text, label;
};

static const uint16_t windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
};

/* Text waits in a buffer, as UTF-8, until the run ends. */
static void flush(struct reader *r)
{
    if (r->text.size == 0)
        return;
    if (r->flow.n_open == r->open)
        tv_flow_open(&r->flow);
    tv_flow_text(&r->flow, r->text.data, r->text.size);
    tv_buffer_clear(&r->text);
}

/* Paragraphs */

static void note_sprm(struct mark *mark, unsigned sprm, uint32_t value)
{
    if (sprm == TV_DOC_OUTLINE)
        mark->outline = (int)value;
    else if (sprm == TV_DOC_LIST)
        mark->list = (int)value;
    else if (sprm == TV_DOC_LIST_LEVEL)
        mark->level = (int)value;
    else if (sprm == TV_DOC_IN_TABLE && value && mark->depth == 0)
        mark->depth = 1;
    else if (sprm == TV_DOC_TABLE_DEPTH)
        mark->depth = value <= TV_FLOW_TABLES ? value : TV_FLOW_TABLES;
    else if (sprm == TV_DOC_ROW_END || sprm == TV_DOC_INNER_ROW_END)
        mark->row_end = value != 0;
    else if (sprm == TV_DOC_INNER_CELL_END)
        mark->cell_end = value != 0;
}

static struct mark mark_at(const struct tv_doc *doc, uint32_t fc)
{
    struct tv_doc_run run = {0};
    struct mark mark = {.outline = -1, .list = -1, .level = -1};
    unsigned sprm;
    uint32_t value;
    tv_doc_paragraph_at(doc, fc, &run);
    mark.style = tv_doc_style_of(doc, run.style);
    size_t at = run.offset;
    while (tv_doc_sprm_next(&doc->text, &at, run.offset + run.size, &sprm, &value))
        note_sprm(&mark, sprm, value);
    if (mark.outline < 0)
        mark.outline = mark.style->outline;
    if (mark.list < 0)
        mark.list = mark.style->list;
    if (mark.level < 0)
        mark.level = mark.style->level < 0 ? 0 : mark.style->level;
    return mark;
}

static void number_paragraph(struct reader *r, const struct mark *mark)
{
    if (!tv_doc_number(&r->doc, mark->list, (unsigned)mark->level, &r->label))
        return;
    tv_flow_label(&r->flow, r->label.data);
    struct tv_block *block = tv_flow_block(&r->flow);
    if (block->type == TV_BLOCK_PARAGRAPH) {
        block->type = TV_BLOCK_ITEM;
        block->level = (unsigned)mark->level + 1;
    }
}

static void close_paragraph(struct reader *r, const struct mark *mark)
{
    flush(r);
    if (r->flow.n_open == r->open && mark->list <= 0)
        return;
    if (r->flow.n_open == r->open)
        tv_flow_open(&r->flow);
    struct tv_block *block = tv_flow_block(&r->flow);
    if (mark->style->title || (mark->outline >= 0 && mark->outline < 9)) {
        block->type = TV_BLOCK_HEADING;
        block->level = mark->style->title ? 1 : (unsigned)mark->outline + 1;
    }
    number_paragraph(r, mark);
    tv_flow_close(&r->flow);
}

/* A paragraph mark, or, in tables, a cell mark. */
static void end_paragraph(struct reader *r, uint32_t fc, bool cell_mark)
{
    struct mark mark = mark_at(&r->doc, fc);
    if (cell_mark && mark.depth == 0)
        mark.depth = 1;
    tv_flow_nest(&r->flow, r->depth + mark.depth);
    if (mark.row_end) {
        flush(r);
        tv_flow_row(&r->flow);
        tv_flow_cell(&r->flow, 1);
        return;
    }
    close_paragraph(r, &mark);
    if (cell_mark || mark.cell_end)
        tv_flow_cell(&r->flow, 1);
}

/* Text that ends without a mark. */
static void end_text(struct reader *r)
{
    struct mark mark = {.style = tv_doc_style_of(&r->doc, UINT16_MAX), .outline = -1};
    close_paragraph(r, &mark);
    tv_flow_nest(&r->flow, r->depth);
}

/* Characters */

static void add_character(struct reader *r, uint32_t c)
{
    char utf8[4];
    if (r->fields || r->hidden || r->deleted)
        return;
    if (c == 0x09 || c == 0x0B || c == 0x0E)
        tv_buffer_putc(&r->text, ' ');
    else if (c == 0x1E)
        tv_buffer_putc(&r->text, '-');
    else if (c >= 0x20 && !(c == '(' && r->symbol))
        tv_buffer_add(&r->text, utf8, tv_utf8_put(utf8, (int32_t)c));
}

static void do_character(struct reader *r, uint32_t c, uint32_t fc)
{
    if (c > 0x15) {
        add_character(r, c);
    } else if (c == 0x0D || c == 0x0C) {
        r->fields = 0; /* see format_docx.c: what is not closed here hides no more */
        if (!r->deleted)
            end_paragraph(r, fc, false);
    } else if (c == 0x07) {
        r->fields = 0;
        end_paragraph(r, fc, true);
    } else if (c == 0x13) {
        r->fields = r->fields << 1 | 1;
    } else if (c == 0x14) {
        r->fields &= ~(uint64_t)1;
    } else if (c == 0x15) {
        r->fields >>= 1;
    } else {
        add_character(r, c);
    }
}

/* The character at a file offset; surrogates are put together, the second half is then 0. */
static uint32_t character_at(const struct tv_doc *doc, const struct tv_doc_piece *piece,
                             uint32_t fc)
{
    if (!piece->wide) {
        uint8_t c = tv_u8(&doc->text, fc);
        return c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c;
    }
    uint32_t c = tv_u16(&doc->text, fc);
    if (c >= 0xD800 && c < 0xDC00) {
        uint32_t low = tv_u16(&doc->text, fc + 2);
        return low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00)
                                             : 0xFFFD;
    }
    return c >= 0xDC00 && c < 0xE000 ? 0 : c;
}

static void set_run(struct reader *r, const struct tv_doc_run *run)
{
    unsigned sprm;
    uint32_t value;
    size_t at = run->offset;
    r->hidden = r->deleted = r->symbol = false;
    while (tv_doc_sprm_next(&r->doc.text, &at, run->offset + run->size, &sprm, &value)) {
        if (sprm == TV_DOC_HIDDEN)
            r->hidden = value & 1;
        else if (sprm == TV_DOC_DELETED)
            r->deleted = value & 1;
        else if (sprm == TV_DOC_SYMBOL)
            r->symbol = true;
    }
}

/* Notes */

static void read_text(struct reader *r, uint32_t from, uint32_t to);

static void add_note(struct reader *r, const struct notes *notes)
{
    uint32_t from = tv_doc_plc_at(&r->doc, &notes->texts, notes->next);
    uint32_t to = tv_doc_plc_at(&r->doc, &notes->texts, notes->next + 1);
    if (r->hidden || r->deleted || notes->next >= notes->texts.n || to > notes->n || from > to)
        return;
    struct reader outer = *r;
    flush(r);
    if (r->flow.n_open == r->open)
        tv_flow_open(&r->flow);
    r->open = r->flow.n_open;
    r->depth = r->flow.depth;
    r->in_note = true;
    r->fields = 0;
    read_text(r, notes->at + from, notes->at + to);
    r->open = outer.open;
    r->depth = outer.depth;
    r->in_note = false;
    r->fields = outer.fields;
    r->hidden = r->deleted = r->symbol = false;
}

/* The CP of the next reference to a note. */
static uint32_t next_reference(const struct reader *r, const struct notes *notes)
{
    return r->in_note || notes->next >= notes->references.n
               ? UINT32_MAX
               : tv_doc_plc_at(&r->doc, &notes->references, notes->next);
}

static void add_notes(struct reader *r, struct notes *notes, uint32_t cp)
{
    for (; next_reference(r, notes) <= cp; notes->next++) {
        if (next_reference(r, notes) == cp)
            add_note(r, notes);
    }
}

/* Text */

/* Reads characters with the same properties, and returns the CP behind them. */
static uint32_t read_run(struct reader *r, const struct tv_doc_piece *piece, uint32_t cp,
                         uint32_t to)
{
    uint32_t width = piece->wide ? 2 : 1, fc = piece->fc + (cp - piece->from) * width;
    struct tv_doc_run run = {.to = UINT32_MAX};
    tv_doc_characters_at(&r->doc, fc, &run);
    set_run(r, &run);
    uint32_t n = (run.to - fc) / width;
    to = n == 0 ? cp + 1 : n < to - cp ? cp + n : to;
    for (; cp < to && r->budget > 0; cp++, fc += width, r->budget--) {
        uint32_t c = character_at(&r->doc, piece, fc);
        add_notes(r, &r->footnotes, cp);
        add_notes(r, &r->endnotes, cp);
        if (c)
            do_character(r, c, fc);
    }
    flush(r);
    return cp;
}

static void read_text(struct reader *r, uint32_t from, uint32_t to)
{
    struct tv_doc_piece piece;
    for (uint32_t cp = from; cp < to && tv_doc_piece_at(&r->doc, cp, &piece);) {
        uint32_t end = piece.to < to ? piece.to : to;
        while (cp < end && r->budget > 0 && !r->flow.full)
            cp = read_run(r, &piece, cp, end);
        if (cp < end)
            break;
    }
    end_text(r);
}

static bool read_doc(struct reader *r, const struct tv_compound *compound, struct tv_error *err)
{
    struct tv_doc *doc = &r->doc;
    if (!tv_doc_open(doc, compound, err))
        return false;
    r->footnotes = (struct notes){.references = tv_doc_plc_of(doc, TV_DOC_FOOTNOTE_REFERENCES, 2),
                                  .texts = tv_doc_plc_of(doc, TV_DOC_FOOTNOTES, 0),
                                  .at = doc->n_text,
                                  .n = doc->n_footnotes};
    r->endnotes = (struct notes){.references = tv_doc_plc_of(doc, TV_DOC_ENDNOTE_REFERENCES, 2),
                                 .texts = tv_doc_plc_of(doc, TV_DOC_ENDNOTES, 0),
                                 .at = doc->endnotes_at,
                                 .n = doc->n_endnotes};
    r->budget = 4 * doc->text.size; /* what pieces and notes refer to twice is read twice */
    read_text(r, 0, doc->n_text);
    read_text(r, doc->boxes_at, doc->boxes_at + doc->n_boxes);
    return tv_flow_check(&r->flow, err);
}

/* Properties ([MS-OLEPS]) */

enum { CODE_PAGE = 1, TITLE = 2, AUTHOR = 4, CREATED = 12, SAVED = 13 };

/* 100-nanosecond steps since 1601, as "2020-11-12". */
static void date_of(uint64_t filetime, char ret_date[16])
{
    time_t seconds = (time_t)(filetime / 10000000) - 11644473600;
    struct tm tm;
    ret_date[0] = '\0';
    if (filetime && seconds > 0 && gmtime_r(&seconds, &tm) && tm.tm_year < 8000)
        strftime(ret_date, 16, "%Y-%m-%d", &tm);
}

static void string_of(const struct tv_buffer *s, size_t at, unsigned code_page,
                      struct tv_buffer *out)
{
    unsigned type = tv_u16(s, at);
    size_t n = tv_u32(s, at + 4), from = at + 8;
    if (from >= s->size || (type != 0x1E && type != 0x1F))
        return;
    if (type == 0x1F)
        n = n < s->size ? n * 2 : s->size;
    if (n > s->size - from)
        n = s->size - from;
    if (type == 0x1E)
        n = strnlen(s->data + from, n);
    char declared[32];
    snprintf(declared, sizeof declared, type == 0x1F || code_page == 1200 ? "UTF-16LE" : "cp%u",
             code_page);
    tv_to_utf8(s->data + from, n, declared, out);
}

static void state_properties(struct reader *r, const struct tv_compound *compound)
{
    struct tv_buffer s = {0}, title = {0}, author = {0};
    char created[16] = "", saved[16] = "";
    unsigned code_page = 1252;
    tv_compound_read(compound, "\005SummaryInformation", &s);
    size_t at = tv_u32(&s, 44), n = tv_u32(&s, at + 4);
    for (size_t i = 0; i < n && i < 64; i++) {
        unsigned id = tv_u32(&s, at + 8 + i * 8);
        size_t value = at + tv_u32(&s, at + 12 + i * 8);
        uint64_t filetime = tv_u32(&s, value + 4) | (uint64_t)tv_u32(&s, value + 8) << 32;
        if (id == CODE_PAGE)
            code_page = tv_u16(&s, value + 4);
        else if (id == TITLE && title.size == 0)
            string_of(&s, value, code_page, &title);
        else if (id == AUTHOR && author.size == 0)
            string_of(&s, value, code_page, &author);
        else if (id == CREATED)
            date_of(filetime, created);
        else if (id == SAVED)
            date_of(filetime, saved);
    }
    tv_properties_state(r->flow.x, &(struct tv_properties){.origin = "document properties",
                                                           .title = title.data,
                                                           .authors = author.data,
                                                           .created = created,
                                                           .modified = saved});
    tv_buffer_finish(&s);
    tv_buffer_finish(&title);
    tv_buffer_finish(&author);
}

/* What a compound file is that is no Word file. */
static bool refuse(const struct tv_compound *compound, struct tv_error *err)
{
    static const struct {
        const char *stream, *message;
        enum tv_code code;
    } kinds[] = {
        {"EncryptedPackage", "password-protected", TV_REFUSED},
        {"Workbook", "an Excel 97 workbook, which is not read", TV_IGNORED},
        {"Book", "an Excel 95 workbook, which is not read", TV_IGNORED},
        {"PowerPoint Document", "a PowerPoint 97 presentation, which is not read", TV_IGNORED},
        {"__properties_version1.0", "an Outlook message, which is not read", TV_IGNORED},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (tv_compound_has(compound, kinds[i].stream))
            return tv_fail(err, kinds[i].code, "%s", kinds[i].message);
    }
    return tv_fail(err, TV_IGNORED, "a compound file of an unknown kind");
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_compound compound = {0};
    struct reader *r = tv_alloc(sizeof *r);
    r->flow.x = x;
    bool ok = tv_compound_open(&compound, member, err);
    if (ok && !tv_compound_has(&compound, "WordDocument"))
        ok = refuse(&compound, err);
    ok = ok && read_doc(r, &compound, err);
    if (ok)
        state_properties(r, &compound);
    tv_doc_finish(&r->doc);
    tv_flow_finish(&r->flow);
    tv_buffer_finish(&r->text);
    tv_buffer_finish(&r->label);
    tv_compound_finish(&compound);
    free(r);
    return ok;
}

static int recognise(const struct tv_member *member)
{
    return tv_compound_recognise(member) ? 90 : 0;
}

const struct tv_format tv_format_doc = {"doc", recognise, extract};
