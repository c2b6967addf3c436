/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Archives (members.h), read by libarchive.
 *
 * libarchive is told exactly which formats and filters it may use: none that starts a program, and
 * none (mtree, raw) that takes any text for an archive, but for raw below a filter, which is what a
 * single compressed file is. Members are read into one buffer a level, which is used again. */
#include "members.h"

#include "charset.h"
#include "corpus/utf8.h"

#include <archive.h>
#include <archive_entry.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

struct seen {
    uint64_t *hashes; /* of paths, open addressing, 0 is free */
    size_t n, capacity;
};

struct walk {
    const struct tv_limits *limits;
    tv_member_sink *sink;
    void *context;
    struct tv_error *err;
    struct seen seen;
    uint64_t members, total;
    bool stopped; /* by the sink */
};

/* Which files are archives: what libarchive's formats and filters begin with. */
static const struct {
    size_t offset;
    const char *bytes;
    size_t n;
    bool filter; /* compression of one stream */
} magics[] = {
    {0, "PK\x03\x04", 4, false},
    {0, "PK\x05\x06", 4, false},
    {0, "PK\x07\x08PK", 6, false},
    {0, "7z\xBC\xAF\x27\x1C", 6, false},
    {257, "ustar", 5, false},
    {0, "070701", 6, false},
    {0, "070702", 6, false},
    {0, "070707", 6, false},
    {0, "\xC7\x71", 2, false},
    {0, "Rar!\x1A\x07", 6, false},
    {0, "MSCF", 4, false},
    {0, "xar!", 4, false},
    {0, "!<arch>\n", 8, false},
    {2, "-lh", 3, false},
    {32769, "CD001", 5, false},
    {0, "\x1F\x8B", 2, true},
    {0, "BZh", 3, true},
    {0,
     "\xFD"
     "7zXZ",
     5, true},
    {0, "\x5D\x00\x00", 3, true},
    {0, "LZIP", 4, true},
    {0, "\x28\xB5\x2F\xFD", 4, true},
    {0, "\x04\x22\x4D\x18", 4, true},
    {0, "\x1F\x9D", 2, true},
};

/* The checksum of a tar header older than "ustar": the sum of its bytes, its own field as blanks. */
static bool is_old_tar(const struct tv_member *file)
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

static bool has_magic(const struct tv_member *file, bool *ret_filter)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (file->size > magics[i].offset + magics[i].n &&
            memcmp(file->bytes + magics[i].offset, magics[i].bytes, magics[i].n) == 0) {
            *ret_filter = magics[i].filter;
            return true;
        }
    *ret_filter = false;
    return is_old_tar(file);
}

bool tv_is_archive(const struct tv_member *file)
{
    bool filter;
    return has_magic(file, &filter) && !tv_format_of(file);
}

/* Paths. */

/* Any bytes as a path in UTF-8 without control characters. */
static char *clean_path(const char *bytes)
{
    struct tv_buffer utf8 = {0}, clean = {0};
    size_t n = strnlen(bytes, TV_MAX_PATH);
    tv_to_utf8(bytes, n, "windows-1252", &utf8); /* too short for a detector to be right */
    for (size_t i = 0; i < utf8.size;) {
        size_t from = i;
        int32_t c = tv_utf8_next(utf8.data, utf8.size, &i);
        if (c == 0xFFFD || u_iscntrl(c))
            tv_buffer_puts(&clean, "\xEF\xBF\xBD");
        else
            tv_buffer_add(&clean, utf8.data + from, i - from);
    }
    tv_buffer_finish(&utf8);
    return tv_buffer_steal(&clean);
}

static uint64_t hash(const char *s)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
    return h ? h : 1;
}

/* Remembers a path; false if it was there. */
static bool remember(struct seen *seen, uint64_t h)
{
    if (seen->capacity == 0 || seen->n * 2 >= seen->capacity) {
        struct seen larger = {.capacity = seen->capacity ? seen->capacity * 2 : 256};
        larger.hashes = tv_alloc(larger.capacity * sizeof *larger.hashes);
        for (size_t i = 0; i < seen->capacity; i++)
            if (seen->hashes[i])
                remember(&larger, seen->hashes[i]);
        free(seen->hashes);
        *seen = larger;
    }
    assert(seen->capacity > 0);
    size_t at = h % seen->capacity;
    for (; seen->hashes[at]; at = (at + 1) % seen->capacity)
        if (seen->hashes[at] == h)
            return false;
    seen->hashes[at] = h;
    seen->n++;
    return true;
}

/* The path within the whole file, that no member before had; to be freed. */
static char *member_path(struct walk *w, const char *parent, const char *bytes)
{
    char *own = clean_path(bytes ? bytes : "unnamed");
    char *path = parent ? tv_printf("%s/%s", parent, own) : tv_strdup(own);
    free(own);
    /* "a.md", then "a (2).md": the ending still says what it is. */
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    size_t stem = dot && dot != path && dot[-1] != '/' ? (size_t)(dot - path) : strlen(path);
    char *first = path;
    for (unsigned copy = 2; !remember(&w->seen, hash(path)); copy++) {
        if (path != first)
            free(path);
        path = tv_printf("%.*s (%u)%s", (int)stem, first, copy, first + stem);
    }
    if (path != first)
        free(first);
    return path;
}

/* Members. */

static bool give(struct walk *w, const struct tv_member *member, const struct tv_error *why)
{
    w->stopped = !w->sink(w->context, member, why);
    return !w->stopped;
}

