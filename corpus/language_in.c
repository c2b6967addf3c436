/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The language of a text (facts.h).
 *
 * A sample of at most SAMPLE bytes, in slices from all over the text, is read once. Its script
 * often says it all (Hebrew, Greek, Thai); within a script, the common words of each language
 * (language_words.inc) and the letters that only it has are counted. */
#include "facts.h"

#include "corpus/utf8.h"

#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "language_words.inc"

enum {
    N_PROFILES = sizeof profiles / sizeof *profiles,
    SLOTS = 8192, /* a power of two, more than twice the words */
    SHARED = 12,  /* languages that have one word */
    SAMPLE = 2048,
    SLICES = 4,
    LETTERS_MIN = 12 /* fewer letters than this are no text */
};

struct slot {
    uint64_t hash;
    uint8_t count;
    struct {
        uint8_t profile, weight;
    } of[SHARED];
};

static struct slot slots[SLOTS];
static uint16_t tags[SLOTS]; /* of the slots, so that looking in vain stays in the nearest cache */

/* What a hash leaves in the tags, never 0: that is a free slot. */
static uint16_t tag_of(uint64_t hash)
{
    return (uint16_t)(hash >> 48) | 1;
}

static uint64_t hash_add(uint64_t h, int32_t c)
{
    return (h ^ (uint64_t)c) * 1099511628211u;
}

/* Where hashes start, so that words, letters and endings do not meet. */
enum { HASH_WORD = 0x4c616e67, HASH_LETTER = 0x1e77e125, HASH_ENDING = 0x0e9d1265 };

/* The slot of that hash, or the free one where it would be. */
static size_t slot_of(uint64_t hash)
{
    size_t i = (hash ^ hash >> 29) & (SLOTS - 1);
    while (tags[i] && (tags[i] != tag_of(hash) || slots[i].hash != hash))
        i = (i + 1) & (SLOTS - 1);
    return i;
}

static void add_word(uint64_t hash, size_t profile, unsigned weight)
{
    size_t i = slot_of(hash);
    struct slot *slot = &slots[i];
    slot->hash = hash;
    tags[i] = tag_of(hash);
    if (slot->count == SHARED || (slot->count && slot->of[slot->count - 1].profile == profile))
        return;
    slot->of[slot->count].profile = (uint8_t)profile;
    slot->of[slot->count++].weight = (uint8_t)weight;
}

/* The commonest words say most. */
static unsigned weight_at(size_t rank)
{
    return rank < 12 ? 4 : rank < 32 ? 3 : 2;
}

static void add_words(size_t profile, const char *s, uint64_t start)
{
    size_t n = strlen(s), rank = 0;
    uint64_t hash = start;
    for (size_t i = 0; i <= n;) {
        int32_t c = i < n ? tv_utf8_next(s, n, &i) : (i++, ' ');
        if (c != ' ') {
            hash = hash_add(hash, c);
        } else if (hash != start) {
            add_word(hash, profile, start == HASH_WORD ? weight_at(rank++) : 1);
            hash = start;
        }
    }
}

static void add_letters(size_t profile)
{
    const char *s = profiles[profile].letters;
    for (size_t i = 0, n = strlen(s); i < n;)
        add_word(hash_add(HASH_LETTER, tv_utf8_next(s, n, &i)), profile, 2);
}

/* Letters and endings come last: most words are looked up in vain, and sooner so. */
static void build(void)
{
    for (size_t i = 0; i < N_PROFILES; i++)
        add_words(i, profiles[i].words, HASH_WORD);
    for (size_t i = 0; i < N_PROFILES; i++) {
        add_words(i, profiles[i].endings, HASH_ENDING);
        add_letters(i);
    }
}

struct counts {
    unsigned score[N_PROFILES];
    unsigned letters, words;
    unsigned script[USCRIPT_CODE_LIMIT];
};

static void count_slot(struct counts *counts, uint64_t hash)
{
    size_t at = slot_of(hash);
    for (size_t i = 0; tags[at] && i < slots[at].count; i++)
        counts->score[slots[at].of[i].profile] += slots[at].of[i].weight;
}

/* Han characters stand for more than letters do. */
static void count_letter(struct counts *counts, int32_t c)
{
    UErrorCode error = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &error);
    unsigned weight =
        script == USCRIPT_HAN || script == USCRIPT_HANGUL || script == USCRIPT_HIRAGANA ? 3 : 1;
    if (script >= 0 && script < USCRIPT_CODE_LIMIT && script != USCRIPT_COMMON &&
        script != USCRIPT_INHERITED) {
        counts->script[script] += weight;
        counts->letters += weight;
    }
}

static bool is_letter(int32_t c)
{
    return U_MASK(u_charType(c)) & (U_GC_L_MASK | U_GC_M_MASK);
}

struct word {
    uint64_t hash;
    int32_t last[3];
    unsigned letters;
};

static void add_letter(struct word *word, int32_t c)
{
    word->hash = hash_add(word->hash, c);
    word->last[0] = word->last[1];
    word->last[1] = word->last[2];
    word->last[2] = c;
    word->letters++;
}

