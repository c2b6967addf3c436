/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One table of a glass database: a B-tree in a file, written bottom-up from entries that come in
 * ascending order of keys, every block as full as it can be.
 */
#ifndef XB_TABLE_H
#define XB_TABLE_H

#include "file.h"

enum {
    XB_BLOCK = 8192,
    XB_KEY_MAX = 255,
    /* The longest tag a table takes, whatever its key: libxapian reads at most 65,535 components. */
    XB_TAG_MAX = 65000 * 1700,
};

struct xb_table;

/* What the version file says about a table. */
struct xb_root {
    uint32_t block;   /* of the root */
    uint32_t blocks;  /* in the file; 0: there is no file */
    unsigned level;   /* of the root */
    uint64_t entries; /* keys */
};

bool xb_table_create(const char *directory, const char *name, bool sync,
                     struct xb_table **ret_table, struct xb_error *error);

/* The key must be greater than the one before. `compressed`: the tag is a raw deflate stream. */
bool xb_table_add(struct xb_table *table, const uint8_t *key, size_t key_size, const uint8_t *tag,
                  size_t tag_size, bool compressed, struct xb_error *error);

/* Ends the file; without entries there is one only where `required`. */
bool xb_table_complete(struct xb_table *table, bool required, struct xb_root *ret_root,
                       struct xb_error *error);

void xb_table_destroy(struct xb_table *table);

#endif
