/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Questions: from what people type to a Xapian query (question.h).
 *
 * The words are looked for in text, headings and title, in each passage by the stems of its language.
 * Filters are put around the whole. */
#include "question.h"

#include "expansion.h"
#include "fields.h"
#include "id.h"
#include "languages.h"
#include "spelling.h"
#include "stopwords.h"
#include "wording.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A prefix stands for so many words at most, the most frequent ones. */
enum { WILDCARD_MAX = 100, WILDCARD_MIN = 2, MAX_FIELDS = 20 };

/* What a word counts without its diacritics, beside the word as it was typed with them. */
#define BARE 0.5

/* A word in more passages than that is frequent. */
enum { FREQUENT = 1000 };

/* Text */

/* A way to look words up: by the stems of a language, or as they are. */
struct way {
    const char *language;            /* NULL: as they are */
    const struct tv_stopwords *stop; /* that are left out */
    double synonym;                  /* what the other words for a word count, beside it */
};

/* What the words are made into queries with. */
struct asking {
    struct tv_index *index;
    const struct tv_question *question;
    const struct tv_wording *wording;
    struct tv_expansions *expansions;
    struct tv_query *q;
};

/* The other words that an expansion stands for; the context of TV_FIELD_ALSO and TV_FIELD_BARE. */
struct also {
    struct tv_expansions *expansions;
    const struct way *way;
    double exact; /* of the ranking */
};

static struct xc_query *also_field(void *context, const char *value, size_t size,
                                   struct xc_error *xapian)
{
    const struct also *also = context;
    const char *language = also->way->language;
    size_t number = 0, n;
    for (size_t i = 0; i < size && number < TV_EXPANSIONS_MAX; i++)
        number = number * 10 + (size_t)(value[i] - '0');
    if (number >= also->expansions->n)
        return xc_query_nothing(xapian);
    const struct tv_expansion *x = &also->expansions->items[number];
    const char **terms =
        tv_expansion_terms(also->expansions, x, language ? language : "", true, &n);
    struct xc_query *any = tv_expansion_query(terms, n, language, "", xapian);
    struct xc_query *scaled = any ? xc_query_scale(any, also->way->synonym, xapian) : NULL;
    xc_query_destroy(any);
    return scaled;
}

/* A word by its stem; and, as all words are, for a part of that as it stands. */
static struct xc_query *bare_field(void *context, const char *value, size_t size,
                                   struct xc_error *xapian)
{
    const struct also *also = context;
    char word[XC_TERM_MAX + 1];
    const char *words[] = {word};
    snprintf(word, sizeof word, "%.*s", (int)size, value);
    struct xc_query *stem = tv_expansion_query(words, 1, also->way->language, "", xapian);
    struct xc_query *as_is = xc_query_term(word, strlen(word), 1, 0, xapian);
    struct xc_query *part = as_is ? xc_query_scale(as_is, also->exact, xapian) : NULL;
    struct xc_query *any = NULL, *scaled = NULL;
    const struct xc_query *both[] = {stem, part};
    if (stem && part)
        any = xc_query_combine(XC_OP_OR, both, 2, 0, xapian);
    if (any)
        scaled = xc_query_scale(any, BARE, xapian);
    xc_query_destroy(stem);
    xc_query_destroy(as_is);
    xc_query_destroy(part);
    xc_query_destroy(any);
    return scaled;
}

