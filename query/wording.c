/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wordings: a question as typed, written as the parser takes it (wording.h). One pass over the
 * question; what it has to know of the left is in struct writing. */
#include "wording.h"

#include "corpus/facts.h"
#include "corpus/fold.h"
#include "corpus/schema.h"
#include "corpus/utf8.h"
#include "fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

struct writing {
    struct tv_wording *w;
    const char *question;
    const struct tv_expansions *expansions;
    size_t size, at;
    bool quoted;       /* within quotation marks */
    bool token_starts; /* what comes stands behind a blank or a bracket */
    bool field;        /* within the value of a field */
    bool near;         /* NEAR stands before this */
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

static void put_lower(struct tv_wording *w, int32_t c, size_t origin)
{
    char bytes[4];
    put(w, bytes, tv_utf8_put(bytes, u_tolower(c)), origin);
}

/* The same without diacritics, which words in quotation marks, words* and all that the parser joins
 * are looked for without: in the index each word stands in its place without them, too. */
static void put_bare(struct tv_wording *w, int32_t c, size_t origin)
{
    char bytes[4], bare[4 + TV_FOLD_MAX];
    size_t n = tv_fold_latin(bytes, tv_utf8_put(bytes, c), bare);
    if (n)
        put(w, bare, n, origin);
    else
        put_lower(w, c, origin);
}

static bool is_quote(int32_t c)
{
    return c == '"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0xFF02 ||
           c == 0x2039 || c == 0x203A || (c >= 0x300C && c <= 0x300F);
}

/* Brackets as Chinese and Japanese have them are brackets. */
static int32_t plain_bracket(int32_t c)
{
    return c == 0xFF08 ? '(' : c == 0xFF09 ? ')' : c;
}

static bool is_blank(int32_t c)
{
    return c <= ' ' || u_isUWhiteSpace(c);
}

/* " OR _also:3": what else an expansion stands for. */
static void put_also(struct tv_wording *w, const struct tv_expansions *expansions,
                     const struct tv_expansion *x)
{
    char also[32];
    int n = snprintf(also, sizeof also, " OR " TV_FIELD_ALSO ":%d", (int)(x - expansions->items));
    put(w, also, (size_t)n, x->start);
}

/* A run of characters that are indexed as n-grams, as overlapping pairs. Brackets keep it together,
 * without which Xapian 1.4 refuses such a run between two words. Returns where the run ends. */
static size_t put_pairs(struct tv_wording *w, const char *text, size_t size, size_t at,
                        const struct tv_expansions *expansions)
{
    int32_t before = 0;
    size_t before_at = at, pairs = 0, start = at;
    if (w->text.size && !strchr(" (+-", w->text.data[w->text.size - 1]))
        put(w, " ", 1, at);
    put(w, "(", 1, at);
    while (at < size) {
        size_t next = at;
        int32_t c = tv_utf8_next(text, size, &next);
        if (!tv_is_ngram(c))
            break;
        if (before && w->n_pairs++ < TV_PAIRS_MAX) {
            put(w, " ", pairs++ ? 1 : 0, before_at);
            put_lower(w, before, before_at);
            put_lower(w, c, at);
            w->last_pair = before_at;
        }
        before = c;
        before_at = at;
        at = next;
    }
    if (!pairs)
        put_lower(w, before, before_at);
    for (size_t i = 0; expansions && i < expansions->n; i++)
        if (expansions->items[i].start >= start && expansions->items[i].start < at)
            put_also(w, expansions, &expansions->items[i]);
    put(w, ")", 1, before_at);
    if (at < size && text[at] != ' ' && text[at] != ')')
        put(w, " ", 1, before_at);
    return at;
}

/* Such a run as the value of a field: a phrase, if that is all there is of the value. Returns where
 * the run ends. */
static size_t put_value(struct tv_wording *w, const char *text, size_t size, size_t at)
{
    size_t end = at, next = at;
    while (next < size && tv_is_ngram(tv_utf8_next(text, size, &next)))
        end = next;
    bool whole = w->text.data[w->text.size - 1] == ':' &&
                 (end == size || text[end] == ' ' || text[end] == ')');
    put(w, "\"", whole ? 1 : 0, at);
    for (size_t i = at; i < end;) {
        size_t origin = i;
        put_lower(w, tv_utf8_next(text, size, &i), origin);
    }
    put(w, "\"", whole ? 1 : 0, at);
    return end;
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
            while (n < size && !is_blank((unsigned char)text[n]) && !strchr("()", text[n]))
                n++;
        if (n == size || is_blank((unsigned char)text[n]) || strchr("()", text[n]))
            return n;
    }
    return 0;
}

