/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wordings: a question as typed, written as the parser takes it (wording.h). One pass over the
 * question; what it has to know of the left is in struct writing. */
#include "wording.h"

#include "corpus/facts.h"
#include "corpus/schema.h"
#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

struct writing {
    struct tv_wording *w;
    const char *question;
    size_t size, at;
    bool quoted;       /* within quotation marks */
    bool token_starts; /* what comes stands behind a blank or a bracket */
    bool field;        /* within the value of a field */
    size_t word;       /* where in the wording the word before starts */
};

bool tv_is_ngram(int32_t c)
{
    if (c < 0x2E80 || !u_isalnum(c))
        return false;
    return c <= 0x2EFF || (c >= 0x3000 && c <= 0x9FFF) || (c >= 0xA700 && c <= 0xA71F) ||
           (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

static void put(struct tv_wording *w, const char *bytes, size_t n, size_t origin)
{
    tv_buffer_add(&w->text, bytes, n);
    for (size_t i = 0; i < n; i++) {
        TV_GROW(w->origins, w->n_origins, w->capacity);
        w->origins[w->n_origins++] = (uint32_t)origin;
    }
}

static void put_lower(struct tv_wording *w, int32_t c, size_t origin)
{
    char bytes[4];
    put(w, bytes, tv_utf8_put(bytes, u_tolower(c)), origin);
}

static bool is_quote(int32_t c)
{
    return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E || c == 0x201F || c == 0xAB ||
           c == 0xBB || c == 0xFF02;
}

static bool is_blank(int32_t c)
{
    return c <= ' ' || u_isUWhiteSpace(c);
}

/* A run of characters that are indexed as n-grams, as overlapping pairs. */
static size_t put_pairs(struct tv_wording *w, const char *text, size_t size, size_t at)
{
    int32_t before = 0;
    size_t before_at = at, pairs = 0;
    while (at < size) {
        size_t next = at;
        int32_t c = tv_utf8_next(text, size, &next);
        if (!tv_is_ngram(c))
            break;
        if (before) {
            put(w, " ", pairs++ ? 1 : 0, before_at);
            put_lower(w, before, before_at);
            put_lower(w, c, at);
        }
        before = c;
        before_at = at;
        at = next;
    }
    if (!pairs)
        put_lower(w, before, before_at);
    return at;
}

/* The operator at the start of a token: its size, or 0. */
static size_t operator_at(const char *text, size_t size)
{
    static const char *const operators[] = {"AND", "OR", "NOT", "NEAR"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i]);
        if (size < n || memcmp(text, operators[i], n) != 0)
            continue;
        if (i == 3 && n + 1 < size && text[n] == '/')
            for (n++; n < size && text[n] >= '0' && text[n] <= '9';)
                n++;
        if (n == size || is_blank((unsigned char)text[n]) || text[n] == '(')
            return n;
    }
    return 0;
}

/* The symbol of a document that this token is, without what is around it: its size, or 0. */
static size_t symbol_at(const char *text, size_t size)
{
    size_t n = 0;
    while (n < size && !is_blank((unsigned char)text[n]) && text[n] != '"')
        n++;
    while (n && strchr(",;.:?!)", text[n - 1]))
        n--;
    if (n < 4 || n >= TV_TERM_SIZE || !memchr(text, '/', n))
        return 0;
    char token[TV_TERM_SIZE], value[TV_TERM_SIZE], symbol[TV_TERM_SIZE] = "";
    memcpy(token, text, n);
    token[n] = '\0';
    struct tv_arena arena = {0};
    const char *found = tv_symbol_in(&arena, token);
    tv_term_value(token, value);
    if (found)
        tv_term_value(found, symbol);
    tv_arena_finish(&arena);
    return strcmp(symbol, value) == 0 ? n : 0;
}

static void put_token(struct writing *g, size_t n)
{
    for (size_t i = g->at; i < g->at + n;) {
        size_t origin = i;
        put_lower(g->w, tv_utf8_next(g->question, g->at + n, &i), origin);
    }
}

/* (a/ac.291/22 OR symbol:"a/ac.291/22"): where it is named and where it is. */
static void put_symbol(struct writing *g, size_t n)
{
    put(g->w, "(", 1, g->at);
    put_token(g, n);
    static const char or_symbol[] = " OR symbol:\"";
    put(g->w, or_symbol, sizeof or_symbol - 1, g->at);
    put_token(g, n);
    put(g->w, "\")", 2, g->at + n - 1);
    g->at += n;
}

