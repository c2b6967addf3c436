/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents and passages: what the index holds and what an answer is made of.
 *
 * A document is a member of an archive, understood. A passage is the smallest part of it that
 * stands by itself and that is ranked and cited; it never crosses an article's border. The
 * passages in order, each with the headings that are new at it, are the document's main text:
 * nothing is lost between them (tv_document_text).
 *
 * Always true of every string here: valid UTF-8 in NFC, no control character but '\n', owned by
 * the arena of the document. Absent is NULL, never "". */
#ifndef TV_DOCUMENT_H
#define TV_DOCUMENT_H

#include "error.h"
#include "memory.h"

#include <stddef.h>
#include <stdint.h>

enum tv_kind {
    TV_KIND_RECORD, /* resolutions, decisions, reports, letters: what the others are not */
    TV_KIND_TREATY,
    TV_KIND_DRAFT,
    TV_KIND_POSITION, /* what a state or a group says: statements, contributions, strategies */
    TV_KIND_NEWS,
    TV_KIND_COUNT
};

/* "record", "treaty", "draft", "position", "news". */
const char *tv_kind_name(enum tv_kind kind);
/* The kind of that name, or TV_KIND_COUNT. */
enum tv_kind tv_kind_of(const char *name);

/* Where in its document a passage stands. */
struct tv_place {
    uint32_t page,
        page_end; /* of the file, counted from 1, both inclusive; 0 where there are none */
    const char *page_label; /* what is printed on page `page`, where that differs from its number */
    const char *article;    /* "19", "24 bis", "II" */
    const char
        *paragraph; /* as printed, within the article or document: "3(b)", "14"; or "recital 33" */
    uint32_t ordinal, ordinal_end; /* counted over its paragraphs from 1, both inclusive */
    const char **headings;         /* above it, outermost first */
    size_t n_headings;
    const char *column; /* the head of its column, in a table that sets texts side by side */
    size_t n_fresh;     /* at least so many, its last ones, stand directly above it in the text */
};

/* A part of a passage that can be cited more closely than the passage itself: from `offset`
 * (bytes into its text) to the next part or to the end. */
struct tv_part {
    size_t offset;
    const char *paragraph; /* as in tv_place: "3(b)" */
};

struct tv_passage {
    uint32_t number; /* in the document, from 1 */
    struct tv_place place;
    const char *language; /* ISO 639-1: "en" */
    const char *text;     /* paragraphs and list items end with '\n', but for the last */
    struct tv_part *parts;
    size_t n_parts;
};

enum { TV_ID_SIZE = 12, TV_SHA256_SIZE = 64 };

/* What is known of a document. */
enum tv_field {
    TV_FIELD_KIND,
    TV_FIELD_TITLE,
    TV_FIELD_SYMBOL,
    TV_FIELD_DATE,
    TV_FIELD_LANGUAGE,
    TV_FIELD_SESSION,
    TV_FIELD_PUBLISHER,
    TV_FIELD_URL,
    TV_FIELD_STATES,
    TV_FIELD_AUTHORS,
    TV_FIELD_COUNT
};

const char *tv_field_name(enum tv_field field); /* "kind", "title" ... */

/* A date is "2020", "2020-11" or "2020-11-12": as precise as it is known. */
struct tv_document {
    char id[TV_ID_SIZE + 1];         /* see tv_document_id */
    char sha256[TV_SHA256_SIZE + 1]; /* of the member's bytes, lower-case hexadecimal */
    enum tv_kind kind;
    const char *title;
    const char *symbol;    /* "S/RES/2551 (2020)", "A/AC.291/22/Rev.3", "CETS No. 185" */
    const char *date;      /* of the document itself, not of the file */
    const char *language;  /* of most of it, ISO 639-1; NULL where it cannot be told */
    const char *session;   /* of the body in which it was made: "77" */
    const char *publisher; /* newspaper, organisation */
    const char *url;
    const char **states; /* whose document it is, ISO 3166-1 alpha-3, upper case */
    size_t n_states;
    const char **authors;
    size_t n_authors;
    /* Where each was taken from, for people: "JSON-LD headline", "file name"; NULL where nothing is
     * known. The index does not keep it. */
    const char *origins[TV_FIELD_COUNT];
    uint32_t n_unread; /* pages that are images, and were not read; the index does not keep it */
    struct tv_passage *passages; /* this array alone is the heap's, not the arena's */
    size_t n_passages;
    struct tv_arena arena;
};

void tv_document_finish(struct tv_document *doc);

/* The ID of the document whose member has this SHA-256 (32 bytes): the first 12 characters of its
 * lower-case base32 (RFC 4648, section 6). */
void tv_document_id(const uint8_t sha256[32], char ret_id[TV_ID_SIZE + 1]);

/* Lower-case hexadecimal of n bytes; ret_hex has room for 2n + 1. */
void tv_hex(const uint8_t *bytes, size_t n, char *ret_hex);

/* How many of passage's headings are to be read directly above it, its last ones: those that are not
 * also headings, in the same places, of `before` (NULL for the first passage), and those that the text
 * has there again. */
size_t tv_new_headings(const struct tv_passage *before, const struct tv_passage *passage);

/* The main text: every passage after its new headings, two newlines between them. */
void tv_document_text(const struct tv_document *doc, struct tv_buffer *out);

#endif
