/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plain text in any character set. */
#include "charset.h"
#include "extraction.h"

#include <stdlib.h>
#include <string.h>

static int recognise(const struct tv_member *member)
{
    size_t n = member->size < 4096 ? member->size : 4096;
    return memchr(member->bytes, 0, n) ? 0 : 10;
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    (void)err;
    struct tv_buffer text = {0};
    tv_to_utf8(member->bytes, member->size, NULL, &text);
    for (char *p = text.data, *end; p; p = end) {
        end = strstr(p, "\n\n");
        if (end)
            *end++ = '\0';
        tv_extraction_add(x, &(struct tv_block){.type = TV_BLOCK_PARAGRAPH, .text = p});
    }
    tv_buffer_finish(&text);
    return true;
}

const struct tv_format tv_format_text = {"text", recognise, extract};
