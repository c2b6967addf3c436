/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON, written (json.h). */
#include "json.h"

#include "plain.h"
#include "utf8.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void new_line(struct tv_json *j)
{
    if (!j->indent || (j->depth && j->flat[j->depth - 1]))
        return;
    tv_buffer_putc(j->out, '\n');
    for (unsigned i = 0; i < j->depth * j->indent; i++)
        tv_buffer_putc(j->out, ' ');
}

/* Whatever has to stand before a value or a key. */
static void before(struct tv_json *j)
{
    if (j->behind_key) {
        j->behind_key = false;
        return;
    }
    if (!j->depth)
        return;
    bool *filled = &j->filled[j->depth - 1];
    if (*filled)
        tv_buffer_puts(j->out, j->indent && !j->flat[j->depth - 1] ? "," : ", ");
    *filled = true;
    new_line(j);
}

static void open(struct tv_json *j, const char *brackets, bool flat)
{
    assert(j->depth < TV_JSON_DEPTH);
    before(j);
    tv_buffer_putc(j->out, brackets[0]);
    j->filled[j->depth] = false;
    j->flat[j->depth] = flat || (j->depth && j->flat[j->depth - 1]);
    j->closing[j->depth++] = brackets[1];
}

void tv_json_object(struct tv_json *j)
{
    open(j, "{}", false);
}

void tv_json_array(struct tv_json *j)
{
    open(j, "[]", false);
}

void tv_json_flat_array(struct tv_json *j)
{
    open(j, "[]", true);
}

void tv_json_end(struct tv_json *j)
{
    assert(j->depth && !j->behind_key);
    bool flat = j->flat[j->depth - 1], filled = j->filled[j->depth - 1];
    char closing = j->closing[--j->depth];
    if (filled && !flat)
        new_line(j);
    tv_buffer_putc(j->out, closing);
}

static void put_character(struct tv_buffer *out, int32_t c)
{
    char bytes[4];
    if (c == '"' || c == '\\')
        tv_buffer_printf(out, "\\%c", (char)c);
    else if (c == '\n')
        tv_buffer_puts(out, "\\n");
    else if (c == '\t')
        tv_buffer_puts(out, "\\t");
    else if (c < 0x10000 && tv_is_harmful(c))
        tv_buffer_printf(out, "\\u%04x", (unsigned)c);
    else
        tv_buffer_add(out, bytes, tv_utf8_put(bytes, c));
}

void tv_json_string(struct tv_json *j, const char *s)
{
    if (!s) {
        tv_json_null(j);
        return;
    }
    before(j);
    tv_buffer_putc(j->out, '"');
    size_t size = strlen(s);
    for (size_t i = 0; i < size;) {
        size_t plain = i;
        while (plain < size && s[plain] >= ' ' && s[plain] != '"' && s[plain] != '\\' &&
               s[plain] != 0x7F)
            plain++;
        tv_buffer_add(j->out, s + i, plain - i);
        i = plain;
        if (i < size)
            put_character(j->out, tv_utf8_next(s, size, &i));
    }
    tv_buffer_putc(j->out, '"');
}

void tv_json_number(struct tv_json *j, uint64_t number)
{
    before(j);
    tv_buffer_printf(j->out, "%llu", (unsigned long long)number);
}

void tv_json_real(struct tv_json *j, double number)
{
    before(j);
    if (isfinite(number))
        tv_buffer_printf(j->out, "%.4f", number);
    else
        tv_buffer_puts(j->out, "null");
}

void tv_json_bool(struct tv_json *j, bool value)
{
    before(j);
    tv_buffer_puts(j->out, value ? "true" : "false");
}

void tv_json_null(struct tv_json *j)
{
    before(j);
    tv_buffer_puts(j->out, "null");
}

void tv_json_key(struct tv_json *j, const char *key)
{
    tv_json_string(j, key);
    tv_buffer_puts(j->out, ": ");
    j->behind_key = true;
}

void tv_json_put_string(struct tv_json *j, const char *key, const char *s)
{
    tv_json_key(j, key);
    tv_json_string(j, s);
}

void tv_json_put_number(struct tv_json *j, const char *key, uint64_t number)
{
    tv_json_key(j, key);
    tv_json_number(j, number);
}

void tv_json_put_count(struct tv_json *j, const char *key, uint64_t number)
{
    tv_json_key(j, key);
    if (number)
        tv_json_number(j, number);
    else
        tv_json_null(j);
}

void tv_json_put_strings(struct tv_json *j, const char *key, const char *const *strings, size_t n)
{
    tv_json_key(j, key);
    tv_json_flat_array(j);
    for (size_t i = 0; i < n; i++)
        tv_json_string(j, strings[i]);
    tv_json_end(j);
}
