/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Options: the command line of a command as a table, from which it is read and its help is made.
 *
 * A command has one struct of values; a line of its table says at which offset an option's value
 * stands and what it may be. Long options take their value behind '=' or as the next argument,
 * letters take it at once or as the next argument; "--" ends the options; options and operands may
 * stand in any order. --help and --version need no line. Manual pages and completions are made from
 * the tables, too (query/make_manual.c, query/complete.c), so a table has its most useful options
 * first, and the word of an argument says what it is: FILE, DIR, KIND, STATE ...
 *
 * Always true: strings in the values point into argv or are literals; what was not given is zero
 * unless the command has put a default there before. */
#ifndef TV_OPTIONS_H
#define TV_OPTIONS_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Strings given to an option that may be repeated, or operands. */
struct tv_list {
    const char **items;
    size_t n, capacity;
};

void tv_list_add(struct tv_list *list, const char *item);
void tv_list_finish(struct tv_list *list);

enum tv_option_kind {
    TV_OPTION_FLAG,     /* bool */
    TV_OPTION_TEXT,     /* const char * */
    TV_OPTION_LIST,     /* struct tv_list: may be repeated */
    TV_OPTION_NUMBER,   /* uint32_t */
    TV_OPTION_POSITIVE, /* uint32_t, not 0 */
    TV_OPTION_COUNT,    /* uint32_t; "all" is UINT32_MAX */
    TV_OPTION_SIZE,     /* uint64_t, not 0; K, M and G behind it multiply by 1024 */
    TV_OPTION_CHOICE,   /* int: the place of the word in choices */
};

struct tv_option {
    const char *name; /* without dashes */
    char letter;      /* 0: none */
    enum tv_option_kind kind;
    size_t offset;              /* of the value in the command's struct */
    const char *argument;       /* "FILE"; NULL for flags */
    const char *help;           /* in a few words */
    const char *const *choices; /* NULL-terminated */
};

/* Exit statuses, those of grep. */
enum tv_exit { TV_EXIT_FOUND = 0, TV_EXIT_NOTHING = 1, TV_EXIT_ERROR = 2 };

struct tv_command {
    const char *name;
    const char *operands; /* "QUERY..."; "" for none */
    const char *summary;  /* one line, no full stop */
    const char *details;  /* a few lines below the options in its help, each with '\n'; or NULL */
    const struct tv_option *options;
    size_t n_options;
    const void *defaults; /* values_size bytes; NULL: zeros */
    size_t values_size;
    /* Does the work. With TV_EXIT_ERROR either *err is filled, and nothing printed, or what there
     * is to say has been said. NULL: another program does it, which is given all arguments. */
    enum tv_exit (*run)(const void *values, const struct tv_list *operands, struct tv_error *err);
};

enum tv_wish { TV_WISH_RUN, TV_WISH_HELP, TV_WISH_VERSION };

/* Reads argv[0..argc-1] (the command's name is not among them). --help and --version are wishes
 * whatever stands behind them. Values is a struct of the command, filled with its defaults; lists
 * in it and *ret_operands (empty before) are tv_list_finish'ed by tv_options_finish. */
bool tv_options_read(const struct tv_command *command, int argc, char **argv, void *values,
                     struct tv_list *ret_operands, enum tv_wish *ret_wish, struct tv_error *err);
void tv_options_finish(const struct tv_command *command, void *values, struct tv_list *operands);

/* The one of n words that somebody may have meant: at most a third of its letters are left out, added,
 * changed or swapped. NULL: none is near. */
const char *tv_nearest_word(const char *word, const char *const *words, size_t n);

/* The help of a command, which fits a screen: usage, summary, options, details. Options for which
 * there is no room are named in one line; the manual page explains them. */
void tv_options_help(const struct tv_command *command, FILE *out);

#endif
