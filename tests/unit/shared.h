/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For tests over ../shared/data (or $TRAVAUX_SHARED_DATA), which are skipped where it is missing. */
#ifndef TV_TESTS_SHARED_H
#define TV_TESTS_SHARED_H

#include "check.h"

#include "corpus/memory.h"

#include <archive.h>
#include <archive_entry.h>

/* Opens an archive of the shared data; NULL, having said so, where there is none. (cmocka reports a
 * test that calls skip() as failed in TAP.) */
static inline struct archive *open_shared(const char *name)
{
    const char *root = getenv("TRAVAUX_SHARED_DATA");
    char *path = tv_printf("%s/%s", root ? root : SHARED_DATA, name);
    struct archive *a = archive_read_new();
    archive_read_support_filter_all(a);
    archive_read_support_format_all(a);
    bool there = archive_read_open_filename(a, path, 65536) == ARCHIVE_OK;
    free(path);
    if (!there) {
        archive_read_free(a);
        print_message("# skipped: no shared data\n");
        return NULL;
    }
    return a;
}

/* The path of the next file whose name ends so; NULL at the end. */
static inline const char *next_file(struct archive *a, const char *ending)
{
    struct archive_entry *entry;
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        const char *path = archive_entry_pathname(entry);
        size_t n = path ? strlen(path) : 0, m = strlen(ending);
        const char *slash = path ? strrchr(path, '/') : NULL;
        if (n > m && !strcmp(path + n - m, ending) && (slash ? slash[1] : path[0]) != '.')
            return path;
    }
    return NULL;
}

/* What the file that next_file gave has in it. */
static inline struct tv_buffer read_file(struct archive *a)
{
    struct tv_buffer bytes = {0};
    la_ssize_t n;
    do {
        tv_buffer_reserve(&bytes, 65536);
        n = archive_read_data(a, bytes.data + bytes.size, 65536);
        bytes.size += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    bytes.data[bytes.size] = '\0';
    return bytes;
}

#endif
