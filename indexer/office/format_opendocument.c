/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OpenDocument (ODF 1.2 part 1): text, presentations and spreadsheets, in a package or flat.
 *
 * Lists and headings are numbered by counting, as their styles say. Notes stand in the text and come
 * after the paragraph they are in. Tracked deletions, annotations, hidden text, headers and footers
 * are left out. A slide is a page; a sheet is a heading and a table. */
#include "flow.h"
#include "opendocument.h"
#include "properties.h"
#include "zip.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_LISTS = 64,        /* that nest */
    MOST_CONTINUED = 10000, /* lists that can be continued by ID */
};

enum token {
    PARAGRAPH = 1,
    HEADING,
    SPAN,
    GAP,
    LIST,
    NUMBERED_PARAGRAPH,
    ITEM,
    LIST_HEADER,
    TABLE,
    ROW,
    CELL,
    COVERED_CELL,
    BOX, /* text that stands apart: text boxes and notes */
    FRAME,
    PAGE,
    SPREADSHEET,
    SECTION,
    HIDDEN_TEXT,
    HIDDEN_PARAGRAPH,
    LEFT_OUT
};

static const struct tv_xml_word words[] = {
    {"annotation", "office", LEFT_OUT},
    {"binary-data", "office", LEFT_OUT},
    {"covered-table-cell", "table", COVERED_CELL},
    {"desc", "svg", LEFT_OUT},
    {"forms", "office", LEFT_OUT},
    {"frame", "drawing", FRAME},
    {"h", "text", HEADING},
    {"hidden-paragraph", "text", HIDDEN_PARAGRAPH},
    {"hidden-text", "text", HIDDEN_TEXT},
    {"line-break", "text", GAP},
    {"list", "text", LIST},
    {"list-header", "text", LIST_HEADER},
    {"list-item", "text", ITEM},
    {"master-styles", "office", LEFT_OUT},
    {"note-body", "text", BOX},
    {"note-citation", "text", LEFT_OUT},
    {"number", "text", LEFT_OUT},
    {"numbered-paragraph", "text", NUMBERED_PARAGRAPH},
    {"p", "text", PARAGRAPH},
    {"page", "drawing", PAGE},
    {"ruby-text", "text", LEFT_OUT},
    {"s", "text", GAP},
    {"scripts", "office", LEFT_OUT},
    {"section", "text", SECTION},
    {"span", "text", SPAN},
    {"spreadsheet", "office", SPREADSHEET},
    {"tab", "text", GAP},
    {"table", "table", TABLE},
    {"table-cell", "table", CELL},
    {"table-row", "table", ROW},
    {"text-box", "drawing", BOX},
    {"title", "svg", LEFT_OUT},
    {"tracked-changes", "text", LEFT_OUT},
};

/* A list that is open. The list is NULL where text stands apart from the lists around it. */
struct open_list {
    struct tv_list *list;
    const char *style;
    unsigned level; /* from 0 */
    bool counts;    /* the next paragraph begins an item */
};

/* Counters of a list that another may continue. */
struct counters {
    long numbers[TV_LIST_LEVELS];
    bool counting[TV_LIST_LEVELS];
};

struct odf {
    struct tv_odf_styles styles;
    struct tv_flow flow;
    struct open_list lists[MOST_LISTS];
    size_t n_lists;       /* also those there is no room for */
    struct tv_list plain; /* for a list without a style, which has no labels */
    struct tv_map continued;
    size_t n_continued;
    struct counters *keep; /* of the outermost list, or NULL */
    struct tv_buffer label;
    long rows, columns; /* how often the row or cell is repeated */
    bool spreadsheet, title_frame;
    size_t hidden; /* paragraphs in which there is a field that hides them */
};

/* Lists */

static struct open_list *innermost(struct odf *o)
{
    return o->n_lists && o->n_lists <= MOST_LISTS ? &o->lists[o->n_lists - 1] : NULL;
}

