/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Options: the command line of a command as a table (options.h). */
#include "options.h"

#include "memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void tv_list_add(struct tv_list *list, const char *item)
{
    TV_GROW(list->items, list->n, list->capacity);
    list->items[list->n++] = item;
}

void tv_list_finish(struct tv_list *list)
{
    free(list->items);
    *list = (struct tv_list){0};
}

/* What is being read. */
struct reading {
    const struct tv_command *command;
    int argc, at; /* the next argument */
    char **argv;
    char *values;
    struct tv_error *err;
};

static const struct tv_option *find_long(const struct tv_command *c, const char *name, size_t n)
{
    for (size_t i = 0; i < c->n_options; i++)
        if (strlen(c->options[i].name) == n && memcmp(c->options[i].name, name, n) == 0)
            return &c->options[i];
    return NULL;
}

static const struct tv_option *find_letter(const struct tv_command *c, char letter)
{
    for (size_t i = 0; i < c->n_options; i++)
        if (c->options[i].letter == letter)
            return &c->options[i];
    return NULL;
}

/* Reads digits alone; false where there is anything else, or too much. */
static bool digits(const char *text, uint64_t most, uint64_t *ret_number)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    *ret_number = number;
    return text[0] >= '0' && text[0] <= '9' && !*end && !errno && number <= most;
}

static bool set_number(struct reading *r, const struct tv_option *o, const char *text)
{
    uint32_t *value = (uint32_t *)(void *)(r->values + o->offset);
    uint64_t number = UINT32_MAX;
    bool ok = o->kind == TV_OPTION_COUNT && strcmp(text, "all") == 0;
    if (!ok)
        ok = digits(text, UINT32_MAX - 1, &number) && (number || o->kind != TV_OPTION_POSITIVE);
    if (!ok)
        return tv_fail(r->err, TV_USAGE, "--%s: '%s' is no %snumber%s", o->name, text,
                       o->kind == TV_OPTION_POSITIVE ? "positive " : "",
                       o->kind == TV_OPTION_COUNT ? " and not 'all'" : "");
    *value = (uint32_t)number;
    return true;
}

static bool set_size(struct reading *r, const struct tv_option *o, const char *text)
{
    size_t n = strlen(text);
    unsigned shift = 0;
    if (n > 1 && strchr("KMG", text[n - 1]))
        shift = text[--n] == 'K' ? 10 : text[n] == 'M' ? 20 : 30;
    char *bare = tv_printf("%.*s", (int)n, text);
    uint64_t number;
    bool ok = digits(bare, UINT64_MAX >> shift, &number) && number;
    free(bare);
    if (!ok)
        return tv_fail(r->err, TV_USAGE,
                       "--%s: '%s' is no positive number (with K, M or G behind it if you like)",
                       o->name, text);
    *(uint64_t *)(void *)(r->values + o->offset) = number << shift;
    return true;
}

static void list_choices(const struct tv_option *o, const char *separator, struct tv_buffer *out)
{
    for (size_t i = 0; o->choices[i]; i++)
        tv_buffer_printf(out, "%s%s", i ? separator : "", o->choices[i]);
}

static bool set_choice(struct reading *r, const struct tv_option *o, const char *text)
{
    for (int i = 0; o->choices[i]; i++)
        if (strcmp(o->choices[i], text) == 0) {
            *(int *)(void *)(r->values + o->offset) = i;
            return true;
        }
    struct tv_buffer known = {0};
    list_choices(o, ", ", &known);
    tv_fail(r->err, TV_USAGE, "--%s: '%s' is none of %s", o->name, text, known.data);
    tv_buffer_finish(&known);
    return false;
}

static bool set(struct reading *r, const struct tv_option *o, const char *text)
{
    void *value = r->values + o->offset;
    switch (o->kind) {
    case TV_OPTION_FLAG:
        *(bool *)value = true;
        return true;
    case TV_OPTION_TEXT:
        *(const char **)value = text;
        return true;
    case TV_OPTION_LIST:
        tv_list_add(value, text);
        return true;
    case TV_OPTION_NUMBER:
    case TV_OPTION_POSITIVE:
    case TV_OPTION_COUNT:
        return set_number(r, o, text);
    case TV_OPTION_SIZE:
        return set_size(r, o, text);
    case TV_OPTION_CHOICE:
        return set_choice(r, o, text);
    }
    return true;
}

