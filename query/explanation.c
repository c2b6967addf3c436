/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Explanations (explanation.h). */
#include "explanation.h"

#include "corpus/citation.h"
#include "passages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct explaining {
    struct tv_index *index;
    const struct tv_query *query;
    const struct tv_ranking *ranking;
    const char *id;
    uint32_t docid;
    struct tv_explanation *e;
};

/* The weight of the passage in a search by a query; *ret_found: it is found at all. */
static bool weigh(const struct explaining *x, const struct xc_query *query, double *ret_weight,
                  bool *ret_found, struct xc_error *xapian)
{
    char term[sizeof TV_PREFIX_DOCUMENT + TV_ID_SIZE];
    int size = snprintf(term, sizeof term, TV_PREFIX_DOCUMENT "%s", x->id);
    double bm25[TV_BM25_PARAMETERS];
    struct xc_query *document = xc_query_term(term, (size_t)size, 1, 0, xapian);
    const struct xc_query *filters[] = {document};
    struct xc_search s = {.query = query,
                          .filters = filters,
                          .n_filters = 1,
                          .parameters = bm25,
                          .n_parameters = TV_BM25_PARAMETERS,
                          .limit = UINT32_MAX};
    tv_ranking_bm25(x->ranking, bm25);
    struct xc_result *r = document ? xc_database_search(x->index->database, &s, xapian) : NULL;
    *ret_found = false;
    for (size_t i = 0; r && i < r->n_hits; i++)
        if (r->hits[i].docid == x->docid) {
            *ret_weight = r->hits[i].weight;
            *ret_found = true;
        }
    xc_query_destroy(document);
    xc_result_destroy(r);
    return r != NULL;
}

/* The docid of a passage: its document's, of which all have the number in a slot. */
static bool find_docid(struct explaining *x, uint32_t number, struct xc_error *xapian)
{
    char term[sizeof TV_PREFIX_DOCUMENT + TV_ID_SIZE], value[XC_SORTABLE_MAX];
    int size = snprintf(term, sizeof term, TV_PREFIX_DOCUMENT "%s", x->id);
    struct xc_str bound = {value, xc_sortable(number, value)};
    struct xc_query *document = xc_query_term(term, (size_t)size, 1, 0, xapian);
    struct xc_query *place = xc_query_value_range(TV_SLOT_NUMBER, &bound, &bound, xapian);
    const struct xc_query *filters[] = {place};
    struct xc_search s = {.query = document, .filters = filters, .n_filters = 1, .limit = 1};
    struct xc_result *r =
        document && place ? xc_database_search(x->index->database, &s, xapian) : NULL;
    if (r && r->n_hits)
        x->docid = r->hits[0].docid;
    xc_query_destroy(document);
    xc_query_destroy(place);
    xc_result_destroy(r);
    return x->docid != 0;
}

/* Terms */

static bool weigh_term(const struct explaining *x, const char *term, size_t size,
                       double *ret_weight, struct xc_error *xapian)
{
    struct xc_query *query = xc_query_term(term, size, 1, 0, xapian);
    bool found, ok = query && weigh(x, query, ret_weight, &found, xapian);
    xc_query_destroy(query);
    return ok;
}

/* How many words there are in the passage and the headings above it, about. */
static size_t count_words(const struct tv_passage *passage)
{
    size_t n = 1 + passage->place.n_headings;
    for (const char *p = passage->text; *p; p++)
        n += *p == ' ' || *p == '\n';
    for (size_t i = 0; i < passage->place.n_headings; i++)
        for (const char *p = passage->place.headings[i]; *p; p++)
            n += *p == ' ';
    return n;
}

/* How often the passage has a term, by what it counts there, and how many passages have it. */
static bool count_term(const struct explaining *x, struct xc_terms *terms, const char *term,
                       size_t size, struct tv_reason *reason)
{
    struct xc_term t;
    if (xc_terms_skip_to(terms, term, size, &t, NULL) || t.term.size != size ||
        memcmp(t.term.data, term, size) != 0)
        return false;
    struct xc_term_stats stats = {0};
    xc_database_term_stats(x->index->database, term, size, &stats, NULL);
    double once = tv_wdf_in(count_words(&x->e->passage));
    reason->times = t.wdf > once ? (uint32_t)(t.wdf / once + 0.25) : 1;
    reason->passages = stats.documents;
    return true;
}

/* Adds the reason that a term is, if the passage has it. */
static bool add_reason(const struct explaining *x, const struct xc_str *word, bool *ret_has,
                       struct xc_error *xapian)
{
    bool heading = word == &x->query->heading;
    struct tv_explanation *e = x->e;
    bool stem = word->data[0] == 'Z';
    const char *term = tv_arena_strndup(&e->arena, word->data, word->size);
    size_t size = word->size;
    struct tv_reason reason = {
        .term = heading ? x->query->text : term + stem, .stem = stem, .heading = heading};
    struct xc_terms *terms = xc_terms_open_document(x->index->database, x->docid, xapian);
    if (!terms)
        return false;
    bool has = count_term(x, terms, term, size, &reason), ok = true;
    xc_terms_destroy(terms);
    if (has && (ok = weigh_term(x, term, size, &reason.weight, xapian))) {
        reason.weight *= heading ? x->ranking->heading : 1;
        e->reasons[e->n_reasons++] = reason;
    }
    *ret_has |= has;
    return ok;
}

static int by_weight(const void *a, const void *b)
{
    const struct tv_reason *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return strcmp(x->term, y->term);
}

static bool asks_for(const struct tv_query *q, struct xc_str stem)
{
    for (size_t i = 0; i < q->n_terms; i++)
        if (q->terms[i].size == stem.size + 1 && q->terms[i].data[0] == 'Z' &&
            memcmp(q->terms[i].data + 1, stem.data, stem.size) == 0)
            return true;
    return false;
}

