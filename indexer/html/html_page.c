/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Building a page (html_page.h): which end tags are implied, what is visible, where paragraphs
 * begin. A small part of the HTML Standard's tree construction: enough to give text the right
 * ancestors on pages as they are found. */
#include "html_page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct builder {
    struct html_page *page;
    uint32_t stack[HTML_MAX_DEPTH]; /* the open elements */
    size_t depth, overflow;         /* overflow: open elements that were too deep */
    struct html_block block;        /* being built; its text begins at block.text */
    bool gap;                       /* white space is due before the next text */
    unsigned breaks;                /* <br> since the last text */
};

static struct html_element *top(struct builder *b)
{
    return &b->page->elements[b->stack[b->depth - 1]];
}

static void end_block(struct builder *b)
{
    struct html_page *page = b->page;
    b->block.size = (uint32_t)(page->text.size - b->block.text);
    if (b->block.size > 0) {
        TV_GROW(page->blocks, page->n_blocks, page->blocks_capacity);
        page->blocks[page->n_blocks++] = b->block;
        tv_buffer_putc(&page->text, '\n');
    }
    b->block = (struct html_block){.text = (uint32_t)page->text.size};
    b->gap = false;
    b->breaks = 0;
}

static void close_top(struct builder *b)
{
    struct html_element *element = top(b);
    if (html_kinds(element->tag) & HTML_BLOCK)
        end_block(b);
    element->end = (uint32_t)b->page->n_elements;
    element->end_block = (uint32_t)b->page->n_blocks;
    element->text_end = (uint32_t)b->page->text.size;
    b->depth--;
}

static void close_to(struct builder *b, size_t depth)
{
    while (b->depth > depth)
        close_top(b);
}

/* The nearest open element of that tag, as a depth on the stack that leaves it closed; 0 if there
 * is none before an element of the given kinds. */
static size_t find_open(const struct builder *b, enum html_tag tag, unsigned barrier)
{
    for (size_t i = b->depth; i-- > 1;) {
        enum html_tag open = b->page->elements[b->stack[i]].tag;
        if (open == tag)
            return i;
        if (html_kinds(open) & barrier)
            return 0;
    }
    return 0;
}

static void close_open(struct builder *b, enum html_tag tag, unsigned barrier)
{
    size_t depth = find_open(b, tag, barrier);
    if (depth)
        close_to(b, depth);
}

static bool is_row_group(enum html_tag tag)
{
    return tag == HTML_tbody || tag == HTML_thead || tag == HTML_tfoot;
}

/* Closes what is open in a table up to where a cell, row or group of rows can begin. */
static void close_cells(struct builder *b, enum html_tag tag)
{
    bool cell = tag == HTML_td || tag == HTML_th;
    size_t table = find_open(b, HTML_table, 0);
    while (table && b->depth > table + 1) {
        enum html_tag open = top(b)->tag;
        if ((cell && open == HTML_tr) || (!is_row_group(tag) && is_row_group(open)))
            return;
        close_top(b);
    }
}

/* Closes what cannot stay open when an element of that tag opens. */
static void close_implied(struct builder *b, enum html_tag tag)
{
    if (html_kinds(tag) & HTML_CLOSES_P)
        close_open(b, HTML_p, HTML_SCOPE);
    if (html_is_heading(tag) && html_is_heading(top(b)->tag))
        close_top(b);
    switch (tag) {
    case HTML_a:
        close_open(b, HTML_a, HTML_BLOCK | HTML_SCOPE);
        break;
    case HTML_li:
        close_open(b, HTML_li, HTML_LIST | HTML_SCOPE);
        break;
    case HTML_dd:
    case HTML_dt:
        close_open(b, HTML_dd, HTML_LIST | HTML_SCOPE);
        close_open(b, HTML_dt, HTML_LIST | HTML_SCOPE);
        break;
    case HTML_option:
        close_open(b, HTML_option, HTML_SCOPE);
        break;
    case HTML_tbody:
    case HTML_thead:
    case HTML_tfoot:
    case HTML_tr:
    case HTML_td:
    case HTML_th:
        close_cells(b, tag);
        break;
    default:
        break;
    }
}

static void end_tag(struct builder *b, const struct html_token *token, uint32_t name)
{
    unsigned barrier =
        html_kinds(token->tag) & HTML_SCOPE || token->tag == HTML_tr ? 0 : HTML_SCOPE;
    if (!(html_kinds(token->tag) & (HTML_BLOCK | HTML_HIDDEN | HTML_SCOPE)))
        barrier |= HTML_BLOCK;
    if (token->tag == HTML_body || token->tag == HTML_html || token->tag == HTML_p)
        barrier |= HTML_SCOPE;
    if (token->tag == HTML_br || token->tag == HTML_p)
        end_block(b);
    for (size_t i = b->depth; i-- > 1;) {
        const struct html_element *open = &b->page->elements[b->stack[i]];
        bool same = token->tag ? open->tag == token->tag : open->name == name;
        if (same || (html_is_heading(token->tag) && html_is_heading(open->tag))) {
            close_to(b, i);
            return;
        }
        if (html_kinds(open->tag) & barrier)
            return;
        if ((token->tag == HTML_tr || token->tag == HTML_td || token->tag == HTML_th) &&
            open->tag == HTML_table)
            return;
    }
}

