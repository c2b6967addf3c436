/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents and passages as bytes (codec.h). */
#include "codec.h"

#include <stdlib.h>
#include <string.h>

void tv_put_number(struct tv_buffer *out, uint64_t number)
{
    char bytes[10];
    size_t n = 0;
    while (number >= 0x80) {
        bytes[n++] = (char)(number | 0x80);
        number >>= 7;
    }
    bytes[n++] = (char)number;
    tv_buffer_add(out, bytes, n);
}

void tv_put_string(struct tv_buffer *out, const char *s)
{
    size_t n = s ? strlen(s) : 0;
    tv_put_number(out, s ? n + 1 : 0);
    tv_buffer_add(out, s, n);
}

void tv_put_strings(struct tv_buffer *out, const char *const *strings, size_t n)
{
    tv_put_number(out, n);
    for (size_t i = 0; i < n; i++)
        tv_put_string(out, strings[i]);
}

static void fail(struct tv_reader *r)
{
    r->failed = true;
    r->p = r->end;
}

uint64_t tv_get_number(struct tv_reader *r)
{
    uint64_t number = 0;
    for (unsigned shift = 0; r->p < r->end && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*r->p++;
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return number;
    }
    fail(r);
    return 0;
}

uint32_t tv_get_u32(struct tv_reader *r)
{
    uint64_t number = tv_get_number(r);
    if (number > UINT32_MAX) {
        fail(r);
        return 0;
    }
    return (uint32_t)number;
}

size_t tv_get_count(struct tv_reader *r)
{
    uint64_t n = tv_get_number(r);
    if (n > (uint64_t)(r->end - r->p)) {
        fail(r);
        return 0;
    }
    return (size_t)n;
}

const char *tv_get_string(struct tv_reader *r)
{
    uint64_t n = tv_get_number(r);
    if (n == 0)
        return NULL;
    if (n - 1 > (uint64_t)(r->end - r->p) || memchr(r->p, 0, n - 1)) {
        fail(r);
        return NULL;
    }
    const char *s = tv_arena_strndup(r->arena, r->p, n - 1);
    r->p += n - 1;
    return s;
}

const char **tv_get_strings(struct tv_reader *r, size_t *ret_n)
{
    size_t n = tv_get_count(r);
    const char **strings = tv_arena_alloc(r->arena, n * sizeof *strings);
    for (size_t i = 0; i < n; i++)
        if (!(strings[i] = tv_get_string(r)))
            strings[i] = "";
    *ret_n = n;
    return strings;
}

/* A text that is never NULL. */
static const char *get_text(struct tv_reader *r)
{
    const char *s = tv_get_string(r);
    return s ? s : "";
}

static void put_place(struct tv_buffer *out, const struct tv_place *place)
{
    tv_put_number(out, place->page);
    tv_put_number(out, place->page_end);
    tv_put_string(out, place->page_label);
    tv_put_string(out, place->article);
    tv_put_string(out, place->paragraph);
    tv_put_number(out, place->ordinal);
    tv_put_number(out, place->ordinal_end);
    tv_put_strings(out, place->headings, place->n_headings);
    tv_put_number(out, place->n_fresh);
    tv_put_string(out, place->column);
}

static void get_place(struct tv_reader *r, struct tv_place *place)
{
    place->page = tv_get_u32(r);
    place->page_end = tv_get_u32(r);
    place->page_label = tv_get_string(r);
    place->article = tv_get_string(r);
    place->paragraph = tv_get_string(r);
    place->ordinal = tv_get_u32(r);
    place->ordinal_end = tv_get_u32(r);
    place->headings = tv_get_strings(r, &place->n_headings);
    place->n_fresh = tv_get_u32(r);
    if (place->n_fresh > place->n_headings)
        place->n_fresh = place->n_headings;
    place->column = tv_get_string(r);
}

void tv_put_passage(struct tv_buffer *out, const struct tv_passage *passage)
{
    tv_put_number(out, passage->number);
    put_place(out, &passage->place);
    tv_put_string(out, passage->language);
    tv_put_string(out, passage->text);
    tv_put_number(out, passage->n_parts);
    for (size_t i = 0; i < passage->n_parts; i++) {
        tv_put_number(out, passage->parts[i].offset);
        tv_put_string(out, passage->parts[i].paragraph);
    }
}

