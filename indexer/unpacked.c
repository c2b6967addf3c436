/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A compressed stream that is read twice and unpacked once (unpacked.h). Pieces are mapped, so that what
 * was read again goes back to the system at once. */
#include "unpacked.h"

#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

enum { PIECE = 4 << 20 };

struct tv_unpacked_piece {
    struct tv_unpacked_piece *next;
    size_t size;
    char bytes[PIECE - 2 * sizeof(size_t)];
};

static void drop_first(struct tv_unpacked *u)
{
    struct tv_unpacked_piece *piece = u->first;
    u->first = piece->next;
    if (!u->first)
        u->last = NULL;
    munmap(piece, sizeof *piece);
}

static void lose(struct tv_unpacked *u)
{
    u->lost = true;
    while (u->first)
        drop_first(u);
}

static bool add_piece(struct tv_unpacked *u)
{
    void *p = mmap(NULL, sizeof(struct tv_unpacked_piece), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return false;
    if (u->last)
        u->last->next = p;
    else
        u->first = p;
    u->last = p;
    return true;
}

static void keep(struct tv_unpacked *u, const char *bytes, size_t n)
{
    if (u->lost)
        return;
    if (n > u->most - u->size) {
        lose(u);
        return;
    }
    u->size += n;
    while (n) {
        size_t room = u->last ? sizeof u->last->bytes - u->last->size : 0;
        if (!room && !add_piece(u)) {
            lose(u);
            return;
        }
        room = room ? room : sizeof u->last->bytes;
        size_t part = n < room ? n : room;
        memcpy(u->last->bytes + u->last->size, bytes, part);
        u->last->size += part;
        bytes += part;
        n -= part;
    }
}

static la_ssize_t read_raw(struct archive *a, void *context, const void **ret_bytes)
{
    struct tv_unpacked *u = context;
    size_t n = 0;
    la_int64_t offset;
    int status = ARCHIVE_OK;
    while (n == 0 && status == ARCHIVE_OK)
        status = archive_read_data_block(u->raw, ret_bytes, &n, &offset);
    if (status == ARCHIVE_EOF)
        return 0;
    if (status != ARCHIVE_OK) {
        lose(u);
        archive_set_error(a, archive_errno(u->raw), "%s", archive_error_string(u->raw));
        return -1;
    }
    keep(u, *ret_bytes, n);
    return (la_ssize_t)n;
}

int tv_unpacked_read(struct tv_unpacked *u, struct archive *raw, size_t most, struct archive *a)
{
    struct archive_entry *entry;
    *u = (struct tv_unpacked){.raw = raw, .most = most};
    if (archive_read_next_header(raw, &entry) == ARCHIVE_OK)
        return archive_read_open(a, u, NULL, read_raw, NULL);
    lose(u);
    return ARCHIVE_FATAL;
}

/* Gives one piece after the other; what was given before is not looked at any more. */
static la_ssize_t read_kept(struct archive *a, void *context, const void **ret_bytes)
{
    struct tv_unpacked *u = context;
    (void)a;
    if (u->given)
        drop_first(u);
    u->given = u->first != NULL;
    *ret_bytes = u->first ? u->first->bytes : NULL;
    return u->first ? (la_ssize_t)u->first->size : 0;
}

int tv_unpacked_read_again(struct tv_unpacked *u, struct archive *a)
{
    archive_read_free(u->raw);
    u->raw = NULL;
    return archive_read_open(a, u, NULL, read_kept, NULL);
}

void tv_unpacked_finish(struct tv_unpacked *u)
{
    archive_read_free(u->raw);
    u->raw = NULL;
    lose(u);
}
