/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents read back from the index (passages.h). */
#include "passages.h"

#include "corpus/codec.h"

#include <stdio.h>
#include <stdlib.h>

bool tv_passage_of_data(const char *data, size_t size, struct tv_arena *arena, const char **ret_id,
                        struct tv_passage *ret_passage)
{
    struct tv_reader r = {.p = data, .end = data + size, .arena = arena};
    struct tv_passage passage;
    const char *id = tv_get_string(&r);
    tv_get_passage(&r, &passage);
    if (r.failed || !id)
        return false;
    *ret_id = id;
    *ret_passage = passage;
    return true;
}

/* The document's passages whose number is in the range; a record has no number. */
static struct xc_query *range_query(const char *id, uint32_t first, uint32_t last,
                                    struct xc_error *xapian)
{
    char term[sizeof TV_PREFIX_DOCUMENT + TV_ID_SIZE], low[XC_SORTABLE_MAX], high[XC_SORTABLE_MAX];
    int size = snprintf(term, sizeof term, TV_PREFIX_DOCUMENT "%s", id);
    struct xc_str from = {low, xc_sortable(first ? first : 1, low)};
    struct xc_str to = {high, xc_sortable(last, high)};
    struct xc_query *both[] = {
        xc_query_term(term, (size_t)size, 1, 0, xapian),
        xc_query_value_range(TV_SLOT_NUMBER, &from, &to, xapian),
    };
    struct xc_query *query = NULL;
    if (both[0] && both[1])
        query = xc_query_combine(XC_OP_FILTER, (const struct xc_query *const *)both, 2, 0, xapian);
    xc_query_destroy(both[0]);
    xc_query_destroy(both[1]);
    return query;
}

static struct xc_result *find(struct tv_index *index, const char *id, uint32_t first, uint32_t last,
                              struct xc_error *xapian)
{
    static const struct xc_sort_key by_number = {.slot = TV_SLOT_NUMBER};
    struct xc_query *query = range_query(id, first, last, xapian);
    struct xc_search search = {
        .query = query,
        .weight = XC_WEIGHT_BOOL,
        .limit = UINT32_MAX,
        .order = XC_ORDER_KEYS,
        .keys = &by_number,
        .n_keys = 1,
        .fetch = XC_HIT_DATA,
    };
    struct xc_result *result = query ? xc_database_search(index->database, &search, xapian) : NULL;
    xc_query_destroy(query);
    return result;
}

/* The same document may be in several of the databases: each passage is taken once. */
static bool read_passages(struct tv_index *index, const struct xc_result *result,
                          struct tv_text *text, struct tv_error *err)
{
    text->passages = tv_alloc(result->n_hits * sizeof *text->passages);
    for (size_t i = 0; i < result->n_hits; i++) {
        const struct xc_hit *hit = &result->hits[i];
        struct tv_passage *next = &text->passages[text->n_passages];
        const char *id;
        if (!tv_passage_of_data(hit->data.data, hit->data.size, &text->arena, &id, next))
            return tv_fail(
                err, TV_DAMAGED,
                "%s: passage %u cannot be read; remove the index and index the archives anew",
                index->paths[0], hit->docid);
        if (!text->n_passages || next[-1].number != next->number)
            text->n_passages++;
    }
    return true;
}

bool tv_text_read(struct tv_index *index, const char *id, uint32_t first, uint32_t last,
                  struct tv_text *ret_text, struct tv_error *err)
{
    struct tv_text text = {0};
    struct xc_error xe = {0};
    if (!tv_index_record(index, id, &text.record, err))
        return false;
    struct xc_result *result = find(index, id, first, last, &xe);
    bool ok = result ? read_passages(index, result, &text, err)
                     : tv_fail_xapian(err, index->paths[0], &xe);
    xc_result_destroy(result);
    if (ok)
        *ret_text = text;
    else
        tv_text_finish(&text);
    return ok;
}

bool tv_passage_read(struct tv_index *index, const char *id, uint32_t number,
                     struct tv_text *ret_text, struct tv_error *err)
{
    struct tv_text text;
    if (!tv_text_read(index, id, number, number, &text, err))
        return false;
    if (text.n_passages == 1) {
        *ret_text = text;
        return true;
    }
    tv_fail(err, TV_NOT_FOUND, "%s has no passage %u; its passages are 1 to %u", id, number,
            text.record.n_passages);
    tv_text_finish(&text);
    return false;
}

bool tv_text_around(struct tv_index *index, const struct tv_reference *r, uint32_t context,
                    struct tv_text *ret_text, struct tv_error *err)
{
    if (!r->number)
        return tv_text_read(index, r->id, 1, UINT32_MAX, ret_text, err);
    struct tv_text one;
    if (!tv_passage_read(index, r->id, r->number, &one, err))
        return false;
    tv_text_finish(&one);
    uint32_t first = r->number > context ? r->number - context : 1;
    uint32_t last = r->number < UINT32_MAX - context ? r->number + context : UINT32_MAX;
    return tv_text_read(index, r->id, first, last, ret_text, err);
}

void tv_text_finish(struct tv_text *text)
{
    if (!text)
        return;
    tv_record_finish(&text->record);
    free(text->passages);
    tv_arena_finish(&text->arena);
    *text = (struct tv_text){0};
}
