/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Highlights: where in a passage the words of a question stand (highlight.h). */
#include "highlight.h"

#include "corpus/fold.h"
#include "corpus/utf8.h"
#include "wording.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/* A word with more bytes is no term (xapian-c's limit for the words of a text). */
enum { WORD_MAX_BYTES = 64 };

struct tv_highlighter {
    const struct tv_query *query;
    struct xc_stemmer *stemmers[TV_QUERY_LANGUAGES];
    size_t n_stemmers;
    bool any_start;             /* stems may begin otherwise than their words */
    bool starts[UCHAR_MAX + 1]; /* first bytes of the stems asked for */
};

/* Whether a language's stemmer leaves the starts of words alone, but for accents. */
static bool keeps_starts(const char *language)
{
    static const char *const kept[] = {"ca", "da", "de", "en", "es", "fi", "fr", "hu",
                                       "it", "nl", "no", "pt", "ro", "ru", "sv"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(kept[i], language) == 0)
            return true;
    return false;
}

/* To stem every word of a passage takes longer than to find the passage; most words begin otherwise
 * than all stems that are asked for. */
static void note_starts(struct tv_highlighter *h)
{
    for (size_t i = 0; i < h->query->n_languages; i++)
        h->any_start |= !keeps_starts(h->query->languages[i]);
    for (size_t i = 0; i < h->query->n_terms; i++)
        if (h->query->terms[i].size > 1 && h->query->terms[i].data[0] == 'Z')
            h->starts[(unsigned char)h->query->terms[i].data[1]] = true;
}

/* An accent may go from the first letter in stemming, which is no ASCII then. */
static bool may_start(const struct tv_highlighter *h, char first)
{
    unsigned char byte = (unsigned char)first;
    return h->any_start || byte == 0xC3 || h->starts[byte];
}

struct tv_highlighter *tv_highlighter_create(const struct tv_query *query)
{
    struct tv_highlighter *h = tv_alloc(sizeof *h);
    h->query = query;
    for (size_t i = 0; i < query->n_languages; i++) {
        struct xc_stemmer *stemmer = xc_stemmer_create(tv_stemmer_of(query->languages[i]), NULL);
        if (stemmer)
            h->stemmers[h->n_stemmers++] = stemmer;
    }
    note_starts(h);
    return h;
}

void tv_highlighter_destroy(struct tv_highlighter *highlighter)
{
    if (!highlighter)
        return;
    for (size_t i = 0; i < highlighter->n_stemmers; i++)
        xc_stemmer_destroy(highlighter->stemmers[i]);
    free(highlighter);
}

static int compare(const char *a, size_t a_size, const struct xc_str *b)
{
    int order = memcmp(a, b->data, a_size < b->size ? a_size : b->size);
    return order ? order : (a_size > b->size) - (a_size < b->size);
}

