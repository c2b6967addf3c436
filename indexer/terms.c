/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms, values and data of passages and records (terms.h). */
#include "terms.h"

#include "corpus/codec.h"
#include "corpus/facts.h"
#include "corpus/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xapian-c.h>

/* Titles and headings that stand with one passage after the other: their tokens are kept. */
enum { REPEATS = 32 };

struct tv_repeats {
    uint64_t passage; /* at hand; the terms of what was used for it must stay where they are */
    struct repeat {
        char *text;
        const char *prefix, *stemmer;
        struct tv_token_list tokens; /* positions from 1 on */
        size_t words;
        uint32_t positions; /* with the gap behind */
        uint64_t used;      /* for this passage last */
    } all[REPEATS];
};

static void finish_repeats(struct tv_repeats *repeats)
{
    for (size_t i = 0; repeats && i < REPEATS; i++) {
        tv_token_list_finish(&repeats->all[i].tokens);
        free(repeats->all[i].text);
    }
    free(repeats);
}

void tv_entry_finish(struct tv_entry *entry)
{
    finish_repeats(entry->repeats);
    entry->repeats = NULL;
    tv_token_list_finish(&entry->words);
    tv_token_list_finish(&entry->filters);
    tv_buffer_finish(&entry->data);
    entry->n_values = 0;
}

static void clear(struct tv_entry *entry)
{
    tv_token_list_clear(&entry->words);
    tv_token_list_clear(&entry->filters);
    tv_buffer_clear(&entry->data);
    entry->n_values = 0;
}

/* A boolean term: prefix and value. */
static void add_filter(struct tv_entry *entry, const char *prefix, const char *value)
{
    struct tv_token_list *list = &entry->filters;
    if (!value)
        return;
    size_t n = strlen(prefix) + strlen(value);
    if (n > XC_TERM_MAX)
        return;
    TV_GROW(list->tokens, list->n, list->capacity);
    char *term = tv_arena_take(&list->arena, n + 1);
    stpcpy(stpcpy(term, prefix), value);
    list->tokens[list->n++] = (struct tv_token){.term = term, .size = (uint16_t)n};
}

/* The same with the value's letters and digits only, in lower case. */
static void add_folded(struct tv_entry *entry, const char *prefix, const char *value)
{
    char folded[TV_TERM_SIZE];
    if (!value)
        return;
    tv_term_value(value, folded);
    if (*folded)
        add_filter(entry, prefix, folded);
}

static void set_value(struct tv_entry *entry, uint32_t slot, const char *value, size_t size)
{
    if (size == 0)
        return;
    entry->values[entry->n_values].slot = slot;
    entry->values[entry->n_values].data = tv_arena_strndup(&entry->filters.arena, value, size);
    entry->values[entry->n_values++].size = size;
}

static void set_text(struct tv_entry *entry, uint32_t slot, const char *value)
{
    if (value)
        set_value(entry, slot, value, strlen(value));
}

/* "2020-11" as "20201101". */
static void set_date(struct tv_entry *entry, const char *date)
{
    char digits[9] = "00000101";
    size_t n = 0;
    for (const char *p = date; p && *p && n < 8; p++)
        if (*p >= '0' && *p <= '9')
            digits[n++] = *p;
    if (n >= 4)
        set_text(entry, TV_SLOT_DATE, digits);
}

static void set_facets(struct tv_entry *entry, const struct tv_document *doc, const char *language)
{
    char year[5] = "";
    struct tv_buffer states = {0}, facets = {0};
    for (size_t i = 0; i < doc->n_states; i++)
        tv_buffer_printf(&states, "%s%s", i ? " " : "", doc->states[i]);
    if (doc->date && strlen(doc->date) >= 4)
        snprintf(year, sizeof year, "%.4s", doc->date);
    const char *const values[TV_FACET_COUNT] = {[TV_FACET_KIND] = tv_kind_name(doc->kind),
                                                [TV_FACET_STATE] = states.data,
                                                [TV_FACET_LANGUAGE] = language,
                                                [TV_FACET_YEAR] = year};
    tv_put_facet_values(&facets, values);
    set_value(entry, TV_SLOT_FACETS, facets.data, facets.size);
    tv_buffer_finish(&states);
    tv_buffer_finish(&facets);
}

static void set_summary(struct tv_entry *entry, const struct tv_document *doc, const char *group,
                        uint32_t number)
{
    struct tv_buffer bytes = {0};
    const struct tv_summary summary = {.document = doc->id,
                                       .group = *group ? group : doc->id,
                                       .number = number,
                                       .passages = (uint32_t)doc->n_passages};
    tv_put_summary(&bytes, &summary);
    set_value(entry, TV_SLOT_SUMMARY, bytes.data, bytes.size);
    tv_buffer_finish(&bytes);
}

/* What record and passages have alike. */
static void add_document(struct tv_entry *entry, const struct tv_document *doc,
                         const char *language)
{
    add_filter(entry, TV_PREFIX_DOCUMENT, doc->id);
    set_text(entry, TV_SLOT_DOCUMENT, doc->id);
    set_date(entry, doc->date);
    set_facets(entry, doc, language);
}

