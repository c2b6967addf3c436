/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Makes a manual page of its template: what the tables know stands in it where a line asks for it.
 *
 *     @options NAME     the options of the command, as a list
 *     @commands         the commands with their summaries, as a list
 *
 * usage: make-manual TEMPLATE >PAGE */
#include "commands.h"

#include "corpus/memory.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* mdoc's lines should have no more than this. */
enum { COLUMNS = 80 };

/* Text in mdoc, in lines: a control character at the start of one must not be one. */
static void put_text(const char *text, const char *end)
{
    char *line = tv_printf("%s%s", text, end), *rest = line;
    while (rest) {
        char *at = rest, *blank = NULL;
        for (char *p = at; strlen(at) > COLUMNS && p < at + COLUMNS; p++)
            if (*p == ' ')
                blank = p;
        rest = blank ? blank + 1 : NULL;
        if (blank)
            *blank = '\0';
        fputs(at[0] == '.' || at[0] == '\'' ? "\\&" : "", stdout);
        for (; *at; at++)
            fputs(*at == '\\' ? "\\e" : (char[2]){*at}, stdout);
        putchar('\n');
    }
    free(line);
}

static void put_option(const struct tv_option *o)
{
    struct tv_buffer help = {0};
    fputs(".It ", stdout);
    if (o->letter)
        printf("Fl %c , ", o->letter);
    printf("Fl -%s", o->name);
    printf(o->argument ? " Ar %s\n" : "\n", o->argument);
    tv_buffer_puts(&help, o->help);
    help.data[0] = (char)toupper((unsigned char)help.data[0]);
    if (o->kind == TV_OPTION_CHOICE)
        for (size_t i = 0; o->choices[i]; i++)
            tv_buffer_printf(&help, "%s%s", i ? ", " : ": ", o->choices[i]);
    put_text(help.data, help.data[help.size - 1] == '.' ? "" : ".");
    if (o->kind == TV_OPTION_LIST)
        puts("May be given several times.");
    tv_buffer_finish(&help);
}

static bool put_options(const char *name)
{
    const struct tv_command *command = tv_command_find(name);
    if (!command)
        return false;
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; i < command->n_options; i++)
        put_option(&command->options[i]);
    puts(".It Fl h , Fl -help\nPrint a short help.\n.It Fl -version\nPrint the version.\n.El");
    return true;
}

static void put_commands(void)
{
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; tv_commands[i]; i++) {
        printf(".It Xr travaux-%s 1\n", tv_commands[i]->name);
        put_text(tv_commands[i]->summary, ".");
    }
    puts(".El");
}

/* False: the line asks for what there is not. */
static bool put_template_line(char *line)
{
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "@options ", 9) == 0)
        return put_options(line + 9);
    if (strcmp(line, "@commands") == 0)
        put_commands();
    else
        puts(line);
    return line[0] != '@' || strcmp(line, "@commands") == 0;
}

int main(int argc, char **argv)
{
    FILE *template = argc == 2 ? fopen(argv[1], "re") : NULL;
    if (!template) {
        fprintf(stderr, "make-manual: %s: %s\n", argc == 2 ? argv[1] : "usage",
                argc == 2 ? strerror(errno) : "make-manual TEMPLATE");
        return EXIT_FAILURE;
    }
    char *line = NULL;
    size_t capacity = 0;
    bool ok = true;
    while (ok && getline(&line, &capacity, template) >= 0)
        if (!(ok = put_template_line(line)))
            fprintf(stderr, "make-manual: %s: cannot do '%s'\n", argv[1], line);
    ok = ok && !ferror(template) && fflush(stdout) == 0;
    free(line);
    fclose(template);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
