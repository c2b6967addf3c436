/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filling a struct xb_error. Both functions return false, so that a failing function ends in
 * `return xb_fail(...)`. The first message about a cause is the last: callers pass it on unchanged.
 */
#ifndef XB_ERROR_H
#define XB_ERROR_H

#include "xapian-bulk.h"

__attribute__((format(printf, 3, 4))) bool xb_fail(struct xb_error *error, enum xb_code code,
                                                   const char *format, ...);

/* XB_IO with errno: "PATH: cannot WHAT: No space left on device". */
bool xb_fail_system(struct xb_error *error, const char *path, const char *what);

bool xb_fail_memory(struct xb_error *error);

#endif
