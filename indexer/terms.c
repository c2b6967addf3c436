/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms, values and data of passages and records (terms.h). */
#include "terms.h"

#include "corpus/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xapian-c.h>

void tv_entry_finish(struct tv_entry *entry)
{
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
    char *term = tv_arena_alloc(&list->arena, n + 1);
    stpcpy(stpcpy(term, prefix), value);
    list->tokens[list->n++] = (struct tv_token){.term = term, .size = (uint32_t)n};
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

/* What record and passages have alike. */
static void add_document(struct tv_entry *entry, const struct tv_document *doc)
{
    struct tv_buffer states = {0};
    add_filter(entry, TV_PREFIX_DOCUMENT, doc->id);
    set_text(entry, TV_SLOT_DOCUMENT, doc->id);
    set_text(entry, TV_SLOT_KIND, tv_kind_name(doc->kind));
    set_date(entry, doc->date);
    if (doc->date && strlen(doc->date) >= 4)
        set_value(entry, TV_SLOT_YEAR, doc->date, 4);
    for (size_t i = 0; i < doc->n_states; i++)
        tv_buffer_printf(&states, "%s%s", i ? " " : "", doc->states[i]);
    set_text(entry, TV_SLOT_STATES, states.data);
    tv_buffer_finish(&states);
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

static void add_words(struct tv_tokenizer *t, const struct tv_document *doc,
                      const struct tv_passage *passage, struct tv_entry *entry)
{
    const char *stemmer = tv_stemmer_of(passage->language);
    uint32_t position = 0;
    tv_tokenize(t, passage->text, strlen(passage->text), stemmer, "", &position, &entry->words);
    for (size_t i = 0; i < passage->place.n_headings; i++) {
        const char *heading = passage->place.headings[i];
        if (doc->title && strcmp(heading, doc->title) == 0)
            continue;
        position += TV_GAP;
        tv_tokenize(t, heading, strlen(heading), stemmer, "", &position, &entry->words);
    }
    if (!doc->title)
        return;
    position += TV_GAP;
    tv_tokenize(t, doc->title, strlen(doc->title), stemmer, TV_PREFIX_TITLE, &position,
                &entry->words);
}

void tv_entry_of_passage(struct tv_tokenizer *t, const struct tv_document *doc, const char *group,
                         const struct tv_passage *passage, struct tv_entry *entry)
{
    char number[XC_SORTABLE_MAX];
    clear(entry);
    add_document(entry, doc);
    add_filters(entry, doc, passage);
    set_text(entry, TV_SLOT_GROUP, group);
    add_filter(entry, TV_PREFIX_GROUP, *group ? group : NULL);
    set_text(entry, TV_SLOT_LANGUAGE, passage->language);
    set_value(entry, TV_SLOT_NUMBER, number, xc_sortable(passage->number, number));
    add_words(t, doc, passage, entry);
    tv_put_string(&entry->data, doc->id);
    tv_put_passage(&entry->data, passage);
}

static void add_band(void *context, const char *band)
{
    add_filter(context, TV_PREFIX_BAND, band);
}

void tv_entry_of_record(const struct tv_record *record, struct tv_entry *entry)
{
    clear(entry);
    add_document(entry, &record->doc);
    set_text(entry, TV_SLOT_LANGUAGE, record->doc.language);
    set_text(entry, TV_SLOT_GROUP, record->group);
    add_filter(entry, TV_TERM_RECORD, "");
    tv_signature_bands(&record->signature, add_band, entry);
    tv_put_record(&entry->data, record);
}
