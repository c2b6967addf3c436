/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The commands of `travaux`, one file each, and what several of them need. */
#ifndef TV_COMMANDS_H
#define TV_COMMANDS_H

#include "index.h"
#include "options.h"
#include "terminal.h"

extern const struct tv_command tv_command_search, tv_command_show, tv_command_cite,
    tv_command_verify, tv_command_status, tv_command_check, tv_command_compact;

/* The line of -d, --index in the table of a command whose values have `struct tv_list indexes`. */
#define TV_OPTION_INDEX(values)                                                     \
    {                                                                               \
        "index", 'd', TV_OPTION_LIST, offsetof(values, indexes), "PATH",            \
            "the index; may be given several times (default: $TRAVAUX_INDEX)", NULL \
    }

/* The same for --color, `int color`. */
#define TV_OPTION_COLOR(values)                                          \
    {                                                                    \
        "color", 0, TV_OPTION_CHOICE, offsetof(values, color), NULL,     \
            "in text: colours (NO_COLOR turns them off)", tv_color_names \
    }

extern const char *const tv_color_names[]; /* by enum tv_color; NULL ends them */

/* Flushes standard output; false when something could not be written. */
bool tv_output_finish(struct tv_error *err);

#endif
