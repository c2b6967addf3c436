/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xapian-c: a C interface to the Xapian search engine library, and its manual.
 *
 * What it is for. A program in C (or in anything that can call C) indexes documents with Xapian and
 * searches them. The calls are tasks, not Xapian's classes one by one: a document is filled and
 * handed to a writer; a search is described by one struct and comes back as one finished result.
 * The words are Xapian's own (document, term, posting, value slot, collapse, expand), so that its
 * documentation, https://xapian.org/docs/, explains this interface too.
 *
 * How it works. This header stands in front of C++, xapian-c.cc. No C++ exception ever
 * crosses the border: each becomes a code and a message in a struct xc_error. Everything handed out
 * has been read and copied before the call returns, so that reading a result can not fail. Where a
 * stream is unavoidable (all terms, all documents) each step returns a code.
 *
 * What is always true:
 *
 * Errors. A function that can fail takes, as its last argument, a pointer to a struct xc_error,
 *     which may be NULL. It returns an enum xc_code (XC_OK is 0), or a pointer that is NULL on
 *     failure. On failure the error is filled in and the ret_ arguments are untouched; on success
 *     the error is untouched. Any function that takes an error can fail with XC_OUT_OF_MEMORY and
 *     XC_INTERNAL; the comments name the other codes a caller may want to act on.
 *
 * Strings. Pointer and length, always; NUL bytes are welcome. A pointer may be NULL where the
 *     length is 0. Strings handed out are followed by a NUL that their size does not count. File
 *     names, host names and languages are ordinary C strings. Text that is split into words (term
 *     generator, parser, snippets) is UTF-8; data, values, terms and metadata are bytes.
 *
 * Ownership. What a function named ..._create, ..._open..., or one described as returning something
 *     new returns belongs to the caller, who ends it with the destructor named beside it.
 *     Destructors take NULL. What a struct xc_str in an answer points to belongs to the object that
 *     the comment names. Arguments are copied; nothing passed in needs to live longer than the call
 *     unless the comment says so.
 *
 * Threads. Any number of threads may use xapian-c, but an object belongs to one thread at a time:
 *     Xapian counts references without atomic operations and has no locks. Objects that share parts
 *     belong together, and move from thread to thread together: a reader and its streams; a writer,
 *     its reader and the term generators with spelling; a parser and the reader in its options;
 *     queries combined from one another, or parsed by the same parser. A struct xc_result, an
 *     xc_expansion and an xc_report are plain memory and may go anywhere. Every thread should open
 *     its own reader. Functions without an object argument may be called from any thread at any
 *     time.
 *
 * Processes. Fork first, open afterwards: a writer's lock and buffers do not survive a fork in the
 *     child, and a reader would share its file offsets and sockets.
 *
 * Versions. Written for Xapian 1.4 and 2.x. Within one soname functions and constants are only
 *     added, and structs stay as they are. Where a later soname adds members to a struct, zero
 *     means what was before: initialise structs with {0} or by the names of members.
 */
#ifndef XAPIAN_C_H
#define XAPIAN_C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#define XC_NOTHROW noexcept
#else
#define XC_NOTHROW
#endif

#if defined __GNUC__
#define XC_API __attribute__((visibility("default")))
#else
#define XC_API
#endif

#define XC_VERSION_MAJOR 0
#define XC_VERSION_MINOR 1
#define XC_VERSION_PATCH 0

/* The version of xapian-c, and that of the libxapian at work, such as "1.4.22". Static strings. */
XC_API const char *xc_version(void) XC_NOTHROW;
XC_API const char *xc_xapian_version(void) XC_NOTHROW;

/*
 * Strings
 */

struct xc_str {
    const char *data;
    size_t size; /* bytes */
};

/* A string literal as an initialiser for a struct xc_str, as in { .name = XC_LITERAL("title") };
 * and as the two arguments data and size of a call, as in xc_query_term(XC_TEXT("cat"), 1, 0,
 * NULL). */
#define XC_LITERAL(literal)             \
    {                                   \
        "" literal, sizeof(literal) - 1 \
    }
#define XC_TEXT(literal) ("" literal), (sizeof(literal) - 1)

/* The struct xc_str of a C string. NULL gives the empty one. */
static inline struct xc_str xc_str_of(const char *s)
{
    struct xc_str str = {s, s ? strlen(s) : 0};
    return str;
}

/*
 * Errors
 */

enum xc_code {
    XC_OK = 0,
    XC_END,       /* a stream has nothing more; not an error, no xc_error is filled */
    XC_LOCKED,    /* another writer has the database open; see xc_lock_state() */
    XC_MODIFIED,  /* the reader was overtaken by commits: reopen and start again */
    XC_CORRUPT,   /* the database is damaged: xc_check(), restore or rebuild it */
    XC_VERSION,   /* the database was made by a version of Xapian that this one can not read */
    XC_NOT_FOUND, /* no database there, or no such document or term in it */
    XC_EXISTS,    /* there is a database already, and XC_CREATE was asked for */
    XC_DISK_FULL, /* no room: disk, quota or file size limit. Nothing was committed */
    XC_IO,        /* another failure to open, read or write files; .system says which */
    XC_NETWORK,   /* a remote database could not be reached or broke off */
    XC_NETWORK_TIMEOUT,   /* a remote database did not answer in time */
    XC_PARSE,             /* the query string is wrong; .offset and .length say where */
    XC_RANGE,             /* a number or a position is outside what Xapian can take */
    XC_LIMIT,             /* a limit was passed, as the terms that a wildcard may stand for */
    XC_INVALID_ARGUMENT,  /* an argument makes no sense: a term too long, a NULL, a wrong slot */
    XC_INVALID_OPERATION, /* not now: no transaction is open, the writer is closed */
    XC_UNIMPLEMENTED,     /* this kind of database, or this build of Xapian, can not do that */
    XC_OUT_OF_MEMORY,
    XC_INTERNAL, /* a bug, in Xapian or in xapian-c */
    XC_TIMEOUT,  /* what xc_database_allow() gave is over */
};

#define XC_CODES (XC_TIMEOUT + 1)

struct xc_error {
    enum xc_code code;
    size_t offset;     /* XC_PARSE: where in the query string, in bytes from 0; else 0 */
    size_t length;     /* XC_PARSE: how many bytes are meant, 0 for a point between two; else 0 */
    char type[40];     /* the class of Xapian's exception ("DatabaseLockError"), or "" */
    char message[480]; /* a sentence for a person; Xapian's own where it comes from there */
    char context[240]; /* what it is about: a path, a host, a term; or "" */
    char system[96];   /* what the operating system said ("No space left on device"), or "" */
};

/* All strings above end in NUL; long ones are cut at a character's border. */

/* The name of a code ("XC_LOCKED") and a sentence about it ("Another writer has the database
 * open."). Static strings; never NULL, whatever the number. */
XC_API const char *xc_code_name(enum xc_code code) XC_NOTHROW;
XC_API const char *xc_code_sentence(enum xc_code code) XC_NOTHROW;

/*
 * Limits
 */

/* A term has at most 245 bytes, NUL bytes counting double. Xapian itself notices only when the
 * document is added; every function here that takes a term for a document checks it at once
 * (XC_INVALID_ARGUMENT, context: the term). A queried term that is longer just matches nothing. */
#define XC_TERM_MAX 245

/* Most bytes, NULs counting double, in the prefix of a term generator, so that any word fits behind
 * it, and most bytes in such a word: 150 and 80 and "Z" and ":" leave 13 for a stem that outgrows
 * its word. */
#define XC_PREFIX_MAX 150
#define XC_WORD_MAX 80

/* How often a read is repeated, after a reopen, when the reader was overtaken by commits: a reader
 * sees one revision, and the files it reads from are written over from the second commit after it.
 * When even the last repetition is overtaken, XC_MODIFIED is returned. */
#define XC_RETRIES 8

#define XC_NO_SLOT UINT32_MAX /* never a valid value slot */

/*
 * Readers
 *
 * A struct xc_database reads one database, or several as one. It sees the revision of the moment it
 * was opened or last reopened. Reads that give one finished answer (searches, documents, counts,
 * metadata, spelling …) reopen the reader by themselves and start again, up to XC_RETRIES times,
 * when they were overtaken; they fail with XC_MODIFIED only after that. Streams do not, since they
 * would skip or repeat: they end with XC_MODIFIED, also when the reader was reopened under them.
 *
 * All reads can fail with XC_CORRUPT, XC_IO, XC_NETWORK and XC_NETWORK_TIMEOUT.
 */

