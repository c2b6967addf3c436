/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The version file: "\x0f\x0dXapian Glass"; the format's date, (year - 2014) << 9 | month << 5 | day, in
 * two bytes, high first; 16 bytes of UUID; then numbers by xb_pack_uint: the revision; for each table its
 * root; statistics. A root: block, level << 2 | sequential << 1 | no root yet, number of entries, block
 * size >> 11, least size to compress, free list (size, bytes). A free list: revision, number of blocks,
 * and two empty cursors of two numbers.
 *
 * What is always true of it: it is complete when it gets its name. The bounds hold for every document;
 * here they are exact.
 */
#include "version.h"

#include "compress.h"
#include "pack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const uint8_t xb_magic[XB_MAGIC] = {
    0x0f,
    0x0d,
    'X',
    'a',
    'p',
    'i',
    'a',
    'n',
    ' ',
    'G',
    'l',
    'a',
    's',
    's',
    (2 << 9 | 3 << 5 | 14) >> 8,
    (2 << 9 | 3 << 5 | 14) & 0xff /* 2016-03-14 */
};

static const uint8_t compress_min[XB_TABLES] = {
    [XB_TABLE_DOCDATA] = XB_COMPRESS_MIN,
    [XB_TABLE_TERMLIST] = XB_COMPRESS_MIN,
    [XB_TABLE_SPELLING] = XB_COMPRESS_MIN,
    [XB_TABLE_SYNONYM] = XB_COMPRESS_MIN,
};

void xb_statistics_add(struct xb_statistics *statistics, const struct xb_statistics *more)
{
    statistics->documents += more->documents;
    statistics->total_length += more->total_length;
    if (more->last_docid > statistics->last_docid)
        statistics->last_docid = more->last_docid;
    if (more->longest > statistics->longest)
        statistics->longest = more->longest;
    if (more->greatest_wdf > statistics->greatest_wdf)
        statistics->greatest_wdf = more->greatest_wdf;
    if (more->shortest && (!statistics->shortest || more->shortest < statistics->shortest))
        statistics->shortest = more->shortest;
}

static uint8_t *put_root(uint8_t *p, const struct xb_root *root, unsigned least)
{
    uint8_t list[6 * XB_UINT32_MAX], *end = list;
    const uint32_t numbers[] = {1, root->blocks, 0, 0, 0, 0};
    for (size_t i = 0; root->blocks && i < sizeof numbers / sizeof *numbers; i++)
        end = xb_pack_uint(end, numbers[i]);
    p = xb_pack_uint(p, root->block);
    p = xb_pack_uint(p, root->level << 2 | 1 << 1 | !root->blocks);
    p = xb_pack_uint(p, root->entries);
    p = xb_pack_uint(p, XB_BLOCK >> 11);
    p = xb_pack_uint(p, least);
    p = xb_pack_uint(p, (uint64_t)(end - list));
    memcpy(p, list, (size_t)(end - list));
    return p + (end - list);
}

static uint8_t *put_statistics(uint8_t *p, const struct xb_statistics *statistics)
{
    p = xb_pack_uint(p, statistics->documents);
    p = xb_pack_uint(p, statistics->last_docid - statistics->documents);
    p = xb_pack_uint(p, statistics->shortest);
    p = xb_pack_uint(p, statistics->greatest_wdf);
    p = xb_pack_uint(p, statistics->longest - statistics->greatest_wdf);
    p = xb_pack_uint(p, 0); /* oldest changeset */
    p = xb_pack_uint(p, statistics->total_length);
    return xb_pack_uint(p, 0); /* bound of spelling frequencies */
}

static bool write_file(const char *directory, const uint8_t *bytes, size_t size, bool sync,
                       struct xb_error *error)
{
    struct xb_output output;
    uint8_t *room;
    if (!xb_output_init(&output, directory, "v.tmp", sync, error))
        return false;
    bool done = xb_output_room(&output, size, &room, error);
    if (done) {
        memcpy(room, bytes, size);
        done = xb_output_complete(&output, error);
    }
    xb_output_finish(&output);
    return done;
}

static bool rename_file(const char *directory, struct xb_error *error)
{
    char *from = xb_path(directory, "v.tmp"), *to = xb_path(directory, "iamglass");
    bool done = (from && to) || xb_fail_memory(error);
    if (done && rename(from, to))
        done = xb_fail_system(error, from, "rename");
    free(from);
    free(to);
    return done;
}

bool xb_version_write(const char *directory, const uint8_t uuid[16],
                      const struct xb_root roots[XB_TABLES], const struct xb_statistics *statistics,
                      bool sync, struct xb_error *error)
{
    uint8_t bytes[1024], *p = bytes;
    memcpy(p, xb_magic, XB_MAGIC);
    memcpy(p + XB_MAGIC, uuid, 16);
    p = xb_pack_uint(p + XB_MAGIC + 16, 1); /* revision */
    for (size_t i = 0; i < XB_TABLES; i++)
        p = put_root(p, &roots[i], compress_min[i]);
    p = put_statistics(p, statistics);
    if (!write_file(directory, bytes, (size_t)(p - bytes), sync, error))
        return false;
    if (sync && !xb_directory_sync(directory, error))
        return false;
    return rename_file(directory, error) && (!sync || xb_directory_sync(directory, error));
}

/* Reads the version file; its size, 0 on failure. */
static size_t read_file(const char *directory, uint8_t *bytes, size_t room, struct xb_error *error)
{
    char *path = xb_path(directory, "iamglass");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t size = fd < 0 ? -1 : read(fd, bytes, room);
    if (!path)
        xb_fail_memory(error);
    else if (size < 0)
        xb_fail_system(error, path, "read");
    else if (size < XB_MAGIC + 18 || (size_t)size == room || memcmp(bytes, xb_magic, XB_MAGIC) != 0)
        xb_fail(error, XB_VERSION, "%s is not of the format that this library knows", path);
    else
        room = 0;
    if (fd >= 0)
        close(fd);
    free(path);
    return room ? 0 : (size_t)size;
}

bool xb_raise_revision(const char *directory, uint32_t revision, struct xb_error *error)
{
    uint8_t bytes[4096], raised[4096 + XB_UINT32_MAX];
    size_t size = read_file(directory, bytes, sizeof bytes, error);
    if (!size)
        return false;
    const uint8_t *rest = bytes + XB_MAGIC + 16;
    uint64_t old = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        old |= (uint64_t)(*rest & 0x7f) << shift;
        if (*rest++ < 0x80 || rest == bytes + size)
            break;
    }
    if (old >= revision)
        return true;
    memcpy(raised, bytes, XB_MAGIC + 16);
    uint8_t *p = xb_pack_uint(raised + XB_MAGIC + 16, revision);
    memcpy(p, rest, (size_t)(bytes + size - rest));
    p += bytes + size - rest;
    return write_file(directory, raised, (size_t)(p - raised), true, error) &&
           rename_file(directory, error) && xb_directory_sync(directory, error);
}
