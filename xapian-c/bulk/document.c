/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making a document ready, in memory that is kept from one document to the next.
 *
 * What is always true of it: each term is looked up once in the run's dictionary, where `visit` tells
 * whether this document has met it and `local` where; so grouping takes no table of its own. Work is
 * linear in the document but for sorting, n log n.
 */
#include "document.h"

#include "key.h"
#include "position.h"
#include "termlist.h"

#include <stdlib.h>

#define LENGTH_MAX (UINT32_MAX - 1) /* libxapian's updates take 2^32-1 for a deleted posting */

enum {
    FEW = 16,           /* terms looked up at once */
    TERM_MAX = 245,     /* libxapian's limit */
    TAGS_MAX = 1 << 30, /* all position tags of a document; keeps the run's offsets in 32 bits */
    VALUE_MAX = XB_TAG_MAX - 4096,
};

/* A term on its way to its entry in the run. */
struct lookup {
    const uint8_t *key; /* the term's bytes, or `escaped` */
    size_t size;
    uint32_t hash;
    uint8_t escaped[2 * TERM_MAX];
};

static bool find_key(const struct xb_term *term, struct lookup *lookup, struct xb_error *error)
{
    lookup->key = term->bytes;
    lookup->size = term->size;
    if (!term->size)
        return xb_fail(error, XB_INVALID, "an empty term");
    if (term->size <= TERM_MAX && memchr(term->bytes, 0, term->size)) {
        lookup->key = lookup->escaped;
        lookup->size =
            (size_t)(xb_pack_term(lookup->escaped, term->bytes, term->size) - lookup->escaped);
    }
    return lookup->size <= TERM_MAX ||
           xb_fail(error, XB_LIMIT, "a term of %zu bytes (NULs counted twice), more than %d: %.60s",
                   lookup->size, TERM_MAX, (const char *)term->bytes);
}

/* The document's local for a key of the run. */
static struct xb_local *find_local(struct xb_feeder *feeder, uint32_t id)
{
    struct xb_document_scratch *scratch = feeder->scratch;
    struct xb_entry *entry = &feeder->run.entries[id];
    if (entry->visit != feeder->visit) {
        entry->visit = feeder->visit;
        entry->local = (uint32_t)scratch->local_count;
        scratch->order[scratch->local_count] = (struct xb_ordered){entry->prefix, id};
        scratch->locals[scratch->local_count++] = (struct xb_local){.id = id};
        xb_run_prefetch(&feeder->run, entry);
    }
    return &scratch->locals[entry->local];
}

static bool reserve_terms(struct xb_document_scratch *scratch, size_t count, struct xb_error *error)
{
    void *locals = scratch->locals, *which = scratch->which, *order = scratch->order;
    void *order_scratch = scratch->order_scratch;
    bool done = xb_grow(&locals, &scratch->local_room, count, sizeof *scratch->locals, error) &&
                xb_grow(&which, &scratch->which_room, count, sizeof *scratch->which, error) &&
                xb_grow(&order, &scratch->order_room, count, sizeof *scratch->order, error) &&
                xb_grow(&order_scratch, &scratch->order_scratch_room, count,
                        sizeof *scratch->order_scratch, error);
    scratch->locals = locals;
    scratch->which = which;
    scratch->order = order;
    scratch->order_scratch = order_scratch;
    return done;
}

static bool group_term(struct xb_feeder *feeder, const struct xb_term *term,
                       const struct lookup *lookup, uint32_t *ret_local, struct xb_error *error)
{
    uint32_t id;
    if (!xb_run_intern(&feeder->run, lookup->key, lookup->size, lookup->hash, &id, error))
        return false;
    struct xb_local *local = find_local(feeder, id);
    local->wdf += term->wdf;
    local->position_count += term->position_count;
    *ret_local = (uint32_t)(local - feeder->scratch->locals);
    return true;
}

/* A few terms at a time, so that memory answers for all of them while it is waited for. */
static bool group_few(struct xb_feeder *feeder, const struct xb_term *terms, size_t count,
                      uint32_t *which, struct xb_error *error)
{
    struct lookup lookups[FEW];
    for (size_t i = 0; i < count; i++) {
        if (!find_key(&terms[i], &lookups[i], error))
            return false;
        lookups[i].hash = xb_run_hash(&feeder->run, lookups[i].key, lookups[i].size);
        xb_run_prefetch_slot(&feeder->run, lookups[i].hash);
    }
    for (size_t i = 0; i < count; i++)
        xb_run_prefetch_entry(&feeder->run, lookups[i].hash);
    for (size_t i = 0; i < count; i++)
        if (!group_term(feeder, &terms[i], &lookups[i], &which[i], error))
            return false;
    return true;
}