static bool asked_for(const struct tv_query *q, const char *term, size_t size)
{
    size_t low = 0, high = q->n_terms;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(term, size, &q->terms[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* A word in lower case, as a term. */
static bool word_matches(struct tv_highlighter *h, const char *word, size_t size)
{
    if (asked_for(h->query, word, size))
        return true;
    for (size_t i = 0; i < h->query->n_prefixes; i++)
        if (strncmp(word, h->query->prefixes[i], strlen(h->query->prefixes[i])) == 0)
            return true;
    char term[4 * WORD_MAX_BYTES] = "Z";
    struct xc_str stem;
    if (!may_start(h, *word))
        return false;
    for (size_t i = 0; i < h->n_stemmers; i++) {
        if (xc_stemmer_stem(h->stemmers[i], word, size, &stem, NULL) || stem.size > sizeof term - 1)
            continue;
        memcpy(term + 1, stem.data, stem.size);
        if (asked_for(h->query, term, stem.size + 1))
            return true;
    }
    return false;
}

/* The same of a word that may have diacritics, which is found without them, too. */
static bool matches(struct tv_highlighter *h, const char *word, size_t size)
{
    char bare[2 * WORD_MAX_BYTES];
    if (word_matches(h, word, size))
        return true;
    size_t n = tv_fold_latin(word, size, bare);
    bare[n] = '\0';
    return n && word_matches(h, bare, n);
}

/* A text on its way, and its spans. */
struct scan {
    struct tv_highlighter *h;
    const char *text;
    size_t size, at;
    uint32_t count; /* code points before at */
    struct tv_arena *arena;
    struct tv_span *spans;
    size_t n, capacity;
};

static void add_span(struct scan *s, struct tv_span span)
{
    struct tv_span *last = s->n ? &s->spans[s->n - 1] : NULL;
    if (last && last->end >= span.start) {
        last->end = span.end;
        last->last = span.last;
        return;
    }
    TV_GROW(s->spans, s->n, s->capacity);
    s->spans[s->n++] = span; // NOLINT(clang-analyzer-core.NullDereference): there is room now
}

static bool is_word_character(int32_t c)
{
    return (U_MASK(u_charType(c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK | U_GC_PC_MASK)) != 0;
}

static int32_t peek(const struct scan *s, size_t at)
{
    return at < s->size ? tv_utf8_next(s->text, s->size, &at) : 0;
}

static int32_t next(struct scan *s)
{
    s->count++;
    return tv_utf8_next(s->text, s->size, &s->at);
}

/* What Xapian's term generator takes for a part of a word, between two characters of it: the
 * character as it stands in the term, -1 for one that is left out of it, 0 for none. */
static int32_t infix(int32_t before, int32_t c, int32_t after)
{
    if (c >= 0x200B && c <= 0x200D)
        return -1;
    if (!is_word_character(after) || tv_is_ngram(after))
        return 0;
    if (c == '\'' || c == 0x2019 || c == 0x201B)
        return '\'';
    if (c == '&' || c == 0xB7 || c == 0x5F4 || c == 0x2027)
        return c;
    if ((c == ',' || c == '.' || c == ';') && u_isdigit(before) && u_isdigit(after))
        return c;
    return 0;
}

/* The initials of "U.N.", without the stops; 0 where there are none. */
static size_t scan_initials(struct scan *s, char term[WORD_MAX_BYTES])
{
    size_t n = 0, at = s->at;
    while (n + 2 < WORD_MAX_BYTES && at + 1 < s->size && s->text[at] >= 'A' && s->text[at] <= 'Z' &&
           s->text[at + 1] == '.') {
        term[n++] = (char)(s->text[at] + 32);
        at += 2;
    }
    if (n < 2 || is_word_character(peek(s, at)))
        return 0;
    s->at += 2 * n - 1;
    s->count += (uint32_t)(2 * n - 1);
    return n;
}

/* The letters of ASCII that come next, most of most words, quicker than by their properties. */
static size_t scan_letters(struct scan *s, char *term, size_t room)
{
    size_t n = 0;
    for (; n < room && s->at < s->size; n++) {
        char c = s->text[s->at];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            break;
        term[n] = (char)(c | 0x20);
        s->at++;
    }
    s->count += (uint32_t)n;
    return n;
}

/* The word that starts here, as a term; its size, or 0 for one that is too long to be one. */
static size_t scan_word(struct scan *s, char term[WORD_MAX_BYTES])
{
    size_t n = 0;
    bool fits = true;
    int32_t before = 0;
    while (s->at < s->size) {
        size_t letters = scan_letters(s, term + n, fits ? WORD_MAX_BYTES - n : 0);
        n += letters;
        before = letters ? term[n - 1] : before;
        if (s->at == s->size)
            break;
        size_t behind = s->at;
        int32_t c = tv_utf8_next(s->text, s->size, &behind);
        int32_t put = is_word_character(c) && !tv_is_ngram(c) ? u_tolower(c)
                                                              : infix(before, c, peek(s, behind));
        if (put == 0)
            break;
        next(s);
        fits = fits && n + 4 <= WORD_MAX_BYTES;
        if (fits && put > 0)
            n += tv_utf8_put(term + n, put);
        before = c;
    }
    return fits ? n : 0;
}

/* A sign by itself is marked only where it is not asked for as a part of a pair. */
static bool sign_alone(const struct tv_query *q, const char *sign, size_t size)
{
    if (!asked_for(q, sign, size))
        return false;
    for (size_t i = 0; i < q->n_terms; i++) {
        const struct xc_str *t = &q->terms[i];
        if (t->size > size &&
            (memcmp(t->data, sign, size) == 0 || memcmp(t->data + t->size - size, sign, size) == 0))
            return false;
    }
    return true;
}

/* A run of characters that are indexed one by one and in pairs. */
static void scan_ngrams(struct scan *s)
{
    size_t before_at = s->size;
    while (s->at < s->size && tv_is_ngram(peek(s, s->at))) {
        size_t at = s->at;
        uint32_t first = s->count;
        next(s);
        if (before_at < at && asked_for(s->h->query, s->text + before_at, s->at - before_at))
            add_span(s, (struct tv_span){before_at, s->at, first - 1, s->count});
        else if (sign_alone(s->h->query, s->text + at, s->at - at))
            add_span(s, (struct tv_span){at, s->at, first, s->count});
        before_at = at;
    }
}

static void scan_term(struct scan *s)
{
    char term[WORD_MAX_BYTES + 1];
    struct tv_span span = {.start = s->at, .first = s->count};
    size_t n = scan_initials(s, term);
    if (!n)
        n = scan_word(s, term);
    span.end = s->at;
    span.last = s->count;
    term[n] = '\0';
    if (n && matches(s->h, term, n)) {
        TV_GROW(s->spans, s->n, s->capacity);
        s->spans[s->n++] = span; // NOLINT(clang-analyzer-core.NullDereference): there is room now
    }
}

struct tv_span *tv_highlight(struct tv_highlighter *highlighter, const char *text,
                             struct tv_arena *arena, size_t *ret_n)
{
    struct scan s = {.h = highlighter, .text = text, .size = strlen(text), .arena = arena};
    while (s.at < s.size && (highlighter->query->n_terms || highlighter->query->n_prefixes)) {
        int32_t c = peek(&s, s.at);
        if (tv_is_ngram(c))
            scan_ngrams(&s);
        else if (is_word_character(c))
            scan_term(&s);
        else
            next(&s);
    }
    struct tv_span *spans = tv_arena_alloc(arena, s.n * sizeof *spans);
    if (s.n)
        memcpy(spans, s.spans, s.n * sizeof *spans);
    free(s.spans);
    *ret_n = s.n;
    return spans;
}
