/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pager (pager.h). */
#include "pager.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct tv_pager tv_pager_start(struct tv_output *out)
{
    const char *command = getenv("PAGER");
    if (!command)
        command = "less";
    if (!out->width || !command[0] || strcmp(command, "cat") == 0)
        return (struct tv_pager){0};
    /* less: end at once where all fits on the screen, keep colours, leave the screen as it is */
    setenv("LESS", "FRX", 0);
    fflush(stdout);
    struct tv_pager pager = {popen(command, "we")};
    if (pager.pipe) {
        signal(SIGPIPE, SIG_IGN); /* who leaves the pager early has read enough */
        out->file = pager.pipe;
    }
    return pager;
}

void tv_pager_end(struct tv_pager *pager)
{
    if (pager->pipe)
        pclose(pager->pipe);
}
