/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pager: long text on a terminal goes through $PAGER, else less, where there is one. */
#ifndef TV_PAGER_H
#define TV_PAGER_H

#include "terminal.h"

struct tv_pager {
    FILE *pipe; /* NULL: none was started */
};

/* Starts a pager where *out is a terminal, and makes out->file lead to it. */
struct tv_pager tv_pager_start(struct tv_output *out);
/* Waits until the person has read enough. */
void tv_pager_end(struct tv_pager *pager);

#endif
