/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as HTML, to be pasted into a page: each passage a quotation, with the words found marked
 * and its citation below (output.h). */
#include "html.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

static void put_hit(const struct tv_hit *hit, struct tv_buffer *out)
{
    const struct tv_document *doc = &hit->record->doc;
    struct tv_buffer marked = {0}, citation = {0};
    tv_marked(hit->passage.text, 0, strlen(hit->passage.text), hit->highlights, hit->n_highlights,
              &marked);
    tv_plain(hit->citation, strlen(hit->citation), false, &citation);
    tv_buffer_printf(out, "<figure id=\"%s-%u\">\n<blockquote lang=\"%s\" dir=\"auto\">", doc->id,
                     hit->passage.number, hit->passage.language ? hit->passage.language : "");
    tv_html_escape(marked.data ? marked.data : "", out);
    tv_buffer_puts(out, "</blockquote>\n<figcaption><cite>");
    tv_html_link(citation.data ? citation.data : "", doc->url, out);
    tv_buffer_puts(out, "</cite></figcaption>\n</figure>\n");
    tv_buffer_finish(&marked);
    tv_buffer_finish(&citation);
}

static void print_html(const struct tv_output *out, const struct tv_printed *printed)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i < printed->answer->n_hits; i++)
        put_hit(&printed->answer->hits[i], &text);
    fwrite(text.data ? text.data : "", 1, text.size, out->file);
    tv_buffer_finish(&text);
}

const struct tv_format tv_format_html = {
    .name = "html", .highlights = true, .per_document = 3, .answer = print_html};
