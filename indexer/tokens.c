/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens (tokens.h). A cursor stands on a character and knows what it is (characters.h). From the
 * first word character on, what follows is, in this order of preference: an acronym (U.S.A.);
 * n-grams; a word, which is runs of word characters joined by single infixes (don't, AT&T, 3.14),
 * with what may end it (C++).
 *
 * What is always true: every character is looked at a bounded number of times, whatever the text;
 * and where the rules of libxapian seem odd, they are followed, since what counts is that the same
 * text gives the same terms in the index and in a query. */
#include "tokens.h"

#include "characters.h"
#include "corpus/utf8.h"
#include "stems.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORD_MAX = 64, /* bytes; longer words are left out */
    SUFFIX_MAX = 3,
    ROOM = 4096, /* bytes for terms that a list takes from its arena at a time */
};

struct language {
    char *stemmer; /* its name */
    struct tv_stems *stems;
};

struct tv_tokenizer {
    struct tv_characters characters;
    struct language *languages; /* that were met */
    size_t n, capacity;
};

/* At its end the character is 0, which has no flags. */
struct cursor {
    struct tv_characters *characters;
    const char *text;
    size_t n, at, next;
    uint32_t character;
};

/* A word being put together. Beyond WORD_MAX it is too long, and no more than that. */
struct word {
    size_t size;
    char bytes[WORD_MAX + 8];
};

struct job {
    struct cursor cursor;
    struct word word;
    size_t acronym_from;    /* no acronym begins before here */
    struct tv_stems *stems; /* NULL: none */
    const char *prefix;
    size_t prefix_size;
    uint32_t position;
    struct tv_token_list *list;
};

/* The list */

void tv_token_list_clear(struct tv_token_list *list)
{
    list->n = 0;
    list->room = NULL;
    list->left = 0;
    tv_arena_reset(&list->arena);
}

void tv_token_list_finish(struct tv_token_list *list)
{
    free(list->tokens);
    tv_arena_finish(&list->arena);
    *list = (struct tv_token_list){0};
}

/* Adds a token of size bytes, which the caller writes to what is returned. */
static char *add_token(struct tv_token_list *list, size_t size, uint32_t position)
{
    if (list->left < size) {
        list->left = size > ROOM ? size : ROOM;
        list->room = tv_arena_take(&list->arena, list->left);
    }
    char *term = list->room;
    list->room += size;
    list->left -= size;
    TV_GROW(list->tokens, list->n, list->capacity);
    list->tokens[list->n++] = (struct tv_token){term, (uint16_t)size, 1, position};
    return term;
}

/* The cursor */

static uint32_t longer_character(struct tv_characters *t, const char *text, size_t n, size_t *i)
{
    return tv_character(t, (uint32_t)tv_utf8_next(text, n, i));
}

/* What the character at text[*i] is, and *i moved past it. */
static inline uint32_t next_character(struct tv_characters *t, const char *text, size_t n,
                                      size_t *i)
{
    uint8_t byte = (uint8_t)text[*i];
    return byte < 0x80 ? ++*i, t->bytes[byte] : longer_character(t, text, n, i);
}

static inline void look(struct cursor *c)
{
    c->next = c->at;
    c->character = c->at < c->n ? next_character(c->characters, c->text, c->n, &c->next) : 0;
}

static inline void step(struct cursor *c)
{
    c->at = c->next;
    look(c);
}

static inline bool at_end(const struct cursor *c)
{
    return c->at == c->n;
}

static inline bool on(const struct cursor *c, uint32_t flags)
{
    return (c->character & flags) == flags;
}

/* Moves on to a word character, if there is one. */
static inline bool find_word(struct cursor *c)
{
    while (!on(c, TV_CHAR_WORD) && !at_end(c))
        step(c);
    return !at_end(c);
}

/* Terms */

