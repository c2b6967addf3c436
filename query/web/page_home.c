/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page where nothing was asked for yet (page.h). */
#include "addresses.h"
#include "cards.h"
#include "facets.h"
#include "frame.h"
#include "html.h"
#include "names.h"
#include "page.h"

enum { SHOWN_AT_ONCE = 10 };

/* Examples: questions that this index has answers to. */

static void put_example(struct tv_buffer *out, const char *question, const char *meaning)
{
    struct tv_asked asked = {.text = question, .limit = SHOWN_AT_ONCE};
    tv_buffer_puts(out, "<li><a");
    tv_href_search(out, &asked);
    tv_buffer_puts(out, "><code>");
    tv_html(out, question);
    tv_buffer_puts(out, "</code></a> ");
    tv_html(out, meaning);
    tv_buffer_puts(out, "</li>\n");
}

static const char *most_frequent(const struct tv_status *status, enum tv_facet_kind facet)
{
    const struct tv_facet *f = &status->facets.facets[facet];
    return f->n ? f->values[0].value : NULL;
}

static void put_example_of(struct tv_buffer *out, const char *field, const char *value,
                           const char *meaning)
{
    struct tv_buffer question = {0};
    if (!value)
        return;
    tv_buffer_printf(&question, "%s:%s", field, value);
    put_example(out, question.data, meaning);
    tv_buffer_finish(&question);
}

static void put_examples(struct tv_buffer *out, const struct tv_status *status,
                         const struct tv_found *newest)
{
    const char *title = newest->answer.n_hits ? newest->answer.hits[0].record->doc.title : NULL;
    tv_buffer_puts(out, "<section>\n<h2>For example</h2>\n<ul class=\"examples\">\n");
    if (title)
        put_example(out, title, "words: the best passages first");
    put_example_of(out, "state", most_frequent(status, TV_FACET_STATE), "what one state said");
    put_example_of(out, "kind", most_frequent(status, TV_FACET_KIND), "one kind of document");
    put_example_of(out, "date", most_frequent(status, TV_FACET_YEAR), "one year");
    tv_buffer_puts(out, "</ul>\n</section>\n");
}

/* The newest documents */

static void put_newest(struct tv_buffer *out, const struct tv_found *newest)
{
    if (newest->answer.n_hits == 0)
        return;
    tv_buffer_puts(out, "<section>\n<h2>Newest in the record</h2>\n<ul class=\"newest\">\n");
    for (size_t i = 0; i < newest->answer.n_hits; i++) {
        const struct tv_document *doc = &newest->answer.hits[i].record->doc;
        tv_buffer_puts(out, "<li><a dir=\"auto\"");
        tv_href_document(out, doc->id, 0, NULL);
        tv_buffer_puts(out, ">");
        tv_html(out, doc->title ? doc->title : newest->answer.hits[i].citation);
        tv_buffer_puts(out, "</a>\n");
        tv_put_facts(out, doc, doc->language);
        tv_buffer_puts(out, "</li>\n");
    }
    tv_buffer_puts(out, "</ul>\n</section>\n");
}

void tv_page_home(const struct tv_status *status, const struct tv_found *newest,
                  struct tv_buffer *out)
{
    struct tv_asked nothing = {.limit = SHOWN_AT_ONCE};
    tv_frame_open(out, "Travaux", "home", NULL);
    tv_buffer_puts(out, "<div class=\"found\">\n<h1>The record of a treaty's making</h1>\n");
    tv_buffer_printf(out,
                     "<p class=\"lead\">Drafts, positions and news, in %llu documents. Ask a "
                     "question, and have passages that can be cited as they stand.</p>\n",
                     (unsigned long long)status->documents);
    if (status->documents == 0)
        tv_buffer_puts(out, "<p>There is nothing in the index yet. Take in an archive: "
                            "<code>travaux index ARCHIVE</code></p>\n");
    else
        put_examples(out, status, newest);
    put_newest(out, newest);
    tv_buffer_puts(out, "</div>\n");
    if (status->documents)
        tv_put_facets(out, &nothing, status->facets.facets);
    tv_frame_close(out);
}
