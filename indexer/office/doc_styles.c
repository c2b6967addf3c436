/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Styles and lists of Word 97 files (doc.h; [MS-DOC] 2.9.271, 2.9.131 to 2.9.147). */
#include "doc.h"

#include "corpus/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_BASES = 32, /* styles that are based on one another more often are a mistake */
    NO_STYLE = 0xFFF,
    STYLE_TITLE = 62, /* of the styles that are built in; heading 1 to 9 are 1 to 9 */
    LEVELS = 9,
    LEVEL_SIZE = 28,
    LIST_SIZE = 28,
    OVERRIDE_SIZE = 16,
};

struct tv_doc_override {
    struct tv_list *list;
    bool starts[LEVELS]; /* once, when the level is first used */
    long start[LEVELS];
};

/* Styles */

static void note_sprm(struct tv_doc_style *style, unsigned sprm, uint32_t value)
{
    if (sprm == TV_DOC_OUTLINE)
        style->outline = value < 9 ? (int)value : 9;
    else if (sprm == TV_DOC_LIST)
        style->list = (int)value;
    else if (sprm == TV_DOC_LIST_LEVEL)
        style->level = value < LEVELS ? (int)value : 0;
}

/* The paragraph properties of a style stand behind its name, with their length before them. */
static void read_style(const struct tv_doc *doc, size_t at, size_t size, size_t base_size,
                       struct tv_doc_style *style)
{
    unsigned builtin = tv_u16(&doc->table, at) & 0xFFF;
    unsigned type = tv_u16(&doc->table, at + 2) & 0xF;
    *style = (struct tv_doc_style){.outline = -1, .list = -1, .level = -1};
    style->base = (uint16_t)(tv_u16(&doc->table, at + 2) >> 4);
    style->title = builtin == STYLE_TITLE;
    if (builtin >= 1 && builtin <= 9)
        style->outline = (int)builtin - 1;
    size_t name = at + base_size;
    size_t properties = name + 2 + (size_t)tv_u16(&doc->table, name) * 2 + 2;
    size_t end = properties + 2 + tv_u16(&doc->table, properties), p = properties + 4;
    unsigned sprm;
    uint32_t value;
    if (type != 1 || end > at + size)
        return;
    while (tv_doc_sprm_next(&doc->table, &p, end, &sprm, &value))
        note_sprm(style, sprm, value);
}

void tv_doc_styles_read(struct tv_doc *doc)
{
    size_t at, size;
    if (!tv_doc_table(doc, TV_DOC_STYLES, &at, &size))
        return;
    size_t end = at + size, n = tv_u16(&doc->table, at + 2);
    size_t base_size = tv_u16(&doc->table, at + 4);
    doc->styles = tv_alloc(n * sizeof *doc->styles);
    at += 2 + (size_t)tv_u16(&doc->table, at);
    for (; doc->n_styles < n && at + 2 <= end; doc->n_styles++) {
        size_t length = tv_u16(&doc->table, at);
        struct tv_doc_style *style = &doc->styles[doc->n_styles];
        *style = (struct tv_doc_style){.base = NO_STYLE, .outline = -1, .list = -1, .level = -1};
        if (length >= base_size && at + 2 + length <= end)
            read_style(doc, at + 2, length, base_size, style);
        at += 2 + length + length % 2;
    }
}

static void resolve(const struct tv_doc *doc, struct tv_doc_style *style, int depth)
{
    if (style->resolved)
        return;
    style->resolved = true;
    if (style->base >= doc->n_styles || depth == MOST_BASES)
        return;
    struct tv_doc_style *base = &doc->styles[style->base];
    resolve(doc, base, depth + 1);
    if (style->outline < 0)
        style->outline = base->outline;
    if (style->list < 0)
        style->list = base->list;
    if (style->level < 0)
        style->level = base->level;
}

const struct tv_doc_style *tv_doc_style_of(const struct tv_doc *doc, uint16_t style)
{
    static const struct tv_doc_style none = {.outline = -1, .list = -1, .level = -1};
    if (style >= doc->n_styles)
        return &none;
    resolve(doc, &doc->styles[style], 0);
    return &doc->styles[style];
}

/* Lists */

static enum tv_number_style number_style(unsigned code)
{
    static const struct {
        unsigned code;
        enum tv_number_style style;
    } styles[] = {
        {1, TV_NUMBER_UPPER_ROMAN},   {2, TV_NUMBER_LOWER_ROMAN},    {3, TV_NUMBER_UPPER_LETTER},
        {4, TV_NUMBER_LOWER_LETTER},  {5, TV_NUMBER_ORDINAL},        {10, TV_NUMBER_CHINESE},
        {11, TV_NUMBER_CHINESE},      {22, TV_NUMBER_DECIMAL_ZERO},  {23, TV_NUMBER_BULLET},
        {37, TV_NUMBER_CHINESE},      {39, TV_NUMBER_CHINESE},       {46, TV_NUMBER_ARABIC_ALPHA},
        {48, TV_NUMBER_ARABIC_ABJAD}, {58, TV_NUMBER_LOWER_RUSSIAN}, {59, TV_NUMBER_UPPER_RUSSIAN},
        {255, TV_NUMBER_NONE},
    };
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        if (styles[i].code == code)
            return styles[i].style;
    }
    return TV_NUMBER_DECIMAL;
}

