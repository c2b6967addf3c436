/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Packages (zip.h): libarchive unpacks; what kind of package it is, is read off the directory
 * itself, because every extractor asks that of every member and it has to be quick. */
#include "zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* How much of a package is looked at to tell what it is: its directory is at its end. */
enum { LOOK = 64 * 1024, NAME_SIZE = 1024 };

static unsigned u16(const uint8_t *p)
{
    return (unsigned)(p[0] | p[1] << 8);
}

struct names {
    bool content_types, word, ppt, xl, manifest, content, container;
};

static bool starts(const uint8_t *name, size_t n, const char *with)
{
    size_t k = strlen(with);
    return n >= k && strncasecmp((const char *)name, with, k) == 0;
}

static void note_name(struct names *seen, const uint8_t *name, size_t n)
{
    seen->content_types |= starts(name, n, "[Content_Types].xml");
    seen->word |= starts(name, n, "word/");
    seen->ppt |= starts(name, n, "ppt/");
    seen->xl |= starts(name, n, "xl/");
    seen->manifest |= starts(name, n, "META-INF/manifest.xml");
    seen->content |= starts(name, n, "content.xml");
    seen->container |= starts(name, n, "META-INF/container.xml");
}

/* Notes the names in all headers with this signature; the name's length stands at `length`, the
 * name itself at `name`. */
static void note_names(struct names *seen, const uint8_t *p, size_t n, const char signature[4],
                       size_t length, size_t name)
{
    const uint8_t *end = p + n;
    while (p < end && (p = memmem(p, (size_t)(end - p), signature, 4))) {
        size_t left = (size_t)(end - p);
        if (left < name)
            return;
        size_t size = u16(p + length);
        note_name(seen, p + name, size < left - name ? size : left - name);
        p += 4;
    }
}

/* The file "mimetype", uncompressed, comes first in OpenDocument and EPUB. */
static enum tv_package by_mimetype(const uint8_t *p, size_t n)
{
    if (n < 38 || memcmp(p + 30, "mimetype", 8) != 0)
        return TV_PACKAGE_OTHER;
    size_t header = 30 + u16(p + 26) + u16(p + 28);
    if (n <= header)
        return TV_PACKAGE_OTHER;
    if (starts(p + header, n - header, "application/epub+zip"))
        return TV_PACKAGE_EPUB;
    if (starts(p + header, n - header, "application/vnd.oasis.opendocument.") ||
        starts(p + header, n - header, "application/vnd.sun.xml."))
        return TV_PACKAGE_OPENDOCUMENT;
    return TV_PACKAGE_OTHER;
}

enum tv_package tv_package_of(const struct tv_member *member)
{
    const uint8_t *p = member->bytes;
    size_t n = member->size;
    if (n < 30 || memcmp(p, "PK\3\4", 4) != 0)
        return TV_PACKAGE_OTHER;
    enum tv_package package = by_mimetype(p, n);
    if (package != TV_PACKAGE_OTHER)
        return package;
    struct names seen = {0};
    size_t look = n < LOOK ? n : LOOK;
    note_names(&seen, p + n - look, look, "PK\1\2", 28, 46);
    note_names(&seen, p, look, "PK\3\4", 26, 30);
    if (seen.content_types && (seen.word || seen.ppt || seen.xl))
        return seen.word ? TV_PACKAGE_DOCX : seen.ppt ? TV_PACKAGE_PPTX : TV_PACKAGE_XLSX;
    return seen.manifest && seen.content ? TV_PACKAGE_OPENDOCUMENT
           : seen.container              ? TV_PACKAGE_EPUB
                                         : TV_PACKAGE_OTHER;
}

/* The name as the map has it; false if it is too long to be one that is asked for. */
static bool key_of(const char *name, char ret_key[NAME_SIZE])
{
    while (*name == '/')
        name++;
    size_t n = strlen(name);
    if (n >= NAME_SIZE)
        return false;
    for (size_t i = 0; i <= n; i++)
        ret_key[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    return true;
}

static bool unpack(struct tv_zip *zip, struct archive *a, const char *name, struct tv_error *err)
{
    struct tv_buffer bytes = {0};
    for (;;) {
        tv_buffer_reserve(&bytes, 64 * 1024);
        la_ssize_t n =
            archive_read_data(a, bytes.data + bytes.size, bytes.capacity - 1 - bytes.size);
        if (n < 0) {
            tv_buffer_finish(&bytes);
            return tv_fail(err, TV_REFUSED, "damaged package: %s: %s", name,
                           archive_error_string(a) ? archive_error_string(a) : "unreadable");
        }
        if (n == 0)
            break;
        bytes.size += (size_t)n;
        zip->unpacked += (size_t)n;
        if (zip->unpacked > TV_ZIP_LIMIT) {
            tv_buffer_finish(&bytes);
            return tv_fail(err, TV_REFUSED, "unpacks to more than %d MiB", TV_ZIP_LIMIT >> 20);
        }
    }
    struct tv_zip_part *part = tv_arena_alloc(&zip->names.arena, sizeof *part);
    part->name = tv_arena_strdup(&zip->names.arena, name);
    part->size = bytes.size;
    part->bytes = (uint8_t *)tv_buffer_steal(&bytes);
    part->next = zip->parts;
    zip->parts = part;
    tv_map_put(&zip->names, name, part);
    return true;
}

static const char *name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    return name ? name : archive_entry_pathname(entry);
}

