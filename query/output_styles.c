/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as lists of citations for reference managers, in the styles of styles.h (output.h). */
#include "output.h"
#include "styles.h"

static void print_in(const struct tv_output *out, const struct tv_printed *printed,
                     enum tv_style_name name)
{
    const struct tv_style *style = &tv_styles[name];
    struct tv_buffer text = {0};
    tv_buffer_puts(&text, style->before);
    for (size_t i = 0; i < printed->answer->n_hits; i++) {
        const struct tv_hit *hit = &printed->answer->hits[i];
        struct tv_cited cited = {hit->record, &hit->passage};
        tv_buffer_puts(&text, i ? style->between : "");
        style->put(&cited, &text);
    }
    tv_buffer_puts(&text, style->after);
    fwrite(text.data, 1, text.size, out->file);
    tv_buffer_finish(&text);
}

static void print_bibtex(const struct tv_output *out, const struct tv_printed *printed)
{
    print_in(out, printed, TV_STYLE_BIBTEX);
}

static void print_ris(const struct tv_output *out, const struct tv_printed *printed)
{
    print_in(out, printed, TV_STYLE_RIS);
}

static void print_csl(const struct tv_output *out, const struct tv_printed *printed)
{
    print_in(out, printed, TV_STYLE_CSL_JSON);
}

const struct tv_format tv_format_bibtex = {
    .name = "bibtex", .per_document = 3, .answer = print_bibtex};
const struct tv_format tv_format_ris = {.name = "ris", .per_document = 3, .answer = print_ris};
const struct tv_format tv_format_csl_json = {
    .name = "csl-json", .per_document = 3, .answer = print_csl};
