/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Archives (members.h), read by libarchive.
 *
 * libarchive is told exactly which formats and filters it may use: none that starts a program, and
 * none (mtree, raw) that takes any text for an archive, but for raw below a filter, which is what a
 * single compressed file is. Its readers break on some hostile files (Debian 12's on cab): that costs
 * what broke them alone, since every attempt is announced to the guard (members.h). Members are read
 * into one buffer a level, which is used again. */
#include "members.h"

#include "beside.h"

#include "mail.h"
#include "unpacked.h"
#include "walk.h"
#include "warc.h"

#include <archive.h>
#include <archive_entry.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Which files are archives: what libarchive's formats and filters begin with. A filter, compression
 * of one stream, is the only one that libarchive may then use: what is compressed twice is an archive
 * in an archive, and counts as that. */
static const struct magic {
    size_t offset;
    const char *bytes;
    size_t n;
    int filter; /* libarchive's code; ARCHIVE_FILTER_NONE: a format */
} magics[] = {
    {0, "\x1F\x8B", 2, ARCHIVE_FILTER_GZIP},
    {0, "BZh", 3, ARCHIVE_FILTER_BZIP2},
    {0, "\xFD\x37zXZ", 5, ARCHIVE_FILTER_XZ},
    {0, "\x5D\x00\x00", 3, ARCHIVE_FILTER_LZMA},
    {0, "LZIP", 4, ARCHIVE_FILTER_LZIP},
    {0, "\x28\xB5\x2F\xFD", 4, ARCHIVE_FILTER_ZSTD},
    {0, "\x04\x22\x4D\x18", 4, ARCHIVE_FILTER_LZ4},
    {0, "\x1F\x9D", 2, ARCHIVE_FILTER_COMPRESS},
    {0, "PK\x03\x04", 4, ARCHIVE_FILTER_NONE},
    {0, "PK\x05\x06", 4, ARCHIVE_FILTER_NONE},
    {0, "PK\x07\x08PK", 6, ARCHIVE_FILTER_NONE},
    {0, "7z\xBC\xAF\x27\x1C", 6, ARCHIVE_FILTER_NONE},
    {257, "ustar", 5, ARCHIVE_FILTER_NONE},
    {0, "070701", 6, ARCHIVE_FILTER_NONE},
    {0, "070702", 6, ARCHIVE_FILTER_NONE},
    {0, "070707", 6, ARCHIVE_FILTER_NONE},
    {0, "\xC7\x71", 2, ARCHIVE_FILTER_NONE},
    {0, "Rar!\x1A\x07", 6, ARCHIVE_FILTER_NONE},
    {0, "xar!", 4, ARCHIVE_FILTER_NONE},
    {0, "!<arch>\n", 8, ARCHIVE_FILTER_NONE},
    {2, "-lh", 3, ARCHIVE_FILTER_NONE},
    {0, "MSCF", 4, ARCHIVE_FILTER_NONE},
    {32769, "CD001", 5, ARCHIVE_FILTER_NONE},
};
static const struct magic old_tar = {.filter = ARCHIVE_FILTER_NONE};

/* By the checksum of its first header, older than "ustar": the sum of its bytes, its own field as
 * blanks. */
static bool is_tar(const struct tv_member *file)
{
    if (file->size < 1024 || file->bytes[0] == '\0')
        return false;
    unsigned sum = 0, stated = 0;
    for (size_t i = 0; i < 512; i++)
        sum += i >= 148 && i < 156 ? ' ' : file->bytes[i];
    for (size_t i = 148; i < 156; i++)
        if (file->bytes[i] >= '0' && file->bytes[i] <= '7')
            stated = stated * 8 + (unsigned)(file->bytes[i] - '0');
    return sum == stated;
}

/* What kind of archive it is, or NULL. */
static const struct magic *magic_of(const struct tv_member *file)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (file->size > magics[i].offset + magics[i].n &&
            memcmp(file->bytes + magics[i].offset, magics[i].bytes, magics[i].n) == 0)
            return &magics[i];
    return is_tar(file) ? &old_tar : NULL;
}

/* Members. */

/* "report.txt" for the one file within "dir/report.txt.gz". */
static char *uncompressed_name(const char *path)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    const char *dot = strrchr(base, '.');
    return tv_printf("%.*s", dot && dot > base ? (int)(dot - base) : (int)strlen(base), base);
}