static void count_word(struct counts *counts, struct word *word)
{
    if (!word->letters)
        return;
    count_slot(counts, word->hash);
    if (word->letters > 4) {
        uint64_t ending = HASH_ENDING;
        for (int i = 0; i < 3; i++)
            ending = hash_add(ending, word->last[i]);
        count_slot(counts, ending);
    }
    counts->words++;
    word->hash = HASH_WORD;
    word->letters = 0;
}

static void count_text(struct counts *counts, const char *s, size_t n)
{
    struct word word = {.hash = HASH_WORD};
    unsigned ascii = 0;
    for (size_t i = 0; i < n;) {
        unsigned char byte = (unsigned char)s[i];
        if (byte < 0x80) { /* most are */
            i++;
            if ((byte | 32u) - 'a' < 26u) {
                add_letter(&word, (int32_t)(byte | 32u));
                ascii++;
            } else {
                count_word(counts, &word);
            }
            continue;
        }
        int32_t c = tv_utf8_next(s, n, &i);
        if (!is_letter(c)) {
            count_word(counts, &word);
            continue;
        }
        c = u_tolower(c);
        add_letter(&word, c);
        if (c < 0x80) {
            ascii++;
            continue;
        }
        count_letter(counts, c);
        count_slot(counts, hash_add(HASH_LETTER, c));
    }
    count_word(counts, &word);
    counts->script[USCRIPT_LATIN] += ascii;
    counts->letters += ascii;
}

/* Slices from all over a long text, each beginning and ending at a character. */
static void count_sample(struct counts *counts, const char *s, size_t n)
{
    if (n <= SAMPLE) {
        count_text(counts, s, n);
        return;
    }
    size_t slice = SAMPLE / SLICES;
    for (size_t k = 0; k < SLICES; k++) {
        size_t start = (n - slice) / (SLICES - 1) * k, end = start + slice;
        while (start < end && (s[start] & 0xc0) == 0x80)
            start++;
        while (end > start && (s[end - 1] & 0xc0) == 0x80)
            end--;
        count_text(counts, s + start, end - start);
    }
}

/* Scripts that one language alone is written in, for our purposes. */
static const char *only_language(const struct counts *counts, UScriptCode script)
{
    switch (script) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO: {
        unsigned kana = counts->script[USCRIPT_HIRAGANA] + counts->script[USCRIPT_KATAKANA];
        return kana * 12 > counts->script[USCRIPT_HAN] ? "ja" : "zh";
    }
    case USCRIPT_HANGUL:
        return "ko";
    case USCRIPT_GREEK:
        return "el";
    case USCRIPT_HEBREW:
        return "he";
    case USCRIPT_THAI:
        return "th";
    case USCRIPT_LAO:
        return "lo";
    case USCRIPT_KHMER:
        return "km";
    case USCRIPT_MYANMAR:
        return "my";
    case USCRIPT_GEORGIAN:
        return "ka";
    case USCRIPT_ARMENIAN:
        return "hy";
    case USCRIPT_ETHIOPIC:
        return "am";
    case USCRIPT_BENGALI:
        return "bn";
    case USCRIPT_TAMIL:
        return "ta";
    case USCRIPT_TELUGU:
        return "te";
    case USCRIPT_KANNADA:
        return "kn";
    case USCRIPT_MALAYALAM:
        return "ml";
    case USCRIPT_GUJARATI:
        return "gu";
    case USCRIPT_GURMUKHI:
        return "pa";
    case USCRIPT_SINHALA:
        return "si";
    case USCRIPT_TIBETAN:
        return "bo";
    case USCRIPT_MONGOLIAN:
        return "mn";
    case USCRIPT_THAANA:
        return "dv";
    default:
        return NULL;
    }
}

/* The script of most letters; Han and kana count as one. */
static UScriptCode main_script(const struct counts *counts)
{
    UScriptCode best = USCRIPT_LATIN;
    for (int i = 0; i < USCRIPT_CODE_LIMIT; i++)
        if (counts->script[i] > counts->script[best])
            best = (UScriptCode)i;
    unsigned japanese = counts->script[USCRIPT_HAN] + counts->script[USCRIPT_HIRAGANA] +
                        counts->script[USCRIPT_KATAKANA];
    return japanese > counts->script[best] ? USCRIPT_HAN : best;
}

/* The language with the most points; NULL without a clear lead. */
static const char *best_profile(const struct counts *counts)
{
    size_t best = 0;
    unsigned second = 0;
    for (size_t i = 1; i < N_PROFILES; i++)
        if (counts->score[i] > counts->score[best])
            best = i;
    for (size_t i = 0; i < N_PROFILES; i++)
        if (i != best && counts->score[i] > second)
            second = counts->score[i];
    unsigned top = counts->score[best];
    if (top < 4 || top == second || top * 5 < counts->words * 2)
        return NULL;
    return profiles[best].code;
}

const char *tv_language_in(const char *text, size_t n)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct counts counts = {.letters = 0};
    pthread_once(&once, build);
    count_sample(&counts, text, n);
    UScriptCode script = main_script(&counts);
    const char *only = only_language(&counts, script);
    if (counts.letters < LETTERS_MIN)
        return NULL;
    return only ? only : best_profile(&counts);
}
