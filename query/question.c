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
enum { WILDCARD_MAX = 100, WILDCARD_MIN = 2, MAX_FIELDS = 16 };

/* Text */

/* In which fields the words without one are looked for. */
enum fields { IN_TITLE, IN_BODY, IN_BOTH };

/* A way to look words up: by the stems of a language, or as they are. */
struct way {
    const char *language; /* NULL: as they are */
    const char *stop;     /* the language whose stop words are left out; NULL: none are */
    double synonym;       /* what the other words for a word count, beside it */
};

/* What the words are made into queries with. */
struct asking {
    struct tv_index *index;
    const struct tv_question *question;
    const struct tv_wording *wording;
    struct tv_expansions *expansions;
    struct tv_query *q;
};

/* The other words that an expansion stands for; the context of TV_FIELD_ALSO. */
struct also {
    struct tv_expansions *expansions;
    const struct way *way;
    enum fields in;
};

static struct xc_query *also_in(const struct also *also, const struct tv_expansion *x,
                                const char *prefix, struct xc_error *xapian)
{
    const char *language = also->way->language;
    size_t n;
    const char **terms =
        tv_expansion_terms(also->expansions, x, language ? language : "", true, &n);
    return tv_expansion_query(terms, n, language, prefix, xapian);
}

static struct xc_query *also_field(void *context, const char *value, size_t size,
                                   struct xc_error *xapian)
{
    const struct also *also = context;
    size_t number = 0;
    for (size_t i = 0; i < size && number < TV_EXPANSIONS_MAX; i++)
        number = number * 10 + (size_t)(value[i] - '0');
    if (number >= also->expansions->n)
        return xc_query_nothing(xapian);
    const struct tv_expansion *x = &also->expansions->items[number];
    struct xc_query *text = also->in == IN_TITLE ? NULL : also_in(also, x, "", xapian);
    struct xc_query *title = also->in == IN_BODY ? NULL : also_in(also, x, TV_PREFIX_TITLE, xapian);
    const struct xc_query *both[] = {text ? text : title, title};
    struct xc_query *any = NULL, *scaled = NULL;
    if ((text || also->in == IN_TITLE) && (title || also->in == IN_BODY))
        any = xc_query_combine(XC_OP_MAX, both, text && title ? 2 : 1, 0, xapian);
    if (any)
        scaled = xc_query_scale(any, also->way->synonym, xapian);
    xc_query_destroy(any);
    xc_query_destroy(text);
    xc_query_destroy(title);
    return scaled;
}

static struct xc_query *parse_in(const struct asking *g, const struct way *way, enum fields in,
                                 struct xc_error *xapian)
{
    const struct tv_wording *wording = g->wording;
    struct also also = {g->expansions, way, in};
    struct xc_field table[MAX_FIELDS];
    assert(tv_n_fields < MAX_FIELDS);
    memcpy(table, tv_fields, tv_n_fields * sizeof *table);
    table[tv_n_fields] = (struct xc_field){
        .name = XC_LITERAL(TV_FIELD_ALSO), .function = also_field, .context = &also};
    if (in == IN_TITLE)
        table[TV_FIELD_WORDS_IN_TEXT] = table[TV_FIELD_WORDS_IN_TITLE];
    struct xc_parser_options options = {
        .fields = table + (in == IN_BOTH ? 0 : 1),
        .n_fields = tv_n_fields + (in == IN_BOTH ? 1 : 0),
        .ranges = tv_ranges,
        .n_ranges = tv_n_ranges,
        .language = way->language ? tv_stemmer_of(way->language) : NULL,
        .default_op = XC_OP_OR,
        .flags = XC_PARSE_DEFAULT | XC_PARSE_WILDCARD | XC_PARSE_PURE_NOT | XC_PARSE_NGRAMS |
                 XC_PARSE_KNOWN_FIELDS,
        .min_wildcard = WILDCARD_MIN,
        .max_wildcard = WILDCARD_MAX,
        .wildcard_limit = XC_WILDCARD_MOST_FREQUENT,
    };
    options.stop_words = tv_stopwords(way->stop, &options.n_stop_words);
    struct xc_parser *parser = xc_parser_create(&options, xapian);
    struct xc_parsed *parsed = NULL;
    if (parser)
        parsed = xc_parser_parse(parser, wording->text.data, wording->text.size, xapian);
    /* a query of its own, which the parsed one may leave behind */
    const struct xc_query *only[] = {parsed ? parsed->query : NULL};
    struct xc_query *query = parsed ? xc_query_combine(XC_OP_OR, only, 1, 0, xapian) : NULL;
    xc_parsed_destroy(parsed);
    xc_parser_destroy(parser);
    return query;
}

/* Words of the title count less than those of the text; but where words are required or excluded
 * they may stand in either, and both count alike. */
