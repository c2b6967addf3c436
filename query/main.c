/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux: what people type. The commands are a table (commands.c); those that questions do not need are programs
 * of their own, found beside this one, which take over with all their arguments. */
#include "commands.h"
#include "complete.h"
#include "corpus/paths.h"
#include "pager.h"
#include "query_language.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void help(FILE *out)
{
    fputs("usage: travaux COMMAND [OPTION]... [ARGUMENT]...\n"
          "Searches the making of a treaty and cites what it finds.\n\n",
          out);
    for (size_t i = 0; tv_commands[i]; i++)
        fprintf(out, "  %-9s %s\n", tv_commands[i]->name, tv_commands[i]->summary);
    fputs("\ntravaux COMMAND --help says more; travaux help query explains the query language.\n",
          out);
}

/* Becomes the program travaux-NAME; returns only if there is none. */
static int become(const char *name, char **argv)
{
    char *program = tv_printf("travaux-%s", name), *path = tv_program_path(program);
    argv[0] = program;
    execvp(path, argv);
    tv_complain("travaux %s: %s: %s", name, path, strerror(errno));
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
        tv_complain("travaux %s: %s", c->name, err.message);
    return (int)status;
}

static int unknown(const char *name)
{
    const char *names[64];
    size_t n = 0;
    for (; n < 64 && tv_commands[n]; n++)
        names[n] = tv_commands[n]->name;
    const char *meant = tv_nearest_word(name, names, n);
    if (name[0] == '-')
        tv_complain(
            "travaux: '%s' stands before the command: travaux COMMAND [OPTION]... (see travaux "
            "--help)",
            name);
    else if (meant)
        tv_complain("travaux: there is no command '%s'; is it '%s'? (see travaux --help)", name,
                    meant);
    else
        tv_complain("travaux: there is no command '%s' (see travaux --help)", name);
    return TV_EXIT_ERROR;
}

/* What may be longer than a screen. */
static void page(const char *text)
{
    struct tv_output out = tv_output_stdout(TV_COLOR_NEVER);
    struct tv_pager pager = tv_pager_start(&out);
    fputs(text, out.file);
    tv_pager_end(&pager);
}

/* travaux help [COMMAND|query] */
static int run_help(const char *about)
{
    const struct tv_command *command = about ? tv_command_find(about) : NULL;
    if (!about)
        help(stdout);
    else if (strcmp(about, "query") == 0)
        page(tv_query_language);
    else if (command)
        tv_options_help(command, stdout);
    else
        return unknown(about);
    return TV_EXIT_FOUND;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const struct tv_command *command = tv_command_find(name);
    if (command)
        return command->run ? run(command, argc - 2, argv + 2) : become(name, argv + 1);
    if (strcmp(name, "help") == 0)
        return run_help(argc > 2 ? argv[2] : NULL);
    if (strcmp(name, "complete") == 0)
        return tv_complete(argc - 2, argv + 2), TV_EXIT_FOUND;
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return run_help(NULL);
    if (strcmp(name, "--version") == 0)
        return puts("travaux " TRAVAUX_VERSION) == EOF ? TV_EXIT_ERROR : TV_EXIT_FOUND;
    if (argc > 1)
        return unknown(name);
    help(stderr);
    return TV_EXIT_ERROR;
}
