/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The version file of a glass database, which makes a directory one. */
#ifndef XB_VERSION_H
#define XB_VERSION_H

#include "table.h"

enum { XB_TABLES = 6, XB_MAGIC = 16 };

/* In the version file's order. */
enum xb_table_kind {
    XB_TABLE_POSTLIST,
    XB_TABLE_DOCDATA,
    XB_TABLE_TERMLIST,
    XB_TABLE_POSITION,
    XB_TABLE_SPELLING,
    XB_TABLE_SYNONYM,
};

struct xb_statistics {
    uint32_t documents, last_docid;
    uint32_t shortest; /* document that has terms with wdf, or 0 */
    uint32_t longest;
    uint32_t greatest_wdf;
    uint64_t total_length;
};

void xb_statistics_add(struct xb_statistics *statistics, const struct xb_statistics *more);

/* What the file begins with in the only version this library writes. */
extern const uint8_t xb_magic[XB_MAGIC];

/* Writes "v.tmp" and renames it to "iamglass". */
bool xb_version_write(const char *directory, const uint8_t uuid[16],
                      const struct xb_root roots[XB_TABLES], const struct xb_statistics *statistics,
                      bool sync, struct xb_error *error);

/* Has libxapian make an empty database in the directory, for a moment, and compares what its version
   file begins with; XB_VERSION if that differs. */
bool xb_version_probe(const char *directory, struct xb_error *error);

#endif
