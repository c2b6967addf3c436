/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of what was found (page.h). */
#include "../excerpt.h"
#include "addresses.h"
#include "cards.h"
#include "facets.h"
#include "frame.h"
#include "html.h"
#include "page.h"

#include <assert.h>
#include <string.h>

enum { EXCERPT = 560 }; /* columns of a passage that are shown */

/* Hits */

static void put_title(struct tv_buffer *out, const struct tv_found *found, const struct tv_hit *hit)
{
    const char *title = hit->record->doc.title;
    tv_buffer_puts(out, "<h2 dir=\"auto\"><a");
    tv_href_document(out, hit->record->doc.id, hit->passage.number, found->asked->text);
    tv_buffer_puts(out, "><cite>");
    tv_html_citation(out, hit->citation, title);
    tv_buffer_puts(out, "</cite></a></h2>\n");
    if (title && !strstr(hit->citation, title)) {
        tv_buffer_puts(out, "<p class=\"title\" dir=\"auto\">");
        tv_html(out, title);
        tv_buffer_puts(out, "</p>\n");
    }
}

static void put_passage(struct tv_buffer *out, const struct tv_hit *hit)
{
    const char *text = hit->passage.text;
    size_t start, end, size = strlen(text);
    tv_excerpt(text, hit->highlights, hit->n_highlights, EXCERPT, &start, &end);
    tv_buffer_puts(out, "<blockquote dir=\"auto\"");
    if (hit->passage.language)
        tv_html_attribute(out, "lang", hit->passage.language);
    tv_buffer_puts(out, start ? "><p>… " : "><p>");
    tv_html_marked(out, text, start, end, hit->highlights, hit->n_highlights);
    tv_buffer_puts(out, end < size ? " …</p></blockquote>\n" : "</p></blockquote>\n");
}

/* The rest of what the document has, and its near-duplicates, each a search of its own. */
static void put_more(struct tv_buffer *out, const struct tv_found *found, const struct tv_hit *hit)
{
    struct tv_asked in = *found->asked, all = *found->asked;
    const char *id = hit->record->doc.id;
    in.documents = (struct tv_list){.items = &id, .n = 1};
    in.offset = all.offset = 0;
    all.duplicates = 1;
    if (!hit->more && !hit->duplicates.n)
        return;
    tv_buffer_puts(out, "<p class=\"more\">");
    if (hit->more) {
        tv_buffer_puts(out, "<a");
        tv_href_search(out, &in);
        tv_buffer_printf(out, ">%u more in this document</a>", hit->more);
    }
    if (hit->duplicates.n) {
        tv_buffer_puts(out, hit->more ? " · <a" : "<a");
        tv_href_search(out, &all);
        tv_buffer_printf(out, ">and %u more like it</a>", hit->duplicates.n);
    }
    tv_buffer_puts(out, "</p>\n");
}

static void put_hit(struct tv_buffer *out, const struct tv_found *found, const struct tv_hit *hit)
{
    tv_buffer_puts(out, "<li><article class=\"hit\">\n");
    put_title(out, found, hit);
    put_passage(out, hit);
    tv_buffer_puts(out, "<div class=\"foot\">\n");
    tv_put_facts(out, &hit->record->doc, hit->passage.language);
    put_more(out, found, hit);
    tv_put_citing(out, &hit->record->doc, hit->passage.number, hit->citation, false);
    tv_buffer_puts(out, "</div>\n</article></li>\n");
}

/* Above and below the hits */

static void put_link(struct tv_buffer *out, const struct tv_asked *asked, const char *attributes,
                     const char *text)
{
    tv_buffer_printf(out, "<a%s", attributes);
    tv_href_search(out, asked);
    tv_buffer_puts(out, ">");
    tv_html(out, text);
    tv_buffer_puts(out, "</a>\n");
}

static void put_corrected(struct tv_buffer *out, const struct tv_found *found)
{
    struct tv_asked other = *found->asked;
    if (!found->query.corrected)
        return;
    other.text = found->query.corrected;
    other.offset = 0;
    tv_buffer_puts(out, "<p class=\"corrected\">Did you mean ");
    put_link(out, &other, " dir=\"auto\"", other.text);
    tv_buffer_puts(out, "</p>\n");
}

static void put_sort(struct tv_buffer *out, const struct tv_asked *asked)
{
    static const char *const names[] = {"Best first", "Newest first"};
    struct tv_asked other = *asked;
    other.offset = 0;
    tv_buffer_puts(out, "<p class=\"sort\">");
    for (int sort = TV_SORT_RELEVANCE; sort <= TV_SORT_DATE; sort++) {
        other.sort = sort;
        put_link(out, &other, asked->sort == sort ? " aria-current=\"true\"" : "", names[sort]);
    }
    tv_buffer_puts(out, "</p>\n");
}