/* The words of the text, which are looked for in text, headings and title alike. */
static struct xc_parsed *parse(const struct asking *g, const struct way *way,
                               struct xc_error *xapian)
{
    struct also also = {g->expansions, way, g->question->ranking->exact};
    struct xc_field table[MAX_FIELDS];
    assert(tv_n_fields + 2 <= MAX_FIELDS);
    memcpy(table, tv_fields, tv_n_fields * sizeof *table);
    table[tv_n_fields] = (struct xc_field){
        .name = XC_LITERAL(TV_FIELD_ALSO), .function = also_field, .context = &also};
    table[tv_n_fields + 1] = (struct xc_field){
        .name = XC_LITERAL(TV_FIELD_BARE), .function = bare_field, .context = &also};
    const struct xc_parser_options options = {
        .fields = table,
        .n_fields = tv_n_fields + 2,
        .ranges = tv_ranges,
        .n_ranges = tv_n_ranges,
        .language = way->language ? tv_stemmer_of(way->language) : NULL,
        .stop_words = way->stop->words,
        .n_stop_words = way->stop->n,
        .default_op = XC_OP_OR,
        .flags = XC_PARSE_DEFAULT | XC_PARSE_WILDCARD | XC_PARSE_PURE_NOT | XC_PARSE_NGRAMS |
                 XC_PARSE_KNOWN_FIELDS,
        .min_wildcard = WILDCARD_MIN,
        .max_wildcard = WILDCARD_MAX,
        .wildcard_limit = XC_WILDCARD_MOST_FREQUENT,
    };
    struct xc_parser *parser = xc_parser_create(&options, xapian);
    struct xc_parsed *parsed = NULL;
    if (parser)
        parsed = xc_parser_parse(parser, g->wording->text.data, g->wording->text.size, xapian);
    xc_parser_destroy(parser);
    return parsed;
}

/* A query of its own, which the parsed one may leave behind. */
static struct xc_query *taken_out(struct xc_parsed *parsed, struct xc_error *xapian)
{
    const struct xc_query *only[] = {parsed ? parsed->query : NULL};
    struct xc_query *query = parsed ? xc_query_combine(XC_OP_OR, only, 1, 0, xapian) : NULL;
    xc_parsed_destroy(parsed);
    return query;
}

static bool explain(const struct tv_question *question, const struct tv_wording *wording,
                    const struct xc_error *xapian, struct tv_fault *fault, struct tv_error *err)
{
    if (xapian->code != XC_PARSE)
        return tv_fail_xapian(err, NULL, xapian);
    size_t start, end, size = strlen(question->text);
    tv_wording_origin(wording, size, xapian->offset, xapian->offset + xapian->length, &start, &end);
    *fault = (struct tv_fault){start, end - start};
    return tv_fail(err, TV_SYNTAX, "%s", xapian->message);
}

/* Keeps a query, which it takes over, to the passages in these languages (XC_OP_FILTER), or to all
 * others (XC_OP_AND_NOT), and makes it count `factor` times. */
static struct xc_query *restrict_to(struct xc_query *query, enum xc_op op,
                                    const char *const *languages, size_t n, double factor,
                                    struct xc_error *xapian)
{
    char terms[TV_QUERY_LANGUAGES][TV_FILTER_SIZE];
    struct xc_str list[TV_QUERY_LANGUAGES];
    for (size_t i = 0; i < n; i++) {
        snprintf(terms[i], sizeof terms[i], TV_PREFIX_LANGUAGE "%s", languages[i]);
        list[i] = xc_str_of(terms[i]);
    }
    struct xc_query *passages = xc_query_terms(XC_OP_OR, list, n, 0, xapian);
    struct xc_query *scaled = query ? xc_query_scale(query, factor, xapian) : NULL, *kept = NULL;
    const struct xc_query *both[] = {scaled, passages};
    if (scaled && passages)
        kept = xc_query_combine(op, both, 2, 0, xapian);
    xc_query_destroy(scaled);
    xc_query_destroy(passages);
    xc_query_destroy(query);
    return kept;
}

/* Chinese, Japanese and Korean have about so many terms for what is a word elsewhere. */
#define NGRAMS (1 / 3.0)

static bool has_ngrams(const char *language)
{
    return strcmp(language, "zh") == 0 || strcmp(language, "ja") == 0 ||
           strcmp(language, "ko") == 0;
}

/* The stop words of all the question's languages. */
static struct tv_stopwords stopwords_of(const struct asking *g)
{
    struct tv_stopwords stop = {0};
    for (size_t i = 0; i < g->q->n_asked && g->question->ranking->stop != 0; i++)
        tv_stopwords_add(&stop, g->q->languages[i]);
    return stop;
}

/* The text by the stems of the n-th language, in the passages that are in it; at last as it stands,
 * in all other passages. */
