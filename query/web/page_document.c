/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of a document (page.h). */
#include "addresses.h"
#include "cards.h"
#include "corpus/citation.h"
#include "frame.h"
#include "html.h"
#include "page.h"

#include <string.h>

enum { CONTENTS_MAX = 600, CONTENTS_DEPTH = 4 };

/* The headings that are new at passage i. */
static size_t new_headings(const struct tv_text *text, size_t i)
{
    return tv_new_headings(i ? &text->passages[i - 1] : NULL, &text->passages[i]);
}

/* Head */

static void put_symbol_and_url(struct tv_buffer *out, const struct tv_document *doc)
{
    if (doc->symbol) {
        tv_buffer_puts(out, "<p class=\"symbol\">");
        tv_html(out, doc->symbol);
        tv_buffer_puts(out, "</p>\n");
    }
    if (doc->url) {
        tv_buffer_puts(out, "<p class=\"url\" dir=\"ltr\"><a rel=\"noreferrer\"");
        tv_html_href(out, doc->url);
        tv_buffer_puts(out, ">");
        tv_html(out, doc->url);
        tv_buffer_puts(out, "</a></p>\n");
    }
}

static void put_within(struct tv_buffer *out, const struct tv_document *doc)
{
    tv_buffer_puts(out, "<form class=\"within\" action=\"/\" method=\"get\">\n"
                        "<label for=\"within\">Search in this document</label>\n"
                        "<input type=\"search\" id=\"within\" name=\"q\" dir=\"auto\">\n"
                        "<input type=\"hidden\" name=\"document\"");
    tv_html_attribute(out, "value", doc->id);
    tv_buffer_puts(out, ">\n<button type=\"submit\">Search</button>\n</form>\n");
}

static void put_head(struct tv_buffer *out, const struct tv_document_view *view)
{
    const struct tv_document *doc = &view->text->record.doc;
    tv_buffer_puts(out, "<header class=\"document\">\n<h1 dir=\"auto\">");
    tv_html(out, doc->title ? doc->title : doc->id);
    tv_buffer_puts(out, "</h1>\n");
    tv_put_facts(out, doc, doc->language);
    put_symbol_and_url(out, doc);
    tv_buffer_puts(out, "</header>\n");
}

/* Which document it is, for who has come to the middle of it. */
static void put_where(struct tv_buffer *out, const struct tv_document *doc)
{
    tv_buffer_puts(out, "<p class=\"where\" dir=\"auto\"><a href=\"#main\">");
    tv_html(out, doc->title ? doc->title : doc->id);
    tv_buffer_puts(out, "</a></p>\n");
}

/* Contents */

static void put_contents_of(struct tv_buffer *out, const struct tv_text *text, size_t i,
                            size_t *shown)
{
    const struct tv_place *place = &text->passages[i].place;
    for (size_t k = place->n_headings - new_headings(text, i); k < place->n_headings; k++) {
        if (k >= CONTENTS_DEPTH || *shown >= CONTENTS_MAX)
            continue;
        tv_buffer_printf(out, "<li class=\"depth-%zu\"><a dir=\"auto\" href=\"#p%u\">", k,
                         text->passages[i].number);
        tv_html(out, place->headings[k]);
        if (k + 1 == CONTENTS_DEPTH &&
            k + 1 < place->n_headings) /* "Article 2", "Illegal access" */
            tv_htmlf(out, " %s", place->headings[k + 1]);
        tv_buffer_puts(out, "</a></li>\n");
        (*shown)++;
    }
}

static void put_contents(struct tv_buffer *out, const struct tv_text *text)
{
    size_t shown = 0, headings = 0;
    for (size_t i = 0; i < text->n_passages; i++)
        headings += new_headings(text, i);
    if (headings < 2)
        return;
    tv_buffer_puts(out, "<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>\n");
    for (size_t i = 0; i < text->n_passages; i++)
        put_contents_of(out, text, i, &shown);
    tv_buffer_puts(out, "</ol>\n</nav>\n");
}

/* Source: where the document came from, and how to prove it. */

/* A form, since it sets something going: nobody who follows links for others is to do so. */
static void put_check(struct tv_buffer *out, const struct tv_document_view *view)
{
    const char *id = view->text->record.doc.id;
    tv_buffer_puts(out, "<form class=\"check\" action=\"/verify\" method=\"get\">\n"
                        "<input type=\"hidden\" name=\"id\" value=\"");
    if (view->number)
        tv_htmlf(out, "%s#%u", id, view->number);
    else
        tv_html(out, id);
    tv_buffer_puts(out,
                   "\">\n<button type=\"submit\">Check against the source</button>\n</form>\n");
}