enum { WORD_SIZE = 32 };

/* Letters to leave out, add, change or swap to make one word of the other (optimal string alignment). */
static size_t distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), rows[WORD_SIZE][WORD_SIZE];
    if (n >= WORD_SIZE || m >= WORD_SIZE)
        return SIZE_MAX;
    for (size_t i = 0; i <= n; i++)
        for (size_t k = 0; k <= m; k++) {
            size_t least = i + k;
            if (i && k) {
                least = rows[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
                least = rows[i - 1][k] < least ? rows[i - 1][k] + 1 : least;
                least = rows[i][k - 1] < least ? rows[i][k - 1] + 1 : least;
            }
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
                rows[i - 2][k - 2] < least)
                least = rows[i - 2][k - 2] + 1;
            rows[i][k] = least;
        }
    return rows[n][m];
}

const char *tv_nearest_word(const char *word, const char *const *words, size_t n)
{
    const char *nearest = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t changes = distance(word, words[i]);
        if (changes > strlen(words[i]) / 3 || changes >= least)
            continue;
        nearest = words[i];
        least = changes;
    }
    return nearest;
}

/* An option that there is not: the first n characters of an argument. */
static bool unknown(struct reading *r, const char *option, int n)
{
    const struct tv_command *c = r->command;
    const char **names = tv_alloc((c->n_options + 1) * sizeof *names);
    char *given = tv_printf("%.*s", n > 2 ? n - 2 : 0, option + 2);
    for (size_t i = 0; i < c->n_options; i++)
        names[i] = c->options[i].name;
    const char *meant = option[1] == '-' ? tv_nearest_word(given, names, c->n_options) : NULL;
    tv_fail(r->err, TV_USAGE, "unknown option '%.*s'%s%s%s (see travaux %s --help)", n, option,
            meant ? "; is it --" : "", meant ? meant : "", meant ? "?" : "", c->name);
    free(given);
    free(names);
    return false;
}

/* The value of an option that takes one: what is glued to it, or the next argument. */
static bool set_from(struct reading *r, const struct tv_option *o, const char *glued)
{
    if (glued)
        return set(r, o, glued);
    if (r->at == r->argc)
        return tv_fail(r->err, TV_USAGE, "--%s needs a value (see travaux %s --help)", o->name,
                       r->command->name);
    return set(r, o, r->argv[r->at++]);
}

static bool read_long(struct reading *r, const char *argument)
{
    const char *name = argument + 2;
    size_t n = strcspn(name, "=");
    const struct tv_option *o = find_long(r->command, name, n);
    if (!o)
        return unknown(r, argument, (int)n + 2);
    const char *glued = name[n] ? name + n + 1 : NULL;
    if (o->kind != TV_OPTION_FLAG)
        return set_from(r, o, glued);
    if (glued)
        return tv_fail(r->err, TV_USAGE, "--%s takes no value", o->name);
    return set(r, o, NULL);
}

static bool read_letters(struct reading *r, const char *argument)
{
    for (const char *p = argument + 1; *p; p++) {
        const struct tv_option *o = find_letter(r->command, *p);
        if (!o)
            return unknown(r, argument, (int)strlen(argument));
        if (o->kind != TV_OPTION_FLAG)
            return set_from(r, o, p[1] ? p + 1 : NULL);
        set(r, o, NULL);
    }
    return true;
}

static bool read_argument(struct reading *r, struct tv_list *operands, enum tv_wish *wish)
{
    const char *argument = r->argv[r->at++];
    if (argument[0] != '-' || !argument[1]) {
        tv_list_add(operands, argument);
    } else if (strcmp(argument, "--") == 0) {
        while (r->at < r->argc)
            tv_list_add(operands, r->argv[r->at++]);
    } else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
        *wish = TV_WISH_HELP;
    } else if (strcmp(argument, "--version") == 0) {
        *wish = TV_WISH_VERSION;
    } else {
        return argument[1] == '-' ? read_long(r, argument) : read_letters(r, argument);
    }
    return true;
}

