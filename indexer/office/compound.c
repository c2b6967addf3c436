/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Compound files (compound.h). */
#include "compound.h"

#include <stdlib.h>
#include <string.h>

/* [MS-CFB] 2.1 and 2.6. */
enum {
    HEADER_SIZE = 512,
    HEADER_DIFAT = 109, /* FAT sectors that the header itself names */
    ENTRY_SIZE = 128,
    MINI_CUTOFF = 4096, /* shorter streams are in the mini stream */
    STREAM = 2,
};
static const uint32_t LAST_REGULAR = 0xFFFFFFFA; /* what is above is no sector */
static const uint32_t NO_ENTRY = 0xFFFFFFFF;

uint8_t tv_u8(const struct tv_buffer *b, size_t at)
{
    return at < b->size ? (uint8_t)b->data[at] : 0;
}

uint16_t tv_u16(const struct tv_buffer *b, size_t at)
{
    return (uint16_t)(tv_u8(b, at) | tv_u8(b, at + 1) << 8);
}

uint32_t tv_u32(const struct tv_buffer *b, size_t at)
{
    return tv_u16(b, at) | (uint32_t)tv_u16(b, at + 2) << 16;
}

static uint32_t read32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

bool tv_compound_recognise(const struct tv_member *member)
{
    return member->size >= HEADER_SIZE &&
           memcmp(member->bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

/* The bytes of a sector and how many of them there are, 0 beyond the end of the file. */
static const uint8_t *sector_at(const struct tv_compound *c, uint32_t sector, size_t *ret_n)
{
    uint64_t at = ((uint64_t)sector + 1) * c->sector;
    if (sector > LAST_REGULAR || at >= c->size) {
        *ret_n = 0;
        return c->bytes;
    }
    *ret_n = c->size - at < c->sector ? (size_t)(c->size - at) : c->sector;
    return c->bytes + at;
}

/* Appends the chain of sectors that begins with this one. */
static void read_chain(const struct tv_compound *c, uint32_t sector, struct tv_buffer *out)
{
    for (size_t i = 0; i < c->n_fat && sector < c->n_fat; i++) {
        size_t n;
        const uint8_t *p = sector_at(c, sector, &n);
        if (n == 0)
            break;
        tv_buffer_add(out, p, n);
        sector = c->fat[sector];
    }
}

static void read_mini_chain(const struct tv_compound *c, uint32_t sector, struct tv_buffer *out)
{
    for (size_t i = 0; i < c->n_mini_fat && sector < c->n_mini_fat; i++) {
        size_t at = sector * c->mini_sector;
        if (at >= c->mini.size)
            break;
        size_t left = c->mini.size - at;
        tv_buffer_add(out, c->mini.data + at, left < c->mini_sector ? left : c->mini_sector);
        sector = c->mini_fat[sector];
    }
}

/* Takes the sector for a part of the FAT. */
static void add_fat_sector(struct tv_compound *c, uint32_t sector, size_t n_sectors)
{
    size_t n;
    const uint8_t *p = sector_at(c, sector, &n);
    for (size_t i = 0; i + 4 <= n && c->n_fat < n_sectors; i += 4)
        c->fat[c->n_fat++] = read32(p + i);
}

/* The FAT: its sectors are named in the header, and beyond in sectors of such names, the last of
 * which leads to the next. */
static void read_fat(struct tv_compound *c)
{
    size_t n_sectors = c->size / c->sector + 1, n;
    c->fat = tv_realloc(NULL, n_sectors, sizeof *c->fat);
    for (size_t i = 0; i < HEADER_DIFAT; i++)
        add_fat_sector(c, read32(c->bytes + 0x4C + i * 4), n_sectors);
    uint32_t difat = read32(c->bytes + 0x44);
    for (size_t i = 0; i < n_sectors && difat <= LAST_REGULAR; i++) {
        const uint8_t *p = sector_at(c, difat, &n);
        if (n < c->sector)
            break;
        for (size_t k = 0; k + 4 < n && c->n_fat < n_sectors; k += 4)
            add_fat_sector(c, read32(p + k), n_sectors);
        difat = read32(p + n - 4);
    }
}

static void read_mini_fat(struct tv_compound *c)
{
    struct tv_buffer table = {0};
    read_chain(c, read32(c->bytes + 0x3C), &table);
    c->n_mini_fat = table.size / 4;
    c->mini_fat = tv_realloc(NULL, c->n_mini_fat, sizeof *c->mini_fat);
    for (size_t i = 0; i < c->n_mini_fat; i++)
        c->mini_fat[i] = tv_u32(&table, i * 4);
    tv_buffer_finish(&table);
    read_chain(c, tv_u32(&c->directory, 0x74), &c->mini);
}

bool tv_compound_open(struct tv_compound *c, const struct tv_member *member, struct tv_error *err)
{
    c->bytes = member->bytes;
    c->size = member->size;
    if (c->size < HEADER_SIZE)
        return tv_fail(err, TV_REFUSED, "damaged compound file: it ends within its header");
    unsigned shift = c->bytes[0x1E], mini_shift = c->bytes[0x20];
    if ((shift != 9 && shift != 12) || mini_shift != 6)
        return tv_fail(err, TV_REFUSED, "damaged compound file: no sectors of that size");
    c->sector = (size_t)1 << shift;
    c->mini_sector = (size_t)1 << mini_shift;
    read_fat(c);
    read_chain(c, read32(c->bytes + 0x30), &c->directory);
    if (c->directory.size < ENTRY_SIZE)
        return tv_fail(err, TV_REFUSED, "damaged compound file: it has no directory");
    read_mini_fat(c);
    return true;
}

static bool is_named(const struct tv_compound *c, size_t entry, const char *name)
{
    size_t n = strlen(name);
    if (tv_u16(&c->directory, entry + 64) != (n + 1) * 2)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (tv_u16(&c->directory, entry + i * 2) != (uint8_t)name[i])
            return false;
    }
    return true;
}

/* The offset of the entry of that name in the top storage, whose entries are a tree; 0 (which is
 * that storage itself) if there is none. */
static size_t find(const struct tv_compound *c, const char *name)
{
    size_t n = c->directory.size / ENTRY_SIZE, n_waiting = 0, found = 0;
    uint32_t *waiting = tv_realloc(NULL, n * 2 + 1, sizeof *waiting);
    bool *seen = tv_alloc(n);
    waiting[n_waiting++] = tv_u32(&c->directory, 0x4C);
    while (n_waiting > 0 && !found) {
        uint32_t i = waiting[--n_waiting];
        if (i == NO_ENTRY || i >= n || seen[i])
            continue;
        seen[i] = true;
        size_t entry = (size_t)i * ENTRY_SIZE;
        if (is_named(c, entry, name))
            found = entry;
        waiting[n_waiting++] = tv_u32(&c->directory, entry + 0x44);
        waiting[n_waiting++] = tv_u32(&c->directory, entry + 0x48);
    }
    free(waiting);
    free(seen);
    return found;
}

bool tv_compound_has(const struct tv_compound *c, const char *name)
{
    return find(c, name) != 0;
}

bool tv_compound_read(const struct tv_compound *c, const char *name, struct tv_buffer *ret_bytes)
{
    size_t entry = find(c, name);
    if (!entry || tv_u8(&c->directory, entry + 66) != STREAM)
        return false;
    uint32_t start = tv_u32(&c->directory, entry + 0x74);
    uint32_t size = tv_u32(&c->directory, entry + 0x78);
    tv_buffer_clear(ret_bytes);
    if (size < MINI_CUTOFF)
        read_mini_chain(c, start, ret_bytes);
    else
        read_chain(c, start, ret_bytes);
    if (ret_bytes->size > size)
        ret_bytes->size = size;
    return true;
}

void tv_compound_finish(struct tv_compound *c)
{
    free(c->fat);
    free(c->mini_fat);
    tv_buffer_finish(&c->directory);
    tv_buffer_finish(&c->mini);
    *c = (struct tv_compound){0};
}
