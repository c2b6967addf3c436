/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux complete WORD...: what may stand in the place of the last word, for the completions of
 * shells (query/completions/), one candidate a line, a tab and what it means behind it. ":files" and
 * ":directories" leave it to the shell. No error is told: there is nothing to complete then.
 *
 * What an argument is says the word for it in the table of options: FILE, KIND, STATE ... */
#include "complete.h"

#include "commands.h"
#include "corpus/facts.h"
#include "corpus/plain.h"
#include "corpus/states.h"
#include "passages.h"

#include <stdlib.h>
#include <string.h>

/* So many documents are offered for the start of an ID. */
enum { MOST_IDS = 50 };

struct completion {
    const struct tv_command *command;
    const char *word; /* what has been typed of the value */
    const char *glue; /* what stands before it in the same word: "--kind=" */
    int glue_size;
    struct tv_list indexes;
};

static void offer(const struct completion *c, const char *candidate, const char *meaning)
{
    struct tv_buffer line = {0};
    if (strncasecmp(candidate, c->word, strlen(c->word)) != 0)
        return;
    tv_buffer_printf(&line, "%.*s%s", c->glue_size, c->glue ? c->glue : "", candidate);
    if (meaning) {
        tv_buffer_putc(&line, '\t');
        tv_plain(meaning, strlen(meaning), false, &line);
    }
    puts(line.data);
    tv_buffer_finish(&line);
}

static void offer_kinds(const struct completion *c)
{
    for (int i = 0; i < TV_KIND_COUNT; i++)
        offer(c, tv_kind_name((enum tv_kind)i), NULL);
}

/* By their codes; by their names where more than a code has been typed. */
static void offer_states(const struct completion *c)
{
    bool by_code = strlen(c->word) <= 3;
    for (size_t i = 0; tv_state_code(i); i++) {
        const char *code = tv_state_code(i), *name = tv_state_name(code, "en");
        if (by_code)
            offer(c, code, name);
        else
            offer(c, name, code);
    }
}

static void offer_languages(const struct completion *c)
{
    for (size_t i = 0; tv_language_code(i); i++) {
        char name[TV_LANGUAGE_NAME_SIZE];
        offer(c, tv_language_code(i), tv_language_name(tv_language_code(i), name));
    }
}

/* Documents by the start of their IDs, with their titles. */
static void offer_ids(const struct completion *c)
{
    struct tv_index index;
    struct tv_buffer start = {0};
    struct xc_term term;
    if (!c->word[0] || strchr(c->word, '#') ||
        !tv_index_open(c->indexes.items, c->indexes.n, &index, NULL))
        return;
    tv_buffer_printf(&start, TV_PREFIX_DOCUMENT "%s", c->word);
    struct xc_terms *ids = xc_terms_open(index.database, start.data, start.size, NULL);
    for (int n = 0; ids && n < MOST_IDS && xc_terms_next(ids, &term, NULL) == XC_OK; n++) {
        char id[TV_ID_SIZE + 1];
        struct tv_record record;
        snprintf(id, sizeof id, "%.*s", (int)term.term.size - 1, term.term.data + 1);
        if (!tv_index_record(&index, id, &record, NULL))
            continue;
        offer(c, id, record.doc.title);
        tv_record_finish(&record);
    }
    xc_terms_destroy(ids);
    tv_buffer_finish(&start);
    tv_index_finish(&index);
}

static void offer_files(const struct completion *c)
{
    (void)c;
    puts(":files");
}

static void offer_directories(const struct completion *c)
{
    (void)c;
    puts(":directories");
}

static const struct {
    const char *argument;
    void (*offer)(const struct completion *c);
} arguments[] = {
    {"FILE", offer_files}, {"PATH", offer_files},      {"ARCHIVE", offer_files},
    {"KIND", offer_kinds}, {"STATE", offer_states},    {"LANG", offer_languages},
    {"ID", offer_ids},     {"DIR", offer_directories},
};

