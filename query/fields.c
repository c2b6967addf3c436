/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields (fields.h). A field's value comes from a person, and the parser shows the place of the one
 * that is refused. */
#include "fields.h"

#include "corpus/facts.h"
#include "corpus/states.h"
#include "question.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool tv_kind_term(const char *value, char ret_term[TV_FILTER_SIZE], struct tv_error *err)
{
    if (tv_kind_of(value) == TV_KIND_COUNT)
        return tv_fail(err, TV_USAGE,
                       "there is no kind '%s': treaty, draft, position, news, record", value);
    snprintf(ret_term, TV_FILTER_SIZE, TV_PREFIX_KIND "%s", value);
    return true;
}

bool tv_state_term(const char *value, char ret_term[TV_FILTER_SIZE], struct tv_error *err)
{
    char code[TV_STATE_SIZE];
    if (!tv_state_of(value, code))
        return tv_fail(err, TV_USAGE, "there is no state or group '%s'; a code such as FRA will do",
                       value);
    for (char *p = code; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    snprintf(ret_term, TV_FILTER_SIZE, TV_PREFIX_STATE "%s", code);
    return true;
}

bool tv_language_term(const char *value, char ret_term[TV_FILTER_SIZE], struct tv_error *err)
{
    const char *code = tv_language_of(value);
    if (!code)
        return tv_fail(err, TV_USAGE, "there is no language '%s'; a code such as fr will do",
                       value);
    snprintf(ret_term, TV_FILTER_SIZE, TV_PREFIX_LANGUAGE "%s", code);
    return true;
}

static bool value_term(const char *prefix, const char *value, char ret_term[TV_FILTER_SIZE],
                       struct tv_error *err)
{
    char folded[TV_TERM_SIZE];
    tv_term_value(value, folded);
    if (!folded[0])
        return tv_fail(err, TV_USAGE, "'%s' has neither letters nor digits", value);
    snprintf(ret_term, TV_FILTER_SIZE, "%s%s", prefix, folded);
    return true;
}

bool tv_article_term(const char *value, char ret_term[TV_FILTER_SIZE], struct tv_error *err)
{
    return value_term(TV_PREFIX_ARTICLE, value, ret_term, err);
}

bool tv_symbol_term(const char *value, char ret_term[TV_FILTER_SIZE], struct tv_error *err)
{
    return value_term(TV_PREFIX_SYMBOL, value, ret_term, err);
}

/* A field whose values are terms; the `context` of its line. */
struct terms_field {
    tv_term_function *term;
    double weight; /* what it counts; 0: it only filters */
};

static struct xc_query *refuse(const struct tv_error *err, struct xc_error *xapian)
{
    xapian->code = XC_PARSE;
    snprintf(xapian->message, sizeof xapian->message, "%.*s", (int)sizeof xapian->message - 1,
             err->message);
    return NULL;
}

/* The term, and for a resolution of the Security Council named without its year, S/RES/2551, that
 * with any year: S/RES/2551 (2020). */
static struct xc_query *any_year(const char *term, struct xc_error *xapian)
{
    static const char resolution[] = TV_PREFIX_SYMBOL "sres";
    enum { FIRST_YEAR = 1946, YEARS = 120 };
    char dated[YEARS][16];
    struct xc_str terms[YEARS + 1] = {xc_str_of(term)};
    size_t n = 1, prefix = sizeof resolution - 1;
    const char *number = strncmp(term, resolution, prefix) == 0 ? term + prefix : "";
    size_t digits = strspn(number, "0123456789");
    if (digits && digits <= 4 && !number[digits])
        for (; n <= YEARS; n++) {
            snprintf(dated[n - 1], sizeof dated[n - 1], "%s%zu", term, FIRST_YEAR + n - 1);
            terms[n] = xc_str_of(dated[n - 1]);
        }
    return xc_query_terms(XC_OP_OR, terms, n, 0, xapian);
}

/* The query with a weight of its own, since filter terms have none; takes it over. */
static struct xc_query *weighted(struct xc_query *filter, double weight, struct xc_error *xapian)
{
    struct xc_query *constant = filter ? xc_query_weight(weight, xapian) : NULL, *query = NULL;
    const struct xc_query *both[] = {constant, filter};
    if (constant)
        query = xc_query_combine(XC_OP_FILTER, both, 2, 0, xapian);
    xc_query_destroy(constant);
    xc_query_destroy(filter);
    return query;
}

static struct xc_query *terms_field(void *context, const char *value, size_t size,
                                    struct xc_error *xapian)
{
    const struct terms_field *field = context;
    char text[TV_TERM_SIZE], term[TV_FILTER_SIZE];
    struct tv_error err = {0};
    bool fits = size < sizeof text;
    snprintf(text, sizeof text, "%.*s", (int)size, value);
    if (!fits)
        tv_fail(&err, TV_USAGE, "the value has more than %zu bytes", sizeof text - 1);
    if (!fits || !field->term(text, term, &err))
        return refuse(&err, xapian);
    struct xc_query *query = any_year(term, xapian);
    return field->weight > 0 ? weighted(query, field->weight, xapian) : query;
}

struct xc_query *tv_days_query(const char *first, const char *last, struct xc_error *xapian)
{
    struct xc_str low = xc_str_of(first), high = xc_str_of(last);
    return xc_query_value_range(TV_SLOT_DATE, first ? &low : NULL, last ? &high : NULL, xapian);
}

/* "2024..2022" */
static bool is_reversed(const char *text)
{
    char first[64], begin[9], end[9], other[9];
    const char *dots = strstr(text, "..");
    if (!dots)
        return false;
    snprintf(first, sizeof first, "%.*s", (int)(dots - text), text);
    return tv_date_days(first, begin, other) && tv_date_days(dots + 2, other, end) &&
           strcmp(end, begin) < 0;
}

static struct xc_query *date_field(void *context, const char *value, size_t size,
                                   struct xc_error *xapian)
{
    char text[64], first[9], last[9];
    struct tv_error err = {0};
    (void)context;
    snprintf(text, sizeof text, "%.*s", (int)size, value);
    if (size < sizeof text && tv_date_days(text, first, last))
        return tv_days_query(first, last, xapian);
    if (size < sizeof text && is_reversed(text))
        tv_fail(&err, TV_SYNTAX, "%s ends before it begins", text);
    else
        tv_fail(&err, TV_SYNTAX, "%s is no date: 2022, 2022-03, 2022-03-05, 2021..2022, 2022..",
                text);
    return refuse(&err, xapian);
}

/* A symbol in a question is nearly always the document that is meant, and its passages come before all
 * that name it; an article's number is that of many, among which words decide. A rare word weighs some
 * 20 for each time that it is e times rarer: up to 200. */
static struct terms_field article = {tv_article_term, 0}, symbol = {tv_symbol_term, 0},
                          state = {tv_state_term, 0}, kind = {tv_kind_term, 0},
                          language = {tv_language_term, 0}, article_named = {tv_article_term, 150},
                          symbol_named = {tv_symbol_term, 400};

#define TERMS(field, kind_, context_)                                        \
    {                                                                        \
        .name = XC_LITERAL(field), .kind = (kind_), .function = terms_field, \
        .context = &(context_)                                               \
    }

static const struct xc_groups documents = TV_TITLE_GROUPS;

const struct xc_field tv_fields[] = {
    {.name = XC_LITERAL(""), .prefix = XC_LITERAL("")},
    {.name = XC_LITERAL("title"), .prefix = XC_LITERAL(TV_PREFIX_TITLE), .groups = &documents},
    TERMS("article", XC_FIELD_FILTER, article),
    TERMS("symbol", XC_FIELD_FILTER, symbol),
    TERMS("state", XC_FIELD_FILTER, state),
    TERMS("kind", XC_FIELD_FILTER, kind),
    TERMS("language", XC_FIELD_FILTER, language),
    {.name = XC_LITERAL("date"), .kind = XC_FIELD_FILTER, .function = date_field},
    TERMS(TV_FIELD_ARTICLE_NAMED, XC_FIELD_TEXT, article_named),
    TERMS(TV_FIELD_SYMBOL_NAMED, XC_FIELD_TEXT, symbol_named),
};

const struct xc_range tv_ranges[] = {
    {.kind = XC_RANGE_DATE, .slot = TV_SLOT_DATE, .affix = XC_LITERAL("date:")},
};

const size_t tv_n_fields = sizeof tv_fields / sizeof *tv_fields;
const size_t tv_n_ranges = sizeof tv_ranges / sizeof *tv_ranges;
