/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page where nothing was asked for yet (page.h). */
#include "addresses.h"
#include "cards.h"
#include "facets.h"
#include "frame.h"
#include "html.h"
#include "names.h"
#include "page.h"

#include <string.h>

enum { SHOWN_AT_ONCE = 10, NEWEST = 6 };

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

/* The first title that is words, and not the name of a file; NULL: there is none. */
static const char *first_words(const struct tv_hit *hits, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *title = hits[i].record->doc.title;
        if (title && strchr(title, ' ') && !strchr(title, '_'))
            return title;
    }
    return NULL;
}

static void put_examples(struct tv_buffer *out, const struct tv_status *status, const char *title)
{
    tv_buffer_puts(out, "<section>\n<h2>For example</h2>\n<ul class=\"examples\">\n");
    if (title)
        put_example(out, title, "words: the best passages first");
    put_example_of(out, "state", most_frequent(status, TV_FACET_STATE), "what one state said");
    put_example_of(out, "kind", most_frequent(status, TV_FACET_KIND), "one kind of document");
    put_example_of(out, "date", most_frequent(status, TV_FACET_YEAR), "one year");
    tv_buffer_puts(out, "</ul>\n</section>\n");
}

/* The newest documents */

static void put_document(struct tv_buffer *out, const struct tv_hit *hit)
{
    const struct tv_document *doc = &hit->record->doc;
    tv_buffer_puts(out, "<li><a dir=\"auto\"");
    tv_href_document(out, doc->id, 0, NULL);
    tv_buffer_puts(out, ">");
    tv_html(out, doc->title ? doc->title : hit->citation);
    tv_buffer_puts(out, "</a>\n");
    tv_put_facts(out, doc, doc->language);
    tv_buffer_puts(out, "</li>\n");
}

static void put_newest(struct tv_buffer *out, const struct tv_hit *hits, size_t n)
{
    if (n == 0)
        return;
    tv_buffer_puts(out, "<section>\n<h2>Newest in the record</h2>\n<ul class=\"newest\">\n");
    for (size_t i = 0; i < n && i < NEWEST; i++)
        put_document(out, &hits[i]);
    tv_buffer_puts(out, "</ul>\n</section>\n");
}

/* How many come first whose dates are wrong: none is newer than the index that it is in. */
static size_t count_wrong(const struct tv_status *status, const struct tv_found *newest)
{
    char now[TV_TIME_SIZE];
    size_t n = 0;
    tv_format_time(status->updated, now);
    while (now[0] && n < newest->answer.n_hits && newest->answer.hits[n].record->doc.date &&
           strcmp(newest->answer.hits[n].record->doc.date, now) > 0)
        n++;
    return n < newest->answer.n_hits ? n : 0;
}

void tv_page_home(const struct tv_status *status, const struct tv_found *newest,
                  struct tv_buffer *out)
{
    struct tv_asked nothing = {.limit = SHOWN_AT_ONCE};
    size_t wrong = count_wrong(status, newest), n = newest->answer.n_hits - wrong;
    const struct tv_hit *hits = newest->answer.hits + wrong;
    tv_frame_open(out, "Travaux", "home", NULL);
    tv_buffer_puts(out, "<div class=\"found\">\n<h1>The record of a treaty\u2019s making</h1>\n"
                        "<p class=\"lead\">Drafts, positions and news, in ");
    tv_html_number(out, status->documents);
    tv_buffer_puts(out, " documents. Ask a question, and have passages that can be cited as they "
                        "stand.</p>\n");
    if (status->documents == 0)
        tv_buffer_puts(out, "<p>There is nothing in the index yet. Take in an archive: "
                            "<code>travaux index ARCHIVE</code></p>\n");
    else
        put_examples(out, status, first_words(hits, n));
    put_newest(out, hits, n);
    tv_buffer_puts(out, "</div>\n");
    if (status->documents)
        tv_put_facets(out, &nothing, status->facets.facets);
    tv_frame_close(out);
}