struct xc_database;

/* Opens the database at path: a directory, a single-file database, or a stub file that names others
 * (https://xapian.org/docs/admin_notes.html). Codes: XC_NOT_FOUND when there is none (a directory
 * that is no database, too), XC_CORRUPT, XC_VERSION, XC_IO. */
XC_API struct xc_database *xc_database_open(const char *path, struct xc_error *error) XC_NOTHROW;

/* Opens n databases as one. Document ids are interleaved: document d of database i (from 0) is
 * (d - 1) * n + i + 1. */
XC_API struct xc_database *xc_database_open_many(const char *const *paths, size_t n,
                                                 struct xc_error *error) XC_NOTHROW;

/* Opens what `xapian-tcpsrv` serves. timeout_ms bounds each answer, connect_timeout_ms the
 * connection; 0 takes 10 seconds. Codes: XC_NETWORK, XC_NETWORK_TIMEOUT. */
XC_API struct xc_database *xc_database_open_remote(const char *host, uint16_t port,
                                                   uint32_t timeout_ms, uint32_t connect_timeout_ms,
                                                   struct xc_error *error) XC_NOTHROW;

/* Runs a program (ssh, xapian-progsrv) with arguments, split at blanks, and speaks to it. */
XC_API struct xc_database *xc_database_open_program(const char *program, const char *arguments,
                                                    uint32_t timeout_ms,
                                                    struct xc_error *error) XC_NOTHROW;

/* Adds other to database, behind what is in it, and takes it over: on success other is gone and
 * must neither be used nor destroyed; on failure it is untouched. Document ids change as for
 * xc_database_open_many(). Streams and parsers of database that are older than the call must not
 * be used again. A writer's reader can not be added or added to: XC_INVALID_ARGUMENT. */
XC_API enum xc_code xc_database_add(struct xc_database *database, struct xc_database *other,
                                    struct xc_error *error) XC_NOTHROW;

/* Brings the reader to the latest revision. ret_changed, which may be NULL, says whether there
 * was a newer one. Cheap when there was not. */
XC_API enum xc_code xc_database_reopen(struct xc_database *database, bool *ret_changed,
                                       struct xc_error *error) XC_NOTHROW;

/* How often the reader has gone to another revision, by xc_database_reopen() or by itself. Where it is
 * the same before and after several reads, these were of one revision. */
XC_API uint32_t xc_database_generation(const struct xc_database *database) XC_NOTHROW;

/* Gives all that the reader is asked for from here on so many seconds together; 0: as long as it takes.
 * What is begun later fails with XC_TIMEOUT, and so does a search, at the next match that it comes to
 * (of a remote database: not before its end). Streams go on. */
XC_API enum xc_code xc_database_allow(struct xc_database *database, double seconds,
                                      struct xc_error *error) XC_NOTHROW;

/* Keeps an idle connection to a remote database open. Does nothing for a local one. */
XC_API enum xc_code xc_database_keep_alive(struct xc_database *database,
                                           struct xc_error *error) XC_NOTHROW;

/* Streams of the reader must be destroyed before it. */
XC_API void xc_database_destroy(struct xc_database *database) XC_NOTHROW;

/* Who has the database at path open for writing. pid is 0 where the system does not say (a
 * process of another user, another machine, or not Linux). XC_UNIMPLEMENTED for what has no lock
 * of its own. The answer may be old when it arrives: to write, just open a writer and look for
 * XC_LOCKED. */
struct xc_lock {
    bool locked;
    int64_t pid;
};

XC_API enum xc_code xc_lock_state(const char *path, struct xc_lock *ret_lock,
                                  struct xc_error *error) XC_NOTHROW;

/*
 * What a reader knows
 */

struct xc_stats {
    uint32_t shards;     /* how many databases it consists of */
    uint32_t documents;  /* how many there are */
    uint32_t last_docid; /* the highest id ever given, 0 for none */
    uint64_t
        total_length; /* sum of all documents' lengths; a length is the sum of its terms' wdf */
    double average_length;
    uint32_t length_lower_bound, length_upper_bound; /* of documents' lengths, perhaps not tight */
    bool positions;    /* some term has positions: phrases and NEAR can match */
    bool has_revision; /* one local database only */
    uint64_t revision; /* counts commits, if has_revision */
    char uuid[40];     /* of the first database, or "" */
};

XC_API enum xc_code xc_database_stats(struct xc_database *database, struct xc_stats *ret_stats,
                                      struct xc_error *error) XC_NOTHROW;

struct xc_term_stats {
    uint32_t documents;   /* documents with this term (Xapian: termfreq) */
    uint64_t occurrences; /* sum of its wdf over them (Xapian: collection frequency) */
    uint32_t wdf_upper_bound;
};

/* A term that is not there has zeros; that is no error. */
XC_API enum xc_code xc_database_term_stats(struct xc_database *database, const char *term,
                                           size_t size, struct xc_term_stats *ret_stats,
                                           struct xc_error *error) XC_NOTHROW;

/* The first of these alone, at a third of what all of them take to read. */
XC_API enum xc_code xc_database_frequency(struct xc_database *database, const char *term,
                                          size_t size, uint32_t *ret_documents,
                                          struct xc_error *error) XC_NOTHROW;

struct xc_slot_stats {
    uint32_t documents;         /* documents with a value in the slot */
    struct xc_str lower, upper; /* bounds of the values, by bytes, perhaps not tight */
};

/* The strings belong to database until its next call of this function. */
XC_API enum xc_code xc_database_slot_stats(struct xc_database *database, uint32_t slot,
                                           struct xc_slot_stats *ret_stats,
                                           struct xc_error *error) XC_NOTHROW;

struct xc_document_stats {
    uint32_t length; /* sum of wdf */
    uint32_t unique_terms;
};

/* XC_NOT_FOUND where there is no such document. */
XC_API enum xc_code xc_database_document_stats(struct xc_database *database, uint32_t docid,
                                               struct xc_document_stats *ret_stats,
                                               struct xc_error *error) XC_NOTHROW;

/* The terms of a document that begin with prefix (empty: all), by bytes, each with its wdf. Reads
 * nothing else, and so is much faster than a stream of them. They belong to database until its next
 * call of this function. XC_NOT_FOUND where there is no such document. */
struct xc_frequency {
    struct xc_str term;
    uint32_t wdf;
};

XC_API enum xc_code xc_database_document_terms(struct xc_database *database, uint32_t docid,
                                               const char *prefix, size_t prefix_size,
                                               const struct xc_frequency **ret_terms, size_t *ret_n,
                                               struct xc_error *error) XC_NOTHROW;

/* Document ids from first to last, both included. */
struct xc_stretch {
    uint32_t first, last;
};

/* Where and how often a term stands in the documents whose ids lie in any of n stretches, which
 * ascend and do not overlap. */
struct xc_place {
    uint32_t docid, wdf;
};

/* The places ascend; they belong to database until its next call of this function. Goes through the
 * term's postings once, past what is between the stretches. */
XC_API enum xc_code xc_database_places(struct xc_database *database, const char *term, size_t size,
                                       const struct xc_stretch *stretches, size_t n,
                                       const struct xc_place **ret_places, size_t *ret_n,
                                       struct xc_error *error) XC_NOTHROW;

/* The metadata set under key; empty where there is none, which is no error. The string belongs to
 * database until its next call of this function. */
XC_API enum xc_code xc_database_metadata(struct xc_database *database, const char *key, size_t size,
                                         struct xc_str *ret_value,
                                         struct xc_error *error) XC_NOTHROW;

/* The word of the spelling dictionary next to word, at most max_distance edits away (0 takes 2);
 * empty where there is none, or word is itself the best. The string belongs to database until
 * its next call of this function. */
XC_API enum xc_code xc_database_spelling(struct xc_database *database, const char *word,
                                         size_t size, uint32_t max_distance,
                                         struct xc_str *ret_suggestion,
                                         struct xc_error *error) XC_NOTHROW;

