/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which paragraphs of a page are its main text (html_main.h).
 *
 * 1. Elements that name themselves as furniture (nav, footer, class "related" ...) are cut, unless
 *    they hold most of the page. A page where nothing was cut and few links are is kept whole.
 * 2. Every paragraph is worth its letters outside links, less what a paragraph of text has at
 *    least; lists of links are worth less than nothing, and teasers nothing. The main text is in
 *    the element whose paragraphs are worth most together, and most of it in one element therein,
 *    the core.
 * 3. In the core, parts that turn out to be furniture are cut: lists of links, what stands below
 *    "Related articles". From around it come the paragraphs that lead into it or go on.
 *
 * All sums over elements are differences of running sums over paragraphs, so that the time is
 * linear in the page (times HTML_MAX_DEPTH where ancestors are climbed). */
#include "html_main.h"

#include <stdlib.h>
#include <string.h>

/* In letters, unless said otherwise. Chosen by how two public collections of news pages come out
 * (tests/tools/check-html-scores.py). Moving most of them by a fifth or so changes F1 by .003 or
 * less; MANY_PERCENT and CORE_PERCENT are the ones to measure again when touched. */
enum {
    PROSE = 40,             /* a paragraph of text has at least */
    SHORT_TEASER = 400,     /* text below a linked heading, up to which it is a teaser */
    TEASER_PARAGRAPHS = 8,  /* its paragraphs, at most */
    SMALL_FORM = 500,       /* a form that is no page of its own */
    SMALL_BOX = 200,        /* what calls itself header, box or the like, and is one */
    PARAGRAPH_COST = 10,    /* what a p costs, and a list of links in addition to its letters */
    FRAGMENT_COST = 30,     /* what text costs that stands in other elements */
    CORE_PERCENT = 82,      /* of what the best element is worth, which its core has */
    FEW_PARAGRAPHS = 3,     /* of prose: a core with fewer is only one part of the text if it has */
    FEW_PERCENT = 50,       /* less than this of the worth of the page; */
    MANY_PERCENT = 30,      /* one with more, if less than this */
    HEADLINE_DISTANCE = 30, /* paragraphs between the headline and the core, at most */
};

/* What the first paragraphs up to one have together. */
struct sum {
    uint32_t letters, links, prose, stops, paragraphs;
    int64_t worth, positive; /* worth: as above; positive: of the paragraphs worth anything */
};

struct choice {
    const struct html_page *page;
    bool *cut;        /* by element: is, or stands in, furniture */
    bool *teaser;     /* by paragraph: stands for another page, with a heading that links there */
    struct sum *sums; /* by paragraph: what those before it have; one more for all */
    bool *keep;
};

/* Where the main text stands: `core` in `whole`. */
struct root {
    uint32_t whole, core;
};

static struct sum sum_of(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    const struct sum *a = &c->sums[e->first_block], *b = &c->sums[e->end_block];
    return (struct sum){
        .letters = b->letters - a->letters,
        .links = b->links - a->links,
        .prose = b->prose - a->prose,
        .stops = b->stops - a->stops,
        .paragraphs = b->paragraphs - a->paragraphs,
        .worth = b->worth - a->worth,
        .positive = b->positive - a->positive,
    };
}

static bool is_prose(const struct html_block *block)
{
    return block->letters >= PROSE && block->stops > 0 && block->link_letters * 3 < block->letters;
}

static bool is_linked(const struct html_block *block)
{
    return block->link_letters * 2 > block->letters;
}

static bool is_in_heading(const struct choice *c, const struct html_block *block)
{
    return html_is_heading(c->page->elements[block->element].tag);
}

static bool heads_furniture(const struct choice *c, const struct html_block *block)
{
    return html_heads_furniture(c->page->text.data + block->text, block->size);
}

static void sum_up(struct choice *c)
{
    for (size_t i = 0; i < c->page->n_blocks; i++) {
        const struct html_block *block = &c->page->blocks[i];
        struct sum sum = c->sums[i];
        sum.letters += block->letters;
        sum.links += block->link_letters;
        sum.stops += block->stops;
        sum.prose += is_prose(block) ? block->letters : 0;
        sum.paragraphs += is_prose(block);
        c->sums[i + 1] = sum;
    }
}