static struct xc_query *parse_way(const struct asking *g, const struct way *way,
                                  struct xc_error *xapian)
{
    double title = g->question->ranking->title;
    if (g->wording->structured)
        return parse_in(g, way, IN_BOTH, xapian);
    struct xc_query *body = parse_in(g, way, IN_BODY, xapian);
    if (!body || title == 0)
        return body;
    struct xc_query *plain = parse_in(g, way, IN_TITLE, xapian);
    struct xc_query *scaled = plain ? xc_query_scale(plain, title, xapian) : NULL, *query = NULL;
    const struct xc_query *both[] = {body, scaled};
    if (scaled)
        query = xc_query_combine(XC_OP_OR, both, 2, 0, xapian);
    xc_query_destroy(scaled);
    xc_query_destroy(plain);
    xc_query_destroy(body);
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

/* The n-th of several ways to look the words up: by the stems of a language, in the passages that are
 * in it; at last as they stand, in all other passages. The ways share no passage, so that an OR of
 * them adds nothing up. (Xapian 1.4 takes the best of MAX(a OR b, c) from a, b and c.) */
static struct xc_query *parse_nth(const struct asking *g, size_t n, size_t ways,
                                  struct xc_error *xapian)
{
    const struct tv_query *q = g->q;
    const struct tv_ranking *ranking = g->question->ranking;
    bool stems = n < q->n_languages, asked = n < q->n_asked;
    double translated =
        stems && has_ngrams(q->languages[n]) ? NGRAMS * ranking->foreign : ranking->foreign;
    struct way way = {.language = stems ? q->languages[n] : NULL,
                      .synonym = stems && !asked ? 1 : ranking->synonym};
    if (ranking->stop != 0 && q->n_languages)
        way.stop = q->languages[stems ? n : 0];
    struct xc_query *query = parse_way(g, &way, xapian);
    if (ways == 1)
        return query;
    if (stems)
        return restrict_to(query, XC_OP_FILTER, q->languages + n, 1, asked ? 1 : translated,
                           xapian);
    return restrict_to(query, XC_OP_AND_NOT, q->languages, q->n_languages, ranking->foreign,
                       xapian);
}

/* The text in every way. */
static bool parse_text(const struct asking *g, struct tv_fault *fault, struct tv_error *err)
{
    struct tv_query *q = g->q;
    struct xc_query *queries[TV_QUERY_LANGUAGES + 1];
    struct xc_error xe = {0};
    size_t n = 0, ways = q->n_languages + tv_languages_others(g->index, q);
    while (n < ways && (queries[n] = parse_nth(g, n, ways, &xe)))
        n++;
    if (n == ways)
        q->query = xc_query_combine(XC_OP_OR, (const struct xc_query *const *)queries, n, 0, &xe);
    for (size_t i = 0; i < n; i++)
        xc_query_destroy(queries[i]);
    return q->query || explain(g->question, g->wording, &xe, fault, err);
}

/* Filters */

/* Puts a filter, which it takes over, around the query. */
static bool add_filter(struct tv_query *q, enum xc_op op, struct xc_query *filter,
                       struct xc_error *xapian)
{
    const struct xc_query *both[] = {q->query, filter};
    struct xc_query *query = filter ? xc_query_combine(op, both, 2, 0, xapian) : NULL;
    xc_query_destroy(filter);
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
    return add_filter(q, XC_OP_FILTER, any, &xe) || tv_fail_xapian(err, NULL, &xe);
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
    return add_filter(q, XC_OP_FILTER, any, &xe) || tv_fail_xapian(err, NULL, &xe);
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
    return add_filter(q, XC_OP_FILTER, days, &xe) || tv_fail_xapian(err, NULL, &xe);
}

static bool leave_out_records(struct tv_query *q, struct tv_error *err)
{
    struct xc_error xe = {0};
    struct xc_query *records = xc_query_term(XC_TEXT(TV_TERM_RECORD), 1, 0, &xe);
    return add_filter(q, XC_OP_AND_NOT, records, &xe) || tv_fail_xapian(err, NULL, &xe);
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

static bool is_word(const struct xc_str *term)
{
    char first = term->size ? term->data[0] : 'A', second = term->size > 1 ? term->data[1] : 'A';
    return first == 'Z' ? second < 'A' || second > 'Z' : first < 'A' || first > 'Z';
}

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
    return add_filters(g->index, question, q, err) && collect_terms(q, err) &&
           (!(anything || g->wording->excludes) || leave_out_records(q, err));
}

static bool check_prefixes(const struct tv_wording *wording, struct tv_fault *fault,
                           struct tv_error *err)
{
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
    g->wording = &wording;
    bool ok = check_prefixes(&wording, fault, err) && build(g, fault, err);
    if (ok && !question->as_typed && !question->plain)
        g->q->corrected = tv_spelling_correct(g->index, question->text, g->expansions, g->q);
    tv_wording_finish(&wording);
    return ok;
}

bool tv_question_parse(struct tv_index *index, const struct tv_question *question,
                       struct tv_query *ret_query, struct tv_fault *fault, struct tv_error *err)
{
    struct tv_query q = {0};
    struct tv_expansions expansions = {0};
    struct asking g = {.index = index, .question = question, .expansions = &expansions, .q = &q};
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
    tv_arena_finish(&query->arena);
    *query = (struct tv_query){0};
}
