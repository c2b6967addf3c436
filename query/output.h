/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Formats: an answer as text, JSON, CSV, Markdown, HTML, citations or a TREC run. One table. */
#ifndef TV_OUTPUT_H
#define TV_OUTPUT_H

#include "corpus/json.h"
#include "passages.h"
#include "search.h"
#include "terminal.h"

/* An answer on its way out. */
struct tv_printed {
    const char *topic; /* its number; NULL where there was one question on the command line */
    const char *query; /* as typed */
    const char *corrected;
    const struct tv_answer *answer;
};

struct tv_format {
    const char *name;
    bool topics; /* has a place for the topic, so that several answers may follow each other */
    bool facets, highlights;                   /* needs them */
    uint32_t per_document;                     /* most passages of a document that it shows */
    void (*head)(const struct tv_output *out); /* before the first answer; NULL: nothing */
    void (*answer)(const struct tv_output *out, const struct tv_printed *printed);
};

/* By the places of their names in tv_format_names, which ends with NULL. */
extern const struct tv_format *const tv_formats[];
extern const char *const tv_format_names[];

extern const struct tv_format tv_format_text, tv_format_json, tv_format_jsonl, tv_format_csv,
    tv_format_markdown, tv_format_html, tv_format_bibtex, tv_format_ris, tv_format_csl_json,
    tv_format_trec;

/* A hit as a JSON object; topic may be NULL. For whoever answers in JSON. */
void tv_json_hit(struct tv_json *j, const char *topic, const struct tv_hit *hit);
/* A whole answer as a JSON object. */
void tv_json_answer(struct tv_json *j, const struct tv_printed *printed);
/* Its facets: a key for each, with an object of values and counts. */
void tv_json_facets(struct tv_json *j, const struct tv_answer *answer);
/* A document, or a part of it, as a JSON object. */
void tv_json_text(struct tv_json *j, const struct tv_text *text);
/* What is known of a document: the keys of "document" in a hit, without the braces around. */
void tv_json_document(struct tv_json *j, const struct tv_record *record);
/* The keys of "passage", up to its text. */
void tv_json_passage(struct tv_json *j, const struct tv_document *doc,
                     const struct tv_passage *passage);

#endif
