/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of a package: a zip file in memory, as office formats and EPUB use it.
 *
 * The parts that a format asks for are unpacked when the package is opened, in one pass, and are
 * then found by name. Names are compared without regard to case (Open Packaging Conventions,
 * ECMA-376 part 2, 6.2.2.3) and without a leading slash.
 *
 * Always true: what is unpacked is at most TV_ZIP_LIMIT bytes in total and TV_ZIP_PARTS parts. */
#ifndef TV_ZIP_H
#define TV_ZIP_H

#include "corpus/error.h"
#include "extraction.h"
#include "map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The text of the longest book takes a few megabytes; a spreadsheet of a million rows about two
 * hundred. What unpacks to more was made to hurt. */
enum { TV_ZIP_LIMIT = 256 << 20, TV_ZIP_PARTS = 100000 };

struct tv_zip_part {
    const char *name; /* in lower case */
    uint8_t *bytes;   /* a NUL stands behind them */
    size_t size;
    struct tv_zip_part *next; /* all there are, the last one first */
};

struct tv_zip {
    struct tv_map names; /* of struct tv_zip_part */
    struct tv_zip_part *parts;
    size_t unpacked, n_parts;
};

/* What a package holds, told from the names in its directory, or from its beginning. */
enum tv_package {
    TV_PACKAGE_OTHER, /* an archive, or no zip file */
    TV_PACKAGE_DOCX,
    TV_PACKAGE_PPTX,
    TV_PACKAGE_XLSX,
    TV_PACKAGE_OPENDOCUMENT,
    TV_PACKAGE_EPUB,
};

enum tv_package tv_package_of(const struct tv_member *member);

/* Unpacks those parts whose name `wanted` accepts. False with TV_REFUSED if the package is damaged
 * or too large. *zip is zero-initialised by the caller, who finishes it in any case. */
bool tv_zip_open(struct tv_zip *zip, const struct tv_member *member,
                 bool (*wanted)(const char *name), struct tv_error *err);

/* The part of that name, or NULL. */
const struct tv_zip_part *tv_zip_find(const struct tv_zip *zip, const char *name);

/* The name of what `target` (a relative reference, percent-encoded if `encoded`) means in the part
 * `base`: "../media/a.xml" in "ppt/slides/b.xml" is "ppt/media/a.xml". A fragment is cut off.
 * In the arena. */
const char *tv_zip_resolve(struct tv_arena *arena, const char *base, const char *target,
                           bool encoded);

void tv_zip_finish(struct tv_zip *zip);

#endif