static void put_source(struct tv_buffer *out, const struct tv_document_view *view)
{
    const struct tv_record *record = &view->text->record;
    tv_buffer_puts(out, "<section class=\"source\">\n<h2>Source</h2>\n");
    tv_put_sources(out, record);
    tv_put_command(out, record->doc.id, view->number);
    if (view->verifies)
        put_check(out, view);
    tv_buffer_puts(out, "</section>\n");
}

/* Text */

static void put_headings(struct tv_buffer *out, const struct tv_text *text, size_t i)
{
    const struct tv_place *place = &text->passages[i].place;
    for (size_t k = place->n_headings - new_headings(text, i); k < place->n_headings; k++) {
        unsigned level = k < 4 ? (unsigned)k + 2 : 6;
        tv_buffer_printf(out, "<h%u dir=\"auto\">", level);
        tv_html(out, place->headings[k]);
        tv_buffer_printf(out, "</h%u>\n", level);
    }
}

static void put_marked(struct tv_buffer *out, const struct tv_document_view *view,
                       const struct tv_passage *passage)
{
    struct tv_arena arena = {0};
    size_t n = 0;
    struct tv_span *spans =
        view->highlighter ? tv_highlight(view->highlighter, passage->text, &arena, &n) : NULL;
    tv_html_marked(out, passage->text, 0, strlen(passage->text), spans, n);
    tv_arena_finish(&arena);
}

static void put_place(struct tv_buffer *out, const struct tv_document *doc,
                      const struct tv_passage *passage)
{
    struct tv_buffer place = {0};
    tv_cite_place(doc, passage, NULL, &place);
    tv_buffer_printf(out, "<a class=\"place\" href=\"#p%u\"><bdi>", passage->number);
    tv_html(out, place.data ? place.data : "¶");
    tv_buffer_puts(out, "</bdi></a>\n");
    tv_buffer_finish(&place);
}

static void put_passage(struct tv_buffer *out, const struct tv_document_view *view, size_t i)
{
    const struct tv_passage *passage = &view->text->passages[i];
    bool meant = passage->number == view->number;
    /* the direction is that of the text, since bdi and what has a direction of its own do not count */
    tv_buffer_printf(out, "<div id=\"p%u\" class=\"passage%s\" dir=\"auto\">\n", passage->number,
                     meant ? " meant" : "");
    put_place(out, &view->text->record.doc, passage);
    tv_buffer_puts(out, "<p");
    if (passage->language)
        tv_html_attribute(out, "lang", passage->language);
    tv_buffer_puts(out, ">");
    put_marked(out, view, passage);
    tv_buffer_puts(out, "</p>\n");
    if (meant && view->citation)
        tv_put_citing(out, &view->text->record.doc, passage->number, view->citation, true);
    tv_buffer_puts(out, "</div>\n");
}

/* A long document is shown in parts. */
static void put_parts(struct tv_buffer *out, const struct tv_document_view *view)
{
    const struct tv_text *text = view->text;
    if (text->n_passages == 0)
        return;
    uint32_t first = text->passages[0].number;
    uint32_t last = text->passages[text->n_passages - 1].number;
    uint32_t size = last - first + 1;
    if (first == 1 && last == text->record.n_passages)
        return;
    tv_buffer_puts(out, "<nav class=\"pages\" aria-label=\"Parts\">\n");
    if (first > 1) {
        tv_buffer_puts(out, "<a rel=\"prev\"");
        tv_href_part(out, text->record.doc.id, first > size ? first - size : 1, view->question);
        tv_buffer_puts(out, ">← Before</a>\n");
    }
    tv_buffer_printf(out, "<span>Passages %u to %u of %u</span>\n", first, last,
                     text->record.n_passages);
    if (last < text->record.n_passages) {
        tv_buffer_puts(out, "<a rel=\"next\"");
        tv_href_part(out, text->record.doc.id, last + 1, view->question);
        tv_buffer_puts(out, ">Behind →</a>\n");
    }
    tv_buffer_puts(out, "</nav>\n");
}

void tv_page_document(const struct tv_document_view *view, struct tv_buffer *out)
{
    const struct tv_document *doc = &view->text->record.doc;
    struct tv_asked asked = {.text = view->question};
    struct tv_buffer title = {0};
    tv_buffer_printf(&title, "%s — Travaux", doc->title ? doc->title : doc->id);
    tv_frame_open(out, title.data, "reading", &asked);
    tv_buffer_finish(&title);
    tv_buffer_puts(out, "<article class=\"text\">\n");
    put_head(out, view);
    put_parts(out, view);
    for (size_t i = 0; i < view->text->n_passages; i++) {
        put_headings(out, view->text, i);
        put_passage(out, view, i);
    }
    put_parts(out, view);
    tv_buffer_puts(out, "</article>\n<aside aria-label=\"About this document\">\n");
    put_where(out, doc);
    put_within(out, doc);
    put_contents(out, view->text);
    put_source(out, view);
    tv_buffer_puts(out, "</aside>\n");
    tv_frame_close(out);
}