/* The lowest id of a document with this term: the way from an identifier kept as a term to its
 * document. XC_NOT_FOUND where no document has it. */
XC_API enum xc_code xc_database_find(struct xc_database *database, const char *term, size_t size,
                                     uint32_t *ret_docid, struct xc_error *error) XC_NOTHROW;

/*
 * Documents
 *
 * A struct xc_document is filled, handed to a writer, cleared and filled again. It is also what a
 * stored document is read into.
 */

struct xc_document;

XC_API struct xc_document *xc_document_create(struct xc_error *error) XC_NOTHROW;
XC_API void xc_document_destroy(struct xc_document *document) XC_NOTHROW;

/* Makes it empty, as new; cheaper than a new one. */
XC_API enum xc_code xc_document_clear(struct xc_document *document,
                                      struct xc_error *error) XC_NOTHROW;

/* The data: what the application wants back with a hit. Xapian does not look into it. */
XC_API enum xc_code xc_document_set_data(struct xc_document *document, const char *data,
                                         size_t size, struct xc_error *error) XC_NOTHROW;

/* Adds wdf occurrences of a term; 0 for a term that only filters (a boolean term). */
XC_API enum xc_code xc_document_add_term(struct xc_document *document, const char *term,
                                         size_t size, uint32_t wdf,
                                         struct xc_error *error) XC_NOTHROW;

/* Adds wdf occurrences of a term, at a position (from 1 by custom) that phrases and NEAR go by. */
XC_API enum xc_code xc_document_add_posting(struct xc_document *document, const char *term,
                                            size_t size, uint32_t position, uint32_t wdf,
                                            struct xc_error *error) XC_NOTHROW;

/* One occurrence of a term. */
struct xc_posting {
    struct xc_str term;
    uint32_t position; /* 0: none, the term is added without a position */
    uint32_t wdf;
};

/* Adds n postings in one call: the way in for an indexer that has its own tokens, a whole
 * document at a time. They may be in any order; rising positions are fastest. All terms are
 * checked before the first is added. Here alone position 0 means none. */
XC_API enum xc_code xc_document_add_postings(struct xc_document *document,
                                             const struct xc_posting *postings, size_t n,
                                             struct xc_error *error) XC_NOTHROW;

/* Takes a term away with all its positions. XC_INVALID_ARGUMENT where it is not there. */
XC_API enum xc_code xc_document_remove_term(struct xc_document *document, const char *term,
                                            size_t size, struct xc_error *error) XC_NOTHROW;

/* Sets the value in a slot; the empty value takes it away. Values are for sorting, collapsing,
 * facets and ranges; they compare by bytes (see xc_sortable()). XC_INVALID_ARGUMENT for
 * XC_NO_SLOT. */
XC_API enum xc_code xc_document_set_value(struct xc_document *document, uint32_t slot,
                                          const char *value, size_t size,
                                          struct xc_error *error) XC_NOTHROW;

struct xc_value {
    uint32_t slot;
    struct xc_str value;
};

/* The same for n values in one call. */
XC_API enum xc_code xc_document_set_values(struct xc_document *document,
                                           const struct xc_value *values, size_t n,
                                           struct xc_error *error) XC_NOTHROW;

/* What to read of a stored document; what was not asked for is empty. */
#define XC_READ_DATA 1u
#define XC_READ_VALUES 2u
#define XC_READ_TERMS 4u     /* with wdf, without positions */
#define XC_READ_POSITIONS 8u /* the terms with their positions */
#define XC_READ_ALL (XC_READ_DATA | XC_READ_VALUES | XC_READ_TERMS | XC_READ_POSITIONS)

/* Reads document docid into document, in place of what was in it. XC_NOT_FOUND where there is none;
 * document is then unchanged. Read with XC_READ_ALL, a document can be altered and handed to
 * xc_writer_replace(). */
XC_API enum xc_code xc_database_read(struct xc_database *database, uint32_t docid, unsigned what,
                                     struct xc_document *document,
                                     struct xc_error *error) XC_NOTHROW;

/* A term of a document, or of a stream of terms. */
struct xc_term {
    struct xc_str term;
    uint32_t wdf;              /* in this document; 0 in streams that are not of one document */
    uint32_t documents;        /* with this term in the database; 0 for an xc_document's terms */
    const uint32_t *positions; /* rising */
    size_t n_positions;
};

/* The contents of a document. Strings and arrays belong to document until it is next changed, or
 * read by the same function. A slot without a value gives the empty string. Terms come in the order
 * of their bytes, values in the order of their slots. */
