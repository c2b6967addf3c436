/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Expansions (expansion.h). */
#include "expansion.h"

#include "corpus/fold.h"
#include "corpus/schema.h"
#include "corpus/utf8.h"
#include "stopwords.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { LANGUAGES_MAX = 4, WORD_MAX = 64, STATES_MAX = 64, TERMS_MAX = 40 };

/* A word of the text, folded; a Han character is one. */
struct word {
    size_t start, end;
    const char *folded;
    size_t size;
    bool joined; /* nothing but a blank, a hyphen or the like is between it and the word before */
};

struct finding {
    struct tv_expansions *e;
    const char *text;
    size_t size;
    const char *const *languages;
    size_t n_languages;
    struct xc_stemmer *stemmers[LANGUAGES_MAX];
    struct word *words;
    size_t n, capacity;
};

/* Words */

static bool joins(const char *text, size_t size)
{
    static const char *const joints[] = {"", "-", "'", ".", "\u2019", "\u2010", "\u2011"};
    size_t blanks = strspn(text, " ");
    if (blanks >= size)
        return true;
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (strlen(joints[i]) == size && memcmp(text, joints[i], size) == 0)
            return true;
    return false;
}

static bool is_operator(const char *word, size_t size)
{
    return (size == 3 && (memcmp(word, "AND", 3) == 0 || memcmp(word, "NOT", 3) == 0)) ||
           (size == 2 && memcmp(word, "OR", 2) == 0);
}

static void add_word(struct finding *f, size_t start, size_t end)
{
    struct word *last = f->n ? &f->words[f->n - 1] : NULL;
    const char *key = tv_thesaurus_key(&f->e->arena, f->text + start, end - start);
    if (!*key)
        return;
    struct word w = {start, end, key, strlen(key) - 1, false};
    w.joined = last && !is_operator(f->text + start, end - start) &&
               !is_operator(f->text + last->start, last->end - last->start) &&
               joins(f->text + last->end, start - last->end);
    TV_GROW(f->words, f->n, f->capacity);
    f->words[f->n++] = w;
}

static bool in_word(int32_t c)
{
    return u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK ||
           u_charType(c) == U_COMBINING_SPACING_MARK;
}

static void split(struct finding *f)
{
    size_t start = 0;
    bool inside = false;
    for (size_t i = 0; i < f->size;) {
        size_t at = i;
        int32_t c = tv_utf8_next(f->text, f->size, &i);
        if (inside && (!in_word(c) || tv_is_han(c))) {
            add_word(f, start, at);
            inside = false;
        }
        if (tv_is_han(c)) {
            add_word(f, at, i);
        } else if (in_word(c) && !inside) {
            start = at;
            inside = true;
        }
    }
    if (inside)
        add_word(f, start, f->size);
}

/* Terms */

static bool same_stem(struct xc_stemmer *stemmer, const char *a, size_t a_size, const char *b,
                      size_t b_size)
{
    char stem[4 * WORD_MAX];
    struct xc_str s;
    if (!stemmer || a_size > WORD_MAX || b_size > WORD_MAX ||
        xc_stemmer_stem(stemmer, a, a_size, &s, NULL) || s.size > sizeof stem)
        return false;
    size_t size = s.size;
    memcpy(stem, s.data, size);
    return !xc_stemmer_stem(stemmer, b, b_size, &s, NULL) && s.size == size &&
           memcmp(s.data, stem, size) == 0;
}

/* Whether a word of the text is the first one of a key, as it is or by its stem. */
static bool matches(const struct word *w, const char *key, size_t size, struct xc_stemmer *stemmer)
{
    if (w->size == size && memcmp(w->folded, key, size) == 0)
        return true;
    size_t shared = w->size < size ? w->size : size;
    shared = shared < 3 ? shared : 3;
    return memcmp(w->folded, key, shared) == 0 && same_stem(stemmer, w->folded, w->size, key, size);
}

/* How many words of the text, from the i-th on, are the term; 0: it is not there. */
static size_t term_at(const struct finding *f, size_t i, const struct tv_term *term,
                      struct xc_stemmer *stemmer)
{
    size_t n = 0;
    for (const char *key = term->key; *key; n++) {
        size_t size = strcspn(key, " ");
        if (i + n >= f->n || (n && !f->words[i + n].joined) ||
            !matches(&f->words[i + n], key, size, stemmer))
            return 0;
        key += size + 1;
    }
    return n;
}

/* Of a term in a language of the question; NULL for one in another, which is found as it stands: a
 * few words often do not tell which language they are in. */
static struct xc_stemmer *stemmer_of(const struct finding *f, const struct tv_term *term)
{
    for (size_t i = 0; i < f->n_languages; i++)
        if (strcmp(term->language, f->languages[i]) == 0)
            return f->stemmers[i];
    return NULL;
}

