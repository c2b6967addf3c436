/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Errors: filling the one error type (error.h). Messages may quote names from hostile archives, so
 * they are made safe to print here, once. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts a UTF-8 string, which vsnprintf may have ended within a character, at the last border. */
static void drop_partial_character(char *s)
{
    size_t n = strlen(s), start = n;
    while (start > 0 && n - start < 4 && ((unsigned char)s[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)s[start - 1];
    size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - (start - 1) < want)
        s[start - 1] = '\0';
}

bool tv_fail(struct tv_error *err, enum tv_code code, const char *format, ...)
{
    if (!err)
        return false;
    char message[TV_MESSAGE_SIZE]; /* an argument may be the old message of *err */
    va_list args;
    va_start(args, format);
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (n >= (int)sizeof message)
        drop_partial_character(message);
    for (unsigned char *p = (unsigned char *)message; *p; p++)
        if (*p < 0x20 || *p == 0x7F)
            *p = '?';
    err->code = code;
    memcpy(err->message, message, sizeof message);
    return false;
}
