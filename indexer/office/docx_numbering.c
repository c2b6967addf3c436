/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbering of a DOCX file (docx.h). What a list looks like is an abstract definition; lists that
 * share one also share its counters, unless they start anew or change a level. */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 9 };

struct tv_docx_abstract {
    struct tv_list list;
    const char *styles[LEVELS]; /* that levels are tied to */
    const char *link;           /* style whose list is meant instead, or NULL */
};

struct tv_docx_num {
    const char *abstract_id;
    struct tv_docx_abstract *own; /* where it changes levels */
    bool starts[LEVELS];          /* once, when the level is first used */
    long start[LEVELS];
    struct tv_list_level *levels[LEVELS]; /* changed */
};

enum token {
    ABSTRACT = 1,
    NUM,
    ABSTRACT_ID,
    LEVEL,
    START,
    FORMAT,
    TEXT,
    RESTART,
    LEGAL,
    STYLE,
    OVERRIDE,
    START_OVERRIDE,
    LINK
};

#define W "wordprocessingml"
static const struct tv_xml_word words[] = {
    {"abstractNum", W, ABSTRACT},
    {"abstractNumId", W, ABSTRACT_ID},
    {"isLgl", W, LEGAL},
    {"lvl", W, LEVEL},
    {"lvlOverride", W, OVERRIDE},
    {"lvlRestart", W, RESTART},
    {"lvlText", W, TEXT},
    {"num", W, NUM},
    {"numFmt", W, FORMAT},
    {"numStyleLink", W, LINK},
    {"pStyle", W, STYLE},
    {"start", W, START},
    {"startOverride", W, START_OVERRIDE},
};

struct reading {
    struct tv_docx_numbering *numbering;
    struct tv_arena *arena;
    struct tv_docx_abstract *abstract;
    struct tv_docx_num *num;
    struct tv_list_level *level;
    unsigned at; /* index of the level */
};

static enum tv_number_style style_of(const char *format)
{
    static const struct {
        const char *name;
        enum tv_number_style style;
    } styles[] = {
        {"bullet", TV_NUMBER_BULLET},
        {"none", TV_NUMBER_NONE},
        {"decimalZero", TV_NUMBER_DECIMAL_ZERO},
        {"lowerLetter", TV_NUMBER_LOWER_LETTER},
        {"upperLetter", TV_NUMBER_UPPER_LETTER},
        {"lowerRoman", TV_NUMBER_LOWER_ROMAN},
        {"upperRoman", TV_NUMBER_UPPER_ROMAN},
        {"ordinal", TV_NUMBER_ORDINAL},
        {"russianLower", TV_NUMBER_LOWER_RUSSIAN},
        {"russianUpper", TV_NUMBER_UPPER_RUSSIAN},
        {"arabicAlpha", TV_NUMBER_ARABIC_ALPHA},
        {"arabicAbjad", TV_NUMBER_ARABIC_ABJAD},
        {"chineseCounting", TV_NUMBER_CHINESE},
        {"chineseCountingThousand", TV_NUMBER_CHINESE},
        {"taiwaneseCountingThousand", TV_NUMBER_CHINESE},
        {"japaneseCounting", TV_NUMBER_CHINESE},
        {"ideographDigital", TV_NUMBER_CHINESE},
    };
    for (size_t i = 0; format && i < sizeof styles / sizeof *styles; i++) {
        if (strcmp(styles[i].name, format) == 0)
            return styles[i].style;
    }
    return TV_NUMBER_DECIMAL;
}

/* "%1.%2" with the bytes 1 and 2 for the numbers. */
static const char *pattern_of(struct tv_arena *arena, const char *text)
{
    char *pattern = tv_arena_strdup(arena, text ? text : ""), *out = pattern;
    for (const char *in = pattern; *in; in++) {
        if (in[0] == '%' && in[1] >= '1' && in[1] <= '9')
            *out++ = (char)(*++in - '0');
        else if ((unsigned char)*in >= ' ')
            *out++ = *in;
    }
    *out = '\0';
    return pattern;
}

static void begin_level(struct reading *r, const struct tv_xml_element *element)
{
    long at = tv_xml_number(element, "ilvl", 0);
    r->level = NULL;
    if (at < 0 || at >= LEVELS)
        return;
    r->at = (unsigned)at;
    if (r->num)
        r->level = r->num->levels[at] = tv_arena_alloc(r->arena, sizeof *r->level);
    else if (r->abstract)
        r->level = &r->abstract->list.levels[at];
    if (r->level)
        *r->level =
            (struct tv_list_level){.style = TV_NUMBER_DECIMAL, .restart = (int)at, .pattern = ""};
}

static void set_level(struct reading *r, int token, const struct tv_xml_element *element)
{
    struct tv_list_level *level = r->level;
    if (token == START)
        level->start = tv_xml_number(element, "val", 0);
    else if (token == FORMAT)
        level->style = style_of(tv_xml_attribute(element, "val"));
    else if (token == TEXT)
        level->pattern = pattern_of(r->arena, tv_xml_attribute(element, "val"));
    else if (token == RESTART)
        level->restart = (int)tv_xml_number(element, "val", level->restart);
    else if (token == LEGAL)
        level->legal = tv_ooxml_on(element);
    else if (token == STYLE && r->abstract)
        r->abstract->styles[r->at] = tv_arena_strdup(r->arena, tv_xml_attribute(element, "val"));
}

