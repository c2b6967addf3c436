/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Structure: from what an extractor found to a document of passages with their places. */
#ifndef TV_STRUCTURE_H
#define TV_STRUCTURE_H

#include "corpus/document.h"
#include "extraction.h"

/* How long passages are, in words (a Chinese or Japanese character counts as half of one).
 * Retrieval of passages works best at about this length, and a reader takes one in at a glance. */
enum { TV_PASSAGE_MIN_WORDS = 40, TV_PASSAGE_MAX_WORDS = 250 };

/* And in bytes, which text without blanks reaches first. libxapian 1.4.22 cannot read back some
 * document data of more than 8,192 bytes that it has compressed itself; a passage leaves room there
 * for its headings. */
enum { TV_PASSAGE_MAX_BYTES = 4000 };

/* Fills *ret_doc (zero-initialised by the caller) with passages and what is known about the
 * document, from blocks, facts and the member's path; id and sha256 stay as they are. The strings
 * are copies: *x can be finished afterwards. */
void tv_structure(const struct tv_extraction *x, const char *path, struct tv_document *ret_doc);

#endif
