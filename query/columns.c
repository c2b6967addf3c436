/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns (columns.h). */
#include "columns.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct document {
    char id[TV_ID_SIZE], group[TV_ID_SIZE];
    uint32_t passages;
};

/* A passage, by docid. */
struct passage {
    uint32_t document; /* its number, from 1; 0: the passage has no summary */
    uint32_t number;   /* in the document */
};

/* Passages that follow each other and are counted by the same. */
struct run {
    uint32_t first;       /* docid; the last one is that of the run behind, less one */
    uint32_t combination; /* of what they are counted by; 0: of nothing */
};

struct tv_columns {
    atomic_uint users;
    struct xc_stats stats;       /* whose revision this is */
    struct tv_facet_table table; /* what the numbers are of */
    struct passage *passages;
    struct document *documents; /* in the order of their passages */
    size_t n_documents, documents_capacity;
    struct run *runs; /* ascending, and one behind all passages */
    size_t n_runs, runs_capacity;
    uint32_t last_counted; /* the docid up to which there are runs */
    struct xc_sets *sets;  /* NULL: none */
};

static void destroy(struct tv_columns *c)
{
    xc_sets_destroy(c->sets);
    tv_facet_table_finish(&c->table);
    free(c->passages);
    free(c->documents);
    free(c->runs);
    free(c);
}

/* Passages follow each other that are of the same document, and mostly of the same combination. */

