/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* IDs as people give them (id.h). */
#include "id.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATES = 6 };

/* The documents whose IDs begin with prefix: up to CANDIDATES of them, or -1. */
static int candidates_of(struct tv_index *index, const char *prefix,
                         char ret_ids[CANDIDATES][TV_ID_SIZE + 1], struct tv_error *err)
{
    char start[sizeof TV_PREFIX_DOCUMENT + TV_ID_SIZE];
    int size = snprintf(start, sizeof start, TV_PREFIX_DOCUMENT "%s", prefix), n = 0;
    struct xc_error xe = {0};
    struct xc_terms *terms = xc_terms_open(index->database, start, (size_t)size, &xe);
    struct xc_term term;
    enum xc_code code = terms ? XC_OK : xe.code;
    while (n < CANDIDATES && code == XC_OK && (code = xc_terms_next(terms, &term, &xe)) == XC_OK)
        snprintf(ret_ids[n++], TV_ID_SIZE + 1, "%.*s", (int)term.term.size - 1, term.term.data + 1);
    xc_terms_destroy(terms);
    if (code == XC_OK || code == XC_END)
        return n;
    tv_fail_xapian(err, index->paths[0], &xe);
    return -1;
}

static bool ambiguous(const char *prefix, char ids[CANDIDATES][TV_ID_SIZE + 1], int n,
                      struct tv_error *err)
{
    struct tv_buffer list = {0};
    for (int i = 0; i < n && i < CANDIDATES - 1; i++)
        tv_buffer_printf(&list, "%s%s", i ? ", " : "", ids[i]);
    tv_fail(err, TV_SYNTAX, "%s is the start of several IDs: %s%s", prefix, list.data,
            n == CANDIDATES ? " ..." : "");
    tv_buffer_finish(&list);
    return false;
}

/* Splits "abc#7"; false where it is neither that nor "abc". Capitals are taken for small letters. */
static bool split(const char *text, char ret_id[TV_ID_SIZE + 1], uint32_t *ret_number)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    if (n == 0 || n > TV_ID_SIZE || (text[n] && text[n] != '#'))
        return false;
    char *end = NULL;
    unsigned long number = text[n] ? strtoul(text + n + 1, &end, 10) : 0;
    if (text[n] && (text[n + 1] < '1' || text[n + 1] > '9' || *end || number > UINT32_MAX))
        return false;
    for (size_t i = 0; i < n; i++)
        ret_id[i] = (char)tolower((unsigned char)text[i]);
    ret_id[n] = '\0';
    *ret_number = (uint32_t)number;
    return true;
}

bool tv_reference_of(struct tv_index *index, const char *text, struct tv_reference *ret_reference,
                     struct tv_error *err)
{
    char prefix[TV_ID_SIZE + 1], ids[CANDIDATES][TV_ID_SIZE + 1];
    uint32_t number;
    if (!split(text, prefix, &number))
        return tv_fail(
            err, TV_USAGE,
            "'%s' is no ID of a document, nor of a passage (ID#N); travaux search prints them",
            text);
    int n = candidates_of(index, prefix, ids, err);
    if (n < 0)
        return false;
    if (n == 0)
        return tv_fail(err, TV_NOT_FOUND, "no document %s in the index", prefix);
    if (n > 1)
        return ambiguous(prefix, ids, n, err);
    memcpy(ret_reference->id, ids[0], sizeof ids[0]);
    ret_reference->number = number;
    return true;
}
