/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Progress of `travaux index` on standard error: a bar on a terminal, a line a minute in a log. */
#ifndef TV_PROGRESS_H
#define TV_PROGRESS_H

#include "corpus/memory.h"
#include "ingest.h"

struct tv_progress {
    enum { TV_PROGRESS_NONE, TV_PROGRESS_BAR, TV_PROGRESS_LINES } kind;
    double begin, shown; /* seconds of the monotonic clock */
    bool visible;        /* a bar stands in the terminal's last line */
};

/* `when` is an enum tv_when: auto is a bar on a terminal and lines elsewhere, always is a bar. */
void tv_progress_init(struct tv_progress *p, int when);

/* Shows it, if it is time to. */
void tv_progress_show(struct tv_progress *p, const struct tv_ingest_state *state);

/* Takes the bar away, so that something else can be written; it comes back. */
void tv_progress_clear(struct tv_progress *p);

/* What is said after so many seconds: "42%, 1234 members, 56/s, 3 refused, 1:23 left: a.zip". */
void tv_progress_text(const struct tv_ingest_state *state, double seconds, struct tv_buffer *out);

/* A bar of that text, no wider than `columns`. */
void tv_progress_bar(const struct tv_ingest_state *state, double seconds, unsigned columns,
                     struct tv_buffer *out);

#endif
