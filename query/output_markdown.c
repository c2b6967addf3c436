/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as Markdown: each passage a quotation with its citation below (output.h). */
#include "markdown.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

static void put_text(struct tv_buffer *out, const struct tv_hit *hit)
{
    struct tv_buffer marked = {0};
    tv_marked(hit->passage.text, 0, strlen(hit->passage.text), hit->highlights, hit->n_highlights,
              &marked);
    tv_buffer_puts(out, "> ");
    tv_markdown_escape(marked.data ? marked.data : "", "\n>\n> ", out);
    tv_buffer_puts(out, "\n>\n");
    tv_buffer_finish(&marked);
}

static void put_citation(struct tv_buffer *out, const struct tv_hit *hit)
{
    const struct tv_document *doc = &hit->record->doc;
    tv_buffer_puts(out, "> \xE2\x80\x94 ");
    tv_markdown_link(hit->citation, doc->url, out);
    tv_buffer_printf(out, " `%s#%u`\n\n", doc->id, hit->passage.number);
}

static void print_markdown(const struct tv_output *out, const struct tv_printed *printed)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i < printed->answer->n_hits; i++) {
        put_text(&text, &printed->answer->hits[i]);
        put_citation(&text, &printed->answer->hits[i]);
    }
    fwrite(text.data ? text.data : "", 1, text.size, out->file);
    tv_buffer_finish(&text);
}

const struct tv_format tv_format_markdown = {
    .name = "markdown", .highlights = true, .per_document = 3, .answer = print_markdown};
