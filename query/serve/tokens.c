/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens (tokens.h). */
#include "tokens.h"

#include "corpus/memory.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SHORTEST = 16 };

static bool add(struct tv_tokens *tokens, const char *path, const char *line, size_t size,
                struct tv_error *err)
{
    if (size < SHORTEST)
        return tv_fail(err, TV_USAGE, "%s: a token has to have %d characters at least", path,
                       SHORTEST);
    TV_GROW(tokens->hashes, tokens->n, tokens->capacity);
    SHA256((const unsigned char *)line, size, tokens->hashes[tokens->n++]);
    return true;
}

bool tv_tokens_read(const char *path, struct tv_tokens *tokens, struct tv_error *err)
{
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t capacity = 0;
    bool ok = file || tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    while (ok && getline(&line, &capacity, file) >= 0) {
        size_t size = strcspn(line, " \t\r\n");
        if (size && line[0] != '#')
            ok = add(tokens, path, line, size, err);
    }
    if (ok && !tokens->n)
        ok = tv_fail(err, TV_USAGE, "%s: there is no token in it", path);
    if (line)
        OPENSSL_cleanse(line, capacity);
    free(line);
    if (file)
        fclose(file);
    return ok;
}

void tv_tokens_finish(struct tv_tokens *tokens)
{
    free(tokens->hashes);
    *tokens = (struct tv_tokens){0};
}

bool tv_tokens_match(const struct tv_tokens *tokens, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    uint8_t hash[TV_TOKEN_HASH];
    bool found = false;
    if (!authorization || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return false;
    const char *token = authorization + sizeof scheme - 1;
    token += strspn(token, " ");
    SHA256((const unsigned char *)token, strlen(token), hash);
    for (size_t i = 0; i < tokens->n; i++)
        found |= CRYPTO_memcmp(hash, tokens->hashes[i], sizeof hash) == 0;
    return found;
}