static void push(struct odf *o, const struct open_list *list)
{
    if (o->n_lists < MOST_LISTS)
        o->lists[o->n_lists] = *list;
    o->n_lists++;
}

static void pop(struct odf *o)
{
    const struct open_list *list = innermost(o);
    if (list && list->list && o->keep && list->level == 0) {
        memcpy(o->keep->numbers, list->list->numbers, sizeof o->keep->numbers);
        memcpy(o->keep->counting, list->list->counting, sizeof o->keep->counting);
        o->keep = NULL;
    }
    if (o->n_lists)
        o->n_lists--;
}

/* A list of its own starts its numbers anew, or goes on with those of another. */
static void start_numbers(struct odf *o, struct tv_list *list, const struct tv_xml_element *element)
{
    const struct counters *other =
        tv_map_get(&o->continued, tv_xml_attribute(element, "continue-list"));
    if (other) {
        memcpy(list->numbers, other->numbers, sizeof list->numbers);
        memcpy(list->counting, other->counting, sizeof list->counting);
    } else if (!tv_xml_is(element, "continue-numbering", "true") &&
               !tv_xml_attribute(element, "continue-list")) {
        memset(list->counting, 0, sizeof list->counting);
    }
    const char *id = tv_xml_attribute_in(element, "XML/1998", "id");
    if (!id || o->n_continued == MOST_CONTINUED)
        return;
    o->n_continued++;
    o->keep = tv_arena_alloc(&o->continued.arena, sizeof *o->keep);
    tv_map_put(&o->continued, id, o->keep);
}

static void begin_list(struct odf *o, const struct tv_xml_element *element)
{
    const struct open_list *outer = innermost(o);
    if (outer && !outer->list)
        outer = NULL;
    const char *name = tv_xml_attribute(element, "style-name");
    struct tv_odf_list_style *style = tv_map_get(&o->styles.lists, name);
    struct open_list list = {.level = outer ? outer->level + 1 : 0};
    list.list = style ? &style->list : outer ? outer->list : &o->plain;
    if (!outer && style)
        start_numbers(o, list.list, element);
    push(o, &list);
}

static void begin_item(struct odf *o, const struct tv_xml_element *element)
{
    struct open_list *list = innermost(o);
    if (!list || !list->list)
        return;
    list->counts = true;
    long start = tv_xml_number(element, "start-value", -1);
    if (start >= 0)
        tv_list_restart(list->list, list->level, start);
}

static void begin_numbered(struct odf *o, const struct tv_xml_element *element)
{
    struct tv_odf_list_style *style =
        tv_map_get(&o->styles.lists, tv_xml_attribute(element, "style-name"));
    long level = tv_xml_number(element, "level", 1);
    push(o,
         &(struct open_list){.list = style ? &style->list : NULL,
                             .level = level < 1 || level > TV_LIST_LEVELS ? 0 : (unsigned)level - 1,
                             .counts = true});
}

/* Paragraphs */

static void number_heading(struct odf *o, const struct tv_xml_element *element, unsigned level)
{
    struct tv_list *list = &o->styles.outline.list;
    if (tv_xml_is(element, "is-list-header", "true") || level < 1 || level > TV_LIST_LEVELS)
        return;
    if (tv_xml_is(element, "restart-numbering", "true"))
        tv_list_restart(list, level - 1, tv_xml_number(element, "start-value", 1));
    tv_list_next(list, level - 1, &o->label);
    tv_flow_label(&o->flow, o->label.data);
}

static void number_item(struct odf *o, struct open_list *list)
{
    if (!list->counts)
        return;
    list->counts = false;
    tv_list_next(list->list, list->level, &o->label);
    tv_flow_label(&o->flow, o->label.data);
}

