/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Quotations (quotation.h). */
#include "quotation.h"

#include "corpus/memory.h"
#include "corpus/shingles.h"
#include "passages.h"
#include "question.h"
#include "ranking.h"

#include <stdlib.h>
#include <string.h>

/* Of the question's words, by their weight. */
enum { LEAST_PERCENT = 80 };

bool tv_may_quote(const struct tv_ranking *ranking, const struct tv_query *query,
                  const struct xc_result *result)
{
    return (double)query->n_evidence >= ranking->quotation_words && result->n_hits &&
           result->hits[0].percent >= LEAST_PERCENT;
}

/* A shingle of the question. */
struct shingle {
    uint64_t hash;
    size_t passage; /* the last one that has it, from 1 */
};

struct shingles {
    struct shingle *items; /* by their hashes, each once */
    size_t n, capacity;
    size_t passage, found; /* the one that is read, and how many of them it has so far */
};

static int by_hash(const void *a, const void *b)
{
    const struct shingle *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static void collect(void *context, uint64_t hash)
{
    struct shingles *s = context;
    TV_GROW(s->items, s->n, s->capacity);
    s->items[s->n++] = (struct shingle){.hash = hash};
}

static void find(void *context, uint64_t hash)
{
    struct shingles *s = context;
    const struct shingle key = {.hash = hash};
    struct shingle *found = bsearch(&key, s->items, s->n, sizeof *s->items, by_hash);
    if (!found || found->passage == s->passage)
        return;
    found->passage = s->passage;
    s->found++;
}

static struct shingles shingles_of(const char *question)
{
    struct shingles s = {0};
    struct tv_shingles reading = {.add = collect, .context = &s};
    tv_shingles_read(&reading, question);
    size_t n = 0;
    if (s.n)
        qsort(s.items, s.n, sizeof *s.items, by_hash);
    for (size_t i = 0; i < s.n; i++)
        if (n == 0 || s.items[n - 1].hash != s.items[i].hash)
            s.items[n++] = s.items[i];
    s.n = n;
    return s;
}

/* Whether a heading above the passage says just what the question does. */
static bool is_headed(const struct tv_passage *passage, struct xc_str heading)
{
    char term[TV_HEADING_SIZE];
    for (size_t i = 0; heading.size && i < passage->place.n_headings; i++)
        if (tv_heading_term(passage->place.headings[i], term) == heading.size &&
            memcmp(term, heading.data, heading.size) == 0)
            return true;
    return false;
}

bool tv_quoted_shares(struct tv_index *index, const struct tv_query *query,
                      const struct xc_result *result, size_t n, double *ret_shares,
                      struct tv_error *err)
{
    struct shingles shingles = shingles_of(query->text);
    struct tv_buffer data = {0};
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        struct tv_arena arena = {0};
        struct tv_passage passage = {0};
        const char *id;
        struct tv_shingles reading = {.add = find, .context = &shingles};
        ok = tv_index_read(index, result->hits[i].docid, &data, err);
        shingles.passage = i + 1;
        shingles.found = 0;
        if (ok && tv_passage_of_data(data.data, data.size, &arena, &id, &passage))
            tv_shingles_read(&reading, passage.text);
        ret_shares[i] = shingles.n ? (double)shingles.found / (double)shingles.n : 0;
        if (is_headed(&passage, query->heading))
            ret_shares[i] = 1;
        tv_arena_finish(&arena);
    }
    tv_buffer_finish(&data);
    free(shingles.items);
    return ok;
}
