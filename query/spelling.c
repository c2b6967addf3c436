/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Spelling (spelling.h). The distance of two words is the number of letters to add, drop, change, or
 * swap with the next (Damerau's, each place touched once). Most people get the first letter right, so
 * only one fault is looked for with another one. */
#include "spelling.h"

#include "corpus/fold.h"
#include "corpus/utf8.h"
#include "wording.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    LETTERS_MIN = 4,     /* shorter words are as often names and abbreviations */
    LETTERS_FOR_TWO = 6, /* of words that may have two faults */
    LETTERS_MAX = 32,
    DEPTH = LETTERS_MAX + 3,
    LEAPS_MAX = 100000, /* terms looked at for a word, so that none takes the machine's time */
    CORRECTED_MAX = 8,  /* words of a question */
};

/* A walk over the terms. rows[d][i] is the distance of the first d letters of the term to the first
 * i letters of the word. */
struct walk {
    int32_t word[LETTERS_MAX];
    unsigned n, most; /* letters; faults */
    int32_t term[DEPTH];
    size_t ends[DEPTH]; /* in bytes, of the letters of the term */
    unsigned known;     /* so many rows are those of the term before */
    unsigned char rows[DEPTH + 1][LETTERS_MAX + 1];
    char best[4 * DEPTH];
    size_t best_size;
    unsigned best_distance;
    uint32_t best_documents;
};

static unsigned char least(unsigned a, unsigned b)
{
    return (unsigned char)(a < b ? a : b);
}

/* A letter without its diacritics. */
static int32_t bare_letter(int32_t c)
{
    char letter[4], bare[4 + TV_FOLD_MAX];
    size_t i = 0, n = tv_fold_latin(letter, tv_utf8_put(letter, c), bare);
    return n ? tv_utf8_next(bare, n, &i) : c;
}

/* Fills the row of the d-th letter (from 1); its least number. */
static unsigned fill_row(struct walk *w, unsigned d)
{
    const unsigned char *above = w->rows[d - 1];
    unsigned char *row = w->rows[d];
    unsigned lowest = row[0] = (unsigned char)d;
    int32_t letter = w->term[d - 1], bare = bare_letter(letter);
    for (unsigned i = 1; i <= w->n; i++) {
        bool same = letter == w->word[i - 1] || bare == w->word[i - 1];
        row[i] = least(least(above[i] + 1u, row[i - 1] + 1u), above[i - 1] + !same);
        if (d > 1 && i > 1 && w->term[d - 1] == w->word[i - 2] && w->term[d - 2] == w->word[i - 1])
            row[i] = least(row[i], w->rows[d - 2][i - 2] + 1u);
        lowest = least(lowest, row[i]);
    }
    return lowest;
}

/* Whether a term is the best one so far with its diacritics: each passage that has it has that one in
 * its place, too, and most that have that one have it. */
static bool is_best_accented(const struct walk *w, const struct xc_term *term)
{
    char bare[sizeof w->best + TV_FOLD_MAX];
    size_t n = tv_fold_latin(term->term.data, term->term.size, bare);
    return n == w->best_size && memcmp(bare, w->best, n) == 0 &&
           2 * (uint64_t)term->documents > w->best_documents;
}

static void keep_best(struct walk *w, const struct xc_term *term, unsigned letters)
{
    unsigned distance = w->rows[letters][w->n];
    if (distance > w->most || term->term.size > sizeof w->best ||
        (w->best_size && (distance > w->best_distance ||
                          (distance == w->best_distance && term->documents <= w->best_documents &&
                           !is_best_accented(w, term)))))
        return;
    memcpy(w->best, term->term.data, term->term.size);
    w->best_size = term->term.size;
    w->best_distance = distance;
    w->best_documents = term->documents;
}

/* Looks at a term. Returns how many of its bytes no word can begin with that is near enough; 0: it
 * may be the next one. */
