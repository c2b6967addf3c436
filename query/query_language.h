/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The query language, told to people: what `travaux help query` prints. */
#ifndef TV_QUERY_LANGUAGE_H
#define TV_QUERY_LANGUAGE_H

extern const char tv_query_language[];

#endif
