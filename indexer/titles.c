/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Titles and dates at a document's head (titles.h).
 *
 * The head is the first few blocks, up to the first long paragraph: letterheads, the name of a
 * body, a session, a symbol, a date, and somewhere among them the title. Each block has a score:
 * what names a kind of document ("Statement by", "Draft", "Strategy"), what is set as a heading, and
 * what the file is named after is likely to be it; numbers, symbols and names of divisions are not. */
#include "titles.h"

#include "corpus/facts.h"
#include "corpus/utf8.h"
#include "labels.h"
#include "passages.h"

#include <ctype.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    HEAD_BLOCKS = 16,
    LONG_PARAGRAPH = 30, /* words: the head ends here */
    MAX_TITLE = 40,      /* words */
    MAX_DATE_LINE = 14,  /* words of a line in which a date may be the document's */
    MIN_SHARED = 10,     /* bytes that a title and a file's name share, or half the name */
};

/* Beginnings of words for kinds of documents, in lower case. */
static const char *const kinds_of_documents[] = {
    "statement",    "draft",         "report",        "letter",       "comments",
    "proposal",     "position",      "strategy",      "convention",   "treaty",
    "protocol",     "agreement",     "resolution",    "decision",     "declaration",
    "policy",       "working paper", "submission",    "contribution", "note verbale",
    "explanatory",  "amendment",     "plan",          "charter",      "covenant",
    "statute",      "constitution",  "déclaration",   "projet",       "rapport",
    "lettre",       "observations",  "proposition",   "stratégie",    "traité",
    "accord",       "résolution",    "décision",      "intervención", "declaración",
    "proyecto",     "informe",       "carta",         "comentarios",  "propuesta",
    "estrategia",   "convenio",      "tratado",       "resolución",   "decisión",
    "заявление",    "выступление",   "проект",        "доклад",       "письмо",
    "замечания",    "предложени",    "стратегия",     "конвенция",    "договор",
    "резолюция",    "решение",       "بيان",          "مشروع",        "تقرير",
    "رسالة",        "تعليقات",       "مقترح",         "استراتيجية",   "اتفاقية",
    "معاهدة",       "قرار",          "stellungnahme", "erklärung",    "entwurf",
    "bericht",      "vorschlag",     "übereinkommen", "vertrag",      "verdrag",
    "overeenkomst", "声明",          "草案",          "报告",         "公约",
    "条约",         "决议",          "战略",          "提案",         "发言",
    "决定",
};

/* s in lower case, in *out. */
static void lower(const char *s, struct tv_buffer *out)
{
    tv_buffer_clear(out);
    for (size_t i = 0, n = strlen(s); i < n;) {
        char bytes[4];
        tv_buffer_add(out, bytes, tv_utf8_put(bytes, u_tolower(tv_utf8_next(s, n, &i))));
    }
    tv_buffer_add(out, "", 0);
}

/* 3 where a kind of document is named first, 2 where it is named at all. */
static int score_of_words(const char *folded)
{
    int score = 0;
    for (size_t i = 0; i < sizeof kinds_of_documents / sizeof *kinds_of_documents && score < 3;
         i++) {
        const char *at = strstr(folded, kinds_of_documents[i]);
        if (at == folded)
            score = 3;
        else if (at && (at[-1] == ' ' || (unsigned char)at[-1] >= 0x80))
            score = 2;
    }
    return score;
}

/* How many bytes two names share from their beginning: letters and digits in lower case, with a
 * hyphen for what stands between words, which is how files are named. */
static size_t common_slug(const char *a, const char *b)
{
    size_t shared = 0;
    for (;;) {
        bool gap_a = false, gap_b = false;
        for (; *a && !isalnum((unsigned char)*a) && (unsigned char)*a < 0x80; a++)
            gap_a = true;
        for (; *b && !isalnum((unsigned char)*b) && (unsigned char)*b < 0x80; b++)
            gap_b = true;
        if (!*a || !*b || (gap_a != gap_b && shared) ||
            tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return shared;
        shared += 1 + gap_a;
        a++;
        b++;
    }
}

static bool has_letters(const char *s)
{
    size_t letters = 0;
    for (size_t i = 0, n = strlen(s); i < n && letters < 4;)
        letters += u_isalpha(tv_utf8_next(s, n, &i)) != 0;
    return letters >= 2;
}

/* Below 0: no title. */
static int score(const struct tv_extraction *x, size_t i, const char *stem,
                 struct tv_buffer *scratch)
{
    const struct tv_block *b = &x->blocks[i];
    struct tv_designation d;
    char date[11];
    size_t n = strlen(b->text), words = tv_count_words(b->text, n);
    if (n == 0 || words == 0 || words > MAX_TITLE || !has_letters(b->text) ||
        tv_date_of(b->text, date) || (tv_designation_at(b->text, &d) && d.division))
        return -1;
    bool heading = b->type == TV_BLOCK_HEADING;
    bool sentence = strchr(".,;", b->text[n - 1]) != NULL;
    lower(b->text, scratch);
    int points = score_of_words(scratch->data) * 2 + heading * 3 - sentence * 3;
    size_t shared = common_slug(b->text, stem), enough = strlen(stem) / 2;
    points += shared >= (enough > MIN_SHARED ? enough : MIN_SHARED) ? 10 : 0;
    points += heading && b->level == 1 ? 4 : 0;
    points -= words < 2 ? 2 : 0;
    return points;
}

static size_t head_of(const struct tv_extraction *x)
{
    size_t i = 0;
    while (i < x->n_blocks && i < HEAD_BLOCKS &&
           tv_count_words(x->blocks[i].text, strlen(x->blocks[i].text)) < LONG_PARAGRAPH)
        i++;
    return i;
}

const char *tv_title_at_head(const struct tv_extraction *x, const char *stem)
{
    struct tv_buffer scratch = {0};
    const char *best = NULL;
    int most = 2; /* a short line by itself is not enough */
    for (size_t i = 0, n = head_of(x); i < n; i++) {
        int points = score(x, i, stem, &scratch);
        if (points > most) {
            best = x->blocks[i].text;
            most = points;
        }
    }
    tv_buffer_finish(&scratch);
    return best;
}

bool tv_date_at_head(const struct tv_extraction *x, char ret_date[11])
{
    size_t n = head_of(x), offset;
    for (size_t i = 0; i < n; i++)
        if (tv_date_of(x->blocks[i].text, ret_date) && strlen(ret_date) > 4)
            return true;
    for (size_t i = 0; i < n; i++) {
        const char *text = x->blocks[i].text;
        if (tv_count_words(text, strlen(text)) <= MAX_DATE_LINE &&
            tv_date_in(text, ret_date, &offset) && strlen(ret_date) > 4)
            return true;
    }
    return false;
}
