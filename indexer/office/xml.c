/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML as events (xml.h), on libxml2's SAX2 interface. Character sets other than UTF-8 and UTF-16
 * are converted by ICU first: libxml2 would ask iconv, which loads its tables from files, and
 * where hostile bytes are parsed there are none. */
#include "xml.h"

#include "charset.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct tv_xml_attributes {
    const xmlChar **sax2; /* five pointers each: name, prefix, URI, value, end of value */
    int n;
    const xmlChar **sax1; /* name and value, NULL at the end */
    struct tv_arena *arena;
};

struct parse {
    const struct tv_xml_reader *reader;
    void *self;
    xmlParserCtxtPtr context;
    int tokens[TV_XML_DEPTH]; /* of the open elements */
    int depth;
    int skip; /* depth of the element that is passed over, or 0 */
    bool too_deep;
    int error_line; /* of the first error, 0 none */
    char error[160];
    struct tv_arena arena; /* attributes' values; emptied at every element */
    xmlEntity entity;      /* the one that is being replaced */
    xmlChar entity_text[8];
};

/* Words */

static int token_of(const struct tv_xml_reader *reader, const struct tv_xml_element *element)
{
    size_t low = 0, high = reader->n_words;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(reader->words[middle].name, element->name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < reader->n_words; low++) {
        const struct tv_xml_word *word = &reader->words[low];
        if (strcmp(word->name, element->name) != 0)
            break;
        if (strstr(element->space, word->space))
            return word->token;
    }
    return 0;
}

/* Attributes */

static const char *sax2_attribute(const struct tv_xml_attributes *a, const char *space,
                                  const char *name)
{
    for (int i = 0; i < a->n; i++) {
        const xmlChar **p = a->sax2 + i * 5;
        if (strcmp((const char *)p[0], name) != 0)
            continue;
        if (space && (!p[2] || !strstr((const char *)p[2], space)))
            continue;
        return tv_arena_strndup(a->arena, (const char *)p[3], (size_t)(p[4] - p[3]));
    }
    return NULL;
}

static const char *sax1_attribute(const struct tv_xml_attributes *a, const char *name)
{
    for (const xmlChar **p = a->sax1; p && p[0]; p += 2) {
        const char *colon = strrchr((const char *)p[0], ':');
        if (strcmp(colon ? colon + 1 : (const char *)p[0], name) == 0)
            return p[1] ? (const char *)p[1] : "";
    }
    return NULL;
}

const char *tv_xml_attribute_in(const struct tv_xml_element *element, const char *space,
                                const char *name)
{
    const struct tv_xml_attributes *a = element->attributes;
    return a->sax2 ? sax2_attribute(a, space, name) : sax1_attribute(a, name);
}

const char *tv_xml_attribute(const struct tv_xml_element *element, const char *name)
{
    return tv_xml_attribute_in(element, NULL, name);
}

long tv_xml_number(const struct tv_xml_element *element, const char *name, long otherwise)
{
    const char *value = tv_xml_attribute(element, name);
    if (!value)
        return otherwise;
    long number = strtol(value, NULL, 10);
    return number > INT_MAX ? INT_MAX : number < INT_MIN ? INT_MIN : number;
}

bool tv_xml_is(const struct tv_xml_element *element, const char *name, const char *value)
{
    const char *found = tv_xml_attribute(element, name);
    return found && strcmp(found, value) == 0;
}

/* Events */

static void start(struct parse *parse, const struct tv_xml_element *element)
{
    if (parse->depth == TV_XML_DEPTH) {
        parse->too_deep = true;
        xmlStopParser(parse->context);
        return;
    }
    int *token = &parse->tokens[parse->depth++];
    if (parse->skip)
        return;
    *token = token_of(parse->reader, element);
    if (!parse->reader->start(parse->self, *token, element))
        parse->skip = parse->depth;
    tv_arena_reset(&parse->arena);
}