static bool equal(const struct xc_str *a, const struct xc_str *b)
{
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

static void add_run(struct tv_columns *c, uint32_t first, uint32_t combination)
{
    if (c->n_runs && c->runs[c->n_runs - 1].combination == combination)
        return;
    TV_GROW(c->runs, c->n_runs, c->runs_capacity);
    c->runs[c->n_runs++] = (struct run){first, combination};
}

/* Those between two values have none. */
static bool take_combination(struct tv_columns *c, uint32_t docid, const struct xc_str *value)
{
    const struct tv_numbered *known = &c->table.combinations;
    uint32_t last = c->n_runs ? c->runs[c->n_runs - 1].combination : 0;
    if (docid != c->last_counted + 1)
        add_run(c, c->last_counted + 1, 0);
    if (!equal(&known->strings[last], value))
        last = tv_facet_table_number(&c->table, value->data, value->size);
    add_run(c, docid, last);
    c->last_counted = docid;
    return true;
}

static bool take_summary(struct tv_columns *c, uint32_t docid, const struct xc_str *value)
{
    struct tv_summary summary;
    if (!tv_get_summary(value->data, value->size, &summary))
        return false;
    if (c->n_documents == 0 ||
        memcmp(c->documents[c->n_documents - 1].id, summary.document, TV_ID_SIZE) != 0) {
        struct document document = {.passages = summary.passages};
        memcpy(document.id, summary.document, TV_ID_SIZE);
        memcpy(document.group, summary.group, TV_ID_SIZE);
        TV_GROW(c->documents, c->n_documents, c->documents_capacity);
        c->documents[c->n_documents++] = document;
    }
    c->passages[docid] = (struct passage){(uint32_t)c->n_documents, summary.number};
    return true;
}

/* Takes the values of a slot one by one. */
static bool read_slot(struct tv_columns *c, struct xc_database *database, uint32_t slot,
                      bool (*take)(struct tv_columns *, uint32_t, const struct xc_str *))
{
    struct xc_values *values = xc_values_open(database, slot, NULL);
    struct xc_document_value value;
    enum xc_code code = values ? XC_OK : XC_IO;
    while (code == XC_OK && (code = xc_values_next(values, &value, NULL)) == XC_OK)
        if (value.docid > c->stats.last_docid || !take(c, value.docid, &value.value))
            code = XC_CORRUPT;
    xc_values_destroy(values);
    return code == XC_END;
}

static void end_runs(struct tv_columns *c)
{
    if (c->last_counted < c->stats.last_docid)
        add_run(c, c->last_counted + 1, 0);
    TV_GROW(c->runs, c->n_runs, c->runs_capacity);
    c->runs[c->n_runs++] = (struct run){UINT32_MAX, 0};
}

struct tv_columns *tv_columns_read(struct xc_database *database, size_t most_of_sets)
{
    struct tv_columns *c = tv_alloc(sizeof *c);
    uint32_t before = xc_database_generation(database);
    bool ok = xc_database_stats(database, &c->stats, NULL) == XC_OK && c->stats.has_revision;
    atomic_store(&c->users, 1);
    if (ok) {
        tv_facet_table_number(&c->table, "", 0); /* 0, of passages that have none */
        c->passages = tv_alloc(((size_t)c->stats.last_docid + 1) * sizeof *c->passages);
        c->sets = most_of_sets ? xc_sets_create(most_of_sets, NULL) : NULL;
        ok = read_slot(c, database, TV_SLOT_FACETS, take_combination) &&
             read_slot(c, database, TV_SLOT_SUMMARY, take_summary) &&
             xc_database_generation(database) == before;
        end_runs(c);
    }
    if (ok)
        return c;
    destroy(c);
    return NULL;
}

void tv_columns_give(struct tv_columns *columns, struct tv_index *index)
{
    struct xc_stats stats;
    if (!columns || index->columns || xc_database_stats(index->database, &stats, NULL) ||
        !stats.has_revision || stats.revision != columns->stats.revision ||
        strcmp(stats.uuid, columns->stats.uuid) != 0)
        return;
    atomic_fetch_add(&columns->users, 1);
    index->columns = columns;
    index->columns_generation = xc_database_generation(index->database);
    xc_database_use_sets(index->database, columns->sets, NULL);
}

void tv_columns_release(struct tv_columns *columns)
{
    if (columns && atomic_fetch_sub(&columns->users, 1) == 1)
        destroy(columns);
}

bool tv_columns_there(const struct tv_index *index)
{
    return index->columns && xc_database_generation(index->database) == index->columns_generation;
}

bool tv_columns_summary(const struct tv_index *index, const struct xc_hit *hit,
                        struct tv_summary *ret_summary)
{
    if (hit->values)
        return tv_get_summary(hit->values[0].data, hit->values[0].size, ret_summary);
    if (!tv_columns_there(index) || hit->docid > index->columns->stats.last_docid)
        return false;
    const struct passage *p = &index->columns->passages[hit->docid];
    if (!p->document)
        return false;
    const struct document *d = &index->columns->documents[p->document - 1];
    *ret_summary = (struct tv_summary){d->id, d->group, p->number, d->passages};
    return true;
}

bool tv_columns_match(struct tv_index *index, const struct xc_query *query, struct xc_set *ret_set)
{
    return tv_columns_there(index) && index->columns->sets &&
           xc_database_matches(index->database, query, index->columns->sets, ret_set, NULL) ==
               XC_OK;
}

void tv_columns_count(const struct tv_index *index, const struct xc_set *set,
                      struct tv_arena *arena, struct tv_facet ret_facets[TV_FACET_COUNT])
{
    const struct tv_columns *c = index->columns;
    uint32_t *counts = tv_alloc(c->table.combinations.n * sizeof *counts);
    const struct run *run = c->runs;
    for (size_t i = 0; i < set->n_words; i++)
        for (uint64_t word = set->words[i], part; word; word ^= part) {
            while (run[1].first <= 64 * i + (size_t)__builtin_ctzll(word))
                run++;
            size_t end = run[1].first - 64 * i;
            part = end < 64 ? word & ((UINT64_C(1) << end) - 1) : word;
            counts[run->combination] += (uint32_t)__builtin_popcountll(part);
        }
    tv_facets_count(&c->table, counts, 1, arena, ret_facets);
    free(counts);
}

uint32_t tv_columns_of_document(const struct tv_index *index, const struct xc_set *set,
                                uint32_t docid)
{
    const struct tv_columns *c = index->columns;
    const uint32_t last = c->stats.last_docid;
    uint32_t n = 0, document = docid <= last ? c->passages[docid].document : 0;
    if (!document)
        return 0;
    while (c->passages[docid - 1].document == document)
        docid--;
    for (; docid <= last && c->passages[docid].document == document; docid++)
        n += set->words[docid / 64] >> docid % 64 & 1;
    return n;
}
