/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTF as a stream of tokens, and the code pages that its bytes are in (RTF specification 1.9.1).
 * What the tokens mean is format_rtf.c's. */
#ifndef TV_RTF_H
#define TV_RTF_H

#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rtf_type {
    RTF_END,
    RTF_OPEN,   /* { */
    RTF_CLOSE,  /* } */
    RTF_WORD,   /* \par, \fs24 */
    RTF_SYMBOL, /* \~; the symbol is in `byte` */
    RTF_BYTE,   /* \'e9 */
    RTF_TEXT,   /* a stretch of bytes as they stand, without line ends */
};

struct rtf_token {
    enum rtf_type type;
    char word[32];
    bool has_value;
    int32_t value;
    uint8_t byte;
    const char *text; /* not NUL-terminated */
    size_t n;
};

struct rtf_lexer {
    const char *p, *end;
};

/* The next token; \bin and what belongs to it is skipped. */
void rtf_next(struct rtf_lexer *lexer, struct rtf_token *ret_token);

/* Code pages as Windows numbers them, and three more for fonts that have no letters. */
enum { RTF_SYMBOL_FONT = 42, RTF_WINGDINGS, RTF_ORNAMENTS };

enum { RTF_CONVERTERS = 8 };

/* The code page of a character set (\fcharset), or 0 for that of the document. */
unsigned rtf_code_page(int32_t charset);

struct UConverter;

/* The converters of the code pages that were used last. Zero-initialised is none. */
struct rtf_decoder {
    struct {
        struct UConverter *converter;
        unsigned code_page;
    } open[RTF_CONVERTERS];
    size_t next; /* which one makes room for another */
};

/* Appends n bytes in that code page as UTF-8. */
void rtf_decode(struct rtf_decoder *decoder, unsigned code_page, const char *s, size_t n,
                struct tv_buffer *out);
void rtf_decoder_finish(struct rtf_decoder *decoder);

#endif
