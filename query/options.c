/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Options: the command line of a command as a table (options.h). */
#include "options.h"

#include "corpus/memory.h"

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

static bool set_number(struct reading *r, const struct tv_option *o, const char *text)
{
    uint32_t *value = (uint32_t *)(void *)(r->values + o->offset);
    if (o->kind == TV_OPTION_COUNT && strcmp(text, "all") == 0) {
        *value = UINT32_MAX;
        return true;
    }
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || number >= UINT32_MAX)
        return tv_fail(r->err, TV_USAGE, "--%s: '%s' is no number%s", o->name, text,
                       o->kind == TV_OPTION_COUNT ? " and not 'all'" : "");
    *value = (uint32_t)number;
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
    case TV_OPTION_COUNT:
        return set_number(r, o, text);
    case TV_OPTION_CHOICE:
        return set_choice(r, o, text);
    }
    return true;
}

static bool unknown(struct reading *r, const char *option, int n)
{
    return tv_fail(r->err, TV_USAGE, "unknown option '%.*s' (see travaux %s --help)", n, option,
                   r->command->name);
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

static void help_line(const struct tv_option *o, FILE *out)
{
    struct tv_buffer left = {0};
    if (o->letter)
        tv_buffer_printf(&left, "-%c, --%s", o->letter, o->name);
    else
        tv_buffer_printf(&left, "    --%s", o->name);
    if (o->argument)
        tv_buffer_printf(&left, " %s", o->argument);
    if (o->kind == TV_OPTION_CHOICE) {
        tv_buffer_putc(&left, ' ');
        list_choices(o, "|", &left);
    }
    const char *gap = left.size > 24 ? "\n                            " : "";
    fprintf(out, "  %-24s%s  %s\n", left.data, gap, o->help);
    tv_buffer_finish(&left);
}

void tv_options_help(const struct tv_command *command, FILE *out)
{
    fprintf(out, "usage: travaux %s [OPTION]...%s%s\n%s.\n\n", command->name,
            command->operands[0] ? " " : "", command->operands, command->summary);
    for (size_t i = 0; i < command->n_options; i++)
        help_line(&command->options[i], out);
    fputs("  -h, --help                this help\n", out);
    if (command->details)
        fprintf(out, "\n%s", command->details);
}