/* " (2020)" behind a symbol: its size, or 0. */
static size_t year_at(const char *text, size_t size)
{
    if (size < 7 || text[0] != ' ' || text[1] != '(' || text[6] != ')')
        return 0;
    for (size_t i = 2; i < 6; i++)
        if (text[i] < '0' || text[i] > '9')
            return 0;
    return 7;
}

/* Whether the text as a whole is the symbol of a document. */
static bool is_symbol(const char *text, size_t size)
{
    char token[TV_TERM_SIZE], value[TV_TERM_SIZE], symbol[TV_TERM_SIZE] = "";
    struct tv_arena arena = {0};
    if (size < 4 || size >= TV_TERM_SIZE || !memchr(text, '/', size))
        return false;
    memcpy(token, text, size);
    token[size] = '\0';
    const char *found = tv_symbol_of(&arena, token);
    tv_term_value(token, value);
    if (found)
        tv_term_value(found, symbol);
    tv_arena_finish(&arena);
    return strcmp(symbol, value) == 0;
}

/* The symbol at the start of a token, without a year and without what is around it: its size, or 0;
 * *ret_whole is the size with the year. */
static size_t symbol_at(const char *text, size_t size, size_t *ret_whole)
{
    size_t n = 0;
    while (n < size && !is_blank((unsigned char)text[n]) && text[n] != '"')
        n++;
    while (n && strchr(",;.:?!)", text[n - 1]))
        n--;
    if (!is_symbol(text, n))
        return 0;
    *ret_whole = n + year_at(text + n, size - n);
    return n;
}

/* A word that stands before an article's number, and what is between them: the size, or 0. */
static size_t article_word(const char *text, size_t size)
{
    static const char *const words[] = {"article",  "articles", "art",    "arts",  "artikel",
                                        "artículo", "artigo",   "статья", "статьи"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t at = 0, word = 0, n = strlen(words[i]);
        while (at < size && word < n &&
               u_tolower(tv_utf8_next(text, size, &at)) == tv_utf8_next(words[i], n, &word))
            if (word == n && at < size && (text[at] == '.' || text[at] == ' '))
                return at + 1 + strspn(text + at + 1, " ");
    }
    return 0;
}

/* What is glued behind an article's number: "(1)(c)", but not a bracket that was opened before. */
static size_t glued(const char *text, size_t size)
{
    size_t n = 0, open = 0;
    while (n < size && !is_blank((unsigned char)text[n]) && text[n] != '"' &&
           (text[n] != ')' || open)) {
        open += text[n] == '(';
        open -= text[n] == ')';
        n++;
    }
    return open ? 0 : n;
}

/* "Art. 35(1)(c)" at the start of a token: its size, or 0; *ret_number is where its number is. */
static size_t article_at(const char *text, size_t size, size_t *ret_number, size_t *ret_digits)
{
    size_t number = article_word(text, size), digits = strspn(text + number, "0123456789");
    if (number == 0 || digits == 0 || digits > 4)
        return 0;
    *ret_number = number;
    *ret_digits = digits;
    return number + digits + glued(text + number + digits, size - number - digits);
}

