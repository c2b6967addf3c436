/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pager (pager.h). */
#include "pager.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether there is a program of the name with which a command begins. */
static bool is_there(const char *command)
{
    size_t n = strcspn(command, " \t");
    const char *path = getenv("PATH");
    if (memchr(command, '/', n))
        path = "";
    for (const char *at = path ? path : "/usr/bin:/bin"; at;) {
        size_t size = strcspn(at, ":");
        char *file = tv_printf("%.*s%s%.*s", (int)size, at, size ? "/" : "", (int)n, command);
        bool found = access(file, X_OK) == 0;
        free(file);
        if (found)
            return true;
        at = at[size] ? at + size + 1 : NULL;
    }
    return false;
}

struct tv_pager tv_pager_start(struct tv_output *out)
{
    const char *command = getenv("PAGER");
    if (!command)
        command = "less";
    if (!out->width || strcmp(command, "cat") == 0 || !command[0] || !is_there(command))
        return (struct tv_pager){0};
    /* less: end at once where all fits on the screen, keep colours, leave the screen as it is */
    setenv("LESS", "FRX", 0);
    setenv("LESSCHARSET", "utf-8", 0); /* whatever the locale is: that is what it gets */
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
