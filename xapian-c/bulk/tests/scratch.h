/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of its own for each test, and asserting that a function returned no message. */
#ifndef XB_SCRATCH_H
#define XB_SCRATCH_H

#include "corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char root[256];

static inline int make_root(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "%s/xapian-bulk.XXXXXX",
             getenv("TMPDIR")           ? getenv("TMPDIR")
             : access("/dev/shm", W_OK) ? "/tmp"
                                        : "/dev/shm");
    return mkdtemp(root) ? 0 : -1;
}

static inline int remove_root(void **state)
{
    (void)state;
    reference_remove(root);
    return 0;
}

/* A path under the root; four may be in use at a time. */
static inline const char *in_root(const char *name)
{
    static char paths[4][300];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", root, name);
    return path;
}

#define assert_well(call) assert_well_at(call, #call, __FILE__, __LINE__)

static inline void assert_well_at(char *message, const char *call, const char *file, int line)
{
    char copy[4096];
    if (!message)
        return;
    snprintf(copy, sizeof copy, "%s", message);
    free(message);
    print_error("%s: %s\n", call, copy);
    _assert_true(0, call, file, line);
}

#define bulk_test(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

#endif