/* A word or n-gram. */
static void add_word(struct job *j, const char *bytes, size_t size, bool positional)
{
    if (size > WORD_MAX)
        return;
    char *term = add_token(j->list, j->prefix_size + size, positional ? ++j->position : 0);
    memcpy(term, j->prefix, j->prefix_size);
    memcpy(term + j->prefix_size, bytes, size);
}

/* The stem of the word that a token stands for. Words that begin with a digit or a mark, and
 * full-width capitals, have none. */
static void add_stem(struct job *j, struct tv_token token, uint32_t number)
{
    const char *word = token.term + j->prefix_size;
    size_t i = 0, word_size = token.size - j->prefix_size;
    if (!(next_character(j->cursor.characters, word, word_size, &i) & TV_CHAR_STEMMED))
        return;
    struct tv_stem stem = tv_stems_find(j->stems, number, word, word_size);
    size_t size = stem.shared + stem.ending_size;
    if (size == 0)
        return;
    char *term = add_token(j->list, 1 + j->prefix_size + size, 0);
    *term++ = 'Z';
    memcpy(term, j->prefix, j->prefix_size);
    memcpy(term += j->prefix_size, word, stem.shared);
    memcpy(term + stem.shared, stem.ending, stem.ending_size);
}

static uint32_t expect(const struct job *j, struct tv_token token)
{
    return tv_stems_expect(j->stems, token.term + j->prefix_size, token.size - j->prefix_size);
}

/* The stems of all words from the first token on. They are announced some words ahead, since
 * otherwise half of all time would be spent on waiting for memory. */
static void add_stems(struct job *j, size_t first)
{
    enum { AHEAD = 8 };
    uint32_t numbers[AHEAD];
    size_t end = j->list->n;
    for (size_t i = first; i < end + AHEAD; i++) {
        uint32_t *number = &numbers[i % AHEAD];
        if (i >= first + AHEAD)
            add_stem(j, j->list->tokens[i - AHEAD], *number);
        if (i < end)
            *number = expect(j, j->list->tokens[i]);
    }
}

static inline void append(struct word *w, uint32_t character)
{
    if (w->size <= WORD_MAX + 4)
        w->size += tv_utf8_put(w->bytes + w->size, (int32_t)(character & TV_CHAR_MASK));
}

/* Takes a word character, or as many as there are in ASCII, which most are. Returns the last. */
static inline uint32_t take(struct job *j)
{
    struct cursor *c = &j->cursor;
    const uint32_t *bytes = c->characters->bytes;
    uint32_t last = c->character;
    size_t at = c->at, size = j->word.size;
    if (c->next > at + 1) {
        append(&j->word, last);
        step(c);
        return last;
    }
    for (uint32_t b = last; b & TV_CHAR_WORD; b = ++at < c->n ? bytes[(uint8_t)c->text[at]] : 0) {
        if (size <= WORD_MAX)
            j->word.bytes[size++] = (char)b;
        last = b;
    }
    j->word.size = size;
    c->at = at;
    look(c);
    return last;
}

/* Initials with points between them and perhaps behind, at least two, and nothing of a word glued
 * to the last. If there are none, the cursor stays. */
static bool acronym(struct job *j)
{
    if (!on(&j->cursor, TV_CHAR_INITIAL) || j->cursor.at < j->acronym_from)
        return false;
    struct cursor c = j->cursor;
    size_t initials = 0;
    j->word.size = 0;
    do {
        append(&j->word, c.character);
        initials++;
        step(&c);
        if ((c.character & TV_CHAR_MASK) != '.')
            break;
        step(&c);
    } while (on(&c, TV_CHAR_INITIAL));
    if (initials > 1 && !on(&c, TV_CHAR_WORD)) {
        j->cursor = c;
        return true;
    }
    j->acronym_from = c.at; /* nor will it be one from its second initial on */
    return false;
}

