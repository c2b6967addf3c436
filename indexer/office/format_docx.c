/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DOCX: WordprocessingML in a package (ECMA-376 part 1, 17), as a person sees it printed.
 *
 * Headings come from styles and outline levels, labels from counting lists as Word does, notes
 * after the paragraph that refers to them. Of tracked changes the new state is read: insertions
 * stay, deletions go, and a paragraph whose end was deleted runs on into the next. Headers, footers,
 * comments, field codes and hidden text are left out. There are no pages in such a file. */
#include "docx.h"
#include "flow.h"
#include "symbols.h"

#include <stdlib.h>
#include <string.h>

enum token {
    PARAGRAPH = 1,
    PARAGRAPH_PROPERTIES,

    PARAGRAPH_STYLE,
    OUTLINE,
    LIST,
    LEVEL,
    FIRST_PROPERTY = PARAGRAPH_STYLE,
    LAST_PROPERTY = LEVEL,

    RUN,
    RUN_STYLE,
    HIDDEN,
    TEXT,
    GAP, /* tabs and breaks */
    HYPHEN,
    SYMBOL,
    FOOTNOTE_MARK,
    ENDNOTE_MARK,
    FIELD,
    FIRST_IN_RUN = RUN,
    LAST_IN_RUN = FIELD,

    TABLE,
    ROW,
    ROW_PROPERTIES,
    CELL,
    GRID_SPAN,
    GRID_BEFORE,
    FIRST_IN_TABLE = TABLE,
    LAST_IN_TABLE = GRID_BEFORE,

    DELETED,
    TEXT_BOX,
    NOTE,
    LEFT_OUT
};

#define W "wordprocessingml"
static const struct tv_xml_word words[] = {
    {"Fallback", "markup-compatibility", LEFT_OUT},
    {"br", W, GAP},
    {"cr", W, GAP},
    {"del", W, DELETED},
    {"delInstrText", W, LEFT_OUT},
    {"delText", W, LEFT_OUT},
    {"endnote", W, NOTE},
    {"endnoteReference", W, ENDNOTE_MARK},
    {"ffData", W, LEFT_OUT},
    {"fldChar", W, FIELD},
    {"footnote", W, NOTE},
    {"footnoteReference", W, FOOTNOTE_MARK},
    {"gridBefore", W, GRID_BEFORE},
    {"gridSpan", W, GRID_SPAN},
    {"ilvl", W, LEVEL},
    {"instrText", W, LEFT_OUT},
    {"moveFrom", W, DELETED},
    {"noBreakHyphen", W, HYPHEN},
    {"numId", W, LIST},
    {"outlineLvl", W, OUTLINE},
    {"p", W, PARAGRAPH},
    {"pPr", W, PARAGRAPH_PROPERTIES},
    {"pPrChange", W, LEFT_OUT},
    {"pStyle", W, PARAGRAPH_STYLE},
    {"ptab", W, GAP},
    {"r", W, RUN},
    {"r", "/math", RUN},
    {"rPrChange", W, LEFT_OUT},
    {"rStyle", W, RUN_STYLE},
    {"rt", W, LEFT_OUT}, /* how ruby text is pronounced */
    {"sdtPr", W, LEFT_OUT},
    {"sectPr", W, LEFT_OUT},
    {"sym", W, SYMBOL},
    {"t", W, TEXT},
    {"t", "/math", TEXT},
    {"tab", W, GAP},
    {"tabs", W, LEFT_OUT},
    {"tbl", W, TABLE},
    {"tc", W, CELL},
    {"tr", W, ROW},
    {"trPr", W, ROW_PROPERTIES},
    {"txbxContent", W, TEXT_BOX},
    {"vanish", W, HIDDEN},
};

/* What is known of an open paragraph. */
struct paragraph {
    const struct tv_docx_style *style;
    int outline, level;
    char num[16]; /* ID of its list, as far as it says so itself */
    bool end_deleted;
};

struct range {
    size_t first, n;
};

