/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of xapian-c share: a directory for each test, which goes with it, a small
 * database, and ways to say that a call must work or must fail in a certain way.
 */
#ifndef XAPIAN_C_TEST_H
#define XAPIAN_C_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xapian-c.h"

/* The error that the calls of a test fill in; xt_failed() and OK() look at it. */
extern struct xc_error xt_error;

void xt_ok(enum xc_code code, const char *call, const char *file, int line);
void xt_given(const void *pointer, const char *call, const char *file, int line);
void xt_failed(enum xc_code expected, enum xc_code got, const char *call, const char *file,
               int line);

/* The call returns XC_OK. */
#define OK(call) xt_ok((call), #call, __FILE__, __LINE__)

/* The pointer, made by the call just before, is not NULL. */
#define GIVEN(pointer) xt_given((pointer), #pointer, __FILE__, __LINE__)

/* The call returns this code, and has put it into xt_error. */
#define FAILS(code, call) xt_failed((code), (call), #call, __FILE__, __LINE__)

/* The call returns NULL, and has put this code into xt_error. */
#define GIVES_NOTHING(expected, call)                                    \
    do {                                                                 \
        const void *xt_pointer = (call);                                 \
        assert_null(xt_pointer);                                         \
        xt_failed((expected), xt_error.code, #call, __FILE__, __LINE__); \
    } while (0)

/* Makes the test's directory its state, and removes it. */
int xt_setup(void **state);
int xt_teardown(void **state);

#define xt_test(function) cmocka_unit_test_setup_teardown(function, xt_setup, xt_teardown)

/* A path in the test's directory; one of a few static strings. */
const char *xt_path(void **state, const char *name);

/* What the string says, as a C string for assert_string_equal(); one of a few static ones. */
const char *xt_text(struct xc_str string);

/* Adds a document: its text as data and as English terms, one value, one term Q and a number. */
uint32_t xt_add(struct xc_writer *writer, const char *text, uint32_t slot, const char *value);

/* Makes a database of a few English sentences; slot 0 has a colour, slot 1 a number, slot 2 a date. */
void xt_make(const char *path);

/* How many documents xt_make() makes. */
#define XT_DOCUMENTS 8

/* Makes a database of n documents with padding, so that it has many blocks, and makes it again. */
void xt_make_large(const char *path, unsigned n);
void xt_change_large(const char *path, unsigned n, unsigned round);

/* Opens what must open. */
struct xc_database *xt_open(const char *path);
struct xc_writer *xt_writer(const char *path);

/* Searches for words, all of them ranked. */
struct xc_result *xt_search(struct xc_database *database, const struct xc_search *search);
struct xc_query *xt_term(const char *term);

/* Cuts a file off at so many bytes. */
void xt_truncate(const char *path, long size);

#endif
