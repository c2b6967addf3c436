/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stop words (stopwords.h): articles, prepositions, conjunctions, pronouns, auxiliary verbs, and the
 * words that open a question. What is rare enough to say something stays. */
#include "stopwords.h"

#include "corpus/memory.h"
#include "fields.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* With a blank between words. */
static const struct {
    const char *language, *words;
} lists[] = {
    {"ar", "من في على إلى عن أن إن ما لا هذا هذه ذلك التي الذي الذين و أو ثم قد كان كانت يكون "
           "تكون كل مع لم لن بين هو هي هم كما بعد قبل كم هل أي أين متى كيف ماذا لماذا عند منذ "
           "حتى إذا لكن بل غير ليس تلك هناك بها به فيها فيه منها منه لها له عليها عليه"},
    {"de", "der die das den dem des ein eine einer eines einem einen und oder aber in im an am "
           "auf aus bei mit nach von vom zu zum zur für über unter durch gegen ohne um bis seit "
           "vor zwischen ist sind war waren sein wird werden wurde wurden hat haben hatte kann "
           "können soll sollen muss müssen darf dürfen es er sie wir ihr ich man sich ihre ihrer "
           "ihren seine seiner seinen dieser diese dieses diesem diesen als wie dass daß auch "
           "nicht noch nur so wenn was wer wo wann warum welche welcher welches kein keine"},
    {"en", "a about above after again against all also am an and any are as at be because been "
           "before being below between both but by can could did do does doing down during each "
           "few for from further had has have having he her here him his how i if in into is it "
           "its me might more most must my no nor not of off on once only or other our out "
           "over own s same shall she should so some such than that the their them then there "
           "these they this those through to too under until up very was we were what when "
           "where which while who whom whose why will with would you your"},
    {"es", "el la los las un una unos unas y e o u de del al a ante bajo con contra desde en "
           "entre hacia hasta para por según sin sobre tras que se es son fue fueron era ser ha "
           "han hay sido su sus como más no ni lo le les me mi nos este esta estos estas ese esa "
           "esos esas esto eso qué quién quiénes cuál cuáles cuándo cómo dónde si pero muy "
           "también ya"},
    {"fr", "le la les l un une des du de d et ou à au aux en dans par pour sur sous avec sans "
           "entre vers chez contre depuis que qu qui dont où se s est sont était étaient être a "
           "ont avait avoir été ce cet cette ces c il elle ils elles on nous vous je leur leurs "
           "son sa ses ne n pas plus ni si mais comme même aussi quel quelle quels quelles quoi "
           "quand comment pourquoi y"},
    {"it", "il lo la i gli le l un uno una e ed o a al allo alla ai agli alle da dal dallo dalla "
           "dai dagli dalle di del dello della dei degli delle in nel nello nella nei negli "
           "nelle con su sul sullo sulla sui sugli sulle per tra fra che chi cui non è sono era "
           "erano essere ha hanno si come più anche se ma quale quali quando dove perché questo "
           "questa questi queste suo sua suoi sue"},
    {"nl", "de het een en of aan als bij dat deze die dit door er haar had hebben heeft hem hen "
           "hij hoe hun ik in is je kan kunnen maar meer met mijn moet moeten na naar niet nog "
           "om omdat onder ons ook op over te tegen ten ter tot tussen uit van vanaf veel "
           "volgens voor waar waren was wat we welke werd werden wie wij worden wordt zal zich "
           "zij zijn zonder zou zullen"},
    {"pt", "o a os as um uma uns umas e ou de do da dos das em no na nos nas por pelo pela pelos "
           "pelas para com sem sob sobre entre contra desde até que se é são foi foram era ser "
           "há ao aos à às como mais não nem seu sua seus suas este esta estes estas esse essa "
           "isto isso ele ela eles elas quem qual quais quando onde mas também já"},
    {"ru", "и в во на не что с со по к ко из за от о об обо для как это этот эта эти этого этой "
           "или а но у же бы ли до при то тот та те его её ее их он она оно они мы вы я был была "
           "было были быть есть кто где когда почему какой какая какие какое который которая "
           "которые которое также так уже если чтобы между над под через без"},
};

static const char *words_of(const char *language)
{
    for (size_t i = 0; language && i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i].language, language) == 0)
            return lists[i].words;
    return "";
}

void tv_stopwords_add(struct tv_stopwords *stop, const char *language)
{
    for (const char *p = words_of(language); *p;) {
        size_t size = strcspn(p, " ");
        TV_GROW(stop->words, stop->n, stop->capacity);
        stop->words[stop->n++] = (struct xc_str){p, size};
        p += size + (p[size] == ' ');
    }
}

static bool has(const struct tv_stopwords *stop, const char *word, size_t size)
{
    for (size_t i = 0; i < stop->n; i++)
        if (stop->words[i].size == size && memcmp(stop->words[i].data, word, size) == 0)
            return true;
    return false;
}

/* The size of the stop word at s, "what's" as "what"; 0 where there is none. */
static size_t stop_word_at(const struct tv_stopwords *stop, const char *s)
{
    size_t size = strcspn(s, " .,;?!\"()"), whole = size;
    if (size > 2 && memcmp(s + size - 2, "'s", 2) == 0)
        size -= 2;
    return size && has(stop, s, size) ? whole : 0;
}

/* The size of "(où OR _bare:ou)" at s, of a stop word with diacritics; 0 where there is none. */
static size_t accented_stop_word_at(const struct tv_stopwords *stop, const char *s)
{
    static const char bare[] = " OR " TV_FIELD_BARE ":";
    size_t size = *s == '(' ? stop_word_at(stop, s + 1) : 0, end = 1 + size;
    if (!size || strncmp(s + end, bare, sizeof bare - 1) != 0)
        return 0;
    end += strcspn(s + end, ")");
    return s[end] ? end + 1 : 0;
}

/* The size of the stop word at the start of a token, and of the punctuation behind it; 0 where there
 * is none. */
static size_t stop_token_at(const struct tv_stopwords *stop, const char *s)
{
    size_t size = stop_word_at(stop, s);
    if (!size)
        size = accented_stop_word_at(stop, s);
    size_t end = size + strspn(s + size, ".,;?!");
    return size && (s[end] == ' ' || !s[end]) ? end : 0;
}

/* Blanks them in `blanked`, unless that is NULL; whether there is anything else. */
static bool blank(const struct tv_stopwords *stop, const char *text, char *blanked)
{
    bool quoted = false, starts = true, others = false;
    for (size_t i = 0, n; text[i]; i += n) {
        n = starts && !quoted ? stop_token_at(stop, text + i) : 0;
        if (n && blanked)
            memset(blanked + i, ' ', n);
        if (n)
            continue;
        n = 1;
        quoted ^= text[i] == '"';
        starts = text[i] == ' ';
        others |= isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80;
    }
    return others;
}

void tv_stopwords_blank(const struct tv_stopwords *stop, char *text)
{
    if (blank(stop, text, NULL))
        blank(stop, text, text);
}

void tv_stopwords_finish(struct tv_stopwords *stop)
{
    free(stop->words);
    *stop = (struct tv_stopwords){0};
}