/* An operator or a symbol at the start of a token; false where there is neither. */
static bool put_special(struct writing *g)
{
    const char *text = g->question + g->at;
    size_t n = operator_at(text, g->size - g->at);
    if (n) {
        g->w->excludes |= text[0] == 'N' && text[1] == 'O';
        g->w->structured = true;
        for (size_t i = 0; i < n; i++)
            put(g->w, text + i, 1, g->at + i);
        g->at += n;
        return true;
    }
    n = symbol_at(text, g->size - g->at);
    if (n)
        put_symbol(g, n);
    return n != 0;
}

static void note_prefix(struct writing *g)
{
    struct tv_wording *w = g->w;
    if (w->text.size == g->word)
        return;
    size_t n = w->text.size - g->word;
    char *prefix = memcpy(tv_alloc(n + 1), w->text.data + g->word, n);
    TV_GROW(w->prefixes, w->n_prefixes, w->prefix_capacity);
    w->prefixes[w->n_prefixes++] = prefix;
}

static void put_character(struct writing *g, int32_t c, size_t origin)
{
    bool blank = is_blank(c);
    if (c == '*' && !g->quoted)
        note_prefix(g);
    if (g->token_starts && (c == '-' || c == '+'))
        g->w->excludes = g->w->structured = true;
    if (c == ':')
        g->field = true;
    else if (blank && !g->quoted)
        g->field = false;
    g->token_starts = !g->quoted && (blank || c == '(' || c == ')' || is_quote(c));
    if (blank)
        put(g->w, " ", 1, origin);
    else
        put_lower(g->w, c, origin);
    if (!u_isalnum(c) && c != '\'')
        g->word = g->w->text.size;
}

static void put_next(struct writing *g)
{
    if (g->token_starts && !g->quoted && put_special(g)) {
        g->token_starts = false;
        return;
    }
    size_t origin = g->at;
    int32_t c = tv_utf8_next(g->question, g->size, &g->at);
    if (is_quote(c)) {
        g->quoted = !g->quoted;
        put_character(g, '"', origin);
    } else if (tv_is_ngram(c) && !g->quoted && !g->field) {
        g->at = put_pairs(g->w, g->question, g->size, origin);
        g->token_starts = false;
    } else {
        put_character(g, c, origin);
    }
}

void tv_wording_make(const char *question, size_t size, struct tv_wording *ret_wording)
{
    struct tv_wording w = {0};
    struct writing g = {.w = &w, .question = question, .size = size, .token_starts = true};
    tv_buffer_reserve(&w.text, size);
    while (g.at < size)
        put_next(&g);
    tv_buffer_add(&w.text, NULL, 0);
    w.excludes |= strstr(w.text.data, "..") || strstr(w.text.data, "date:");
    *ret_wording = w;
}

/* Whether c, between two characters, belongs to the word that they are in. */
static bool joins(int32_t before, int32_t c, int32_t after)
{
    if (c == '\'' || c == 0x2019)
        return u_isalpha(before) && u_isalpha(after);
    return (c == '.' || c == ',') && u_isdigit(before) && u_isdigit(after);
}

static bool in_word(int32_t c)
{
    return u_isalnum(c) || (U_MASK(u_charType(c)) & U_GC_M_MASK);
}

void tv_wording_plain(const char *text, size_t size, struct tv_wording *ret_wording)
{
    struct tv_wording w = {0};
    int32_t before = ' ';
    tv_buffer_reserve(&w.text, size);
    for (size_t at = 0; at < size;) {
        size_t origin = at;
        int32_t c = tv_utf8_next(text, size, &at);
        if (tv_is_ngram(c)) {
            put(&w, " ", 1, origin);
            at = put_pairs(&w, text, size, origin);
            put(&w, " ", 1, origin);
            c = ' ';
        } else {
            size_t next = at;
            int32_t after = at < size ? tv_utf8_next(text, size, &next) : ' ';
            bool keep = in_word(c) || joins(before, c, after);
            put_lower(&w, keep ? c : ' ', origin);
        }
        before = c;
    }
    tv_buffer_add(&w.text, NULL, 0);
    *ret_wording = w;
}

void tv_wording_finish(struct tv_wording *wording)
{
    if (!wording)
        return;
    for (size_t i = 0; i < wording->n_prefixes; i++)
        free(wording->prefixes[i]);
    free(wording->prefixes);
    free(wording->origins);
    tv_buffer_finish(&wording->text);
    *wording = (struct tv_wording){0};
}

void tv_wording_origin(const struct tv_wording *w, size_t size, size_t start, size_t end,
                       size_t *ret_start, size_t *ret_end)
{
    *ret_start = start < w->n_origins ? w->origins[start] : size;
    *ret_end = end < w->n_origins ? w->origins[end] : size;
    if (*ret_end < *ret_start)
        *ret_end = *ret_start;
}
