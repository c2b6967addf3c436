/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Compound files ([MS-CFB]), the container of Office up to 2003: streams by name, from memory.
 *
 * Always true: no chain of sectors is followed for longer than the file has sectors, so every read
 * ends, and gives no more bytes than the file has. */
#ifndef TV_COMPOUND_H
#define TV_COMPOUND_H

#include "corpus/error.h"
#include "corpus/memory.h"
#include "extraction.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tv_compound {
    const uint8_t *bytes;
    size_t size;
    size_t sector, mini_sector; /* their sizes in bytes */
    uint32_t *fat, *mini_fat;   /* the sector after each */
    size_t n_fat, n_mini_fat;
    struct tv_buffer directory; /* 128 bytes an entry */
    struct tv_buffer mini;      /* the stream that small streams are in */
};

bool tv_compound_recognise(const struct tv_member *member);

/* False with TV_REFUSED if it is damaged. *compound is zero-initialised by the caller, who finishes
 * it in any case. The member's bytes have to live as long. */
bool tv_compound_open(struct tv_compound *compound, const struct tv_member *member,
                      struct tv_error *err);

/* Whether there is a stream or storage of that name (ASCII) at the top, and the stream's bytes as
 * far as they are there. */
bool tv_compound_has(const struct tv_compound *compound, const char *name);
bool tv_compound_read(const struct tv_compound *compound, const char *name,
                      struct tv_buffer *ret_bytes);

void tv_compound_finish(struct tv_compound *compound);

/* Numbers in little-endian order at an offset; 0 beyond the end. */
uint8_t tv_u8(const struct tv_buffer *b, size_t at);
uint16_t tv_u16(const struct tv_buffer *b, size_t at);
uint32_t tv_u32(const struct tv_buffer *b, size_t at);

#endif
