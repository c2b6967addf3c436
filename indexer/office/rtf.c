/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTF as tokens (rtf.h). */
#include "rtf.h"

#include "symbols.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ucnv.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex(char c)
{
    return is_digit(c) ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

/* The number behind a word; what is too large for it is cut. */
static void read_value(struct tv_rtf_lexer *l, struct tv_rtf_token *t)
{
    const char *p = l->p;
    bool negative = p < l->end && *p == '-';
    p += negative;
    if (p == l->end || !is_digit(*p))
        return;
    int64_t value = 0;
    for (; p < l->end && is_digit(*p); p++)
        value = value < INT32_MAX ? value * 10 + (*p - '0') : value;
    if (value > INT32_MAX)
        value = INT32_MAX;
    t->has_value = true;
    t->value = (int32_t)(negative ? -value : value);
    l->p = p;
}

static void read_word(struct tv_rtf_lexer *l, struct tv_rtf_token *t)
{
    size_t n = 0;
    for (; l->p < l->end && is_letter(*l->p); l->p++) {
        if (n + 1 < sizeof t->word)
            t->word[n++] = *l->p;
    }
    t->type = TV_RTF_WORD;
    t->word[n] = '\0';
    read_value(l, t);
    if (l->p < l->end && *l->p == ' ')
        l->p++;
}

static void read_control(struct tv_rtf_lexer *l, struct tv_rtf_token *t)
{
    if (l->p == l->end) {
        t->type = TV_RTF_END;
    } else if (is_letter(*l->p)) {
        read_word(l, t);
    } else if (l->p[0] == '\'' && l->end - l->p >= 3 && hex(l->p[1]) >= 0 && hex(l->p[2]) >= 0) {
        t->type = TV_RTF_BYTE;
        t->byte = (uint8_t)(hex(l->p[1]) * 16 + hex(l->p[2]));
        l->p += 3;
    } else {
        t->type = TV_RTF_SYMBOL;
        t->byte = (uint8_t)*l->p++;
    }
}

static bool is_text(char c)
{
    return c != '{' && c != '}' && c != '\\' && c != '\r' && c != '\n' && c != '\0';
}

static void read_any(struct tv_rtf_lexer *l, struct tv_rtf_token *t)
{
    while (l->p < l->end && (*l->p == '\r' || *l->p == '\n' || *l->p == '\0'))
        l->p++;
    if (l->p == l->end) {
        t->type = TV_RTF_END;
    } else if (*l->p == '{' || *l->p == '}') {
        t->type = *l->p++ == '{' ? TV_RTF_OPEN : TV_RTF_CLOSE;
    } else if (*l->p == '\\') {
        l->p++;
        read_control(l, t);
    } else {
        t->type = TV_RTF_TEXT;
        t->text = l->p;
        while (l->p < l->end && is_text(*l->p))
            l->p++;
        t->n = (size_t)(l->p - t->text);
    }
}

void tv_rtf_next(struct tv_rtf_lexer *l, struct tv_rtf_token *ret_token)
{
    for (;;) {
        ret_token->has_value = false;
        ret_token->value = 0;
        read_any(l, ret_token);
        if (ret_token->type != TV_RTF_WORD || strcmp(ret_token->word, "bin") != 0)
            return;
        if (ret_token->value > 0)
            l->p += ret_token->value < l->end - l->p ? ret_token->value : l->end - l->p;
    }
}

unsigned tv_rtf_code_page(int32_t charset)
{
    static const struct {
        int32_t charset;
        unsigned code_page;
    } pages[] = {
        {0, 1252},   {2, TV_RTF_ORNAMENTS}, {77, 10000}, {128, 932},  {129, 949},  {134, 936},
        {136, 950},  {161, 1253},           {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256},
        {186, 1257}, {204, 1251},           {222, 874},  {238, 1250}, {254, 437},  {255, 850},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (pages[i].charset == charset)
            return pages[i].code_page;
    }
    return 0;
}

static UConverter *open_converter(unsigned code_page)
{
    UErrorCode status = U_ZERO_ERROR;
    char name[32];
    if (code_page == 10000)
        snprintf(name, sizeof name, "macintosh");
    else if (code_page == 65001)
        snprintf(name, sizeof name, "UTF-8");
    else
        snprintf(name, sizeof name, "%s-%u",
                 code_page == 874 || code_page / 10 == 125 ? "windows" : "cp", code_page);
    UConverter *converter = ucnv_open(name, &status);
    if (U_SUCCESS(status))
        return converter;
    status = U_ZERO_ERROR;
    return ucnv_open("windows-1252", &status);
}

static UConverter *converter_of(struct tv_rtf_decoder *d, unsigned code_page)
{
    for (size_t i = 0; i < TV_RTF_CONVERTERS; i++) {
        if (d->open[i].converter && d->open[i].code_page == code_page)
            return d->open[i].converter;
    }
    size_t i = d->next++ % TV_RTF_CONVERTERS;
    ucnv_close(d->open[i].converter);
    d->open[i].converter = open_converter(code_page);
    d->open[i].code_page = code_page;
    return d->open[i].converter;
}

static void decode_symbols(unsigned code_page, const char *s, size_t n, struct tv_buffer *out)
{
    const char *font = code_page == TV_RTF_SYMBOL_FONT ? "Symbol"
                       : code_page == TV_RTF_WINGDINGS ? "Wingdings"
                                                       : NULL;
    for (size_t i = 0; i < n; i++)
        tv_buffer_puts(out, tv_symbol_char(font, (uint8_t)s[i]));
}

void tv_rtf_decode(struct tv_rtf_decoder *d, unsigned code_page, const char *s, size_t n,
                   struct tv_buffer *out)
{
    size_t ascii = 0;
    while (ascii < n && (uint8_t)s[ascii] < 0x80)
        ascii++;
    if (code_page >= TV_RTF_SYMBOL_FONT && code_page <= TV_RTF_ORNAMENTS) {
        decode_symbols(code_page, s, n, out);
        return;
    }
    if (ascii == n || n > INT_MAX / 4) {
        tv_buffer_add(out, s, ascii);
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    tv_buffer_reserve(out, n * 4);
    int32_t size = ucnv_toAlgorithmic(UCNV_UTF8, converter_of(d, code_page), out->data + out->size,
                                      (int32_t)n * 4, s, (int32_t)n, &status);
    if (U_SUCCESS(status))
        out->size += (size_t)size;
    out->data[out->size] = '\0';
}

void tv_rtf_decoder_finish(struct tv_rtf_decoder *d)
{
    for (size_t i = 0; i < TV_RTF_CONVERTERS; i++)
        ucnv_close(d->open[i].converter);
    *d = (struct tv_rtf_decoder){0};
}
