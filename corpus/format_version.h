/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The version of the JSON that programs read: it goes up when a key goes or means something else,
 * never for a new key. The schemas (query/schema/) have it in their $id, travaux-formats(5) has its
 * history. */
#ifndef TV_FORMAT_VERSION_H
#define TV_FORMAT_VERSION_H

enum { TV_FORMAT_VERSION = 1 };

#endif
