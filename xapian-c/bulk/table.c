/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The B-tree writer. For each level there is one block being filled. A block that is full goes to
 * the end of the file, takes the next block number, and is entered in the block above with the key
 * that divides it from its left neighbour. So the file is written from front to back, leaves lie in
 * it in order of keys with branches among them ("sequential" in the version file), and the root is
 * the last block.
 *
 * A block (integers big-endian):
 *     revision 4, level 1, largest gap 2, free bytes 2, end of directory 2   [11 bytes]
 *     directory: an offset of 2 bytes for each item in order of keys, grows up
 *     items, grow down from the end
 * Leaf item:   flags and length - 3 (2), key length (1), key, component (2, unless the first), tag bytes
 * Branch item: block number (4), key length (1), key, component (2)
 *
 * What is always true of it:
 * - The first item of the leftmost leaf is null: empty key, no tag. An empty table is that leaf.
 * - No leaf item is longer than ITEM_MAX, so that four fit in a block. A longer tag is cut into
 *   components 1, 2, ... under one key; flags mark the first and the last.
 * - All flags of an entry's components agree whether its tag is compressed.
 * - The key of a leaf in the branch above is its first key, cut after the byte that differs from the
 *   last key to its left; higher up keys are copied. A branch's first key is stored empty, component 0.
 * - A root that is a branch has two items or more.
 * - There is no gap among the items: largest gap and free bytes are equal, and the gap is zeroed.
 * - Every block has revision 1, as a first commit writes it; there are no free blocks.
 */
#include "table.h"

#include <stdlib.h>

enum {
    DIRECTORY = 11,
    SLOT = 2,                                         /* a directory entry */
    ITEM_MAX = (XB_BLOCK - DIRECTORY - 4 * SLOT) / 4, /* 2,043 */
    LEAF_HEAD = 3,                                    /* before the key */
    COMPONENT = 2,
    BRANCH_HEAD = 5,
    LEVELS = 10, /* libxapian opens no deeper tree */
    COMPONENTS_MAX = 0xffff,
    FLAG_COMPRESSED = 0x80,
    FLAG_LAST = 0x40,
    FLAG_FIRST = 0x20,
};

struct dividing_key {
    uint8_t size;
    uint16_t component;
    uint8_t bytes[XB_KEY_MAX];
};

struct level {
    bool open;                /* holds a block being filled */
    unsigned end;             /* of the directory */
    unsigned start;           /* of the items */
    struct dividing_key left; /* divides this block from the one before */
    uint8_t block[XB_BLOCK];
};

struct xb_table {
    struct xb_output output;
    uint64_t entries;
    uint32_t blocks;
    struct level levels[LEVELS];
};

