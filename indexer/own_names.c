/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a text calls itself (titles.h): runs of capitalised words that end in the name of a kind of
 * policy, counted. */
#include "corpus/states.h"
#include "corpus/utf8.h"
#include "titles.h"

#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

enum {
    SAMPLE = 40000,  /* bytes at the head of the text */
    MAX_NAMES = 128, /* that are counted */
    MIN_WORDS = 3,   /* of a name: "Cyber Strategy" may be anybody's */
    MAX_WORDS = 12,
    MIN_COUNT = 3,
    MIN_COUNT_OF_STATE = 2, /* "Fogland's Lamp Strategy" is nobody else's */
};

struct name {
    const char *text;
    size_t size, count;
    bool of_state; /* it begins with the name of one */
};

struct names {
    struct name list[MAX_NAMES];
    size_t n;
};

struct run {
    const char *from; /* NULL: none */
    size_t words;
};

static bool is_one_of(const char *word, size_t n, const char *const *words, size_t n_words)
{
    for (size_t i = 0; i < n_words; i++)
        if (strlen(words[i]) == n && strncasecmp(words[i], word, n) == 0)
            return true;
    return false;
}

/* Words that may stand within a name, but not at its ends. */
static bool is_link(const char *word, size_t n)
{
    static const char *const words[] = {"of", "for", "on", "and", "the",
                                        "to", "de",  "la", "et",  "&"};
    return is_one_of(word, n, words, sizeof words / sizeof *words);
}

static bool is_opening(const char *word, size_t n)
{
    static const char *const words[] = {"the", "this", "a",    "an",    "our", "its",    "in",
                                        "la",  "le",   "with", "under", "by",  "through"};
    return is_one_of(word, n, words, sizeof words / sizeof *words);
}

static bool is_policy(const char *word, size_t n)
{
    /* not plans and programmes, of which a strategy has many */
    static const char *const words[] = {"strategy",  "policy",    "doctrine",
                                        "stratégie", "politique", "estrategia",
                                        "política",  "strategie", "masterplan"};
    return is_one_of(word, n, words, sizeof words / sizeof *words);
}

static bool begins_with_state(const char *text, size_t size)
{
    struct tv_state_hit hit;
    return tv_states_in_text(text, size, &hit, 1) && hit.offset == 0;
}

static void count_name(struct names *names, const char *text, size_t size)
{
    for (size_t i = 0; i < names->n; i++) {
        struct name *name = &names->list[i];
        if (name->size != size || strncasecmp(name->text, text, size) != 0)
            continue;
        name->count++;
        return;
    }
    if (names->n < MAX_NAMES)
        names->list[names->n++] = (struct name){text, size, 1, begins_with_state(text, size)};
}

static void take_word(struct run *run, struct names *names, const char *word, size_t n)
{
    size_t bare = n, at = 0;
    while (bare && strchr(".,;:)\"'", word[bare - 1]))
        bare--;
    bool capital = bare && u_isupper(tv_utf8_next(word, bare, &at));
    if (!run->from && (!capital || is_opening(word, bare)))
        return;
    if (!capital && !is_link(word, bare)) {
        *run = (struct run){0};
        return;
    }
    if (!run->from)
        *run = (struct run){word, 0};
    run->words++;
    if (capital && run->words >= MIN_WORDS && run->words <= MAX_WORDS && is_policy(word, bare))
        count_name(names, run->from, (size_t)(word + bare - run->from));
    if (bare < n)
        *run = (struct run){0};
}

static void count_names(const struct tv_extraction *x, struct names *names)
{
    for (size_t i = 0, size = 0; i < x->n_blocks && size < SAMPLE; i++) {
        const char *p = x->blocks[i].text;
        struct run run = {0};
        size += strlen(p);
        for (size_t n; *p; p += n + (p[n] == ' ')) {
            n = strcspn(p, " ");
            take_word(&run, names, p, n);
        }
    }
}

/* The name that there is most often, twice as often as any other, of those of states or of all. */
static const struct name *most_frequent(const struct names *names, bool of_state)
{
    const struct name *best = NULL;
    size_t second = 0, least = of_state ? MIN_COUNT_OF_STATE : MIN_COUNT;
    for (size_t i = 0; i < names->n; i++) {
        const struct name *name = &names->list[i];
        if (of_state && !name->of_state)
            continue;
        if (!best || name->count > best->count) {
            second = best ? best->count : 0;
            best = name;
        } else if (name->count > second) {
            second = name->count;
        }
    }
    return best && best->count >= least && best->count >= 2 * second ? best : NULL;
}

const char *tv_title_in_text(const struct tv_extraction *x, struct tv_arena *arena)
{
    struct names names = {.n = 0};
    count_names(x, &names);
    const struct name *best = most_frequent(&names, true);
    if (!best)
        best = most_frequent(&names, false);
    return best ? tv_arena_strndup(arena, best->text, best->size) : NULL;
}