/* Footnotes or endnotes: their blocks, and which belong to which ID. */
struct notes {
    struct tv_extraction x;
    struct tv_map by_id; /* of struct range */
    struct range *current;
};

struct docx {
    struct tv_ooxml package;
    struct tv_docx_styles styles;
    struct tv_docx_numbering numbering;
    struct notes footnotes, endnotes;
    struct notes *notes; /* that are being read, or NULL */
    struct tv_flow flow;
    struct paragraph *paragraphs; /* as many as are open in the flow */
    size_t n_paragraphs, capacity;
    struct tv_buffer label;
    uint64_t fields;      /* a bit each, innermost lowest: whether its code is being read */
    bool in_properties;   /* of a paragraph */
    bool in_row;          /* ... of a row */
    bool run_on;          /* the open paragraph goes on in the next */
    bool hidden, in_text; /* of the run */
    bool row_deleted;
};

static struct paragraph *current(struct docx *d)
{
    return d->n_paragraphs ? &d->paragraphs[d->n_paragraphs - 1] : NULL;
}

/* Paragraphs */

static void begin_paragraph(struct docx *d)
{
    if (!d->run_on) {
        tv_flow_open(&d->flow);
        TV_GROW(d->paragraphs, d->n_paragraphs, d->capacity);
        d->n_paragraphs++;
    }
    d->run_on = false;
    *current(d) =
        (struct paragraph){.style = tv_docx_style_of(&d->styles, NULL), .outline = -1, .level = -1};
}

static void number_paragraph(struct docx *d, const struct paragraph *p)
{
    const char *num = p->num[0] ? p->num : p->style ? p->style->num : NULL;
    if (!num || strcmp(num, "0") == 0)
        return;
    int level = p->level >= 0 ? p->level : p->style ? p->style->level : 0;
    const char *style = p->style ? p->style->id : NULL;
    if (!tv_docx_number(&d->numbering, num, level, style, &d->label, &level))
        return;
    tv_flow_label(&d->flow, d->label.data);
    struct tv_block *block = tv_flow_block(&d->flow);
    if (block->type == TV_BLOCK_PARAGRAPH) {
        block->type = TV_BLOCK_ITEM;
        block->level = (unsigned)level + 1;
    }
}

static void close_paragraph(struct docx *d)
{
    const struct paragraph *p = current(d);
    int outline = p->outline >= 0 ? p->outline : p->style ? p->style->outline : -1;
    bool title = p->style && p->style->name && strcasecmp(p->style->name, "title") == 0;
    struct tv_block *block = tv_flow_block(&d->flow);
    if (title || (outline >= 0 && outline < 9)) {
        block->type = TV_BLOCK_HEADING;
        block->level = title ? 1 : (unsigned)outline + 1;
    }
    number_paragraph(d, p);
    if (d->row_deleted)
        tv_flow_drop(&d->flow);
    else
        tv_flow_close(&d->flow);
    d->n_paragraphs--;
    d->run_on = false;
}

static void end_paragraph(struct docx *d)
{
    /* A field whose code is not at its end here was never closed, or its code is several
     * paragraphs long; the text after it is safer shown. */
    d->fields = 0;
    if (current(d)->end_deleted)
        d->run_on = true;
    else
        close_paragraph(d);
}

/* Where paragraphs end, whatever was deleted. */
static void end_container(struct docx *d)
{
    if (d->run_on)
        close_paragraph(d);
}

static void set_property(struct docx *d, int token, const struct tv_xml_element *element)
{
    struct paragraph *p = current(d);
    const char *value = tv_xml_attribute(element, "val");
    if (!p || !d->in_properties || !value)
        return;
    if (token == PARAGRAPH_STYLE && tv_docx_style_of(&d->styles, value))
        p->style = tv_docx_style_of(&d->styles, value);
    else if (token == OUTLINE)
        p->outline = (int)tv_xml_number(element, "val", -1);
    else if (token == LEVEL)
        p->level = (int)tv_xml_number(element, "val", -1);
    else if (token == LIST && strlen(value) < sizeof p->num)
        memcpy(p->num, value, strlen(value) + 1);
}

/* What is in a run */

