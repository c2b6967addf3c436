/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XHTML as running text (xhtml.h). At most one paragraph is open: text opens it, and every start
 * and end of a block closes it. What kind of paragraph it is, is known from the headings, lists and
 * tables that are open around it. */
#include "xhtml.h"

#include "numbering.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LISTS = 64, MOST_COLUMNS = 64 };

enum token {
    BLOCK = 1,
    HEADING,
    ORDERED,
    UNORDERED,
    ITEM,
    TABLE,
    ROW,
    CELL,
    BREAK,
    LINK,
    SPAN,
    LEFT_OUT
};

static const struct tv_xml_word words[] = {
    {"a", "", LINK},
    {"address", "", BLOCK},
    {"annotation", "", LEFT_OUT},
    {"article", "", BLOCK},
    {"aside", "", BLOCK},
    {"audio", "", LEFT_OUT},
    {"blockquote", "", BLOCK},
    {"body", "", BLOCK},
    {"br", "", BREAK},
    {"caption", "", BLOCK},
    {"dd", "", BLOCK},
    {"div", "", BLOCK},
    {"dl", "", BLOCK},
    {"dt", "", BLOCK},
    {"figcaption", "", BLOCK},
    {"figure", "", BLOCK},
    {"footer", "", BLOCK},
    {"h1", "", HEADING},
    {"h2", "", HEADING},
    {"h3", "", HEADING},
    {"h4", "", HEADING},
    {"h5", "", HEADING},
    {"h6", "", HEADING},
    {"head", "", LEFT_OUT},
    {"header", "", BLOCK},
    {"hr", "", BLOCK},
    {"li", "", ITEM},
    {"main", "", BLOCK},
    {"nav", "", BLOCK},
    {"noscript", "", LEFT_OUT},
    {"object", "", LEFT_OUT},
    {"ol", "", ORDERED},
    {"p", "", BLOCK},
    {"pre", "", BLOCK},
    {"rp", "", LEFT_OUT},
    {"rt", "", LEFT_OUT},
    {"script", "", LEFT_OUT},
    {"section", "", BLOCK},
    {"span", "", SPAN},
    {"style", "", LEFT_OUT},
    {"table", "", TABLE},
    {"td", "", CELL},
    {"template", "", LEFT_OUT},
    {"th", "", CELL},
    {"tr", "", ROW},
    {"ul", "", UNORDERED},
    {"video", "", LEFT_OUT},
};

struct list {
    enum tv_number_style style;
    long next;
};

struct xhtml {
    struct tv_flow *flow;
    struct list lists[MOST_LISTS];
    size_t n_lists; /* also those there is no room for */
    /* How many rows below it a cell still covers, for each column of each open table. */
    uint16_t covered[TV_FLOW_TABLES + 1][MOST_COLUMNS];
    struct tv_buffer label;
    unsigned heading; /* level of the open heading, or 0 */
    bool labelled;    /* the next paragraph gets the label */
};

static void close_block(struct xhtml *h)
{
    if (h->flow->n_open)
        tv_flow_close(h->flow);
}

static void open_block(struct xhtml *h)
{
    struct tv_block *block = tv_flow_open(h->flow);
    if (h->heading) {
        block->type = TV_BLOCK_HEADING;
        block->level = h->heading;
    } else if (h->n_lists) {
        block->type = TV_BLOCK_ITEM;
        block->level = (unsigned)h->n_lists;
    }
    if (h->labelled)
        tv_flow_label(h->flow, h->label.data);
    h->labelled = false;
}

/* Lists */

static void begin_list(struct xhtml *h, bool ordered, const struct tv_xml_element *element)
{
    const char *type = tv_xml_attribute(element, "type");
    enum tv_number_style style = TV_NUMBER_BULLET;
    if (ordered)
        style = !type            ? TV_NUMBER_DECIMAL
                : type[0] == 'a' ? TV_NUMBER_LOWER_LETTER
                : type[0] == 'A' ? TV_NUMBER_UPPER_LETTER
                : type[0] == 'i' ? TV_NUMBER_LOWER_ROMAN
                : type[0] == 'I' ? TV_NUMBER_UPPER_ROMAN
                                 : TV_NUMBER_DECIMAL;
    if (h->n_lists < MOST_LISTS)
        h->lists[h->n_lists] =
            (struct list){.style = style, .next = tv_xml_number(element, "start", 1)};
    h->n_lists++;
}

static void begin_item(struct xhtml *h, const struct tv_xml_element *element)
{
    h->labelled = false;
    if (h->n_lists == 0 || h->n_lists > MOST_LISTS)
        return;
    struct list *list = &h->lists[h->n_lists - 1];
    list->next = tv_xml_number(element, "value", list->next);
    if (list->style == TV_NUMBER_BULLET)
        return;
    tv_buffer_clear(&h->label);
    tv_number_add(&h->label, list->style, list->next++);
    tv_buffer_putc(&h->label, '.');
    h->labelled = true;
}

/* Tables */

static uint16_t *covered(struct xhtml *h)
{
    return h->covered[h->flow->depth < TV_FLOW_TABLES ? h->flow->depth : TV_FLOW_TABLES];
}

