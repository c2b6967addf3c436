/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of formats: which one a member is, told from its bytes first. */
#include "extraction.h"

#include <stdio.h>

extern const struct tv_format tv_format_akn, tv_format_doc, tv_format_docx, tv_format_epub,
    tv_format_html, tv_format_markdown, tv_format_opendocument, tv_format_pdf, tv_format_pptx,
    tv_format_rtf, tv_format_text, tv_format_xlsx, tv_format_xml;

static const struct tv_format *const formats[] = {
    &tv_format_akn,      &tv_format_doc,          &tv_format_docx, &tv_format_epub, &tv_format_html,
    &tv_format_markdown, &tv_format_opendocument, &tv_format_pdf,  &tv_format_pptx, &tv_format_rtf,
    &tv_format_text,     &tv_format_xlsx,         &tv_format_xml,
};

const struct tv_format *tv_format_of(const struct tv_member *member)
{
    const struct tv_format *best = NULL;
    int surest = 0;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        int sure = formats[i]->recognise(member);
        if (sure > surest) {
            surest = sure;
            best = formats[i];
        }
    }
    return best;
}

bool tv_extract_member(const struct tv_member *member, struct tv_extraction *x,
                       struct tv_error *err)
{
    if (member->size == 0)
        return tv_fail(err, TV_REFUSED, "empty file");
    const struct tv_format *format = tv_format_of(member);
    if (!format)
        return tv_fail(err, TV_IGNORED, "not a document of a known format");
    x->format = format->name;
    if (!format->extract(member, x, err))
        return false;
    if (x->n_blocks == 0)
        return tv_fail(err, TV_REFUSED, "no text in it");
    return true;
}
