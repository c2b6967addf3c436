/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens: from text to the terms that stand for its words, exactly as Xapian's TermGenerator makes
 * them (libxapian 1.4: words as they are with positions, and "Z" and stem without; n-grams for
 * Chinese, Japanese and Korean), but much faster: ASCII is looked up in a table, and a word is
 * stemmed once and then remembered. The query parser splits and stems alike; a test holds this
 * against the library. */
#ifndef TV_TOKENS_H
#define TV_TOKENS_H

#include "corpus/memory.h"

#include <stddef.h>
#include <stdint.h>

struct tv_token {
    const char *term;  /* prefix included; not NUL-terminated; of the list */
    uint16_t size;     /* bytes */
    uint16_t wdf;      /* 1 from the tokeniser */
    uint32_t position; /* 0: none */
};

/* Zero-initialised is empty. A term stands in it as often as its word in the text. */
struct tv_token_list {
    struct tv_token *tokens;
    size_t n, capacity;
    struct tv_arena arena;
    char *room; /* of the arena, for the next terms */
    size_t left;
};

void tv_token_list_clear(struct tv_token_list *list); /* empties it and keeps its memory */
void tv_token_list_finish(struct tv_token_list *list);

/* One belongs to one thread. Remembers stems, within bounds, for as long as it lives. */
struct tv_tokenizer;

struct tv_tokenizer *tv_tokenizer_create(void);
void tv_tokenizer_destroy(struct tv_tokenizer *t);

/* Appends the tokens of n bytes of valid UTF-8 to *list. `stemmer` is one of tv_stemmer_of();
 * `prefix` stands before each term ("S": "Slamp", and "ZSlamp" for stems); positions go on from
 * *position, which is then the last one's. */
void tv_tokenize(struct tv_tokenizer *t, const char *text, size_t n, const char *stemmer,
                 const char *prefix, uint32_t *position, struct tv_token_list *list);

#endif