/* How many columns from this one on cells of rows above cover. */
static long covered_at(struct xhtml *h, uint32_t column)
{
    long n = 0;
    while (column >= 1 && column + n <= MOST_COLUMNS && covered(h)[column + n - 1])
        covered(h)[column + n++ - 1]--;
    return n;
}

static uint32_t next_column(const struct xhtml *h)
{
    size_t depth = h->flow->depth < TV_FLOW_TABLES ? h->flow->depth : TV_FLOW_TABLES;
    return h->flow->tables[depth].next_column;
}

static void begin_cell(struct xhtml *h, const struct tv_xml_element *element)
{
    long columns = tv_xml_number(element, "colspan", 1);
    long rows = tv_xml_number(element, "rowspan", 1);
    tv_flow_skip(h->flow, covered_at(h, next_column(h)));
    uint32_t at = next_column(h);
    tv_flow_cell(h->flow, columns);
    for (long i = 0; i < columns && at >= 1 && at + i <= MOST_COLUMNS; i++)
        covered(h)[at + i - 1] = (uint16_t)(rows > 1 && rows < 1000 ? rows - 1 : 0);
}

static void begin_table(struct xhtml *h)
{
    tv_flow_table(h->flow);
    memset(covered(h), 0, sizeof h->covered[0]);
}

/* A row's last cells may be covered from above. */
static void end_row(struct xhtml *h)
{
    for (uint32_t column = next_column(h); column >= 1 && column <= MOST_COLUMNS; column++) {
        if (covered(h)[column - 1])
            covered(h)[column - 1]--;
    }
}

/* Elements */

static bool is_hidden(const struct tv_xml_element *element)
{
    const char *style = tv_xml_attribute(element, "style");
    const char *display = style ? strstr(style, "display:") : NULL;
    if (display && strncmp(display + 8 + strspn(display + 8, " "), "none", 4) == 0)
        return true;
    return tv_xml_attribute(element, "hidden") != NULL;
}

/* Numbers of printed pages, and marks of notes, stand in the middle of sentences. */
static bool is_mark(const struct tv_xml_element *element)
{
    const char *type = tv_xml_attribute_in(element, "idpf", "type");
    const char *role = tv_xml_attribute(element, "role");
    return (type && (strstr(type, "pagebreak") || strstr(type, "noteref"))) ||
           (role && (strcmp(role, "doc-pagebreak") == 0 || strcmp(role, "doc-noteref") == 0));
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct xhtml *h = self;
    if (token == LEFT_OUT || is_hidden(element))
        return false;
    switch ((enum token)token) {
    case BREAK:
        tv_flow_puts(h->flow, " ");
        return true;
    case LINK:
    case SPAN:
        return !is_mark(element);
    case BLOCK:
        if (is_mark(element))
            return false;
        break;
    case HEADING:
        h->heading = (unsigned)(element->name[1] - '0');
        break;
    case ORDERED:
    case UNORDERED:
        close_block(h);
        begin_list(h, token == ORDERED, element);
        return true;
    case ITEM:
        close_block(h);
        begin_item(h, element);
        return true;
    case TABLE:
        close_block(h);
        begin_table(h);
        return true;
    case ROW:
        close_block(h);
        tv_flow_row(h->flow);
        return true;
    case CELL:
        close_block(h);
        begin_cell(h, element);
        return true;
    case LEFT_OUT:
        break;
    }
    if (token)
        close_block(h);
    return true;
}

static void end(void *self, int token)
{
    struct xhtml *h = self;
    if (!token || token == BREAK || token == LINK || token == SPAN)
        return;
    close_block(h);
    if (token == HEADING)
        h->heading = 0;
    else if ((token == ORDERED || token == UNORDERED) && h->n_lists)
        h->n_lists--;
    else if (token == ITEM)
        h->labelled = false;
    else if (token == ROW)
        end_row(h);
    else if (token == TABLE)
        tv_flow_table_end(h->flow);
}

static bool is_blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!strchr(" \t\r\n", s[i]))
            return false;
    }
    return true;
}

static void text(void *self, const char *s, size_t n)
{
    struct xhtml *h = self;
    if (h->flow->n_open == 0) {
        if (is_blank(s, n))
            return;
        open_block(h);
    }
    tv_flow_text(h->flow, s, n);
}

static const struct tv_xml_reader reader = {words, sizeof words / sizeof *words, start, end, text};

/* Leaves the reader and its flow as they were at the beginning of a document. */
static void reset(struct xhtml *h)
{
    while (h->flow->n_open)
        tv_flow_drop(h->flow);
    h->flow->depth = 0;
    h->n_lists = 0;
    h->heading = 0;
    h->labelled = false;
}

bool tv_xhtml_read(const void *bytes, size_t n, const char *what, struct tv_flow *flow,
                   struct tv_error *err)
{
    struct xhtml *h = tv_alloc(sizeof *h);
    struct tv_error ill_formed = {0};
    size_t before = flow->x->n_blocks;
    h->flow = flow;
    bool ok = tv_xml_read(bytes, n, what, &reader, h, &ill_formed);
    if (!ok) {
        flow->x->n_blocks = before;
        reset(h);
        ok = tv_xml_read_html(bytes, n, what, &reader, h, err);
    }
    close_block(h);
    reset(h);
    tv_buffer_finish(&h->label);
    free(h);
    return ok;
}