static bool group_terms(struct xb_feeder *feeder, const struct xb_document *document,
                        struct xb_error *error)
{
    struct xb_document_scratch *scratch = feeder->scratch;
    size_t count = document->term_count;
    uint64_t length = 0;
    scratch->local_count = 0;
    if (count > UINT32_MAX)
        return xb_fail(error, XB_LIMIT, "%zu terms in a document", count);
    if (!reserve_terms(scratch, count, error))
        return false;
    for (size_t i = 0; i < count; i += FEW)
        if (!group_few(feeder, document->terms + i, count - i < FEW ? count - i : FEW,
                       scratch->which + i, error))
            return false;
    for (size_t i = 0; i < count; i++)
        length += document->terms[i].wdf;
    if (length > LENGTH_MAX)
        return xb_fail(error, XB_LIMIT, "a document longer than 2^32-2: the sum of its wdf");
    scratch->length = (uint32_t)length;
    return true;
}

/* Gives each local a part of the array; afterwards `first` is where its part ends. */
static bool gather_positions(struct xb_document_scratch *scratch,
                             const struct xb_document *document, struct xb_error *error)
{
    size_t count = 0;
    void *positions = scratch->positions;
    for (size_t i = 0; i < scratch->local_count; i++) {
        scratch->locals[i].first = count;
        count += scratch->locals[i].position_count;
    }
    if (!xb_grow(&positions, &scratch->position_room, count, sizeof *scratch->positions, error))
        return false;
    scratch->positions = positions;
    for (size_t i = 0; i < document->term_count; i++) {
        const struct xb_term *term = &document->terms[i];
        struct xb_local *local = &scratch->locals[scratch->which[i]];
        for (size_t j = 0; j < term->position_count; j++)
            scratch->positions[local->first++] = term->positions[j];
    }
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool ascends(const uint32_t *numbers, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (numbers[i - 1] >= numbers[i])
            return false;
    return true;
}

/* Sorts and drops what is twice; returns how many are left. */
static size_t tidy(uint32_t *numbers, size_t count)
{
    size_t kept = 1;
    if (ascends(numbers, count))
        return count;
    qsort(numbers, count, sizeof *numbers, by_number);
    for (size_t i = 1; i < count; i++)
        if (numbers[i] != numbers[kept - 1])
            numbers[kept++] = numbers[i];
    return kept;
}

static bool encode_positions(struct xb_document_scratch *scratch, struct xb_error *error)
{
    scratch->tags.size = 0;
    for (size_t i = 0; i < scratch->local_count; i++) {
        struct xb_local *local = &scratch->locals[i];
        local->tag = scratch->tags.size;
        if (!local->position_count)
            continue;
        uint32_t *positions = scratch->positions + local->first - local->position_count;
        size_t count = tidy(positions, local->position_count);
        if (!xb_position_pack(&scratch->tags, positions, count, error))
            return false;
        local->tag_size = scratch->tags.size - local->tag;
        if (local->tag_size > XB_TAG_MAX || scratch->tags.size > TAGS_MAX)
            return xb_fail(error, XB_LIMIT, "a document with too many positions");
    }
    return true;
}

/* Appends a tag to a row, compressed if that is shorter. */
static bool add_tag(struct xb_feeder *feeder, enum xb_tag_kind kind, const void *tag, size_t size,
                    struct xb_error *error)
{
    struct xb_buffer *row = &feeder->scratch->rows[kind];
    uint8_t head[XB_UINT64_MAX];
    size_t before = row->size;
    bool compressed;
    if (!xb_buffer_reserve(row, sizeof head, error))
        return false;
    row->size += sizeof head;
    if (!xb_compressor_append(feeder->compressor, kind, tag, size, row, &compressed, error))
        return false;
    size_t stored = row->size - before - sizeof head;
    if (stored > XB_TAG_MAX)
        return xb_fail(error, XB_LIMIT, "document data or terms of %zu bytes, more than %d", stored,
                       XB_TAG_MAX);
    size_t head_size = (size_t)(xb_pack_uint(head, stored << 1 | compressed) - head);
    memmove(row->bytes + before + head_size, row->bytes + before + sizeof head, stored);
    memcpy(row->bytes + before, head, head_size);
    row->size = before + head_size + stored;
    return true;
}

static bool encode_terms(struct xb_feeder *feeder, struct xb_error *error)
{
    struct xb_document_scratch *scratch = feeder->scratch;
    const struct xb_run *run = &feeder->run;
    struct xb_termlist list;
    scratch->plain.size = 0;
    scratch->greatest_wdf = 0;
    xb_run_order(run, scratch->order, scratch->order_scratch, scratch->local_count);
    if (!xb_termlist_begin(&list, &scratch->plain, scratch->length, scratch->local_count, error))
        return false;
    for (size_t i = 0; i < scratch->local_count; i++) {
        const struct xb_entry *entry = &run->entries[scratch->order[i].id];
        uint32_t wdf = scratch->locals[entry->local].wdf;
        if (wdf > scratch->greatest_wdf)
            scratch->greatest_wdf = wdf;
        if (!xb_termlist_add(&list, xb_run_key(run, entry), entry->key_size, wdf, error))
            return false;
    }
    scratch->rows[XB_TAG_TERMLIST].size = 0;
    return add_tag(feeder, XB_TAG_TERMLIST, scratch->plain.bytes, scratch->plain.size, error);
}

/* By slot; of one slot, in the order given. */
static int by_slot(const void *a, const void *b)
{
    const struct xb_value *x = *(const struct xb_value *const *)a;
    const struct xb_value *y = *(const struct xb_value *const *)b;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    return (x > y) - (x < y);
}

static bool check_value(const struct xb_value *value, struct xb_error *error)
{
    if (value->slot == UINT32_MAX)
        return xb_fail(error, XB_INVALID, "value slot 2^32-1, which libxapian reserves");
    return value->size <= VALUE_MAX ||
           xb_fail(error, XB_LIMIT, "a value of %zu bytes, more than %d", value->size, VALUE_MAX);
}

/* Keeps the last value of each slot, unless it is empty. */
static void choose_values(struct xb_document_scratch *scratch, size_t count)
{
    const struct xb_value **values = scratch->values;
    scratch->value_count = 0;
    if (count)
        qsort(values, count, sizeof *values, by_slot);
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count || values[i + 1]->slot != values[i]->slot;
        if (last && values[i]->size)
            values[scratch->value_count++] = values[i];
    }
}

