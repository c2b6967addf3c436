/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Character sets: from the bytes of a text file to UTF-8. */
#ifndef TV_CHARSET_H
#define TV_CHARSET_H

#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether all n bytes are valid UTF-8. */
bool tv_utf8_valid(const char *s, size_t n);

/* Appends the text to *out as valid UTF-8 (what cannot be converted becomes U+FFFD), without a
 * byte order mark. The character set is, in this order: that of a byte order mark; UTF-8 if the
 * bytes are valid UTF-8, or nearly all; `declared` (by the document, any IANA name or alias; NULL) if
 * ICU knows it and the bytes can be text of it; what ICU's detector takes it for. Returns a name of the character set that was used. */
const char *tv_to_utf8(const void *bytes, size_t n, const char *declared, struct tv_buffer *out);

#endif
