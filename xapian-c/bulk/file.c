/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTPUT_BUFFER = 1 << 20, SPOOL_BUFFER = 1 << 16 };

static bool write_all(int fd, const uint8_t *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n ? errno : ENOSPC;
            return false;
        }
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

char *xb_path(const char *directory, const char *name)
{
    char *path;
    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

bool xb_output_init(struct xb_output *output, const char *directory, const char *name, bool sync,
                    struct xb_error *error)
{
    *output = (struct xb_output){.path = xb_path(directory, name), .fd = -1, .sync = sync};
    return output->path || xb_fail_memory(error);
}

static bool output_flush(struct xb_output *output, struct xb_error *error)
{
    if (output->fd < 0)
        output->fd = open(output->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (output->fd < 0)
        return xb_fail_system(error, output->path, "create");
    if (!write_all(output->fd, output->pending.bytes, output->pending.size))
        return xb_fail_system(error, output->path, "write");
    /* Writing to disk begins now, so that little is left to wait for in the end. */
    if (output->sync)
        (void)sync_file_range(output->fd, (off_t)output->written, (off_t)output->pending.size,
                              SYNC_FILE_RANGE_WRITE);
    output->written += output->pending.size;
    output->pending.size = 0;
    return true;
}

bool xb_output_room(struct xb_output *output, size_t size, uint8_t **ret_bytes,
                    struct xb_error *error)
{
    if (!output->pending.room && !xb_buffer_reserve(&output->pending, OUTPUT_BUFFER, error))
        return false;
    if (output->pending.size + size > OUTPUT_BUFFER && !output_flush(output, error))
        return false;
    *ret_bytes = output->pending.bytes + output->pending.size;
    output->pending.size += size;
    return true;
}

bool xb_output_complete(struct xb_output *output, struct xb_error *error)
{
    if (!output_flush(output, error))
        return false;
    if (output->sync && fdatasync(output->fd))
        return xb_fail_system(error, output->path, "sync");
    int fd = output->fd;
    output->fd = -1;
    if (close(fd))
        return xb_fail_system(error, output->path, "close");
    return true;
}

void xb_output_finish(struct xb_output *output)
{
    if (output->path && output->fd >= 0)
        close(output->fd);
    free(output->path);
    xb_buffer_finish(&output->pending);
    *output = (struct xb_output){.fd = -1};
}

void xb_spool_init(struct xb_spool *spool, const char *directory)
{
    *spool = (struct xb_spool){.directory = directory, .fd = -1};
}

/* A name for a moment, where the file system knows no files without one. */
static int open_named(const char *directory)
{
    char *path = xb_path(directory, "bulk.XXXXXX");
    if (!path)
        return -1;
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    free(path);
    return fd;
}

static int open_unnamed(const char *directory)
{
    int fd = open(directory, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL))
        fd = open_named(directory);
    return fd;
}

bool xb_spool_flush(struct xb_spool *spool, struct xb_error *error)
{
    if (!spool->pending.size)
        return true;
    if (spool->fd < 0)
        spool->fd = open_unnamed(spool->directory);
    if (spool->fd < 0)
        return xb_fail_system(error, spool->directory, "create a temporary file");
    if (!write_all(spool->fd, spool->pending.bytes, spool->pending.size))
        return xb_fail_system(error, spool->directory, "write a temporary file");
    spool->pending.size = 0;
    return true;
}

bool xb_spool_append(struct xb_spool *spool, const void *bytes, size_t size, struct xb_error *error)
{
    if (!xb_buffer_append(&spool->pending, bytes, size, error))
        return false;
    spool->size += size;
    return spool->pending.size < SPOOL_BUFFER || xb_spool_flush(spool, error);
}

void xb_spool_finish(struct xb_spool *spool)
{
    if (spool->directory && spool->fd >= 0)
        close(spool->fd);
    xb_buffer_finish(&spool->pending);
    *spool = (struct xb_spool){.fd = -1};
}

bool xb_reader_init(struct xb_reader *reader, const struct xb_spool *spool, uint64_t offset,
                    uint64_t stop, size_t room, struct xb_error *error)
{
    *reader = (struct xb_reader){.spool = spool, .offset = offset, .stop = stop, .room = room};
    reader->bytes = malloc(room);
    reader->p = reader->end = reader->bytes;
    return reader->bytes || xb_fail_memory(error);
}

/* Moves what is unused to the front, with room for `wanted` bytes in all. */
static bool make_room(struct xb_reader *reader, size_t wanted, struct xb_error *error)
{
    size_t unused = (size_t)(reader->end - reader->p);
    memmove(reader->bytes, reader->p, unused);
    void *bytes = reader->bytes;
    bool grown = xb_grow(&bytes, &reader->room, wanted, 1, error);
    reader->bytes = bytes;
    reader->p = reader->bytes;
    reader->end = reader->bytes + unused;
    return grown;
}

bool xb_reader_fill(struct xb_reader *reader, size_t wanted, struct xb_error *error)
{
    if (!make_room(reader, wanted, error))
        return false;
    while ((size_t)(reader->end - reader->p) < wanted && reader->offset < reader->stop) {
        size_t size = reader->room - (size_t)(reader->end - reader->bytes);
        if (size > reader->stop - reader->offset)
            size = (size_t)(reader->stop - reader->offset);
        ssize_t n = pread(reader->spool->fd, (uint8_t *)reader->end, size, (off_t)reader->offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n ? errno : EIO;
            return xb_fail_system(error, reader->spool->directory, "read a temporary file");
        }
        reader->end += n;
        reader->offset += (uint64_t)n;
    }
    return true;
}

void xb_reader_finish(struct xb_reader *reader)
{
    free(reader->bytes);
    *reader = (struct xb_reader){0};
}

static bool directory_empty(const char *path, bool *ret_empty)
{
    DIR *directory = opendir(path);
    if (!directory)
        return false;
    const struct dirent *entry;
    bool empty = true;
    while (empty && (entry = readdir(directory)))
        empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
    closedir(directory);
    *ret_empty = empty;
    return true;
}

bool xb_directory_create(const char *path, bool *ret_created, struct xb_error *error)
{
    bool empty;
    if (!mkdir(path, 0777)) {
        *ret_created = true;
        return true;
    }
    if (errno != EEXIST)
        return xb_fail_system(error, path, "make the directory");
    if (!directory_empty(path, &empty) || !empty)
        return xb_fail(error, XB_EXISTS,
                       "%.380s: exists and is not an empty directory; remove it first", path);
    *ret_created = false;
    return true;
}

bool xb_directory_sync(const char *path, struct xb_error *error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return xb_fail_system(error, path, "open");
    bool synced = !fsync(fd);
    if (!synced)
        xb_fail_system(error, path, "sync");
    close(fd);
    return synced;
}