static struct xc_query *parse_nth(const struct asking *g, size_t n, size_t ways,
                                  const struct tv_stopwords *stop, struct xc_error *xapian)
{
    const struct tv_query *q = g->q;
    const struct tv_ranking *ranking = g->question->ranking;
    bool stems = n < q->n_languages, asked = n < q->n_asked;
    double translated =
        stems && has_ngrams(q->languages[n]) ? NGRAMS * ranking->foreign : ranking->foreign;
    const struct way way = {.language = stems ? q->languages[n] : NULL,
                            .stop = stop,
                            .synonym = stems && !asked ? 1 : ranking->synonym};
    struct xc_query *query = taken_out(parse(g, &way, xapian), xapian);
    if (ways == 1)
        return query;
    if (stems)
        return restrict_to(query, XC_OP_FILTER, q->languages + n, 1, asked ? 1 : translated,
                           xapian);
    return restrict_to(query, XC_OP_AND_NOT, q->languages, q->n_languages, ranking->exact, xapian);
}

/* Whether a query has a stem, and so means one thing in one language and another in others. */
static bool has_stems(struct xc_query *query, struct xc_error *xapian)
{
    const struct xc_str *terms;
    size_t n;
    if (!query || xc_query_list_terms(query, &terms, &n, xapian))
        return false;
    for (size_t i = 0; i < n; i++)
        if (terms[i].size && terms[i].data[0] == 'Z')
            return true;
    return false;
}

/* Where words are required or excluded: each passage in one way, so that what is excluded stays so.
 * The ways share no passage, and an OR of them adds nothing up; where they are all the same, as for
 * phrases, one of them will do. Returns how many queries there are; SIZE_MAX on an error. */
static size_t parse_structured(const struct asking *g, const struct tv_stopwords *stop,
                               struct xc_query **queries, struct xc_error *xapian)
{
    size_t n = 0, ways = g->q->n_languages + tv_languages_others(g->index, g->q);
    if (!(queries[0] = parse_nth(g, 0, 1, stop, xapian)))
        return SIZE_MAX;
    if (ways == 1 || !has_stems(queries[0], xapian))
        return 1;
    xc_query_destroy(queries[0]);
    queries[0] = NULL;
    while (n < ways && (queries[n] = parse_nth(g, n, ways, stop, xapian)))
        n++;
    return n == ways ? n : SIZE_MAX;
}

/* A word or its stem, not one of a field: these begin with a capital. */
static bool is_word(const struct xc_str *term)
{
    char first = term->size ? term->data[0] : 'A', second = term->size > 1 ? term->data[1] : 'A';
    return first == 'Z' ? second < 'A' || second > 'Z' : first < 'A' || first > 'Z';
}

static bool is_of_title(const struct xc_str *term)
{
    static const char stem[] = "Z" TV_PREFIX_TITLE;
    return term->size >= sizeof stem - 1 && memcmp(term->data, stem, sizeof stem - 1) == 0;
}

