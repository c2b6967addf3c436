/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every unit test includes: cmocka with the headers it needs before it. */
#ifndef TV_TESTS_CHECK_H
#define TV_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* That a string is there and equals another; or that it is absent. */
#define assert_text(actual, expected)          \
    do {                                       \
        assert_non_null(actual);               \
        assert_string_equal(actual, expected); \
    } while (0)

#endif
