/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PPTX: PresentationML in a package (ECMA-376 part 1, 19 and 21). A slide is a page: its shapes in
 * their order, then the text of its diagrams, then its notes. Titles are headings. What the layout
 * puts on every slide (footer, date, number) is left out. */
#include "flow.h"
#include "numbering.h"
#include "ooxml.h"

#include <stdlib.h>
#include <string.h>

enum token {
    SHAPE = 1,
    PLACEHOLDER,
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    BULLET,
    NUMBER,
    NO_BULLET,
    TEXT,
    BREAK,
    TABLE,
    ROW,
    CELL,
    DIAGRAM,
    SLIDE,
    LEFT_OUT
};

#define A "drawingml"
#define P "presentationml"
static const struct tv_xml_word words[] = {
    {"Fallback", "markup-compatibility", LEFT_OUT},
    {"br", A, BREAK},
    {"buAutoNum", A, NUMBER},
    {"buBlip", A, BULLET},
    {"buChar", A, BULLET},
    {"buNone", A, NO_BULLET},
    {"extLst", "", LEFT_OUT},
    {"p", A, PARAGRAPH},
    {"pPr", A, PARAGRAPH_PROPERTIES},
    {"ph", P, PLACEHOLDER},
    {"relIds", "drawingml", DIAGRAM},
    {"sldId", P, SLIDE},
    {"sp", "", SHAPE},
    {"t", A, TEXT},
    {"tab", A, BREAK},
    {"tabLst", A, LEFT_OUT},
    {"tbl", A, TABLE},
    {"tc", A, CELL},
    {"tr", A, ROW},
};

enum shape { SHAPE_OTHER, SHAPE_TITLE, SHAPE_BODY, SHAPE_CONTENT, SHAPE_LEFT_OUT };

/* Names of parts, to be read later. */
struct names {
    const char **names;
    size_t n, capacity;
};

struct pptx {
    struct tv_ooxml package;
    struct tv_flow flow;
    struct tv_arena arena;
    struct names slides, diagrams;
    const struct tv_relations *relations; /* of the part that is being read */
    struct tv_list list;                  /* of the shape */
    struct tv_buffer label;
    enum shape shape;
    bool in_notes, in_text;
    bool bullet, numbered; /* the paragraph */
    unsigned level;        /* of the paragraph, from 0 */
};

static void add_name(struct names *names, const char *name)
{
    if (!name)
        return;
    TV_GROW(names->names, names->n, names->capacity);
    names->names[names->n++] = name;
}

static enum shape shape_of(const struct pptx *p, const struct tv_xml_element *element)
{
    static const struct {
        const char *type;
        enum shape shape;
    } shapes[] = {
        {"title", SHAPE_TITLE},     {"ctrTitle", SHAPE_TITLE}, {"body", SHAPE_BODY},
        {"obj", SHAPE_CONTENT},     {"subTitle", SHAPE_BODY},  {"hdr", SHAPE_LEFT_OUT},
        {"ftr", SHAPE_LEFT_OUT},    {"dt", SHAPE_LEFT_OUT},    {"sldNum", SHAPE_LEFT_OUT},
        {"sldImg", SHAPE_LEFT_OUT},
    };
    const char *type = tv_xml_attribute(element, "type");
    if (p->in_notes)
        return type && strcmp(type, "body") == 0 ? SHAPE_BODY : SHAPE_LEFT_OUT;
    for (size_t i = 0; type && i < sizeof shapes / sizeof *shapes; i++) {
        if (strcmp(shapes[i].type, type) == 0)
            return shapes[i].shape;
    }
    return type ? SHAPE_OTHER : SHAPE_CONTENT;
}

/* "arabicPeriod", "alphaLcParenBoth", ... */
static void begin_number(struct pptx *p, const struct tv_xml_element *element)
{
    static const struct {
        const char *prefix;
        enum tv_number_style style;
    } styles[] = {
        {"alphaLc", TV_NUMBER_LOWER_LETTER}, {"alphaUc", TV_NUMBER_UPPER_LETTER},
        {"romanLc", TV_NUMBER_LOWER_ROMAN},  {"romanUc", TV_NUMBER_UPPER_ROMAN},
        {"ea1", TV_NUMBER_CHINESE},          {"arabic1", TV_NUMBER_ARABIC_ALPHA},
    };
    static const char *const patterns[] = {"\1.", "\2.", "\3.",  "\4.", "\5.",
                                           "\6.", "\7.", "\10.", "\11."};
    static const char *const parens[] = {"\1)", "\2)", "\3)",  "\4)", "\5)",
                                         "\6)", "\7)", "\10)", "\11)"};
    static const char *const both[] = {"(\1)", "(\2)", "(\3)",  "(\4)", "(\5)",
                                       "(\6)", "(\7)", "(\10)", "(\11)"};
    const char *type = tv_xml_attribute(element, "type");
    struct tv_list_level *level = &p->list.levels[p->level];
    *level = (struct tv_list_level){.style = TV_NUMBER_DECIMAL, .restart = (int)p->level};
    for (size_t i = 0; type && i < sizeof styles / sizeof *styles; i++) {
        if (strncmp(type, styles[i].prefix, strlen(styles[i].prefix)) == 0)
            level->style = styles[i].style;
    }
    const char *const *pattern = type && strstr(type, "ParenBoth") ? both
                                 : type && strstr(type, "ParenR")  ? parens
                                                                   : patterns;
    level->pattern = pattern[p->level];
    level->start = tv_xml_number(element, "startAt", 1);
    p->bullet = p->numbered = true;
}

static void begin_paragraph(struct pptx *p)
{
    p->level = 0;
    p->bullet = p->shape == SHAPE_CONTENT && p->flow.depth == 0;
    p->numbered = false;
    if (p->shape == SHAPE_TITLE && p->flow.n_open)
        tv_flow_puts(&p->flow, " ");
    else
        tv_flow_open(&p->flow);
}

