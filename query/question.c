/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Questions: from what people type to a Xapian query (question.h).
 *
 * fields[] is the query language. The words without a field are looked for in text, headings and
 * title. The text is parsed once for each way of stemming; the query takes, for each passage, the
 * best of these. Filters are put around the whole. */
#include "question.h"

#include "corpus/facts.h"
#include "corpus/states.h"
#include "id.h"
#include "stopwords.h"
#include "wording.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uscript.h>

#include "corpus/utf8.h"

/* A prefix stands for so many words at most, the most frequent ones. */
enum { WILDCARD_MAX = 100, WILDCARD_MIN = 2 };

/* Filters: from a value as people give it to a term. Each is also a field of the query language. */

typedef bool term_function(const char *value, char ret_term[TV_TERM_SIZE], struct tv_error *err);

static bool kind_term(const char *value, char ret_term[TV_TERM_SIZE], struct tv_error *err)
{
    if (tv_kind_of(value) == TV_KIND_COUNT)
        return tv_fail(err, TV_USAGE,
                       "there is no kind '%s': treaty, draft, position, news, record", value);
    snprintf(ret_term, TV_TERM_SIZE, TV_PREFIX_KIND "%s", value);
    return true;
}

static bool state_term(const char *value, char ret_term[TV_TERM_SIZE], struct tv_error *err)
{
    char code[TV_STATE_SIZE];
    if (!tv_state_of(value, code))
        return tv_fail(err, TV_USAGE, "there is no state or group '%s'; a code such as FRA will do",
                       value);
    for (char *p = code; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    snprintf(ret_term, TV_TERM_SIZE, TV_PREFIX_STATE "%s", code);
    return true;
}

static bool language_term(const char *value, char ret_term[TV_TERM_SIZE], struct tv_error *err)
{
    const char *code = tv_language_of(value);
    if (!code)
        return tv_fail(err, TV_USAGE, "there is no language '%s'; a code such as fr will do",
                       value);
    snprintf(ret_term, TV_TERM_SIZE, TV_PREFIX_LANGUAGE "%s", code);
    return true;
}

static bool value_term(const char *prefix, const char *value, char ret_term[TV_TERM_SIZE],
                       struct tv_error *err)
{
    char folded[TV_TERM_SIZE];
    tv_term_value(value, folded);
    if (!folded[0])
        return tv_fail(err, TV_USAGE, "'%s' has neither letters nor digits", value);
    snprintf(ret_term, TV_TERM_SIZE, "%s%.*s", prefix, TV_TERM_SIZE - 3, folded);
    return true;
}

static bool article_term(const char *value, char ret_term[TV_TERM_SIZE], struct tv_error *err)
{
    return value_term(TV_PREFIX_ARTICLE, value, ret_term, err);
}

static bool symbol_term(const char *value, char ret_term[TV_TERM_SIZE], struct tv_error *err)
{
    return value_term(TV_PREFIX_SYMBOL, value, ret_term, err);
}

/* The filter that a field's value stands for; `context` is a struct filter. */
struct filter {
    term_function *term;
};

static struct xc_query *refuse(const struct tv_error *err, struct xc_error *xapian)
{
    xapian->code = XC_PARSE;
    snprintf(xapian->message, sizeof xapian->message, "%.*s", (int)sizeof xapian->message - 1,
             err->message);
    return NULL;
}

static struct xc_query *filter_field(void *context, const char *value, size_t size,
                                     struct xc_error *xapian)
{
    const struct filter *filter = context;
    char text[TV_TERM_SIZE], term[TV_TERM_SIZE];
    struct tv_error err = {0};
    snprintf(text, sizeof text, "%.*s", (int)size, value);
    if (!filter->term(text, term, &err))
        return refuse(&err, xapian);
    return xc_query_term(term, strlen(term), 1, 0, xapian);
}

static struct xc_query *days_query(const char *first, const char *last, struct xc_error *xapian)
{
    struct xc_str low = xc_str_of(first), high = xc_str_of(last);
    return xc_query_value_range(TV_SLOT_DATE, first ? &low : NULL, last ? &high : NULL, xapian);
}

static struct xc_query *date_field(void *context, const char *value, size_t size,
                                   struct xc_error *xapian)
{
    char text[64], first[9], last[9];
    struct tv_error err = {0};
    (void)context;
    snprintf(text, sizeof text, "%.*s", (int)size, value);
    if (size < sizeof text && tv_date_days(text, first, last))
        return days_query(first, last, xapian);
    tv_fail(&err, TV_SYNTAX, "%s is no date: 2022, 2022-03, 2022-03-05, 2021..2022, 2022..", text);
    return refuse(&err, xapian);
}

static struct filter article_filter = {article_term}, symbol_filter = {symbol_term},
                     state_filter = {state_term}, kind_filter = {kind_term},
                     language_filter = {language_term};

#define FILTER(field, filter_)                                                        \
    {                                                                                 \
        .name = XC_LITERAL(field), .kind = XC_FIELD_FILTER, .function = filter_field, \
        .context = &(filter_)                                                         \
    }

static const struct xc_field fields[] = {
    {.name = XC_LITERAL(""), .prefix = XC_LITERAL("")},
    {.name = XC_LITERAL(""), .prefix = XC_LITERAL(TV_PREFIX_TITLE)},
    {.name = XC_LITERAL("title"), .prefix = XC_LITERAL(TV_PREFIX_TITLE)},
    FILTER("article", article_filter),
    FILTER("symbol", symbol_filter),
    FILTER("state", state_filter),
    FILTER("kind", kind_filter),
    FILTER("language", language_filter),
    {.name = XC_LITERAL("date"), .kind = XC_FIELD_FILTER, .function = date_field},
};

static const struct xc_range ranges[] = {
    {.kind = XC_RANGE_DATE, .slot = TV_SLOT_DATE, .affix = XC_LITERAL("date:")},
};

/* Languages */

static enum UScriptCode script_of(const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        UErrorCode status = U_ZERO_ERROR;
        UScriptCode script = uscript_getScript(tv_utf8_next(text, size, &i), &status);
        if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED)
            return script;
    }
    return USCRIPT_COMMON;
}

