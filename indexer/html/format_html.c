/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages of the web, HTML and XHTML: their main text as blocks, and what they say of themselves.
 *
 * The bytes become UTF-8, the UTF-8 a page (html_page.h), some of its paragraphs the main text
 * (html_main.h), and these blocks (html_blocks.h); facts come from html_facts.h. */
#include "charset.h"
#include "extraction.h"
#include "html_blocks.h"
#include "html_facts.h"
#include "html_main.h"
#include "html_page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    HEAD = 1024,         /* where a page shows that it is one */
    DECLARATIONS = 4096, /* where it declares its character set */
    CHARSET_NAME = 40,
    PARAGRAPH = 80, /* letters of one that the main text begins with */
};

/* Recognising */

static bool has_name(const char *path)
{
    static const char *const endings[] = {".html", ".htm", ".xhtml", ".shtml", ".xht"};
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (n > size && strcasecmp(path + n - size, endings[i]) == 0)
            return true;
    }
    return false;
}

/* The beginning of the member as ASCII: without a byte order mark and without the zero bytes of
 * UTF-16. */
static size_t read_head(const struct tv_member *member, char ret_head[HEAD])
{
    size_t n = 0;
    for (size_t i = 0; i < member->size && i < 2 * HEAD && n < HEAD; i++)
        if (member->bytes[i] && (i >= 3 || member->bytes[i] < 0x80))
            ret_head[n++] = (char)member->bytes[i];
    return n;
}

static bool begins_html(const char *s, size_t n)
{
    for (size_t i = 0; i + 14 < n; i++)
        if (s[i] == '<' && strncasecmp(s + i, "<!doctype html", 14) == 0)
            return !isalnum((unsigned char)s[i + 14]);
    return false;
}

/* How sure the first tag makes us. */
static int judge_tag(const struct html_token *token, bool xml, bool named)
{
    switch (token->tag) {
    case HTML_html:
        return 90;
    case HTML_OTHER:
    case HTML_a: /* elements of XML vocabularies too */
    case HTML_article:
    case HTML_link:
    case HTML_section:
    case HTML_source:
    case HTML_summary:
    case HTML_svg:
    case HTML_time:
    case HTML_title:
        return xml ? 0 : named ? 60 : 0;
    default:
        return xml ? 0 : named ? 80 : 60;
    }
}

static int recognise(const struct tv_member *member)
{
    char head[HEAD];
    size_t n = read_head(member, head), i = 0;
    while (i < n && isspace((unsigned char)head[i]))
        i++;
    bool named = has_name(member->path);
    if (begins_html(head, n))
        return 95;
    if (i == n || head[i] != '<')
        return named && memchr(head, '<', n) ? 40 : 0;
    bool xml = n - i > 5 && strncmp(head + i, "<?xml", 5) == 0;
    struct html_lexer lexer = {head + i, head + n};
    struct html_token *token = tv_alloc(sizeof *token);
    int sure = 0;
    while (html_next(&lexer, token))
        if (token->type == HTML_START_TAG) {
            sure = judge_tag(token, xml, named);
            break;
        }
    free(token);
    return sure;
}

/* Reading */

/* The name behind the first `key` in n bytes; false if there is none. */
static bool name_behind(const char *s, size_t n, const char *key, char ret_name[CHARSET_NAME])
{
    size_t size = strlen(key), length = 0, at = 0;
    while (at + size < n && strncasecmp(s + at, key, size) != 0)
        at++;
    for (at += size; at < n && strchr("\"' ", s[at]) && s[at]; at++)
        ;
    for (; at < n && length < CHARSET_NAME - 1; at++) {
        if (!isalnum((unsigned char)s[at]) && (!s[at] || !strchr("-_:.+", s[at])))
            break;
        ret_name[length++] = s[at];
    }
    ret_name[length] = '\0';
    return length > 0;
}

/* The character set that the page declares: "charset=..." in a meta element, or the encoding of an
 * XML declaration. False if it declares none. */
static bool declared_charset(const struct tv_member *member, char ret_name[CHARSET_NAME])
{
    static const char *const tags[][2] = {{"<meta", "charset="}, {"<?xml", "encoding="}};
    size_t n = member->size < DECLARATIONS ? member->size : DECLARATIONS;
    const char *s = (const char *)member->bytes;
    for (const char *p = s; (p = memchr(p, '<', n - (size_t)(p - s))); p++)
        for (size_t k = 0; k < sizeof tags / sizeof *tags; k++) {
            size_t left = n - (size_t)(p - s), size = strlen(tags[k][0]);
            const char *end = memchr(p, '>', left);
            if (end && left > size && strncasecmp(p, tags[k][0], size) == 0 &&
                name_behind(p, (size_t)(end - p), tags[k][1], ret_name))
                return true;
        }
    return false;
}

/* Where the main text begins: its first paragraph of some length that is no heading. */
static uint32_t first_paragraph(const struct html_page *page, const bool *keep)
{
    for (uint32_t i = 0; i < page->n_blocks; i++)
        if (keep[i] && page->blocks[i].letters >= PARAGRAPH &&
            !html_is_heading(page->elements[page->blocks[i].element].tag))
            return i;
    return 0;
}

static void read_page(const struct html_page *page, struct tv_extraction *x)
{
    bool *keep = tv_alloc(page->n_blocks + 1);
    uint32_t root = html_main_text(page, keep);
    html_add_blocks(page, keep, x);
    html_state_facts(page, root, first_paragraph(page, keep), x);
    free(keep);
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    char charset[CHARSET_NAME];
    bool declared = declared_charset(member, charset);
    struct tv_buffer utf8 = {0};
    struct html_page page = {0};
    if (member->size > UINT32_MAX / 4)
        return tv_fail(err, TV_REFUSED, "a page of more than a gigabyte");
    tv_to_utf8(member->bytes, member->size, declared ? charset : NULL, &utf8);
    html_page_read(&page, utf8.data, utf8.size);
    read_page(&page, x);
    bool frames = page.frames;
    html_page_finish(&page);
    tv_buffer_finish(&utf8);
    if (x->n_blocks == 0)
        return tv_fail(err, TV_REFUSED,
                       frames ? "no text in it, only frames for other pages" : "no text in it");
    return true;
}

const struct tv_format tv_format_html = {"html", recognise, extract};
