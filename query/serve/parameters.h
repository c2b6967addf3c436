/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parameters: what a route can be asked, as a table, from which requests are read, addresses are
 * written, answers are told apart and openapi.json is made.
 *
 * A route has one struct of values; a line of its table says at which offset a parameter's value
 * stands and what it may be. A parameter with an empty value counts as not given, as forms send it. */
#ifndef TV_PARAMETERS_H
#define TV_PARAMETERS_H

#include "request.h"

enum tv_parameter_kind {
    TV_PARAMETER_QUESTION, /* const char *: white space as one blank; most bytes: a setting */
    TV_PARAMETER_TEXT,     /* const char * */
    TV_PARAMETER_LIST,     /* struct tv_list: may be repeated */
    TV_PARAMETER_NUMBER,   /* uint32_t */
    TV_PARAMETER_CHOICE,   /* int: the place of the word in choices */
};

struct tv_parameter {
    const char *name;
    enum tv_parameter_kind kind;
    size_t offset; /* of the value in the struct of values */
    const char *description;
    bool required;
    bool ordered;                /* a list whose order matters */
    uint32_t least, usual, most; /* of a number; usual: where it is not given */
    const char *const *choices;  /* NULL-terminated; the first is taken where it is not given */
};

struct tv_parameters {
    const struct tv_parameter *items;
    size_t n;
    size_t size; /* of the struct of values */
};

#define TV_PARAMETERS(array, type)                           \
    {                                                        \
        array, sizeof(array) / sizeof *(array), sizeof(type) \
    }

/* Reads the arguments of a request into values (zeros before), whose strings are the request's.
 * strict: an argument that is not in the table is a problem; else it is passed over. What was read
 * is finished by tv_parameters_finish, also after a failure. */
bool tv_parameters_read(const struct tv_parameters *parameters, const struct tv_request *request,
                        const struct tv_settings *settings, bool strict, void *values,
                        struct tv_problem *problem);
void tv_parameters_finish(const struct tv_parameters *parameters, void *values);

/* Appends "?q=...&n=20", percent-encoded: the values that are not the usual ones; nothing where there
 * are none. Values that mean the same give the same string. */
void tv_parameters_url(const struct tv_parameters *parameters, const void *values,
                       struct tv_buffer *out);

#endif