static void end(struct parse *parse)
{
    if (parse->depth == 0)
        return;
    parse->depth--;
    if (!parse->skip && parse->reader->end)
        parse->reader->end(parse->self, parse->tokens[parse->depth]);
    else if (parse->skip > parse->depth)
        parse->skip = 0;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space, int n_spaces, const xmlChar **spaces, int n_attributes,
                     int n_defaulted, const xmlChar **attributes)
{
    (void)prefix, (void)n_spaces, (void)spaces, (void)n_defaulted;
    struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
    static const xmlChar *none[1] = {NULL};
    struct tv_xml_attributes a = {
        .sax2 = attributes ? attributes : none, .n = n_attributes, .arena = &parse->arena};
    start(parse, &(struct tv_xml_element){.name = (const char *)name,
                                          .space = space ? (const char *)space : "",
                                          .attributes = &a});
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    (void)name, (void)prefix, (void)space;
    end(((xmlParserCtxtPtr)context)->_private);
}

static void on_html_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
    struct tv_xml_attributes a = {.sax1 = attributes};
    const char *colon = strrchr((const char *)name, ':');
    start(parse, &(struct tv_xml_element){.name = colon ? colon + 1 : (const char *)name,
                                          .space = "http://www.w3.org/1999/xhtml",
                                          .attributes = &a});
}

static void on_html_end(void *context, const xmlChar *name)
{
    (void)name;
    end(((xmlParserCtxtPtr)context)->_private);
}

static void on_text(void *context, const xmlChar *s, int n)
{
    struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
    if (!parse->skip && parse->reader->text)
        parse->reader->text(parse->self, (const char *)s, (size_t)n);
}

/* The first error is the cause, those after it are its consequences. Warnings are none. */
static void on_error(void *context, xmlErrorPtr error)
{
    struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
    if (parse->error_line || error->level < XML_ERR_ERROR)
        return;
    const char *message = error->message ? error->message : "";
    parse->error_line = error->line > 0 ? error->line : 1;
    snprintf(parse->error, sizeof parse->error, "%.*s", (int)strcspn(message, "\n"), message);
}

/* XML's own entities and HTML's, each as one that libxml2 takes for predefined. Any other is empty,
 * whatever the document declares. */
static xmlEntityPtr on_entity(void *context, const xmlChar *name)
{
    struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
    if (parse->context->inSubset) /* libxml2 asks in order to declare it */
        return NULL;
    xmlEntityPtr predefined = xmlGetPredefinedEntity(name);
    if (predefined)
        return predefined;
    const htmlEntityDesc *html = htmlEntityLookup(name);
    int n = html ? xmlCopyChar(0, parse->entity_text, (int)html->value) : 0;
    parse->entity_text[n] = 0;
    parse->entity = (xmlEntity){.type = XML_ENTITY_DECL,
                                .name = BAD_CAST "entity",
                                .content = parse->entity_text,
                                .length = n,
                                .etype = XML_INTERNAL_PREDEFINED_ENTITY};
    return &parse->entity;
}

static void use_xml_events(xmlSAXHandlerPtr sax)
{
    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = on_text;
    sax->cdataBlock = on_text;
    sax->ignorableWhitespace = on_text;
    sax->getEntity = on_entity;
    sax->serror = on_error;
}

static void use_html_events(xmlSAXHandlerPtr sax)
{
    memset(sax, 0, sizeof *sax);
    sax->startElement = on_html_start;
    sax->endElement = on_html_end;
    sax->characters = on_text;
    sax->cdataBlock = on_text;
    sax->ignorableWhitespace = on_text;
    sax->serror = on_error;
    sax->initialized = XML_SAX2_MAGIC;
}

/* Character sets */

/* The encoding that the XML declaration names; false if none, or one libxml2 reads by itself. */
static bool foreign_encoding(const char *s, size_t n, char ret_name[64])
{
    const char *end =
        n > 5 && memcmp(s, "<?xml", 5) == 0 ? memmem(s, n < 256 ? n : 256, "?>", 2) : NULL;
    if (!end)
        return false;
    const char *p = memmem(s, (size_t)(end - s), "encoding", 8);
    if (!p)
        return false;
    p += strcspn(p, "\"'>");
    size_t size = *p == '>' ? 0 : strcspn(p + 1, "\"'>");
    if (size == 0 || size >= 64)
        return false;
    memcpy(ret_name, p + 1, size);
    ret_name[size] = '\0';
    return strncasecmp(ret_name, "utf-", 4) != 0 && strcasecmp(ret_name, "us-ascii") != 0;
}

/* Reading */

