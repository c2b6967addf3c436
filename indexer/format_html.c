/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages of the web, HTML and XHTML: their main text as blocks, and what they say of themselves.
 *
 * The bytes become UTF-8, the UTF-8 a page (html_page.h), some of its paragraphs the main text
 * (html_main.h), and these blocks; facts come from html_facts.h. */
#include "charset.h"
#include "extraction.h"
#include "html_facts.h"
#include "html_main.h"
#include "html_page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEAD = 1024 };

static bool at_word(const char *s, size_t n, const char *word)
{
    size_t size = strlen(word);
    return n > size && strncasecmp(s, word, size) == 0 && memchr(" \t\r\n>/", s[size], 6);
}

static int recognise(const struct tv_member *member)
{
    (void)at_word;
    const char *s = (const char *)member->bytes;
    size_t n = member->size < HEAD ? member->size : HEAD;
    for (size_t i = 0; i + 5 < n; i++)
        if (strncasecmp(s + i, "<html", 5) == 0 || strncasecmp(s + i, "<!doctype html", 14) == 0)
            return 90;
    size_t size = strlen(member->path);
    if (size > 5 && strcasecmp(member->path + size - 5, ".html") == 0)
        return 50;
    return 0;
}

static void add_block(const struct html_page *page, const struct html_block *block,
                      struct tv_extraction *x, struct tv_buffer *scratch)
{
    tv_buffer_clear(scratch);
    tv_buffer_add(scratch, page->text.data + block->text, block->size);
    const struct html_element *e = &page->elements[block->element];
    struct tv_block out = {.type = TV_BLOCK_PARAGRAPH, .text = scratch->data};
    if (html_is_heading(e->tag)) {
        out.type = TV_BLOCK_HEADING;
        out.level = (unsigned)(e->tag - HTML_h1 + 1);
    }
    tv_extraction_add(x, &out);
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_buffer utf8 = {0}, scratch = {0};
    tv_to_utf8(member->bytes, member->size, NULL, &utf8);
    struct html_page page = {0};
    html_page_read(&page, utf8.data, utf8.size);
    bool *keep = tv_alloc(page.n_blocks + 1);
    uint32_t root = html_main_text(&page, keep);
    for (size_t i = 0; i < page.n_blocks; i++)
        if (keep[i])
            add_block(&page, &page.blocks[i], x, &scratch);
    html_state_facts(&page, root, x);
    free(keep);
    html_page_finish(&page);
    tv_buffer_finish(&utf8);
    tv_buffer_finish(&scratch);
    if (x->n_blocks == 0)
        return tv_fail(err, TV_REFUSED, "no text in it");
    return true;
}

const struct tv_format tv_format_html = {"html", recognise, extract};
