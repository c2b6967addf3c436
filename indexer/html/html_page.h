/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A page as its author arranged it: elements, and in them the paragraphs of visible text.
 *
 * Built in one pass over the tokens. Elements lie in the order in which they open, so that the
 * descendants of an element are those up to its `end`; the page's text lies in one string, in
 * reading order, and elements and paragraphs are ranges of it. What nobody sees (scripts, forms'
 * controls, hidden elements) has elements but no text.
 *
 * Always true: a parent comes before its children; element 0 is the root and contains all; no
 * element lies deeper than HTML_MAX_DEPTH (what does is taken as its ancestor's at that depth);
 * time and memory are linear in the size of the input. */
#ifndef TV_HTML_PAGE_H
#define TV_HTML_PAGE_H

#include "corpus/memory.h"
#include "html_lexer.h"
#include "html_words.h"

#include <stdbool.h>
#include <stdint.h>

enum { HTML_MAX_DEPTH = 512 }; /* as browsers have it */

struct html_element {
    uint32_t parent;
    uint32_t end;                    /* one past its last descendant */
    uint32_t first_block, end_block; /* the paragraphs in it */
    uint32_t text, text_end;         /* its range in the page's text */
    uint32_t marks;                  /* enum html_mark, or-ed: what its class, id and role say */
    uint32_t name;                   /* a hash of its name: tells elements that are HTML_OTHER */
    int32_t number;                  /* ol: of its next item. li in an ol: its own */
    uint8_t tag;                     /* enum html_tag */
    uint8_t list_depth;              /* how many lists it stands in */
    char list_type;                  /* ol, and li in it: '1', 'a', 'A', 'i', 'I'. else 0 */
    bool hidden, in_link;
};

/* A paragraph: text that no block-level tag interrupts. */
struct html_block {
    uint32_t element;    /* the innermost block-level element it stands in */
    uint32_t text, size; /* its range in the page's text */
    uint32_t letters,
        link_letters; /* in all, in links; what weighs more than a letter counts two */
    uint32_t stops;   /* commas and full stops */
};

struct html_meta {
    struct html_slice name, content; /* as written, references unresolved */
};

/* An element that says when: <time>, itemprop, a class. */
struct html_moment {
    struct html_slice value; /* attribute datetime or content; no data: its text */
    uint32_t element;
};

struct html_page {
    struct html_element *elements;
    size_t n_elements, elements_capacity;
    struct html_block *blocks;
    size_t n_blocks, blocks_capacity;
    struct tv_buffer text;
    struct html_meta *metas;
    size_t n_metas, metas_capacity;
    struct html_moment *moments;
    size_t n_moments, moments_capacity;
    struct html_slice *json; /* the scripts of JSON-LD */
    size_t n_json, json_capacity;
    struct html_slice title, language, canonical;
    bool frames; /* it is a frameset */
};

/* Reads n bytes of valid UTF-8, which have to stay where they are as long as the page is used.
 * *page is zero-initialised by the caller. */
void html_page_read(struct html_page *page, const char *bytes, size_t n);
void html_page_finish(struct html_page *page);

/* Whether `element` is `ancestor` or stands in it. */
bool html_within(const struct html_page *page, uint32_t element, uint32_t ancestor);

/* The size of n bytes of a heading without the sign of a link to itself behind it. */
size_t html_heading_size(const char *text, size_t n);

/* The nearest of element and its ancestors that is of that tag; 0 (the root) if none is. */
uint32_t html_nearest(const struct html_page *page, uint32_t element, enum html_tag tag);

#endif
