/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML of any vocabulary: its text in document order.
 *
 * It is read twice: first to see which elements have text of their own, then for the text. The
 * outermost element that has text of its own is a paragraph, and what stands in its sentences stays
 * in it, unless it is known for a block. Elements named as DocBook, TEI and JATS name titles are
 * headings, as deep as the sections they are in. Vocabularies with an extractor of their own are not
 * meant: those are surer of them. */
#include "flow.h"
#include "properties.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

enum token { TITLE = 1, SECTION, BLOCK, LIST, ITEM, TABLE, ROW, CELL, NOTE, REFERENCE, LEFT_OUT };

static const struct tv_xml_word words[] = {
    {"abstract", "", SECTION},
    {"appendix", "", SECTION},
    {"article-title", "", TITLE},
    {"bibl", "", REFERENCE},
    {"biblStruct", "", REFERENCE},
    {"biblioentry", "", REFERENCE},
    {"blockquote", "", BLOCK},
    {"chapter", "", SECTION},
    {"div", "", SECTION},
    {"div1", "", SECTION},
    {"div2", "", SECTION},
    {"div3", "", SECTION},
    {"element-citation", "", REFERENCE},
    {"entry", "docbook", CELL},
    {"fn", "", NOTE},
    {"footnote", "", NOTE},
    {"head", "", TITLE},
    {"heading", "", TITLE},
    {"item", "tei-c", ITEM},
    {"itemizedlist", "", LIST},
    {"list", "", LIST},
    {"list-item", "", ITEM},
    {"listitem", "", ITEM},
    {"mixed-citation", "", REFERENCE},
    {"note", "tei-c", NOTE},
    {"orderedlist", "", LIST},
    {"p", "", BLOCK},
    {"para", "", BLOCK},
    {"part", "", SECTION},
    {"preface", "", SECTION},
    {"row", "", ROW},
    {"script", "", LEFT_OUT},
    {"sec", "", SECTION},
    {"sect1", "", SECTION},
    {"sect2", "", SECTION},
    {"sect3", "", SECTION},
    {"sect4", "", SECTION},
    {"section", "", SECTION},
    {"simpara", "", BLOCK},
    {"style", "", LEFT_OUT},
    {"table", "", TABLE},
    {"td", "", CELL},
    {"th", "", CELL},
    {"title", "", TITLE},
    {"tr", "", ROW},
};

/* The first reading: for every element, in document order, whether it has text of its own. */
struct survey {
    bool *has_text;
    size_t n, capacity;
    size_t open[TV_XML_DEPTH];
    size_t depth;
};

static bool is_blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!strchr(" \t\r\n", s[i]) || !s[i])
            return false;
    }
    return true;
}

static bool survey_start(void *self, int token, const struct tv_xml_element *element)
{
    (void)token, (void)element;
    struct survey *s = self;
    TV_GROW(s->has_text, s->n, s->capacity);
    s->has_text[s->n] = false;
    s->open[s->depth++] = s->n++;
    return true;
}

static void survey_end(void *self, int token)
{
    (void)token;
    ((struct survey *)self)->depth--;
}

static void survey_text(void *self, const char *text, size_t n)
{
    struct survey *s = self;
    if (s->depth && !is_blank(text, n))
        s->has_text[s->open[s->depth - 1]] = true;
}

/* The second reading. */
struct xml {
    const struct survey *survey;
    struct tv_flow flow;
    size_t n;        /* elements so far */
    unsigned depth;  /* of elements */
    unsigned owner;  /* depth of the element that is a paragraph, or 0 */
    unsigned hidden; /* depth of the element that is left out, or 0 */
    unsigned note;   /* depth of the note that is open in a sentence, or 0 */
    size_t base;     /* paragraphs that are open around it */
    unsigned sections, lists, references, rows;
    bool title; /* the paragraph is a heading */
};

static void close_block(struct xml *x)
{
    if (x->flow.n_open > x->base)
        tv_flow_close(&x->flow);
}

static void open_block(struct xml *x)
{
    struct tv_block *block = tv_flow_open(&x->flow);
    if (x->title && !x->note) {
        block->type = TV_BLOCK_HEADING;
        block->level = x->sections ? x->sections : 1;
    } else if (x->lists) {
        block->type = TV_BLOCK_ITEM;
        block->level = x->lists;
    }
}

static void enter(struct xml *x, int token)
{
    if (token == SECTION)
        x->sections++;
    else if (token == REFERENCE)
        x->references++;
    else if (token == LIST)
        x->lists++;
    else if (token == TABLE)
        tv_flow_table(&x->flow);
    else if (token == ROW && x->flow.depth)
        tv_flow_row(&x->flow);
    else if (token == CELL && x->flow.depth)
        tv_flow_cell(&x->flow, 1);
}