static bool has_word(struct html_slice value, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= value.size; i++)
        if (strncasecmp(value.data + i, word, n) == 0)
            return true;
    return false;
}

/* Whether the style says that the element is not shown. */
static bool style_hides(struct html_slice style)
{
    const char *p = style.data, *end = style.data + style.size;
    for (; p < end && (p = memchr(p, ':', (size_t)(end - p))); p++) {
        const char *value = p + 1;
        while (value < end && *value == ' ')
            value++;
        size_t left = (size_t)(end - value), before = (size_t)(p - style.data);
        while (before > 0 && p[-1] == ' ' && before-- > 0)
            p--;
        if (before >= 7 && strncasecmp(p - 7, "display", 7) == 0 && left >= 4 &&
            strncasecmp(value, "none", 4) == 0)
            return true;
        if (before >= 10 && strncasecmp(p - 10, "visibility", 10) == 0 && left >= 6 &&
            strncasecmp(value, "hidden", 6) == 0)
            return true;
        p = value - 1;
    }
    return false;
}

static uint32_t name_hash(struct html_slice name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ ((uint8_t)name.data[i] | 32)) * 16777619u;
    return hash;
}

static int32_t integer(struct html_slice value, int32_t otherwise)
{
    bool negative = value.size > 0 && value.data[0] == '-';
    int32_t n = 0;
    size_t i = negative;
    for (; i < value.size && value.data[i] >= '0' && value.data[i] <= '9'; i++)
        if (n < 1000000)
            n = n * 10 + (value.data[i] - '0');
    return i == negative ? otherwise : negative ? -n : n;
}

/* Whether an element can be hidden by its attributes. Some pages hide their whole body until a
 * script has run. */
static bool can_hide(enum html_tag tag)
{
    return tag != HTML_html && tag != HTML_body && tag != HTML_main && tag != HTML_article;
}

static void add_moment(struct html_page *page, uint32_t element, struct html_slice value)
{
    TV_GROW(page->moments, page->n_moments, page->moments_capacity);
    page->moments[page->n_moments++] = (struct html_moment){value, element};
}

/* What the attributes say of the element. */
static void read_element(struct html_page *page, const struct html_token *token, uint32_t index)
{
    struct html_element *element = &page->elements[index];
    struct html_slice value = {0};
    bool moment = token->tag == HTML_time;
    for (size_t i = 0; i < token->n_attributes; i++) {
        const struct html_attribute *a = &token->attributes[i];
        if (html_slice_is(a->name, "class")) {
            element->marks |= html_marks_in(a->value);
        } else if (html_slice_is(a->name, "id")) {
            element->marks |= html_marks_of_id(a->value);
        } else if (html_slice_is(a->name, "role")) {
            element->marks |= html_marks_of_role(a->value);
        } else if (html_slice_is(a->name, "itemprop")) {
            element->marks |= html_marks_of_property(a->value);
            moment |= has_word(a->value, "datePublished");
        } else if (html_slice_is(a->name, "hidden") ||
                   (html_slice_is(a->name, "aria-hidden") && html_slice_is(a->value, "true")) ||
                   (html_slice_is(a->name, "style") && style_hides(a->value))) {
            element->hidden |= can_hide(token->tag);
        } else if (html_slice_is(a->name, "datetime") || html_slice_is(a->name, "content")) {
            value = a->value;
        } else if (html_slice_is(a->name, "rel") && has_word(a->value, "author")) {
            element->marks |= HTML_BYLINE;
        }
    }
    element->hidden |= (html_kinds(token->tag) & HTML_HIDDEN) != 0;
    if (moment || element->marks & HTML_DATELINE)
        add_moment(page, index, value);
}

static void number_item(struct html_page *page, const struct html_token *token,
                        struct html_element *element)
{
    if (token->tag == HTML_ol) {
        struct html_slice type = html_attribute(token, "type");
        element->list_type = type.size == 1 && strchr("aAiI", type.data[0]) ? type.data[0] : '1';
        element->number = integer(html_attribute(token, "start"), 1);
    }
    element->list_depth = page->elements[element->parent].list_depth;
    if ((token->tag == HTML_ol || token->tag == HTML_ul) && element->list_depth < UINT8_MAX)
        element->list_depth++;
    struct html_element *list = &page->elements[element->parent];
    if (token->tag == HTML_li && list->tag == HTML_ol) {
        element->list_type = list->list_type;
        element->number = integer(html_attribute(token, "value"), list->number);
        list->number = element->number + 1;
    }
}