static void put_range(struct writing *g, size_t start, size_t n)
{
    for (size_t i = start; i < start + n;) {
        size_t origin = i;
        put_lower(g->w, tv_utf8_next(g->question, start + n, &i), origin);
    }
}

/* (a/ac.291/22 OR _symbol:aac29122): a symbol of n bytes, `size` with its year, as words and as the
 * document that it names. */
static void put_symbol(struct writing *g, size_t n, const char *symbol, size_t size)
{
    char text[TV_TERM_SIZE], value[TV_TERM_SIZE];
    snprintf(text, sizeof text, "%.*s", (int)size, symbol);
    tv_term_value(text, value);
    put(g->w, "(", 1, g->at);
    put_range(g, g->at, n);
    put(g->w, " OR " TV_FIELD_SYMBOL_NAMED ":", strlen(" OR " TV_FIELD_SYMBOL_NAMED ":"), g->at);
    put(g->w, value, strlen(value), g->at);
    put(g->w, ")", 1, g->at + n - 1);
}

/* The size of the word at the start of a token, if it has diacritics: letters and apostrophes; else 0. */
static size_t accented_at(const char *text, size_t size)
{
    size_t end = 0;
    int32_t before = ' ';
    for (size_t at = 0; at < size; end = at) {
        size_t behind = at;
        int32_t c = tv_utf8_next(text, size, &behind);
        size_t after = behind;
        bool apostrophe = (c == '\'' || c == 0x2019) && behind < size &&
                          joins(before, c, tv_utf8_next(text, size, &after));
        if (!apostrophe && (!in_word(c) || tv_is_ngram(c)))
            break;
        before = c;
        at = behind;
    }
    char bare[XC_TERM_MAX + TV_FOLD_MAX];
    return end < XC_TERM_MAX && tv_fold_latin(text, end, bare) ? end : 0;
}

/* " OR _bare:cote" for each word from start to end that has diacritics. */
static void put_bare_words(struct tv_wording *w, const char *text, size_t start, size_t end)
{
    char bare[XC_TERM_MAX + TV_FOLD_MAX];
    for (size_t at = start; at < end;) {
        size_t n = accented_at(text + at, end - at), next = at + n;
        if (n) {
            put(w, " OR " TV_FIELD_BARE ":", strlen(" OR " TV_FIELD_BARE ":"), at);
            put(w, bare, tv_fold_latin(text + at, n, bare), at);
        }
        while (next < end && text[next] != ' ')
            next++;
        at = next + strspn(text + next, " ");
    }
}

/* (côte OR _bare:cote): a word of n bytes as it was typed and, for less, without diacritics. */
static void put_accented(struct tv_wording *w, const char *text, size_t start, size_t n)
{
    put(w, "(", 1, start);
    for (size_t at = start; at < start + n;) {
        size_t origin = at;
        put_lower(w, tv_utf8_next(text, start + n, &at), origin);
    }
    put_bare_words(w, text, start, start + n);
    put(w, ")", 1, start + n - 1);
}

static bool put_operator(struct writing *g)
{
    const char *text = g->question + g->at;
    size_t n = operator_at(text, g->size - g->at);
    g->w->excludes |= n && text[0] == 'N' && text[1] == 'O';
    g->w->structured |= n != 0;
    g->near |= n && text[1] == 'E';
    for (size_t i = 0; i < n; i++)
        put(g->w, text + i, 1, g->at + i);
    g->at += n;
    return n != 0;
}

/* Whether nothing is glued to what ends here that the parser would take for a part of it. */
static bool stands_alone(const char *text, size_t size, size_t end)
{
    size_t next = end + strspn(text + end, ".,;?!");
    return next == size || is_blank((unsigned char)text[next]) || text[next] == ')' ||
           text[next] == '"';
}