/* The language that a text in this script is in when nothing else is known. */
static const char *usual_language(enum UScriptCode script)
{
    switch ((int)script) {
    case USCRIPT_ARABIC:
        return "ar";
    case USCRIPT_CYRILLIC:
        return "ru";
    case USCRIPT_COMMON:
    case USCRIPT_LATIN:
        return "en";
    default:
        return NULL;
    }
}

/* How many passages the index has in a language; 0 also when that cannot be read. */
static uint32_t passages_in(struct tv_index *index, const char *language)
{
    char term[TV_TERM_SIZE];
    struct xc_term_stats stats = {0};
    int size = snprintf(term, sizeof term, TV_PREFIX_LANGUAGE "%s", language);
    xc_database_term_stats(index->database, term, (size_t)size, &stats, NULL);
    return stats.documents;
}

/* The languages to stem a question by; see the head of question.h. */
static void guess_languages(struct tv_index *index, const char *text, struct tv_query *q)
{
    size_t size = strlen(text);
    const char *usual = usual_language(script_of(text, size)), *guess = tv_language_in(text, size);
    const char *guesses[] = {usual, guess && usual && strcmp(guess, usual) == 0 ? NULL : guess};
    for (size_t i = 0; i < 2; i++)
        if (guesses[i] && passages_in(index, guesses[i]))
            q->languages[q->n_languages++] = guesses[i];
    if (!q->n_languages && (usual || guess))
        q->languages[q->n_languages++] = usual ? usual : guess;
}

static bool choose_languages(struct tv_index *index, const struct tv_question *question,
                             struct tv_query *q, struct tv_error *err)
{
    if (!question->language) {
        guess_languages(index, question->text, q);
        return true;
    }
    char term[TV_TERM_SIZE];
    if (!language_term(question->language, term, err))
        return false;
    q->languages[q->n_languages++] = tv_language_of(question->language);
    return true;
}

/* Whether there may be passages that no stemmer of the question's languages has made stems of. */
static bool has_others(struct tv_index *index, const struct tv_query *q)
{
    struct xc_stats stats = {0};
    struct xc_term_stats records = {0};
    xc_database_stats(index->database, &stats, NULL);
    xc_database_term_stats(index->database, XC_TEXT(TV_TERM_RECORD), &records, NULL);
    uint32_t passages = stats.documents - records.documents, known = 0;
    for (size_t i = 0; i < q->n_languages; i++)
        known += passages_in(index, q->languages[i]);
    return known < passages;
}

/* Text */

