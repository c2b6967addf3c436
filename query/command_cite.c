/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux cite: citations of passages, in the style that another program reads. */
#include "citing.h"
#include "commands.h"

struct values {
    struct tv_list indexes;
    int style;
};

static const struct tv_option options[] = {
    TV_OPTION_INDEX(struct values),
    {"style", 0, TV_OPTION_CHOICE, offsetof(struct values, style), "STYLE", "of the citation",
     tv_style_names},
};

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    const struct tv_style *style = &tv_styles[v->style];
    struct tv_index index;
    struct tv_buffer out = {0};
    bool ok =
        operands->n > 0 || tv_fail(err, TV_USAGE, "an ID#N is missing (see travaux cite --help)");
    if (!ok || !tv_index_open(v->indexes.items, v->indexes.n, &index, err))
        return TV_EXIT_ERROR;
    ok = tv_cite_references(&index, operands->items, operands->n, style, &out, err);
    if (ok)
        fwrite(out.data, 1, out.size, stdout);
    tv_buffer_finish(&out);
    tv_index_finish(&index);
    return ok ? TV_EXIT_FOUND : TV_EXIT_ERROR;
}

const struct tv_command tv_command_cite = {
    .name = "cite",
    .operands = "ID#N...",
    .summary = "Prints citations of passages",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