/* The label of a level: UTF-16, with 0 to 8 for the numbers of levels. */
static const char *read_pattern(struct tv_doc *doc, size_t at)
{
    struct tv_buffer b = {0};
    size_t n = tv_u16(&doc->table, at);
    for (size_t i = 0; i < n && i < 64; i++) {
        char utf8[4];
        unsigned c = tv_u16(&doc->table, at + 2 + i * 2);
        if (c < LEVELS)
            tv_buffer_putc(&b, (char)(c + 1));
        else if (c >= ' ' && (c < 0xD800 || c > 0xF8FF))
            tv_buffer_add(&b, utf8, tv_utf8_put(utf8, (int32_t)c));
    }
    const char *pattern = tv_arena_strdup(&doc->lists.arena, b.data ? b.data : "");
    tv_buffer_finish(&b);
    return pattern;
}

/* Reads a level and returns the offset behind it. */
static size_t read_level(struct tv_doc *doc, size_t at, unsigned i, struct tv_list_level *level)
{
    size_t properties = (size_t)tv_u8(&doc->table, at + 24) + tv_u8(&doc->table, at + 25);
    size_t text = at + LEVEL_SIZE + properties;
    unsigned flags = tv_u8(&doc->table, at + 5);
    *level = (struct tv_list_level){
        .style = number_style(tv_u8(&doc->table, at + 4)),
        .start = (long)tv_u32(&doc->table, at),
        .pattern = read_pattern(doc, text),
        .restart = flags & 8 ? tv_u8(&doc->table, at + 26) : (int)i,
        .legal = flags & 4,
    };
    return text + 2 + (size_t)tv_u16(&doc->table, text) * 2;
}

static void list_name(uint32_t id, char ret_name[16])
{
    snprintf(ret_name, 16, "%u", id);
}

/* The lists, and behind them, in the same order, their levels. */
static void read_lists(struct tv_doc *doc)
{
    size_t at, size;
    char name[16];
    if (!tv_doc_table(doc, TV_DOC_LISTS, &at, &size))
        return;
    size_t n = tv_u16(&doc->table, at), level = at + 2 + n * LIST_SIZE;
    for (size_t i = 0; i < n && level < doc->table.size; i++) {
        size_t list_at = at + 2 + i * LIST_SIZE;
        bool simple = tv_u8(&doc->table, list_at + 26) & 1;
        struct tv_list *list = tv_arena_alloc(&doc->lists.arena, sizeof *list);
        for (unsigned k = 0; k < (simple ? 1 : LEVELS) && level < doc->table.size; k++)
            level = read_level(doc, level, k, &list->levels[k]);
        list_name(tv_u32(&doc->table, list_at), name);
        tv_map_put(&doc->lists, name, list);
    }
}

/* What a paragraph's list changes in the list it shares; returns the offset behind it. */
static size_t read_override(struct tv_doc *doc, size_t at, struct tv_doc_override *override)
{
    unsigned flags = tv_u8(&doc->table, at + 4), level = flags & 15;
    bool formatted = flags & 32;
    if (level < LEVELS && flags & 16 && !formatted) {
        override->starts[level] = true;
        override->start[level] = (long)tv_u32(&doc->table, at);
    }
    if (!formatted)
        return at + 8;
    struct tv_list_level changed;
    size_t next = read_level(doc, at + 8, level, &changed);
    if (override->list && level < LEVELS) {
        struct tv_list *own = tv_arena_alloc(&doc->lists.arena, sizeof *own);
        *own = *override->list;
        own->levels[level] = changed;
        override->list = own;
    }
    return next;
}

void tv_doc_lists_read(struct tv_doc *doc)
{
    size_t at, size;
    char name[16];
    read_lists(doc);
    if (!tv_doc_table(doc, TV_DOC_LIST_OVERRIDES, &at, &size) || size < 4)
        return;
    size_t n = tv_u32(&doc->table, at), data = at + 4 + n * OVERRIDE_SIZE;
    if (n > (size - 4) / OVERRIDE_SIZE)
        return;
    doc->overrides = tv_alloc(n * sizeof *doc->overrides);
    for (; doc->n_overrides < n; doc->n_overrides++) {
        size_t override = at + 4 + doc->n_overrides * OVERRIDE_SIZE;
        list_name(tv_u32(&doc->table, override), name);
        doc->overrides[doc->n_overrides].list = tv_map_get(&doc->lists, name);
        data += 4; /* a CP that means nothing */
        for (unsigned i = tv_u8(&doc->table, override + 12); i > 0 && data < doc->table.size; i--)
            data = read_override(doc, data, &doc->overrides[doc->n_overrides]);
    }
}

bool tv_doc_number(struct tv_doc *doc, int list, unsigned level, struct tv_buffer *label)
{
    if (list < 1 || (size_t)list > doc->n_overrides || level >= LEVELS)
        return false;
    struct tv_doc_override *override = &doc->overrides[list - 1];
    if (!override->list)
        return false;
    if (override->starts[level]) {
        override->starts[level] = false;
        tv_list_restart(override->list, level, override->start[level]);
    }
    tv_list_next(override->list, level, label);
    return true;
}