static void set_override(struct reading *r, const struct tv_xml_element *element)
{
    if (!r->num || r->at >= LEVELS)
        return;
    r->num->starts[r->at] = true;
    r->num->start[r->at] = tv_xml_number(element, "val", 1);
}

static void begin(struct reading *r, int token, const struct tv_xml_element *element)
{
    if (token == ABSTRACT) {
        r->abstract = tv_arena_alloc(r->arena, sizeof *r->abstract);
        tv_map_put(&r->numbering->abstract, tv_xml_attribute(element, "abstractNumId"),
                   r->abstract);
    } else if (token == NUM) {
        r->num = tv_arena_alloc(r->arena, sizeof *r->num);
        tv_map_put(&r->numbering->nums, tv_xml_attribute(element, "numId"), r->num);
    }
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct reading *r = self;
    const char *value = tv_xml_attribute(element, "val");
    if (token == ABSTRACT || token == NUM)
        begin(r, token, element);
    else if (token == LINK && r->abstract)
        r->abstract->link = tv_arena_strdup(r->arena, value);
    else if (token == ABSTRACT_ID && r->num)
        r->num->abstract_id = tv_arena_strdup(r->arena, value);
    else if (token == OVERRIDE)
        r->at = (unsigned)tv_xml_number(element, "ilvl", 0);
    else if (token == START_OVERRIDE)
        set_override(r, element);
    else if (token == LEVEL)
        begin_level(r, element);
    else if (r->level)
        set_level(r, token, element);
    return true;
}

static void end(void *self, int token)
{
    struct reading *r = self;
    if (token == LEVEL)
        r->level = NULL;
    else if (token == ABSTRACT)
        r->abstract = NULL;
    else if (token == NUM)
        r->num = NULL;
}

bool tv_docx_numbering_read(struct tv_docx_numbering *numbering, struct tv_ooxml *package,
                            const struct tv_docx_styles *styles, struct tv_error *err)
{
    static const struct tv_xml_reader reader = {
        .words = words, .n_words = sizeof words / sizeof *words, .start = start, .end = end};
    numbering->styles = styles;
    struct reading r = {.numbering = numbering, .arena = &numbering->nums.arena};
    const char *part = tv_map_get(&package->relations.by_type, "numbering");
    return tv_ooxml_read(package, part, &reader, &r, err);
}

static struct tv_docx_abstract *shared(const struct tv_docx_numbering *numbering,
                                       const struct tv_docx_num *num)
{
    struct tv_docx_abstract *abstract = tv_map_get(&numbering->abstract, num->abstract_id);
    if (!abstract || !abstract->link)
        return abstract;
    const struct tv_docx_style *style = tv_docx_style_of(numbering->styles, abstract->link);
    const struct tv_docx_num *linked = style ? tv_map_get(&numbering->nums, style->num) : NULL;
    struct tv_docx_abstract *other =
        linked ? tv_map_get(&numbering->abstract, linked->abstract_id) : NULL;
    return other ? other : abstract;
}

/* The definition that the list counts with: its own copy if it changes levels. */
static struct tv_docx_abstract *abstract_of(struct tv_docx_numbering *numbering,
                                            struct tv_docx_num *num)
{
    if (num->own)
        return num->own;
    struct tv_docx_abstract *abstract = shared(numbering, num);
    if (!abstract)
        return NULL;
    num->own = abstract;
    for (unsigned i = 0; i < LEVELS; i++) {
        if (!num->levels[i])
            continue;
        if (num->own == abstract) {
            num->own = tv_arena_alloc(&numbering->nums.arena, sizeof *abstract);
            *num->own = *abstract;
            memset(num->own->list.counting, 0, sizeof num->own->list.counting);
        }
        num->own->list.levels[i] = *num->levels[i];
    }
    return num->own;
}

static int level_of_style(const struct tv_docx_abstract *abstract, const char *style)
{
    for (int i = 0; style && i < LEVELS; i++) {
        if (abstract->styles[i] && strcmp(abstract->styles[i], style) == 0)
            return i;
    }
    return 0;
}

bool tv_docx_number(struct tv_docx_numbering *numbering, const char *id, int level,
                    const char *style, struct tv_buffer *label, int *ret_level)
{
    struct tv_docx_num *num = tv_map_get(&numbering->nums, id);
    struct tv_docx_abstract *abstract = num ? abstract_of(numbering, num) : NULL;
    if (!abstract)
        return false;
    if (level < 0)
        level = level_of_style(abstract, style);
    if (level >= LEVELS)
        level = LEVELS - 1;
    if (num->starts[level]) {
        num->starts[level] = false;
        tv_list_restart(&abstract->list, (unsigned)level, num->start[level]);
    }
    tv_list_next(&abstract->list, (unsigned)level, label);
    *ret_level = level;
    return true;
}

void tv_docx_numbering_finish(struct tv_docx_numbering *numbering)
{
    tv_map_finish(&numbering->abstract);
    tv_map_finish(&numbering->nums);
}
