/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of commands (commands.h). */
#include "commands.h"

#include "indexer/index_command.h"
#include "serve/settings.h"

#include <string.h>

const struct tv_command *const tv_commands[] = {
    &tv_command_index,   &tv_command_search,  &tv_command_show,   &tv_command_explain,
    &tv_command_cite,    &tv_command_verify,  &tv_command_status, &tv_command_check,
    &tv_command_compact, &tv_command_extract, &tv_command_serve,  NULL,
};

const struct tv_command *tv_command_find(const char *name)
{
    for (size_t i = 0; tv_commands[i]; i++)
        if (strcmp(tv_commands[i]->name, name) == 0)
            return tv_commands[i];
    return NULL;
}

const char *const tv_color_names[] = {"auto", "always", "never", NULL};
