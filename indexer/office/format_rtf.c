/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTF (specification 1.9.1), as a person sees it printed.
 *
 * Groups save and restore the state; control words change it or are characters; some groups are
 * destinations, whose text is not the document's: they are read for what they say (fonts, styles,
 * the labels of list items, properties) or skipped. A paragraph is open from its first text to
 * \par; notes and text boxes stand in the middle of one and come after it. */
#include "flow.h"
#include "properties.h"
#include "rtf.h"
#include "rtf_words.h"

#include "corpus/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GROUPS = 1024, N_FONTS = 1 << 16, N_STYLES = 1 << 12 };

/* What a group saves. */
struct state {
    enum tv_rtf_destination destination;
    bool apart;           /* the group is a note or a text box, and ends its paragraphs */
    bool hidden, deleted; /* characters */
    bool in_table;        /* paragraphs, from here on */
    long nesting;         /* of tables, from 1 */
    int outline;          /* 0 to 8, -1 not said */
    uint16_t style;
    unsigned list;       /* 0 none */
    unsigned list_level; /* from 0 */
    uint16_t font;
    long unicode_skip;            /* how many characters stand for those that cannot read \u */
    size_t base_open, base_depth; /* of the flow where the text that stands apart began */
};

struct style {
    int8_t outline;
    bool title;
};

struct rtf {
    struct tv_flow flow;
    struct state state, saved[MOST_GROUPS];
    size_t n_saved;
    bool starred;                  /* the last token was \*, which marks what may be skipped */
    bool skip_next;                /* the next group says again what is said after it */
    long skip;                     /* characters still to skip after \u */
    int32_t surrogate;             /* the first half of a character, or 0 */
    unsigned code_page;            /* of the document */
    uint16_t fonts[N_FONTS];       /* code pages */
    struct style styles[N_STYLES]; /* outline plus 1, so that 0 is not said */
    uint16_t font, style;          /* that the tables are describing */
    struct tv_buffer bytes;        /* text not decoded yet, in the code page of the font */
    struct tv_rtf_decoder decoder;
    struct tv_buffer decoded, label, name, title, author;
    long year, month, day;
};

/* Text */

static void add_utf8(struct rtf *r, const char *s, size_t n);

static unsigned code_page(const struct rtf *r)
{
    unsigned page = r->state.destination == TV_RTF_BODY || r->state.destination == TV_RTF_LABEL
                        ? r->fonts[r->state.font]
                        : 0;
    return page ? page : r->code_page;
}

/* Bytes wait here, because a character may be two of them. Called before anything else is added
 * and before what they depend on changes. */
static void flush(struct rtf *r)
{
    if (r->bytes.size == 0)
        return;
    tv_buffer_clear(&r->decoded);
    tv_rtf_decode(&r->decoder, code_page(r), r->bytes.data, r->bytes.size, &r->decoded);
    tv_buffer_clear(&r->bytes);
    add_utf8(r, r->decoded.data, r->decoded.size);
}

static void enter_tables(struct rtf *r, size_t nesting)
{
    tv_flow_nest(&r->flow, r->state.base_depth + nesting);
}

static bool is_open(const struct rtf *r)
{
    return r->flow.n_open > r->state.base_open;
}

static void open_paragraph(struct rtf *r)
{
    if (is_open(r))
        return;
    enter_tables(r, r->state.in_table ? (size_t)r->state.nesting : 0);
    tv_flow_open(&r->flow);
}

/* Of what lists are marked with, only numbers and letters are labels; "o" is a bullet of Word's. */
static bool is_bullet(const char *label)
{
    size_t n = 0;
    for (const uint8_t *p = (const uint8_t *)label; *p; p++)
        n += isalnum(*p) || (*p >= 0xC3 && *p != 0xE2 && *p != 0xEF);
    return n == 0 || strcmp(label, "o ") == 0 || strcmp(label, "o") == 0;
}

/* Gives the label that was read to the open paragraph. */
static void take_label(struct rtf *r)
{
    if (!r->label.size)
        return;
    struct tv_block *block = tv_flow_block(&r->flow);
    block->type = TV_BLOCK_ITEM;
    block->level = r->state.list_level + 1;
    if (!is_bullet(r->label.data))
        tv_flow_label(&r->flow, r->label.data);
    tv_buffer_clear(&r->label);
}

