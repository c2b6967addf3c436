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

enum {
    FAR = 30,
    TEASER = 400,
};

struct choice {
    const struct html_page *page;
    bool *cut;         /* by element: is, or stands in, furniture */
    uint32_t *letters; /* by paragraph: sum of all before it, one more than there are paragraphs */
    uint32_t *links, *prose;
    bool *teaser;      /* by paragraph: stands for another page, below a heading that links there */
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

static uint32_t prose_in(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    return c->prose[e->end_block] - c->prose[e->first_block];
}

static bool is_prose(const struct html_block *block)
{
    return block->letters >= 40 && block->stops > 0 && block->link_letters * 3 < block->letters;
}

static uint32_t stops_in(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    uint32_t stops = 0;
    for (uint32_t i = e->first_block; i < e->end_block; i++)
        stops += c->page->blocks[i].stops;
    return stops;
}

static bool is_linked_heading(const struct choice *c, uint32_t i)
{
    const struct html_block *block = &c->page->blocks[i];
    return html_is_heading(c->page->elements[block->element].tag) && block->letters > 10 &&
           block->link_letters * 10 >= block->letters * 9;
}

/* Marks headings that are links, and the few words below each. */
static void find_teasers(struct choice *c)
{
    const struct html_page *page = c->page;
    for (uint32_t i = 0; i < page->n_blocks; i++) {
        if (!is_linked_heading(c, i))
            continue;
        uint32_t end = i + 1, letters = 0;
        while (end < page->n_blocks && end - i < 8 && letters < TEASER &&
               !html_is_heading(page->elements[page->blocks[end].element].tag))
            letters += page->blocks[end++].letters;
        bool last = end < page->n_blocks && !is_linked_heading(c, end);
        (void)last;
        for (uint32_t k = i; letters < TEASER && k < end; k++)
            c->teaser[k] = true;
    }
}

static void sum_up(struct choice *c)
{
    for (size_t i = 0; i < c->page->n_blocks; i++) {
        const struct html_block *block = &c->page->blocks[i];
        c->letters[i + 1] = c->letters[i] + block->letters;
        c->links[i + 1] = c->links[i] + block->link_letters;
        c->prose[i + 1] = c->prose[i] + (is_prose(block) ? block->letters : 0);
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
    if (c->teaser[block - c->page->blocks])
        return 0;
    if (html_is_heading(e->tag))
        return link ? -5 : 5;
    if (link > plain)
        return -10 - link * 50 / 100;
    int64_t least = e->tag == HTML_p || e->tag == HTML_blockquote ? 10 : 30;
    return plain - least;
}

/* Where the main text stands: `core` holds nearly all that `whole`, the best element, is worth. */
struct root {
    uint32_t whole, core;
};

static bool is_container(enum html_tag tag)
{
    switch (tag) {
    case HTML_article:
    case HTML_body:
    case HTML_center:
    case HTML_div:
    case HTML_form:
    case HTML_main:
    case HTML_section:
    case HTML_td:
        return true;
    default:
        return false;
    }
}

static struct root find_root(const struct choice *c)
{
    const struct html_page *page = c->page;
    int64_t *before = tv_alloc((page->n_blocks + 1) * sizeof *before);
    for (size_t i = 0; i < page->n_blocks; i++)
        before[i + 1] = before[i] + value_of(c, &page->blocks[i]);
    struct root root = {0};
    int64_t most = 0;
    for (uint32_t i = 0; i < page->n_elements; i++) {
        const struct html_element *e = &page->elements[i];
        int64_t worth = before[e->end_block] - before[e->first_block];
        if (i == 0 || worth >= most) {
            root.whole = i;
            most = worth;
        }
    }
    root.core = root.whole;
    const int64_t t = 82;
    for (uint32_t i = root.whole; i < page->elements[root.whole].end; i++) {
        const struct html_element *e = &page->elements[i];
        int64_t worth = before[e->end_block] - before[e->first_block];
        if (worth > 0 && worth * 100 >= most * t && html_kinds(e->tag) & HTML_BLOCK)
            root.core = i;
    }
    while (root.core && !is_container(page->elements[root.core].tag))
        root.core = page->elements[root.core].parent;
    for (size_t i = 0; i < page->n_blocks; i++) {
        int64_t value = value_of(c, &page->blocks[i]);
        before[i + 1] = before[i] + (value > 0 ? value : 0);
    }
    while (root.core) {
        const struct html_element *e = &page->elements[root.core];
        int64_t worth = before[e->end_block] - before[e->first_block];
        uint32_t n = 0;
        for (uint32_t i = e->first_block; i < e->end_block; i++)
            n += is_prose(&page->blocks[i]);
        if (worth * 100 >= before[page->n_blocks] * (n < 3 ? 50 : 30))
            break;
        root.core = e->parent;
    }
    if (root.core < root.whole)
        root.whole = root.core;
    free(before);
    return root;
}

/* The last h1 among the paragraphs closely before `end`; `end` if there is none. */
static uint32_t find_headline(const struct choice *c, uint32_t end)
{
    for (uint32_t i = end; i-- > 0 && end - i <= FAR;)
        if (c->page->elements[c->page->blocks[i].element].tag == HTML_h1)
            return i;
    return end;
}

/* Keeps the paragraphs directly above and below the core: what leads into the text often stands in
 * an element of its own, below the headline. */
static void keep_around(struct choice *c, struct root root)
{
    const struct html_page *page = c->page;
    const struct html_element *whole = &page->elements[root.whole];
    const struct html_element *core = &page->elements[root.core];
    uint32_t from = find_headline(c, core->first_block);
    if (from == core->first_block)
        from = whole->first_block;
    for (uint32_t i = from; i < core->first_block; i++)
        c->keep[i] = is_prose(&page->blocks[i]) && !c->cut[page->blocks[i].element];
    int after = 1;
    for (uint32_t i = core->end_block; after && i < whole->end_block; i++) {
        const struct html_block *block = &page->blocks[i];
        if (c->cut[block->element] || block->link_letters * 2 > block->letters || html_heads_furniture(page->text.data + block->text, block->size))
            break;
        c->keep[i] = is_prose(block);
    }
}

/* Whether a part of the main text looks like furniture after all. */
static bool looks_like_furniture(const struct choice *c, uint32_t root, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    uint32_t letters = letters_in(c, element), links = links_in(c, element);
    switch (e->tag) {
    case HTML_ul:
    case HTML_ol:
        return links * 2 > letters && stops_in(c, element) < e->end_block - e->first_block;
    case HTML_div:
    case HTML_section:
    case HTML_table:
    case HTML_header:
    case HTML_dl:
        return links * 2 > letters && e->end_block - e->first_block > 1 && prose_in(c, element) * 10 <= prose_in(c, root);
    default:
        return false;
    }
}

/* Cuts the element that a heading of furniture stands in, if that is a small part of the text. */
static void cut_box(struct choice *c, uint32_t root, uint32_t element)
{
    const struct html_page *page = c->page;
    uint32_t box = element;
    while (page->elements[box].parent != root && page->elements[box].parent > root &&
           prose_in(c, page->elements[box].parent) * 20 <= prose_in(c, root))
        box = page->elements[box].parent;
    if (links_in(c, box) * 3 < letters_in(c, box))
        return;
    for (uint32_t i = box; i < page->elements[box].end; i++)
        c->cut[i] = true;
}

static void keep_within(struct choice *c, uint32_t root)
{
    const struct html_page *page = c->page;
    const struct html_element *in = &page->elements[root];
    for (uint32_t i = root + 1; i < in->end; i++) {
        const struct html_element *e = &page->elements[i];
        c->cut[i] |= c->cut[e->parent];
        if (!c->cut[i] && e->first_block < e->end_block && looks_like_furniture(c, root, i))
            c->cut[i] = true;
    }
    bool below = false; /* a heading of furniture */
    for (uint32_t i = in->first_block; i < in->end_block; i++) {
        const struct html_block *block = &page->blocks[i];
        const char *text = page->text.data + block->text;
        if (c->cut[block->element])
            continue;
        if (html_is_heading(page->elements[block->element].tag) && html_heads_comments(text, block->size) &&
            c->prose[i] - c->prose[in->first_block] > prose_in(c, root) * 6 / 10)
            break;
        if (html_heads_furniture(text, block->size)) {
            below = true;
            cut_box(c, root, block->element);
            continue;
        }
        if (html_is_heading(page->elements[block->element].tag) || is_prose(block))
            below = false;
        c->keep[i] = !(below && block->link_letters * 2 > block->letters) && !html_opens_furniture(text, block->size);
    }
}

uint32_t html_main_text(const struct html_page *page, bool *keep)
{
    struct choice c = {
        .page = page,
        .cut = tv_alloc(page->n_elements),
        .letters = tv_alloc((page->n_blocks + 1) * sizeof *c.letters),
        .teaser = tv_alloc(page->n_blocks + 1),
        .prose = tv_alloc((page->n_blocks + 1) * sizeof *c.prose),
        .links = tv_alloc((page->n_blocks + 1) * sizeof *c.links),
        .keep = keep,
    };
    memset(keep, 0, page->n_blocks);
    sum_up(&c);
    cut_named(&c);
    find_teasers(&c);
    struct root root = {0};
    if (!c.furnished && c.links[page->n_blocks] * 5 < c.letters[page->n_blocks]) {
        memset(keep, 1, page->n_blocks);
    } else {
        root = find_root(&c);
        keep_within(&c, root.core);
        keep_around(&c, root);
    }
    free(c.cut);
    free(c.letters);
    free(c.links);
    free(c.prose);
    free(c.teaser);
    return root.core;
}