bool tv_options_read(const struct tv_command *command, int argc, char **argv, void *values,
                     struct tv_list *ret_operands, enum tv_wish *ret_wish, struct tv_error *err)
{
    struct reading r = {command, argc, 0, argv, values, err};
    enum tv_wish wish = TV_WISH_RUN;
    while (r.at < argc && wish == TV_WISH_RUN)
        if (!read_argument(&r, ret_operands, &wish)) {
            tv_options_finish(command, values, ret_operands);
            return false;
        }
    *ret_wish = wish;
    return true;
}

void tv_options_finish(const struct tv_command *command, void *values, struct tv_list *operands)
{
    for (size_t i = 0; i < command->n_options; i++)
        if (command->options[i].kind == TV_OPTION_LIST)
            tv_list_finish((void *)((char *)values + command->options[i].offset));
    tv_list_finish(operands);
}

/* Help. A screen has 24 lines, of which the next prompt takes one. */
enum { HELP_LINES = 23, HELP_COLUMNS = 79, HELP_INDENT = 28 };

/* Appends words, wrapped, the lines after the first behind the indent. */
static void wrap(struct tv_buffer *out, size_t column, size_t indent, const char *words)
{
    for (const char *p = words; *p;) {
        size_t n = strcspn(p, " ");
        if (column + n > HELP_COLUMNS && column > indent) {
            while (out->size && out->data[out->size - 1] == ' ')
                out->size--;
            tv_buffer_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        n += p[n] == ' ';
        tv_buffer_add(out, p, n);
        column += n;
        p += n;
    }
    tv_buffer_putc(out, '\n');
}

static void help_line(const struct tv_option *o, struct tv_buffer *out)
{
    struct tv_buffer words = {0};
    size_t start = out->size;
    if (o->letter)
        tv_buffer_printf(out, "  -%c, ", o->letter);
    else
        tv_buffer_puts(out, "      ");
    tv_buffer_printf(out, "--%s%s%s", o->name, o->argument ? " " : "",
                     o->argument ? o->argument : "");
    size_t column = out->size - start;
    tv_buffer_puts(&words, o->help);
    if (o->kind == TV_OPTION_CHOICE) {
        tv_buffer_puts(&words, ": ");
        list_choices(o, ", ", &words);
    }
    int gap = column + 2 > HELP_INDENT ? 2 : (int)(HELP_INDENT - column);
    tv_buffer_printf(out, "%*s", gap, "");
    wrap(out, column + (size_t)gap, HELP_INDENT, words.data);
    tv_buffer_finish(&words);
}

static size_t lines_in(const char *text)
{
    size_t n = 0;
    for (; text && *text; text++)
        n += *text == '\n';
    return n;
}

/* The options from the i-th on, by their names, where there is no room for more. */
static void help_rest(const struct tv_command *c, size_t i, struct tv_buffer *out)
{
    struct tv_buffer names = {0};
    for (; i < c->n_options; i++)
        tv_buffer_printf(&names, "--%s%s", c->options[i].name, i + 1 < c->n_options ? ", " : "");
    tv_buffer_puts(out, "  and ");
    wrap(out, 6, 6, names.data);
    tv_buffer_finish(&names);
}

/* The lines of as many options as fit into so many lines. */
static void help_options(const struct tv_command *c, size_t room, struct tv_buffer *out)
{
    for (size_t shown = c->n_options;; shown--) {
        struct tv_buffer lines = {0};
        for (size_t i = 0; i < shown; i++)
            help_line(&c->options[i], &lines);
        if (shown < c->n_options)
            help_rest(c, shown, &lines);
        bool fits = shown == 0 || lines_in(lines.data) <= room;
        if (fits && lines.size)
            tv_buffer_add(out, lines.data, lines.size);
        tv_buffer_finish(&lines);
        if (fits)
            return;
    }
}

void tv_options_help(const struct tv_command *command, FILE *out)
{
    struct tv_buffer text = {0}, below = {0};
    tv_buffer_printf(&text, "usage: travaux %s [OPTION]...%s%s\n%s.\n\n", command->name,
                     command->operands[0] ? " " : "", command->operands, command->summary);
    if (command->details)
        tv_buffer_printf(&below, "\n%s", command->details);
    tv_buffer_printf(&below, "\nman travaux-%s says more.\n", command->name);
    help_options(command, HELP_LINES - lines_in(text.data) - lines_in(below.data), &text);
    tv_buffer_add(&text, below.data, below.size);
    fwrite(text.data, 1, text.size, out);
    tv_buffer_finish(&text);
    tv_buffer_finish(&below);
}
