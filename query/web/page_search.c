/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of what was found (page.h). */
#include "frame.h"
#include "html.h"
#include "page.h"

#include <string.h>

/* The address of a search like this one but for what the caller has changed in it. */
static void put_address(struct tv_buffer *out, const struct tv_asked *asked)
{
    struct tv_buffer url = {0};
    tv_buffer_putc(&url, '/');
    tv_parameters_url(&tv_page_parameters, asked, &url);
    tv_html_attribute(out, "href", url.data);
    tv_buffer_finish(&url);
}

static void put_document_address(struct tv_buffer *out, const struct tv_found *found,
                                 const struct tv_hit *hit)
{
    struct tv_buffer url = {0};
    tv_buffer_printf(&url, "/documents/%s?passage=%u", hit->record->doc.id, hit->passage.number);
    if (found->asked->text) {
        tv_buffer_puts(&url, "&q=");
        tv_url_encode(found->asked->text, &url);
    }
    tv_buffer_printf(&url, "#p%u", hit->passage.number);
    tv_html_attribute(out, "href", url.data);
    tv_buffer_finish(&url);
}

static void put_facts(struct tv_buffer *out, const struct tv_hit *hit)
{
    const struct tv_document *doc = &hit->record->doc;
    tv_buffer_puts(out, "<p>");
    tv_html(out, tv_kind_name(doc->kind));
    for (size_t i = 0; i < doc->n_states; i++)
        tv_htmlf(out, "%s%s", i ? " " : ", ", doc->states[i]);
    if (doc->date)
        tv_htmlf(out, ", %s", doc->date);
    if (hit->passage.language)
        tv_htmlf(out, ", %s", hit->passage.language);
    tv_buffer_puts(out, "</p>\n");
}

static void put_hit(struct tv_buffer *out, const struct tv_found *found, const struct tv_hit *hit)
{
    const char *title = hit->record->doc.title, *text = hit->passage.text;
    tv_buffer_puts(out, "<li><article>\n<h2><a dir=\"auto\"");
    put_document_address(out, found, hit);
    tv_buffer_puts(out, ">");
    tv_html(out, title ? title : hit->citation);
    tv_buffer_puts(out, "</a></h2>\n");
    put_facts(out, hit);
    tv_buffer_puts(out, "<blockquote dir=\"auto\"");
    if (hit->passage.language)
        tv_html_attribute(out, "lang", hit->passage.language);
    tv_buffer_puts(out, "><p>");
    tv_html_marked(out, text, 0, strlen(text), hit->highlights, hit->n_highlights);
    tv_buffer_puts(out, "</p></blockquote>\n<p><cite dir=\"auto\">");
    tv_html(out, hit->citation);
    tv_buffer_puts(out, "</cite></p>\n</article></li>\n");
}

static void put_facet(struct tv_buffer *out, const struct tv_found *found, enum tv_facet_kind kind)
{
    enum { MOST = 12 };
    const struct tv_facet *facet = &found->answer.facets[kind];
    struct tv_asked with = *found->asked;
    const char *name = tv_facet_name(kind);
    if (facet->n == 0 || kind == TV_FACET_YEAR)
        return;
    tv_htmlf(out, "By %s:", name);
    for (size_t i = 0; i < facet->n && i < MOST; i++) {
        struct tv_list one = {.items = &facet->values[i].value, .n = 1};
        with.offset = 0;
        if (kind == TV_FACET_KIND)
            with.kinds = one;
        else if (kind == TV_FACET_STATE)
            with.states = one;
        else
            with.language = facet->values[i].value;
        tv_buffer_puts(out, " <a");
        put_address(out, &with);
        tv_buffer_puts(out, ">");
        tv_html(out, facet->values[i].value);
        tv_buffer_printf(out, "</a> %u", facet->values[i].count);
    }
    tv_buffer_puts(out, "<br>\n");
}

static void put_page_link(struct tv_buffer *out, const struct tv_found *found, uint32_t offset,
                          const char *text)
{
    struct tv_asked other = *found->asked;
    other.offset = offset;
    tv_buffer_puts(out, "<a");
    put_address(out, &other);
    tv_htmlf(out, "%s", "");
    tv_buffer_printf(out, ">%s</a>\n", text);
}

static void put_pages(struct tv_buffer *out, const struct tv_found *found)
{
    const struct tv_asked *a = found->asked;
    tv_buffer_puts(out, "<nav aria-label=\"Pages\">\n");
    if (a->offset)
        put_page_link(out, found, a->offset > a->limit ? a->offset - a->limit : 0, "Previous");
    if (found->answer.n_hits == a->limit)
        put_page_link(out, found, a->offset + a->limit, "Next");
    tv_buffer_puts(out, "</nav>\n");
}

void tv_page_search(const struct tv_found *found, struct tv_buffer *out)
{
    const struct tv_answer *answer = &found->answer;
    const char *text = found->asked->text;
    tv_frame_open(out, text ? text : "Travaux", found->asked);
    tv_buffer_printf(out, "<p>%s%u passages</p>\n", answer->exact ? "" : "About ", answer->total);
    tv_buffer_puts(out, "<p>\n");
    for (int i = 0; i < TV_FACET_COUNT; i++)
        put_facet(out, found, (enum tv_facet_kind)i);
    tv_buffer_printf(out, "</p>\n<ol start=\"%u\">\n", found->asked->offset + 1);
    for (size_t i = 0; i < answer->n_hits; i++)
        put_hit(out, found, &answer->hits[i]);
    tv_buffer_puts(out, "</ol>\n");
    put_pages(out, found);
    tv_frame_close(out);
}
