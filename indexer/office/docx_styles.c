/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Styles of a DOCX file (docx.h). A heading is known by its outline level, or by the name "heading
 * N", which stays English whatever the language of Word. */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

/* Styles that are based on one another more than this often are a mistake. */
enum { MOST_BASES = 32 };

enum token { STYLE = 1, NAME, BASED_ON, OUTLINE, NUM, LEVEL, VANISH, OTHER };

static const struct tv_xml_word words[] = {
    {"basedOn", "wordprocessingml", BASED_ON},   {"ilvl", "wordprocessingml", LEVEL},
    {"name", "wordprocessingml", NAME},          {"numId", "wordprocessingml", NUM},
    {"outlineLvl", "wordprocessingml", OUTLINE}, {"pPrChange", "wordprocessingml", OTHER},
    {"rPrChange", "wordprocessingml", OTHER},    {"style", "wordprocessingml", STYLE},
    {"tblStylePr", "wordprocessingml", OTHER},   {"vanish", "wordprocessingml", VANISH},
};

struct reading {
    struct tv_docx_styles *styles;
    struct tv_docx_style *current;
};

static const char *value(struct reading *r, const struct tv_xml_element *element)
{
    return tv_arena_strdup(&r->styles->by_id.arena, tv_xml_attribute(element, "val"));
}

static void begin_style(struct reading *r, const struct tv_xml_element *element)
{
    struct tv_arena *arena = &r->styles->by_id.arena;
    struct tv_docx_style *style = tv_arena_alloc(arena, sizeof *style);
    *style = (struct tv_docx_style){.outline = -1, .level = -1, .hidden = -1};
    style->id = tv_arena_strdup(arena, tv_xml_attribute(element, "styleId"));
    const char *standard = tv_xml_attribute(element, "default");
    if (tv_xml_is(element, "type", "paragraph") && standard && standard[0] == '1')
        r->styles->standard = style;
    tv_map_put(&r->styles->by_id, style->id, style);
    r->current = style;
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct reading *r = self;
    if (token == STYLE)
        begin_style(r, element);
    else if (token == OTHER)
        return false;
    else if (!r->current)
        return true;
    else if (token == NAME)
        r->current->name = value(r, element);
    else if (token == BASED_ON)
        r->current->based_on = value(r, element);
    else if (token == OUTLINE)
        r->current->outline = (int)tv_xml_number(element, "val", -1);
    else if (token == NUM)
        r->current->num = value(r, element);
    else if (token == LEVEL)
        r->current->level = (int)tv_xml_number(element, "val", -1);
    else if (token == VANISH)
        r->current->hidden = tv_ooxml_on(element);
    return true;
}

static void end(void *self, int token)
{
    if (token == STYLE)
        ((struct reading *)self)->current = NULL;
}

bool tv_docx_styles_read(struct tv_docx_styles *styles, struct tv_ooxml *package,
                         struct tv_error *err)
{
    static const struct tv_xml_reader reader = {
        .words = words, .n_words = sizeof words / sizeof *words, .start = start, .end = end};
    const char *part = tv_map_get(&package->relations.by_type, "styles");
    return tv_ooxml_read(package, part, &reader, &(struct reading){.styles = styles}, err);
}

/* "heading 3" is of outline level 2. */
static int outline_by_name(const char *name)
{
    if (!name || strncasecmp(name, "heading ", 8) != 0 || name[8] < '1' || name[8] > '9')
        return -1;
    return name[9] ? -1 : name[8] - '1';
}

static void inherit(struct tv_docx_style *style, const struct tv_docx_style *base)
{
    if (style->outline < 0)
        style->outline = base->outline;
    if (style->hidden < 0)
        style->hidden = base->hidden;
    if (style->level < 0)
        style->level = base->level;
    if (!style->num)
        style->num = base->num;
}

static void resolve(const struct tv_docx_styles *styles, struct tv_docx_style *style, int depth)
{
    if (style->resolved)
        return;
    style->resolved = true;
    if (style->outline < 0)
        style->outline = outline_by_name(style->name);
    struct tv_docx_style *base = tv_map_get(&styles->by_id, style->based_on);
    if (!base || depth == MOST_BASES)
        return;
    resolve(styles, base, depth + 1);
    inherit(style, base);
}

const struct tv_docx_style *tv_docx_style_of(const struct tv_docx_styles *styles, const char *id)
{
    struct tv_docx_style *style = id ? tv_map_get(&styles->by_id, id) : styles->standard;
    if (style)
        resolve(styles, style, 0);
    return style;
}

void tv_docx_styles_finish(struct tv_docx_styles *styles)
{
    tv_map_finish(&styles->by_id);
}
