/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Formats: the table of them (output.h). */
#include "output.h"

const struct tv_format *const tv_formats[] = {
    &tv_format_text, &tv_format_json,   &tv_format_jsonl, &tv_format_csv,      &tv_format_markdown,
    &tv_format_html, &tv_format_bibtex, &tv_format_ris,   &tv_format_csl_json, &tv_format_trec,
};

const char *const tv_format_names[] = {"text",   "json", "jsonl",    "csv",  "markdown", "html",
                                       "bibtex", "ris",  "csl-json", "trec", NULL};
