/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The commands of `travaux`, one file each, and what several of them need. */
#ifndef TV_COMMANDS_H
#define TV_COMMANDS_H

#include "corpus/options.h"
#include "index.h"
#include "terminal.h"

/* All of them, in the order of the help; NULL ends them. */
extern const struct tv_command *const tv_commands[];
const struct tv_command *tv_command_find(const char *name); /* NULL: there is none */

extern const struct tv_command tv_command_search, tv_command_show, tv_command_cite,
    tv_command_verify, tv_command_status, tv_command_check, tv_command_compact, tv_command_explain;

/* The line of -d, --index in the table of a command whose values have `struct tv_list indexes`. */
#define TV_OPTION_INDEX(values)                                          \
    {                                                                    \
        "index", 'd', TV_OPTION_LIST, offsetof(values, indexes), "PATH", \
            "the index or indexes (default: $TRAVAUX_INDEX)", NULL       \
    }

/* The same for --color, `int color`. */
#define TV_OPTION_COLOR(values)                                                                  \
    {                                                                                            \
        "color", 0, TV_OPTION_CHOICE, offsetof(values, color), "WHEN", "colours", tv_color_names \
    }

extern const char *const tv_color_names[]; /* by enum tv_color; NULL ends them */

/* Flushes standard output; false when something could not be written. */
bool tv_output_finish(struct tv_error *err);

#endif
