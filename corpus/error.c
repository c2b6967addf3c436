/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Errors: filling the one error type (error.h). Messages may quote names from hostile archives, so
 * they are made safe to print here, once. */
#include "error.h"

#include "plain.h"

#include <string.h>

/* As much of a harmless line as there is room for; cut at a character's border. */
static void set_message(struct tv_error *err, const struct tv_buffer *line)
{
    size_t n = line->size < TV_MESSAGE_SIZE ? line->size : TV_MESSAGE_SIZE - 1;
    while (n > 0 && n < line->size && ((unsigned char)line->data[n] & 0xC0) == 0x80)
        n--;
    memcpy(err->message, line->data ? line->data : "", n);
    err->message[n] = '\0';
}

bool tv_fail(struct tv_error *err, enum tv_code code, const char *format, ...)
{
    if (!err)
        return false;
    struct tv_buffer text = {0}, line = {0}; /* an argument may be the old message of *err */
    va_list args;
    va_start(args, format);
    tv_buffer_vprintf(&text, format, args);
    va_end(args);
    tv_plain(text.data, text.size, false, &line);
    err->code = code;
    set_message(err, &line);
    tv_buffer_finish(&text);
    tv_buffer_finish(&line);
    return false;
}
