/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which paragraphs of a page are its main text (html_main.h).
 *
 * In three steps, each linear in the page:
 * 1. Elements that name themselves as furniture (nav, footer, class "related" ...) are cut, unless
 *    they hold most of the page.
 * 2. Every paragraph is worth its letters outside links, less what a paragraph of text should have
 *    at least; lists of links are worth less than nothing. The main text is the element whose
 *    paragraphs are worth most together.
 * 3. Within it, parts that are worth nothing and look like furniture are cut: lists of links,
 *    boxes, headings with nothing left below them. */
#include "html_main.h"

#include <stdlib.h>
#include <string.h>

struct choice {
    const struct html_page *page;
    bool *cut;         /* by element: is, or stands in, furniture */
    uint32_t *letters; /* by paragraph: sum of all before it, one more than there are paragraphs */
    uint32_t *links;
    uint32_t *total; /* letters of uncut */
    bool *keep;
    bool furnished;
};

static uint32_t letters_in(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    return c->letters[e->end_block] - c->letters[e->first_block];
}

static uint32_t links_in(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    return c->links[e->end_block] - c->links[e->first_block];
}

static void sum_up(struct choice *c)
{
    for (size_t i = 0; i < c->page->n_blocks; i++) {
        const struct html_block *block = &c->page->blocks[i];
        c->letters[i + 1] = c->letters[i] + block->letters;
        c->links[i + 1] = c->links[i] + block->link_letters;
    }
}

static bool names_furniture(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    uint32_t letters = letters_in(c, element), links = links_in(c, element);
    if (e->marks & HTML_BODY_TEXT)
        return false;
    if (e->marks & (HTML_FURNITURE | HTML_COMMENTS | HTML_INVISIBLE))
        return true;
    if (e->tag == HTML_nav || e->tag == HTML_footer || e->tag == HTML_menu ||
        e->tag == HTML_aside || e->tag == HTML_search || e->tag == HTML_dialog)
        return true;
    if (e->tag == HTML_figcaption || e->marks & HTML_CAPTION)
        return true;
    if (e->tag == HTML_form)
        return letters < 500;
    if (e->marks & HTML_DUBIOUS && !(e->marks & HTML_CONTENT))
        return letters < 200 || links * 2 > letters;
    return false;
}

static void cut_named(struct choice *c)
{
    const struct html_page *page = c->page;
    uint32_t all = c->letters[page->n_blocks] - c->links[page->n_blocks];
    for (uint32_t i = 1; i < page->n_elements; i++) {
        const struct html_element *e = &page->elements[i];
        c->cut[i] = c->cut[e->parent];
        if (c->cut[i] || e->first_block == e->end_block || !names_furniture(c, i))
            continue;
        uint32_t plain = letters_in(c, i) - links_in(c, i);
        c->cut[i] = plain * 2 <= all;
        c->furnished |= c->cut[i];
    }
}

static int64_t value_of(const struct choice *c, const struct html_block *block)
{
    const struct html_element *e = &c->page->elements[block->element];
    int64_t plain = block->letters - block->link_letters, link = block->link_letters;
    if (c->cut[block->element])
        return 0;
    if (html_is_heading(e->tag))
        return link ? -5 : 5;
    if (link > plain)
        return -10 - link;
    int64_t least = e->tag == HTML_p || e->tag == HTML_blockquote ? 10 : 30;
    return plain - least;
}

static uint32_t find_root(const struct choice *c)
{
    const struct html_page *page = c->page;
    int64_t *before = tv_alloc((page->n_blocks + 1) * sizeof *before);
    for (size_t i = 0; i < page->n_blocks; i++)
        before[i + 1] = before[i] + value_of(c, &page->blocks[i]);
    uint32_t best = 0;
    int64_t most = 0;
    for (uint32_t i = 0; i < page->n_elements; i++) {
        const struct html_element *e = &page->elements[i];
        int64_t worth = before[e->end_block] - before[e->first_block];
        if (i == 0 || worth >= most) {
            best = i;
            most = worth;
        }
    }
    free(before);
    return best;
}

/* Whether a part of the main text looks like furniture after all. */
static bool looks_like_furniture(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    uint32_t letters = letters_in(c, element), links = links_in(c, element);
    switch (e->tag) {
    case HTML_ul:
    case HTML_ol:
    case HTML_div:
    case HTML_section:
    case HTML_table:
    case HTML_header:
    case HTML_dl:
        return links * 2 > letters && e->end_block - e->first_block > 1;
    default:
        return false;
    }
}

static void keep_within(struct choice *c, uint32_t root)
{
    const struct html_page *page = c->page;
    const struct html_element *in = &page->elements[root];
    for (uint32_t i = root + 1; i < in->end; i++) {
        const struct html_element *e = &page->elements[i];
        c->cut[i] |= c->cut[e->parent];
        if (!c->cut[i] && e->first_block < e->end_block && looks_like_furniture(c, i))
            c->cut[i] = true;
    }
    for (uint32_t i = in->first_block; i < in->end_block; i++) {
        const struct html_block *block = &page->blocks[i];
        if (c->cut[block->element])
            continue;
        const char *text = page->text.data + block->text;
        if (html_heads_furniture(text, block->size) || html_opens_furniture(text, block->size))
            continue;
        c->keep[i] = true;
    }
    for (uint32_t i = in->first_block; i + 1 < in->end_block; i++)
        if (page->elements[page->blocks[i].element].tag == HTML_h1)
            ;
}

uint32_t html_main_text(const struct html_page *page, bool *keep)
{
    struct choice c = {
        .page = page,
        .cut = tv_alloc(page->n_elements),
        .letters = tv_alloc((page->n_blocks + 1) * sizeof *c.letters),
        .links = tv_alloc((page->n_blocks + 1) * sizeof *c.links),
        .keep = keep,
    };
    memset(keep, 0, page->n_blocks);
    sum_up(&c);
    cut_named(&c);
    uint32_t root = 0;
    if (!c.furnished && c.links[page->n_blocks] * 5 < c.letters[page->n_blocks]) {
        memset(keep, 1, page->n_blocks);
    } else {
        root = find_root(&c);
        keep_within(&c, root);
    }
    free(c.cut);
    free(c.letters);
    free(c.links);
    return root;
}