/* Whether it is to be shown. */
static bool begin_paragraph(struct odf *o, int token, const struct tv_xml_element *element)
{
    const struct tv_odf_style *style =
        tv_odf_style_of(&o->styles.paragraph, tv_xml_attribute(element, "style-name"));
    if (style && style->hidden)
        return false;
    struct open_list *list = innermost(o);
    bool in_list = list && list->list;
    struct tv_block *block = tv_flow_open(&o->flow);
    if (in_list) {
        block->type = TV_BLOCK_ITEM;
        block->level = list->level + 1;
    }
    if (token == HEADING || o->title_frame || (style && style->title)) {
        long level = tv_xml_number(element, "outline-level", 1);
        block->type = TV_BLOCK_HEADING;
        block->level = level > 0 ? (unsigned)level : 1;
    }
    if (in_list)
        number_item(o, list);
    else if (token == HEADING)
        number_heading(o, element, block->level);
    return true;
}

static void end_paragraph(struct odf *o)
{
    if (o->hidden == o->flow.n_open && o->hidden)
        tv_flow_drop(&o->flow);
    else
        tv_flow_close(&o->flow);
    if (o->hidden > o->flow.n_open)
        o->hidden = 0;
}

static bool begin_span(struct odf *o, const struct tv_xml_element *element)
{
    const struct tv_odf_style *style =
        tv_odf_style_of(&o->styles.text, tv_xml_attribute(element, "style-name"));
    return !style || !style->hidden;
}

/* Tables, slides and frames */

static bool begin_table(struct odf *o, const struct tv_xml_element *element)
{
    if (o->spreadsheet && o->flow.depth == 0) {
        /* Not through the flow: the name of a sheet is no guess at the title. */
        tv_extraction_add(o->flow.x, &(struct tv_block){.type = TV_BLOCK_HEADING,
                                                        .level = 1,
                                                        .text = tv_xml_attribute(element, "name")});
    }
    tv_flow_table(&o->flow);
    push(o, &(struct open_list){0});
    return true;
}

static bool begin_frame(struct odf *o, const struct tv_xml_element *element)
{
    static const char *const left_out[] = {"header", "footer", "date-time", "page-number", "page"};
    const char *class = tv_xml_attribute(element, "class");
    for (size_t i = 0; class && i < sizeof left_out / sizeof *left_out; i++) {
        if (strcmp(class, left_out[i]) == 0)
            return false;
    }
    o->title_frame = class && strcmp(class, "title") == 0;
    return true;
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct odf *o = self;
    switch ((enum token)token) {
    case PARAGRAPH:
    case HEADING:
        return begin_paragraph(o, token, element);
    case SPAN:
        return begin_span(o, element);
    case GAP:
        tv_flow_puts(&o->flow, " ");
        return true;
    case LIST:
        begin_list(o, element);
        return true;
    case NUMBERED_PARAGRAPH:
        begin_numbered(o, element);
        return true;
    case ITEM:
        begin_item(o, element);
        return true;
    case LIST_HEADER:
        return true;
    case TABLE:
        return begin_table(o, element);
    case ROW:
        tv_flow_row(&o->flow);
        o->rows = tv_xml_number(element, "number-rows-repeated", 1);
        return true;
    case CELL:
        tv_flow_cell(&o->flow, tv_xml_number(element, "number-columns-repeated", 1));
        return true;
    case COVERED_CELL:
        tv_flow_skip(&o->flow, tv_xml_number(element, "number-columns-repeated", 1));
        return false;
    case BOX:
        push(o, &(struct open_list){0});
        return true;
    case FRAME:
        return begin_frame(o, element);
    case PAGE:
        o->flow.page++;
        return true;
    case SPREADSHEET:
        o->spreadsheet = true;
        return true;
    case SECTION:
        return !tv_xml_is(element, "display", "none") && !tv_xml_is(element, "is-hidden", "true");
    case HIDDEN_TEXT:
        return !tv_xml_is(element, "is-hidden", "true");
    case HIDDEN_PARAGRAPH:
        if (tv_xml_is(element, "is-hidden", "true"))
            o->hidden = o->flow.n_open;
        return true;
    case LEFT_OUT:
        return false;
    }
    tv_odf_styles_note(&o->styles, element);
    return true;
}