static bool same(const struct xc_str *a, const struct xc_str *b)
{
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* The words as they stand; strings of the query's arena. */
struct exact_word {
    struct xc_str word, stem;
};

struct exact {
    struct exact_word *words;
    size_t n, capacity;
    bool titles; /* words of titles are asked for, too */
};

static struct xc_str copy(struct tv_query *q, const struct xc_str *s)
{
    return (struct xc_str){tv_arena_strndup(&q->arena, s->data, s->size), s->size};
}

static void note_exact(struct tv_query *q, struct exact *exact, const struct xc_str *word,
                       struct xc_str stem)
{
    for (size_t i = 0; i < exact->n; i++)
        if (same(&exact->words[i].word, word))
            return;
    TV_GROW(exact->words, exact->n, exact->capacity);
    exact->words[exact->n++] = (struct exact_word){copy(q, word), stem};
}

static bool is_evidence(const struct tv_query *q, const struct xc_str *term)
{
    for (size_t i = 0; i < q->n_evidence; i++)
        if (same(&q->evidence[i].term, term))
            return true;
    return false;
}

/* Notes the stems of a parsed text as evidence, and the words that have one. */
static void note_words(struct tv_query *q, const struct xc_parsed *parsed, struct exact *exact)
{
    for (size_t i = 0; i < parsed->n_unstems; i++) {
        const struct xc_unstem *u = &parsed->unstems[i];
        exact->titles |= is_of_title(&u->term);
        if (!is_word(&u->term) || is_evidence(q, &u->term))
            continue;
        struct xc_str stem = copy(q, &u->term);
        TV_GROW(q->evidence, q->n_evidence, q->evidence_capacity);
        q->evidence[q->n_evidence++] = (struct tv_evidence){stem, (double)u->n_words};
        for (size_t k = 0; k < u->n_words && stem.data[0] == 'Z'; k++)
            note_exact(q, exact, &u->words[k], stem);
    }
}

/* Keeps those words that passages are to be found by. The others, which so many passages have that
 * the best ones hardly depend on them, and their stems more, are only looked for in the best. */
static bool choose_exact(struct tv_index *index, struct tv_query *q, struct exact *exact,
                         struct xc_error *xapian)
{
    size_t n = 0;
    q->frequent = tv_arena_alloc(&q->arena, exact->n * sizeof *q->frequent);
    for (size_t i = 0; i < exact->n; i++) {
        uint32_t word, stem;
        const struct exact_word *w = &exact->words[i];
        if (xc_database_frequency(index->database, w->word.data, w->word.size, &word, xapian) ||
            xc_database_frequency(index->database, w->stem.data, w->stem.size, &stem, xapian))
            return false;
        if (word <= FREQUENT || stem < word)
            exact->words[n++] = *w;
        else
            q->frequent[q->n_frequent++] = (struct tv_frequent){w->word, word};
    }
    exact->n = n;
    return true;
}

static struct xc_query *any_of(const struct exact *exact, struct xc_error *xapian)
{
    struct xc_str *terms = tv_alloc(exact->n * sizeof *terms);
    for (size_t i = 0; i < exact->n; i++)
        terms[i] = exact->words[i].word;
    struct xc_query *query = xc_query_terms(XC_OP_OR, terms, exact->n, 0, xapian);
    free(terms);
    return query;
}

/* The words as they stand, for a part of their weight; where the text filters, as a whole, so that
 * they are filtered, too. */
static struct xc_query *exact_query(const struct asking *g, const struct exact *exact,
                                    const struct tv_stopwords *stop, struct xc_error *xapian)
{
    const struct tv_ranking *ranking = g->question->ranking;
    const struct way way = {.stop = stop, .synonym = ranking->synonym};
    struct xc_query *words =
        g->wording->filters ? taken_out(parse(g, &way, xapian), xapian) : any_of(exact, xapian);
    struct xc_query *query = words ? xc_query_scale(words, ranking->exact, xapian) : NULL;
    xc_query_destroy(words);
    return query;
}

/* Words alone and phrases: by their stems, wherever these stand, since those of other languages are
 * rarely the same unless the words are akin; in the languages that they were translated to, in these;
 * and, for a part of the weight, as they stand: which finds names in passages of all languages, and
 * prefers the very word. */
static size_t parse_words(const struct asking *g, const struct tv_stopwords *stop,
                          struct exact *exact, struct xc_query **queries, struct xc_error *xapian)
{
    struct tv_query *q = g->q;
    const struct tv_ranking *ranking = g->question->ranking;
    size_t n = 0, asked = q->n_asked ? q->n_asked : 1;
    for (; n < asked; n++) {
        const struct way way = {.language = q->n_asked ? q->languages[n] : NULL,
                                .stop = stop,
                                .synonym = ranking->synonym};
        struct xc_parsed *parsed = parse(g, &way, xapian);
        if (parsed)
            note_words(q, parsed, exact);
        if (!(queries[n] = taken_out(parsed, xapian)))
            return SIZE_MAX;
    }
    for (size_t i = q->n_asked; i < q->n_languages; i++, n++)
        if (!(queries[n] = parse_nth(g, i, 0, stop, xapian)))
            return SIZE_MAX;
    if (ranking->exact == 0 || (exact->n == 0 && !exact->titles))
        return n;
    if (!g->wording->filters && !choose_exact(g->index, q, exact, xapian))
        return SIZE_MAX;
    if ((exact->n || exact->titles) && !(queries[n++] = exact_query(g, exact, stop, xapian)))
        return SIZE_MAX;
    return n;
}

static bool parse_text(const struct asking *g, struct tv_fault *fault, struct tv_error *err)
{
    struct xc_query *queries[TV_QUERY_LANGUAGES + 2] = {0};
    struct exact exact = {0};
    struct xc_error xe = {0};
    struct tv_stopwords stop = stopwords_of(g);
    size_t n = g->wording->structured ? parse_structured(g, &stop, queries, &xe)
                                      : parse_words(g, &stop, &exact, queries, &xe);
    if (n != SIZE_MAX)
        g->q->query =
            xc_query_combine(XC_OP_OR, (const struct xc_query *const *)queries, n, 0, &xe);
    for (size_t i = 0; i < TV_QUERY_LANGUAGES + 2; i++)
        xc_query_destroy(queries[i]);
    free(exact.words);
    tv_stopwords_finish(&stop);
    return g->q->query || explain(g->question, g->wording, &xe, fault, err);
}

/* Filters */

/* Combines the query with another one, which it takes over. */
static bool combine(struct tv_query *q, enum xc_op op, struct xc_query *other,
                    struct xc_error *xapian)
{
    const struct xc_query *both[] = {q->query, other};
    struct xc_query *query = other ? xc_query_combine(op, both, 2, 0, xapian) : NULL;
    xc_query_destroy(other);
    if (!query)
        return false;
    xc_query_destroy(q->query);
    q->query = query;
    return true;
}

/* Any of the values, by the terms they stand for. */
static bool filter_any(struct tv_query *q, const struct tv_list *values, tv_term_function *term,
                       struct tv_error *err)
{
    if (values->n == 0)
        return true;
    struct xc_str *terms = tv_arena_alloc(&q->arena, values->n * sizeof *terms);
    for (size_t i = 0; i < values->n; i++) {
        char text[TV_FILTER_SIZE];
        if (!term(values->items[i], text, err))
            return false;
        terms[i] = xc_str_of(tv_arena_strdup(&q->arena, text));
    }
    struct xc_error xe = {0};
    struct xc_query *any = xc_query_terms(XC_OP_OR, terms, values->n, 0, &xe);
    return combine(q, XC_OP_FILTER, any, &xe) || tv_fail_xapian(err, NULL, &xe);
}

static bool filter_documents(struct tv_index *index, struct tv_query *q,
                             const struct tv_list *documents, struct tv_error *err)
{
    if (documents->n == 0)
        return true;
    struct xc_str *terms = tv_arena_alloc(&q->arena, documents->n * sizeof *terms);
    for (size_t i = 0; i < documents->n; i++) {
        struct tv_reference reference;
        if (!tv_reference_of(index, documents->items[i], &reference, err))
            return false;
        terms[i] = xc_str_of(tv_arena_printf(&q->arena, TV_PREFIX_DOCUMENT "%s", reference.id));
    }
    struct xc_error xe = {0};
    struct xc_query *any = xc_query_terms(XC_OP_OR, terms, documents->n, 0, &xe);
    return combine(q, XC_OP_FILTER, any, &xe) || tv_fail_xapian(err, NULL, &xe);
}

static bool filter_dates(struct tv_query *q, const char *since, const char *until,
                         struct tv_error *err)
{
    char first[9], last[9], other[9];
    if (since && !tv_date_days(since, first, other))
        return tv_fail(err, TV_USAGE, "--since: '%s' is no date; 2022, 2022-03 and 2022-03-05 are",
                       since);
    if (until && !tv_date_days(until, other, last))
        return tv_fail(err, TV_USAGE, "--until: '%s' is no date; 2022, 2022-03 and 2022-03-05 are",
                       until);
    if (!since && !until)
        return true;
    struct xc_error xe = {0};
    struct xc_query *days = tv_days_query(since ? first : NULL, until ? last : NULL, &xe);
    return combine(q, XC_OP_FILTER, days, &xe) || tv_fail_xapian(err, NULL, &xe);
}

static bool leave_out_records(struct tv_query *q, struct tv_error *err)
{
    struct xc_error xe = {0};
    struct xc_query *records = xc_query_term(XC_TEXT(TV_TERM_RECORD), 1, 0, &xe);
    return combine(q, XC_OP_AND_NOT, records, &xe) || tv_fail_xapian(err, NULL, &xe);
}

static bool add_filters(struct tv_index *index, const struct tv_question *question,
                        struct tv_query *q, struct tv_error *err)
{
    const struct tv_list language = {.items = (const char **)&question->language,
                                     .n = question->language ? 1 : 0};
    return filter_any(q, &question->kinds, tv_kind_term, err) &&
           filter_any(q, &question->states, tv_state_term, err) &&
           filter_any(q, &language, tv_language_term, err) &&
           filter_documents(index, q, &question->documents, err) &&
           filter_dates(q, question->since, question->until, err);
}

static bool has_filters(const struct tv_question *question)
{
    return question->kinds.n || question->states.n || question->documents.n || question->since ||
           question->until || question->language;
}

/* Words to highlight */

static bool collect_terms(struct tv_query *q, struct tv_error *err)
{
    const struct xc_str *terms;
    size_t n;
    struct xc_error xe = {0};
    if (xc_query_list_terms(q->query, &terms, &n, &xe))
        return tv_fail_xapian(err, NULL, &xe);
    q->terms = tv_arena_alloc(&q->arena, n * sizeof *q->terms);
    for (size_t i = 0; i < n; i++)
        if (is_word(&terms[i]))
            q->terms[q->n_terms++] = (struct xc_str){
                tv_arena_strndup(&q->arena, terms[i].data, terms[i].size), terms[i].size};
    return true;
}

static void collect_prefixes(struct tv_query *q, const struct tv_wording *wording)
{
    q->n_prefixes = wording->n_prefixes;
    q->prefixes = tv_arena_alloc(&q->arena, q->n_prefixes * sizeof *q->prefixes);
    for (size_t i = 0; i < q->n_prefixes; i++)
        q->prefixes[i] = tv_arena_strdup(&q->arena, wording->prefixes[i]);
}

/* What else was looked for, in the question's languages and in those it was translated to. */
static void note_expanded(struct tv_query *q, struct tv_expansions *expansions, const char *text)
{
    q->expanded = tv_arena_alloc(&q->arena, expansions->n * sizeof *q->expanded);
    for (size_t i = 0; i < expansions->n; i++) {
        const struct tv_expansion *x = &expansions->items[i];
        struct tv_expanded e = {0};
        size_t capacity = 0;
        const char **also = NULL;
        for (size_t k = 0; k < q->n_languages; k++) {
            size_t n;
            const char **terms = tv_expansion_terms(expansions, x, q->languages[k], k == 0, &n);
            for (size_t t = 0; t < n; t++) {
                TV_GROW(also, e.n_also, capacity);
                also[e.n_also++] = tv_arena_strdup(&q->arena, terms[t]);
            }
        }
        if (e.n_also) {
            e.typed = tv_arena_strndup(&q->arena, text + x->start, x->end - x->start);
            e.also = memcpy(tv_arena_alloc(&q->arena, e.n_also * sizeof *also), also,
                            e.n_also * sizeof *also);
            q->expanded[q->n_expanded++] = e;
        }
        free(also);
    }
}

/* The whole */

/* Has passages found by their headings, too, where one says just what the question does. */
static bool add_heading(const struct asking *g, struct tv_error *err)
{
    char term[TV_HEADING_SIZE];
    struct tv_query *q = g->q;
    struct xc_term_stats stats = {0};
    struct xc_error xe = {0};
    size_t n = q->n_evidence ? tv_heading_term(q->text, term) : 0;
    if (!n || g->question->ranking->heading == 0)
        return true;
    if (xc_database_term_stats(g->index->database, term, n, &stats, &xe))
        return tv_fail_xapian(err, g->index->paths[0], &xe);
    if (!stats.documents)
        return true;
    q->heading = (struct xc_str){tv_arena_strndup(&q->arena, term, n), n};
    struct xc_query *heading = xc_query_term(term, n, 1, 0, &xe), *scaled = NULL;
    if (heading)
        scaled = xc_query_scale(heading, g->question->ranking->heading, &xe);
    xc_query_destroy(heading);
    return combine(q, XC_OP_OR, scaled, &xe) || tv_fail_xapian(err, NULL, &xe);
}

static bool build(const struct asking *g, struct tv_fault *fault, struct tv_error *err)
{
    const struct tv_question *question = g->question;
    struct tv_query *q = g->q;
    struct xc_error xe = {0};
    if (!parse_text(g, fault, err))
        return false;
    bool anything = xc_query_is_nothing(q->query);
    if (anything && !has_filters(question) && !question->everything)
        return question->plain || tv_fail(err, TV_SYNTAX, "there is no word in the question");
    if (anything) {
        xc_query_destroy(q->query);
        q->query = xc_query_all(&xe);
        if (!q->query)
            return tv_fail_xapian(err, NULL, &xe);
    }
    collect_prefixes(q, g->wording);
    return (anything || add_heading(g, err)) && add_filters(g->index, question, q, err) &&
           collect_terms(q, err) &&
           (!(anything || g->wording->excludes) || leave_out_records(q, err));
}

/* Refuses what would take Xapian long. */
static bool check_wording(const struct tv_wording *wording, struct tv_fault *fault,
                          struct tv_error *err)
{
    if (wording->n_pairs > TV_PAIRS_MAX) {
        *fault = (struct tv_fault){wording->last_pair, 1};
        return tv_fail(err, TV_SYNTAX,
                       "more than %d Chinese, Japanese or Korean characters of the question are "
                       "not in quotation marks",
                       TV_PAIRS_MAX);
    }
    if (wording->n_phrases > TV_PHRASES_MAX) {
        *fault = (struct tv_fault){wording->last_phrase, 1};
        return tv_fail(err, TV_SYNTAX,
                       "more than %d phrases of the question are in quotation marks",
                       TV_PHRASES_MAX);
    }
    if (wording->n_prefixes <= TV_PREFIXES_MAX)
        return true;
    *fault = (struct tv_fault){wording->last_prefix, 1};
    return tv_fail(err, TV_SYNTAX, "more than %d words of the question end in *", TV_PREFIXES_MAX);
}

/* Writes the question in words that the parser takes, and builds the query. */
static bool understand(struct asking *g, struct tv_fault *fault, struct tv_error *err)
{
    const struct tv_question *question = g->question;
    size_t size = strlen(question->text);
    struct tv_wording wording;
    if (!question->as_typed && question->ranking->synonym > 0) {
        tv_expansions_find(question->thesaurus, question->text, size, g->q->languages,
                           g->q->n_asked, g->expansions);
        note_expanded(g->q, g->expansions, question->text);
    }
    (question->plain ? tv_wording_plain : tv_wording_make)(question->text, size, g->expansions,
                                                           &wording);
    if (!wording.structured) {
        struct tv_stopwords stop = stopwords_of(g);
        tv_stopwords_blank(&stop, wording.text.data);
        tv_stopwords_finish(&stop);
    }
    g->wording = &wording;
    bool ok = check_wording(&wording, fault, err) && build(g, fault, err);
    if (ok && !question->as_typed && !question->plain)
        g->q->corrected = tv_spelling_correct(g->index, question->text, g->expansions, g->q);
    g->wording = NULL;
    tv_wording_finish(&wording);
    return ok;
}

bool tv_question_parse(struct tv_index *index, const struct tv_question *question,
                       struct tv_query *ret_query, struct tv_fault *fault, struct tv_error *err)
{
    struct tv_query q = {0};
    struct tv_expansions expansions = {0};
    struct asking g = {.index = index, .question = question, .expansions = &expansions, .q = &q};
    q.text = tv_arena_strdup(&q.arena, question->text);
    *fault = (struct tv_fault){0};
    if (strlen(question->text) > TV_QUESTION_MAX)
        return tv_fail(err, TV_SYNTAX, "the question has more than %d bytes", TV_QUESTION_MAX);
    bool ok = tv_languages_choose(index, question, &q, err) && understand(&g, fault, err);
    tv_expansions_finish(&expansions);
    if (ok)
        *ret_query = q;
    else
        tv_query_finish(&q);
    return ok;
}

void tv_query_finish(struct tv_query *query)
{
    if (!query)
        return;
    xc_query_destroy(query->query);
    free(query->corrected);
    free(query->evidence);
    tv_arena_finish(&query->arena);
    *query = (struct tv_query){0};
}