static void close_paragraph(struct rtf *r)
{
    flush(r);
    if (!is_open(r))
        return;
    take_label(r);
    struct tv_block *block = tv_flow_block(&r->flow);
    const struct style *style = &r->styles[r->state.style % N_STYLES];
    int outline = r->state.outline >= 0 ? r->state.outline : style->outline - 1;
    if (style->title || (outline >= 0 && outline < 9)) {
        block->type = TV_BLOCK_HEADING;
        block->level = style->title ? 1 : (unsigned)outline + 1;
    } else if (r->state.list) {
        block->type = TV_BLOCK_ITEM;
        block->level = r->state.list_level + 1;
    }
    tv_flow_close(&r->flow);
}

static void add_utf8(struct rtf *r, const char *s, size_t n)
{
    switch (r->state.destination) {
    case TV_RTF_BODY:
        if (r->state.hidden || r->state.deleted)
            return;
        open_paragraph(r);
        tv_flow_text(&r->flow, s, n);
        break;
    case TV_RTF_LABEL:
        tv_buffer_add(&r->label, s, n);
        break;
    case TV_RTF_FONTS:
    case TV_RTF_STYLES:
        tv_buffer_add(&r->name, s, n);
        break;
    case TV_RTF_TITLE:
        tv_buffer_add(&r->title, s, n);
        break;
    case TV_RTF_AUTHOR:
        tv_buffer_add(&r->author, s, n);
        break;
    case TV_RTF_SKIPPED:
    case TV_RTF_INFO:
    case TV_RTF_CREATED:
        break;
    }
}

static void add(struct rtf *r, const char *s)
{
    flush(r);
    if (r->skip > 0)
        r->skip--;
    else
        add_utf8(r, s, strlen(s));
}

/* Definitions end with a semicolon: of a font, of a style. */
static void end_definition(struct rtf *r)
{
    const char *name = r->name.data ? r->name.data : "";
    name += strspn(name, " ");
    if (r->state.destination == TV_RTF_FONTS && r->fonts[r->font] == TV_RTF_ORNAMENTS) {
        if (strcasecmp(name, "Symbol") == 0)
            r->fonts[r->font] = TV_RTF_SYMBOL_FONT;
        else if (strcasecmp(name, "Wingdings") == 0)
            r->fonts[r->font] = TV_RTF_WINGDINGS;
    } else if (r->state.destination == TV_RTF_STYLES) {
        struct style *style = &r->styles[r->style % N_STYLES];
        if (strncasecmp(name, "heading ", 8) == 0 && name[8] >= '1' && name[8] <= '9' && !name[9])
            style->outline = (int8_t)(name[8] - '0');
        style->title |= strcasecmp(name, "Title") == 0;
    }
    tv_buffer_clear(&r->name);
}

static void add_definition(struct rtf *r, const char *s, size_t n)
{
    const char *end = memchr(s, ';', n);
    tv_buffer_add(&r->bytes, s, end ? (size_t)(end - s) : n);
    if (end) {
        flush(r);
        end_definition(r);
    }
}

static void add_bytes(struct rtf *r, const char *s, size_t n)
{
    size_t skip = r->skip > 0 && (size_t)r->skip < n ? (size_t)r->skip : r->skip > 0 ? n : 0;
    r->skip -= (long)skip;
    if (r->state.destination == TV_RTF_FONTS || r->state.destination == TV_RTF_STYLES)
        add_definition(r, s + skip, n - skip);
    else if (r->state.destination != TV_RTF_SKIPPED)
        tv_buffer_add(&r->bytes, s + skip, n - skip);
}