void tv_get_passage(struct tv_reader *r, struct tv_passage *ret_passage)
{
    struct tv_passage p = {.number = tv_get_u32(r)};
    get_place(r, &p.place);
    p.language = tv_get_string(r);
    p.text = get_text(r);
    p.n_parts = tv_get_count(r);
    p.parts = tv_arena_alloc(r->arena, p.n_parts * sizeof *p.parts);
    size_t size = strlen(p.text);
    for (size_t i = 0; i < p.n_parts; i++) {
        p.parts[i].offset = tv_get_number(r);
        p.parts[i].paragraph = get_text(r);
        if (p.parts[i].offset > size || (i && p.parts[i].offset < p.parts[i - 1].offset))
            fail(r);
    }
    if (r->failed)
        p = (struct tv_passage){.text = ""};
    *ret_passage = p;
}

void tv_put_document(struct tv_buffer *out, const struct tv_document *doc)
{
    tv_put_string(out, doc->id);
    tv_put_string(out, doc->sha256);
    tv_put_number(out, doc->kind);
    tv_put_string(out, doc->title);
    tv_put_string(out, doc->symbol);
    tv_put_string(out, doc->date);
    tv_put_string(out, doc->language);
    tv_put_string(out, doc->session);
    tv_put_string(out, doc->publisher);
    tv_put_string(out, doc->url);
    tv_put_strings(out, doc->states, doc->n_states);
    tv_put_strings(out, doc->authors, doc->n_authors);
}

static void get_fixed(struct tv_reader *r, char *ret, size_t size)
{
    const char *s = tv_get_string(r);
    size_t n = s ? strlen(s) : 0;
    if (n >= size)
        fail(r);
    else if (n)
        memcpy(ret, s, n + 1);
}

void tv_get_document(struct tv_reader *r, struct tv_document *ret_doc)
{
    get_fixed(r, ret_doc->id, sizeof ret_doc->id);
    get_fixed(r, ret_doc->sha256, sizeof ret_doc->sha256);
    uint64_t kind = tv_get_number(r);
    if (kind >= TV_KIND_COUNT)
        fail(r);
    else
        ret_doc->kind = (enum tv_kind)kind;
    ret_doc->title = tv_get_string(r);
    ret_doc->symbol = tv_get_string(r);
    ret_doc->date = tv_get_string(r);
    ret_doc->language = tv_get_string(r);
    ret_doc->session = tv_get_string(r);
    ret_doc->publisher = tv_get_string(r);
    ret_doc->url = tv_get_string(r);
    ret_doc->states = tv_get_strings(r, &ret_doc->n_states);
    ret_doc->authors = tv_get_strings(r, &ret_doc->n_authors);
}

void tv_put_whole(struct tv_buffer *out, const struct tv_document *doc)
{
    tv_put_document(out, doc);
    for (size_t i = 0; i < TV_FIELD_COUNT; i++)
        tv_put_string(out, doc->origins[i]);
    tv_put_number(out, doc->n_unread);
    tv_put_number(out, doc->n_passages);
    for (size_t i = 0; i < doc->n_passages; i++)
        tv_put_passage(out, &doc->passages[i]);
}

bool tv_get_whole(const char *bytes, size_t size, struct tv_document *ret_doc)
{
    struct tv_reader r = {.p = bytes, .end = bytes + size, .arena = &ret_doc->arena};
    tv_get_document(&r, ret_doc);
    for (size_t i = 0; i < TV_FIELD_COUNT; i++)
        ret_doc->origins[i] = tv_get_string(&r);
    ret_doc->n_unread = tv_get_u32(&r);
    size_t n = tv_get_count(&r);
    ret_doc->passages = tv_realloc(NULL, n, sizeof *ret_doc->passages);
    ret_doc->n_passages = n;
    for (size_t i = 0; i < n; i++)
        tv_get_passage(&r, &ret_doc->passages[i]);
    if (!r.failed && r.p == r.end)
        return true;
    tv_document_finish(ret_doc);
    return false;
}
