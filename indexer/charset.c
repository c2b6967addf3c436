/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Character sets (charset.h): ICU's converters and detector do the work. */
#include "charset.h"

#include "corpus/utf8.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

/* The detector looks at this much at most: more makes it slower, not better. */
enum { DETECT_SIZE = 64 * 1024 };

bool tv_utf8_valid(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n) {
        uint64_t eight;
        while (i + 8 <= n && (memcpy(&eight, s + i, 8), (eight & 0x8080808080808080u) == 0))
            i += 8;
        if (i == n)
            break;
        if (tv_utf8_next_or_error(s, n, &i) < 0)
            return false;
    }
    return true;
}

static void add_valid(const char *s, size_t n, struct tv_buffer *out)
{
    for (size_t i = 0; i < n;) {
        size_t start = i;
        if (tv_utf8_next_or_error(s, n, &i) < 0)
            tv_buffer_puts(out, "\xEF\xBF\xBD");
        else
            tv_buffer_add(out, s + start, i - start);
    }
}

/* Converts with the converter of that name; false if ICU does not know it. */
static bool convert(const char *s, size_t n, const char *name, struct tv_buffer *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *from = ucnv_open(name, &status), *to = ucnv_open("UTF-8", &status);
    UChar pivot[1024], *source = pivot, *target = pivot;
    bool first = true;
    const char *end = s + n;
    while (U_SUCCESS(status)) {
        tv_buffer_reserve(out, n + 16);
        char *begin = out->data + out->size, *p = begin;
        ucnv_convertEx(to, from, &p, out->data + out->capacity - 1, &s, end, pivot, &source,
                       &target, pivot + sizeof pivot / sizeof *pivot, first, true, &status);
        out->size += (size_t)(p - begin);
        first = false;
        if (status != U_BUFFER_OVERFLOW_ERROR)
            break;
        status = U_ZERO_ERROR;
    }
    ucnv_close(from);
    ucnv_close(to);
    tv_buffer_add(out, "", 0);
    return U_SUCCESS(status);
}

/* ICU's guess, as one of ICU's own names, which live as long as the library. */
static const char *detect(const char *s, size_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    ucsdet_setText(detector, s, (int32_t)(n < DETECT_SIZE ? n : DETECT_SIZE), &status);
    const UCharsetMatch *match = ucsdet_detect(detector, &status);
    const char *name = match ? ucsdet_getName(match, &status) : NULL;
    const char *known = NULL;
    if (U_SUCCESS(status) && name) {
        /* What calls itself ISO-8859-1 is windows-1252 in practice (WHATWG Encoding, 4.2). */
        known = strcmp(name, "ISO-8859-1") == 0 ? "windows-1252" : ucnv_getAlias(name, 0, &status);
    }
    ucsdet_close(detector);
    return known && U_SUCCESS(status) ? known : "windows-1252";
}

const char *tv_to_utf8(const void *bytes, size_t n, const char *declared, struct tv_buffer *out)
{
    const char *s = bytes;
    UErrorCode status = U_ZERO_ERROR;
    int32_t mark = 0;
    const char *by_mark = ucnv_detectUnicodeSignature(s, (int32_t)(n < 8 ? n : 8), &mark, &status);
    if (by_mark && strcmp(by_mark, "UTF-8") == 0) {
        add_valid(s + mark, n - (size_t)mark, out);
        return "UTF-8";
    }
    if (by_mark && convert(s + mark, n - (size_t)mark, by_mark, out))
        return by_mark;
    if (tv_utf8_valid(s, n)) {
        tv_buffer_add(out, s, n);
        return "UTF-8";
    }
    if (declared) {
        status = U_ZERO_ERROR;
        const char *known = ucnv_getAlias(declared, 0, &status);
        if (known && strcmp(known, "UTF-8") == 0) { /* a few bad bytes in a page that is */
            add_valid(s, n, out);
            return "UTF-8";
        }
        if (known && strcmp(known, "ISO-8859-1") == 0)
            known = "windows-1252";
        if (known && convert(s, n, known, out))
            return known;
    }
    const char *guess = detect(s, n);
    if (!convert(s, n, guess, out))
        add_valid(s, n, out);
    return guess;
}
