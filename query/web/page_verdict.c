/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page that says what a check against the archive said (page.h). */
#include "addresses.h"
#include "cards.h"
#include "frame.h"
#include "html.h"
#include "page.h"

#include <assert.h>
#include <string.h>

/* What was found, in a word or two, and what that means for who wants to cite it. */
static const struct {
    const char *word, *meaning;
} meanings[] = {
    [TV_FOUND_NOTHING] = {"No source", "The index does not say where this document came from."},
    [TV_FOUND_NO_ARCHIVE] = {"Archive missing",
                             "The archive was not to be had, so that nothing could be compared."},
    [TV_FOUND_BROKEN] = {"Archive unreadable", "The archive is there, and is damaged."},
    [TV_FOUND_NO_MEMBER] = {"Member missing",
                            "The archive is there, and this document is no longer in it."},
    [TV_FOUND_UNREADABLE] = {"Member unreadable",
                             "The document is there, and cannot be read any more."},
    [TV_FOUND_CHANGED] = {"Changed",
                          "The document in the archive is not the one that was indexed."},
    [TV_FOUND_OTHER_PASSAGE] = {"Read otherwise",
                                "The document is the same, byte by byte, but what "
                                "is read from it now is not what is shown here."},
    [TV_FOUND_PROOF] = {"Unchanged", NULL},
};
static_assert(sizeof meanings / sizeof *meanings == TV_FOUND_PROOF + 1, "a finding has no meaning");

static const char *word_of(const struct tv_verdict *verdict)
{
    return verdict->finished ? meanings[verdict->finding].word : "Not finished";
}

static void put_meaning(struct tv_buffer *out, const struct tv_verdict_view *view)
{
    const struct tv_verdict *v = view->verdict;
    tv_buffer_puts(out, "<p>");
    if (!v->finished)
        tv_buffer_puts(out,
                       "The archive is larger than can be read while you wait. The command below "
                       "takes as long as it needs.");
    else if (v->finding == TV_FOUND_PROOF)
        tv_buffer_printf(out,
                         "The archive was read again: the document is the same, byte by byte, "
                         "and %s in it, word for word and at its place.",
                         view->number ? "the passage is" : "all its passages are");
    else
        tv_html(out, meanings[v->finding].meaning);
    tv_buffer_puts(out, "</p>\n");
    if (v->reason) {
        tv_buffer_puts(out, "<p class=\"reason\">");
        tv_html(out, v->reason);
        tv_buffer_puts(out, "</p>\n");
    }
}

/* What is most like it now. */
static void put_nearest(struct tv_buffer *out, const char *lines)
{
    if (!lines)
        return;
    tv_buffer_puts(out, "<p class=\"nearest\" dir=\"auto\">");
    tv_html_marked(out, lines, 0, strlen(lines) - (lines[strlen(lines) - 1] == '\n'), NULL, 0);
    tv_buffer_puts(out, "</p>\n");
}

static void put_verdict(struct tv_buffer *out, const struct tv_verdict_view *view)
{
    const struct tv_verdict *v = view->verdict;
    char moment[TV_TIME_SIZE];
    tv_format_time((time_t)v->time, moment);
    bool good = v->finished && v->finding == TV_FOUND_PROOF;
    tv_buffer_printf(out, "<section class=\"verdict%s\">\n<h2>%s</h2>\n", good ? " good" : "",
                     word_of(v));
    put_meaning(out, view);
    put_nearest(out, v->nearest);
    tv_buffer_printf(out,
                     "<p class=\"when\">Checked <time datetime=\"%s\">%.10s, %.5s UTC</time></p>\n",
                     moment, moment, strlen(moment) > 11 ? moment + 11 : "");
    tv_buffer_puts(out, "</section>\n");
}

static void put_passage(struct tv_buffer *out, const struct tv_verdict_view *view)
{
    const struct tv_document *doc = &view->text->record.doc;
    tv_buffer_puts(out, "<h2 class=\"cited\" dir=\"auto\"><a");
    tv_href_document(out, doc->id, view->number, NULL);
    tv_buffer_puts(out, "><cite>");
    if (view->citation)
        tv_html_citation(out, view->citation, doc->title);
    else
        tv_html(out, doc->title ? doc->title : doc->id);
    tv_buffer_puts(out, "</cite></a></h2>\n");
    if (!view->number)
        return;
    const char *text = view->text->passages[0].text;
    tv_buffer_puts(out, "<blockquote dir=\"auto\"><p>");
    tv_html_marked(out, text, 0, strlen(text), NULL, 0);
    tv_buffer_puts(out, "</p></blockquote>\n");
}

void tv_page_verdict(const struct tv_verdict_view *view, struct tv_buffer *out)
{
    const struct tv_document *doc = &view->text->record.doc;
    struct tv_buffer title = {0};
    tv_buffer_printf(&title, "%s: %s — Travaux", word_of(view->verdict),
                     doc->title ? doc->title : doc->id);
    tv_frame_open(out, title.data, "checked", NULL);
    tv_buffer_finish(&title);
    tv_buffer_puts(out, "<h1>Checked against the source</h1>\n");
    put_verdict(out, view);
    put_passage(out, view);
    tv_put_sources(out, &view->text->record);
    tv_put_command(out, doc->id, view->number);
    tv_frame_close(out);
}
