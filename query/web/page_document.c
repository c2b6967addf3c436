/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of a document (page.h). */
#include "corpus/citation.h"
#include "frame.h"
#include "html.h"
#include "page.h"

#include <string.h>

static void put_head(struct tv_buffer *out, const struct tv_record *record)
{
    const struct tv_document *doc = &record->doc;
    tv_buffer_puts(out, "<h1 dir=\"auto\">");
    tv_html(out, doc->title ? doc->title : doc->id);
    tv_buffer_puts(out, "</h1>\n<p>");
    tv_html(out, tv_kind_name(doc->kind));
    if (doc->symbol)
        tv_htmlf(out, ", %s", doc->symbol);
    if (doc->date)
        tv_htmlf(out, ", %s", doc->date);
    for (size_t i = 0; i < doc->n_states; i++)
        tv_htmlf(out, "%s%s", i ? " " : ", ", doc->states[i]);
    tv_buffer_puts(out, "</p>\n<ul>\n");
    for (size_t i = 0; i < record->n_sources; i++) {
        tv_buffer_puts(out, "<li dir=\"auto\">");
        tv_htmlf(out, "%s: %s", record->sources[i].archive, record->sources[i].member);
        tv_buffer_puts(out, "</li>\n");
    }
    tv_htmlf(out, "SHA-256 %s", doc->sha256);
    tv_buffer_puts(out, "</ul>\n");
}

static void put_headings(struct tv_buffer *out, const struct tv_passage *before,
                         const struct tv_passage *passage)
{
    const struct tv_place *place = &passage->place;
    for (size_t i = place->n_headings - tv_new_headings(before, passage); i < place->n_headings;
         i++) {
        tv_buffer_puts(out, "<h2 dir=\"auto\">");
        tv_html(out, place->headings[i]);
        tv_buffer_puts(out, "</h2>\n");
    }
}

static void put_text(struct tv_buffer *out, const struct tv_document_view *view,
                     const struct tv_passage *passage)
{
    struct tv_arena arena = {0};
    size_t n = 0;
    struct tv_span *spans =
        view->highlighter ? tv_highlight(view->highlighter, passage->text, &arena, &n) : NULL;
    tv_html_marked(out, passage->text, 0, strlen(passage->text), spans, n);
    tv_arena_finish(&arena);
}

static void put_passage(struct tv_buffer *out, const struct tv_document_view *view,
                        const struct tv_passage *passage)
{
    struct tv_buffer place = {0};
    tv_cite_place(&view->text->record.doc, passage, NULL, &place);
    tv_buffer_printf(out, "<section id=\"p%u\" dir=\"auto\"", passage->number);
    if (passage->language)
        tv_html_attribute(out, "lang", passage->language);
    if (passage->number == view->number)
        tv_html_attribute(out, "class", "meant");
    tv_buffer_printf(out, ">\n<a href=\"#p%u\">", passage->number);
    tv_html(out, place.data ? place.data : "#");
    tv_buffer_puts(out, "</a>\n<p>");
    put_text(out, view, passage);
    tv_buffer_puts(out, "</p>\n</section>\n");
    tv_buffer_finish(&place);
}

void tv_page_document(const struct tv_document_view *view, struct tv_buffer *out)
{
    const struct tv_record *record = &view->text->record;
    struct tv_asked asked = {.text = view->question};
    tv_frame_open(out, record->doc.title ? record->doc.title : record->doc.id, &asked);
    put_head(out, record);
    if (view->citation) {
        tv_buffer_puts(out, "<p><cite dir=\"auto\">");
        tv_html(out, view->citation);
        tv_buffer_puts(out, "</cite></p>\n");
    }
    for (size_t i = 0; i < view->text->n_passages; i++) {
        const struct tv_passage *p = &view->text->passages[i];
        put_headings(out, i ? p - 1 : NULL, p);
        put_passage(out, view, p);
    }
    tv_frame_close(out);
}