/* What the first of the words that says something says: "ID#N..." is "ID". */
static void offer_argument(const struct completion *c, const char *argument)
{
    size_t n = strspn(argument, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        if (strlen(arguments[i].argument) == n && memcmp(arguments[i].argument, argument, n) == 0)
            arguments[i].offer(c);
}

static void offer_value(const struct completion *c, const struct tv_option *o)
{
    for (size_t i = 0; o->choices && o->choices[i]; i++)
        offer(c, o->choices[i], NULL);
    if (o->argument)
        offer_argument(c, o->argument);
}

static void offer_options(struct completion *c)
{
    char name[64];
    for (size_t i = 0; i < c->command->n_options; i++) {
        snprintf(name, sizeof name, "--%s", c->command->options[i].name);
        offer(c, name, c->command->options[i].help);
    }
    offer(c, "--help", "a short help");
    offer(c, "--version", "the version");
}

static void offer_commands(const struct completion *c)
{
    for (size_t i = 0; tv_commands[i]; i++)
        offer(c, tv_commands[i]->name, tv_commands[i]->summary);
}

/* The option that takes the next word for its value: "--kind", "-n", "-jn"; NULL: none. */
static const struct tv_option *awaiting(const struct tv_command *c, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i < c->n_options; i++) {
        const struct tv_option *o = &c->options[i];
        bool named = strncmp(word, "--", 2) == 0 && strcmp(word + 2, o->name) == 0;
        bool lettered = n > 1 && word[0] == '-' && word[1] != '-' && word[n - 1] == o->letter;
        if (o->kind != TV_OPTION_FLAG && (named || lettered))
            return o;
    }
    return NULL;
}

/* The option whose value is in the same word: "--kind=dr". */
static const struct tv_option *glued(struct completion *c)
{
    const char *equals = strchr(c->word, '=');
    if (strncmp(c->word, "--", 2) != 0 || !equals)
        return NULL;
    char *name = tv_printf("%.*s", (int)(equals - c->word), c->word);
    const struct tv_option *o = awaiting(c->command, name);
    free(name);
    c->glue = c->word;
    c->glue_size = (int)(equals + 1 - c->word);
    c->word = equals + 1;
    return o;
}

/* Words of a command before the last: which option waits for a value, and which index is meant. */
static const struct tv_option *read_words(struct completion *c, int n, char **words,
                                          bool *ret_ended)
{
    const struct tv_option *waiting = NULL;
    for (int i = 0; i < n; i++) {
        if (strcmp(words[i], "=") == 0)
            continue; /* bash takes words apart at it */
        if (waiting && strcmp(waiting->name, "index") == 0)
            tv_list_add(&c->indexes, words[i]);
        *ret_ended |= !waiting && strcmp(words[i], "--") == 0;
        waiting = waiting || *ret_ended ? NULL : awaiting(c->command, words[i]);
    }
    return waiting;
}

static void complete_command(struct completion *c, int n, char **words)
{
    bool ended = false;
    const struct tv_option *o = read_words(c, n, words, &ended);
    if (!o && !ended)
        o = glued(c);
    if (o)
        offer_value(c, o);
    else if (c->word[0] == '-' && !ended)
        offer_options(c);
    else if (!c->glue)
        offer_argument(c, c->command->operands);
    tv_list_finish(&c->indexes);
}

void tv_complete(int n, char **words)
{
    struct completion c = {.word = n ? words[n - 1] : ""};
    if (strcmp(c.word, "=") == 0)
        c.word = "";
    if (n <= 1) {
        offer_commands(&c);
        offer(&c, "help", "Explains a command");
    } else if (strcmp(words[0], "help") == 0) {
        offer_commands(&c);
        offer(&c, "query", "The query language");
    } else if ((c.command = tv_command_find(words[0]))) {
        complete_command(&c, n - 2, words + 1);
    }
}
