/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses: the links of pages, each appended as ` href="..."`. */
#ifndef TV_ADDRESSES_H
#define TV_ADDRESSES_H

#include "../serve/searching.h"

/* A search. */
void tv_href_search(struct tv_buffer *out, const struct tv_asked *asked);

/* The same search, answered by another route, at most n hits: "/api/v1/search?format=csv&". */
void tv_href_export(struct tv_buffer *out, const struct tv_asked *asked, const char *route,
                    const char *format);

/* A document, open at a passage (0: at its start), with the words of a question highlighted (NULL:
 * none). */
void tv_href_document(struct tv_buffer *out, const char *id, uint32_t passage,
                      const char *question);

/* The part of a long document that begins at passage `first`. */
void tv_href_part(struct tv_buffer *out, const char *id, uint32_t first, const char *question);

/* A passage's citation in a style. */
void tv_href_citation(struct tv_buffer *out, const char *id, uint32_t passage, const char *style);

#endif