/* Whether it is a link to somewhere else than this page. */
static bool leads_away(const struct html_token *token)
{
    static const char script[] = "javascript:";
    if (token->tag != HTML_a)
        return false;
    struct html_slice address = html_attribute(token, "href");
    return address.size > 0 && address.data[0] != '#' &&
           (address.size < sizeof script ||
            strncasecmp(address.data, script, sizeof script - 1) != 0);
}

static void open_element(struct builder *b, const struct html_token *token, uint32_t name)
{
    struct html_page *page = b->page;
    if (html_kinds(token->tag) & HTML_BLOCK)
        end_block(b);
    if (b->depth == HTML_MAX_DEPTH) {
        b->overflow++;
        return;
    }
    TV_GROW(page->elements, page->n_elements, page->elements_capacity);
    uint32_t index = (uint32_t)page->n_elements++;
    uint32_t parent = b->stack[b->depth - 1];
    struct html_element *element = &page->elements[index];
    *element = (struct html_element){
        .parent = parent,
        .first_block = (uint32_t)page->n_blocks,
        .text = (uint32_t)page->text.size,
        .name = name,
        .tag = (uint8_t)token->tag,
        .hidden = page->elements[parent].hidden,
        .in_link = page->elements[parent].in_link || leads_away(token),
    };
    number_item(page, token, element);
    read_element(page, token, index);
    b->stack[b->depth++] = index;
}

static void read_head(struct html_page *page, const struct html_token *token)
{
    if (token->tag == HTML_meta) {
        struct html_slice name = html_attribute(token, "property");
        if (!name.data)
            name = html_attribute(token, "name");
        if (!name.data)
            name = html_attribute(token, "itemprop");
        if (!name.data)
            name = html_attribute(token, "http-equiv");
        struct html_slice content = html_attribute(token, "content");
        if (name.size && content.size) {
            TV_GROW(page->metas, page->n_metas, page->metas_capacity);
            page->metas[page->n_metas++] = (struct html_meta){name, content};
        }
    } else if (token->tag == HTML_link) {
        if (html_slice_is(html_attribute(token, "rel"), "canonical") && !page->canonical.data)
            page->canonical = html_attribute(token, "href");
    } else if (token->tag == HTML_title) {
        if (!page->title.data)
            page->title = token->text;
    } else if (token->tag == HTML_script) {
        if (has_word(html_attribute(token, "type"), "ld+json")) {
            TV_GROW(page->json, page->n_json, page->json_capacity);
            page->json[page->n_json++] = token->text;
        }
    }
}

/* How much one byte of text counts: continuation bytes nothing, the first byte of an ideograph
 * or a kana two, since a word of them is short. */
static unsigned weight(unsigned char c)
{
    return (c & 0xC0) == 0x80 ? 0 : c >= 0xE3 && c <= 0xED ? 2 : 1;
}

static bool is_stop(const char *p, size_t left)
{
    if (*p == ',' || *p == '.' || *p == ';')
        return true;
    return left > 2 && (memcmp(p, "。", 3) == 0 || memcmp(p, "，", 3) == 0 ||
                        memcmp(p, "、", 3) == 0 || memcmp(p, "،", 2) == 0);
}

/* Adds text to the paragraph being built, white space made single. */
static void add_text(struct builder *b, const char *s, size_t n)
{
    struct html_page *page = b->page;
    const struct html_element *in = top(b);
    if (in->hidden)
        return;
    tv_buffer_reserve(&page->text, n + 1);
    uint32_t letters = 0;
    char *out = page->text.data + page->text.size;
    char *begin = page->text.data + b->block.text;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c <= ' ') {
            b->gap = true;
            continue;
        }
        if (b->gap && out > begin)
            *out++ = ' ';
        b->gap = false;
        *out++ = (char)c;
        letters += weight(c);
        b->block.stops += is_stop(s + i, n - i);
    }
    page->text.size = (size_t)(out - page->text.data);
    *out = '\0';
    if (!letters)
        return;
    b->breaks = 0;
    b->block.letters += letters;
    if (in->in_link)
        b->block.link_letters += letters;
}

static uint32_t block_element(struct builder *b)
{
    size_t i = b->depth;
    while (i-- > 1 && !(html_kinds(b->page->elements[b->stack[i]].tag) & HTML_BLOCK))
        ;
    return b->stack[i];
}

static bool in_pre(struct builder *b)
{
    enum html_tag tag = b->page->elements[b->block.element].tag;
    return tag == HTML_pre || tag == HTML_xmp || tag == HTML_plaintext || tag == HTML_listing;
}