/* Furniture by name */

static bool is_furniture_tag(enum html_tag tag)
{
    switch (tag) {
    case HTML_aside:
    case HTML_dialog:
    case HTML_figcaption:
    case HTML_footer:
    case HTML_menu:
    case HTML_nav:
    case HTML_search:
        return true;
    default:
        return false;
    }
}

static bool names_furniture(const struct choice *c, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    struct sum sum = sum_of(c, element);
    if (e->marks & HTML_BODY_TEXT)
        return false;
    if (e->marks & (HTML_FURNITURE | HTML_COMMENTS | HTML_INVISIBLE | HTML_CAPTION) ||
        is_furniture_tag(e->tag))
        return true;
    if (e->tag == HTML_form)
        return sum.letters < SMALL_FORM;
    if (e->marks & HTML_DUBIOUS && !(e->marks & HTML_CONTENT))
        return sum.letters < SMALL_BOX || sum.links * 2 > sum.letters;
    return false;
}

/* Cuts furniture by its name, but for what holds most of the page's text. Returns whether there
 * was any. */
static bool cut_named(struct choice *c)
{
    const struct html_page *page = c->page;
    struct sum all = sum_of(c, 0);
    bool any = false;
    for (uint32_t i = 1; i < page->n_elements; i++) {
        const struct html_element *e = &page->elements[i];
        c->cut[i] = c->cut[e->parent];
        if (c->cut[i] || e->first_block == e->end_block || !names_furniture(c, i))
            continue;
        struct sum sum = sum_of(c, i);
        c->cut[i] = (sum.letters - sum.links) * 2 <= all.letters - all.links;
        any |= c->cut[i];
    }
    return any;
}

/* Teasers */

static bool is_linked_heading(const struct choice *c, const struct html_block *block)
{
    return is_in_heading(c, block) && block->letters > 10 &&
           block->link_letters * 10 >= block->letters * 9;
}

/* Marks headings that are links, each with the few words below it. */
static void find_teasers(struct choice *c)
{
    const struct html_page *page = c->page;
    for (uint32_t i = 0; i < page->n_blocks; i++) {
        if (!is_linked_heading(c, &page->blocks[i]))
            continue;
        uint32_t end = i + 1, letters = 0;
        while (end < page->n_blocks && end - i < TEASER_PARAGRAPHS && letters < SHORT_TEASER &&
               !is_in_heading(c, &page->blocks[end]))
            letters += page->blocks[end++].letters;
        if (letters < SHORT_TEASER)
            memset(c->teaser + i, true, end - i);
    }
}

/* The best element */

static int64_t worth_of(const struct choice *c, uint32_t i)
{
    const struct html_block *block = &c->page->blocks[i];
    enum html_tag tag = c->page->elements[block->element].tag;
    int64_t links = block->link_letters, plain = block->letters - links;
    if (c->cut[block->element] || c->teaser[i])
        return 0;
    if (html_is_heading(tag))
        return links ? -5 : 5;
    if (links > plain)
        return -PARAGRAPH_COST - links / 2;
    return plain - (tag == HTML_p || tag == HTML_blockquote ? PARAGRAPH_COST : FRAGMENT_COST);
}

static void sum_up_worth(struct choice *c)
{
    for (uint32_t i = 0; i < c->page->n_blocks; i++) {
        int64_t worth = worth_of(c, i);
        c->sums[i + 1].worth = c->sums[i].worth + worth;
        c->sums[i + 1].positive = c->sums[i].positive + (worth > 0 ? worth : 0);
    }
}

static uint32_t find_best(const struct choice *c)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < c->page->n_elements; i++)
        if (sum_of(c, i).worth >= sum_of(c, best).worth)
            best = i;
    return best;
}

/* Whether a text can be the element's, rather than being one part of a text. */
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

