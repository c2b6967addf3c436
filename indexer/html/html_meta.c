/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the meta elements of a page say (html_meta.h). */
#include "html_meta.h"

#include <string.h>
#include <strings.h>

const char *html_text_of(struct tv_arena *arena, struct html_slice raw)
{
    if (!raw.size)
        return NULL;
    struct tv_buffer decoded = {0};
    html_decode(raw, &decoded);
    const char *text = tv_arena_strndup(arena, decoded.data, decoded.size);
    tv_buffer_finish(&decoded);
    return text;
}

/* Whether the name of a meta element, which may be several ("og:title twitter:title"), is that. */
static bool is_named(struct html_slice names, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i + size <= names.size; i++) {
        bool begins = i == 0 || names.data[i - 1] == ' ';
        bool ends = i + size == names.size || names.data[i + size] == ' ';
        if (begins && ends && strncasecmp(names.data + i, name, size) == 0)
            return true;
    }
    return false;
}

static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\r\n\f")] == '\0';
}

const char *html_meta_named(const struct html_page *page, struct tv_arena *arena, const char *name)
{
    for (size_t i = 0; i < page->n_metas; i++) {
        const struct html_meta *m = &page->metas[i];
        if (!is_named(m->name, name))
            continue;
        const char *text = html_text_of(arena, m->content);
        if (text && !is_blank(text))
            return text;
    }
    return NULL;
}
