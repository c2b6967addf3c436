/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTF as a stream of tokens, and the code pages that its bytes are in (RTF specification 1.9.1).
 * What the tokens mean is format_rtf.c's. */
#ifndef TV_RTF_H
#define TV_RTF_H

#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tv_rtf_type {
    TV_RTF_END,
    TV_RTF_OPEN,   /* { */
    TV_RTF_CLOSE,  /* } */
    TV_RTF_WORD,   /* \par, \fs24 */
    TV_RTF_SYMBOL, /* \~; the symbol is in `byte` */
    TV_RTF_BYTE,   /* \'e9 */
    TV_RTF_TEXT,   /* a stretch of bytes as they stand, without line ends */
};

struct tv_rtf_token {
    enum tv_rtf_type type;
    char word[32];
    bool has_value;
    int32_t value;
    uint8_t byte;
    const char *text; /* not NUL-terminated */
    size_t n;
};

struct tv_rtf_lexer {
    const char *p, *end;
};

/* The next token; \bin and what belongs to it is skipped. */
void tv_rtf_next(struct tv_rtf_lexer *lexer, struct tv_rtf_token *ret_token);

/* Code pages as Windows numbers them, and three more for fonts that have no letters. */
enum { TV_RTF_SYMBOL_FONT = 42, TV_RTF_WINGDINGS, TV_RTF_ORNAMENTS };

enum { TV_RTF_CONVERTERS = 8 };

/* The code page of a character set (\fcharset), or 0 for that of the document. */
unsigned tv_rtf_code_page(int32_t charset);

struct UConverter;

/* The converters of the code pages that were used last. Zero-initialised is none. */
struct tv_rtf_decoder {
    struct {
        struct UConverter *converter;
        unsigned code_page;
    } open[TV_RTF_CONVERTERS];
    size_t next; /* which one makes room for another */
};

/* Appends n bytes in that code page as UTF-8. */
void tv_rtf_decode(struct tv_rtf_decoder *decoder, unsigned code_page, const char *s, size_t n,
                   struct tv_buffer *out);
void tv_rtf_decoder_finish(struct tv_rtf_decoder *decoder);

#endif
