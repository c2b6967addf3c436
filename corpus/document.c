/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents and passages: names of kinds, identity, main text (document.h). */
#include "document.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
    [TV_KIND_RECORD] = "record",     [TV_KIND_TREATY] = "treaty", [TV_KIND_DRAFT] = "draft",
    [TV_KIND_POSITION] = "position", [TV_KIND_NEWS] = "news",
};
static_assert(sizeof kind_names / sizeof *kind_names == TV_KIND_COUNT, "a name for every kind");

const char *tv_kind_name(enum tv_kind kind)
{
    return kind_names[kind];
}

const char *tv_field_name(enum tv_field field)
{
    static const char *const names[TV_FIELD_COUNT] = {
        [TV_FIELD_KIND] = "kind",           [TV_FIELD_TITLE] = "title",
        [TV_FIELD_SYMBOL] = "symbol",       [TV_FIELD_DATE] = "date",
        [TV_FIELD_LANGUAGE] = "language",   [TV_FIELD_SESSION] = "session",
        [TV_FIELD_PUBLISHER] = "publisher", [TV_FIELD_URL] = "url",
        [TV_FIELD_STATES] = "states",       [TV_FIELD_AUTHORS] = "authors",
    };
    return names[field];
}

enum tv_kind tv_kind_of(const char *name)
{
    enum tv_kind kind = 0;
    while (kind < TV_KIND_COUNT && strcmp(kind_names[kind], name) != 0)
        kind++;
    return kind;
}

void tv_document_finish(struct tv_document *doc)
{
    if (!doc)
        return;
    free(doc->passages);
    tv_arena_finish(&doc->arena);
    *doc = (struct tv_document){0};
}

void tv_document_id(const uint8_t sha256[32], char ret_id[TV_ID_SIZE + 1])
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    for (size_t i = 0; i < TV_ID_SIZE; i++) {
        size_t bit = i * 5;
        unsigned two = (unsigned)sha256[bit / 8] << 8 | sha256[bit / 8 + 1];
        ret_id[i] = alphabet[two >> (11 - bit % 8) & 31];
    }
    ret_id[TV_ID_SIZE] = '\0';
}

void tv_hex(const uint8_t *bytes, size_t n, char *ret_hex)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        ret_hex[2 * i] = digits[bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_hex[2 * n] = '\0';
}

size_t tv_new_headings(const struct tv_passage *before, const struct tv_passage *passage)
{
    const struct tv_place *now = &passage->place;
    size_t same = 0;
    if (before)
        while (same < now->n_headings && same < before->place.n_headings &&
               strcmp(now->headings[same], before->place.headings[same]) == 0)
            same++;
    size_t fresh = now->n_headings - same;
    return fresh > now->n_fresh ? fresh : now->n_fresh;
}

void tv_document_text(const struct tv_document *doc, struct tv_buffer *out)
{
    for (size_t i = 0; i < doc->n_passages; i++) {
        const struct tv_passage *p = &doc->passages[i];
        size_t fresh = tv_new_headings(i ? p - 1 : NULL, p);
        for (size_t h = p->place.n_headings - fresh; h < p->place.n_headings; h++) {
            tv_buffer_puts(out, p->place.headings[h]);
            tv_buffer_puts(out, "\n\n");
        }
        tv_buffer_puts(out, p->text);
        if (i + 1 < doc->n_passages)
            tv_buffer_puts(out, "\n\n");
    }
}