static void end(void *self, int token)
{
    struct odf *o = self;
    if (token == PARAGRAPH || token == HEADING)
        end_paragraph(o);
    else if (token == ROW)
        tv_flow_skip_rows(&o->flow, o->rows - 1);
    else if (token == TABLE)
        tv_flow_table_end(&o->flow);
    else if (token == FRAME)
        o->title_frame = false;
    if (token == LIST || token == NUMBERED_PARAGRAPH || token == BOX || token == TABLE)
        pop(o);
}

static void text(void *self, const char *s, size_t n)
{
    tv_flow_text(&((struct odf *)self)->flow, s, n);
}

static const struct tv_xml_reader reader = {words, sizeof words / sizeof *words, start, end, text};

static bool wanted(const char *name)
{
    return strcmp(name, "content.xml") == 0 || strcmp(name, "styles.xml") == 0 ||
           strcmp(name, "meta.xml") == 0 || strcmp(name, "meta-inf/manifest.xml") == 0;
}

static bool read_package(struct odf *o, const struct tv_zip *zip, struct tv_error *err)
{
    static const char encryption[] = "encryption-data";
    const struct tv_zip_part *manifest = tv_zip_find(zip, "META-INF/manifest.xml");
    const struct tv_zip_part *meta = tv_zip_find(zip, "meta.xml");
    const struct tv_zip_part *styles = tv_zip_find(zip, "styles.xml");
    const struct tv_zip_part *content = tv_zip_find(zip, "content.xml");
    if (manifest && memmem(manifest->bytes, manifest->size, encryption, sizeof encryption - 1))
        return tv_fail(err, TV_REFUSED, "password-protected");
    if (!content)
        return tv_fail(err, TV_REFUSED, "damaged package: it has no content.xml");
    if (meta)
        tv_properties_read(o->flow.x, meta->bytes, meta->size, "document properties");
    return (!styles || tv_xml_read(styles->bytes, styles->size, styles->name, &reader, o, err)) &&
           tv_xml_read(content->bytes, content->size, content->name, &reader, o, err);
}

static bool read_flat(struct odf *o, const struct tv_member *member, struct tv_error *err)
{
    tv_properties_read(o->flow.x, member->bytes, member->size, "document properties");
    return tv_xml_read(member->bytes, member->size, "the document", &reader, o, err);
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct odf *o = tv_alloc(sizeof *o);
    struct tv_zip zip = {0};
    o->flow.x = x;
    bool ok = tv_package_of(member) == TV_PACKAGE_OPENDOCUMENT
                  ? tv_zip_open(&zip, member, wanted, err) && read_package(o, &zip, err)
                  : read_flat(o, member, err);
    ok = ok && tv_flow_check(&o->flow, err);
    tv_zip_finish(&zip);
    tv_flow_finish(&o->flow);
    tv_odf_styles_finish(&o->styles);
    tv_map_finish(&o->continued);
    tv_buffer_finish(&o->label);
    free(o);
    return ok;
}

static int recognise(const struct tv_member *member)
{
    static const char flat[] = "urn:oasis:names:tc:opendocument:xmlns:office";
    if (tv_package_of(member) == TV_PACKAGE_OPENDOCUMENT)
        return 95;
    char name[64], space[256];
    size_t look = member->size < 4096 ? member->size : 4096;
    if (!memmem(member->bytes, look, flat, sizeof flat - 1) ||
        !tv_xml_root(member->bytes, member->size, name, space))
        return 0;
    return strcmp(name, "document") == 0 && strstr(space, "opendocument") ? 95 : 0;
}

const struct tv_format tv_format_opendocument = {"opendocument", recognise, extract};
