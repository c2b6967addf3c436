/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /feed.atom: a question as a feed (Atom, RFC 4287), a document an entry, the newest first. */
#include "../web/html.h"
#include "api.h"
#include "searching.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

/* Names in feeds have to be the same for ever, whatever host gives them (RFC 4151). */
#define TAG "tag:travaux.invalid,2026:"

/* A date as it is known, as a moment: 2023-06 is its first day. */
static void put_date(struct tv_buffer *out, const char *element, const char *date)
{
    static const char epoch[] = "1970-01-01";
    size_t size = date ? strlen(date) : 0;
    tv_buffer_printf(out, "<%s>%s%sT00:00:00Z</%s>\n", element, size >= 4 ? date : "",
                     size < sizeof epoch ? epoch + (size >= 4 ? size : 0) : "", element);
}

static void put_summary(struct tv_buffer *out, const struct tv_hit *hit)
{
    tv_buffer_puts(out, "<summary");
    if (hit->passage.language)
        tv_html_attribute(out, "xml:lang", hit->passage.language);
    tv_buffer_puts(out, ">");
    tv_html(out, hit->passage.text);
    tv_buffer_puts(out, " \xE2\x80\x94 ");
    tv_html(out, hit->citation);
    tv_buffer_puts(out, "</summary>\n");
}

static void put_entry(struct tv_buffer *out, const struct tv_hit *hit)
{
    const struct tv_document *doc = &hit->record->doc;
    tv_buffer_printf(out, "<entry>\n<id>" TAG "%s</id>\n<title>", doc->id);
    tv_html(out, doc->title ? doc->title : hit->citation);
    tv_buffer_printf(out, "</title>\n<link href=\"/documents/%s?passage=%u#p%u\"/>\n", doc->id,
                     hit->passage.number, hit->passage.number);
    put_date(out, "updated", doc->date);
    tv_buffer_puts(out, "<author><name>");
    tv_html(out, doc->n_authors   ? doc->authors[0]
                 : doc->publisher ? doc->publisher
                 : doc->n_states  ? doc->states[0]
                                  : "Travaux");
    tv_buffer_puts(out, "</name></author>\n");
    put_summary(out, hit);
    tv_buffer_puts(out, "</entry>\n");
}

static void put_feed(struct tv_buffer *out, const struct tv_found *found)
{
    const struct tv_answer *a = &found->answer;
    struct tv_buffer query = {0};
    tv_parameters_url(&tv_filter_parameters, found->asked, &query);
    const char *parameters = query.data ? query.data : "";
    tv_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>" TAG "feed");
    tv_html(out, parameters);
    tv_buffer_puts(out, "</id>\n<title>Travaux: ");
    tv_html(out, found->asked->text ? found->asked->text : "documents");
    tv_buffer_puts(out, "</title>\n<link rel=\"self\" href=\"/feed.atom");
    tv_html(out, parameters);
    tv_buffer_puts(out, "\"/>\n<link href=\"/");
    tv_html(out, parameters);
    tv_buffer_puts(out, "\"/>\n");
    put_date(out, "updated", a->n_hits ? a->hits[0].record->doc.date : NULL);
    for (size_t i = 0; i < a->n_hits; i++)
        put_entry(out, &a->hits[i]);
    tv_buffer_puts(out, "</feed>\n");
    tv_buffer_finish(&query);
}

bool tv_feed(struct tv_work *work)
{
    enum { ENTRIES = 50 };
    const struct tv_asked *asked = work->values;
    struct tv_wanted wanted = {.limit = ENTRIES, .per_document = 1, .newest = true};
    struct tv_found found;
    if (!tv_find(work, asked, &wanted, &found))
        return false;
    work->reply->type = "application/atom+xml; charset=utf-8";
    put_feed(&work->reply->body, &found);
    tv_found_finish(&found);
    return true;
}