static bool read_data(struct tv_walk *w, struct archive *a, struct tv_buffer *bytes,
                      struct tv_error *why)
{
    for (;;) {
        enum { STEP = 128 * 1024 };
        tv_buffer_reserve(bytes, STEP);
        la_ssize_t n = archive_read_data(a, bytes->data + bytes->size, STEP);
        if (n == 0)
            return true;
        if (n == ARCHIVE_RETRY)
            continue;
        if (n < 0) {
            const char *reason = archive_error_string(a);
            return tv_fail(why, TV_REFUSED, "damaged: %s", reason ? reason : "cannot be unpacked");
        }
        bytes->size += (size_t)n;
        if (!tv_walk_fits(w, bytes->size, why))
            return false;
    }
}

/* Reads the current entry into *bytes. False with *why. */
static bool read_entry(struct tv_walk *w, struct archive *a, struct tv_buffer *bytes,
                       struct tv_error *why)
{
    tv_buffer_clear(bytes);
    bool read = read_data(w, a, bytes, why);
    tv_walk_charge(w, bytes->size);
    return read;
}

/* Goes to the end of an entry that is not wanted. Where what comes before has to be unpacked to get to
 * what follows, that is done in steps that are charged and seen to be made. */
static void pass_over(struct tv_walk *w, struct archive *a, struct archive_entry *entry,
                      const char *path)
{
    enum { STEP = 16 << 20 };
    const void *block;
    size_t n, since = 0;
    la_int64_t offset;
    struct tv_error why;
    if (archive_filter_code(a, 0) == ARCHIVE_FILTER_NONE)
        return;
    while (tv_walk_fits(w, 0, &why) &&
           archive_read_data_block(a, &block, &n, &offset) == ARCHIVE_OK) {
        tv_walk_charge(w, n);
        since += n;
        if (since > STEP && !tv_walk_may_unpack(w, path, (uint64_t)archive_entry_size(entry),
                                                archive_entry_mtime(entry), NULL))
            return;
        since %= STEP;
    }
}

/* Unpacks the entry, if that may be tried. False with *why. */
static bool unpack(struct tv_walk *w, struct archive *a, struct archive_entry *entry,
                   const char *path, struct tv_buffer *bytes, struct tv_error *why)
{
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
        return tv_fail(why, TV_IGNORED, "a link or device, not a file");
    if (archive_entry_is_encrypted(entry) > 0)
        return tv_fail(why, TV_REFUSED, "password-protected");
    uint64_t size = (uint64_t)archive_entry_size(entry);
    if (!tv_walk_may_unpack(w, path, size, archive_entry_mtime(entry), why))
        return false;
    if (tv_walk_fits(w, size, why) && read_entry(w, a, bytes, why))
        return true;
    pass_over(w, a, entry, path);
    return false;
}

static bool walk_entry(struct tv_walk *w, struct archive *a, struct archive_entry *entry,
                       const struct tv_member *file, const char *parent, unsigned depth,
                       struct tv_buffer *bytes)
{
    struct tv_error why = {0};
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return true;
    char *raw = archive_format(a) == ARCHIVE_FORMAT_RAW ? uncompressed_name(file->path) : NULL;
    char *path = tv_walk_path(w, parent, raw ? raw : archive_entry_pathname(entry));
    bool go_on;
    if (!unpack(w, a, entry, path, bytes, &why)) {
        go_on = tv_walk_refuse(w, path, why.code, why.message);
    } else {
        struct tv_member member = {.path = path,
                                   .bytes = (const uint8_t *)(bytes->data ? bytes->data : ""),
                                   .size = bytes->size,
                                   .mtime = archive_entry_mtime(entry),
                                   .url = file->url,
                                   .fetched = file->fetched};
        go_on = tv_walk_file(w, &member, path, depth + 1);
    }
    free(path);
    free(raw);
    return go_on;
}

/* Undoes that one compression and no other, as far as libarchive's interface lets us say so. */
static void append_filter(struct archive *a, int filter)
{
    if (filter == ARCHIVE_FILTER_ZSTD)
        archive_read_support_filter_zstd(a);
    else if (filter == ARCHIVE_FILTER_LZ4)
        archive_read_support_filter_lz4(a);
    else if (filter == ARCHIVE_FILTER_COMPRESS)
        archive_read_support_filter_compress(a); /* crashes when it is appended (3.6.2) */
    else
        archive_read_append_filter(a, filter);
}