static bool take_values(struct xb_document_scratch *scratch, const struct xb_document *document,
                        struct xb_error *error)
{
    void *values = scratch->values;
    if (!xb_grow(&values, &scratch->value_room, document->value_count, sizeof *scratch->values,
                 error))
        return false;
    scratch->values = values;
    for (size_t i = 0; i < document->value_count; i++) {
        scratch->values[i] = &document->values[i];
        if (!check_value(scratch->values[i], error))
            return false;
    }
    choose_values(scratch, document->value_count);
    return true;
}

static bool encode_slots(struct xb_feeder *feeder, struct xb_error *error)
{
    struct xb_document_scratch *scratch = feeder->scratch;
    uint32_t next = 0;
    if (!scratch->value_count)
        return true;
    scratch->plain.size = 0;
    if (!xb_buffer_reserve(&scratch->plain, scratch->value_count * XB_UINT32_MAX, error))
        return false;
    uint8_t *p = scratch->plain.bytes;
    for (size_t i = 0; i < scratch->value_count; i++) {
        p = xb_pack_uint(p, scratch->values[i]->slot - next);
        next = scratch->values[i]->slot + 1;
    }
    return add_tag(feeder, XB_TAG_TERMLIST, scratch->plain.bytes,
                   (size_t)(p - scratch->plain.bytes), error);
}

static bool encode_data(struct xb_feeder *feeder, const struct xb_document *document,
                        struct xb_error *error)
{
    feeder->scratch->rows[XB_TAG_DATA].size = 0;
    return !document->data_size ||
           add_tag(feeder, XB_TAG_DATA, document->data, document->data_size, error);
}

bool xb_document_prepare(struct xb_feeder *feeder, const struct xb_document *document,
                         struct xb_error *error)
{
    struct xb_document_scratch *scratch = feeder->scratch;
    feeder->visit++;
    return group_terms(feeder, document, error) && gather_positions(scratch, document, error) &&
           encode_positions(scratch, error) && take_values(scratch, document, error) &&
           encode_terms(feeder, error) && encode_slots(feeder, error) &&
           encode_data(feeder, document, error);
}

struct xb_document_scratch *xb_document_scratch_create(void)
{
    return calloc(1, sizeof(struct xb_document_scratch));
}

void xb_document_scratch_destroy(struct xb_document_scratch *scratch)
{
    if (!scratch)
        return;
    free(scratch->locals);
    free(scratch->which);
    free(scratch->positions);
    free(scratch->order);
    free(scratch->order_scratch);
    free(scratch->values);
    xb_buffer_finish(&scratch->tags);
    xb_buffer_finish(&scratch->plain);
    for (size_t i = 0; i < XB_TAG_KINDS; i++)
        xb_buffer_finish(&scratch->rows[i]);
    free(scratch);
}