/* Whether a term stands in the text letter for letter. */
static bool is_typed(const struct finding *f, size_t i, const struct tv_term *term)
{
    size_t start = f->words[i].start, size = strlen(term->text);
    return f->size - start >= size && memcmp(f->text + start, term->text, size) == 0;
}

static void add_concept(struct tv_expansion *x, size_t concept)
{
    for (size_t i = 0; i < x->n_concepts; i++)
        if (x->concepts[i] == concept)
            return;
    if (x->n_concepts < TV_CONCEPTS_MAX)
    x->concepts[x->n_concepts++] = concept;
}

/* The longest terms at a word: how many words they have; 0: none. */
static size_t concepts_at(const struct finding *f, size_t i, struct tv_expansion *x)
{
    const struct tv_thesaurus *t = f->e->thesaurus;
    size_t longest = 0;
    for (size_t k = 0; t && k < t->n_terms; k++) {
        const struct tv_term *term = &t->terms[k];
        if (term->key[0] != f->words[i].folded[0] || (term->common && !is_typed(f, i, term)))
            continue;
        size_t n = term_at(f, i, term, stemmer_of(f, term));
        if (n > longest)
            x->n_concepts = 0;
        if (n && n >= longest) {
            add_concept(x, term->concept);
            longest = n;
        }
    }
    return longest;
}

/* States */

/* The text with a capital at the head of each word, as names have; as long as the text, byte by byte. */
static char *capitalised(const struct finding *f)
{
    char *copy = tv_alloc(f->size + 1);
    memcpy(copy, f->text, f->size);
    for (size_t i = 0; i < f->n; i++) {
        char capital[4];
        size_t at = f->words[i].start, next = at;
        int32_t c = tv_utf8_next(f->text, f->size, &next);
        if (u_islower(c) && tv_utf8_put(capital, u_toupper(c)) == next - at)
            memcpy(copy + at, capital, next - at);
    }
    return copy;
}

static size_t find_states(const struct finding *f, struct tv_state_hit states[STATES_MAX])
{
    char *text = capitalised(f);
    size_t n = tv_states_in_text(text, f->size, states, STATES_MAX);
    free(text);
    return n;
}

/* How many words from the i-th on a state's name has. */
static size_t words_of_state(const struct finding *f, size_t i, const struct tv_state_hit *s)
{
    size_t n = 0, end = s->offset + s->length;
    while (i + n < f->n && f->words[i + n].end <= end)
        n++;
    return n;
}

/* All of them */

/* The "'s" that a word ends with: its size, or 0. */
static size_t genitive(const char *text, size_t size)
{
    static const char *const endings[] = {"'s", "\u2019s"};
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(endings[i]);
        if (size >= n && memcmp(text, endings[i], n) == 0 && (size == n || text[n] == ' '))
            return n;
    }
    return 0;
}

static void find(struct finding *f)
{
    struct tv_state_hit states[STATES_MAX];
    size_t n_states = find_states(f, states), state = 0;
    for (size_t i = 0, n; i < f->n && f->e->n < TV_EXPANSIONS_MAX; i += n ? n : 1) {
        struct tv_expansion x = {.start = f->words[i].start};
        while (state < n_states && states[state].offset < x.start)
            state++;
        n = concepts_at(f, i, &x);
        bool named = state < n_states && states[state].offset == x.start;
        size_t words = named ? words_of_state(f, i, &states[state]) : 0;
        if (words > n || (words && words == n)) {
            x.n_concepts = words > n ? 0 : x.n_concepts;
            memcpy(x.state, states[state].code, sizeof x.state);
            n = words;
        }
        if (!n)
            continue;
        x.end = f->words[i + n - 1].end;
        x.key = tv_thesaurus_key(&f->e->arena, f->text + x.start, x.end - x.start);
        x.end += genitive(f->text + x.end, f->size - x.end);
        f->e->items[f->e->n++] = x;
    }
}

void tv_expansions_find(const struct tv_thesaurus *thesaurus, const char *text, size_t size,
                        const char *const *languages, size_t n_languages,
                        struct tv_expansions *ret_expansions)
{
    struct finding f = {.e = ret_expansions,
                        .text = text,
                        .size = size,
                        .languages = languages,
                        .n_languages = n_languages < LANGUAGES_MAX ? n_languages : LANGUAGES_MAX};
    ret_expansions->thesaurus = thesaurus;
    ret_expansions->n = 0;
    if (strstr(text, "NEAR") || strstr(text, "ADJ"))
        return;
    for (size_t i = 0; i < f.n_languages; i++)
        f.stemmers[i] = xc_stemmer_create(tv_stemmer_of(languages[i]), NULL);
    split(&f);
    find(&f);
    for (size_t i = 0; i < f.n_languages; i++)
        xc_stemmer_destroy(f.stemmers[i]);
    free(f.words);
}