/* (csam OR _also:3): words that stand for others, too. */
static bool put_expanded(struct writing *g)
{
    const struct tv_expansion *x = tv_expansion_at(g->expansions, g->at);
    size_t next = g->at;
    if (!x || tv_is_ngram(tv_utf8_next(g->question, g->size, &next)) ||
        !stands_alone(g->question, g->size, x->end))
        return false;
    put(g->w, "(", 1, g->at);
    put_range(g, g->at, x->end - x->start);
    put_also(g->w, g->expansions, x);
    put_bare_words(g->w, g->question, x->start, x->end);
    put(g->w, ")", 1, x->end - 1);
    g->at = x->end;
    return true;
}

/* OR "35 1 c": words in their order, where there are several. */
static void put_phrase(struct writing *g, size_t start, size_t end)
{
    size_t size = g->w->text.size, origins = g->w->n_origins, words = 0;
    bool within = false;
    put(g->w, " OR \"", 5, start);
    for (size_t at = start; at < end;) {
        size_t origin = at;
        int32_t c = tv_utf8_next(g->question, end, &at);
        if (!within && in_word(c) && words++)
            put(g->w, " ", 1, origin);
        within = in_word(c);
        if (within)
            put_bare(g->w, c, origin);
    }
    put(g->w, "\"", 1, start);
    if (words > 1)
        return;
    g->w->text.size = size;
    g->w->n_origins = origins;
}

/* (35 OR "art 35" OR "35 1 c" OR _article:35): the article, and where it is named. What its number is
 * made of is no word by itself: "art" and "c" are everywhere. */
static void put_article(struct writing *g, size_t n, size_t number, size_t digits)
{
    size_t at = g->at, behind = at + number + digits;
    put(g->w, "(", 1, at);
    put_range(g, at + number, digits);
    put_phrase(g, at, behind);
    put_phrase(g, at + number, at + n);
    put(g->w, " OR " TV_FIELD_ARTICLE_NAMED ":", strlen(" OR " TV_FIELD_ARTICLE_NAMED ":"), at);
    put_range(g, at + number, digits);
    put(g->w, ")", 1, at + n - 1);
}

/* A word with diacritics, unless NEAR, which takes nothing but words, is before or behind it. */
static bool put_accented_word(struct writing *g)
{
    size_t n = accented_at(g->question + g->at, g->size - g->at), end = g->at + n;
    size_t behind = end + strspn(g->question + end, " ");
    bool near = g->near;
    g->near = near && is_blank((unsigned char)g->question[g->at]);
    if (!n || near || g->field || !stands_alone(g->question, g->size, end) ||
        (operator_at(g->question + behind, g->size - behind) && g->question[behind + 1] == 'E'))
        return false;
    put_accented(g->w, g->question, g->at, n);
    g->at = end;
    return true;
}

/* An operator, a symbol, an article or a word that is looked for in more than one way, at the start of
 * a token; false where there is none. */
static bool put_special(struct writing *g)
{
    const char *text = g->question + g->at;
    size_t size = g->size - g->at, whole = 0, number = 0, digits = 0, n;
    if (put_operator(g))
        return true;
    if ((n = symbol_at(text, size, &whole))) {
        put_symbol(g, n, text, whole);
        g->at += whole;
    } else if ((n = article_at(text, size, &number, &digits))) {
        put_article(g, n, number, digits);
        g->at += n;
    } else {
        return put_expanded(g) || put_accented_word(g);
    }
    return true;
}

static void note_prefix(struct writing *g, size_t origin)
{
    struct tv_wording *w = g->w;
    if (w->text.size == g->word || w->n_prefixes > TV_PREFIXES_MAX)
        return;
    w->last_prefix = origin;
    size_t n = w->text.size - g->word;
    char *prefix = memcpy(tv_alloc(n + 1), w->text.data + g->word, n);
    TV_GROW(w->prefixes, w->n_prefixes, w->prefix_capacity);
    w->prefixes[w->n_prefixes++] = prefix;
}

