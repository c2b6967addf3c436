/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What titles call documents: "Statement by", "Projet de convention", "公约草案". */
#ifndef TV_KINDS_H
#define TV_KINDS_H

#include "corpus/document.h"

#include <stdbool.h>

/* What is named. The first word that names anything decides; of several in one word, the last
 * ("公约草案" is a draft, "Vertragsentwurf" too). */
struct tv_named_kind {
    enum tv_kind kind; /* TV_KIND_COUNT: none that is known, or a kind that may be of any */
    bool named;        /* a kind of document is named */
    bool first;        /* by its first word */
    bool body;         /* a body, a meeting or an agenda is named before any kind */
    bool policy;       /* it is a strategy, a policy or a plan */
};

struct tv_named_kind tv_kind_in_title(const char *title);

/* Writes what is left of n bytes of text for comparing (fold.h): words one space apart, in lower
 * case, without marks. Replaces what is in *out. */
void tv_fold_text(const char *text, size_t n, struct tv_buffer *out);

/* Whether it is the heading of a table of contents: "Contents", "TABLE DES MATIÈRES:". */
bool tv_is_contents_heading(const char *text, size_t size);

#endif
