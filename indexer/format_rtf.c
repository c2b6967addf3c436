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

#include "corpus/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GROUPS = 1024, N_FONTS = 1 << 16, N_STYLES = 1 << 12 };

enum destination {
    BODY,
    SKIPPED,
    FONTS,
    STYLES,
    LABEL, /* of a list item */
    INFO,
    TITLE,
    AUTHOR,
    CREATED,
};

/* What a group saves. */
struct state {
    enum destination destination;
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
    struct rtf_decoder decoder;
    struct tv_buffer decoded, label, name, title, author;
    long year, month, day;
};

/* Text */

static void add_utf8(struct rtf *r, const char *s, size_t n);

static unsigned code_page(const struct rtf *r)
{
    unsigned page =
        r->state.destination == BODY || r->state.destination == LABEL ? r->fonts[r->state.font] : 0;
    return page ? page : r->code_page;
}

/* Bytes wait here, because a character may be two of them. Called before anything else is added
 * and before what they depend on changes. */
static void flush(struct rtf *r)
{
    if (r->bytes.size == 0)
        return;
    tv_buffer_clear(&r->decoded);
    rtf_decode(&r->decoder, code_page(r), r->bytes.data, r->bytes.size, &r->decoded);
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

static void close_paragraph(struct rtf *r)
{
    flush(r);
    if (!is_open(r))
        return;
    struct tv_block *block = tv_flow_block(&r->flow);
    const struct style *style = &r->styles[r->state.style % N_STYLES];
    int outline = r->state.outline >= 0 ? r->state.outline : style->outline - 1;
    if (style->title || (outline >= 0 && outline < 9)) {
        block->type = TV_BLOCK_HEADING;
        block->level = style->title ? 1 : (unsigned)outline + 1;
    } else if (r->label.size || r->state.list) {
        block->type = TV_BLOCK_ITEM;
        block->level = r->state.list_level + 1;
    }
    if (r->label.size && !is_bullet(r->label.data))
        tv_flow_label(&r->flow, r->label.data);
    tv_buffer_clear(&r->label);
    tv_flow_close(&r->flow);
}

static void add_utf8(struct rtf *r, const char *s, size_t n)
{
    switch (r->state.destination) {
    case BODY:
        if (r->state.hidden || r->state.deleted)
            return;
        open_paragraph(r);
        tv_flow_text(&r->flow, s, n);
        break;
    case LABEL:
        tv_buffer_add(&r->label, s, n);
        break;
    case FONTS:
    case STYLES:
        tv_buffer_add(&r->name, s, n);
        break;
    case TITLE:
        tv_buffer_add(&r->title, s, n);
        break;
    case AUTHOR:
        tv_buffer_add(&r->author, s, n);
        break;
    case SKIPPED:
    case INFO:
    case CREATED:
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
    if (r->state.destination == FONTS && r->fonts[r->font] == RTF_ORNAMENTS) {
        if (strcasecmp(name, "Symbol") == 0)
            r->fonts[r->font] = RTF_SYMBOL_FONT;
        else if (strcasecmp(name, "Wingdings") == 0)
            r->fonts[r->font] = RTF_WINGDINGS;
    } else if (r->state.destination == STYLES) {
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
    if (r->state.destination == FONTS || r->state.destination == STYLES)
        add_definition(r, s + skip, n - skip);
    else if (r->state.destination != SKIPPED)
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
        r->state.destination = SKIPPED;
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
    if (r->state.destination == STYLES || r->state.destination == FONTS)
        end_definition(r);
    r->skip = 0;
    r->starred = false;
    r->state = r->saved[--r->n_saved];
}

/* Text that stands apart begins in a paragraph, even if that has nothing in it yet. */
static void begin_apart(struct rtf *r)
{
    if (r->state.destination != BODY || r->state.hidden || r->state.deleted)
        return;
    open_paragraph(r);
    r->state.apart = true;
    r->state.base_open = r->flow.n_open;
    r->state.base_depth = r->flow.depth;
    r->state.in_table = false;
    r->state.style = 0;
    r->state.outline = -1;
    r->state.list = 0;
}

/* Control words */

enum action {
    CHARACTER, /* .text */
    SKIP,      /* a destination that is not read */
    READ,      /* a destination that is: .value */
    ENTER,     /* a destination that is part of the text, even if starred */
    APART,
    TWICE, /* \upr: what it says comes twice, the second time in Unicode */
    PAR,
    CELL_END,
    ROW_END,
    NESTED_CELL_END,
    NESTED_ROW_END,
    PARD,
    PLAIN,
    SET_CODE_PAGE,
    FIXED_CODE_PAGE, /* .value */
    CHARSET,
    FONT,
    DEFAULT_FONT,
    STYLE,
    OUTLINE,
    HIDDEN,
    DELETED,
    IN_TABLE,
    NESTING,
    LIST,
    LIST_LEVEL,
    UNICODE,
    UNICODE_SKIP,
    YEAR,
    MONTH,
    DAY,
};

struct word {
    const char *word;
    enum action action;
    int value;
    const char *text;
};

/* Sorted by word. */
static const struct word words[] = {
    {.word = "annotation", .action = SKIP},
    {.word = "ansicpg", .action = SET_CODE_PAGE},
    {.word = "atnauthor", .action = SKIP},
    {.word = "atndate", .action = SKIP},
    {.word = "atnid", .action = SKIP},
    {.word = "author", .action = READ, .value = AUTHOR},
    {.word = "bullet", .action = CHARACTER, .text = "•"},
    {.word = "cell", .action = CELL_END},
    {.word = "colortbl", .action = SKIP},
    {.word = "cpg", .action = CHARSET, .value = 1},
    {.word = "creatim", .action = READ, .value = CREATED},
    {.word = "deff", .action = DEFAULT_FONT},
    {.word = "deleted", .action = DELETED},
    {.word = "do", .action = ENTER},
    {.word = "dptxbxtext", .action = APART},
    {.word = "dy", .action = DAY},
    {.word = "emdash", .action = CHARACTER, .text = "—"},
    {.word = "emspace", .action = CHARACTER, .text = " "},
    {.word = "endash", .action = CHARACTER, .text = "–"},
    {.word = "enspace", .action = CHARACTER, .text = " "},
    {.word = "f", .action = FONT},
    {.word = "fcharset", .action = CHARSET},
    {.word = "fldinst", .action = SKIP},
    {.word = "fonttbl", .action = READ, .value = FONTS},
    {.word = "footer", .action = SKIP},
    {.word = "footerf", .action = SKIP},
    {.word = "footerl", .action = SKIP},
    {.word = "footerr", .action = SKIP},
    {.word = "footnote", .action = APART},
    {.word = "header", .action = SKIP},
    {.word = "headerf", .action = SKIP},
    {.word = "headerl", .action = SKIP},
    {.word = "headerr", .action = SKIP},
    {.word = "ilvl", .action = LIST_LEVEL},
    {.word = "info", .action = READ, .value = INFO},
    {.word = "intbl", .action = IN_TABLE},
    {.word = "itap", .action = NESTING},
    {.word = "ldblquote", .action = CHARACTER, .text = "“"},
    {.word = "line", .action = CHARACTER, .text = " "},
    {.word = "listtext", .action = READ, .value = LABEL},
    {.word = "lquote", .action = CHARACTER, .text = "‘"},
    {.word = "ls", .action = LIST},
    {.word = "ltrmark", .action = CHARACTER, .text = "\xE2\x80\x8E"},
    {.word = "mac", .action = FIXED_CODE_PAGE, .value = 10000},
    {.word = "mmathPict", .action = SKIP},
    {.word = "mo", .action = MONTH},
    {.word = "nestcell", .action = NESTED_CELL_END},
    {.word = "nestrow", .action = NESTED_ROW_END},
    {.word = "nesttableprops", .action = ENTER},
    {.word = "nonesttables", .action = SKIP},
    {.word = "nonshppict", .action = SKIP},
    {.word = "outlinelevel", .action = OUTLINE},
    {.word = "page", .action = CHARACTER, .text = " "},
    {.word = "par", .action = PAR},
    {.word = "pard", .action = PARD},
    {.word = "pc", .action = FIXED_CODE_PAGE, .value = 437},
    {.word = "pca", .action = FIXED_CODE_PAGE, .value = 850},
    {.word = "pict", .action = SKIP},
    {.word = "plain", .action = PLAIN},
    {.word = "pntext", .action = READ, .value = LABEL},
    {.word = "qmspace", .action = CHARACTER, .text = " "},
    {.word = "rdblquote", .action = CHARACTER, .text = "”"},
    {.word = "row", .action = ROW_END},
    {.word = "rquote", .action = CHARACTER, .text = "’"},
    {.word = "rtlmark", .action = CHARACTER, .text = "\xE2\x80\x8F"},
    {.word = "rxe", .action = SKIP},
    {.word = "s", .action = STYLE},
    {.word = "sect", .action = PAR},
    {.word = "shpinst", .action = ENTER},
    {.word = "shprslt", .action = SKIP},
    {.word = "shptxt", .action = APART},
    {.word = "sn", .action = SKIP},
    {.word = "stylesheet", .action = READ, .value = STYLES},
    {.word = "sv", .action = SKIP},
    {.word = "tab", .action = CHARACTER, .text = " "},
    {.word = "tc", .action = SKIP},
    {.word = "tcn", .action = SKIP},
    {.word = "title", .action = READ, .value = TITLE},
    {.word = "txe", .action = SKIP},
    {.word = "u", .action = UNICODE},
    {.word = "uc", .action = UNICODE_SKIP},
    {.word = "ud", .action = ENTER},
    {.word = "upr", .action = TWICE},
    {.word = "v", .action = HIDDEN},
    {.word = "xe", .action = SKIP},
    {.word = "yr", .action = YEAR},
    {.word = "zwj", .action = CHARACTER, .text = "\xE2\x80\x8D"},
    {.word = "zwnj", .action = CHARACTER, .text = "\xE2\x80\x8C"},
};

static int compare(const void *key, const void *word)
{
    return strcmp(key, ((const struct word *)word)->word);
}

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

static void read_destination(struct rtf *r, enum destination destination)
{
    enum destination now = r->state.destination;
    bool in_info = destination == TITLE || destination == AUTHOR || destination == CREATED;
    if (in_info ? now != INFO : now != BODY)
        destination = now == BODY ? SKIPPED : now;
    if (destination == LABEL)
        tv_buffer_clear(&r->label);
    r->state.destination = destination;
}

/* An end that was deleted is none. Even an empty paragraph ends a table. */
static void end_paragraph(struct rtf *r)
{
    if (r->state.destination != BODY || r->state.deleted)
        return;
    close_paragraph(r);
    if (!r->state.in_table)
        enter_tables(r, 0);
}

static void end_cell(struct rtf *r, bool nested)
{
    if (r->state.destination != BODY)
        return;
    size_t nesting = r->state.nesting > 1 ? (size_t)r->state.nesting : 2;
    close_paragraph(r);
    enter_tables(r, nested ? nesting : 1);
    tv_flow_cell(&r->flow, 1);
}

static void end_row(struct rtf *r, bool nested)
{
    if (r->state.destination != BODY)
        return;
    size_t nesting = r->state.nesting > 1 ? (size_t)r->state.nesting : 2;
    close_paragraph(r);
    enter_tables(r, nested ? nesting : 1);
    tv_flow_row(&r->flow);
    tv_flow_cell(&r->flow, 1);
}

/* \f chooses a font, or begins to describe it. */
static void set_font(struct rtf *r, int32_t value)
{
    flush(r);
    uint16_t font = value >= 0 && value < N_FONTS ? (uint16_t)value : 0;
    if (r->state.destination == FONTS)
        r->font = font;
    else
        r->state.font = font;
}

static void set_style(struct rtf *r, int32_t value)
{
    uint16_t style = value >= 0 && value < N_STYLES ? (uint16_t)value : 0;
    if (r->state.destination == STYLES)
        r->style = style;
    else
        r->state.style = style;
}

static void set_outline(struct rtf *r, int32_t value)
{
    int outline = value >= 0 && value < 9 ? value : 9;
    if (r->state.destination == STYLES)
        r->styles[r->style].outline = (int8_t)(outline + 1);
    else
        r->state.outline = outline;
}

/* Words that change the properties of characters and paragraphs. */
static void set(struct rtf *r, enum action action, const struct rtf_token *t)
{
    struct state *s = &r->state;
    bool on = !t->has_value || t->value != 0;
    flush(r);
    if (action == HIDDEN)
        s->hidden = on;
    else if (action == DELETED)
        s->deleted = on;
    else if (action == IN_TABLE)
        s->in_table = on;
    else if (action == NESTING)
        s->nesting = t->value < 1 ? 1 : t->value > TV_FLOW_TABLES ? TV_FLOW_TABLES : t->value;
    else if (action == LIST)
        s->list = t->value > 0 ? (unsigned)t->value : 0;
    else if (action == LIST_LEVEL)
        s->list_level = t->value > 0 && t->value < 9 ? (unsigned)t->value : 0;
    else if (action == UNICODE_SKIP)
        s->unicode_skip = t->value < 0 ? 0 : t->value;
    else if (action == PLAIN)
        s->hidden = s->deleted = false, s->font = r->saved[0].font;
    else if (action == YEAR && s->destination == CREATED)
        r->year = t->value;
    else if (action == MONTH && s->destination == CREATED)
        r->month = t->value;
    else if (action == DAY && s->destination == CREATED)
        r->day = t->value;
}

static void do_destination(struct rtf *r, const struct word *word)
{
    flush(r);
    if (word->action == SKIP)
        r->state.destination = SKIPPED;
    else if (word->action == READ)
        read_destination(r, (enum destination)word->value);
    else if (word->action == APART)
        begin_apart(r);
    else if (word->action == TWICE)
        r->skip_next = true;
}

static void do_word(struct rtf *r, const struct rtf_token *t)
{
    const struct word *word =
        bsearch(t->word, words, sizeof words / sizeof *words, sizeof *words, compare);
    bool starred = r->starred;
    r->starred = false;
    if (!word) {
        if (starred)
            r->state.destination = SKIPPED;
        return;
    }
    if (r->state.destination == SKIPPED)
        return;
    switch (word->action) {
    case CHARACTER:
        add(r, word->text);
        break;
    case SKIP:
    case READ:
    case ENTER:
    case APART:
    case TWICE:
        do_destination(r, word);
        break;
    case PAR:
        end_paragraph(r);
        break;
    case CELL_END:
    case NESTED_CELL_END:
        end_cell(r, word->action == NESTED_CELL_END);
        break;
    case ROW_END:
    case NESTED_ROW_END:
        end_row(r, word->action == NESTED_ROW_END);
        break;
    case PARD:
        reset_paragraph(&r->state);
        break;
    case SET_CODE_PAGE:
        r->code_page = t->value > 0 ? (unsigned)t->value : 1252;
        break;
    case FIXED_CODE_PAGE:
        r->code_page = (unsigned)word->value;
        break;
    case CHARSET:
        if (r->state.destination == FONTS)
            r->fonts[r->font] =
                (uint16_t)(word->value ? (unsigned)t->value : rtf_code_page(t->value));
        break;
    case FONT:
        set_font(r, t->value);
        break;
    case DEFAULT_FONT:
        r->state.font = t->value >= 0 && t->value < N_FONTS ? (uint16_t)t->value : 0;
        r->saved[0].font = r->state.font;
        break;
    case STYLE:
        set_style(r, t->value);
        break;
    case OUTLINE:
        set_outline(r, t->value);
        break;
    case UNICODE:
        add_unicode(r, t->value);
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
static bool do_token(struct rtf *r, const struct rtf_token *t)
{
    switch (t->type) {
    case RTF_END:
        return false;
    case RTF_OPEN:
        if (r->n_saved == MOST_GROUPS)
            return false;
        open_group(r);
        break;
    case RTF_CLOSE:
        close_group(r);
        return r->n_saved > 0;
    case RTF_WORD:
        do_word(r, t);
        break;
    case RTF_SYMBOL:
        do_symbol(r, t->byte);
        break;
    case RTF_BYTE:
        add_bytes(r, (const char *)&t->byte, 1);
        break;
    case RTF_TEXT:
        add_bytes(r, t->text, t->n);
        break;
    }
    return !r->flow.full;
}

static bool read_all(struct rtf *r, const struct tv_member *member, struct tv_error *err)
{
    struct rtf_lexer lexer = {.p = (const char *)member->bytes,
                              .end = (const char *)member->bytes + member->size};
    struct rtf_token token = {0};
    do
        rtf_next(&lexer, &token);
    while (token.type != RTF_OPEN && token.type != RTF_END);
    while (do_token(r, &token))
        rtf_next(&lexer, &token);
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
    rtf_decoder_finish(&r->decoder);
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
