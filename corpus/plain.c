/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text made harmless (plain.h). */
#include "plain.h"

#include "utf8.h"

#include <string.h>

bool tv_is_harmful(int32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE007F);
}

void tv_plain(const char *text, size_t size, bool lines, struct tv_buffer *out)
{
    for (size_t i = 0; i < size;) {
        char bytes[4];
        int32_t c = tv_utf8_next(text, size, &i);
        if (c == '\n' && lines)
            tv_buffer_putc(out, '\n');
        else if (c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029)
            tv_buffer_putc(out, ' ');
        else if (!tv_is_harmful(c))
            tv_buffer_add(out, bytes, tv_utf8_put(bytes, c));
    }
}

void tv_plain_vprintf(struct tv_buffer *out, const char *format, va_list args)
{
    struct tv_buffer text = {0};
    tv_buffer_vprintf(&text, format, args);
    tv_plain(text.data, text.size, false, out);
    tv_buffer_finish(&text);
}

void tv_print_line(FILE *out, const char *format, ...)
{
    struct tv_buffer line = {0};
    va_list args;
    va_start(args, format);
    tv_plain_vprintf(&line, format, args);
    va_end(args);
    tv_buffer_putc(&line, '\n');
    fwrite(line.data, 1, line.size, out);
    tv_buffer_finish(&line);
}
