/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schema of the index (schema.h): records as bytes, values of terms, stemmers. */
#include "schema.h"

#include "codec.h"
#include "shingles.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

const char TV_PADDING[32] = "\x8e\x31\xd7\x5a\x0c\xf3\x92\x6b\xe4\x1d\xb8\x47\xaa\x25\xc9\x7e"
                            "\x13\xdf\x60\x9b\x3c\xe7\x52\x88\x2f\xb1\x74\x0d\xca\x96\x49\xf5";

static bool is_padding(const char *bytes, size_t size)
{
    return size <= sizeof TV_PADDING && memcmp(bytes, TV_PADDING, size) == 0;
}

static void put_signature(struct tv_buffer *out, const struct tv_signature *s)
{
    tv_put_number(out, s->words);
    tv_put_number(out, s->shingles);
    for (size_t i = 0; i < TV_MINIMA; i++)
        tv_put_number(out, s->minima[i]);
}

static void get_signature(struct tv_reader *r, struct tv_signature *s)
{
    s->words = tv_get_number(r);
    s->shingles = tv_get_u32(r);
    for (size_t i = 0; i < TV_MINIMA; i++)
        s->minima[i] = (uint16_t)tv_get_number(r);
}

void tv_put_record(struct tv_buffer *out, const struct tv_record *record)
{
    tv_put_document(out, &record->doc);
    tv_put_number(out, record->n_passages);
    tv_put_number(out, record->n_sources);
    for (size_t i = 0; i < record->n_sources; i++) {
        tv_put_string(out, record->sources[i].archive);
        tv_put_string(out, record->sources[i].member);
    }
    tv_put_string(out, record->group);
    put_signature(out, &record->signature);
}

bool tv_get_record(const char *bytes, size_t size, struct tv_record *ret_record)
{
    struct tv_arena *arena = &ret_record->doc.arena;
    struct tv_reader r = {.p = bytes, .end = bytes + size, .arena = arena};
    tv_get_document(&r, &ret_record->doc);
    ret_record->n_passages = tv_get_u32(&r);
    ret_record->n_sources = tv_get_count(&r);
    ret_record->sources = tv_arena_alloc(arena, ret_record->n_sources * sizeof(struct tv_source));
    for (size_t i = 0; i < ret_record->n_sources; i++) {
        const char *archive = tv_get_string(&r), *member = tv_get_string(&r);
        r.failed |= !archive || !member;
        ret_record->sources[i] = (struct tv_source){archive, member};
    }
    const char *group = tv_get_string(&r);
    r.failed |= !group || strlen(group) > TV_ID_SIZE;
    if (!r.failed)
        memcpy(ret_record->group, group, strlen(group) + 1);
    get_signature(&r, &ret_record->signature);
    if (!r.failed && is_padding(r.p, (size_t)(r.end - r.p)) && ret_record->n_sources > 0)
        return true;
    tv_record_finish(ret_record);
    return false;
}

void tv_record_finish(struct tv_record *record)
{
    if (!record)
        return;
    tv_document_finish(&record->doc);
    *record = (struct tv_record){0};
}

uint16_t tv_wdf_in(size_t n_words)
{
    double length = (double)n_words / TV_LENGTH_USUAL;
    if (length < TV_LENGTH_LEAST)
        length = TV_LENGTH_LEAST;
    return (uint16_t)(TV_WDF_UNIT / (1 - TV_LENGTH_B + TV_LENGTH_B * length) + 0.5);
}

void tv_put_summary(struct tv_buffer *out, const struct tv_summary *summary)
{
    tv_buffer_add(out, summary->document, TV_ID_SIZE);
    if (memcmp(summary->group, summary->document, TV_ID_SIZE) != 0)
        tv_buffer_add(out, summary->group, TV_ID_SIZE);
    tv_put_number(out, summary->number);
    tv_put_number(out, summary->passages);
}

/* Behind the IDs stand two numbers, which take less room than an ID. */
bool tv_get_summary(const char *bytes, size_t size, struct tv_summary *ret_summary)
{
    bool grouped = size >= 2 * TV_ID_SIZE;
    size_t ids = grouped ? 2 * TV_ID_SIZE : TV_ID_SIZE;
    if (size < ids)
        return false;
    struct tv_reader r = {.p = bytes + ids, .end = bytes + size};
    struct tv_summary summary = {.document = bytes, .group = bytes + ids - TV_ID_SIZE};
    summary.number = tv_get_u32(&r);
    summary.passages = tv_get_u32(&r);
    if (r.failed || r.p != r.end || !summary.number || summary.number > summary.passages)
        return false;
    *ret_summary = summary;
    return true;
}

void tv_put_facet_values(struct tv_buffer *out, const char *const values[TV_FACET_COUNT])
{
    for (size_t i = 0; i < TV_FACET_COUNT; i++) {
        if (i)
            tv_buffer_putc(out, TV_FACET_SEPARATOR);
        if (values[i])
            tv_buffer_puts(out, values[i]);
    }
}

void tv_term_value(const char *text, char ret_value[TV_TERM_SIZE])
{
    size_t size = strlen(text), used = 0;
    for (size_t i = 0; i < size && used + 4 < TV_TERM_SIZE;) {
        int32_t c = tv_utf8_next(text, size, &i);
        if (c != 0xFFFD && u_isalnum(c))
            used += tv_utf8_put(ret_value + used, u_tolower(c));
    }
    ret_value[used] = '\0';
}

static void pass_over(void *context, uint64_t shingle)
{
    (void)context;
    (void)shingle;
}

size_t tv_heading_term(const char *heading, char ret_term[TV_HEADING_SIZE])
{
    struct tv_shingles reading = {.add = pass_over};
    size_t size = strlen(heading), start = 0;
    for (size_t i = 0; i < size; start = i)
        if (u_isalpha(tv_utf8_next(heading, size, &i)))
            break;
    tv_shingles_read(&reading, heading + start);
    if (!reading.n_words)
        return 0;
    return (size_t)snprintf(ret_term, TV_HEADING_SIZE, TV_PREFIX_HEADING "%016" PRIx64,
                            reading.words);
}

const char *tv_stemmer_of(const char *language)
{
    /* libxapian 1.4.22 has stemmers for these of the languages that corpus/languages.c tells. */
    static const char *const stemmed[] = {"ar", "ca", "da", "de", "en", "es", "eu", "fi",
                                          "fr", "ga", "hu", "hy", "id", "it", "lt", "ne",
                                          "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"};
    for (size_t i = 0; language && i < sizeof stemmed / sizeof *stemmed; i++)
        if (strcmp(language, stemmed[i]) == 0)
            return stemmed[i];
    return "none";
}