/* The lines of a title are one heading, which ends with the shape. */
static void end_paragraph(struct pptx *p)
{
    struct tv_block *block = tv_flow_block(&p->flow);
    if (p->shape == SHAPE_TITLE) {
        block->type = TV_BLOCK_HEADING;
        block->level = 1;
        return;
    }
    if (p->numbered && !tv_flow_empty(&p->flow)) {
        tv_list_next(&p->list, p->level, &p->label);
        tv_flow_label(&p->flow, p->label.data);
    } else if (!tv_flow_empty(&p->flow)) {
        p->list.counting[p->level] = false;
    }
    if (p->bullet) {
        block->type = TV_BLOCK_ITEM;
        block->level = p->level + 1;
    }
    tv_flow_close(&p->flow);
}

static void begin_shape(struct pptx *p)
{
    p->shape = p->in_notes ? SHAPE_LEFT_OUT : SHAPE_OTHER;
    p->list = (struct tv_list){0};
}

static void add_slide(struct pptx *p, const struct tv_xml_element *element)
{
    const char *id = tv_xml_attribute_in(element, "relationships", "id");
    if (p->slides.n < TV_ZIP_PARTS)
        add_name(&p->slides, tv_map_get(&p->relations->by_id, id));
}

static void add_diagram(struct pptx *p, const struct tv_xml_element *element)
{
    const char *name = tv_map_get(&p->relations->by_id, tv_xml_attribute(element, "dm"));
    add_name(&p->diagrams, tv_arena_strdup(&p->arena, name));
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct pptx *p = self;
    switch ((enum token)token) {
    case SHAPE:
        begin_shape(p);
        break;
    case PLACEHOLDER:
        p->shape = shape_of(p, element);
        break;
    case PARAGRAPH:
        if (p->shape == SHAPE_LEFT_OUT)
            return false;
        begin_paragraph(p);
        break;
    case PARAGRAPH_PROPERTIES: {
        long level = tv_xml_number(element, "lvl", 0);
        p->level = level < 0 || level > 8 ? 8 : (unsigned)level;
        break;
    }
    case BULLET:
        p->bullet = true;
        break;
    case NO_BULLET:
        p->bullet = false;
        break;
    case NUMBER:
        begin_number(p, element);
        break;
    case TEXT:
        p->in_text = true;
        break;
    case BREAK:
        tv_flow_puts(&p->flow, " ");
        break;
    case TABLE:
        p->shape = SHAPE_OTHER;
        tv_flow_table(&p->flow);
        break;
    case ROW:
        tv_flow_row(&p->flow);
        break;
    case CELL: /* merged cells are all there, the covered ones empty */
        tv_flow_cell(&p->flow, 1);
        break;
    case DIAGRAM:
        add_diagram(p, element);
        break;
    case SLIDE:
        add_slide(p, element);
        break;
    case LEFT_OUT:
        return false;
    }
    return true;
}

static void end(void *self, int token)
{
    struct pptx *p = self;
    if (token == PARAGRAPH)
        end_paragraph(p);
    else if (token == SHAPE && p->flow.n_open)
        tv_flow_close(&p->flow);
    else if (token == TEXT)
        p->in_text = false;
    else if (token == TABLE)
        tv_flow_table_end(&p->flow);
}

static void text(void *self, const char *s, size_t n)
{
    struct pptx *p = self;
    if (p->in_text)
        tv_flow_text(&p->flow, s, n);
}

static const struct tv_xml_reader reader = {words, sizeof words / sizeof *words, start, end, text};

static bool read_notes(struct pptx *p, struct tv_error *err)
{
    p->in_notes = true;
    p->shape = SHAPE_LEFT_OUT;
    const char *notes = tv_map_get(&p->relations->by_type, "notesSlide");
    bool ok = tv_ooxml_read(&p->package, notes, &reader, p, err);
    p->in_notes = false;
    return ok;
}

static bool read_slide(struct pptx *p, const char *name, struct tv_error *err)
{
    struct tv_relations relations;
    tv_relations_read(&p->package, name, &relations);
    p->relations = &relations; // cppcheck-suppress autoVariables ; until the end of this function
    p->shape = SHAPE_OTHER;
    p->diagrams.n = 0;
    bool ok = tv_ooxml_read(&p->package, name, &reader, p, err);
    for (size_t i = 0; ok && i < p->diagrams.n; i++) {
        p->shape = SHAPE_OTHER;
        ok = tv_ooxml_read(&p->package, p->diagrams.names[i], &reader, p, err);
    }
    ok = ok && read_notes(p, err);
    tv_relations_finish(&relations);
    p->relations = &p->package.relations;
    return ok && tv_flow_check(&p->flow, err);
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct pptx p = {.flow = {.x = x}};
    bool ok = tv_ooxml_open(&p.package, member, x, err);
    p.relations = &p.package.relations;
    ok = ok && tv_ooxml_read(&p.package, p.package.main, &reader, &p, err);
    for (size_t i = 0; ok && i < p.slides.n; i++) {
        p.flow.page = (uint32_t)i + 1;
        ok = read_slide(&p, p.slides.names[i], err);
    }
    tv_ooxml_finish(&p.package);
    tv_flow_finish(&p.flow);
    tv_buffer_finish(&p.label);
    tv_arena_finish(&p.arena);
    free(p.slides.names);
    free(p.diagrams.names);
    return ok;
}

static int recognise(const struct tv_member *member)
{
    return tv_package_of(member) == TV_PACKAGE_PPTX ? 95 : 0;
}

const struct tv_format tv_format_pptx = {"pptx", recognise, extract};