static bool shown(const struct docx *d)
{
    return !d->hidden && d->fields == 0;
}

static void add(struct docx *d, const char *s)
{
    if (shown(d) && !d->in_properties)
        tv_flow_puts(&d->flow, s);
}

static void set_field(struct docx *d, const struct tv_xml_element *element)
{
    if (tv_xml_is(element, "fldCharType", "begin"))
        d->fields = d->fields << 1 | 1;
    else if (tv_xml_is(element, "fldCharType", "separate"))
        d->fields &= ~(uint64_t)1;
    else if (tv_xml_is(element, "fldCharType", "end"))
        d->fields >>= 1;
}

static void set_run_style(struct docx *d, const struct tv_xml_element *element)
{
    const char *id = tv_xml_attribute(element, "val");
    const struct tv_docx_style *style = id ? tv_docx_style_of(&d->styles, id) : NULL;
    if (style && style->hidden > 0 && !d->in_properties)
        d->hidden = true;
}

static void add_symbol(struct docx *d, const struct tv_xml_element *element)
{
    const char *code = tv_xml_attribute(element, "char");
    if (code)
        add(d,
            tv_symbol_char(tv_xml_attribute(element, "font"), (unsigned)strtoul(code, NULL, 16)));
}

static void add_note(struct docx *d, const struct notes *notes,
                     const struct tv_xml_element *element)
{
    const struct range *range = tv_map_get(&notes->by_id, tv_xml_attribute(element, "id"));
    if (!range || d->notes || !shown(d) || d->row_deleted)
        return;
    for (size_t i = 0; i < range->n && !d->flow.full; i++)
        tv_flow_add(&d->flow, &notes->x.blocks[range->first + i]);
}

/* A deletion: of what is in it, or, in properties, of the end of a paragraph or of a row. */
static bool begin_deletion(struct docx *d)
{
    if (d->in_properties && current(d))
        current(d)->end_deleted = true;
    else if (d->in_row)
        d->row_deleted = true;
    return false;
}

/* Separators between text and notes are notes of their own type. */
static bool begin_note(struct docx *d, const struct tv_xml_element *element)
{
    const char *type = tv_xml_attribute(element, "type");
    if (!d->notes || (type && strcmp(type, "normal") != 0))
        return false;
    d->notes->current = tv_arena_alloc(&d->notes->by_id.arena, sizeof(struct range));
    d->notes->current->first = d->notes->x.n_blocks;
    tv_map_put(&d->notes->by_id, tv_xml_attribute(element, "id"), d->notes->current);
    return true;
}

/* What stands in a run, or begins one. */
static bool start_in_run(struct docx *d, int token, const struct tv_xml_element *element)
{
    switch ((enum token)token) {
    case RUN:
        d->hidden = current(d) && current(d)->style && current(d)->style->hidden > 0;
        break;
    case RUN_STYLE:
        set_run_style(d, element);
        break;
    case HIDDEN:
        if (!d->in_properties)
            d->hidden = tv_ooxml_on(element);
        break;
    case TEXT:
        d->in_text = shown(d);
        break;
    case GAP:
        add(d, " ");
        break;
    case HYPHEN:
        add(d, "-");
        break;
    case SYMBOL:
        add_symbol(d, element);
        break;
    case FOOTNOTE_MARK:
        add_note(d, &d->footnotes, element);
        break;
    case ENDNOTE_MARK:
        add_note(d, &d->endnotes, element);
        break;
    case FIELD:
        set_field(d, element);
        return false;
    default:
        break;
    }
    return true;
}