static bool is_fragment(const struct choice *c, uint32_t core)
{
    struct sum sum = sum_of(c, core);
    int percent = sum.paragraphs < FEW_PARAGRAPHS ? FEW_PERCENT : MANY_PERCENT;
    return sum.positive * 100 < sum_of(c, 0).positive * percent;
}

static uint32_t find_core(const struct choice *c, uint32_t whole)
{
    const struct html_element *elements = c->page->elements;
    uint32_t core = whole;
    int64_t most = sum_of(c, whole).worth;
    for (uint32_t i = whole + 1; i < elements[whole].end; i++) {
        int64_t worth = sum_of(c, i).worth;
        if (worth > 0 && worth * 100 >= most * CORE_PERCENT &&
            html_kinds(elements[i].tag) & HTML_BLOCK)
            core = i;
    }
    while (core && (!is_container(elements[core].tag) || is_fragment(c, core)))
        core = elements[core].parent;
    return core;
}

/* Whether what stands around the core looks like text as well: no furniture, few links. */
static bool is_clean_around(const struct choice *c, struct root root)
{
    const struct html_page *page = c->page;
    const struct html_element *whole = &page->elements[root.whole];
    const struct html_element *core = &page->elements[root.core];
    struct sum all = sum_of(c, root.whole), in = sum_of(c, root.core);
    for (uint32_t i = whole->first_block; i < whole->end_block; i++) {
        bool inside = i >= core->first_block && i < core->end_block;
        const struct html_block *block = &page->blocks[i];
        if (!inside && (c->cut[block->element] || heads_furniture(c, block)))
            return false;
    }
    return (all.links - in.links) * 10 <= all.letters - in.letters;
}

static struct root find_root(const struct choice *c)
{
    struct root root = {.whole = find_best(c)};
    root.core = find_core(c, root.whole);
    if (root.core < root.whole)
        root.whole = root.core;
    if (is_clean_around(c, root))
        root.core = root.whole;
    return root;
}

/* Keeping */

/* Whether a part of the main text turns out to be furniture: mostly links. */
static bool is_list_of_links(const struct choice *c, uint32_t root, uint32_t element)
{
    const struct html_element *e = &c->page->elements[element];
    struct sum sum = sum_of(c, element);
    uint32_t n = e->end_block - e->first_block;
    if (sum.links * 2 <= sum.letters)
        return false;
    switch (e->tag) {
    case HTML_ul:
    case HTML_ol:
        return sum.stops < n;
    case HTML_div:
    case HTML_section:
    case HTML_table:
    case HTML_header:
    case HTML_dl:
        return n > 1 && sum.prose * 10 <= sum_of(c, root).prose;
    default:
        return false;
    }
}

static void cut_lists_of_links(struct choice *c, uint32_t root)
{
    const struct html_page *page = c->page;
    for (uint32_t i = root + 1; i < page->elements[root].end; i++) {
        const struct html_element *e = &page->elements[i];
        c->cut[i] |= c->cut[e->parent];
        if (!c->cut[i] && e->first_block < e->end_block)
            c->cut[i] = is_list_of_links(c, root, i);
    }
}

/* Cuts the box that a heading of furniture stands in, if it has links and little text. */
static void cut_box(struct choice *c, uint32_t root, uint32_t element)
{
    const struct html_element *elements = c->page->elements;
    uint32_t box = element;
    while (elements[box].parent > root &&
           sum_of(c, elements[box].parent).prose * 20 <= sum_of(c, root).prose)
        box = elements[box].parent;
    struct sum sum = sum_of(c, box);
    if (box > root && sum.links * 3 >= sum.letters)
        memset(c->cut + box, true, elements[box].end - box);
}

/* Whether readers' comments begin here, after most of the text. */
static bool begins_comments(const struct choice *c, uint32_t root, uint32_t i)
{
    const struct html_page *page = c->page;
    const struct html_block *block = &page->blocks[i];
    uint32_t before = c->sums[i].prose - c->sums[page->elements[root].first_block].prose;
    return is_in_heading(c, block) &&
           html_heads_comments(page->text.data + block->text, block->size) &&
           before > sum_of(c, root).prose / 10 * 6;
}