/* The same question to passages in other languages. */
static void put_translate(struct tv_buffer *out, const struct tv_asked *asked)
{
    struct tv_asked other = *asked;
    if (!asked->text || asked->translate)
        return;
    other.offset = 0;
    other.translate = 1;
    tv_buffer_puts(out, "<p class=\"exports\">");
    put_link(out, &other, "", "Search in other languages, too");
    tv_buffer_puts(out, "</p>\n");
}

static void put_head(struct tv_buffer *out, const struct tv_found *found)
{
    const struct tv_answer *answer = &found->answer;
    tv_buffer_puts(out, "<div class=\"head\">\n<h1 class=\"total\"><span role=\"status\">");
    tv_buffer_puts(out, answer->exact ? "" : "About ");
    tv_html_number(out, answer->total);
    tv_buffer_puts(out, answer->total == 1 ? " passage</span></h1>\n" : " passages</span></h1>\n");
    if (answer->n_hits) {
        tv_buffer_puts(out, "<p class=\"to-filters\"><a href=\"#filters\">Filters</a></p>\n");
        put_sort(out, found->asked);
    }
    tv_buffer_puts(out, "</div>\n");
    put_corrected(out, found);
    tv_put_filters(out, found->asked);
}

static void put_pages(struct tv_buffer *out, const struct tv_found *found)
{
    const struct tv_asked *a = found->asked;
    struct tv_asked other = *a;
    assert(a->limit); /* the least that can be asked for is 1 */
    bool more = found->answer.n_hits == a->limit;
    if (!a->offset && !more)
        return;
    tv_buffer_puts(out, "<nav class=\"pages\" aria-label=\"Pages\">\n");
    other.offset = a->offset > a->limit ? a->offset - a->limit : 0;
    if (a->offset)
        put_link(out, &other, " rel=\"prev\"", "← Previous");
    tv_buffer_printf(out, "<span>Page %u</span>\n", a->offset / a->limit + 1);
    other.offset = a->offset + a->limit;
    if (more)
        put_link(out, &other, " rel=\"next\"", "Next →");
    tv_buffer_puts(out, "</nav>\n");
}

static void put_exports(struct tv_buffer *out, const struct tv_asked *asked)
{
    static const char *const formats[][2] = {
        {"csv", "Spreadsheet (CSV)"}, {"jsonl", "JSON Lines"}, {"markdown", "Markdown"}};
    tv_buffer_puts(out, "<p class=\"exports\">Take these along: ");
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        tv_buffer_puts(out, "<a");
        tv_href_export(out, asked, "/api/v1/search", formats[i][0]);
        tv_buffer_printf(out, ">%s</a> · ", formats[i][1]);
    }
    tv_buffer_puts(out, "<a");
    tv_href_export(out, asked, "/feed.atom", NULL);
    tv_buffer_puts(out, ">Feed of new documents</a></p>\n");
}

/* Nothing found: what to try. */
static void put_nothing(struct tv_buffer *out, const struct tv_asked *asked)
{
    struct tv_asked bare = {.text = asked->text, .limit = asked->limit};
    tv_buffer_puts(out,
                   "<section class=\"nothing\">\n<h2>Nothing in the record answers this</h2>\n");
    if (asked->text && (asked->kinds.n || asked->states.n || asked->documents.n ||
                        asked->language || asked->since || asked->until)) {
        tv_buffer_puts(out, "<p>");
        put_link(out, &bare, "", "Search without the filters");
        tv_buffer_puts(out, "</p>\n");
    }
    tv_put_tips(out);
    tv_buffer_puts(out, "</section>\n");
}

void tv_page_search(const struct tv_found *found, struct tv_buffer *out)
{
    const struct tv_answer *answer = &found->answer;
    struct tv_buffer title = {0};
    tv_buffer_printf(&title, "%s — Travaux", found->asked->text ? found->asked->text : "Search");
    tv_frame_open(out, title.data, "results", found->asked);
    tv_buffer_finish(&title);
    tv_buffer_puts(out, "<div class=\"found\">\n");
    put_head(out, found);
    if (answer->n_hits == 0)
        put_nothing(out, found->asked);
    tv_buffer_printf(out, "<ol start=\"%u\">\n", found->asked->offset + 1);
    for (size_t i = 0; i < answer->n_hits; i++)
        put_hit(out, found, &answer->hits[i]);
    tv_buffer_puts(out, "</ol>\n");
    put_pages(out, found);
    if (answer->n_hits)
        put_exports(out, found->asked);
    put_translate(out, found->asked);
    tv_buffer_puts(out, "</div>\n");
    if (answer->n_hits)
        tv_put_facets(out, found->asked, answer->facets);
    tv_frame_close(out);
}
