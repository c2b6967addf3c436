/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The command lines of travaux-index and travaux-extract (index_command.h). */
#include "index_command.h"

#include "corpus/plain.h"

#include <string.h>

#define AT(member) offsetof(struct tv_index_values, member)

/* The options for limits, whose defaults and reasons stand in bounds.h. */
#define LIMIT(name, type, values, member, unit, help)                                \
    {                                                                                \
        name, 0, TV_OPTION_##type, offsetof(values, limits.member), unit, help, NULL \
    }
#define LIMITS(values)                                                                  \
    LIMIT("member-size", SIZE, values, member_size, "BYTES",                            \
          "most bytes of a member (default: 256M)"),                                    \
        LIMIT("archive-size", SIZE, values, total_size, "BYTES",                        \
              "most bytes of all members of an archive (default: 64G)"),                \
        LIMIT("ratio", SIZE, values, ratio, "N",                                        \
              "most bytes of all members of an archive, as a multiple of its own "      \
              "(default: 200; 64M are free)"),                                          \
        LIMIT("path-length", SIZE, values, path, "BYTES",                               \
              "most bytes of a member's path (default: 4096)"),                         \
        LIMIT("passages", SIZE, values, passages, "N",                                  \
              "most passages of a document (default: 100000)"),                         \
        LIMIT("members", SIZE, values, members, "N",                                    \
              "most members of an archive (default: 10 million)"),                      \
        LIMIT("depth", POSITIVE, values, depth, "N",                                    \
              "most archives within each other (default: 4)"),                          \
        LIMIT("seconds", POSITIVE, values, seconds, "N",                                \
              "most seconds for a member (default: 60)"),                               \
        LIMIT("faults", POSITIVE, values, faults, "N",                                  \
              "most members of an archive that may break their reader (default: 100)"), \
        LIMIT("memory", SIZE, values, memory, "BYTES",                                  \
              "most memory of a process that parses (default: 4G)")

static const char *const when[] = {"auto", "always", "never", NULL};

static const struct tv_option index_options[] = {
    {"index", 'd', TV_OPTION_TEXT, AT(index), "DIR", "the index (default: $TRAVAUX_INDEX)", NULL},
    {"json", 0, TV_OPTION_FLAG, AT(json), NULL, "the summary as one JSON object", NULL},
    {"report", 0, TV_OPTION_TEXT, AT(report), "FILE",
     "what became of each member, one JSON object a line", NULL},
    {"remove", 0, TV_OPTION_FLAG, AT(remove), NULL, "drop these archives from the index", NULL},
    {"rebuild", 0, TV_OPTION_FLAG, AT(rebuild), NULL,
     "make the index anew from what it was made of", NULL},
    {"jobs", 'j', TV_OPTION_NUMBER, AT(jobs), "N",
     "processes that parse (default: one for each processor)", NULL},
    {"progress", 0, TV_OPTION_CHOICE, AT(progress), "WHEN",
     "a bar on a terminal, a line a minute elsewhere", when},
    LIMITS(struct tv_index_values),
    {"ocr", 0, TV_OPTION_FLAG, AT(ocr), NULL, "read pages that are images, with tesseract", NULL},
    {"wait", 0, TV_OPTION_FLAG, AT(wait), NULL,
     "where another process writes to the index, wait for it", NULL},
    {"require-sandbox", 0, TV_OPTION_FLAG, AT(require_sandbox), NULL,
     "refuse to run where the kernel lacks a part of it", NULL},
};

static const struct tv_index_values index_defaults = {.limits = TV_LIMITS_DEFAULT};

const struct tv_command tv_command_index = {
    .name = "index",
    .operands = "ARCHIVE|DIRECTORY|FILE...",
    .summary = "Takes in what is new or changed, and drops what is gone",
    .details = "Exit status: 0; 3 when something was refused; 2 on an error.\n",
    .options = index_options,
    .n_options = sizeof index_options / sizeof *index_options,
    .defaults = &index_defaults,
    .values_size = sizeof(struct tv_index_values),
};

static const struct tv_option extract_options[] = {
    {"jobs", 'j', TV_OPTION_NUMBER, offsetof(struct tv_extract_values, jobs), "N",
     "processes that parse (default: one for each processor)", NULL},
    {"explain", 0, TV_OPTION_FLAG, offsetof(struct tv_extract_values, explain), NULL,
     "with \"origins\": where each value was taken from", NULL},
    LIMITS(struct tv_extract_values),
    {"ocr", 0, TV_OPTION_FLAG, offsetof(struct tv_extract_values, ocr), NULL,
     "read pages that are images, with tesseract", NULL},
};

static const struct tv_extract_values extract_defaults = {.limits = TV_LIMITS_DEFAULT};

const struct tv_command tv_command_extract = {
    .name = "extract",
    .operands = "FILE|ARCHIVE...",
    .summary = "Shows what the index would hold, one JSON object a member",
    .details = "A member that is refused has \"refused\" with the reason.\n\n"
               "Exit status: 0; 3 when something was refused; 2 on an error.\n",
    .options = extract_options,
    .n_options = sizeof extract_options / sizeof *extract_options,
    .defaults = &extract_defaults,
    .values_size = sizeof(struct tv_extract_values),
};

bool tv_check_operands(const struct tv_command *command, const struct tv_list *operands,
                       struct tv_error *err)
{
    bool takes = command->operands[0];
    if (takes && operands->n == 0)
        return tv_fail(err, TV_USAGE, "%s is missing (see travaux %s --help)", command->operands,
                       command->name);
    if (!takes && operands->n)
        return tv_fail(err, TV_USAGE, "'%s' is one too many (see travaux %s --help)",
                       operands->items[0], command->name);
    return true;
}

bool tv_command_line(const struct tv_command *command, int argc, char **argv, void *values,
                     struct tv_list *ret_operands, int *ret_status)
{
    struct tv_error err = {0};
    enum tv_wish wish = TV_WISH_RUN;
    if (command->defaults)
        memcpy(values, command->defaults, command->values_size);
    bool ok = tv_options_read(command, argc - 1, argv + 1, values, ret_operands, &wish, &err);
    if (ok && wish == TV_WISH_RUN && command != &tv_command_index)
        ok = tv_check_operands(command, ret_operands, &err);
    if (ok && wish == TV_WISH_RUN)
        return true;
    if (!ok)
        tv_print_line(stderr, "travaux %s: %s", command->name, err.message);
    else if (wish == TV_WISH_HELP)
        tv_options_help(command, stdout);
    else
        puts("travaux " TRAVAUX_VERSION);
    *ret_status = ok && fflush(stdout) == 0 ? TV_EXIT_FOUND : TV_EXIT_ERROR;
    return false;
}