static void add_filters(struct tv_entry *entry, const struct tv_document *doc,
                        const struct tv_passage *passage)
{
    char year[5];
    add_filter(entry, TV_PREFIX_KIND, tv_kind_name(doc->kind));
    add_filter(entry, TV_PREFIX_LANGUAGE, passage->language);
    if (doc->date) {
        snprintf(year, sizeof year, "%.4s", doc->date);
        add_filter(entry, TV_PREFIX_YEAR, year);
    }
    for (size_t i = 0; i < doc->n_states; i++)
        add_folded(entry, TV_PREFIX_STATE, doc->states[i]);
    add_folded(entry, TV_PREFIX_ARTICLE, passage->place.article);
    add_folded(entry, TV_PREFIX_SYMBOL, doc->symbol);
}

static void set_wdf(struct tv_token_list *list, size_t first, uint16_t wdf)
{
    for (size_t i = first; i < list->n; i++)
        list->tokens[i].wdf = wdf > 1 ? wdf : 1;
}

struct adding {
    struct tv_tokenizer *tokenizer;
    const char *stemmer;
    uint32_t position;
    struct tv_token_list *words;
    struct tv_token_list own; /* of one word */
    struct tv_repeats *repeats;
};

static bool same_term(const struct tv_token *a, const struct tv_token *b)
{
    return a->size == b->size && memcmp(a->term, b->term, a->size) == 0;
}

/* Adds the word that a token is without its diacritics, if it has any, in the same place; and its
 * stem, unless that is the word's own. */
static void add_bare(struct adding *a, const char *prefix, size_t prefix_size,
                     struct tv_token token)
{
    char bare[XC_TERM_MAX + TV_FOLD_MAX];
    struct tv_token_list *list = a->words, *own = &a->own;
    const char *word = token.term + prefix_size;
    size_t size = token.size - prefix_size, n = tv_fold_latin(word, size, bare);
    uint32_t place = 0, before = token.position - 1;
    if (!n)
        return;
    tv_token_list_clear(own);
    tv_tokenize(a->tokenizer, word, size, a->stemmer, prefix, &place, own);
    tv_tokenize(a->tokenizer, bare, n, a->stemmer, prefix, &before, list);
    if (own->n > 1 && same_term(&own->tokens[own->n - 1], &list->tokens[list->n - 1]))
        list->n--;
}

/* Returns how many words there are; their stems have no position. */
static size_t add_text(struct adding *a, const char *text, const char *prefix, bool positions)
{
    struct tv_token_list *list = a->words;
    size_t first = list->n, n = 0, prefix_size = strlen(prefix);
    tv_tokenize(a->tokenizer, text, strlen(text), a->stemmer, prefix, &a->position, list);
    for (size_t i = first, end = list->n; i < end; i++)
        if (list->tokens[i].position) {
            add_bare(a, prefix, prefix_size, list->tokens[i]);
            n++;
        }
    for (size_t i = first; !positions && i < list->n; i++)
        list->tokens[i].position = 0;
    a->position += TV_GAP;
    return n;
}

static bool is_of(const struct repeat *repeat, const struct adding *a, const char *text,
                  const char *prefix)
{
    return repeat->text && strcmp(repeat->text, text) == 0 && strcmp(repeat->prefix, prefix) == 0 &&
           strcmp(repeat->stemmer, a->stemmer) == 0;
}

static void read_repeat(struct repeat *repeat, const struct adding *a, const char *text,
                        const char *prefix)
{
    struct adding own = {
        .tokenizer = a->tokenizer, .stemmer = a->stemmer, .words = &repeat->tokens};
    tv_token_list_clear(&repeat->tokens);
    free(repeat->text);
    repeat->text = tv_strdup(text);
    repeat->prefix = prefix;
    repeat->stemmer = a->stemmer;
    repeat->words = add_text(&own, text, prefix, true);
    repeat->positions = own.position;
    tv_token_list_finish(&own.own);
}

/* What is kept of a text, in the place of the one that was not used for longest; NULL if all were for
 * this passage. */
static const struct repeat *find_repeat(struct adding *a, const char *text, const char *prefix)
{
    struct repeat *found = NULL, *oldest = a->repeats->all;
    for (struct repeat *r = oldest; !found && r < a->repeats->all + REPEATS; r++) {
        found = is_of(r, a, text, prefix) ? r : NULL;
        oldest = r->used < oldest->used ? r : oldest;
    }
    if (!found && oldest->used == a->repeats->passage)
        return NULL;
    if (!found)
        read_repeat(found = oldest, a, text, prefix);
    found->used = a->repeats->passage;
    return found;
}

