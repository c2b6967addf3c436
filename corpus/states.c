/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* States and groups of states (states.h).
 *
 * tools/make-states makes the tables in states.inc from states.txt when Travaux is built: `states`
 * sorted by code, and `keys`, all names in all their forms, folded and sorted by their bytes.
 * Always true: a key knows the longest other key that it begins with (`shorter`), so the longest
 * key that a text begins with is on the chain from the last key that is not greater than the text;
 * and `first_words` has a bit set for the hash of each key's first word, which spares nearly all
 * words of a text the search. */
#include "states.h"

#include "corpus/fold.h"
#include "corpus/state_keys.h"
#include "corpus/utf8.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>

enum { N_LANGUAGES = 7, NO_KEY = 0xffff, FOLDED_MAX = 160, WORDS_MAX = 24 };

static const char languages[N_LANGUAGES + 1][3] = {"en", "fr", "es", "de", "ru", "zh", "ar", ""};

struct state {
    char code[TV_STATE_SIZE];
    uint32_t shown[N_LANGUAGES]; /* the name for citations, in pool; "" if none */
    uint16_t first, count;       /* in names */
};

struct name {
    uint32_t text; /* in pool */
    uint8_t language;
    uint16_t flags;
};

struct key {
    uint32_t text; /* in pool */
    uint8_t length;
    uint16_t state, shorter, flags;
};

#include "states.inc"

enum { N_STATES = sizeof states / sizeof *states, N_KEYS = sizeof keys / sizeof *keys };

static_assert((size_t)N_KEYS < NO_KEY, "a key's index has 16 bits");

/* Codes. */

static const struct state *state_with(const char *code)
{
    size_t low = 0, high = N_STATES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(code, states[middle].code);
        if (!order)
            return *code ? &states[middle] : NULL;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *tv_state_code(size_t i)
{
    return i + 1 < N_STATES ? states[i + 1].code : NULL; /* the first has none */
}

const char *tv_state_name(const char *code, const char *language)
{
    const struct state *s = state_with(code);
    if (!s)
        return NULL;
    for (size_t i = 0; i < N_LANGUAGES; i++)
        if (language && !strcmp(language, languages[i]) && pool[s->shown[i]])
            return pool + s->shown[i];
    return pool + s->shown[0];
}

static enum tv_state_form form_of(unsigned flags)
{
    if (flags & (TV_KEY_NAME | TV_KEY_WHOLE))
        return TV_STATE_NAME;
    return flags & TV_KEY_ABBREVIATION ? TV_STATE_ABBREVIATION : TV_STATE_ADJECTIVE;
}

bool tv_state_names(const char *code,
                    void (*fn)(void *ctx, const char *name, const char *language,
                               enum tv_state_form form),
                    void *ctx)
{
    const struct state *s = state_with(code);
    if (!s)
        return false;
    for (size_t i = 0; i < s->count; i++) {
        const struct name *name = &names[s->first + i];
        fn(ctx, pool + name->text, languages[name->language], form_of(name->flags));
    }
    return true;
}

/* Folded text: words one space apart, with the place in the source where each ends. Han characters
 * are words of their own, without the space. */

struct folded {
    char bytes[FOLDED_MAX + TV_FOLD_MAX];
    size_t size;
    size_t words;
    struct {
        size_t size, source;
    } ends[WORDS_MAX];
};

static size_t fold_char(char ret_bytes[TV_FOLD_MAX], int32_t c)
{
    if (c >= 0x80)
        return tv_fold_char(ret_bytes, c);
    *ret_bytes = ascii[c] ? ascii[c] : ' ';
    return 1;
}

static bool is_letter(const char *s, size_t n, size_t i)
{
    return i < n && u_isalpha(tv_utf8_next(s, n, &i));
}

/* Adds the word at s[*i] and moves *i past it: letters and digits, up to a Han character, or one
 * Han character; "U.S.A" is one word. False if there is none. */
static bool fold_word(const char *s, size_t n, size_t *i, struct folded *out)
{
    size_t letters = 0, start = out->size;
    char bytes[TV_FOLD_MAX];
    while (*i < n) {
        size_t next = *i;
        int32_t c = tv_utf8_next(s, n, &next);
        if (c == '.' && letters == 1 && is_letter(s, n, next)) {
            letters = 0;
            *i = next;
            continue;
        }
        size_t size = fold_char(bytes, c);
        bool han = tv_is_han(c);
        if ((size && *bytes == ' ') || (han && out->size > start))
            break;
        if (out->size < FOLDED_MAX) {
            memcpy(out->bytes + out->size, bytes, size);
            out->size += size;
        }
        letters += size > 0;
        *i = next;
        if (han)
            break;
    }
    if (out->size == start)
        return false;
    if (out->words < WORDS_MAX) {
        out->ends[out->words].size = out->size;
        out->ends[out->words++].source = *i;
    }
    return true;
}

/* FNV-1a */

enum { HASH_SHIFT = 16777619 };
static const uint32_t hash_start = 2166136261;

static uint32_t hash_add(uint32_t h, char byte)
{
    return (h ^ (uint8_t)byte) * HASH_SHIFT;
}

static bool is_first_word(uint32_t hash)
{
    return first_words[(hash & 0xffff) >> 3] >> (hash & 7) & 1;
}

static bool may_begin(const struct folded *f)
{
    uint32_t h = hash_start;
    for (size_t i = 0; i < f->ends[0].size; i++)
        h = hash_add(h, f->bytes[i]);
    return is_first_word(h);
}

/* Keys. */

static int compare_key(const struct key *key, const char *bytes, size_t n)
{
    int order = memcmp(pool + key->text, bytes, key->length < n ? key->length : n);
    return order ? order : (key->length > n) - (key->length < n);
}

/* The last key that is not greater than n bytes; NO_KEY if all are. */
static size_t last_not_greater(const char *bytes, size_t n)
{
    size_t low = 0, high = N_KEYS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_key(&keys[middle], bytes, n) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? low - 1 : NO_KEY;
}

static bool begins_with(const struct key *key, const struct folded *f)
{
    return key->length > f->size && !memcmp(pool + key->text, f->bytes, f->size);
}

const char *tv_state_of_key(const char *folded, size_t n, unsigned *ret_flags)
{
    size_t at = last_not_greater(folded, n);
    if (at == NO_KEY || compare_key(&keys[at], folded, n) || !*states[keys[at].state].code)
        return NULL;
    *ret_flags = keys[at].flags;
    return states[keys[at].state].code;
}

static const char *without_article(const char *bytes, size_t *n)
{
    static const char articles[][5] = {"the ", "la ",  "le ",  "les ", "el ",
                                       "l ",   "los ", "die ", "der "};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        size_t size = strlen(articles[i]);
        if (*n > size && !memcmp(bytes, articles[i], size)) {
            *n -= size;
            return bytes + size;
        }
    }
    return bytes;
}