static size_t look(struct walk *w, const struct xc_term *term)
{
    const char *text = term->term.data;
    size_t size = term->term.size;
    unsigned d = 0, known = w->known;
    for (size_t i = 0; i < size;) {
        int32_t c = tv_utf8_next(text, size, &i);
        bool same = d < known && w->term[d] == c;
        if (!same)
            known = d;
        w->term[d] = c;
        w->ends[d++] = i;
        w->known = d;
        if (!u_isalpha(c) && u_charType(c) != U_NON_SPACING_MARK)
            return i;
        unsigned lowest = same ? 0 : fill_row(w, d);
        if (lowest > w->most || d >= w->n + w->most + 1)
            return i;
    }
    keep_best(w, term, d);
    return 0;
}

/* Leaps to the first term behind all that begin with these bytes. */
static enum xc_code leap(struct xc_terms *terms, const struct xc_term *from, size_t size,
                         struct xc_term *ret_term)
{
    char next[256];
    if (size > sizeof next)
        return xc_terms_next(terms, ret_term, NULL);
    memcpy(next, from->term.data, size);
    next[size - 1] = (char)((unsigned char)next[size - 1] + 1);
    return xc_terms_skip_to(terms, next, size, ret_term, NULL);
}

/* Walks over the terms that begin with a prefix, or from the first letter on. */
static void walk(struct tv_index *index, struct walk *w, const char *prefix, size_t size)
{
    struct xc_terms *terms = xc_terms_open(index->database, prefix, size, NULL);
    struct xc_term term;
    enum xc_code code = XC_END;
    if (terms)
        code =
            size ? xc_terms_next(terms, &term, NULL) : xc_terms_skip_to(terms, "a", 1, &term, NULL);
    w->known = 0;
    for (unsigned i = 0; i <= w->n; i++)
        w->rows[0][i] = (unsigned char)i;
    for (int i = 0; code == XC_OK && i < LEAPS_MAX; i++) {
        size_t none = look(w, &term);
        code = none ? leap(terms, &term, none, &term) : xc_terms_next(terms, &term, NULL);
    }
    xc_terms_destroy(terms);
}

/* The word of the index that is nearest to one in lower case; false where none is near enough. */
static bool find_nearest(struct tv_index *index, const char *word, size_t size, struct walk *w)
{
    size_t first = 0;
    for (size_t i = 0; i < size && w->n < LETTERS_MAX;) {
        w->word[w->n++] = tv_utf8_next(word, size, &i);
        first = first ? first : i;
    }
    w->most = 1;
    walk(index, w, "", 0);
    if (!w->best_size && w->n >= LETTERS_FOR_TWO) {
        w->most = 2;
        walk(index, w, word, first);
    }
    return w->best_size != 0;
}

/* Words of the question */

static bool has_term(struct tv_index *index, const char *prefix, const char *word, size_t size)
{
    char term[8 * LETTERS_MAX];
    uint32_t documents = 0;
    size_t n = strlen(prefix);
    if (n + size > sizeof term)
        return true;
    memcpy(term, prefix, n);
    memcpy(term + n, word, size);
    xc_database_frequency(index->database, term, n + size, &documents, NULL);
    return documents != 0;
}

static bool has_stem(struct tv_index *index, const char *language, const char *word, size_t size)
{
    struct xc_stemmer *stemmer = xc_stemmer_create(tv_stemmer_of(language), NULL);
    struct xc_str stem;
    bool has = stemmer && xc_stemmer_stem(stemmer, word, size, &stem, NULL) == XC_OK &&
               (has_term(index, "Z", stem.data, stem.size) ||
                has_term(index, "Z" TV_PREFIX_TITLE, stem.data, stem.size));
    xc_stemmer_destroy(stemmer);
    return has;
}

static bool is_known_as_it_is(struct tv_index *index, const struct tv_query *query,
                              const char *word, size_t size)
{
    if (has_term(index, "", word, size) || has_term(index, TV_PREFIX_TITLE, word, size))
        return true;
    for (size_t i = 0; i < query->n_languages; i++)
        if (has_stem(index, query->languages[i], word, size))
            return true;
    return false;
}

