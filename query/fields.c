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

/* The filter that a field's value stands for; `context` is a struct filter. */
struct filter {
    tv_term_function *term;
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
    char text[TV_TERM_SIZE], term[TV_FILTER_SIZE];
    struct tv_error err = {0};
    bool fits = size < sizeof text;
    snprintf(text, sizeof text, "%.*s", (int)size, value);
    if (!fits)
        tv_fail(&err, TV_USAGE, "the value has more than %zu bytes", sizeof text - 1);
    if (!fits || !filter->term(text, term, &err))
        return refuse(&err, xapian);
    return xc_query_term(term, strlen(term), 1, 0, xapian);
}

struct xc_query *tv_days_query(const char *first, const char *last, struct xc_error *xapian)
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
        return tv_days_query(first, last, xapian);
    tv_fail(&err, TV_SYNTAX, "%s is no date: 2022, 2022-03, 2022-03-05, 2021..2022, 2022..", text);
    return refuse(&err, xapian);
}

static struct filter article_filter = {tv_article_term}, symbol_filter = {tv_symbol_term},
                     state_filter = {tv_state_term}, kind_filter = {tv_kind_term},
                     language_filter = {tv_language_term};

#define FILTER(field, filter_)                                                        \
    {                                                                                 \
        .name = XC_LITERAL(field), .kind = XC_FIELD_FILTER, .function = filter_field, \
        .context = &(filter_)                                                         \
    }

const struct xc_field tv_fields[] = {
    {.name = XC_LITERAL(""), .prefix = XC_LITERAL(TV_PREFIX_TITLE)},
    {.name = XC_LITERAL(""), .prefix = XC_LITERAL("")},
    {.name = XC_LITERAL("title"), .prefix = XC_LITERAL(TV_PREFIX_TITLE)},
    FILTER("article", article_filter),
    FILTER("symbol", symbol_filter),
    FILTER("state", state_filter),
    FILTER("kind", kind_filter),
    FILTER("language", language_filter),
    {.name = XC_LITERAL("date"), .kind = XC_FIELD_FILTER, .function = date_field},
};

const struct xc_range tv_ranges[] = {
    {.kind = XC_RANGE_DATE, .slot = TV_SLOT_DATE, .affix = XC_LITERAL("date:")},
};

const size_t tv_n_fields = sizeof tv_fields / sizeof *tv_fields;
const size_t tv_n_ranges = sizeof tv_ranges / sizeof *tv_ranges;