static bool refuse(struct walk *w, const char *path, enum tv_code code, const char *reason)
{
    struct tv_error why;
    tv_fail(&why, code, "%s", reason);
    return give(w, &(struct tv_member){.path = path}, &why);
}

/* Reads the current entry into *bytes. False with *why; *ret_fatal: the archive cannot go on. */
static bool read_entry(struct walk *w, struct archive *a, struct tv_buffer *bytes,
                       struct tv_error *why)
{
    tv_buffer_clear(bytes);
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
        if (bytes->size > w->limits->member_size)
            return tv_fail(why, TV_REFUSED, "larger than %llu bytes, the limit for a member",
                           (unsigned long long)w->limits->member_size);
        if (w->total + bytes->size > w->limits->total_size)
            return tv_fail(why, TV_REFUSED,
                           "its archive unpacks to more than %llu bytes, the limit",
                           (unsigned long long)w->limits->total_size);
    }
}

static bool walk_file(struct walk *w, const struct tv_member *file, const char *parent,
                      unsigned depth);

static bool walk_entry(struct walk *w, struct archive *a, struct archive_entry *entry,
                       const char *name, const char *parent, unsigned depth,
                       struct tv_buffer *bytes)
{
    struct tv_error why = {0};
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return true;
    char *path = member_path(w, parent, name ? name : archive_entry_pathname(entry));
    bool go_on;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry)) {
        go_on = refuse(w, path, TV_IGNORED, "a link or device, not a file");
    } else if (archive_entry_is_encrypted(entry) > 0) {
        go_on = refuse(w, path, TV_REFUSED, "password-protected");
    } else if (!read_entry(w, a, bytes, &why)) {
        go_on = refuse(w, path, why.code, why.message);
    } else {
        struct tv_member member = {.path = path,
                                   .bytes = (const uint8_t *)(bytes->data ? bytes->data : ""),
                                   .size = bytes->size,
                                   .mtime = archive_entry_mtime(entry)};
        w->total += member.size;
        go_on = walk_file(w, &member, path, depth + 1);
    }
    free(path);
    return go_on;
}

static struct archive *open_archive(const struct tv_member *file, bool filter)
{
    struct archive *a = archive_read_new();
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_lzma(a);
    archive_read_support_filter_lzip(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_filter_lz4(a);
    archive_read_support_filter_compress(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_cpio(a);
    archive_read_support_format_rar(a);
    archive_read_support_format_rar5(a);
    archive_read_support_format_cab(a);
    archive_read_support_format_xar(a);
    archive_read_support_format_lha(a);
    archive_read_support_format_iso9660(a);
    archive_read_support_format_ar(a);
    if (filter) {
        archive_read_support_format_raw(a);
        archive_read_support_format_empty(a);
    }
    if (archive_read_open_memory(a, file->bytes, file->size) >= ARCHIVE_WARN)
        return a;
    archive_read_free(a);
    return NULL;
}

/* "report.txt" for the one file within "dir/report.txt.gz". */
static char *uncompressed_name(const char *path)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    const char *dot = strrchr(base, '.');
    return tv_printf("%.*s", dot && dot > base ? (int)(dot - base) : (int)strlen(base), base);
}

/* What is wrong with an archive, outermost or within: the whole's error, or one member refused. */
static bool damaged(struct walk *w, const char *parent, const char *reason)
{
    char *message = tv_printf("damaged archive: %s", reason ? reason : "cannot be read");
    bool go_on = parent && refuse(w, parent, TV_REFUSED, message);
    if (!parent)
        tv_fail(w->err, TV_REFUSED, "%s", message);
    free(message);
    return go_on;
}

static bool walk_archive(struct walk *w, const struct tv_member *file, const char *parent,
                         unsigned depth, bool filter)
{
    struct archive *a = open_archive(file, filter);
    if (!a)
        return damaged(w, parent, NULL);
    struct tv_buffer bytes = {0};
    bool go_on = true;
    for (int status; go_on;) {
        struct archive_entry *entry;
        status = archive_read_next_header(a, &entry);
        if (status == ARCHIVE_EOF)
            break;
        if (status == ARCHIVE_RETRY)
            continue;
        if (status < ARCHIVE_WARN) {
            go_on = damaged(w, parent, archive_error_string(a));
            break;
        }
        if (++w->members > w->limits->members) {
            go_on = damaged(w, parent, "more members than the limit");
            break;
        }
        char *raw = archive_format(a) == ARCHIVE_FORMAT_RAW ? uncompressed_name(file->path) : NULL;
        go_on = walk_entry(w, a, entry, raw, parent, depth, &bytes);
        free(raw);
    }
    tv_buffer_finish(&bytes);
    archive_read_free(a);
    return go_on;
}

static bool walk_file(struct walk *w, const struct tv_member *file, const char *parent,
                      unsigned depth)
{
    bool filter;
    if (!has_magic(file, &filter) || tv_format_of(file))
        return give(w, file, NULL);
    if (depth >= w->limits->depth)
        return refuse(w, file->path, TV_REFUSED, "archives are nested more deeply than the limit");
    return walk_archive(w, file, parent, depth, filter);
}

bool tv_archive_walk(const struct tv_member *file, const struct tv_limits *limits,
                     tv_member_sink *sink, void *context, struct tv_error *err)
{
    struct tv_error failure = {0};
    struct walk w = {.limits = limits, .sink = sink, .context = context, .err = &failure};
    bool whole = walk_file(&w, file, NULL, 0);
    free(w.seen.hashes);
    if (whole)
        return true;
    if (w.stopped)
        return tv_fail(err, TV_IO, "%s: stopped", file->path);
    return tv_fail(err, failure.code, "%s", failure.message);
}
