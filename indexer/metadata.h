/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Metadata: what a document is, from the facts that its extractor found, its member's path, and
 * its text. */
#ifndef TV_METADATA_H
#define TV_METADATA_H

#include "corpus/document.h"
#include "extraction.h"

/* Fills what is known before there are passages: all but kind and languages. */
void tv_metadata(const struct tv_extraction *x, const char *path, struct tv_document *doc);

/* Fills what depends on the passages: their languages, the document's, its kind. `x` and `path`
 * are those of tv_metadata. */
void tv_metadata_from_passages(const struct tv_extraction *x, const char *path,
                               struct tv_document *doc);

#endif