/* With its diacritics or without. */
static bool is_known(struct tv_index *index, const struct tv_query *query, const char *word,
                     size_t size)
{
    char bare[XC_TERM_MAX + TV_FOLD_MAX];
    size_t n = size < XC_TERM_MAX ? tv_fold_latin(word, size, bare) : 0;
    return is_known_as_it_is(index, query, word, size) ||
           (n && is_known_as_it_is(index, query, bare, n));
}

static bool is_expanded(const struct tv_expansions *expansions, size_t start)
{
    for (size_t i = 0; i < expansions->n; i++)
        if (start >= expansions->items[i].start && start < expansions->items[i].end)
            return true;
    return false;
}

/* Writes a correction as the word was written: with a capital, or in capitals. */
static void put_as(struct tv_buffer *out, const struct walk *w, const char *word, size_t size)
{
    size_t at = 0;
    bool first = u_isupper(tv_utf8_next(word, size, &at));
    bool all = first && at < size && u_isupper(tv_utf8_next(word, size, &at));
    for (size_t i = 0, n = 0; i < w->best_size; n++) {
        char bytes[4];
        int32_t c = tv_utf8_next(w->best, w->best_size, &i);
        tv_buffer_add(out, bytes, tv_utf8_put(bytes, all || (first && !n) ? u_toupper(c) : c));
    }
}

struct correcting {
    struct tv_index *index;
    const struct tv_expansions *expansions;
    const struct tv_query *query;
    const char *text;
    struct tv_buffer out;
    size_t n;
};

/* Appends a word, corrected if it has to be. */
static void put_word(struct correcting *c, size_t start, size_t size)
{
    const char *word = c->text + start;
    struct walk *w = tv_alloc(sizeof *w);
    struct tv_buffer lower = {0};
    size_t letters = 0;
    for (size_t i = 0; i < size; letters++) {
        char bytes[4];
        tv_buffer_add(&lower, bytes, tv_utf8_put(bytes, u_tolower(tv_utf8_next(word, size, &i))));
    }
    if (letters >= LETTERS_MIN && letters <= LETTERS_MAX && c->n < CORRECTED_MAX &&
        !is_expanded(c->expansions, start) &&
        !is_known(c->index, c->query, lower.data, lower.size) &&
        find_nearest(c->index, lower.data, lower.size, w)) {
        put_as(&c->out, w, word, size);
        c->n++;
    } else {
        tv_buffer_add(&c->out, word, size);
    }
    tv_buffer_finish(&lower);
    free(w);
}

/* What stands between blanks, brackets, quotation marks and hyphens: a word, if it is letters alone and
 * what ends a sentence. */
static void put_token(struct correcting *c, size_t start, size_t size)
{
    size_t letters = 0, i = 0;
    while (i < size) {
        int32_t ch = tv_utf8_next(c->text + start, size, &i);
        bool letter = (u_isalpha(ch) && !tv_is_ngram(ch)) || u_charType(ch) == U_NON_SPACING_MARK;
        if (!letter)
            break;
        letters = i;
    }
    size_t rest = strspn(c->text + start + letters, ".,;?!");
    if (letters && letters + rest >= size) {
        put_word(c, start, letters);
        tv_buffer_add(&c->out, c->text + start + letters, size - letters);
    } else {
        tv_buffer_add(&c->out, c->text + start, size);
    }
}

static bool ends_token(int32_t c)
{
    return u_isUWhiteSpace(c) || c == '(' || c == ')' || c == '-' || c == '"' || c == 0x201C ||
           c == 0x201D || c == 0xAB || c == 0xBB || c == 0x201E;
}

char *tv_spelling_correct(struct tv_index *index, const char *text,
                          const struct tv_expansions *expansions, const struct tv_query *query)
{
    struct correcting c = {.index = index, .expansions = expansions, .query = query, .text = text};
    size_t size = strlen(text), start = 0;
    for (size_t i = 0; i < size;) {
        size_t at = i;
        if (!ends_token(tv_utf8_next(text, size, &i)))
            continue;
        put_token(&c, start, at - start);
        tv_buffer_add(&c.out, text + at, i - at);
        start = i;
    }
    put_token(&c, start, size - start);
    if (c.n)
        return tv_buffer_steal(&c.out);
    tv_buffer_finish(&c.out);
    return NULL;
}
