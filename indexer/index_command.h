/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The command lines of travaux-index and travaux-extract as tables, which travaux knows too: help,
 * manual pages and completions are made from them. */
#ifndef TV_INDEX_COMMAND_H
#define TV_INDEX_COMMAND_H

#include "bounds.h"
#include "corpus/options.h"

struct tv_index_values {
    const char *index, *report; /* NULL: not given */
    bool json, remove, rebuild, require_sandbox, ocr, wait;
    int progress; /* enum tv_when */
    uint32_t jobs;
    struct tv_limits limits;
};

struct tv_extract_values {
    uint32_t jobs;
    bool explain, ocr;
    struct tv_limits limits;
};

enum tv_when { TV_WHEN_AUTO, TV_WHEN_ALWAYS, TV_WHEN_NEVER };

/* `run` is NULL in both. */
extern const struct tv_command tv_command_index, tv_command_extract;

/* Reads a command line into *values, which gets the command's defaults first. True: go on. False: the
 * program ends with *ret_status, and what there is to say has been said. */
bool tv_command_line(const struct tv_command *command, int argc, char **argv, void *values,
                     struct tv_list *ret_operands, int *ret_status);

/* A command takes one operand at least, or none at all. tv_command_line asks for it but of
 * travaux-index, which can do without any to rebuild. */
bool tv_check_operands(const struct tv_command *command, const struct tv_list *operands,
                       struct tv_error *err);

#endif