/* As it stands, without its article, or without its spaces. */
static const char *state_of_folded(struct folded *f)
{
    unsigned flags;
    const char *code = tv_state_of_key(f->bytes, f->size, &flags);
    if (code)
        return code;
    size_t size = f->size, joined = 0;
    const char *bare = without_article(f->bytes, &size);
    code = tv_state_of_key(bare, size, &flags);
    if (code)
        return code;
    for (size_t i = 0; i < f->size; i++)
        if (f->bytes[i] != ' ')
            f->bytes[joined++] = f->bytes[i];
    code = tv_state_of_key(f->bytes, joined, &flags);
    return code && flags & TV_KEY_JOINED ? code : NULL;
}

bool tv_state_of(const char *name, char ret_code[TV_STATE_SIZE])
{
    struct folded f = {.size = 0};
    size_t n = strnlen(name, 2 * FOLDED_MAX), i = 0;
    bool gap = false;
    while (i < n && f.size < FOLDED_MAX) {
        if (gap && f.size)
            f.bytes[f.size++] = ' ';
        gap = !fold_word(name, n, &i, &f);
        if (gap) {
            f.size -= f.size && f.bytes[f.size - 1] == ' ';
            tv_utf8_next(name, n, &i);
        }
    }
    const char *code = f.size < FOLDED_MAX ? state_of_folded(&f) : NULL;
    if (code)
        memcpy(ret_code, code, TV_STATE_SIZE);
    return code;
}

/* States in running text. */

/* What may stand between two words of one name. A full stop only after "St." or "EE.". */
static bool skip_gap(const char *s, size_t n, size_t *i, size_t word_size)
{
    for (size_t count = 0; *i < n && count < 4; count++) {
        size_t next = *i;
        int32_t c = tv_utf8_next(s, n, &next);
        char bytes[TV_FOLD_MAX];
        if (!fold_char(bytes, c) || *bytes != ' ')
            return true;
        bool inside = c == ' ' || c == '\n' || c == 0xa0 || c == '-' || c == '\'' || c == '(' ||
                      c == ')' || c == ',' || c == '&' || (c >= 0x2010 && c <= 0x2019) ||
                      c == 0xff08 || c == 0xff09;
        if (!inside && !(c == '.' && word_size <= 2))
            return false;
        *i = next;
    }
    return false;
}

/* Folds on from the first word for as long as that may make a longer name, and returns the last
 * key not greater than what was folded. */
static size_t fold_rest(const char *s, size_t n, size_t i, struct folded *f)
{
    size_t word_start = 0;
    for (;;) {
        size_t key = last_not_greater(f->bytes, f->size), longer = key == NO_KEY ? 0 : key + 1,
               at = i;
        if (longer == N_KEYS || f->words == WORDS_MAX || !begins_with(&keys[longer], f) ||
            !skip_gap(s, n, &at, f->size - word_start))
            return key;
        if (at > i)
            f->bytes[f->size++] = ' ';
        i = at;
        word_start = f->size;
        if (!fold_word(s, n, &i, f))
            return key;
    }
}