/* The same as add_text, of a text that comes again and again. */
static size_t add_repeated(struct adding *a, const char *text, const char *prefix, bool positions)
{
    struct tv_token_list *list = a->words;
    const struct repeat *repeat = find_repeat(a, text, prefix);
    if (!repeat)
        return add_text(a, text, prefix, positions);
    for (size_t i = 0; i < repeat->tokens.n; i++) {
        struct tv_token token = repeat->tokens.tokens[i];
        token.position = positions && token.position ? token.position + a->position : 0;
        TV_GROW(list->tokens, list->n, list->capacity);
        list->tokens[list->n++] = token;
    }
    a->position += repeat->positions;
    return repeat->words;
}

static void add_heading(struct tv_token_list *list, const char *heading)
{
    char term[TV_HEADING_SIZE];
    size_t n = tv_heading_term(heading, term);
    if (!n)
        return;
    TV_GROW(list->tokens, list->n, list->capacity);
    list->tokens[list->n++] = (struct tv_token){
        .term = memcpy(tv_arena_take(&list->arena, n + 1), term, n + 1), .size = (uint16_t)n};
}

/* The words of text and headings. Returns how many they are. */
static size_t add_passage(struct adding *a, const struct tv_document *doc,
                          const struct tv_passage *passage)
{
    const struct tv_place *place = &passage->place;
    bool first = passage == doc->passages;
    size_t fresh = place->n_headings - tv_new_headings(first ? NULL : passage - 1, passage);
    size_t n = add_text(a, passage->text, "", true);
    for (size_t i = 0; i < place->n_headings; i++)
        if (!doc->title || strcmp(place->headings[i], doc->title) != 0)
            n += add_repeated(a, place->headings[i], "", i >= fresh);
    return n;
}

/* Headings as a whole: the lowest, those that are new at the passage, and the title at the first one. */
static void add_headings(struct tv_token_list *list, const struct tv_document *doc,
                         const struct tv_passage *passage)
{
    const struct tv_place *place = &passage->place;
    bool first = passage == doc->passages;
    size_t fresh = place->n_headings - tv_new_headings(first ? NULL : passage - 1, passage);
    for (size_t i = 0; i < place->n_headings; i++)
        if (i >= fresh || i + 1 == place->n_headings)
            add_heading(list, place->headings[i]);
    if (first && doc->title)
        add_heading(list, doc->title);
}

static void add_words(struct tv_tokenizer *t, const struct tv_document *doc,
                      const struct tv_passage *passage, struct tv_entry *entry)
{
    const char *text = passage->text, *language = passage->language;
    if (!language)
        language = tv_language_usual(text, strlen(text));
    if (!entry->repeats)
        entry->repeats = tv_alloc(sizeof *entry->repeats);
    entry->repeats->passage++;
    struct adding a = {.tokenizer = t,
                       .stemmer = tv_stemmer_of(language),
                       .words = &entry->words,
                       .repeats = entry->repeats};
    uint16_t wdf = tv_wdf_in(add_passage(&a, doc, passage));
    add_headings(&entry->words, doc, passage);
    size_t title = entry->words.n;
    set_wdf(&entry->words, 0, wdf);
    if (doc->title) {
        add_repeated(&a, doc->title, "", passage == doc->passages);
        add_repeated(&a, doc->title, TV_PREFIX_TITLE, false);
        set_wdf(&entry->words, title, (uint16_t)(TV_TITLE_WEIGHT * wdf + 0.5));
    }
    tv_token_list_finish(&a.own);
}

void tv_entry_of_passage(struct tv_tokenizer *t, const struct tv_document *doc, const char *group,
                         const struct tv_passage *passage, struct tv_entry *entry)
{
    char number[XC_SORTABLE_MAX];
    clear(entry);
    add_document(entry, doc, passage->language);
    add_filters(entry, doc, passage);
    set_text(entry, TV_SLOT_GROUP, group);
    add_filter(entry, TV_PREFIX_GROUP, *group ? group : NULL);
    set_value(entry, TV_SLOT_NUMBER, number, xc_sortable(passage->number, number));
    set_summary(entry, doc, group, passage->number);
    add_words(t, doc, passage, entry);
    tv_put_string(&entry->data, doc->id);
    tv_put_passage(&entry->data, passage);
}

static void add_band(void *context, const char *band)
{
    add_filter(context, TV_PREFIX_BAND, band);
}

/* The words of the title at their positions, for phrases. They count, though nobody counts them: in
 * documents without length xapian-check wants no positions. */
static void add_title_positions(struct tv_tokenizer *t, const char *title,
                                struct tv_token_list *words)
{
    struct adding a = {.tokenizer = t, .stemmer = "none", .words = words};
    if (title)
        add_text(&a, title, TV_PREFIX_POSITIONS TV_PREFIX_TITLE, true);
    tv_token_list_finish(&a.own);
}

void tv_entry_of_record(struct tv_tokenizer *t, const struct tv_record *record,
                        struct tv_entry *entry)
{
    clear(entry);
    add_title_positions(t, record->doc.title, &entry->words);
    add_document(entry, &record->doc, record->doc.language);
    set_text(entry, TV_SLOT_GROUP, record->group);
    add_filter(entry, TV_TERM_RECORD, "");
    tv_signature_bands(&record->signature, add_band, entry);
    tv_put_record(&entry->data, record);
}
