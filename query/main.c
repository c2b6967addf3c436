/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux: what people type. One table of commands; those that questions do not need are programs
 * of their own, found beside this one, which take over with all their arguments. */
#include "commands.h"
#include "corpus/paths.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct tv_command index_command = {
    .name = "index", .summary = "Takes archives of documents into the index"};
static const struct tv_command extract_command = {
    .name = "extract", .summary = "Shows what the index would hold of an archive, as JSON"};
static const struct tv_command serve_command = {
    .name = "serve", .summary = "Answers questions over HTTP: a page and a JSON API"};

static const struct tv_command *const commands[] = {
    &index_command,     &tv_command_search, &tv_command_show,  &tv_command_cite,
    &tv_command_verify, &tv_command_status, &tv_command_check, &tv_command_compact,
    &extract_command,   &serve_command,
};

const char *const tv_color_names[] = {"auto", "always", "never", NULL};

static void help(FILE *out)
{
    fputs("usage: travaux COMMAND [OPTION]... [ARGUMENT]...\n"
          "Searches the making of a treaty and cites what it finds.\n\n",
          out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\ntravaux COMMAND --help says more.\n", out);
}

static const struct tv_command *find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* Becomes the program travaux-NAME; returns only if there is none. */
static int become(const char *name, char **argv)
{
    char *program = tv_printf("travaux-%s", name), *path = tv_program_path(program);
    argv[0] = program;
    execvp(path, argv);
    fprintf(stderr, "travaux %s: %s: %s\n", name, path, strerror(errno));
    free(path);
    free(program);
    return TV_EXIT_ERROR;
}

bool tv_output_finish(struct tv_error *err)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    return tv_fail(err, TV_IO, "standard output: %s", strerror(errno));
}

static enum tv_exit run_wish(const struct tv_command *c, enum tv_wish wish, const void *values,
                             const struct tv_list *operands, struct tv_error *err)
{
    if (wish == TV_WISH_HELP)
        tv_options_help(c, stdout);
    else if (wish == TV_WISH_VERSION)
        puts("travaux " TRAVAUX_VERSION);
    else
        return c->run(values, operands, err);
    return TV_EXIT_FOUND;
}

static int run(const struct tv_command *c, int argc, char **argv)
{
    char *values = tv_alloc(c->values_size);
    struct tv_list operands = {0};
    struct tv_error err = {0};
    enum tv_wish wish;
    enum tv_exit status = TV_EXIT_ERROR;
    if (c->defaults)
        memcpy(values, c->defaults, c->values_size);
    if (tv_options_read(c, argc, argv, values, &operands, &wish, &err)) {
        status = run_wish(c, wish, values, &operands, &err);
        if (!tv_output_finish(err.code ? NULL : &err))
            status = TV_EXIT_ERROR;
        tv_options_finish(c, values, &operands);
    }
    free(values);
    if (err.code)
        fprintf(stderr, "travaux %s: %s\n", c->name, err.message);
    return (int)status;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const struct tv_command *command = find(name);
    if (command)
        return command->run ? run(command, argc - 2, argv + 2) : become(name, argv + 1);
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        help(stdout);
        return TV_EXIT_FOUND;
    }
    if (strcmp(name, "--version") == 0) {
        puts("travaux " TRAVAUX_VERSION);
        return TV_EXIT_FOUND;
    }
    if (argc > 1)
        fprintf(stderr, "travaux: there is no command '%s' (see travaux --help)\n", name);
    else
        help(stderr);
    return TV_EXIT_ERROR;
}