/* Single characters with positions, and pairs without. */
static void ngrams(struct job *j)
{
    struct cursor *c = &j->cursor;
    size_t previous = c->at;
    for (bool first = true; on(c, TV_CHAR_NGRAM | TV_CHAR_WORD); first = false) {
        if (!first)
            add_word(j, c->text + previous, c->next - previous, false);
        add_word(j, c->text + c->at, c->next - c->at, true);
        previous = c->at;
        step(c);
    }
}

/* Moves from an infix on to the word character behind it. */
static bool infix(struct job *j, uint32_t before)
{
    uint32_t character = j->cursor.character;
    if (!(character & (TV_CHAR_IGNORED | TV_CHAR_INFIX_DIGIT | TV_CHAR_INFIX)))
        return false;
    struct cursor after = j->cursor;
    step(&after);
    if (!on(&after, TV_CHAR_WORD))
        return false;
    bool digits = before & after.character & TV_CHAR_DIGIT;
    if (!(character & (TV_CHAR_IGNORED | (digits ? TV_CHAR_INFIX_DIGIT : TV_CHAR_INFIX))))
        return false;
    if (!(character & TV_CHAR_IGNORED))
        append(&j->word, character);
    j->cursor = after;
    return true;
}

/* Takes what ends a word, unless there is too much of it or a word goes on behind it. */
static void suffix(struct job *j)
{
    size_t bare = j->word.size;
    for (int n = 0; on(&j->cursor, TV_CHAR_SUFFIX); n++) {
        if (n == SUFFIX_MAX) {
            j->word.size = bare;
            return;
        }
        append(&j->word, j->cursor.character);
        step(&j->cursor);
    }
    if (on(&j->cursor, TV_CHAR_WORD))
        j->word.size = bare;
}

/* What begins at a word character and is no acronym: n-grams, a word, or both, since a word that an
 * infix joins to n-grams goes on behind them, and is lost if there is nothing more. */
static bool word(struct job *j)
{
    struct cursor *c = &j->cursor;
    uint32_t last;
    j->word.size = 0;
    do {
        while (on(c, TV_CHAR_NGRAM | TV_CHAR_WORD)) {
            ngrams(j);
            if (!find_word(c))
                return false;
        }
        do {
            last = take(j);
            if (at_end(c) || on(c, TV_CHAR_NGRAM))
                return true;
        } while (on(c, TV_CHAR_WORD));
    } while (infix(j, last));
    suffix(j);
    return true;
}

/* The tokeniser */

struct tv_tokenizer *tv_tokenizer_create(void)
{
    struct tv_tokenizer *t = tv_alloc(sizeof *t);
    tv_characters_init(&t->characters);
    return t;
}

void tv_tokenizer_destroy(struct tv_tokenizer *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++) {
        free(t->languages[i].stemmer);
        tv_stems_destroy(t->languages[i].stems);
    }
    free(t->languages);
    tv_characters_finish(&t->characters);
    free(t);
}

static struct tv_stems *stems_of(struct tv_tokenizer *t, const char *stemmer)
{
    if (strcmp(stemmer, "none") == 0)
        return NULL;
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->languages[i].stemmer, stemmer) == 0)
            return t->languages[i].stems;
    TV_GROW(t->languages, t->n, t->capacity);
    t->languages[t->n] = (struct language){tv_strdup(stemmer), tv_stems_create(stemmer)};
    return t->languages[t->n++].stems;
}

void tv_tokenize(struct tv_tokenizer *t, const char *text, size_t n, const char *stemmer,
                 const char *prefix, uint32_t *position, struct tv_token_list *list)
{
    struct job j = {
        .cursor = {.characters = &t->characters, .text = text, .n = n},
        .stems = stems_of(t, stemmer),
        .prefix = prefix,
        .prefix_size = strlen(prefix),
        .position = *position,
        .list = list,
    };
    size_t first = list->n;
    look(&j.cursor);
    while (find_word(&j.cursor))
        if (acronym(&j) || word(&j))
            add_word(&j, j.word.bytes, j.word.size, true);
    if (j.stems)
        add_stems(&j, first);
    *position = j.position;
}