void tv_expansions_finish(struct tv_expansions *expansions)
{
    tv_arena_finish(&expansions->arena);
    *expansions = (struct tv_expansions){0};
}

const struct tv_expansion *tv_expansion_at(const struct tv_expansions *expansions, size_t start)
{
    for (size_t i = 0; expansions && i < expansions->n; i++)
        if (expansions->items[i].start == start)
            return &expansions->items[i];
    return NULL;
}

/* Other terms */

struct collecting {
    struct tv_expansions *e;
    const struct tv_expansion *x;
    const char *language;
    bool abbreviations;
    const char **terms;
    const char *keys[TERMS_MAX];
    size_t n;
};

/* Whether all words of a key are in another one, in the same order next to each other. */
static bool holds(const char *key, const char *part)
{
    for (const char *p = strstr(key, part); p; p = strstr(p + 1, part))
        if (p == key || p[-1] == ' ')
            return true;
    return false;
}

/* What holds all that was typed, or another term, would find nothing more. And "us" is a word, whatever
 * it is short for. */
static bool adds_nothing(const struct collecting *c, const char *key)
{
    if (holds(key, c->x->key) || strcmp(key, "us ") == 0)
        return true;
    for (size_t i = 0; i < c->n; i++)
        if (holds(key, c->keys[i]))
            return true;
    return false;
}

static void collect(struct collecting *c, const char *text, const char *language)
{
    bool wanted = *language ? strcmp(language, c->language) == 0 : c->abbreviations;
    if (!wanted || c->n == TERMS_MAX)
        return;
    const char *key = tv_thesaurus_key(&c->e->arena, text, strlen(text));
    if (adds_nothing(c, key))
        return;
    c->keys[c->n] = key;
    c->terms[c->n++] = text;
}

static void collect_name(void *context, const char *name, const char *language,
                         enum tv_state_form form)
{
    (void)form;
    collect(context, name, language);
}

const char **tv_expansion_terms(struct tv_expansions *expansions,
                                const struct tv_expansion *expansion, const char *language,
                                bool abbreviations, size_t *ret_n)
{
    const struct tv_thesaurus *t = expansions->thesaurus;
    struct collecting c = {.e = expansions,
                           .x = expansion,
                           .language = language,
                           .abbreviations = abbreviations,
                           .terms = tv_arena_alloc(&expansions->arena, TERMS_MAX * sizeof(char *))};
    for (size_t i = 0; t && i < t->n_terms; i++)
        for (size_t k = 0; k < expansion->n_concepts; k++)
            if (t->terms[i].concept == expansion->concepts[k] && !t->terms[i].common)
                collect(&c, t->terms[i].text, t->terms[i].language);
    if (*expansion->state)
        tv_state_names(expansion->state, collect_name, &c);
    *ret_n = c.n;
    return c.terms;
}

static void lower(const char *text, struct tv_buffer *out)
{
    size_t size = strlen(text);
    tv_buffer_clear(out);
    for (size_t i = 0; i < size;) {
        char bytes[4];
        int32_t c = u_tolower(tv_utf8_next(text, size, &i));
        tv_buffer_add(out, bytes, tv_utf8_put(bytes, c));
    }
}

struct xc_query *tv_expansion_query(const char *const *terms, size_t n, const char *language,
                                    const char *prefix, struct xc_error *xapian)
{
    const struct xc_field field = {.prefix = xc_str_of(prefix)};
    struct xc_parser_options options = {.fields = &field,
                                        .n_fields = 1,
                                        .language = language ? tv_stemmer_of(language) : NULL,
                                        .flags = XC_PARSE_NGRAMS | XC_PARSE_NO_CHECKS};
    struct tv_stopwords stop = {0};
    tv_stopwords_add(&stop, language);
    options.stop_words = stop.words;
    options.n_stop_words = stop.n;
    struct xc_parser *parser = n ? xc_parser_create(&options, xapian) : NULL;
    struct xc_parsed *parsed[TERMS_MAX];
    const struct xc_query *queries[TERMS_MAX];
    struct tv_buffer text = {0};
    struct xc_query *any = NULL;
    size_t done = 0;
    for (; parser && done < n && done < TERMS_MAX; done++) {
        lower(terms[done], &text);
        parsed[done] = xc_parser_parse(parser, text.data, text.size, xapian);
        if (!parsed[done])
            break;
        queries[done] = parsed[done]->query;
    }
    if (done == n)
        any = n ? xc_query_combine(XC_OP_OR, queries, n, 0, xapian) : xc_query_nothing(xapian);
    for (size_t i = 0; i < done; i++)
        xc_parsed_destroy(parsed[i]);
    xc_parser_destroy(parser);
    tv_stopwords_finish(&stop);
    tv_buffer_finish(&text);
    return any;
}