XC_API enum xc_code xc_document_data(struct xc_document *document, struct xc_str *ret_data,
                                     struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_document_value(struct xc_document *document, uint32_t slot,
                                      struct xc_str *ret_value, struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_document_values(struct xc_document *document,
                                       const struct xc_value **ret_values, size_t *ret_n,
                                       struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_document_terms(struct xc_document *document,
                                      const struct xc_term **ret_terms, size_t *ret_n,
                                      struct xc_error *error) XC_NOTHROW;

/* A number as a value of at most 9 bytes that sorts as the number does. Writes it to buffer and
 * returns its size, which is 0 for minus infinity. NaN has no place in the order. */
#define XC_SORTABLE_MAX 9
XC_API size_t xc_sortable(double number, char buffer[XC_SORTABLE_MAX]) XC_NOTHROW;

/* The number back. Bytes that xc_sortable() never wrote give some number or other. */
XC_API double xc_sortable_number(const char *value, size_t size) XC_NOTHROW;

/*
 * Writers
 *
 * A struct xc_writer changes a database; one may exist at a time for each, in one process. Changes
 * can be found through the writer's own reader at once, and by others after a commit. Xapian also
 * commits by itself after every 10,000 changed documents (XAPIAN_FLUSH_THRESHOLD in the
 * environment, read when the writer is opened, sets another number), except within a transaction.
 *
 * All changes can fail with XC_DISK_FULL, XC_IO, XC_CORRUPT, XC_NETWORK; the change, or at a commit
 * all changes since the last one, is then lost, and the database on disk stays at its last commit.
 */

struct xc_writer;

enum xc_open_mode {
    XC_CREATE_OR_OPEN = 0,
    XC_CREATE,              /* XC_EXISTS where there is one */
    XC_CREATE_OR_OVERWRITE, /* begin with an empty one */
    XC_OPEN,                /* XC_NOT_FOUND where there is none */
};

#define XC_WRITER_WAIT 1u      /* wait for the lock, without limit, instead of XC_LOCKED */
#define XC_WRITER_NO_SYNC 2u   /* do not wait for the disk at a commit: faster, not safe */
#define XC_WRITER_FULL_SYNC 4u /* ask the drive to empty its buffers too, where that can be done */
#define XC_WRITER_DANGEROUS 8u /* write over blocks in use: no readers meanwhile, not safe */
#define XC_WRITER_NO_TERMLIST 16u /* no term lists: smaller, but no replace, delete or expand */
#define XC_WRITER_IN_MEMORY 32u   /* an empty database in memory; path is not used; for tests */

struct xc_writer_options {
    enum xc_open_mode mode;
    unsigned flags;      /* XC_WRITER_... */
    uint32_t block_size; /* of a new database: a power of 2 from 2,048 to 65,536; 0 takes 8,192 */
};

/* options may be NULL. Codes: XC_LOCKED, XC_EXISTS, XC_NOT_FOUND, XC_CORRUPT, XC_VERSION, XC_IO. */
XC_API struct xc_writer *xc_writer_open(const char *path, const struct xc_writer_options *options,
                                        struct xc_error *error) XC_NOTHROW;

/* What `xapian-tcpsrv --writable` serves. timeout_ms 0 waits without limit, connect_timeout_ms 0
 * takes 10 seconds. Transactions may be XC_UNIMPLEMENTED. */
XC_API struct xc_writer *xc_writer_open_remote(const char *host, uint16_t port, uint32_t timeout_ms,
                                               uint32_t connect_timeout_ms,
                                               struct xc_error *error) XC_NOTHROW;

/* A reader that also sees what is not committed yet. Belongs to the writer and ends with it; do not
 * destroy it. NULL with XC_INVALID_OPERATION once the writer is closed. */
XC_API struct xc_database *xc_writer_reader(struct xc_writer *writer,
                                            struct xc_error *error) XC_NOTHROW;

/* Adds a document under a new id, one more than the last. ret_docid may be NULL, here and below. */
XC_API enum xc_code xc_writer_add(struct xc_writer *writer, const struct xc_document *document,
                                  uint32_t *ret_docid, struct xc_error *error) XC_NOTHROW;

/* Puts a document in the place of docid, or adds it under that id. */
XC_API enum xc_code xc_writer_replace(struct xc_writer *writer, uint32_t docid,
                                      const struct xc_document *document,
                                      struct xc_error *error) XC_NOTHROW;

/* Puts a document in the place of all that have term, under the lowest of their ids, or adds it.
 * The term is not added to the document: it should have it. */
XC_API enum xc_code xc_writer_replace_by_term(struct xc_writer *writer, const char *term,
                                              size_t size, const struct xc_document *document,
                                              uint32_t *ret_docid,
                                              struct xc_error *error) XC_NOTHROW;

/* XC_NOT_FOUND where there is no document docid. */
XC_API enum xc_code xc_writer_delete(struct xc_writer *writer, uint32_t docid,
                                     struct xc_error *error) XC_NOTHROW;

/* Deletes all documents with term; none is fine. */
XC_API enum xc_code xc_writer_delete_by_term(struct xc_writer *writer, const char *term,
                                             size_t size, struct xc_error *error) XC_NOTHROW;

/* Makes all changes lasting and visible, or none of them. XC_INVALID_OPERATION in a transaction. */
XC_API enum xc_code xc_writer_commit(struct xc_writer *writer, struct xc_error *error) XC_NOTHROW;

/* A transaction holds changes together: they are made by the next commit, all or none. With
 * flushed a commit stands before it and ends it; without, it becomes lasting with a later
 * commit, and cancelling it discards also what was not committed before it. XC_INVALID_OPERATION
 * for a second one at the same time, or to end one where none is open; XC_UNIMPLEMENTED in
 * memory. */
XC_API enum xc_code xc_writer_begin_transaction(struct xc_writer *writer, bool flushed,
                                                struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_writer_commit_transaction(struct xc_writer *writer,
                                                 struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_writer_cancel_transaction(struct xc_writer *writer,
                                                 struct xc_error *error) XC_NOTHROW;

/* Metadata are named values of the database itself, committed with the documents. The empty value
 * takes one away. XC_INVALID_ARGUMENT for an empty key or one over XC_TERM_MAX. */
XC_API enum xc_code xc_writer_set_metadata(struct xc_writer *writer, const char *key,
                                           size_t key_size, const char *value, size_t value_size,
                                           struct xc_error *error) XC_NOTHROW;

/* The spelling dictionary: words with a count. A word whose count falls to 0 is gone. */
XC_API enum xc_code xc_writer_add_spelling(struct xc_writer *writer, const char *word, size_t size,
                                           uint32_t count, struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_writer_remove_spelling(struct xc_writer *writer, const char *word,
                                              size_t size, uint32_t count,
                                              struct xc_error *error) XC_NOTHROW;

/* Synonyms of a term, or of several words with single blanks between them, which parsers use as
 * their flags say. The term is as the parser looks it up: in lower case; stemmed with a Z. */
XC_API enum xc_code xc_writer_add_synonym(struct xc_writer *writer, const char *term,
                                          size_t term_size, const char *synonym,
                                          size_t synonym_size, struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_writer_remove_synonym(struct xc_writer *writer, const char *term,
                                             size_t term_size, const char *synonym,
                                             size_t synonym_size,
                                             struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_writer_clear_synonyms(struct xc_writer *writer, const char *term,
                                             size_t size, struct xc_error *error) XC_NOTHROW;

/* Commits, closes the database and gives up the lock, and says how that went; after it the
 * writer can only be destroyed. XC_INVALID_OPERATION in a transaction, which must be ended
 * first. */
XC_API enum xc_code xc_writer_close(struct xc_writer *writer, struct xc_error *error) XC_NOTHROW;

/* Discards what was not committed, so that no error path ever commits half a job, and frees the
 * writer. (Remote databases and those in memory can not discard; a remote one commits.) */
XC_API void xc_writer_destroy(struct xc_writer *writer) XC_NOTHROW;

/*
 * Stems
 */

struct xc_stemmer;

/* A stemmer for a language: an English name or an ISO 639-1 code ("french", "fr"); "none" leaves
 * words as they are. XC_INVALID_ARGUMENT for one that Xapian does not have. */
XC_API struct xc_stemmer *xc_stemmer_create(const char *language,
                                            struct xc_error *error) XC_NOTHROW;
XC_API void xc_stemmer_destroy(struct xc_stemmer *stemmer) XC_NOTHROW;

/* The stem of a word in lower case. Belongs to stemmer until its next call. */
XC_API enum xc_code xc_stemmer_stem(struct xc_stemmer *stemmer, const char *word, size_t size,
                                    struct xc_str *ret_stem, struct xc_error *error) XC_NOTHROW;

/* The English names of all languages with a stemmer, with blanks between. A static string; NULL
 * only when there is no memory. */
XC_API const char *xc_stemmer_languages(void) XC_NOTHROW;

enum xc_stem_strategy {
    XC_STEM_SOME = 0,      /* words with positions as they are, and Z and stem without positions */
    XC_STEM_NONE,          /* words as they are */
    XC_STEM_ALL,           /* stems without Z, in place of the words */
    XC_STEM_ALL_Z,         /* Z and stem, in place of the words */
    XC_STEM_SOME_FULL_POS, /* as XC_STEM_SOME, and the stems have positions too */
};

/*
 * Characters
 *
 * What Xapian takes a character for when it splits text, by its own tables of Unicode: older ones
 * than those of most other libraries. For programs with tokens of their own that must be the same.
 */

/* General categories of Unicode. */
enum xc_category {
    XC_CN = 0, /* unassigned, and all from 0x110000 on */
    XC_LU,     /* letters: upper case, lower case, title case, modifier, other */
    XC_LL,
    XC_LT,
    XC_LM,
    XC_LO,
    XC_MN, /* marks: nonspacing, enclosing, spacing */
    XC_ME,
    XC_MC,
    XC_ND, /* numbers: decimal digit, letter, other */
    XC_NL,
    XC_NO,
    XC_ZS, /* separators: space, line, paragraph */
    XC_ZL,
    XC_ZP,
    XC_CC, /* others: control, format, private use, surrogate */
    XC_CF,
    XC_CO,
    XC_CS,
    XC_PC, /* punctuation: connector, dash, open, close, initial quote, final quote, other */
    XC_PD,
    XC_PS,
    XC_PE,
    XC_PI,
    XC_PF,
    XC_PO,
    XC_SM, /* symbols: mathematical, currency, modifier, other */
    XC_SC,
    XC_SK,
    XC_SO,
};

XC_API enum xc_category xc_unicode_category(uint32_t code_point) XC_NOTHROW;

/* Is it part of a word: a letter, mark, number or connector? */
XC_API bool xc_unicode_word(uint32_t code_point) XC_NOTHROW;

/* The character in lower case; itself where it has none, or one of several characters. */
XC_API uint32_t xc_unicode_lower(uint32_t code_point) XC_NOTHROW;

/*
 * Term generator: from text to terms
 *
 * Splits UTF-8 text into words, in lower case, with positions; stems them; leaves out stop words;
 * makes n-grams of Chinese, Japanese and Korean. The prefix of a field stands before each of its
 * terms.
 */

struct xc_termgenerator;

enum xc_stop_strategy {
    XC_STOP_STEMMED = 0, /* stop words have no stems; unstemmed they stay, for phrases */
    XC_STOP_NONE,
    XC_STOP_ALL, /* stop words leave no term */
};

struct xc_termgenerator_options {
    const char *language; /* for stems, as for xc_stemmer_create(); NULL: none */
    enum xc_stem_strategy stem_strategy;
    const struct xc_str *stop_words; /* in lower case */
    size_t n_stop_words;
    enum xc_stop_strategy stop_strategy;
    bool ngrams;                /* Chinese, Japanese, Korean as n-grams; a parser needs the same */
    uint32_t max_word_length;   /* in bytes, at most XC_WORD_MAX; longer ones are left out; 0: 64 */
    struct xc_writer *spelling; /* put the words without a prefix in its spelling dictionary, too;
                                   must live as long as the term generator. NULL: do not */
};

/* options may be NULL. XC_INVALID_ARGUMENT for an unknown language or a length over XC_WORD_MAX. */
XC_API struct xc_termgenerator *
xc_termgenerator_create(const struct xc_termgenerator_options *options,
                        struct xc_error *error) XC_NOTHROW;
XC_API void xc_termgenerator_destroy(struct xc_termgenerator *generator) XC_NOTHROW;

/* From here on terms go to document, which must live until the next call of this function or the
 * generator's last; the next word's position is 1. */
XC_API enum xc_code xc_termgenerator_begin(struct xc_termgenerator *generator,
                                           struct xc_document *document,
                                           struct xc_error *error) XC_NOTHROW;

/* Adds the terms of text, each occurrence counting wdf times (a title may count more). XC_RANGE
 * when positions run out; XC_INVALID_ARGUMENT for a prefix over XC_PREFIX_MAX;
 * XC_INVALID_OPERATION before xc_termgenerator_begin(). */
XC_API enum xc_code xc_termgenerator_text(struct xc_termgenerator *generator, const char *text,
                                          size_t size, const char *prefix, size_t prefix_size,
                                          uint32_t wdf, struct xc_error *error) XC_NOTHROW;

/* The same without positions: smaller, but no phrases. */
XC_API enum xc_code xc_termgenerator_text_only(struct xc_termgenerator *generator, const char *text,
                                               size_t size, const char *prefix, size_t prefix_size,
                                               uint32_t wdf, struct xc_error *error) XC_NOTHROW;

/* The position of the last word, to be read and to be set: a gap keeps phrases from matching
 * across a border (Xapian's custom is 100). XC_INVALID_OPERATION before
 * xc_termgenerator_begin(). */
XC_API enum xc_code xc_termgenerator_position(struct xc_termgenerator *generator,
                                              uint32_t *ret_position,
                                              struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_termgenerator_set_position(struct xc_termgenerator *generator,
                                                  uint32_t position,
                                                  struct xc_error *error) XC_NOTHROW;

/*
 * Queries
 *
 * A query is built from terms upwards and never changes. Queries combined from others share them,
 * so these may be destroyed at once, and all of them belong to the same thread. A query matches
 * nothing, everything, or by its terms and values; it is not bound to a database.
 */

struct xc_query;

enum xc_op {
    XC_OP_AND = 0,
    XC_OP_OR,
    XC_OP_AND_NOT,   /* the first, without the others */
    XC_OP_XOR,       /* an odd number of them */
    XC_OP_AND_MAYBE, /* the first; the others add weight */
    XC_OP_FILTER,    /* all of them; only the first has weight */
    XC_OP_NEAR,      /* terms within a window of positions, in any order */
    XC_OP_PHRASE,    /* terms within a window of positions, in this order */
    XC_OP_ELITE_SET, /* OR of the best ones only: for long queries made from text */
    XC_OP_SYNONYM,   /* OR, with the weight of one term */
    XC_OP_MAX,       /* OR, with the weight of the best */
};

/* A term; wqf (usually 1) is how often it stands in the query and pos where, 0 for nowhere. The
 * empty term is everything. */
XC_API struct xc_query *xc_query_term(const char *term, size_t size, uint32_t wqf, uint32_t pos,
                                      struct xc_error *error) XC_NOTHROW;

XC_API struct xc_query *xc_query_all(struct xc_error *error) XC_NOTHROW;
XC_API struct xc_query *xc_query_nothing(struct xc_error *error) XC_NOTHROW;

/* n queries by an operator. parameter is the window for XC_OP_NEAR and XC_OP_PHRASE (0 takes n)
 * and the number for XC_OP_ELITE_SET (0 takes 10); else 0. None gives a query for nothing. NEAR
 * and PHRASE take terms, and ORs of them: else XC_UNIMPLEMENTED or XC_INVALID_ARGUMENT. */
XC_API struct xc_query *xc_query_combine(enum xc_op op, const struct xc_query *const *queries,
                                         size_t n, uint32_t parameter,
                                         struct xc_error *error) XC_NOTHROW;

/* The same for n terms. */
XC_API struct xc_query *xc_query_terms(enum xc_op op, const struct xc_str *terms, size_t n,
                                       uint32_t parameter, struct xc_error *error) XC_NOTHROW;

/* Documents whose value in slot is from low to high, both included, by bytes. A NULL leaves that
 * end open. Without weight. */
XC_API struct xc_query *xc_query_value_range(uint32_t slot, const struct xc_str *low,
                                             const struct xc_str *high,
                                             struct xc_error *error) XC_NOTHROW;

/* A query with its weight multiplied; factor 0 makes a filter of it. Not below 0. */
XC_API struct xc_query *xc_query_scale(const struct xc_query *query, double factor,
                                       struct xc_error *error) XC_NOTHROW;

enum xc_wildcard_limit {
    XC_WILDCARD_ERROR = 0,     /* the search fails with XC_LIMIT */
    XC_WILDCARD_FIRST,         /* the first ones by bytes */
    XC_WILDCARD_MOST_FREQUENT, /* those in the most documents */
};

/* All terms that begin with prefix, found when the query runs; max of them (0: no limit).
 * combiner is XC_OP_SYNONYM, XC_OP_OR or XC_OP_MAX. */
XC_API struct xc_query *xc_query_wildcard(const char *prefix, size_t size, uint32_t max,
                                          enum xc_wildcard_limit limit, enum xc_op combiner,
                                          struct xc_error *error) XC_NOTHROW;

/* Everything, with the same weight; and everything that has a number (xc_sortable()) in slot,
 * with that number, which must not be negative, as weight. To be combined by XC_OP_AND_MAYBE,
 * say. */
XC_API struct xc_query *xc_query_weight(double weight, struct xc_error *error) XC_NOTHROW;
XC_API struct xc_query *xc_query_value_weight(uint32_t slot, struct xc_error *error) XC_NOTHROW;

/* A query as bytes, and back, to keep it or to send it. XC_UNIMPLEMENTED where a part can not be
 * written; XC_INVALID_ARGUMENT for bytes that are not a query. The string belongs to query until
 * the next call of this function. */
XC_API enum xc_code xc_query_serialise(struct xc_query *query, struct xc_str *ret_bytes,
                                       struct xc_error *error) XC_NOTHROW;
XC_API struct xc_query *xc_query_unserialise(const char *bytes, size_t size,
                                             struct xc_error *error) XC_NOTHROW;

/* The query in Xapian's words, such as "(cat OR dog@2)", without the "Query(" around it. The string
 * belongs to query until the next call of this function. */
XC_API enum xc_code xc_query_describe(struct xc_query *query, struct xc_str *ret_words,
                                      struct xc_error *error) XC_NOTHROW;

/* The terms in a query, each once, by bytes. They belong to query until the next call of this
 * function. What wildcards stand for is not known before the search. */
XC_API enum xc_code xc_query_list_terms(struct xc_query *query, const struct xc_str **ret_terms,
                                        size_t *ret_n, struct xc_error *error) XC_NOTHROW;

/* True for one that matches nothing, and NULL. */
XC_API bool xc_query_is_nothing(const struct xc_query *query) XC_NOTHROW;

XC_API void xc_query_destroy(struct xc_query *query) XC_NOTHROW;

/*
 * Query parser: from what people type to a query
 *
 * Set up once by a table, it parses any number of strings. A string that is wrong is refused with
 * XC_PARSE, a place in it and a reason that a person understands; Xapian's own parser would take
 * most of these in silence as something else (unbalanced quotes and brackets, an operator with
 * nothing to work on, a field without a value, a range that is none).
 */

struct xc_parser;

enum xc_field_kind {
    XC_FIELD_TEXT = 0, /* words, ranked: title:whale */
    XC_FIELD_FILTER,   /* a boolean term; several of one field or group are ORed: lang:en lang:fr */
    XC_FIELD_FILTER_EACH, /* a boolean term; several are ANDed: tag:a tag:b */
};

/* Makes a query of a field's value by the caller's own lights. Returns a new query, which the
 * parser takes over, or NULL with *error filled (a code other than XC_OK and a message): the
 * parse then fails with it, and where the code is XC_PARSE the place is filled in. */
typedef struct xc_query *xc_field_function(void *context, const char *value, size_t size,
                                           struct xc_error *error);

/*
 * Where phrases and NEAR of a field are looked for whose words are the same in many documents, as those
 * of a book's title are in all its pages. Documents come in groups: one that has the term `start`, and all
 * behind it up to the next that has it. Only the start has positions for the field: of the same terms,
 * with `prefix` before them. Such a phrase is in a document that has its words, and in whose start it is.
 * It can be asked of databases on this machine only: of others, XC_UNIMPLEMENTED.
 */
struct xc_groups {
    struct xc_str start, prefix;
};

/* One line of the table: a field and a prefix. Several lines with the same name search all their
 * prefixes. The empty name stands for words without a field; without such a line they have no
 * prefix. */
struct xc_field {
    struct xc_str name;   /* as typed before the colon; letters, digits and _ */
    struct xc_str prefix; /* of its terms */
    enum xc_field_kind kind;
    struct xc_str group; /* XC_FIELD_FILTER: fields of one group are ORed; empty: the name */
    xc_field_function *function; /* in place of prefix; NULL: none. One line for such a name */
    void *context;               /* for function; must live as long as the parser */
    const struct xc_groups
        *groups; /* of XC_FIELD_TEXT; NULL: each document has its own positions */
};

enum xc_range_kind {
    XC_RANGE_DATE = 0, /* values YYYYMMDD. Typed YYYY-MM-DD, YYYYMMDD, D/M/YYYY (or M/D/YYYY); also
                          YYYY-MM and YYYY, which stand for their first and last day */
    XC_RANGE_NUMBER,   /* values by xc_sortable() */
    XC_RANGE_STRING,   /* values as typed */
};

/* A kind of range: low..high, where one end may be left open. */
struct xc_range {
    enum xc_range_kind kind;
    uint32_t slot;
    struct xc_str
        affix;        /* marks it: "date:" before, or "kg" behind the range; empty: nothing does */
    bool suffix;      /* affix stands behind */
    bool repeated;    /* affix may stand at both ends: $10..$20 */
    bool month_first; /* XC_RANGE_DATE: 2/3/2020 is 3 February */
    int32_t epoch_year; /* XC_RANGE_DATE: two-digit years begin here; 0 takes 1970 */
};

#define XC_PARSE_BOOLEAN 1u          /* AND OR NOT XOR NEAR ADJ and brackets */
#define XC_PARSE_PHRASE 2u           /* "quoted phrases" */
#define XC_PARSE_LOVE_HATE 4u        /* +must -mustnot */
#define XC_PARSE_BOOLEAN_ANY_CASE 8u /* and or not, too */
#define XC_PARSE_WILDCARD 16u        /* wild* */
#define XC_PARSE_PURE_NOT 32u        /* NOT word, alone */
#define XC_PARSE_PARTIAL 64u         /* the last word is still being typed: wild stands for wild* */
#define XC_PARSE_SPELLING 128u       /* suggest corrections; needs a database */
#define XC_PARSE_SYNONYM 256u        /* ~word stands for its synonyms too; needs a database */
#define XC_PARSE_AUTO_SYNONYMS 512u  /* every word does; needs a database */
#define XC_PARSE_MULTI_SYNONYMS 1024u     /* and groups of words do; needs a database */
#define XC_PARSE_NGRAMS 2048u             /* Chinese, Japanese, Korean as n-grams */
#define XC_PARSE_NO_POSITIONS 0x20000u    /* phrases and NEAR as AND */
#define XC_PARSE_KNOWN_FIELDS 0x20000000u /* refuse word:word where no field has that name */
#define XC_PARSE_NO_CHECKS 0x40000000u    /* take what Xapian takes, in silence */
#define XC_PARSE_DEFAULT (XC_PARSE_BOOLEAN | XC_PARSE_PHRASE | XC_PARSE_LOVE_HATE)

struct xc_parser_options {
    const struct xc_field *fields;
    size_t n_fields;
    const struct xc_range *ranges; /* tried in this order */
    size_t n_ranges;
    const char *language; /* for stems; NULL: none */
    enum xc_stem_strategy stem_strategy;
    const struct xc_str *stop_words;
    size_t n_stop_words;
    enum xc_op default_op; /* between words: XC_OP_AND (that is 0), XC_OP_OR, XC_OP_NEAR,
                              XC_OP_PHRASE, XC_OP_ELITE_SET, XC_OP_SYNONYM, XC_OP_MAX */
    unsigned flags;        /* XC_PARSE_...; 0 takes XC_PARSE_DEFAULT */
    uint32_t min_wildcard; /* fewest characters before a *; XC_PARSE otherwise */
    uint32_t max_wildcard; /* most terms for a * (0: no limit), and what to do beyond */
    enum xc_wildcard_limit wildcard_limit;
    uint32_t max_partial; /* the same for XC_PARSE_PARTIAL; 0 takes the 100 most frequent */
    enum xc_wildcard_limit partial_limit;
    struct xc_database
        *database; /* for spelling and synonyms; must live as long as the parser; NULL */
};

/* Codes: XC_INVALID_ARGUMENT for a table that contradicts itself, an unknown language, an
 * operator that can not be the default, a flag that needs a database where there is none. */
XC_API struct xc_parser *xc_parser_create(const struct xc_parser_options *options,
                                          struct xc_error *error) XC_NOTHROW;
XC_API void xc_parser_destroy(struct xc_parser *parser) XC_NOTHROW;

/* A stemmed term of the query, and the words it came from. */
struct xc_unstem {
    struct xc_str term;
    const struct xc_str *words;
    size_t n_words;
};

/* A parsed query string. All of it belongs to the struct, the query too. */
struct xc_parsed {
    struct xc_query *query;
    struct xc_str words;     /* the query as xc_query_describe() gives it */
    struct xc_str corrected; /* the string with its spelling corrected; empty: nothing to correct */
    const struct xc_str *stopped; /* stop words that were left out */
    size_t n_stopped;
    const struct xc_unstem *unstems;
    size_t n_unstems;
};

/* Bounds that keep hostile query strings from costing more than they should: bytes, brackets within
 * brackets, operators. Beyond them: XC_PARSE. */
#define XC_QUERY_MAX 65536
#define XC_QUERY_DEPTH_MAX 64
#define XC_QUERY_OPERATORS_MAX 1000

/* Parses a query string. The empty one gives a query for nothing. What is glued to a word is
 * text, not syntax: the brackets in 19(3)(b), an ellipsis. Codes: XC_PARSE; and, with spelling
 * or synonyms, those of any read. The result is ended by xc_parsed_destroy(), before or after
 * the parser, in the same thread. */
XC_API struct xc_parsed *xc_parser_parse(struct xc_parser *parser, const char *text, size_t size,
                                         struct xc_error *error) XC_NOTHROW;
XC_API void xc_parsed_destroy(struct xc_parsed *parsed) XC_NOTHROW;

/*
 * Search
 */

/* How documents are weighted, and the parameters in their order with Xapian's defaults. Papers and
 * formulas: https://xapian.org/docs/apidoc/html/classXapian_1_1Weight.html */
enum xc_weight {
    XC_WEIGHT_BM25 = 0,  /* k1 1, k2 0, k3 1, b 0.5, min_normlen 0.5 */
    XC_WEIGHT_BM25_PLUS, /* k1 1, k2 0, k3 1, b 0.5, min_normlen 0.5, delta 1 */
    XC_WEIGHT_BOOL,      /* none: all weights are 0 */
    XC_WEIGHT_TF_IDF,    /* none, but normalisation, "ntn" */
    XC_WEIGHT_TRAD,      /* k 1 */
    XC_WEIGHT_INL2,      /* c 1 */
    XC_WEIGHT_IFB2,      /* c 1 */
    XC_WEIGHT_INEB2,     /* c 1 */
    XC_WEIGHT_BB2,       /* c 1 */
    XC_WEIGHT_DLH,       /* none */
    XC_WEIGHT_PL2,       /* c 1 */
    XC_WEIGHT_PL2_PLUS,  /* c 1, delta 0.8 */
    XC_WEIGHT_DPH,       /* none */
    XC_WEIGHT_LM,        /* log, smoothing 1..5 as Xapian's type_smoothing, two parameters of it;
                             0, 1, -1, -1. XC_UNIMPLEMENTED with Xapian 2.x */
    XC_WEIGHT_COORD,     /* none: how many of the query's terms match */
};

enum xc_order {
    XC_ORDER_RELEVANCE = 0,
    XC_ORDER_KEYS,                /* by value, see keys */
    XC_ORDER_KEYS_THEN_RELEVANCE, /* by value, and by weight where values are equal */
    XC_ORDER_RELEVANCE_THEN_KEYS, /* by weight, and by value where weights are equal */
};

/* What is equal by all this comes by docid. */
enum xc_docid_order {
    XC_DOCID_ASCENDING = 0,
    XC_DOCID_DESCENDING,
    XC_DOCID_ANY, /* whatever is fastest */
};

struct xc_sort_key {
    uint32_t slot;
    bool reverse;          /* false: the lowest value first */
    struct xc_str missing; /* stands for the value of documents that have none */
};

struct xc_hit;

/* Passages around the matching words, with these marked. In the text Xapian escapes & < > as
 * HTML wants them. Ends of the text without a rare word may be left out even if there is room. */
struct xc_snippet {
    size_t length;        /* about so many bytes; 0: 500 */
    const char *language; /* the stemmer of the text; NULL: none */
    bool only_with_match; /* no snippet where no word matches, rather than the beginning */
    bool ngrams;          /* the text was indexed with n-grams */
    struct xc_str start,
        end;            /* markers; both NULL: <b> and </b>. Never empty, since Xapian does not
                                 escape then: XC_INVALID_ARGUMENT */
    struct xc_str omit; /* what was left out; NULL: ... */
    /* Gives the text of a hit in *ret_text, which must last until the next call; false for none.
     * The hit has all but its snippet. It may be called again for the same hits when a search is
     * repeated. NULL: the text is the document's data. */
    bool (*text)(void *context, const struct xc_hit *hit, struct xc_str *ret_text);
    void *context;
};

#define XC_HIT_DATA 1u  /* hits have their data */
#define XC_HIT_TERMS 2u /* hits have the query's terms that match, in the order of the query */

/* A search. Zeros are fine everywhere but in query. Nothing needs to last longer than the call. */
struct xc_search {
    const struct xc_query *query;          /* NULL: matches nothing */
    const struct xc_query *const *filters; /* all of which must match, without weight */
    size_t n_filters;
    uint32_t query_length; /* for weights that go by it; 0: the number of terms */

    enum xc_weight weight;
    const double *parameters; /* of the weight, in order; those not given have their defaults */
    size_t n_parameters;
    const char *normalisation; /* XC_WEIGHT_TF_IDF; NULL: "ntn" */
    const uint32_t *relevant; /* ids of documents known to be relevant, for weights that go by it */
    size_t n_relevant;

    uint32_t offset;         /* how many hits to leave out at the top */
    uint32_t limit;          /* most hits to return; 0 for counts and facets alone */
    uint32_t check_at_least; /* look at so many matches before estimating; facets need it. The
                                number of documents, or UINT32_MAX, makes all counts exact */

    enum xc_order order;
    const struct xc_sort_key *keys;
    size_t n_keys;
    enum xc_docid_order docid_order;

    bool collapse;          /* keep only the best documents with the same value ... */
    uint32_t collapse_slot; /* ... in this slot, ... */
    uint32_t collapse_max;  /* ... so many of them; 0: 1. Those without a value are all kept */

    const uint32_t
        *facet_slots; /* count the values in these slots. XC_WEIGHT_BOOL with a limit of 0 counts
                                    in each of several local databases, and scales what was counted
                                    to all the matches of each; else the first ones are looked at */
    size_t n_facet_slots;
    uint32_t facet_max; /* the most frequent values of each; 0: all, in the order of their bytes */

    uint32_t percent_cutoff; /* leave out hits below so many per cent; at most 100 */
    double weight_cutoff;    /* leave out hits with less weight */
    double time_limit; /* seconds after which matches are no longer counted beyond those needed
                          (check_at_least is ignored); 0: none. The hits are always right */

    unsigned fetch;              /* XC_HIT_... */
    const uint32_t *value_slots; /* hits have the values in these slots */
    size_t n_value_slots;
    const struct xc_snippet *snippet; /* NULL: no snippets */
};

struct xc_hit {
    uint32_t docid;
    uint32_t rank; /* from 0, offset included */
    double weight;
    uint32_t percent; /* of the best possible, Xapian's guess; 0 where there are no weights */
    uint32_t collapse_count; /* at least so many others with this collapse key were left out */
    struct xc_str collapse_key;
    struct xc_str data;          /* XC_HIT_DATA */
    const struct xc_str *values; /* as many as value_slots, in their order */
    const struct xc_str *terms;  /* XC_HIT_TERMS */
    size_t n_terms;
    struct xc_str snippet;
};

struct xc_facet_value {
    struct xc_str value;
    uint32_t count;
};

struct xc_facet {
    uint32_t slot;
    uint32_t total; /* matches looked at, with and without a value */
    const struct xc_facet_value *values;
    size_t n_values;
};

/* A term of the query; what its wildcards stood for is not among them. */
struct xc_query_term_stats {
    struct xc_str term;
    uint32_t documents; /* with this term */
    double weight;      /* the most that it can give */
};

struct xc_matches {
    uint32_t lower, estimated, upper;
};

/* The finished answer: plain memory that needs neither database nor query any more. */
struct xc_result {
    const struct xc_hit *hits;
    size_t n_hits;
    struct xc_matches matches;         /* how many there are in all */
    struct xc_matches uncollapsed;     /* how many there would be without collapsing */
    double max_attained, max_possible; /* weights: of the best match, and bound */
    const struct xc_facet *facets;     /* as many as facet_slots, in their order */
    size_t n_facets;
    const struct xc_query_term_stats *terms; /* of the query, by bytes */
    size_t n_terms;
    bool timed_out; /* took longer than time_limit: counts and facets may cover a part only */
    uint32_t
        retries; /* how often it was overtaken by commits and began again, at most XC_RETRIES */
};

/* Runs a search. Codes: XC_MODIFIED after XC_RETRIES repetitions, XC_LIMIT for a wildcard,
 * XC_INVALID_ARGUMENT, and those of any read. The whole search, data, values, terms and snippets
 * included, is of one revision of the database. */
XC_API struct xc_result *xc_database_search(struct xc_database *database,
                                            const struct xc_search *search,
                                            struct xc_error *error) XC_NOTHROW;
XC_API void xc_result_destroy(struct xc_result *result) XC_NOTHROW;

/*
 * Sets: all documents that match a query, without weights or order
 */

/* The postings of terms, and the documents that have a term or a value in a range, kept in memory for the
 * next query that asks for them: of one revision of one local database. Any number of threads may use it at
 * once, each with a reader of its own. */
struct xc_sets;

/* most_bytes: what is kept takes no more; what was asked for longest ago goes first. */
XC_API struct xc_sets *xc_sets_create(size_t most_bytes, struct xc_error *error) XC_NOTHROW;
XC_API void xc_sets_destroy(struct xc_sets *sets) XC_NOTHROW;

/* The rarest word of a phrase may be in so many documents. */
#define XC_SETS_PHRASE_MAX 10000

/* From here on the reader answers from sets where they can: searches by XC_WEIGHT_BM25 with k2 and b 0,
 * by weight, that ask for nothing but ids and weights (no facets, values, data, terms, snippets,
 * collapsing, cut-offs or keys), of terms, factors, ranges, phrases and XC_OP_OR, _AND, _AND_NOT and
 * _FILTER; and places of terms that a search has asked for. The answers are libxapian's, weights to 1e-9;
 * what weighs the same comes by id; counts are exact if check_at_least is above what is asked for, the
 * terms of the query have no weights, and max_possible is 0. What sets cannot answer is left to
 * libxapian, and so is everything once the reader has gone to another revision. sets must be of the
 * revision that the reader is at, and live until the reader is given others, or NULL.
 * XC_INVALID_ARGUMENT for a reader of several databases or of a writer. */
XC_API enum xc_code xc_database_use_sets(struct xc_database *database, struct xc_sets *sets,
                                         struct xc_error *error) XC_NOTHROW;

/* Document ids as bits: of document d, bit d % 64 of words[d / 64]. */
struct xc_set {
    const uint64_t *words;
    size_t n_words;
    uint32_t n_documents; /* bits that are set */
};

/* All documents that match a query of terms, boolean operators, ranges of values, and phrases and NEAR
 * up to XC_SETS_PHRASE_MAX; XC_LIMIT for any other. sets must be of the revision that the reader is at;
 * so the reader is not brought to another one, and XC_MODIFIED when it was overtaken. The set
 * belongs to database until its next call of this function. */
XC_API enum xc_code xc_database_matches(struct xc_database *database, const struct xc_query *query,
                                        struct xc_sets *sets, struct xc_set *ret_set,
                                        struct xc_error *error) XC_NOTHROW;

/*
 * Expansion: terms that mark relevant documents
 */

enum xc_expand_scheme {
    XC_EXPAND_PROBABILISTIC = 0, /* parameter k, default 1 */
    XC_EXPAND_BO1,
};

struct xc_expand {
    const struct xc_query *query; /* whose terms are left out; NULL: none are */
    bool with_query_terms;        /* do not leave them out */
    const uint32_t *relevant;     /* ids of the relevant documents */
    size_t n_relevant;
    uint32_t limit; /* most terms to return */
    double min_weight;
    enum xc_expand_scheme scheme;
    double k;                     /* 0 takes 1 */
    bool exact_frequencies;       /* with several databases as one: slower, exact */
    struct xc_str prefix;         /* only terms that begin so; empty: any */
    const struct xc_str *exclude; /* terms to leave out */
    size_t n_exclude;
};

struct xc_expansion_term {
    struct xc_str term;
    double weight;
};

struct xc_expansion {
    const struct xc_expansion_term *terms; /* the best first */
    size_t n_terms;
};

/* XC_NOT_FOUND where one of the documents is not there. */
XC_API struct xc_expansion *xc_database_expand(struct xc_database *database,
                                               const struct xc_expand *expand,
                                               struct xc_error *error) XC_NOTHROW;
XC_API void xc_expansion_destroy(struct xc_expansion *expansion) XC_NOTHROW;

/*
 * Streams
 *
 * A stream is opened, read with ..._next() until that returns something other than XC_OK, and
 * destroyed. XC_END is the regular end. XC_MODIFIED means that the reader was overtaken or
 * reopened: reopen it and begin again. What ..._next() and ..._skip_to() give belongs to the stream
 * until its next call. A stream must be destroyed before its reader. Streams of a writer's reader
 * may end early, or miss changes, when the writer changes the database under them.
 */

struct xc_terms;

/* All terms that begin with prefix (empty: all), by bytes, with the number of their documents. */
XC_API struct xc_terms *xc_terms_open(struct xc_database *database, const char *prefix, size_t size,
                                      struct xc_error *error) XC_NOTHROW;

/* The terms of a document, with wdf, positions, and the number of their documents. XC_NOT_FOUND. */
XC_API struct xc_terms *xc_terms_open_document(struct xc_database *database, uint32_t docid,
                                               struct xc_error *error) XC_NOTHROW;

/* The spelling dictionary; .documents is a word's count. */
XC_API struct xc_terms *xc_terms_open_spellings(struct xc_database *database,
                                                struct xc_error *error) XC_NOTHROW;

/* The terms that have synonyms and begin with prefix; and the synonyms of a term. */
XC_API struct xc_terms *xc_terms_open_synonym_keys(struct xc_database *database, const char *prefix,
                                                   size_t size, struct xc_error *error) XC_NOTHROW;
XC_API struct xc_terms *xc_terms_open_synonyms(struct xc_database *database, const char *term,
                                               size_t size, struct xc_error *error) XC_NOTHROW;

/* The keys of metadata that begin with prefix. */
XC_API struct xc_terms *xc_terms_open_metadata(struct xc_database *database, const char *prefix,
                                               size_t size, struct xc_error *error) XC_NOTHROW;

/* The next one; and the next one, from here on, that is not before term by bytes. */
XC_API enum xc_code xc_terms_next(struct xc_terms *terms, struct xc_term *ret_term,
                                  struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_terms_skip_to(struct xc_terms *terms, const char *term, size_t size,
                                     struct xc_term *ret_term, struct xc_error *error) XC_NOTHROW;
XC_API void xc_terms_destroy(struct xc_terms *terms) XC_NOTHROW;

struct xc_postings;

struct xc_occurrence {
    uint32_t docid;
    uint32_t wdf;    /* of the term in it; 1 for all documents */
    uint32_t length; /* of the document */
};

/* The documents with a term, by docid; with the empty term, all documents. */
XC_API struct xc_postings *xc_postings_open(struct xc_database *database, const char *term,
                                            size_t size, struct xc_error *error) XC_NOTHROW;

/* The next one; and the next one, from here on, whose id is not below docid. */
XC_API enum xc_code xc_postings_next(struct xc_postings *postings,
                                     struct xc_occurrence *ret_occurrence,
                                     struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_postings_skip_to(struct xc_postings *postings, uint32_t docid,
                                        struct xc_occurrence *ret_occurrence,
                                        struct xc_error *error) XC_NOTHROW;
XC_API void xc_postings_destroy(struct xc_postings *postings) XC_NOTHROW;

struct xc_values;

struct xc_document_value {
    uint32_t docid;
    struct xc_str value;
};

/* The values in a slot, by docid, of the documents that have one. */
XC_API struct xc_values *xc_values_open(struct xc_database *database, uint32_t slot,
                                        struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_values_next(struct xc_values *values, struct xc_document_value *ret_value,
                                   struct xc_error *error) XC_NOTHROW;
XC_API enum xc_code xc_values_skip_to(struct xc_values *values, uint32_t docid,
                                      struct xc_document_value *ret_value,
                                      struct xc_error *error) XC_NOTHROW;
XC_API void xc_values_destroy(struct xc_values *values) XC_NOTHROW;

/*
 * Upkeep
 */

enum xc_compaction {
    XC_COMPACT_FULL = 0, /* small */
    XC_COMPACT_STANDARD, /* quick */
    XC_COMPACT_FULLER,   /* smallest; not for databases that are changed again */
};

#define XC_COMPACT_KEEP_IDS 1u  /* documents keep their ids, which must not overlap among sources */
#define XC_COMPACT_MULTIPASS 2u /* merge three and more sources in several passes */
#define XC_COMPACT_SINGLE_FILE 4u /* one file in place of a directory; it can only be read */

struct xc_compact_options {
    enum xc_compaction level;
    unsigned flags;      /* XC_COMPACT_... */
    uint32_t block_size; /* 0 takes 8,192 */
    /* Told, for each table, what becomes of it; NULL: nobody is. */
    void (*progress)(void *context, const char *table, const char *status);
    void *context;
};

/* Writes what is in n databases, compact and as one, to destination, which is a new directory or
 * file. The sources are only read. Without XC_COMPACT_KEEP_IDS each source's ids are shifted
 * behind those of the one before it; where two sources have metadata of one key, the first one's
 * stand. options may be NULL. Codes: those of xc_database_open(), XC_DISK_FULL,
 * XC_INVALID_ARGUMENT, XC_INVALID_OPERATION. */
XC_API enum xc_code xc_compact(const char *const *sources, size_t n, const char *destination,
                               const struct xc_compact_options *options,
                               struct xc_error *error) XC_NOTHROW;

#define XC_CHECK_BLOCKS 1u /* list every block in the report */
#define XC_CHECK_TREE 2u   /* list every item in the report */
#define XC_CHECK_STATS 8u  /* statistics in the report */
#define XC_CHECK_FIX 16u   /* try to repair what can be; the database must not be in use */

struct xc_report {
    size_t errors;
    struct xc_str text; /* lines of plain text, for a person */
};

/* Checks a database, or one table of it ("path/postlist.glass"). A database so damaged that it
 * can not even be looked at gives NULL with XC_CORRUPT or another code of xc_database_open();
 * for one where faults were found a report with errors above 0. */
XC_API struct xc_report *xc_check(const char *path, unsigned flags,
                                  struct xc_error *error) XC_NOTHROW;
XC_API void xc_report_destroy(struct xc_report *report) XC_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif
