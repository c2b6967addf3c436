/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML as a sequence of tokens: start tags with their attributes, end tags, text.
 *
 * Follows the tokenization of the HTML Standard where it decides what is text and what is markup
 * (comments, raw text, attribute values), and takes time linear in the input whatever that is;
 * the general parsers at hand do not (a tag of 100,000 attributes keeps them busy for minutes),
 * and pages come from strangers.
 *
 * Always true: every token points into the input; nothing is copied, and character references are
 * not resolved (html_decode does that). The input is valid UTF-8. */
#ifndef TV_HTML_LEXER_H
#define TV_HTML_LEXER_H

#include "corpus/memory.h"
#include "html_tags.h"

#include <stdbool.h>
#include <stddef.h>

/* A part of the input; data is NULL where there is none. */
struct html_slice {
    const char *data;
    size_t size;
};

enum { HTML_MAX_ATTRIBUTES = 64 }; /* of one tag; those beyond are passed over */

struct html_attribute {
    struct html_slice name, value;
};

enum html_token_type { HTML_END_OF_INPUT, HTML_TEXT, HTML_START_TAG, HTML_END_TAG };

struct html_token {
    enum html_token_type type;
    enum html_tag tag;
    struct html_slice name; /* of the tag, as written */
    /* HTML_TEXT: the text. HTML_START_TAG of script, style, title and the like: all up to the end
     * tag, which is passed over. */
    struct html_slice text;
    struct html_attribute attributes[HTML_MAX_ATTRIBUTES];
    size_t n_attributes;
    bool closed; /* "<br/>" */
};

struct html_lexer {
    const char *at, *end;
};

/* Fills *token with the next one; false at the end of the input. */
bool html_next(struct html_lexer *lexer, struct html_token *token);

/* The value of the attribute (its name in lower case), as written; data is NULL if it has none. */
struct html_slice html_attribute(const struct html_token *token, const char *name);

/* Appends the slice with its character references resolved. */
void html_decode(struct html_slice raw, struct tv_buffer *out);

bool html_slice_is(struct html_slice slice, const char *lower_case); /* without regard to case */

#endif