/* Whether the character joins words to a phrase of which the question has too many. */
static bool is_apart(struct writing *g, int32_t c)
{
    bool joins = c == '-' || c == '/' || c == '.' || c == '@' || c == '\\';
    return joins && !g->quoted && !g->field && g->w->text.size > g->word &&
           g->w->n_joined++ >= TV_PHRASES_MAX;
}

static void put_character(struct writing *g, int32_t c, size_t origin)
{
    bool blank = is_blank(c);
    if (c == '*' && !g->quoted)
        note_prefix(g, origin);
    if (g->token_starts && (c == '-' || c == '+'))
        g->w->excludes = g->w->structured = true;
    if (c == ':')
        g->field = g->w->filters = true;
    else if (blank && !g->quoted)
        g->field = false;
    g->token_starts = !g->quoted && (blank || c == '(' || c == ')' || is_quote(c));
    if (blank || is_apart(g, c))
        put(g->w, " ", 1, origin);
    else
        put_bare(g->w, c, origin);
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
    int32_t c = plain_bracket(tv_utf8_next(g->question, g->size, &g->at));
    if (is_quote(c)) {
        g->quoted = !g->quoted;
        if (g->quoted && g->w->n_phrases++ < TV_PHRASES_MAX + 1)
            g->w->last_phrase = origin;
        put_character(g, '"', origin);
    } else if (tv_is_ngram(c) && !g->quoted) {
        g->at = g->field ? put_value(g->w, g->question, g->size, origin)
                         : put_pairs(g->w, g->question, g->size, origin, g->expansions);
        g->token_starts = false;
    } else {
        put_character(g, c, origin);
    }
}

void tv_wording_make(const char *question, size_t size, const struct tv_expansions *expansions,
                     struct tv_wording *ret_wording)
{
    struct tv_wording w = {0};
    struct writing g = {.w = &w,
                        .question = question,
                        .expansions = expansions,
                        .size = size,
                        .token_starts = true};
    tv_buffer_reserve(&w.text, size);
    while (g.at < size)
        put_next(&g);
    tv_buffer_add(&w.text, NULL, 0);
    w.filters |= strstr(w.text.data, "..") != NULL;
    w.excludes |= strstr(w.text.data, "..") || strstr(w.text.data, "date:");
    *ret_wording = w;
}

/* The same of words alone. */
static void put_plain_expanded(struct tv_wording *w, const char *text,
                               const struct tv_expansions *expansions, const struct tv_expansion *x)
{
    put(w, " (", 2, x->start);
    for (size_t at = x->start; at < x->end;) {
        size_t origin = at;
        int32_t c = tv_utf8_next(text, x->end, &at);
        put_lower(w, in_word(c) || c == '\'' ? c : ' ', origin);
    }
    put_also(w, expansions, x);
    put_bare_words(w, text, x->start, x->end);
    put(w, ") ", 2, x->end - 1);
}

void tv_wording_plain(const char *text, size_t size, const struct tv_expansions *expansions,
                      struct tv_wording *ret_wording)
{
    struct tv_wording w = {0};
    int32_t before = ' ';
    tv_buffer_reserve(&w.text, size);
    for (size_t at = 0; at < size;) {
        size_t origin = at;
        int32_t c = tv_utf8_next(text, size, &at);
        const struct tv_expansion *x = tv_expansion_at(expansions, origin);
        size_t accented = in_word(before) ? 0 : accented_at(text + origin, size - origin);
        if (tv_is_ngram(c)) {
            at = put_pairs(&w, text, size, origin, expansions);
            c = ' ';
        } else if (x) {
            put_plain_expanded(&w, text, expansions, x);
            at = x->end;
            c = ' ';
        } else if (accented) {
            put(&w, " ", 1, origin);
            put_accented(&w, text, origin, accented);
            at = origin + accented;
            put(&w, " ", 1, at - 1);
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