/* Preformatted text: an empty line ends the paragraph. */
static void add_lines(struct builder *b, const char *s, size_t n)
{
    const char *end = s + n;
    while (s < end) {
        const char *newline = memchr(s, '\n', (size_t)(end - s));
        const char *to = newline ? newline : end;
        size_t before = b->page->text.size;
        add_text(b, s, (size_t)(to - s));
        if (newline && b->page->text.size == before && ++b->breaks > 1)
            end_block(b);
        if (newline)
            b->gap = true;
        s = newline ? newline + 1 : end;
        if (b->block.size == 0)
            b->block.element = block_element(b);
    }
}

static void text_token(struct builder *b, struct html_slice text, struct tv_buffer *decoded)
{
    if (memchr(text.data, '&', text.size)) {
        tv_buffer_clear(decoded);
        html_decode(text, decoded);
        text = (struct html_slice){decoded->data, decoded->size};
    }
    b->block.element = block_element(b);
    if (in_pre(b))
        add_lines(b, text.data, text.size);
    else
        add_text(b, text.data, text.size);
}

static void void_tag(struct builder *b, const struct html_token *token)
{
    if (token->tag == HTML_br) {
        b->gap = true;
        if (++b->breaks > 1)
            end_block(b);
    } else if (token->tag == HTML_hr) {
        close_implied(b, HTML_hr);
        end_block(b);
    } else if (token->tag == HTML_frame) {
        b->page->frames = true;
    } else if (token->tag == HTML_meta && b->depth > 1) {
        if (has_word(html_attribute(token, "itemprop"), "datePublished"))
            add_moment(b->page, b->stack[b->depth - 1], html_attribute(token, "content"));
    }
}

static void start_tag(struct builder *b, const struct html_token *token, struct tv_buffer *decoded)
{
    read_head(b->page, token);
    if (token->tag == HTML_html) {
        struct html_slice language = html_attribute(token, "lang");
        b->page->language = language.data ? language : html_attribute(token, "xml:lang");
    }
    if (token->tag == HTML_html || token->tag == HTML_body || token->tag == HTML_head) {
        end_block(b);
        return;
    }
    unsigned kinds = html_kinds(token->tag);
    if (kinds & HTML_VOID) {
        void_tag(b, token);
        return;
    }
    close_implied(b, token->tag);
    uint32_t name = name_hash(token->name);
    if (token->closed && (token->tag == HTML_OTHER || token->tag == HTML_svg))
        return;
    open_element(b, token, name);
    if (!(kinds & HTML_RAW))
        return;
    if (!(kinds & HTML_HIDDEN))
        text_token(b, token->text, decoded);
    if (b->overflow)
        b->overflow--;
    else
        close_top(b);
}

static void end_or_overflow(struct builder *b, const struct html_token *token)
{
    if (token->tag == HTML_body || token->tag == HTML_html || token->tag == HTML_head ||
        html_kinds(token->tag) & HTML_RAW)
        return;
    if (b->overflow) {
        b->overflow--;
        if (html_kinds(token->tag) & HTML_BLOCK)
            end_block(b);
        return;
    }
    end_tag(b, token, name_hash(token->name));
}

void html_page_read(struct html_page *page, const char *bytes, size_t n)
{
    struct builder b = {.page = page, .depth = 1};
    TV_GROW(page->elements, page->n_elements, page->elements_capacity);
    page->elements[page->n_elements++] = (struct html_element){.tag = HTML_body};
    struct html_lexer lexer = {bytes, bytes + n};
    struct html_token *token = tv_alloc(sizeof *token);
    struct tv_buffer decoded = {0};
    while (html_next(&lexer, token)) {
        if (token->type == HTML_TEXT)
            text_token(&b, token->text, &decoded);
        else if (token->type == HTML_START_TAG)
            start_tag(&b, token, &decoded);
        else
            end_or_overflow(&b, token);
    }
    close_to(&b, 0);
    tv_buffer_finish(&decoded);
    free(token);
}

void html_page_finish(struct html_page *page)
{
    free(page->elements);
    free(page->blocks);
    free(page->metas);
    free(page->moments);
    free(page->json);
    tv_buffer_finish(&page->text);
}

bool html_within(const struct html_page *page, uint32_t element, uint32_t ancestor)
{
    return element >= ancestor && element < page->elements[ancestor].end;
}

uint32_t html_nearest(const struct html_page *page, uint32_t element, enum html_tag tag)
{
    while (element && page->elements[element].tag != tag)
        element = page->elements[element].parent;
    return element;
}

size_t html_heading_size(const char *text, size_t n)
{
    size_t end = n;
    while (end > 0 && isspace((unsigned char)text[end - 1]))
        end--;
    return end > 2 && memcmp(text + end - 2, "¶", 2) == 0 ? end - 2 : n;
}
