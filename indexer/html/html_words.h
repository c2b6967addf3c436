/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What page authors call the parts of their pages: in class names, ids and roles, and in the words
 * that readers see above lists of links, in several languages.
 *
 * Names are taken apart into words ("entry-content", "relatedArticles", "post_meta") and looked up
 * whole, so that "headache" is not taken for a "head" nor "gradient" for an "ad". */
#ifndef TV_HTML_WORDS_H
#define TV_HTML_WORDS_H

#include "html_lexer.h"

#include <stdbool.h>
#include <stdint.h>

enum html_mark {
    HTML_CONTENT = 1,     /* the main text, or part of it */
    HTML_FURNITURE = 2,   /* no part of any text: navigation, sharing, advertising */
    HTML_DUBIOUS = 4,     /* often furniture, sometimes text: header, box, meta */
    HTML_COMMENTS = 8,    /* what readers wrote */
    HTML_BYLINE = 16,     /* who wrote it */
    HTML_DATELINE = 32,   /* when */
    HTML_CAPTION = 64,    /* below a picture */
    HTML_INVISIBLE = 128, /* only for screen readers, or only printed */
    HTML_BODY_TEXT = 256, /* exactly the main text: itemprop articleBody */
    HTML_KICKER = 512,    /* stands above a title, within its heading */
    HTML_HEADLINE = 1024, /* the title: itemprop headline */
};

uint32_t html_marks_in(struct html_slice names); /* a class attribute */
uint32_t html_marks_of_id(struct html_slice id);
uint32_t html_marks_of_role(struct html_slice role);
uint32_t html_marks_of_property(struct html_slice itemprop);

/* Whether the n bytes are words that stand above or in place of furniture: "Related articles",
 * "Mehr zum Thema", "Share this". */
bool html_heads_furniture(const char *text, size_t n);

/* Whether they stand above what readers wrote: "12 comments", "Schreibe einen Kommentar". */
bool html_heads_comments(const char *text, size_t n);

/* Whether a paragraph that begins so is about the page, not the subject: "Read more:",
 * "Photo:", "Copyright". */
bool html_opens_furniture(const char *text, size_t n);

#endif
