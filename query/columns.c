/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns (columns.h). */
#include "columns.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* For sets of the passages with a term: 64 bits a document of the index or 4 bytes a passage, for the
 * terms of the last some thousand questions. */
static const size_t most_bytes_of_sets = (size_t)64 << 20;

struct tv_columns {
    atomic_uint users;
    struct xc_stats stats;       /* whose revision this is */
    struct tv_facet_table table; /* what the numbers are of */
    uint32_t *numbers;           /* of the combination of each passage, by docid; 0: none */
    struct xc_sets *sets;
};

static void destroy(struct tv_columns *c)
{
    xc_sets_destroy(c->sets);
    tv_facet_table_finish(&c->table);
    free(c->numbers);
    free(c);
}

/* Passages follow each other that are of the same document, and mostly of the same combination. */
static bool read_numbers(struct tv_columns *c, struct xc_database *database)
{
    struct xc_values *values = xc_values_open(database, TV_SLOT_FACETS, NULL);
    struct xc_document_value value;
    struct xc_str last = {0};
    uint32_t number = 0;
    enum xc_code code = values ? XC_OK : XC_IO;
    while (code == XC_OK && (code = xc_values_next(values, &value, NULL)) == XC_OK) {
        if (value.docid > c->stats.last_docid)
            break;
        if (!last.data || value.value.size != last.size ||
            memcmp(value.value.data, last.data, last.size) != 0) {
            number = tv_facet_table_number(&c->table, value.value.data, value.value.size);
            last = c->table.combinations.strings[number];
        }
        c->numbers[value.docid] = number;
    }
    xc_values_destroy(values);
    return code == XC_END;
}

struct tv_columns *tv_columns_read(struct xc_database *database)
{
    struct tv_columns *c = tv_alloc(sizeof *c);
    uint32_t before = xc_database_generation(database);
    bool ok = xc_database_stats(database, &c->stats, NULL) == XC_OK && c->stats.has_revision;
    atomic_store(&c->users, 1);
    if (ok) {
        tv_facet_table_number(&c->table, "", 0); /* 0, of passages that have none */
        c->numbers = tv_alloc(((size_t)c->stats.last_docid + 1) * sizeof *c->numbers);
        c->sets = xc_sets_create(most_bytes_of_sets, NULL);
        ok = c->sets && read_numbers(c, database) && xc_database_generation(database) == before;
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
}

void tv_columns_release(struct tv_columns *columns)
{
    if (columns && atomic_fetch_sub(&columns->users, 1) == 1)
        destroy(columns);
}

static void count(const struct tv_columns *c, const struct xc_set *set, uint32_t *counts)
{
    for (size_t i = 0; i < set->n_words; i++)
        for (uint64_t word = set->words[i]; word; word &= word - 1)
            counts[c->numbers[64 * i + (size_t)__builtin_ctzll(word)]]++;
}

bool tv_columns_count(struct tv_index *index, const struct xc_query *query, struct tv_arena *arena,
                      uint32_t *ret_total, struct tv_facet ret_facets[TV_FACET_COUNT])
{
    struct tv_columns *c = index->columns;
    struct xc_set set;
    if (!c || xc_database_generation(index->database) != index->columns_generation ||
        xc_database_matches(index->database, query, c->sets, &set, NULL))
        return false;
    uint32_t *counts = tv_alloc(c->table.combinations.n * sizeof *counts);
    count(c, &set, counts);
    tv_facets_count(&c->table, counts, 1, arena, ret_facets);
    free(counts);
    *ret_total = set.n_documents;
    return true;
}
