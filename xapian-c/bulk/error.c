/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool xb_fail(struct xb_error *error, enum xb_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error->code = code;
    error->system = 0;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

bool xb_fail_system(struct xb_error *error, const char *path, const char *what)
{
    int number = errno;
    xb_fail(error, XB_IO, "%.380s: cannot %s: %s", path, what, strerrordesc_np(number));
    error->system = number;
    return false;
}

bool xb_fail_memory(struct xb_error *error)
{
    return xb_fail(error, XB_MEMORY, "out of memory");
}
