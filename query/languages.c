/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Languages of a question: by which stems its words are looked up (languages.h). */
#include "languages.h"

#include "corpus/facts.h"
#include "fields.h"

#include <stdio.h>
#include <string.h>

/* How many passages the index has in a language; 0 also when that cannot be read. */
static uint32_t passages_in(struct tv_index *index, const char *language)
{
    char term[TV_FILTER_SIZE];
    uint32_t n = 0;
    int size = snprintf(term, sizeof term, TV_PREFIX_LANGUAGE "%s", language);
    xc_database_frequency(index->database, term, (size_t)size, &n, NULL);
    return n;
}

static void guess_languages(struct tv_index *index, const char *text, struct tv_query *q)
{
    size_t size = strlen(text);
    const char *usual = tv_language_usual(text, size), *guess = tv_language_in(text, size);
    const char *guesses[] = {usual, guess && usual && strcmp(guess, usual) == 0 ? NULL : guess};
    for (size_t i = 0; i < 2; i++)
        if (guesses[i] && passages_in(index, guesses[i]))
            q->languages[q->n_languages++] = guesses[i];
    if (!q->n_languages && (usual || guess))
        q->languages[q->n_languages++] = usual ? usual : guess;
}

static bool has_language(const struct tv_query *q, const char *language)
{
    for (size_t i = 0; i < q->n_languages; i++)
        if (strcmp(q->languages[i], language) == 0)
            return true;
    return false;
}

static void add_language(struct tv_index *index, const char *language, struct tv_query *q)
{
    if (q->n_languages < TV_QUERY_LANGUAGES && !has_language(q, language) &&
        passages_in(index, language))
        q->languages[q->n_languages++] = language;
}

/* The languages of the thesaurus, or the only one that is wanted. */
static void add_translations(struct tv_index *index, const struct tv_question *question,
                             const char *only, struct tv_query *q)
{
    static const char *const of_states[] = {"en", "fr", "es", "ru", "ar", "zh", "de"};
    const struct tv_thesaurus *t = question->thesaurus;
    if (only) {
        add_language(index, only, q);
        return;
    }
    for (size_t i = 0; i < sizeof of_states / sizeof *of_states; i++)
        add_language(index, of_states[i], q);
    for (size_t i = 0; t && i < t->n_terms; i++)
        if (*t->terms[i].language && (!i || t->terms[i].language != t->terms[i - 1].language))
            add_language(index, t->terms[i].language, q);
}

bool tv_languages_choose(struct tv_index *index, const struct tv_question *question,
                         struct tv_query *q, struct tv_error *err)
{
    char term[TV_FILTER_SIZE];
    const char *language = NULL;
    if (question->language) {
        if (!tv_language_term(question->language, term, err))
            return false;
        language = tv_language_of(question->language);
    }
    if (language && !question->translate)
        q->languages[q->n_languages++] = language;
    else
        guess_languages(index, question->text, q);
    q->n_asked = q->n_languages;
    if (question->translate)
        add_translations(index, question, language, q);
    return true;
}

/* Whether there may be passages that no stemmer of the question's languages has made stems of. */
bool tv_languages_others(struct tv_index *index, const struct tv_query *q)
{
    struct xc_stats stats = {0};
    uint32_t records = 0;
    xc_database_stats(index->database, &stats, NULL);
    xc_database_frequency(index->database, XC_TEXT(TV_TERM_RECORD), &records, NULL);
    if (q->n_languages == 0)
        return true;
    uint32_t passages = stats.documents - records, known = 0;
    for (size_t i = 0; i < q->n_languages; i++)
        known += passages_in(index, q->languages[i]);
    return known < passages;
}