static void damaged(struct archive *a, struct tv_error *why)
{
    const char *reason = archive_error_string(a);
    tv_fail(why, TV_REFUSED, "damaged archive: %s", reason ? reason : "cannot be read");
}

/* A reader of all formats, and no filter. */
static struct archive *new_reader(void)
{
    struct archive *a = archive_read_new();
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_cpio(a);
    archive_read_support_format_rar(a);
    archive_read_support_format_rar5(a);
    archive_read_support_format_xar(a);
    archive_read_support_format_lha(a);
    archive_read_support_format_ar(a);
    archive_read_support_format_cab(a);
    archive_read_support_format_iso9660(a);
    return a;
}

/* NULL with *why. A stream that breaks off before there is enough to tell its format by is damaged,
 * though libarchive opens it, and would call it empty. */
static struct archive *open_archive(const struct tv_member *file, const struct magic *magic,
                                    struct tv_error *why)
{
    struct archive *a = new_reader();
    if (magic->filter != ARCHIVE_FILTER_NONE) {
        append_filter(a, magic->filter);
        archive_read_support_format_raw(a);
        archive_read_support_format_empty(a);
    }
    if (archive_read_open_memory(a, file->bytes, file->size) == ARCHIVE_OK && !archive_errno(a))
        return a;
    damaged(a, why);
    archive_read_free(a);
    return NULL;
}

/* The bytes of a file that were read, by how many its reader had. */
static uint64_t position_in(const struct tv_member *file, const struct tv_walk_container *c,
                            uint64_t bytes)
{
    return c->unpacked ? (uint64_t)((double)file->size * (double)bytes / (double)c->unpacked)
                       : bytes;
}

/* Finds the next entry. ARCHIVE_EOF at the end; ARCHIVE_FATAL with *why. */
static int next_entry(struct tv_walk *w, struct tv_walk_container *c, struct archive *a,
                      struct archive_entry **ret_entry, struct tv_error *why)
{
    int status;
    if (!tv_walk_may_step(w, c, why))
        return ARCHIVE_FATAL;
    while ((status = archive_read_next_header(a, ret_entry)) == ARCHIVE_RETRY)
        ;
    if (!c->path)
        w->position = position_in(w->file, c, (uint64_t)archive_filter_bytes(a, -1));
    if (status >= ARCHIVE_WARN)
        return status;
    damaged(a, why);
    return ARCHIVE_FATAL;
}

/* Manifests. A member can come before the manifest that is about it: those are read ahead. */

/* Bytes of an archive, unpacked, within which a manifest is looked for: so that reading ahead is not
 * taken for hanging. */
static const int64_t MANIFEST_REACH = INT64_C(4) << 30;

static void read_manifest(struct tv_walk *w, struct archive *a, const char *path)
{
    struct tv_buffer bytes = {0};
    struct tv_error why = {0};
    if (read_entry(w, a, &bytes, &why)) {
        struct tv_member manifest = {
            .path = path, .bytes = (const uint8_t *)bytes.data, .size = bytes.size};
        const char *slash = strrchr(path, '/');
        char *folder = tv_printf("%.*s", slash ? (int)(slash - path) : 0, path);
        tv_manifest_read(w->within, &manifest, folder);
        free(folder);
    }
    tv_buffer_finish(&bytes);
}

/* Opens an archive to look for manifests; the outermost, if it is a compressed stream, so that what is
 * unpacked is kept. */
static struct archive *open_ahead(const struct tv_walk *w, const struct tv_member *file,
                                  const struct tv_walk_container *c, const struct magic *magic,
                                  struct tv_unpacked *unpacked)
{
    struct tv_error why;
    unpacked->lost = true;
    if (magic->filter == ARCHIVE_FILTER_NONE || c->path)
        return open_archive(file, magic, &why);
    struct archive *raw = archive_read_new(), *a = new_reader();
    append_filter(raw, magic->filter);
    archive_read_support_format_raw(raw);
    if (archive_read_open_memory(raw, file->bytes, file->size) == ARCHIVE_OK &&
        tv_unpacked_read(unpacked, raw, w->limits->member_size, a) == ARCHIVE_OK)
        return a;
    archive_read_free(raw);
    unpacked->raw = NULL;
    unpacked->lost = true;
    archive_read_free(a);
    return open_archive(file, magic, &why);
}