static bool unpack_all(struct tv_zip *zip, struct archive *a, bool (*wanted)(const char *),
                       struct tv_error *err)
{
    struct archive_entry *entry;
    int status;
    char key[NAME_SIZE];
    while ((status = archive_read_next_header(a, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
        if (++zip->n_parts > TV_ZIP_PARTS)
            return tv_fail(err, TV_REFUSED, "a package of more than %d parts", TV_ZIP_PARTS);
        const char *name = name_of(entry);
        if (!name || !key_of(name, key) || !wanted(key))
            continue;
        if (archive_entry_is_data_encrypted(entry))
            return tv_fail(err, TV_REFUSED, "password-protected");
        if (!unpack(zip, a, key, err))
            return false;
    }
    if (status != ARCHIVE_EOF)
        return tv_fail(err, TV_REFUSED, "damaged package: %s",
                       archive_error_string(a) ? archive_error_string(a) : "unreadable");
    return true;
}

bool tv_zip_open(struct tv_zip *zip, const struct tv_member *member,
                 bool (*wanted)(const char *name), struct tv_error *err)
{
    struct archive *a = archive_read_new();
    archive_read_support_format_zip_seekable(a);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    archive_read_set_format_option(a, "zip", "ignorecrc32", "1");
#endif
    bool ok = archive_read_open_memory(a, member->bytes, member->size) == ARCHIVE_OK;
    if (ok)
        ok = unpack_all(zip, a, wanted, err);
    else
        tv_fail(err, TV_REFUSED, "damaged package: no directory of its parts");
    archive_read_free(a);
    return ok;
}

const struct tv_zip_part *tv_zip_find(const struct tv_zip *zip, const char *name)
{
    char key[NAME_SIZE];
    return name && key_of(name, key) ? tv_map_get(&zip->names, key) : NULL;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

/* Appends a reference without its fragment, percent-encoding undone. */
static void add_reference(struct tv_buffer *out, const char *s, bool encoded)
{
    for (; *s && *s != '#'; s++) {
        if (encoded && *s == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0 && (s[1] | s[2]) != '0') {
            tv_buffer_putc(out, (char)(hex(s[1]) * 16 + hex(s[2])));
            s += 2;
        } else {
            tv_buffer_putc(out, *s);
        }
    }
}

/* Takes "." and ".." out of a path, in place. */
static void normalise(char *path)
{
    char *out = path, *in = path;
    while (*in) {
        size_t n = strcspn(in, "/");
        bool last = in[n] == '\0';
        if (n == 2 && in[0] == '.' && in[1] == '.') {
            for (out -= out > path; out > path && out[-1] != '/'; out--)
                ;
        } else if (n > 0 && !(n == 1 && in[0] == '.')) {
            memmove(out, in, n);
            out += n;
            if (!last)
                *out++ = '/';
        }
        in += n + !last;
    }
    *out = '\0';
}

const char *tv_zip_resolve(struct tv_arena *arena, const char *base, const char *target,
                           bool encoded)
{
    struct tv_buffer path = {0};
    const char *slash = strrchr(base, '/');
    if (slash && target[0] != '/')
        tv_buffer_add(&path, base, (size_t)(slash - base) + 1);
    add_reference(&path, target, encoded);
    tv_buffer_putc(&path, '\0');
    normalise(path.data);
    char *name = tv_arena_strdup(arena, path.data);
    tv_buffer_finish(&path);
    return name;
}

void tv_zip_finish(struct tv_zip *zip)
{
    for (struct tv_zip_part *part = zip->parts; part; part = part->next)
        free(part->bytes);
    tv_map_finish(&zip->names);
    *zip = (struct tv_zip){0};
}
