/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schema of the index: what indexer and query agree on. A Xapian database holds, for each
 * document, its *record* and then its passages, one Xapian document each, under docids that follow
 * each other.
 *
 * Terms of a passage (values in lower case, so that a prefix never meets a capital):
 *     (none)      words of its text, of the headings above it and of the document's title. Those of
 *                 the text have positions; those of a heading where it is new, which is in the passage
 *                 that it stands directly above; those of the title in the first passage. Each of these
 *                 begins TV_GAP positions behind what is before it. A word with diacritics of a Latin
 *                 script stands in its place without them, too (tv_fold_latin)
 *     Z           the stems of all these, in the stemmer of the passage's language
 *     S, ZS       words and stems of the document's title, without positions
 *     Q<id>       the document (the record has this term too)
 *     K<kind> L<language of the passage> Y<year> XC<state> XA<article> XS<symbol>
 *     XH<words>   what the heading next above it says, as a whole (tv_heading_term); so has the passage
 *                 that a heading stands directly above, and the first one for the title. Its wdf is that of
 *                 a word: who asks for just that looks for what is below it
 *     XG<group>   of near-duplicates, unless the group is named after this document
 * Terms of a record: Q<id>, TV_TERM_RECORD, XB<band> (signature.h); PS, the words of the title with
 * positions, where phrases of titles are looked for (TV_TITLE_GROUPS).
 * Data of a passage: tv_put_string(id), then tv_put_passage. Data of a record: tv_put_document,
 * then the number of passages, the number of sources, for each archive and member, the group and the
 * signature.
 *
 * Near-duplicates are a *group*, named by the ID of the document that was its first. A document is
 * given its group when it is added, and keeps it whatever becomes of the others.
 *
 * Versions of the schema, each refusing the others:
 *     1   the first
 *     2   signatures, groups of near-duplicates
 *     3   manifests in the ledger
 *     4   headings that a text has again, and columns of tables, in passages
 *     5   wdf by the passage's length; the title among the words; TV_SLOT_SUMMARY, TV_SLOT_FACETS
 *     6   positions of headings and titles in one passage alone
 *     7   words without their diacritics
 *     8   headings as a whole
 *
 * The wdf of a word is how often it stands there, times TV_WDF_UNIT, divided by what BM25 (Robertson
 * and Zaragoza 2009) takes for the passage's length: 1 - b + b * words / usual words. So a search,
 * with b = 0, need not read how long passages are, which takes most of the time of a search that
 * does; and the same passage weighs the same whatever else is in the index. Words of the title count
 * a part of that. */
#ifndef TV_SCHEMA_H
#define TV_SCHEMA_H

#include "document.h"
#include "signature.h"

#define TV_SCHEMA_VERSION "8"

/* Prefixes. */
#define TV_PREFIX_TITLE "S"
#define TV_PREFIX_DOCUMENT "Q"
#define TV_PREFIX_KIND "K"
#define TV_PREFIX_LANGUAGE "L"
#define TV_PREFIX_YEAR "Y"
#define TV_PREFIX_STATE "XC"
#define TV_PREFIX_ARTICLE "XA"
#define TV_PREFIX_SYMBOL "XS"
#define TV_PREFIX_BAND "XB"
#define TV_PREFIX_GROUP "XG"
#define TV_PREFIX_HEADING "XH"
#define TV_PREFIX_POSITIONS "P" /* before others */

/* The term that all records have and nothing else. */
#define TV_TERM_RECORD "XR"

/* struct xc_groups: documents, where phrases of titles are looked for. */
#define TV_TITLE_GROUPS                                             \
    {                                                               \
        XC_LITERAL(TV_TERM_RECORD), XC_LITERAL(TV_PREFIX_POSITIONS) \
    }

/* Value slots, of passages and records alike. */
enum {
    TV_SLOT_DATE = 0,     /* YYYYMMDD; the first day where only year or month is known */
    TV_SLOT_DOCUMENT = 1, /* ID, to collapse on */
    TV_SLOT_GROUP = 2,    /* of near-duplicates; none where it is the document's own ID */
    TV_SLOT_NUMBER = 3,   /* xc_sortable of the passage's number; a record has none */
    TV_SLOT_SUMMARY = 4,  /* tv_put_summary; a record has none */
    TV_SLOT_FACETS = 5,   /* tv_put_facet_values */
};