static void leave(struct xml *x, int token)
{
    if (token == SECTION)
        x->sections--;
    else if (token == REFERENCE)
        x->references--;
    else if (token == LIST)
        x->lists--;
    else if (token == TABLE)
        tv_flow_table_end(&x->flow);
}

/* Whether an element in a sentence interrupts it. */
static bool is_block(int token)
{
    return token && token != TITLE && token != REFERENCE;
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    (void)element;
    struct xml *x = self;
    bool has_text = x->n < x->survey->n && x->survey->has_text[x->n];
    x->n++;
    x->depth++;
    if (x->hidden)
        return true;
    if (token == LEFT_OUT) {
        x->hidden = x->depth;
        return true;
    }
    if (token == NOTE && x->flow.n_open && !x->note) {
        x->note = x->depth;
        x->base = x->flow.n_open;
    } else if (!x->owner || is_block(token)) {
        close_block(x);
    }
    enter(x, token);
    if (!x->owner && has_text) {
        x->owner = x->depth;
        x->title = token == TITLE && !x->references;
    }
    return true;
}

static void end(void *self, int token)
{
    struct xml *x = self;
    x->depth--;
    if (x->hidden) {
        if (x->hidden > x->depth)
            x->hidden = 0;
        return;
    }
    if (x->owner > x->depth || !x->owner || is_block(token))
        close_block(x);
    if (x->note > x->depth) {
        x->note = 0;
        x->base = 0;
    }
    if (x->owner > x->depth) {
        x->owner = 0;
        x->title = false;
    }
    leave(x, token);
}

static void text(void *self, const char *s, size_t n)
{
    struct xml *x = self;
    if (x->hidden || !x->owner)
        return;
    if (x->flow.n_open == x->base) {
        if (is_blank(s, n))
            return;
        open_block(x);
    }
    tv_flow_text(&x->flow, s, n);
}

/* Drawings, style sheets and schemas are XML, but nobody reads them. */
static bool is_no_document(const struct tv_member *member)
{
    static const char *const spaces[] = {"2000/svg", "XSL/Transform", "2001/XMLSchema",
                                         "relaxng.org"};
    char name[64], space[256];
    if (!tv_xml_root(member->bytes, member->size, name, space))
        return false;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (strstr(space, spaces[i]))
            return true;
    }
    return strcmp(name, "svg") == 0;
}

static bool extract(const struct tv_member *member, struct tv_extraction *extraction,
                    struct tv_error *err)
{
    static const struct tv_xml_reader first = {
        .start = survey_start, .end = survey_end, .text = survey_text};
    static const struct tv_xml_reader second = {words, sizeof words / sizeof *words, start, end,
                                                text};
    static const char dublin_core[] = "purl.org/dc/";
    if (is_no_document(member))
        return tv_fail(err, TV_IGNORED, "XML that is no document");
    struct survey survey = {0};
    struct xml x = {.survey = &survey, .flow = {.x = extraction}};
    bool ok = tv_xml_read(member->bytes, member->size, "the XML", &first, &survey, err) &&
              tv_xml_read(member->bytes, member->size, "the XML", &second, &x, err) &&
              tv_flow_check(&x.flow, err);
    if (ok && memmem(member->bytes, member->size, dublin_core, sizeof dublin_core - 1))
        tv_properties_read(extraction, member->bytes, member->size, "Dublin Core");
    tv_flow_finish(&x.flow);
    free(survey.has_text);
    return ok;
}

/* XML begins with '<', whatever the character set. */
static int recognise(const struct tv_member *member)
{
    static const char declaration[] = "<?xml";
    const uint8_t *p = member->bytes;
    size_t n = member->size < 1024 ? member->size : 1024, i = 0;
    char name[64], space[256];
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        i = 3;
    bool wide = n >= 4 && ((p[0] == 0xFF && p[1] == 0xFE && p[2] == '<') ||
                           (p[0] == 0xFE && p[1] == 0xFF && p[3] == '<'));
    while (!wide && i < n && strchr(" \t\r\n", p[i]) && p[i])
        i++;
    bool declared = wide || (n - i >= 5 && memcmp(p + i, declaration, 5) == 0);
    if (!declared && (i == n || p[i] != '<'))
        return 0;
    if (!tv_xml_root(p, member->size, name, space))
        return declared ? 15 : 0;
    return declared ? 30 : strcasecmp(name, "html") == 0 ? 0 : 20;
}

const struct tv_format tv_format_xml = {"xml", recognise, extract};
