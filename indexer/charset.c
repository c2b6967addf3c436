/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Character sets (charset.h): ICU's converters and detector do the work.
 *
 * A declaration is not always true: servers and templates declare one for all, and what is not
 * ASCII tells. Bytes that are UTF-8 hardly ever are by chance. In a language that windows-1252 is
 * for, letters with diacritics stand among others; where they stand in rows, the text is in
 * another script. Many bytes that mean nothing in the declared set are none of it. */
#include "charset.h"

#include "corpus/utf8.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum {
    DETECT_SIZE = 8192, /* the detector looks at no more */
    AROUND = 32,        /* bytes around one that is not ASCII: what it gets of a longer text */
    MOSTLY = 10, /* characters of UTF-8 to one bad byte: it is UTF-8 with something else in it */
    ROW = 4,     /* bytes that are not ASCII, one after another: another script */
    FEW = 4,     /* so many characters to one that cannot be converted are enough */
};

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

/* ICU's name of a character set, or that of what it is in practice: a larger one, of which the
 * bytes mean the same (WHATWG Encoding, 4.2). NULL if ICU knows none. */
static const char *known_as(const char *name)
{
    static const char *const larger[][2] = {
        {"windows-1252", "windows-1252"},
        {"US-ASCII", "windows-1252"},
        {"ISO-8859-1", "windows-1252"},
        {"ISO-8859-9", "windows-1254"},
        {"ISO-8859-11", "windows-874"},
        {"GB2312", "gb18030"},
        {"GBK", "gb18030"},
        {"Shift_JIS", "windows-31j"},
        {"EUC-KR", "windows-949"},
        {"KS_C_5601-1987", "windows-949"},
        {"Big5", "Big5-HKSCS"},
    };
    UErrorCode status = U_ZERO_ERROR;
    const char *known = ucnv_getAlias(name, 0, &status);
    for (size_t i = 0; known && i < sizeof larger / sizeof *larger; i++) {
        const char *smaller = ucnv_getAlias(larger[i][0], 0, &status);
        if (smaller && strcmp(known, smaller) == 0)
            return larger[i][1];
    }
    return known;
}

/* What the detector is to look at: of a text that is too long for it, what is not ASCII, with
 * what stands around. */
static void add_sample(const char *s, size_t n, struct tv_buffer *sample)
{
    if (n <= DETECT_SIZE) {
        tv_buffer_add(sample, s, n);
        return;
    }
    size_t taken = 0; /* up to here */
    for (size_t i = 0; i < n && sample->size < DETECT_SIZE; i++) {
        if ((unsigned char)s[i] < 0x80 && s[i] != '\033')
            continue;
        size_t from = i < taken + AROUND ? taken : i - AROUND;
        size_t to = i + AROUND < n ? i + AROUND : n;
        tv_buffer_add(sample, s + from, to - from);
        taken = to;
        i = to - 1;
    }
}

/* Whether what is not ASCII stands in rows. */
static bool has_rows(const char *s, size_t n)
{
    size_t row = 0, in_rows = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        bool ascii = (unsigned char)s[i] < 0x80;
        row = ascii ? 0 : row + 1;
        all += !ascii;
        in_rows += row == ROW ? ROW : row > ROW;
    }
    return in_rows * 2 > all;
}

static bool is_latin(const char *name)
{
    static const char *const sets[] = {"ISO-8859-1",   "ISO-8859-2",   "ISO-8859-9",
                                       "windows-1250", "windows-1252", "windows-1254"};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (strcmp(name, sets[i]) == 0)
            return true;
    return false;
}

/* ICU's best guess that can be, as one of ICU's own names, which live as long as the library. */
static const char *detect(const char *s, size_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    struct tv_buffer sample = {0};
    add_sample(s, n, &sample);
    bool rows = has_rows(sample.data, sample.size);
    UCharsetDetector *detector = ucsdet_open(&status);
    ucsdet_setText(detector, sample.data, (int32_t)sample.size, &status);
    int32_t found = 0;
    const UCharsetMatch **matches = ucsdet_detectAll(detector, &found, &status);
    const char *known = NULL;
    for (int32_t i = 0; U_SUCCESS(status) && i < found && !known; i++) {
        const char *name = ucsdet_getName(matches[i], &status);
        known = rows && is_latin(name) ? NULL : known_as(name);
    }
    ucsdet_close(detector);
    tv_buffer_finish(&sample);
    return known ? known : "windows-1252";
}

/* Of n bytes of UTF-8, how many characters are not ASCII, and how many of these stand for what could
 * not be converted. */
struct characters {
    size_t all, bad;
};

static struct characters count(const char *s, size_t n)
{
    struct characters c = {0};
    for (size_t i = 0; i < n;) {
        if ((unsigned char)s[i] < 0x80) {
            i++;
            continue;
        }
        int32_t u = tv_utf8_next_or_error(s, n, &i);
        c.all++;
        c.bad += u < 0 || u == 0xFFFD;
    }
    return c;
}

/* Converts from a declared character set unless the bytes are none of it. */
static bool convert_declared(const char *s, size_t n, const char *known, struct tv_buffer *out)
{
    size_t before = out->size;
    if (strcmp(known, "windows-1252") == 0 && has_rows(s, n))
        return false;
    if (!convert(s, n, known, out))
        return false;
    struct characters c = count(out->data + before, out->size - before);
    if (c.bad * FEW <= c.all)
        return true;
    out->size = before;
    return false;
}

static const char *add_as_utf8(const char *s, size_t n, struct tv_buffer *out)
{
    add_valid(s, n, out);
    return "UTF-8";
}

const char *tv_to_utf8(const void *bytes, size_t n, const char *declared, struct tv_buffer *out)
{
    const char *s = bytes;
    UErrorCode status = U_ZERO_ERROR;
    int32_t mark = 0;
    const char *by_mark = ucnv_detectUnicodeSignature(s, (int32_t)(n < 8 ? n : 8), &mark, &status);
    if (by_mark && strcmp(by_mark, "UTF-8") == 0)
        return add_as_utf8(s + mark, n - (size_t)mark, out);
    if (by_mark && convert(s + mark, n - (size_t)mark, by_mark, out))
        return by_mark;
    if (tv_utf8_valid(s, n)) {
        tv_buffer_add(out, s, n);
        return "UTF-8";
    }
    struct characters c = count(s, n);
    const char *known = declared ? known_as(declared) : NULL;
    bool utf8 = known && strcmp(known, "UTF-8") == 0;
    if (c.bad * (utf8 ? 2 : MOSTLY) <= c.all)
        return add_as_utf8(s, n, out);
    if (known && !utf8 && convert_declared(s, n, known, out))
        return known;
    const char *guess = detect(s, n);
    if (!convert(s, n, guess, out))
        add_valid(s, n, out);
    return guess;
}