static struct xc_parsed *parse_in(const struct tv_wording *wording, const char *stemmer,
                                  const char *language, struct xc_error *xapian)
{
    struct xc_parser_options options = {
        .fields = fields,
        .n_fields = sizeof fields / sizeof *fields,
        .ranges = ranges,
        .n_ranges = sizeof ranges / sizeof *ranges,
        .language = stemmer,
        .default_op = XC_OP_OR,
        .flags = XC_PARSE_DEFAULT | XC_PARSE_WILDCARD | XC_PARSE_PURE_NOT | XC_PARSE_NGRAMS |
                 XC_PARSE_KNOWN_FIELDS,
        .min_wildcard = WILDCARD_MIN,
        .max_wildcard = WILDCARD_MAX,
        .wildcard_limit = XC_WILDCARD_MOST_FREQUENT,
    };
    options.stop_words = tv_stopwords(language, &options.n_stop_words);
    struct xc_parser *parser = xc_parser_create(&options, xapian);
    struct xc_parsed *parsed = NULL;
    if (parser)
        parsed = xc_parser_parse(parser, wording->text.data, wording->text.size, xapian);
    xc_parser_destroy(parser);
    return parsed;
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

/* The text in every way of stemming; at most all languages and none. */
static bool parse_text(struct tv_index *index, const struct tv_question *question,
                       const struct tv_wording *wording, struct tv_query *q, struct tv_fault *fault,
                       struct tv_error *err)
{
    struct xc_parsed *parsed[TV_QUERY_LANGUAGES + 1] = {0};
    const struct xc_query *queries[TV_QUERY_LANGUAGES + 1];
    struct xc_error xe = {0};
    size_t n = 0, ways = q->n_languages + has_others(index, q);
    const char *stop = q->n_languages ? q->languages[0] : NULL;
    while (n < ways) {
        const char *language = n < q->n_languages ? q->languages[n] : NULL;
        parsed[n] = parse_in(wording, language ? tv_stemmer_of(language) : NULL,
                             language ? language : stop, &xe);
        if (!parsed[n])
            break;
        queries[n] = parsed[n]->query;
        n++;
    }
    if (n == ways)
        q->query = xc_query_combine(n > 1 ? XC_OP_MAX : XC_OP_OR, queries, n, 0, &xe);
    for (size_t i = 0; i < n; i++)
        xc_parsed_destroy(parsed[i]);
    return q->query || explain(question, wording, &xe, fault, err);
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
static bool filter_any(struct tv_query *q, const struct tv_list *values, term_function *term,
                       struct tv_error *err)
{
    if (values->n == 0)
        return true;
    struct xc_str *terms = tv_arena_alloc(&q->arena, values->n * sizeof *terms);
    for (size_t i = 0; i < values->n; i++) {
        char text[TV_TERM_SIZE];
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
    struct xc_query *days = days_query(since ? first : NULL, until ? last : NULL, &xe);
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
    return filter_any(q, &question->kinds, kind_term, err) &&
           filter_any(q, &question->states, state_term, err) &&
           filter_any(q, &language, language_term, err) &&
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

/* The whole */

static bool build(struct tv_index *index, const struct tv_question *question,
                  const struct tv_wording *wording, struct tv_query *q, struct tv_fault *fault,
                  struct tv_error *err)
{
    struct xc_error xe = {0};
    if (!choose_languages(index, question, q, err) ||
        !parse_text(index, question, wording, q, fault, err))
        return false;
    bool anything = xc_query_is_nothing(q->query);
    if (anything && !has_filters(question))
        return question->plain || tv_fail(err, TV_SYNTAX, "there is no word in the question");
    if (anything) {
        xc_query_destroy(q->query);
        q->query = xc_query_all(&xe);
        if (!q->query)
            return tv_fail_xapian(err, NULL, &xe);
    }
    collect_prefixes(q, wording);
    return add_filters(index, question, q, err) && collect_terms(q, err) &&
           (!(anything || wording->excludes) || leave_out_records(q, err));
}

bool tv_question_parse(struct tv_index *index, const struct tv_question *question,
                       struct tv_query *ret_query, struct tv_fault *fault, struct tv_error *err)
{
    size_t size = strlen(question->text);
    struct tv_query q = {0};
    struct tv_wording wording;
    *fault = (struct tv_fault){0};
    if (size > TV_QUESTION_MAX)
        return tv_fail(err, TV_SYNTAX, "the question has more than %d bytes", TV_QUESTION_MAX);
    if (question->plain)
        tv_wording_plain(question->text, size, &wording);
    else
        tv_wording_make(question->text, size, &wording);
    bool ok = build(index, question, &wording, &q, fault, err);
    tv_wording_finish(&wording);
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
