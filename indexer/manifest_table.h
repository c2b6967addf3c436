/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables as text: rows with named columns, from CSV (RFC 4180, separated by commas, semicolons or
 * tabs, whichever its first row has most of) and JSON Lines. */
#ifndef TV_MANIFEST_TABLE_H
#define TV_MANIFEST_TABLE_H

#include <stddef.h>

struct tv_table_client {
    void *context;
    /* A row, with the line in which it begins, from 1. The strings last for the call. */
    void (*row)(void *context, unsigned long line, const char *const *names,
                const char *const *values, size_t n);
    /* A row that cannot be read. */
    void (*fault)(void *context, unsigned long line, const char *fault);
};

/* n bytes of UTF-8, behind which is a NUL. */
void tv_table_read_csv(const char *text, size_t n, const struct tv_table_client *client);
void tv_table_read_json(const char *text, size_t n, const struct tv_table_client *client);

/* What stands between the cells of the first line: ',', ';' or a tab, whichever there is most of. */
char tv_table_separator(const char *text, size_t n);

#endif
