/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens: secrets that let a client ask, one a line of a file. Only their hashes are kept. */
#ifndef TV_TOKENS_H
#define TV_TOKENS_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>

enum { TV_TOKEN_HASH = 32 }; /* SHA-256 */

struct tv_tokens {
    uint8_t (*hashes)[TV_TOKEN_HASH];
    size_t n, capacity;
};

/* Reads a file: a token a line, of 16 characters at least; empty lines and those that begin with '#'
 * count for nothing. */
bool tv_tokens_read(const char *path, struct tv_tokens *ret_tokens, struct tv_error *err);
void tv_tokens_finish(struct tv_tokens *tokens);

/* Whether a value of Authorization ("Bearer ...") has one of them. Takes the same time whichever it
 * is, and however much of one it has. */
bool tv_tokens_match(const struct tv_tokens *tokens, const char *authorization);

#endif
