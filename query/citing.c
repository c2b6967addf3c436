/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Citations of passages that are named by their IDs (citing.h). */
#include "citing.h"

#include "passages.h"

static bool cite(struct tv_index *index, const char *reference, const struct tv_style *style,
                 struct tv_buffer *out, struct tv_error *err)
{
    struct tv_reference r;
    struct tv_text text;
    if (!tv_reference_of(index, reference, &r, err))
        return false;
    if (!r.number)
        return tv_fail(err, TV_USAGE, "%s is a document; a passage is cited as %s#N", r.id, r.id);
    if (!tv_passage_read(index, r.id, r.number, &text, err))
        return false;
    struct tv_cited cited = {&text.record, &text.passages[0]};
    style->put(&cited, out);
    tv_text_finish(&text);
    return true;
}

bool tv_cite_references(struct tv_index *index, const char *const *references, size_t n,
                        const struct tv_style *style, struct tv_buffer *out, struct tv_error *err)
{
    bool ok = true;
    tv_buffer_puts(out, style->before);
    for (size_t i = 0; ok && i < n; i++) {
        tv_buffer_puts(out, i ? style->between : "");
        ok = cite(index, references[i], style, out, err);
    }
    tv_buffer_puts(out, style->after);
    return ok;
}