static void start_in_table(struct docx *d, int token, const struct tv_xml_element *element)
{
    if (token == TABLE) {
        end_container(d);
        tv_flow_table(&d->flow);
    } else if (token == ROW) {
        tv_flow_row(&d->flow);
    } else if (token == ROW_PROPERTIES) {
        d->in_row = true;
    } else if (token == CELL) {
        tv_flow_cell(&d->flow, 1);
    } else if (token == GRID_SPAN) {
        tv_flow_skip(&d->flow, tv_xml_number(element, "val", 1) - 1);
    } else if (token == GRID_BEFORE) {
        tv_flow_skip(&d->flow, tv_xml_number(element, "val", 0));
    }
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct docx *d = self;
    if (token >= FIRST_IN_RUN && token <= LAST_IN_RUN)
        return start_in_run(d, token, element);
    if (token >= FIRST_IN_TABLE && token <= LAST_IN_TABLE)
        start_in_table(d, token, element);
    else if (token == PARAGRAPH)
        begin_paragraph(d);
    else if (token == PARAGRAPH_PROPERTIES)
        d->in_properties = true;
    else if (token >= FIRST_PROPERTY && token <= LAST_PROPERTY)
        set_property(d, token, element);
    else if (token == DELETED)
        return begin_deletion(d);
    else if (token == NOTE)
        return begin_note(d, element);
    return token != LEFT_OUT;
}

static void end_note(struct docx *d)
{
    end_container(d);
    d->notes->current->n = d->notes->x.n_blocks - d->notes->current->first;
}

static void end(void *self, int token)
{
    struct docx *d = self;
    switch ((enum token)token) {
    case PARAGRAPH:
        end_paragraph(d);
        break;
    case PARAGRAPH_PROPERTIES:
        d->in_properties = false;
        break;
    case RUN:
        d->hidden = false;
        break;
    case TEXT:
        d->in_text = false;
        break;
    case CELL:
    case TEXT_BOX:
        end_container(d);
        break;
    case ROW:
        d->row_deleted = false;
        break;
    case ROW_PROPERTIES:
        d->in_row = false;
        break;
    case TABLE:
        tv_flow_table_end(&d->flow);
        break;
    case NOTE:
        end_note(d);
        break;
    default:
        break;
    }
}

static void text(void *self, const char *s, size_t n)
{
    struct docx *d = self;
    if (d->in_text)
        tv_flow_text(&d->flow, s, n);
}

static const struct tv_xml_reader reader = {words, sizeof words / sizeof *words, start, end, text};

/* Reads a part of the package into x. */
static bool read_part(struct docx *d, const char *part, struct tv_extraction *x,
                      struct tv_error *err)
{
    d->flow = (struct tv_flow){.x = x};
    bool ok = tv_ooxml_read(&d->package, part, &reader, d, err);
    if (ok)
        end_container(d);
    ok = ok && tv_flow_check(&d->flow, err);
    tv_flow_finish(&d->flow);
    d->n_paragraphs = 0;
    d->fields = 0;
    d->run_on = d->in_properties = d->in_row = d->row_deleted = false;
    return ok;
}

static bool read_notes(struct docx *d, struct notes *notes, const char *type, struct tv_error *err)
{
    d->notes = notes;
    bool ok = read_part(d, tv_map_get(&d->package.relations.by_type, type), &notes->x, err);
    d->notes = NULL;
    return ok;
}

static void finish_notes(struct notes *notes)
{
    tv_extraction_finish(&notes->x);
    tv_map_finish(&notes->by_id);
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct docx *d = tv_alloc(sizeof *d);
    bool ok = tv_ooxml_open(&d->package, member, x, err) &&
              tv_docx_styles_read(&d->styles, &d->package, err) &&
              tv_docx_numbering_read(&d->numbering, &d->package, &d->styles, err) &&
              read_notes(d, &d->footnotes, "footnotes", err) &&
              read_notes(d, &d->endnotes, "endnotes", err) && read_part(d, d->package.main, x, err);
    finish_notes(&d->footnotes);
    finish_notes(&d->endnotes);
    tv_docx_numbering_finish(&d->numbering);
    tv_docx_styles_finish(&d->styles);
    tv_ooxml_finish(&d->package);
    tv_buffer_finish(&d->label);
    free(d->paragraphs);
    free(d);
    return ok;
}

static int recognise(const struct tv_member *member)
{
    return tv_package_of(member) == TV_PACKAGE_DOCX ? 95 : 0;
}

const struct tv_format tv_format_docx = {"docx", recognise, extract};