static void keep_within(struct choice *c, uint32_t root)
{
    const struct html_page *page = c->page;
    const struct html_element *in = &page->elements[root];
    bool below = false; /* a heading of furniture */
    cut_lists_of_links(c, root);
    for (uint32_t i = in->first_block; i < in->end_block; i++) {
        const struct html_block *block = &page->blocks[i];
        if (c->cut[block->element])
            continue;
        if (begins_comments(c, root, i))
            break;
        if (heads_furniture(c, block)) {
            below = true;
            cut_box(c, root, block->element);
            continue;
        }
        if (is_in_heading(c, block) || is_prose(block))
            below = false;
        c->keep[i] = !(below && is_linked(block)) &&
                     !html_opens_furniture(page->text.data + block->text, block->size);
    }
}

/* The last h1 among the paragraphs closely before `end`; `end` if there is none. */
static uint32_t find_headline(const struct choice *c, uint32_t end)
{
    for (uint32_t i = end; i-- > 0 && end - i <= HEADLINE_DISTANCE;)
        if (c->page->elements[c->page->blocks[i].element].tag == HTML_h1)
            return i;
    return end;
}

/* Keeps the text that leads into the core, from the headline on, and what goes on directly below
 * it: each often stands in an element of its own. */
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
    for (uint32_t i = core->end_block; i < whole->end_block; i++) {
        const struct html_block *block = &page->blocks[i];
        if (c->cut[block->element] || is_linked(block) || heads_furniture(c, block))
            break;
        c->keep[i] = is_prose(block);
    }
}

/* Drops headings below which nothing is left of what was there. */
static void drop_bare_headings(struct choice *c, uint32_t root)
{
    const struct html_page *page = c->page;
    const struct html_element *in = &page->elements[root];
    enum html_tag next = HTML_h1; /* tag of the kept heading that follows, if one follows at once */
    bool bare = true, dropped = false;
    for (uint32_t i = in->end_block; i-- > in->first_block;) {
        enum html_tag tag = page->elements[page->blocks[i].element].tag;
        if (!c->keep[i]) {
            dropped = true;
            continue;
        }
        if (html_is_heading(tag) && bare && dropped && next <= tag) {
            c->keep[i] = false;
            continue;
        }
        bare = html_is_heading(tag);
        next = bare ? tag : HTML_OTHER;
        dropped = false;
    }
}

/* A page of nothing but links and scraps: what is not furniture by name is its text; where all is
 * furniture, that. */
static void keep_scraps(struct choice *c)
{
    const struct html_page *page = c->page;
    if (memchr(c->keep, 1, page->n_blocks))
        return;
    cut_named(c);
    for (uint32_t i = 0; i < page->n_blocks; i++)
        c->keep[i] = !c->cut[page->blocks[i].element];
    if (!memchr(c->keep, 1, page->n_blocks))
        memset(c->keep, true, page->n_blocks);
}

static struct root choose(struct choice *c)
{
    sum_up(c);
    bool furnished = cut_named(c);
    struct sum all = sum_of(c, 0);
    if (!furnished && all.links * 5 < all.letters) {
        memset(c->keep, true, c->page->n_blocks);
        return (struct root){0};
    }
    find_teasers(c);
    sum_up_worth(c);
    struct root root = find_root(c);
    keep_within(c, root.core);
    drop_bare_headings(c, root.core);
    keep_around(c, root);
    keep_scraps(c);
    return root;
}

uint32_t html_main_text(const struct html_page *page, bool *keep)
{
    struct choice c = {
        .page = page,
        .cut = tv_alloc(page->n_elements),
        .teaser = tv_alloc(page->n_blocks + 1),
        .sums = tv_alloc((page->n_blocks + 1) * sizeof *c.sums),
        .keep = keep,
    };
    memset(keep, false, page->n_blocks);
    struct root root = choose(&c);
    free(c.cut);
    free(c.teaser);
    free(c.sums);
    return root.core;
}
