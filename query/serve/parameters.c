/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parameters: what a route can be asked, as a table (parameters.h). */
#include "parameters.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

/* What is being read. */
struct reading {
    const struct tv_request *request;
    const struct tv_settings *settings;
    const struct tv_parameter *parameter;
    void *value;
    struct tv_problem *problem;
};

#define WRONG(r, ...)                                \
    ((r)->problem->parameter = (r)->parameter->name, \
     tv_problem_set((r)->problem, MHD_HTTP_BAD_REQUEST, __VA_ARGS__))

/* White space at the ends goes, and between words it becomes one blank. */
static const char *one_line(const struct tv_request *request, const char *text)
{
    char *out = tv_arena_strdup((struct tv_arena *)&request->arena, text), *end = out;
    for (const char *p = text; *p;) {
        size_t blanks = strspn(p, " \t\r\n"), word = strcspn(p + blanks, " \t\r\n");
        if (blanks && word && end > out)
            *end++ = ' ';
        memmove(end, p + blanks, word);
        end += word;
        p += blanks + word;
    }
    *end = '\0';
    return out;
}

static bool set_question(struct reading *r, const char *text)
{
    const char *line = one_line(r->request, text);
    if (strlen(line) > r->settings->question)
        return WRONG(r, "the question has more than %u bytes", r->settings->question);
    *(const char **)r->value = *line ? line : NULL;
    return true;
}

static bool set_number(struct reading *r, const char *text)
{
    const struct tv_parameter *p = r->parameter;
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || number < p->least || number > p->most)
        return WRONG(r, "%s has to be a number from %u to %u", p->name, p->least, p->most);
    *(uint32_t *)r->value = (uint32_t)number;
    return true;
}

static bool set_choice(struct reading *r, const char *text)
{
    const char *const *choices = r->parameter->choices;
    struct tv_buffer known = {0};
    for (int i = 0; choices[i]; i++) {
        if (strcmp(choices[i], text) == 0) {
            *(int *)r->value = i;
            tv_buffer_finish(&known);
            return true;
        }
        tv_buffer_printf(&known, "%s%s", i ? ", " : "", choices[i]);
    }
    WRONG(r, "%s has to be one of %s", r->parameter->name, known.data);
    tv_buffer_finish(&known);
    return false;
}

static bool set(struct reading *r, const char *text)
{
    switch (r->parameter->kind) {
    case TV_PARAMETER_QUESTION:
        return set_question(r, text);
    case TV_PARAMETER_TEXT:
        *(const char **)r->value = text;
        return true;
    case TV_PARAMETER_LIST:
        tv_list_add(r->value, text);
        return true;
    case TV_PARAMETER_NUMBER:
        return set_number(r, text);
    case TV_PARAMETER_CHOICE:
        return set_choice(r, text);
    }
    return true;
}

static const struct tv_parameter *find(const struct tv_parameters *parameters, const char *name)
{
    for (size_t i = 0; i < parameters->n; i++)
        if (strcmp(parameters->items[i].name, name) == 0)
            return &parameters->items[i];
    return NULL;
}

static void *value_at(const struct tv_parameter *p, const void *values)
{
    return (char *)(uintptr_t)values + p->offset;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each value once, in one order: they mean any of them. */
static void sort_list(struct tv_list *list)
{
    size_t n = 0;
    if (list->n)
        qsort(list->items, list->n, sizeof *list->items, by_text);
    for (size_t i = 0; i < list->n; i++)
        if (n == 0 || strcmp(list->items[n - 1], list->items[i]) != 0)
            list->items[n++] = list->items[i];
    list->n = n;
}

static bool is_missing(const struct tv_parameter *p, const void *value)
{
    return p->required && (p->kind == TV_PARAMETER_LIST ? ((const struct tv_list *)value)->n == 0
                                                        : *(const char *const *)value == NULL);
}

static bool read_argument(struct reading *r, const struct tv_parameters *parameters,
                          const struct tv_argument *argument, bool strict, void *values)
{
    r->parameter = find(parameters, argument->name);
    if (!r->parameter)
        return !strict || tv_problem_set(r->problem, MHD_HTTP_BAD_REQUEST,
                                         "there is no parameter '%.80s' here (see /openapi.json)",
                                         argument->name);
    r->value = value_at(r->parameter, values);
    return !argument->value[0] || set(r, argument->value);
}

bool tv_parameters_read(const struct tv_parameters *parameters, const struct tv_request *request,
                        const struct tv_settings *settings, bool strict, void *values,
                        struct tv_problem *problem)
{
    struct reading r = {.request = request, .settings = settings, .problem = problem};
    for (size_t i = 0; i < parameters->n; i++)
        if (parameters->items[i].kind == TV_PARAMETER_NUMBER)
            *(uint32_t *)value_at(&parameters->items[i], values) = parameters->items[i].usual;
    for (size_t i = 0; i < request->n_arguments; i++)
        if (!read_argument(&r, parameters, &request->arguments[i], strict, values))
            return false;
    for (size_t i = 0; i < parameters->n; i++) {
        r.parameter = &parameters->items[i];
        if (is_missing(r.parameter, value_at(r.parameter, values)))
            return WRONG(&r, "the parameter %s is missing", r.parameter->name);
        if (r.parameter->kind == TV_PARAMETER_LIST && !r.parameter->ordered)
            sort_list(value_at(r.parameter, values));
    }
    return true;
}

void tv_parameters_finish(const struct tv_parameters *parameters, void *values)
{
    for (size_t i = 0; i < parameters->n; i++)
        if (parameters->items[i].kind == TV_PARAMETER_LIST)
            tv_list_finish(value_at(&parameters->items[i], values));
}

/* Addresses */

static void put_name(const struct tv_parameter *p, struct tv_buffer *out, size_t start)
{
    tv_buffer_printf(out, "%c%s=", out->size == start ? '?' : '&', p->name);
}

static void put_text(const struct tv_parameter *p, const char *text, struct tv_buffer *out,
                     size_t start)
{
    if (!text)
        return;
    put_name(p, out, start);
    tv_url_encode(text, out);
}

static void put(const struct tv_parameter *p, const void *value, struct tv_buffer *out,
                size_t start)
{
    const struct tv_list *list = value;
    switch (p->kind) {
    case TV_PARAMETER_QUESTION:
    case TV_PARAMETER_TEXT:
        put_text(p, *(const char *const *)value, out, start);
        break;
    case TV_PARAMETER_LIST:
        for (size_t i = 0; i < list->n; i++)
            put_text(p, list->items[i], out, start);
        break;
    case TV_PARAMETER_NUMBER:
        if (*(const uint32_t *)value != p->usual) {
            put_name(p, out, start);
            tv_buffer_printf(out, "%u", *(const uint32_t *)value);
        }
        break;
    case TV_PARAMETER_CHOICE:
        put_text(p, *(const int *)value ? p->choices[*(const int *)value] : NULL, out, start);
        break;
    }
}

void tv_parameters_url(const struct tv_parameters *parameters, const void *values,
                       struct tv_buffer *out)
{
    size_t start = out->size;
    for (size_t i = 0; i < parameters->n; i++)
        put(&parameters->items[i], value_at(&parameters->items[i], values), out, start);
}