/* \u: a UTF-16 unit, and characters for readers that do not know it. */
static void add_unicode(struct rtf *r, int32_t value)
{
    char utf8[4];
    int32_t unit = value & 0xFFFF;
    flush(r);
    r->skip = r->state.unicode_skip;
    if (unit >= 0xD800 && unit < 0xDC00) {
        r->surrogate = unit;
        return;
    }
    if (unit >= 0xDC00 && unit < 0xE000) {
        unit = r->surrogate ? 0x10000 + ((r->surrogate - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
    }
    r->surrogate = 0;
    if (unit >= 0xF000 && unit <= 0xF0FF && code_page(r) < 100) {
        char byte = (char)unit;
        tv_buffer_add(&r->bytes, &byte, 1);
        flush(r);
    } else if (unit) {
        add_utf8(r, utf8, tv_utf8_put(utf8, unit));
    }
}

/* Groups */

static void open_group(struct rtf *r)
{
    flush(r);
    r->saved[r->n_saved++] = r->state;
    r->state.apart = false;
    r->skip = 0;
    r->starred = false;
    r->style = 0; /* styles are described one a group; the first one does not say its number */
    if (r->skip_next)
        r->state.destination = TV_RTF_SKIPPED;
    r->skip_next = false;
}

static void close_group(struct rtf *r)
{
    flush(r);
    if (r->state.apart) {
        if (is_open(r))
            close_paragraph(r);
        enter_tables(r, 0);
    }
    if (r->state.destination == TV_RTF_STYLES || r->state.destination == TV_RTF_FONTS)
        end_definition(r);
    r->skip = 0;
    r->starred = false;
    r->state = r->saved[--r->n_saved];
}

/* Text that stands apart begins in a paragraph, even if that has nothing in it yet. */
static void begin_apart(struct rtf *r)
{
    if (r->state.destination != TV_RTF_BODY || r->state.hidden || r->state.deleted)
        return;
    open_paragraph(r);
    take_label(r);
    r->state.apart = true;
    r->state.base_open = r->flow.n_open;
    r->state.base_depth = r->flow.depth;
    r->state.in_table = false;
    r->state.style = 0;
    r->state.outline = -1;
    r->state.list = 0;
}

/* Control words */

/* What \pard and \plain go back to. */
static void reset_paragraph(struct state *s)
{
    s->in_table = false;
    s->nesting = 1;
    s->outline = -1;
    s->style = 0;
    s->list = 0;
    s->list_level = 0;
}

static void read_destination(struct rtf *r, enum tv_rtf_destination destination)
{
    enum tv_rtf_destination now = r->state.destination;
    bool in_info = destination == TV_RTF_TITLE || destination == TV_RTF_AUTHOR ||
                   destination == TV_RTF_CREATED;
    if (in_info ? now != TV_RTF_INFO : now != TV_RTF_BODY)
        destination = now == TV_RTF_BODY ? TV_RTF_SKIPPED : now;
    if (destination == TV_RTF_LABEL)
        tv_buffer_clear(&r->label);
    r->state.destination = destination;
}

/* An end that was deleted is none. Even an empty paragraph ends a table. */
static void end_paragraph(struct rtf *r)
{
    if (r->state.destination != TV_RTF_BODY || r->state.deleted)
        return;
    close_paragraph(r);
    if (!r->state.in_table)
        enter_tables(r, 0);
}

/* The end of a cell or a row; what follows is in the next cell. */
static void end_cell(struct rtf *r, bool nested, bool row)
{
    if (r->state.destination != TV_RTF_BODY)
        return;
    size_t nesting = r->state.nesting > 1 ? (size_t)r->state.nesting : 2;
    close_paragraph(r);
    enter_tables(r, nested ? nesting : 1);
    if (row)
        tv_flow_row(&r->flow);
    tv_flow_cell(&r->flow, 1);
}

/* \f chooses a font, or begins to describe it. */
static void set_font(struct rtf *r, int32_t value)
{
    flush(r);
    uint16_t font = value >= 0 && value < N_FONTS ? (uint16_t)value : 0;
    if (r->state.destination == TV_RTF_FONTS)
        r->font = font;
    else
        r->state.font = font;
}

static void set_style(struct rtf *r, int32_t value)
{
    uint16_t style = value >= 0 && value < N_STYLES ? (uint16_t)value : 0;
    if (r->state.destination == TV_RTF_STYLES)
        r->style = style;
    else
        r->state.style = style;
}

static void set_outline(struct rtf *r, int32_t value)
{
    int outline = value >= 0 && value < 9 ? value : 9;
    if (r->state.destination == TV_RTF_STYLES)
        r->styles[r->style].outline = (int8_t)(outline + 1);
    else
        r->state.outline = outline;
}

/* Words that change the properties of characters and paragraphs. */
static void set(struct rtf *r, enum tv_rtf_action action, const struct tv_rtf_token *t)
{
    struct state *s = &r->state;
    bool on = !t->has_value || t->value != 0;
    flush(r);
    if (action == TV_RTF_HIDDEN)
        s->hidden = on;
    else if (action == TV_RTF_DELETED)
        s->deleted = on;
    else if (action == TV_RTF_IN_TABLE)
        s->in_table = on;
    else if (action == TV_RTF_NESTING)
        s->nesting = t->value < 1 ? 1 : t->value > TV_FLOW_TABLES ? TV_FLOW_TABLES : t->value;
    else if (action == TV_RTF_LIST)
        s->list = t->value > 0 ? (unsigned)t->value : 0;
    else if (action == TV_RTF_LIST_LEVEL)
        s->list_level = t->value > 0 && t->value < 9 ? (unsigned)t->value : 0;
    else if (action == TV_RTF_UNICODE_SKIP)
        s->unicode_skip = t->value < 0 ? 0 : t->value;
    else if (action == TV_RTF_PLAIN)
        s->hidden = s->deleted = false, s->font = r->saved[0].font;
    else if (action == TV_RTF_YEAR && s->destination == TV_RTF_CREATED)
        r->year = t->value;
    else if (action == TV_RTF_MONTH && s->destination == TV_RTF_CREATED)
        r->month = t->value;
    else if (action == TV_RTF_DAY && s->destination == TV_RTF_CREATED)
        r->day = t->value;
}

static void do_destination(struct rtf *r, const struct tv_rtf_word *word)
{
    flush(r);
    if (word->action == TV_RTF_SKIP)
        r->state.destination = TV_RTF_SKIPPED;
    else if (word->action == TV_RTF_READ)
        read_destination(r, (enum tv_rtf_destination)word->value);
    else if (word->action == TV_RTF_APART)
        begin_apart(r);
    else if (word->action == TV_RTF_TWICE)
        r->skip_next = true;
}

/* Words that say in which character set what follows is. */
static void set_characters(struct rtf *r, const struct tv_rtf_word *word, int32_t value)
{
    if (word->action == TV_RTF_SET_CODE_PAGE)
        r->code_page = value > 0 ? (unsigned)value : 1252;
    else if (word->action == TV_RTF_FIXED_CODE_PAGE)
        r->code_page = (unsigned)word->value;
    else if (word->action == TV_RTF_CHARSET && r->state.destination == TV_RTF_FONTS)
        r->fonts[r->font] = (uint16_t)(word->value ? (unsigned)value : tv_rtf_code_page(value));
    else if (word->action == TV_RTF_FONT)
        set_font(r, value);
    else if (word->action == TV_RTF_DEFAULT_FONT)
        r->state.font = r->saved[0].font = value >= 0 && value < N_FONTS ? (uint16_t)value : 0;
}

/* Words that are of the text, and not of properties. */
static bool do_text(struct rtf *r, const struct tv_rtf_word *word, int32_t value)
{
    enum tv_rtf_action action = word->action;
    if (action == TV_RTF_CHARACTER)
        add(r, word->text);
    else if (action == TV_RTF_UNICODE)
        add_unicode(r, value);
    else if (action == TV_RTF_PAR)
        end_paragraph(r);
    else if (action == TV_RTF_CELL_END || action == TV_RTF_NESTED_CELL_END)
        end_cell(r, action == TV_RTF_NESTED_CELL_END, false);
    else if (action == TV_RTF_ROW_END || action == TV_RTF_NESTED_ROW_END)
        end_cell(r, action == TV_RTF_NESTED_ROW_END, true);
    else
        return false;
    return true;
}

static void do_word(struct rtf *r, const struct tv_rtf_token *t)
{
    const struct tv_rtf_word *word = tv_rtf_word_of(t->word);
    bool starred = r->starred;
    r->starred = false;
    if (!word && starred)
        r->state.destination = TV_RTF_SKIPPED;
    if (!word || r->state.destination == TV_RTF_SKIPPED || do_text(r, word, t->value))
        return;
    switch (word->action) {
    case TV_RTF_SKIP:
    case TV_RTF_READ:
    case TV_RTF_ENTER:
    case TV_RTF_APART:
    case TV_RTF_TWICE:
        do_destination(r, word);
        break;
    case TV_RTF_SET_CODE_PAGE:
    case TV_RTF_FIXED_CODE_PAGE:
    case TV_RTF_CHARSET:
    case TV_RTF_FONT:
    case TV_RTF_DEFAULT_FONT:
        set_characters(r, word, t->value);
        break;
    case TV_RTF_PARD:
        reset_paragraph(&r->state);
        break;
    case TV_RTF_STYLE:
        set_style(r, t->value);
        break;
    case TV_RTF_OUTLINE:
        set_outline(r, t->value);
        break;
    default:
        set(r, word->action, t);
        break;
    }
}

static void do_symbol(struct rtf *r, uint8_t symbol)
{
    char text[2] = {(char)symbol, '\0'};
    if (symbol == '*')
        r->starred = true;
    else if (symbol == '~' || symbol == '\t')
        add(r, " ");
    else if (symbol == '_')
        add(r, "-");
    else if (symbol == '\\' || symbol == '{' || symbol == '}')
        add(r, text);
    else if (symbol == '\n' || symbol == '\r')
        end_paragraph(r);
}

/* False at the end, and where groups nest too deeply. */
static bool do_token(struct rtf *r, const struct tv_rtf_token *t)
{
    switch (t->type) {
    case TV_RTF_END:
        return false;
    case TV_RTF_OPEN:
        if (r->n_saved == MOST_GROUPS)
            return false;
        open_group(r);
        break;
    case TV_RTF_CLOSE:
        close_group(r);
        return r->n_saved > 0;
    case TV_RTF_WORD:
        do_word(r, t);
        break;
    case TV_RTF_SYMBOL:
        do_symbol(r, t->byte);
        break;
    case TV_RTF_BYTE:
        add_bytes(r, (const char *)&t->byte, 1);
        break;
    case TV_RTF_TEXT:
        add_bytes(r, t->text, t->n);
        break;
    }
    return !r->flow.full;
}

static bool read_all(struct rtf *r, const struct tv_member *member, struct tv_error *err)
{
    struct tv_rtf_lexer lexer = {.p = (const char *)member->bytes,
                                 .end = (const char *)member->bytes + member->size};
    struct tv_rtf_token token = {0};
    do
        tv_rtf_next(&lexer, &token);
    while (token.type != TV_RTF_OPEN && token.type != TV_RTF_END);
    while (do_token(r, &token))
        tv_rtf_next(&lexer, &token);
    if (r->n_saved == MOST_GROUPS)
        return tv_fail(err, TV_REFUSED, "groups nested more than %d deep", MOST_GROUPS);
    /* A missing last brace or two is common; in a deeper group text was cut off. */
    if (r->n_saved > 2)
        return tv_fail(err, TV_REFUSED, "damaged: the file ends within %zu groups", r->n_saved);
    r->state.base_open = 0;
    close_paragraph(r);
    return tv_flow_check(&r->flow, err);
}

static void state_properties(struct rtf *r)
{
    char created[16] = "";
    if (r->year > 0 && r->year < 10000 && r->month >= 1 && r->month <= 12 && r->day >= 1 &&
        r->day <= 31)
        snprintf(created, sizeof created, "%04ld-%02ld-%02ld", r->year, r->month, r->day);
    tv_properties_state(r->flow.x, &(struct tv_properties){.origin = "document properties",
                                                           .title = r->title.data,
                                                           .authors = r->author.data,
                                                           .created = created});
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct rtf *r = tv_alloc(sizeof *r);
    r->flow.x = x;
    r->code_page = 1252;
    r->state.unicode_skip = 1;
    reset_paragraph(&r->state);
    bool ok = read_all(r, member, err);
    if (ok)
        state_properties(r);
    tv_flow_finish(&r->flow);
    tv_rtf_decoder_finish(&r->decoder);
    tv_buffer_finish(&r->bytes);
    tv_buffer_finish(&r->decoded);
    tv_buffer_finish(&r->label);
    tv_buffer_finish(&r->name);
    tv_buffer_finish(&r->title);
    tv_buffer_finish(&r->author);
    free(r);
    return ok;
}

static int recognise(const struct tv_member *member)
{
    return member->size >= 5 && memcmp(member->bytes, "{\\rtf", 5) == 0 ? 100 : 0;
}

const struct tv_format tv_format_rtf = {"rtf", recognise, extract};
