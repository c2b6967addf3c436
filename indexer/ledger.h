/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ledger: what was ingested, kept in the metadata of the index itself, so that it is committed
 * with the documents and the two can never disagree.
 *
 * An archive is any file given to the indexer, loose documents included. Its key is the first 32
 * hexadecimal digits of the SHA-256 of its absolute path; a member's likewise of its path in the
 * archive. Metadata keys: "A" archive-key, and "M" archive-key member-key. */
#ifndef TV_LEDGER_H
#define TV_LEDGER_H

#include "corpus/codec.h"
#include "corpus/memory.h"

#include <stdbool.h>
#include <stdint.h>

enum { TV_KEY_SIZE = 32 };

#define TV_WITH_OCR "+ocr" /* behind the version of one that did OCR */

enum tv_outcome {
    TV_OUTCOME_INDEXED,
    TV_OUTCOME_UNCHANGED, /* as in the run before; never stored */
    TV_OUTCOME_DUPLICATE, /* the same bytes as a member elsewhere: its document has another source */
    TV_OUTCOME_REMOVED,   /* gone from the archive; never stored */
    TV_OUTCOME_IGNORED,   /* no document */
    TV_OUTCOME_REFUSED,
    TV_OUTCOME_COUNT
};

const char *tv_outcome_name(enum tv_outcome outcome); /* "indexed" ... */

struct tv_archive_entry {
    const char *path; /* absolute */
    uint64_t size, mtime_ns, inode;
    uint64_t members;
    bool complete;       /* read to its end, and all its members are in the ledger */
    const char *told;    /* a key of the manifests beside it and their times, or NULL */
    const char *refused; /* why it could not be read to its end, or NULL */
    const char *program; /* version of Travaux that read it, with TV_WITH_OCR */
};

struct tv_member_entry {
    const char *path;
    const char *sha256;      /* hexadecimal, NULL where it was never read */
    const char *said;        /* a key of what manifests say of it, or NULL */
    enum tv_outcome outcome; /* indexed, duplicate, ignored or refused */
    const char *reason; /* of ignored and refused, or what of it could not be read; else NULL */
};

/* The key of a path. */
void tv_ledger_key(const char *path, char ret_key[TV_KEY_SIZE + 1]);

void tv_put_archive_entry(struct tv_buffer *out, const struct tv_archive_entry *entry);
bool tv_get_archive_entry(const char *bytes, size_t size, struct tv_arena *arena,
                          struct tv_archive_entry *ret_entry);
void tv_put_member_entry(struct tv_buffer *out, const struct tv_member_entry *entry);
bool tv_get_member_entry(const char *bytes, size_t size, struct tv_arena *arena,
                         struct tv_member_entry *ret_entry);

#endif
