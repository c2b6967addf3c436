/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Styles of OpenDocument files (opendocument.h). */
#include "opendocument.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Styles that are based on one another more than this often are a mistake. */
enum { MOST_PARENTS = 32 };

static void begin_style(struct tv_odf_styles *styles, const struct tv_xml_element *element)
{
    struct tv_map *map = tv_xml_is(element, "family", "paragraph") ? &styles->paragraph
                         : tv_xml_is(element, "family", "text")    ? &styles->text
                                                                   : NULL;
    const char *name = tv_xml_attribute(element, "name");
    styles->current = NULL;
    if (!map || !name)
        return;
    struct tv_odf_style *style = tv_arena_alloc(&map->arena, sizeof *style);
    style->parent = tv_arena_strdup(&map->arena, tv_xml_attribute(element, "parent-style-name"));
    style->title = strcmp(name, "Title") == 0;
    styles->current = style;
    tv_map_put(map, name, style);
}

static void begin_list(struct tv_odf_styles *styles, const struct tv_xml_element *element)
{
    styles->current_list = tv_arena_alloc(&styles->lists.arena, sizeof *styles->current_list);
    tv_map_put(&styles->lists, tv_xml_attribute(element, "name"), styles->current_list);
}

static enum tv_number_style number_style(const char *format)
{
    switch (format ? format[0] : '\0') {
    case '\0':
        return TV_NUMBER_NONE;
    case 'a':
        return TV_NUMBER_LOWER_LETTER;
    case 'A':
        return TV_NUMBER_UPPER_LETTER;
    case 'i':
        return TV_NUMBER_LOWER_ROMAN;
    case 'I':
        return TV_NUMBER_UPPER_ROMAN;
    case '1':
        return TV_NUMBER_DECIMAL;
    }
    return strncmp(format, "一", 3) == 0  ? TV_NUMBER_CHINESE
           : strncmp(format, "أ", 2) == 0 ? TV_NUMBER_ARABIC_ABJAD
           : strncmp(format, "А", 2) == 0 ? TV_NUMBER_UPPER_RUSSIAN
           : strncmp(format, "а", 2) == 0 ? TV_NUMBER_LOWER_RUSSIAN
                                          : TV_NUMBER_DECIMAL;
}

/* Prefix, the numbers of as many levels as are displayed with dots between them, suffix. */
static const char *pattern_of(struct tv_odf_styles *styles, const struct tv_xml_element *element,
                              long level)
{
    struct tv_buffer b = {0};
    const char *prefix = tv_xml_attribute(element, "num-prefix");
    const char *suffix = tv_xml_attribute(element, "num-suffix");
    long displayed = tv_xml_number(element, "display-levels", 1);
    tv_buffer_puts(&b, prefix ? prefix : "");
    for (long i = displayed > level || displayed < 1 ? 1 : level - displayed + 1; i <= level; i++)
        tv_buffer_printf(&b, "%c%s", (char)i, i < level ? "." : "");
    tv_buffer_puts(&b, suffix ? suffix : "");
    const char *pattern = tv_arena_strdup(&styles->lists.arena, b.data);
    tv_buffer_finish(&b);
    return pattern;
}

static void set_level(struct tv_odf_styles *styles, struct tv_list *list,
                      const struct tv_xml_element *element, bool numbered)
{
    long level = tv_xml_number(element, "level", 0);
    if (level < 1 || level > TV_LIST_LEVELS)
        return;
    struct tv_list_level *at = &list->levels[level - 1];
    *at = (struct tv_list_level){.style = TV_NUMBER_BULLET, .restart = (int)level - 1};
    const char *format = numbered ? tv_xml_attribute(element, "num-format") : NULL;
    if (!numbered)
        return;
    at->style = number_style(format);
    at->start = tv_xml_number(element, "start-value", 1);
    at->pattern = at->style == TV_NUMBER_NONE ? "" : pattern_of(styles, element, level);
}

void tv_odf_styles_note(struct tv_odf_styles *styles, const struct tv_xml_element *element)
{
    const char *name = element->name;
    if (strcmp(name, "style") == 0)
        begin_style(styles, element);
    else if (strcmp(name, "text-properties") == 0 && styles->current)
        styles->current->hidden = tv_xml_is(element, "display", "none");
    else if (strcmp(name, "list-style") == 0)
        begin_list(styles, element);
    else if (strcmp(name, "outline-style") == 0)
        styles->current_list = &styles->outline;
    else if (strncmp(name, "list-level-style-", 17) == 0 && styles->current_list)
        set_level(styles, &styles->current_list->list, element, strcmp(name + 17, "number") == 0);
    else if (strcmp(name, "outline-level-style") == 0 && styles->current_list)
        set_level(styles, &styles->current_list->list, element, true);
}

static void resolve(const struct tv_map *map, struct tv_odf_style *style, int depth)
{
    if (style->resolved)
        return;
    style->resolved = true;
    struct tv_odf_style *parent = tv_map_get(map, style->parent);
    if (!parent || depth == MOST_PARENTS)
        return;
    resolve(map, parent, depth + 1);
    style->title |= parent->title;
    style->hidden |= parent->hidden;
}

const struct tv_odf_style *tv_odf_style_of(const struct tv_map *map, const char *name)
{
    struct tv_odf_style *style = tv_map_get(map, name);
    if (style)
        resolve(map, style, 0);
    return style;
}

void tv_odf_styles_finish(struct tv_odf_styles *styles)
{
    tv_map_finish(&styles->paragraph);
    tv_map_finish(&styles->text);
    tv_map_finish(&styles->lists);
}