static size_t count_capitals(const char *s, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n;) {
        int32_t c = tv_utf8_next(s, n, &i);
        count += u_isupper(c) || u_isdigit(c);
    }
    return count;
}

/* Whether running text may write the key like this; if so, as what. */
static bool is_written(const struct key *key, const char *s, size_t n, enum tv_state_form *ret_form)
{
    size_t i = 0;
    bool small = u_islower(tv_utf8_next(s, n, &i));
    if (key->flags & TV_KEY_ABBREVIATION && count_capitals(s, n) >= 2) {
        *ret_form = TV_STATE_ABBREVIATION;
        return true;
    }
    bool may_be_small = (key->flags & TV_KEY_LOWER) && !(key->flags & TV_KEY_COMMON);
    if (!(key->flags & (TV_KEY_NAME | TV_KEY_ADJECTIVE)) || (small && !may_be_small))
        return false;
    bool adjective = key->flags & TV_KEY_ADJECTIVE && (small || !(key->flags & TV_KEY_NAME));
    *ret_form = adjective ? TV_STATE_ADJECTIVE : TV_STATE_NAME;
    return true;
}

/* The word that f has `size` folded bytes up to; SIZE_MAX if that is within a word. */
static size_t source_end(const struct folded *f, size_t size)
{
    for (size_t i = 0; i < f->words; i++)
        if (f->ends[i].size == size)
            return f->ends[i].source;
    return SIZE_MAX;
}

/* The longest name that f, folded from s[start] on, begins with; `at` is the last key not greater
 * than f. */
static bool longest(const char *s, size_t start, const struct folded *f, size_t at,
                    struct tv_state_hit *ret_hit)
{
    for (; at != NO_KEY; at = keys[at].shorter) {
        const struct key *key = &keys[at];
        if (key->length > f->size || memcmp(pool + key->text, f->bytes, key->length) != 0)
            continue;
        size_t end = source_end(f, key->length);
        enum tv_state_form form;
        if (end == SIZE_MAX || !is_written(key, s + start, end - start, &form))
            continue;
        *ret_hit = (struct tv_state_hit){.offset = start, .length = end - start, .form = form};
        memcpy(ret_hit->code, states[key->state].code, TV_STATE_SIZE);
        return true;
    }
    return false;
}

/* A name at s[start], with `before` put before it; *ret_end is the end of the first word. */
static bool name_at(const char *s, size_t n, size_t start, const char *before,
                    struct tv_state_hit *ret_hit, size_t *ret_end)
{
    struct folded f;
    f.words = 0;
    f.size = strlen(before);
    memcpy(f.bytes, before, f.size);
    *ret_end = start;
    if (!fold_word(s, n, ret_end, &f) || !may_begin(&f))
        return false;
    size_t key = fold_rest(s, n, *ret_end, &f);
    return longest(s, start, &f, key, ret_hit);
}

/* The same behind what Arabic writes in one word with a name: "and", "in", "for", "like". */
static bool arabic_name_at(const char *s, size_t n, size_t start, struct tv_state_hit *ret_hit)
{
    size_t at = start, end;
    for (int k = 0; k < 2; k++) {
        size_t before = at;
        switch (tv_utf8_next(s, n, &at)) {
        case 0x648: /* wa */
        case 0x641: /* fa */
        case 0x628: /* bi */
        case 0x643: /* ka */
            break;
        case 0x644: /* li, which takes the alif of the article */
            if (name_at(s, n, at, "ا", ret_hit, &end)) {
                ret_hit->length += ret_hit->offset - before;
                ret_hit->offset = before;
                return true;
            }
            break;
        default:
            return false;
        }
        if (at >= n || name_at(s, n, at, "", ret_hit, &end))
            return at < n;
    }
    return false;
}

/* Where the next word begins that may be the first of a name: skips ASCII that cannot. */
static size_t skip_ascii(const char *s, size_t n, size_t i)
{
    while (i < n && !(s[i] & 0x80)) {
        size_t end = i;
        uint32_t h = hash_start;
        for (; end < n && !(s[end] & 0x80) && ascii[(uint8_t)s[end]]; end++)
            h = hash_add(h, ascii[(uint8_t)s[end]]);
        bool whole = end == n || (!(s[end] & 0x80) && (s[end] != '.' || end - i > 1));
        if (end > i && (!whole || is_first_word(h)))
            return i;
        i = end > i ? end : end + 1;
    }
    return i;
}

size_t tv_states_in_text(const char *text, size_t n, struct tv_state_hit *hits, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; (i = skip_ascii(text, n, i)) < n && count < max;) {
        size_t end = i;
        struct tv_state_hit hit;
        bool arabic = (uint8_t)text[i] >= 0xd8 && (uint8_t)text[i] <= 0xdb;
        if (name_at(text, n, i, "", &hit, &end) || (arabic && arabic_name_at(text, n, i, &hit))) {
            if (*hit.code)
                hits[count++] = hit;
            end = hit.offset + hit.length;
        }
        if (end == i)
            tv_utf8_next(text, n, &end);
        i = end;
    }
    return count;
}
