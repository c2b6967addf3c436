/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Akoma Ntoso (OASIS LegalDocML 1.0): resolutions of the United Nations, bills, acts.
 *
 * The tree is walked once. Headings are what the standard calls headings (num, heading and
 * subheading of chapters, articles ...); `p` and its like are paragraphs, with the `num` before them
 * as their label; cover page and metadata become facts. */
#include "extraction.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_DEPTH = 200, /* libxml2 itself stops at 256 */
    SNIFF = 4096,
};

struct walk {
    struct tv_extraction *x;
    struct tv_buffer label; /* the num that waits for its text */
    struct tv_buffer text;
    unsigned items;     /* lists around */
    unsigned divisions; /* hierarchical elements with headings around */
    uint32_t table, row, column;
};

static bool named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static bool among(const xmlNode *node, const char *const *names)
{
    for (; *names; names++)
        if (named(node, *names))
            return true;
    return false;
}

/* The first element of that name within root, depth first; NULL if none. */
static xmlNode *find(xmlNode *root, const char *name)
{
    xmlNode *node = root;
    while (node) {
        if (named(node, name))
            return node;
        if (node->children && node->type == XML_ELEMENT_NODE) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next)
            node = node->parent;
        node = node == root ? NULL : node->next;
    }
    return NULL;
}

static void add_content(const xmlNode *node, struct tv_buffer *out, int depth)
{
    static const char *const apart[] = {"p", "br", "eol", "li", "td", NULL};
    for (node = node->children; node && depth < MAX_DEPTH; node = node->next) {
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
            tv_buffer_puts(out, (const char *)node->content);
        else if (node->type == XML_ELEMENT_NODE && !named(node, "authorialNote"))
            add_content(node, out, depth + 1);
        if (among(node, apart))
            tv_buffer_putc(out, ' ');
    }
}

static void add_block(struct walk *w, const xmlNode *node, enum tv_block_type type, unsigned level)
{
    tv_buffer_clear(&w->text);
    add_content(node, &w->text, 0);
    tv_buffer_add(&w->text, "", 0);
    struct tv_block block = {.type = type, .level = level, .text = w->text.data};
    block.label = w->label.size ? w->label.data : NULL;
    if (type == TV_BLOCK_CELL) {
        block.table = w->table;
        block.row = w->row;
        block.column = w->column;
    }
    size_t before = w->x->n_blocks;
    tv_extraction_add(w->x, &block);
    if (w->x->n_blocks > before)
        tv_buffer_clear(&w->label);
}

/* A num whose paragraph has no text ("3." alone) is text itself. */
static void end_label(struct walk *w)
{
    if (w->label.size == 0)
        return;
    tv_extraction_add(w->x, &(struct tv_block){.type = TV_BLOCK_PARAGRAPH, .label = w->label.data});
    tv_buffer_clear(&w->label);
}

static const char *const divisions[] = {
    "article", "chapter",  "section",    "part", "title",    "book",   "subchapter",
    "subpart", "subtitle", "subsection", "tome", "division", "tblock", NULL};
static const char *const lists[] = {"point", "item", "indent", "subparagraph", "sublist", NULL};
static const char *const left_out[] = {"meta", "coverPage", "remark", "img", NULL};
static const char *const paragraphs[] = {"p", "listIntroduction", "listWrapUp", "block", NULL};
static const char *const headings[] = {"heading",  "subheading", "crossHeading",
                                       "docTitle", "docPurpose", NULL};

static void walk_children(struct walk *w, xmlNode *node, int depth);

static void walk_num(struct walk *w, const xmlNode *node)
{
    end_label(w);
    tv_buffer_clear(&w->text);
    add_content(node, &w->text, 0);
    tv_buffer_add(&w->label, w->text.data ? w->text.data : "", w->text.size);
}

/* Of an article's or chapter's num and heading: one heading, "Article 5 – Illegal access", or the
 * num alone where there is no heading. */
static void walk_division(struct walk *w, xmlNode *node, int depth)
{
    end_label(w);
    w->divisions++;
    xmlNode *child = node->children, *rest = node->children;
    for (; child; child = child->next) {
        if (named(child, "num") || named(child, "heading") || named(child, "subheading"))
            add_block(w, child, TV_BLOCK_HEADING, w->divisions);
        else if (child->type == XML_ELEMENT_NODE)
            break;
        rest = child->next;
    }
    xmlNode shell = {.type = XML_ELEMENT_NODE, .children = rest};
    if (rest)
        walk_children(w, &shell, depth);
    w->divisions--;
}

static void walk_node(struct walk *w, xmlNode *node, int depth)
{
    if (node->type != XML_ELEMENT_NODE || among(node, left_out) || depth > MAX_DEPTH)
        return;
    bool item = among(node, lists);
    w->items += item;
    if (named(node, "num"))
        walk_num(w, node);
    else if (among(node, headings))
        add_block(w, node, TV_BLOCK_HEADING, w->divisions + 1);
    else if (among(node, divisions))
        walk_division(w, node, depth);
    else if (named(node, "td") || named(node, "th"))
        w->column++, add_block(w, node, TV_BLOCK_CELL, 0);
    else if (among(node, paragraphs) && !find(node->children, "docTitle"))
        add_block(w, node, w->items ? TV_BLOCK_ITEM : TV_BLOCK_PARAGRAPH, w->items);
    else {
        if (named(node, "table"))
            w->table++, w->row = 0;
        if (named(node, "tr"))
            w->row++, w->column = 0;
        walk_children(w, node, depth);
    }
    if (named(node, "paragraph") || item)
        end_label(w);
    w->items -= item;
}