static void put2(uint8_t *p, unsigned value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static void put4(uint8_t *p, uint32_t value)
{
    put2(p, value >> 16);
    put2(p + 2, value & 0xffff);
}

static unsigned gap(const struct level *level)
{
    return level->start - level->end;
}

static void open_block(struct level *level)
{
    level->open = true;
    level->end = DIRECTORY;
    level->start = XB_BLOCK;
}

/* Makes room for an item that is known to fit. */
static uint8_t *add_item(struct level *level, size_t size)
{
    level->start -= (unsigned)size;
    put2(level->block + level->end, level->start);
    level->end += SLOT;
    return level->block + level->start;
}

static bool write_block(struct xb_table *table, unsigned number, uint32_t *ret_block,
                        struct xb_error *error)
{
    struct level *level = &table->levels[number];
    uint8_t *block = level->block, *out;
    if (table->blocks == UINT32_MAX)
        return xb_fail(error, XB_LIMIT, "%.380s: more blocks than the format can number",
                       table->output.path);
    put4(block, 1);
    block[4] = (uint8_t)number;
    put2(block + 5, gap(level));
    put2(block + 7, gap(level));
    put2(block + 9, level->end);
    memset(block + level->end, 0, gap(level));
    if (!xb_output_room(&table->output, XB_BLOCK, &out, error))
        return false;
    memcpy(out, block, XB_BLOCK);
    level->open = false;
    *ret_block = table->blocks++;
    return true;
}

static void put_branch_item(struct level *level, uint32_t block, const struct dividing_key *key)
{
    uint8_t *p = add_item(level, BRANCH_HEAD + key->size + COMPONENT);
    put4(p, block);
    p[4] = key->size;
    memcpy(p + BRANCH_HEAD, key->bytes, key->size);
    put2(p + BRANCH_HEAD + key->size, key->component);
}

/*
 * Enters a written block, and the key that divides it from its left neighbour, in the level above;
 * a branch that is full is written and entered in turn.
 */
static bool enter(struct xb_table *table, unsigned number, uint32_t block,
                  struct dividing_key divider, struct xb_error *error)
{
    static const struct dividing_key none;
    for (;; number++) {
        if (number == LEVELS)
            return xb_fail(error, XB_LIMIT, "%.380s: more levels than libxapian reads",
                           table->output.path);
        struct level *level = &table->levels[number];
        size_t needed = (size_t)SLOT + BRANCH_HEAD + divider.size + COMPONENT;
        if (level->open && gap(level) >= needed) {
            put_branch_item(level, block, &divider);
            return true;
        }
        bool full = level->open;
        uint32_t written = 0;
        if (full && !write_block(table, number, &written, error))
            return false;
        struct dividing_key left = level->left;
        level->left = divider;
        open_block(level);
        put_branch_item(level, block, &none);
        if (!full)
            return true;
        block = written;
        divider = left;
    }
}

static size_t shared_prefix(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
    size_t shortest = a_size < b_size ? a_size : b_size, i = 0;
    while (i < shortest && a[i] == b[i])
        i++;
    return i;
}

/* Begins the next leaf with an item for this key and component. */
static bool next_leaf(struct xb_table *table, const uint8_t *key, size_t key_size,
                      unsigned component, struct xb_error *error)
{
    struct level *leaf = &table->levels[0];
    const uint8_t *last = leaf->block + leaf->start + 2;
    struct dividing_key left = leaf->left;
    size_t size = shared_prefix(last + 1, *last, key, key_size);
    uint32_t block = 0;
    if (size < key_size)
        size++;
    leaf->left.size = (uint8_t)size;
    leaf->left.component = (uint16_t)component;
    memcpy(leaf->left.bytes, key, size);
    if (!write_block(table, 0, &block, error))
        return false;
    open_block(leaf);
    return enter(table, 1, block, left, error);
}

struct entry {
    const uint8_t *key, *tag;
    size_t key_size, tag_size;
    unsigned flags;
};

/* Puts `size` bytes of the tag into the leaf as one component. */
static bool put_component(struct xb_table *table, const struct entry *entry, unsigned component,
                          size_t offset, size_t size, struct xb_error *error)
{
    struct level *leaf = &table->levels[0];
    size_t item = LEAF_HEAD + entry->key_size + (component > 1 ? COMPONENT : 0) + size;
    if (gap(leaf) < item + SLOT && !next_leaf(table, entry->key, entry->key_size, component, error))
        return false;
    uint8_t *p = add_item(leaf, item);
    put2(p, (unsigned)(item - LEAF_HEAD));
    p[0] |= (uint8_t)(entry->flags | (component == 1 ? FLAG_FIRST : 0) |
                      (offset + size == entry->tag_size ? FLAG_LAST : 0));
    p[2] = (uint8_t)entry->key_size;
    memcpy(p + LEAF_HEAD, entry->key, entry->key_size);
    p += LEAF_HEAD + entry->key_size;
    if (component > 1) {
        put2(p, component);
        p += COMPONENT;
    }
    if (size)
        memcpy(p, entry->tag + offset, size);
    return true;
}

/*
 * The size of the first component of a tag too long for one: what fills the leaf, where that saves an
 * item or leaves no sliver; else a whole item. (34 is what libxapian's compaction found best.)
 */
static size_t first_component(const struct level *leaf, size_t key_size, size_t tag_size,
                              size_t most)
{
    size_t head = LEAF_HEAD + key_size + COMPONENT;
    size_t room = gap(leaf) % (ITEM_MAX + SLOT);
    if (room <= SLOT + head)
        return most + COMPONENT;
    room -= SLOT + head;
    if (room >= (tag_size - COMPONENT) % most || room >= key_size + 34)
        return room + COMPONENT;
    return most + COMPONENT;
}

static bool put_split(struct xb_table *table, const struct entry *entry, struct xb_error *error)
{
    size_t most = ITEM_MAX - (LEAF_HEAD + entry->key_size + COMPONENT);
    size_t size = first_component(&table->levels[0], entry->key_size, entry->tag_size, most);
    size_t offset = 0;
    for (unsigned component = 1; offset < entry->tag_size; component++) {
        if (component == COMPONENTS_MAX)
            return xb_fail(error, XB_LIMIT, "%.380s: an entry of %zu bytes is too large",
                           table->output.path, entry->tag_size);
        if (!put_component(table, entry, component, offset, size, error))
            return false;
        offset += size;
        size = entry->tag_size - offset < most ? entry->tag_size - offset : most;
    }
    return true;
}

static bool ascends(const struct level *leaf, const uint8_t *key, size_t key_size)
{
    const uint8_t *last = leaf->block + leaf->start + 2;
    size_t shortest = *last < key_size ? *last : key_size;
    int order = memcmp(last + 1, key, shortest);
    return order < 0 || (!order && *last < key_size);
}

bool xb_table_add(struct xb_table *table, const uint8_t *key, size_t key_size, const uint8_t *tag,
                  size_t tag_size, bool compressed, struct xb_error *error)
{
    struct entry entry = {key, tag, key_size, tag_size, compressed ? FLAG_COMPRESSED : 0};
    if (key_size > XB_KEY_MAX || !ascends(&table->levels[0], key, key_size))
        return xb_fail(error, XB_INVALID, "%.380s: keys do not ascend or are too long",
                       table->output.path);
    table->entries++;
    if (LEAF_HEAD + key_size + tag_size <= ITEM_MAX)
        return put_component(table, &entry, 1, 0, tag_size, error);
    return put_split(table, &entry, error);
}

bool xb_table_create(const char *directory, const char *name, bool sync,
                     struct xb_table **ret_table, struct xb_error *error)
{
    struct xb_table *table = calloc(1, sizeof *table);
    if (!table)
        return xb_fail_memory(error);
    if (!xb_output_init(&table->output, directory, name, sync, error)) {
        free(table);
        return false;
    }
    open_block(&table->levels[0]);
    uint8_t *null = add_item(&table->levels[0], LEAF_HEAD);
    put2(null, (FLAG_FIRST | FLAG_LAST) << 8);
    null[2] = 0;
    *ret_table = table;
    return true;
}

/* Writes the blocks being filled, from the leaf to the root. */
static bool write_spine(struct xb_table *table, struct xb_root *root, struct xb_error *error)
{
    for (root->level = 0;; root->level++) {
        struct level *level = &table->levels[root->level];
        if (!write_block(table, root->level, &root->block, error))
            return false;
        if (root->level + 1 == LEVELS || !level[1].open)
            return true;
        if (!enter(table, root->level + 1, root->block, level->left, error))
            return false;
    }
}

bool xb_table_complete(struct xb_table *table, bool required, struct xb_root *ret_root,
                       struct xb_error *error)
{
    struct xb_root root = {.entries = table->entries};
    if (table->entries || required) {
        if (!write_spine(table, &root, error) || !xb_output_complete(&table->output, error))
            return false;
        root.blocks = table->blocks;
    }
    *ret_root = root;
    return true;
}

void xb_table_destroy(struct xb_table *table)
{
    if (!table)
        return;
    xb_output_finish(&table->output);
    free(table);
}