/* Each step of this is an attempt of its own; where it stops, the walk itself says why. A tar that this
 * saw to its end is left in *unpacked, if that has room. */
static void read_manifests(struct tv_walk *w, const struct tv_member *file,
                           const struct tv_walk_container *c, const struct magic *magic,
                           struct tv_unpacked *unpacked)
{
    struct tv_walk_container ahead = *c;
    struct archive *a = open_ahead(w, file, c, magic, unpacked);
    struct archive_entry *entry;
    int64_t reach = (uint64_t)MANIFEST_REACH < c->most ? MANIFEST_REACH : (int64_t)c->most;
    int status = ARCHIVE_FATAL;
    ahead.steps = UINT64_MAX / 2; /* other steps than those to come */
    while (a && !tv_manifest_is_full(w->within) && tv_walk_may_step(w, &ahead, NULL) &&
           (status = archive_read_next_header(a, &entry)) != ARCHIVE_EOF &&
           status >= ARCHIVE_WARN &&
           archive_filter_bytes(a, 0) + archive_entry_size(entry) < reach) {
        const char *name = archive_entry_pathname(entry);
        if (archive_entry_filetype(entry) != AE_IFREG || !name || !tv_beside_is_manifest(name))
            continue;
        char *path = tv_walk_name(w, c->path, name);
        if (!tv_manifest_has(w->within, path))
            read_manifest(w, a, path);
        free(path);
    }
    unpacked->lost |= status != ARCHIVE_EOF ||
                      (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_TAR;
    archive_read_free(a);
}

/* Of a manifest that was not read ahead: it is by itself, and what it says of others is theirs to
 * ask for. */
static bool give_manifest(struct tv_walk *w, const struct tv_member *file)
{
    struct tv_error outcome;
    if (tv_manifest_has(w->within, file->path))
        return true; /* told at the end, when it is known which members there are */
    if (tv_manifest_is_full(w->within))
        return tv_walk_refuse(w, file->path, TV_REFUSED, "more manifests than the limit");
    struct tv_manifest *own = tv_manifest_create();
    tv_manifest_read(own, file, "");
    tv_manifest_outcome(own, file->path, false, &outcome);
    tv_manifest_destroy(own);
    return tv_walk_give(w, &(struct tv_member){.path = file->path}, &outcome);
}

static bool give_outcome(void *context, const char *path)
{
    struct tv_walk *w = context;
    struct tv_error outcome;
    tv_manifest_outcome(w->within, path, true, &outcome);
    return tv_walk_give(w, &(struct tv_member){.path = path}, &outcome);
}

static bool walk_archive(struct tv_walk *w, const struct tv_member *file,
                         struct tv_walk_container *c, unsigned depth, const struct magic *magic)
{
    struct tv_buffer bytes = {0};
    struct tv_error why = {0};
    struct archive_entry *entry;
    struct tv_unpacked unpacked = {0};
    struct archive *a = open_archive(file, magic, &why);
    if (!a)
        return tv_walk_broken(w, c->path, &why);
    bool go_on = true;
    read_manifests(w, file, c, magic, &unpacked);
    if (unpacked.lost) {
        tv_unpacked_finish(&unpacked);
    } else {
        archive_read_free(a);
        a = new_reader();
        tv_unpacked_read_again(&unpacked, a);
        c->unpacked = unpacked.size;
    }
    for (int status; go_on && (status = next_entry(w, c, a, &entry, &why)) != ARCHIVE_EOF;) {
        if (status == ARCHIVE_FATAL) {
            go_on = tv_walk_broken(w, c->path, &why);
            break;
        }
        if (tv_walk_count(w))
            go_on = walk_entry(w, a, entry, file, c->path, depth, &bytes);
    }
    tv_buffer_finish(&bytes);
    archive_read_free(a);
    tv_unpacked_finish(&unpacked);
    return go_on;
}

extern const struct tv_format tv_format_pdf;

/* A tar, and any archive that compresses nothing, shows its first member as it is, which a format may
 * take for what all of it is: that of PDF looks for its beginning in all of the first bytes. */
static bool is_document(const struct tv_member *file, const struct magic *magic)
{
    const struct tv_format *format = tv_format_of(file);
    bool within = magic && format == &tv_format_pdf && memcmp(file->bytes, "%PDF-", 5) != 0;
    return format && !within && !is_tar(file);
}

static bool walk_container(struct tv_walk *w, const struct tv_member *file,
                           struct tv_walk_container *c, unsigned depth)
{
    bool web = tv_warc_is(file->bytes, file->size);
    const struct magic *magic = web ? NULL : magic_of(file);
    if (tv_beside_is_manifest(file->path))
        return give_manifest(w, file);
    if (tv_is_mail(file) || tv_is_mailbox(file))
        return tv_walk_mail(w, file, c, depth);
    if (!web && (!magic || is_document(file, magic)))
        return tv_walk_give(w, file, NULL);
    if (depth >= w->limits->depth)
        return tv_walk_refuse(w, file->path, TV_REFUSED,
                              "archives are nested more deeply than the limit");
    return web ? tv_walk_web(w, file, c, depth) : walk_archive(w, file, c, depth, magic);
}

/* Bytes that the members of a container may have together. */
static uint64_t most_of(const struct tv_walk *w, const struct tv_member *file)
{
    uint64_t most;
    if (__builtin_mul_overflow(file->size, w->limits->ratio, &most))
        return UINT64_MAX;
    return most > TV_FREE_BYTES ? most : TV_FREE_BYTES;
}

static bool refuse_path(struct tv_walk *w, const char *path)
{
    struct tv_error why;
    tv_fail(&why, TV_REFUSED, "its path is longer than %llu bytes, the limit",
            (unsigned long long)w->limits->path);
    return tv_walk_give(w, &(struct tv_member){.path = path}, &why);
}

bool tv_walk_file(struct tv_walk *w, const struct tv_member *file, const char *parent,
                  unsigned depth)
{
    struct tv_walk_container c = {.outer = w->inside, .path = parent, .most = most_of(w, file)};
    struct tv_member known = *file;
    struct tv_error why;
    known.digest = parent && w->guard ? c.digest : NULL; /* the outermost may be very large */
    if (known.digest)
        EVP_Digest(file->bytes, file->size, c.digest, NULL, EVP_sha256(), NULL);
    if (w->guard && !w->guard(w->context, c.digest, &why))
        return tv_walk_broken(w, parent, &why);
    if (parent && strlen(parent) > w->limits->path)
        return refuse_path(w, parent);
    uint64_t before = w->given;
    w->inside = &c;
    bool go_on = walk_container(w, &known, &c, depth);
    w->inside = c.outer;
    if (go_on && parent && w->given == before && !tv_manifest_has(w->within, parent))
        go_on = tv_walk_refuse(w, parent, TV_IGNORED, "an archive without members");
    return go_on;
}

bool tv_archive_walk(const struct tv_member *file, const struct tv_limits *limits,
                     tv_member_sink *sink, void *context, struct tv_error *err)
{
    return tv_archive_walk_guarded(file, limits, NULL, 0, sink, NULL, context, err);
}

bool tv_archive_walk_guarded(const struct tv_member *file, const struct tv_limits *limits,
                             const struct tv_told *told, size_t n_told, tv_member_sink *sink,
                             tv_attempt_guard *guard, void *context, struct tv_error *err)
{
    struct tv_error failure = {0};
    struct tv_walk w = {.limits = limits,
                        .sink = sink,
                        .guard = guard,
                        .context = context,
                        .err = &failure,
                        .file = file,
                        .told = told,
                        .n_told = n_told,
                        .within = tv_manifest_create()};
    bool whole = tv_walk_file(&w, file, NULL, 0);
    whole = (w.stopped || tv_manifest_each(w.within, give_outcome, &w)) && whole;
    tv_manifest_destroy(w.within);
    free(w.given_out.slots);
    if (whole)
        return true;
    if (w.stopped)
        return tv_fail(err, TV_IO, "%s: stopped", file->path);
    return tv_fail(err, failure.code, "%s", failure.message);
}