static void walk_children(struct walk *w, xmlNode *node, int depth)
{
    for (xmlNode *child = node->children; child; child = child->next)
        walk_node(w, child, depth + 1);
}

/* Facts. */

static void state_attribute(struct tv_extraction *x, enum tv_fact_key key, xmlNode *root,
                            const char *element, const char *attribute)
{
    xmlNode *node = root ? find(root, element) : NULL;
    xmlChar *value = node ? xmlGetProp(node, (const xmlChar *)attribute) : NULL;
    if (value && strncmp((const char *)value, "0001", 4) != 0)
        tv_extraction_state(x, key, TV_STATED, "FRBR metadata", (const char *)value);
    xmlFree(value);
}

static void state_content(struct tv_extraction *x, enum tv_fact_key key, xmlNode *node,
                          const char *origin)
{
    struct tv_buffer text = {0};
    if (node)
        add_content(node, &text, 0);
    tv_extraction_state(x, key, TV_STATED, origin, text.data);
    tv_buffer_finish(&text);
}

static bool attribute_is(xmlNode *node, const char *attribute, const char *start)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)attribute);
    bool is = value && strncmp((const char *)value, start, strlen(start)) == 0;
    xmlFree(value);
    return is;
}

/* The first docTitle that is a title, and not the list of sponsors. */
static xmlNode *find_title(xmlNode *root)
{
    xmlNode *title = find(root, "docTitle");
    return title && !attribute_is(title, "refersTo", "sponsors") ? title : NULL;
}

/* The United Nations keep the title of their libraries' catalogue among the keywords. */
static void state_catalogued_title(struct tv_extraction *x, xmlNode *root)
{
    xmlNode *meta = find(root, "meta");
    for (xmlNode *list = meta ? meta->children : NULL; list; list = list->next)
        for (xmlNode *k = list->children; named(list, "classification") && k; k = k->next)
            if (named(k, "keyword") && attribute_is(k, "refersTo", "title")) {
                xmlChar *value = xmlGetProp(k, (const xmlChar *)"showAs");
                tv_extraction_state(x, TV_FACT_TITLE, TV_DECLARED, "catalogue", (char *)value);
                xmlFree(value);
            }
}

static void state_kind(struct tv_extraction *x, xmlNode *root)
{
    xmlNode *statement = find(root, "statement");
    if (find(root, "bill") || (statement && attribute_is(statement, "name", "draft")))
        tv_extraction_state(x, TV_FACT_KIND, TV_STATED, "document type", "draft");
    else if (statement)
        tv_extraction_state(x, TV_FACT_KIND, TV_STATED, "document type", "record");
}

static void read_facts(struct tv_extraction *x, xmlNode *root)
{
    xmlNode *work = find(root, "FRBRWork"), *expression = find(root, "FRBRExpression");
    state_attribute(x, TV_FACT_DATE, work, "FRBRdate", "date");
    state_attribute(x, TV_FACT_DATE, expression, "FRBRdate", "date");
    state_attribute(x, TV_FACT_LANGUAGE, expression, "FRBRlanguage", "language");
    state_content(x, TV_FACT_SYMBOL, find(root, "docNumber"), "docNumber");
    state_attribute(x, TV_FACT_SYMBOL, work, "FRBRnumber", "value");
    state_content(x, TV_FACT_TITLE, find_title(root), "docTitle");
    state_attribute(x, TV_FACT_TITLE, work, "FRBRalias", "value");
    state_catalogued_title(x, root);
    state_kind(x, root);
}

static int recognise(const struct tv_member *member)
{
    size_t n = member->size < SNIFF ? member->size : SNIFF;
    return memmem(member->bytes, n, "<akomaNtoso", 11) ||
                   memmem(member->bytes, n, ":akomaNtoso", 11)
               ? 95
               : 0;
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    xmlDoc *doc =
        member->size > INT32_MAX
            ? NULL
            : xmlReadMemory((const char *)member->bytes, (int)member->size, "member.xml", NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                XML_PARSE_COMPACT);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (!root) {
        const xmlError *last = xmlGetLastError();
        xmlFreeDoc(doc);
        return tv_fail(err, TV_REFUSED, "damaged XML, line %d", last ? last->line : 0);
    }
    read_facts(x, root);
    struct walk w = {.x = x};
    xmlNode *cover = find(root, "coverPage"), *title = cover ? find_title(cover) : NULL;
    if (title)
        add_block(&w, title, TV_BLOCK_HEADING, 1);
    walk_children(&w, root, 0);
    end_label(&w);
    tv_buffer_finish(&w.label);
    tv_buffer_finish(&w.text);
    xmlFreeDoc(doc);
    return true;
}

const struct tv_format tv_format_akn = {"akoma-ntoso", recognise, extract};
