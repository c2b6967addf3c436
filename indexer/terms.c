/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms (terms.h). Words come from Xapian's term generator, one for each language that was met; the
 * query parser splits and stems alike. The first failure of a document is kept, what follows is
 * skipped, and it is told once at the end. */
#include "terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xapian-c.h>

enum { MAX_GENERATORS = 48 }; /* more than Xapian has stemmers */

struct tv_terms {
    struct {
        const char *language; /* of tv_stemmer_of */
        struct xc_termgenerator *generator;
    } generators[MAX_GENERATORS];
    size_t n;
    struct xc_document *document; /* being filled */
    struct xc_error error;        /* the first */
};

struct tv_terms *tv_terms_create(struct tv_error *err)
{
    (void)err;
    return tv_alloc(sizeof(struct tv_terms));
}

void tv_terms_destroy(struct tv_terms *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++)
        xc_termgenerator_destroy(t->generators[i].generator);
    free(t);
}

static struct xc_termgenerator *generator_of(struct tv_terms *t, const char *language)
{
    const char *stemmer = tv_stemmer_of(language);
    for (size_t i = 0; i < t->n; i++)
        if (t->generators[i].language == stemmer || strcmp(t->generators[i].language, stemmer) == 0)
            return t->generators[i].generator;
    if (t->n == MAX_GENERATORS)
        return t->generators[0].generator;
    struct xc_termgenerator_options options = {.language = stemmer, .ngrams = true};
    struct xc_termgenerator *generator = xc_termgenerator_create(&options, &t->error);
    if (generator) {
        t->generators[t->n].language = stemmer;
        t->generators[t->n++].generator = generator;
    }
    return generator;
}

static bool ok(const struct tv_terms *t)
{
    return t->error.code == XC_OK;
}

static void start(struct tv_terms *t, struct xc_document *document)
{
    t->error = (struct xc_error){0};
    t->document = document;
    xc_document_clear(document, &t->error);
}

static bool end(struct tv_terms *t, struct tv_error *err)
{
    return ok(t) || tv_fail(err, TV_INTERNAL, "terms: %s", t->error.message);
}

/* A boolean term: prefix and value. */
static void add_filter(struct tv_terms *t, const char *prefix, const char *value)
{
    char term[TV_TERM_SIZE + 8];
    if (!value || !ok(t))
        return;
    int n = snprintf(term, sizeof term, "%s%s", prefix, value);
    if (n > 0 && (size_t)n < sizeof term)
        xc_document_add_term(t->document, term, (size_t)n, 0, &t->error);
}

/* The same with the value's letters and digits only, in lower case. */
static void add_folded(struct tv_terms *t, const char *prefix, const char *value)
{
    char folded[TV_TERM_SIZE];
    if (!value)
        return;
    tv_term_value(value, folded);
    if (*folded)
        add_filter(t, prefix, folded);
}

static void set_value(struct tv_terms *t, uint32_t slot, const char *value)
{
    if (value && *value && ok(t))
        xc_document_set_value(t->document, slot, value, strlen(value), &t->error);
}

/* "2020-11" as "20201101". */
static void set_date(struct tv_terms *t, const char *date)
{
    char digits[9] = "00000101";
    size_t n = 0;
    for (const char *p = date; p && *p && n < 8; p++)
        if (*p >= '0' && *p <= '9')
            digits[n++] = *p;
    if (n >= 4)
        set_value(t, TV_SLOT_DATE, digits);
}

/* What record and passages have alike. */
static void add_document(struct tv_terms *t, const struct tv_document *doc)
{
    char year[5];
    struct tv_buffer states = {0};
    add_filter(t, TV_PREFIX_DOCUMENT, doc->id);
    set_value(t, TV_SLOT_DOCUMENT, doc->id);
    set_value(t, TV_SLOT_KIND, tv_kind_name(doc->kind));
    set_date(t, doc->date);
    if (doc->date) {
        snprintf(year, sizeof year, "%.4s", doc->date);
        set_value(t, TV_SLOT_YEAR, year);
    }
    for (size_t i = 0; i < doc->n_states; i++)
        tv_buffer_printf(&states, "%s%s", i ? " " : "", doc->states[i]);
    set_value(t, TV_SLOT_STATES, states.data);
    tv_buffer_finish(&states);
}

static void add_filters(struct tv_terms *t, const struct tv_document *doc,
                        const struct tv_passage *passage)
{
    char year[5];
    add_filter(t, TV_PREFIX_KIND, tv_kind_name(doc->kind));
    add_filter(t, TV_PREFIX_LANGUAGE, passage->language);
    if (doc->date) {
        snprintf(year, sizeof year, "%.4s", doc->date);
        add_filter(t, TV_PREFIX_YEAR, year);
    }
    for (size_t i = 0; i < doc->n_states; i++)
        add_folded(t, TV_PREFIX_STATE, doc->states[i]);
    add_folded(t, TV_PREFIX_ARTICLE, passage->place.article);
    add_folded(t, TV_PREFIX_SYMBOL, doc->symbol);
}

static void add_gap(struct tv_terms *t, struct xc_termgenerator *g)
{
    uint32_t position;
    if (ok(t) && xc_termgenerator_position(g, &position, &t->error) == XC_OK)
        xc_termgenerator_set_position(g, position + TV_GAP, &t->error);
}

static void add_words(struct tv_terms *t, const struct tv_document *doc,
                      const struct tv_passage *passage)
{
    struct xc_termgenerator *g = generator_of(t, passage->language);
    if (!g || xc_termgenerator_begin(g, t->document, &t->error) ||
        xc_termgenerator_text(g, passage->text, strlen(passage->text), NULL, 0, 1, &t->error))
        return;
    for (size_t i = 0; i < passage->place.n_headings && ok(t); i++) {
        const char *heading = passage->place.headings[i];
        if (doc->title && strcmp(heading, doc->title) == 0)
            continue;
        add_gap(t, g);
        xc_termgenerator_text(g, heading, strlen(heading), NULL, 0, 1, &t->error);
    }
    if (!doc->title || !ok(t))
        return;
    add_gap(t, g);
    xc_termgenerator_text(g, doc->title, strlen(doc->title), XC_TEXT(TV_PREFIX_TITLE), 1,
                          &t->error);
}

bool tv_terms_of_passage(struct tv_terms *t, const struct tv_document *doc,
                         const struct tv_passage *passage, struct xc_document *ret,
                         struct tv_error *err)
{
    char number[XC_SORTABLE_MAX];
    start(t, ret);
    add_document(t, doc);
    add_filters(t, doc, passage);
    set_value(t, TV_SLOT_LANGUAGE, passage->language);
    size_t n = xc_sortable(passage->number, number);
    if (ok(t))
        xc_document_set_value(ret, TV_SLOT_NUMBER, number, n, &t->error);
    if (ok(t))
        add_words(t, doc, passage);
    return end(t, err);
}

bool tv_terms_of_record(struct tv_terms *t, const struct tv_record *record, struct xc_document *ret,
                        struct tv_error *err)
{
    start(t, ret);
    add_document(t, &record->doc);
    set_value(t, TV_SLOT_LANGUAGE, record->doc.language);
    add_filter(t, TV_TERM_RECORD, "");
    return end(t, err);
}
