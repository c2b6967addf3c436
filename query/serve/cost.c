/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cost of a question (cost.h). */
#include "cost.h"

#include <microhttpd.h>
#include <string.h>

/* Measured over half a million passages, on a busy machine, with words that most of them have: about
 * 12 ms a word, 60 ms a beginning, which stands for a hundred words, and 100 ms a word whose places are
 * compared. */
enum { WORDS_MAX = 100, BEGINNINGS_MAX = 8, PLACES_MAX = 50 };

struct cost {
    unsigned words, beginnings, places;
};

static bool is_operator(const char *word, size_t size, const char *name)
{
    size_t n = strlen(name);
    return size >= n && memcmp(word, name, n) == 0 && (size == n || word[n] == '/');
}

/* Quotation marks, those that are typed and those that are typeset; the bytes that they take. */
static size_t quotation_mark(const char *p)
{
    if (*p == '"')
        return 1;
    static const char *const marks[] = {"\u201C", "\u201D", "\u201E", "\u00AB", "\u00BB"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(p, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

static void count_word(const char *word, size_t size, bool quoted, struct cost *cost)
{
    cost->words++;
    cost->beginnings += word[size - 1] == '*';
    if (is_operator(word, size, "NEAR") || is_operator(word, size, "ADJ"))
        cost->places += 2;
    else if (quoted)
        cost->places++;
}

static struct cost count(const char *question)
{
    struct cost cost = {0};
    bool quoted = false;
    for (const char *p = question; *p;) {
        size_t mark = quotation_mark(p), size = mark ? 0 : strcspn(p, " \"()\t\r\n\xE2\xC2");
        quoted ^= mark > 0;
        if (!mark && !size)
            size = 1; /* a blank, a bracket, or a character that begins like a mark */
        else if (size)
            count_word(p, size, quoted, &cost);
        p += mark + size;
    }
    return cost;
}

bool tv_cost_check(const char *question, struct tv_problem *problem)
{
    struct cost cost = count(question);
    problem->parameter = "q";
    if (cost.words > WORDS_MAX)
        return tv_problem_set(problem, MHD_HTTP_BAD_REQUEST,
                              "the question has %u words, and this server takes %d", cost.words,
                              WORDS_MAX);
    if (cost.beginnings > BEGINNINGS_MAX)
        return tv_problem_set(
            problem, MHD_HTTP_BAD_REQUEST,
            "the question has %u beginnings of words (*), and this server takes %d",
            cost.beginnings, BEGINNINGS_MAX);
    if (cost.places > PLACES_MAX)
        return tv_problem_set(problem, MHD_HTTP_BAD_REQUEST,
                              "the question has %u words in phrases and around NEAR, and this "
                              "server takes %d",
                              cost.places, PLACES_MAX);
    problem->parameter = NULL;
    return true;
}
