/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an extractor finds in a member, and the one interface that every format implements.
 *
 * An extractor knows one format and nothing of treaties: it fills a tv_extraction with *blocks*,
 * in reading order, and with *facts* about the document. What blocks mean (articles, paragraphs,
 * passages) is decided by structure.h. To add a format: write indexer/format_NAME.c with one
 * `const struct tv_format`, and name it in the table of formats.c.
 *
 * Always true: the strings in a tv_extraction are valid UTF-8 in NFC, without control characters,
 * with white space collapsed to single spaces and none at either end; tv_extraction_add and
 * tv_extraction_state see to that, so an extractor hands over what it found (in UTF-8; bytes that
 * are not become U+FFFD). */
#ifndef TV_EXTRACTION_H
#define TV_EXTRACTION_H

#include "corpus/document.h"
#include "corpus/error.h"
#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tv_block_type {
    TV_BLOCK_HEADING,
    TV_BLOCK_PARAGRAPH,
    TV_BLOCK_ITEM, /* of a list */
    TV_BLOCK_CELL, /* of a table, in reading order */
};

struct tv_block {
    enum tv_block_type type;
    unsigned level;    /* heading: 1 is the outermost, 0 unknown. item: depth of nesting, from 1 */
    uint32_t page;     /* from 1, 0 where there are none */
    uint32_t page_end; /* where it goes on over pages, the last one; 0: `page` */
    const char *page_label; /* what is printed on the page where that differs, or NULL */
    const char
        *label; /* numbering that the format keeps apart from the text: "1.", "(a)"; or NULL */
    const char *text;
    uint32_t table, row, column; /* cell: which, each from 1 */
};

/* What can be known about a document. */
enum tv_fact_key {
    TV_FACT_KIND, /* a name that tv_kind_of knows */
    TV_FACT_TITLE,
    TV_FACT_SYMBOL,
    TV_FACT_DATE,     /* in any form; structure.h makes it ISO 8601 */
    TV_FACT_LANGUAGE, /* any ISO 639 code or BCP 47 tag */
    TV_FACT_SESSION,
    TV_FACT_PUBLISHER,
    TV_FACT_URL,
    TV_FACT_STATES,  /* alpha-3 codes or names, several separated by ';' */
    TV_FACT_AUTHORS, /* several separated by ';' */
    TV_FACT_COUNT
};

/* Who says so. Where several say something of one key, the highest is believed; among equals, the
 * first to have said it. */
enum tv_authority {
    TV_OCCASION, /* how it was come by: when a crawler fetched it */
    TV_GUESS,    /* derived from the text: its first heading, the language it looks like */
    TV_NAME,     /* the member's name or folder */
    TV_DECLARED, /* the format's metadata, which programs often fill in badly (PDF Info) */
    TV_STATED,   /* the document's own markup for exactly this (FRBRdate, JSON-LD headline) */
    TV_MANIFEST, /* the manifest that came with the archive */
};

struct tv_fact {
    const char *value;
    const char *origin; /* for people: "JSON-LD datePublished", "file name" */
    enum tv_authority authority;
};

/* Zero-initialised is empty and ready. */
struct tv_extraction {
    struct tv_block *blocks;
    size_t n_blocks, capacity;
    struct tv_fact facts[TV_FACT_COUNT];
    size_t n_front;     /* blocks before a table of contents that was left out; 0: none are known */
    uint32_t n_unread;  /* pages that are images, and were not read */
    const char *format; /* name of the format it was read as; set by tv_extract_member */
    struct tv_arena arena;
    struct tv_buffer scratch;
};

void tv_extraction_finish(struct tv_extraction *x);

/* Adds a copy of the block. One whose text and label are empty is left out. */
void tv_extraction_add(struct tv_extraction *x, const struct tv_block *block);

/* States a fact; an empty or NULL value is none. origin is a string literal. */
void tv_extraction_state(struct tv_extraction *x, enum tv_fact_key key, enum tv_authority authority,
                         const char *origin, const char *value);

/* A member of an archive: what the archive says of it, and its bytes. */
struct tv_member {
    const char *path;     /* in the archive, UTF-8; inner archives' members as "inner.zip/a.txt" */
    const uint8_t *bytes; /* not NULL, even where there are none */
    size_t size;
    const uint8_t *digest; /* SHA-256 of the bytes, or NULL where nobody asked yet */
    int64_t mtime;         /* seconds since 1970, 0 unknown */
    /* Of what a crawler or a mail says, NULL and 0 where nothing does: */
    const char *url;          /* where it was fetched from */
    int64_t fetched;          /* when, as mtime */
    const char *content_type; /* "text/html; charset=koi8-r" */
    const char *said;         /* by a manifest: as tv_said_put (manifest.h) */
    uint64_t position;        /* bytes of the archive that were read when it was found, 0 unknown */
};

struct tv_format {
    const char *name; /* "html" */
    /* How sure it is that the member is of this format, from its first bytes and, less, its name:
     * 0 no; 100 certain. Looks at no more than the first 64 KiB or so, and quickly. */
    int (*recognise)(const struct tv_member *member);
    /* Fills *x. False with *err: TV_REFUSED (damaged, protected, empty, beyond a limit) or
     * TV_IGNORED (after all no document). What was added before a failure does not matter. */
    bool (*extract)(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err);
};

/* The format that is surest, or NULL. */
const struct tv_format *tv_format_of(const struct tv_member *member);

/* Extracts the member as of that format, in the charset that its content type names if it does not
 * say one itself. As tv_format.extract. */
bool tv_extract_as(const struct tv_format *format, const struct tv_member *member,
                   struct tv_extraction *x, struct tv_error *err);

/* Reads the member as what it is: fills *x (zero-initialised by the caller, who finishes it in
 * any case). False with *err as for tv_format.extract. */
bool tv_extract_member(const struct tv_member *member, struct tv_extraction *x,
                       struct tv_error *err);

#endif