/* What a search needs to know of each of many passages, in one value: to read one of a passage takes
 * as long as to go through some thousand postings. */
struct tv_summary {
    const char *document; /* ID, TV_ID_SIZE bytes */
    const char *group; /* of near-duplicates, TV_ID_SIZE bytes; the ID where it has no other name */
    uint32_t number;   /* of the passage */
    uint32_t passages; /* how many the document has */
};

void tv_put_summary(struct tv_buffer *out, const struct tv_summary *summary);
/* Reads into *ret_summary, which points into the bytes; false if they are none. */
bool tv_get_summary(const char *bytes, size_t size, struct tv_summary *ret_summary);

/* What passages are counted by, in one value for the same reason. */
enum tv_facet_kind {
    TV_FACET_KIND,
    TV_FACET_STATE, /* may have several values, with ' ' between them */
    TV_FACET_LANGUAGE,
    TV_FACET_YEAR,
    TV_FACET_COUNT
};

enum { TV_FACET_SEPARATOR = '\t' };

/* The values in this order; NULL: none. */
void tv_put_facet_values(struct tv_buffer *out, const char *const values[TV_FACET_COUNT]);

/* Positions between the text and what else is indexed with it, so that no phrase crosses. */
enum { TV_GAP = 100 };

/* Weights in the index; tools/evaluate measures what they are worth. */
#define TV_WDF_UNIT 16
#define TV_LENGTH_USUAL 100.0 /* words */
#define TV_LENGTH_LEAST 0.5   /* usual lengths; shorter passages count as if they were so long */
#define TV_LENGTH_B 0.5
#define TV_TITLE_WEIGHT 0.5

/* The wdf of a word that stands once in so many. */
uint16_t tv_wdf_in(size_t n_words);

/* Metadata of the database. */
#define TV_META_SCHEMA "travaux.schema" /* TV_SCHEMA_VERSION */
#define TV_META_ARCHIVE "A"             /* + key of the archive: see indexer/ledger.h */
#define TV_META_MEMBER "M"              /* + key of the archive + key of the member */

/* Where a document was found. */
struct tv_source {
    const char *archive; /* absolute path */
    const char *member;  /* path in it */
};

/* A record, read. */
struct tv_record {
    struct tv_document doc; /* without passages */
    uint32_t n_passages;
    struct tv_source *sources; /* at least one, in the order in which they were found */
    size_t n_sources;
    char group[TV_ID_SIZE + 1]; /* of near-duplicates; "": its own */
    struct tv_signature signature;
};

/* Data may end with the first bytes of this, which mean nothing: libxapian 1.4 cannot read back some of
 * what it compressed over TV_DATA_SAFE bytes, and reads it with a few more. */
extern const char TV_PADDING[32];
enum { TV_DATA_SAFE = 8192 };

void tv_put_record(struct tv_buffer *out, const struct tv_record *record);
/* Reads into *ret_record (zero-initialised), which owns what was read; false, and *ret_record
 * empty, if the bytes are not a record. */
bool tv_get_record(const char *bytes, size_t size, struct tv_record *ret_record);
void tv_record_finish(struct tv_record *record);

/* The value that articles and symbols are compared by: letters and digits, in lower case:
 * "24 bis" is "24bis", "S/RES/2551 (2020)" is "sres25512020". At most TV_TERM_SIZE - 1 bytes. */
enum { TV_TERM_SIZE = 128 };
void tv_term_value(const char *text, char ret_value[TV_TERM_SIZE]);

/* The term of a heading as a whole: its words from the first letter on, by their letters and digits in
 * lower case. Returns how many bytes it has; 0 where there is no word. */
enum { TV_HEADING_SIZE = sizeof TV_PREFIX_HEADING + 16 };
size_t tv_heading_term(const char *heading, char ret_term[TV_HEADING_SIZE]);

/* Xapian's English name of the stemmer for an ISO 639-1 code, "none" where there is none. */
const char *tv_stemmer_of(const char *language);

#endif