/* Whether a term is looked for in passages of this language: stems in those of the question, words as
 * they stand in all others, and where they have to be next to each other. */
static bool counts(const struct explaining *x, const struct xc_str *term)
{
    const char *language = x->e->passage.language;
    bool stem = term->data[0] == 'Z', stems = false;
    for (size_t i = 0; language && i < x->query->n_languages; i++)
        stems |= strcmp(x->query->languages[i], language) == 0;
    if (stem || !stems)
        return stem == stems;
    struct xc_stemmer *stemmer = xc_stemmer_create(tv_stemmer_of(language), NULL);
    struct xc_str s;
    bool stemmed = stemmer && !xc_stemmer_stem(stemmer, term->data, term->size, &s, NULL) &&
                   asks_for(x->query, s);
    xc_stemmer_destroy(stemmer);
    return !stemmed;
}

static bool find_reasons(const struct explaining *x, struct xc_error *xapian)
{
    const struct tv_query *q = x->query;
    struct tv_explanation *e = x->e;
    e->reasons = tv_arena_alloc(&e->arena, (q->n_terms + 1) * sizeof *e->reasons);
    e->missing = tv_arena_alloc(&e->arena, q->n_terms * sizeof *e->missing);
    for (size_t i = 0; i < q->n_terms; i++) {
        const struct xc_str *t = &q->terms[i];
        bool has = false, stem = t->size && t->data[0] == 'Z';
        if (!t->size || !counts(x, t))
            continue;
        if (!add_reason(x, t, &has, xapian))
            return false;
        if (!has)
            e->missing[e->n_missing++] =
                tv_arena_strndup(&e->arena, t->data + stem, t->size - stem);
    }
    bool heads = false;
    if (q->heading.size && !add_reason(x, &q->heading, &heads, xapian))
        return false;
    if (e->n_reasons)
        qsort(e->reasons, e->n_reasons, sizeof *e->reasons, by_weight);
    return true;
}

/* Place */

static bool find_place(const struct explaining *x, uint32_t number, struct tv_error *err)
{
    struct tv_explanation *e = x->e;
    const struct tv_search search = {.ranking = x->ranking,
                                     .limit = TV_EXPLAINED_MAX,
                                     .duplicates = true,
                                     .bare = true,
                                     .parts = &e->parts};
    struct tv_answer a;
    e->parts = (struct tv_score_parts){.docid = x->docid, .arena = &e->arena};
    if (!tv_search_run(x->index, x->query, &search, &a, err))
        return false;
    e->parts.arena = NULL;
    e->total = a.total;
    for (size_t i = 0; i < a.n_hits && !e->rank; i++) {
        const struct tv_hit *hit = &a.hits[i];
        if (strcmp(hit->record->doc.id, x->id) != 0)
            continue;
        if (hit->passage.number == number) {
            e->rank = hit->rank;
            e->score = hit->score;
        } else {
            e->better_of_document++;
        }
    }
    tv_answer_finish(&a);
    return true;
}

static void note_language(struct explaining *x)
{
    const char *language = x->e->passage.language;
    for (size_t i = 0; i < x->query->n_asked; i++)
        if (language && strcmp(x->query->languages[i], language) == 0)
            return;
    x->e->foreign = language ? language : "";
}

/* Reads the passage by its docid; tv_passage_read has said that it is there. */
static bool read_passage(struct explaining *x, struct tv_error *err)
{
    struct tv_buffer data = {0}, citation = {0};
    struct tv_explanation *e = x->e;
    const char *id;
    bool ok = tv_index_read(x->index, x->docid, &data, err) &&
              tv_index_record(x->index, x->id, &e->record, err);
    if (ok && !tv_passage_of_data(data.data, data.size, &e->arena, &id, &e->passage))
        ok =
            tv_fail(err, TV_DAMAGED, "%s: passage %u cannot be read", x->index->paths[0], x->docid);
    if (ok) {
        tv_cite(&e->record.doc, &e->passage, NULL, &citation);
        e->citation = tv_buffer_steal(&citation);
    }
    tv_buffer_finish(&data);
    return ok;
}

static bool explain(struct explaining *x, uint32_t number, struct tv_error *err)
{
    struct xc_error xe = {0};
    if (!find_docid(x, number, &xe))
        return xe.code ? tv_fail_xapian(err, x->index->paths[0], &xe)
                       : tv_fail(err, TV_NOT_FOUND, "no passage %s#%u in the index", x->id, number);
    if (!read_passage(x, err) || !find_place(x, number, err))
        return false;
    note_language(x);
    if (!weigh(x, x->query->query, &x->e->weight, &x->e->found, &xe) || !find_reasons(x, &xe))
        return tv_fail_xapian(err, x->index->paths[0], &xe);
    return true;
}

bool tv_explain(struct tv_index *index, const struct tv_query *query,
                const struct tv_ranking *ranking, const char *id, uint32_t number,
                struct tv_explanation *ret_explanation, struct tv_error *err)
{
    struct tv_explanation e = {0};
    struct explaining x = {.index = index, .query = query, .ranking = ranking, .id = id, .e = &e};
    bool ok = explain(&x, number, err);
    if (ok)
        *ret_explanation = e;
    else
        tv_explanation_finish(&e);
    return ok;
}

void tv_explanation_finish(struct tv_explanation *explanation)
{
    if (!explanation)
        return;
    free(explanation->citation);
    tv_record_finish(&explanation->record);
    tv_arena_finish(&explanation->arena);
    *explanation = (struct tv_explanation){0};
}