static bool refuse(const struct parse *parse, const char *what, struct tv_error *err)
{
    if (parse->too_deep)
        return tv_fail(err, TV_REFUSED, "%s: elements nested more than %d deep", what,
                       TV_XML_DEPTH);
    return tv_fail(err, TV_REFUSED, "%s is damaged: line %d: %s", what, parse->error_line,
                   parse->error);
}

static bool read_utf8(const char *s, size_t n, bool converted, const char *what,
                      struct parse *parse, struct tv_error *err)
{
    parse->context = xmlCreateMemoryParserCtxt(s, (int)n);
    if (!parse->context)
        return tv_fail(err, TV_REFUSED, "%s is empty", what);
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlCtxtUseOptions(parse->context, options | (converted ? XML_PARSE_IGNORE_ENC : 0));
    use_xml_events(parse->context->sax);
    parse->context->_private = parse;
    xmlParseDocument(parse->context);
    bool ok = parse->context->wellFormed && !parse->too_deep;
    if (!ok)
        refuse(parse, what, err);
    if (parse->context->myDoc)
        xmlFreeDoc(parse->context->myDoc);
    xmlFreeParserCtxt(parse->context);
    return ok;
}

bool tv_xml_read(const void *bytes, size_t n, const char *what, const struct tv_xml_reader *reader,
                 void *self, struct tv_error *err)
{
    if (n > INT_MAX)
        return tv_fail(err, TV_REFUSED, "%s is larger than 2 GiB", what);
    struct parse *parse = tv_alloc(sizeof *parse);
    parse->reader = reader;
    parse->self = self;
    struct tv_buffer converted = {0};
    char encoding[64];
    bool foreign = foreign_encoding(bytes, n, encoding);
    if (foreign)
        tv_to_utf8(bytes, n, encoding, &converted);
    bool ok = foreign ? read_utf8(converted.data, converted.size, true, what, parse, err)
                      : read_utf8(bytes, n, false, what, parse, err);
    tv_buffer_finish(&converted);
    tv_arena_finish(&parse->arena);
    free(parse);
    return ok;
}

bool tv_xml_read_html(const void *bytes, size_t n, const char *what,
                      const struct tv_xml_reader *reader, void *self, struct tv_error *err)
{
    struct tv_buffer text = {0};
    struct parse *parse = tv_alloc(sizeof *parse);
    parse->reader = reader;
    parse->self = self;
    tv_to_utf8(bytes, n < INT_MAX / 4 ? n : INT_MAX / 4, NULL, &text);
    tv_buffer_puts(&text, "");
    parse->context = htmlCreateMemoryParserCtxt(text.data, (int)text.size);
    bool ok = parse->context != NULL;
    if (ok) {
        htmlCtxtUseOptions(parse->context, HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                               HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
        xmlSwitchEncoding(parse->context, XML_CHAR_ENCODING_UTF8);
        use_html_events(parse->context->sax);
        parse->context->_private = parse;
        htmlParseDocument(parse->context);
        ok = !parse->too_deep || refuse(parse, what, err);
        htmlFreeParserCtxt(parse->context);
    } else {
        tv_fail(err, TV_REFUSED, "%s is empty", what);
    }
    tv_buffer_finish(&text);
    tv_arena_finish(&parse->arena);
    free(parse);
    return ok;
}

/* The first element */

struct root {
    char *name, *space;
    bool found;
};

static bool root_start(void *self, int token, const struct tv_xml_element *element)
{
    (void)token;
    struct root *root = self;
    if (!root->found) {
        snprintf(root->name, 64, "%s", element->name);
        snprintf(root->space, 256, "%s", element->space);
    }
    root->found = true;
    return false;
}

bool tv_xml_root(const void *bytes, size_t n, char ret_name[64], char ret_space[256])
{
    /* The shortest prefix that has the first element whole is enough; what follows is cut off and
     * makes the parse fail, which does not matter. */
    static const struct tv_xml_reader reader = {.start = root_start};
    struct root root = {.name = ret_name, .space = ret_space};
    struct tv_error ignored = {0};
    for (size_t look = n < 4096 ? n : 4096; !root.found; look = n < 65536 ? n : 65536) {
        tv_xml_read(bytes, look, "", &reader, &root, &ignored);
        if (look == n || look == 65536)
            break;
    }
    return root.found;
}
