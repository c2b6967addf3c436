/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The state that a file is named after (states.h).
 *
 * A name is split into tokens at separators, between letters and digits, and where the case
 * changes ("SaudiArabia2" is three). A run of tokens that is a state counts if all the others only
 * say what kind of paper it is, or if it stands first, is a full name and not also a common word. */
#include "corpus/fold.h"
#include "corpus/state_keys.h"
#include "corpus/utf8.h"
#include "facts.h"
#include "states.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { TOKENS_MAX = 32, NAME_TOKENS_MAX = 8, TEXT_MAX = 512 };

struct token {
    uint16_t at, size; /* in tokens.text, folded, followed by a space */
    bool first_upper, upper, number;
    char next; /* the byte of the source behind it */
};

struct tokens {
    char text[TEXT_MAX];
    size_t size, count;
    struct token all[TOKENS_MAX];
};

#include "neutral_words.inc"

static int compare_word(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool is_neutral(const struct tokens *t, size_t i)
{
    const struct token *token = &t->all[i];
    char word[sizeof *neutral];
    if (token->number)
        return true;
    if (token->size >= sizeof word)
        return false;
    memcpy(word, t->text + token->at, token->size);
    word[token->size] = '\0';
    return bsearch(word, neutral, sizeof neutral / sizeof *neutral, sizeof *neutral, compare_word);
}

/* Whether a new token begins between two neighbours, the second of which is followed by c3. */
static bool is_border(int32_t c1, int32_t c2, int32_t c3)
{
    if (!u_isdigit(c1) != !u_isdigit(c2))
        return true;
    if (u_isupper(c2))
        return u_islower(c1) || (u_isupper(c1) && u_islower(c3));
    return false;
}

static void end_token(struct tokens *t, const char *s, size_t i, size_t n)
{
    struct token *token = &t->all[t->count];
    token->size = (uint16_t)(t->size - token->at);
    token->next = i < n ? s[i] : '\0';
    if (!token->size)
        return;
    t->text[t->size++] = ' ';
    t->count++;
}

static void begin_token(struct tokens *t, int32_t c)
{
    t->all[t->count] = (struct token){.at = (uint16_t)t->size,
                                      .first_upper = u_isupper(c) || !u_islower(c),
                                      .upper = !u_islower(c),
                                      .number = u_isdigit(c)};
}

static int32_t peek(const char *s, size_t n, size_t i)
{
    return i < n ? tv_utf8_next(s, n, &i) : ' ';
}

static void split(const char *s, size_t n, struct tokens *t)
{
    int32_t before = ' ';
    t->size = t->count = 0;
    for (size_t i = 0, next; i < n && t->count + 1 < TOKENS_MAX; i = next) {
        next = i;
        int32_t c = tv_utf8_next(s, n, &next);
        char bytes[TV_FOLD_MAX];
        size_t size = tv_fold_char(bytes, c);
        bool letter = !size || *bytes != ' ';
        if (before != ' ' && (!letter || is_border(before, c, peek(s, n, next))))
            end_token(t, s, i, n), before = ' ';
        if (!letter)
            continue;
        if (before == ' ')
            begin_token(t, c);
        if (t->size + size + 2 > TEXT_MAX)
            break;
        memcpy(t->text + t->size, bytes, size);
        t->size += size;
        t->all[t->count].upper &= !u_islower(c);
        before = size ? c : before;
    }
    if (before != ' ')
        end_token(t, s, n, n);
}

/* Whether the others are neutral. */
static bool stands_alone(const struct tokens *t, size_t first, size_t count, bool but_numbers)
{
    for (size_t i = 0; i < t->count; i++)
        if ((i < first || i >= first + count) &&
            !(but_numbers ? t->all[i].number : is_neutral(t, i)))
            return false;
    return true;
}

static bool is_first(const struct tokens *t, size_t i)
{
    while (i > 0 && t->all[i - 1].number)
        i--;
    return i == 0;
}

/* A capitalised full name that opens the file's name and does not begin a hyphenated word. */
static bool is_unmistakable(const struct tokens *t, size_t first, size_t count, unsigned flags)
{
    return flags & (TV_KEY_NAME | TV_KEY_JOINED) && !(flags & TV_KEY_COMMON) &&
           t->all[first].first_upper && is_first(t, first) && t->all[first + count - 1].next != '-';
}

/* "French.txt" is more likely in French than by France. */
static bool is_language(const struct tokens *t, size_t first, size_t count)
{
    char word[32] = "";
    size_t size = t->all[first].size;
    if (count > 1 || size >= sizeof word)
        return false;
    memcpy(word, t->text + t->all[first].at, size);
    return tv_language_of(word);
}

static bool counts(const struct tokens *t, size_t first, size_t count, unsigned flags, bool folder)
{
    if (flags & (TV_KEY_NAME | TV_KEY_WHOLE | TV_KEY_JOINED))
        return stands_alone(t, first, count, false) ||
               (!folder && is_unmistakable(t, first, count, flags));
    if (flags & (TV_KEY_CODE3 | TV_KEY_ABBREVIATION))
        return (t->all[first].upper || (is_first(t, first) && !is_neutral(t, first))) &&
               stands_alone(t, first, count, false);
    return flags & TV_KEY_ADJECTIVE && !folder && stands_alone(t, first, count, true) &&
           !is_language(t, first, count);
}

/* The state in one part of a path; of several, the longest name, and the first of these. */
static bool state_in_part(const char *s, size_t n, bool folder, char ret_code[TV_STATE_SIZE])
{
    struct tokens t;
    split(s, n, &t);
    for (size_t count = NAME_TOKENS_MAX; count > 0; count--)
        for (size_t first = 0; first + count <= t.count; first++) {
            const struct token *last = &t.all[first + count - 1];
            size_t at = t.all[first].at;
            unsigned flags;
            const char *code = tv_state_of_key(t.text + at, last->at + last->size - at, &flags);
            if (!code || !counts(&t, first, count, flags, folder))
                continue;
            memcpy(ret_code, code, TV_STATE_SIZE);
            return true;
        }
    return false;
}

/* Without ".txt", ".tar.gz": up to two dots and six letters or digits each. */
static size_t stem_size(const char *s, size_t n)
{
    for (int k = 0; k < 2; k++) {
        size_t i = n;
        while (i > 0 && n - i < 6 && (u_isalnum(s[i - 1])))
            i--;
        if (i < 2 || s[i - 1] != '.' || i == n)
            return n;
        n = i - 1;
    }
    return n;
}

bool tv_state_in_name(const char *path, char ret_code[TV_STATE_SIZE])
{
    size_t end = strlen(path);
    for (int depth = 0; depth < 8; depth++) {
        size_t start = end;
        while (start > 0 && path[start - 1] != '/')
            start--;
        size_t n = depth ? end - start : stem_size(path + start, end - start);
        if (n < TEXT_MAX && state_in_part(path + start, n, depth > 0, ret_code))
            return true;
        if (!start)
            return false;
        end = start - 1;
    }
    return false;
}
