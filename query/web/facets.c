/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facets (facets.h). */
#include "facets.h"

#include "addresses.h"
#include "frame.h"
#include "html.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 8 }; /* values of a facet; the rest behind "more" */

/* Values */

static void put_value(struct tv_buffer *out, const struct tv_asked *asked, enum tv_facet_kind facet,
                      const struct tv_facet_value *value)
{
    char buffer[TV_LANGUAGE_NAME_SIZE];
    const char *only = value->value;
    struct tv_list one = {.items = &only, .n = 1};
    struct tv_asked with = *asked;
    with.offset = 0;
    if (facet == TV_FACET_KIND)
        with.kinds = one;
    else if (facet == TV_FACET_STATE)
        with.states = one;
    else
        with.language = value->value;
    tv_buffer_puts(out, "<li><a");
    tv_href_search(out, &with);
    tv_buffer_puts(out, "><span>");
    tv_html(out, tv_value_label(facet, value->value, buffer));
    tv_buffer_puts(out, "</span> <span class=\"count\">");
    tv_html_number(out, value->count);
    tv_buffer_puts(out, "</span></a></li>\n");
}

static void put_values(struct tv_buffer *out, const struct tv_asked *asked,
                       enum tv_facet_kind facet, const struct tv_facet *f)
{
    if (f->n == 0)
        return;
    tv_buffer_printf(out, "<section class=\"facet\">\n<h2>%s</h2>\n<ul>\n", tv_facet_label(facet));
    for (size_t i = 0; i < f->n && i < SHOWN; i++)
        put_value(out, asked, facet, &f->values[i]);
    tv_buffer_puts(out, "</ul>\n");
    if (f->n > SHOWN) {
        tv_buffer_printf(out, "<details>\n<summary>%zu more</summary>\n<ul>\n", f->n - SHOWN);
        for (size_t i = SHOWN; i < f->n; i++)
            put_value(out, asked, facet, &f->values[i]);
        tv_buffer_puts(out, "</ul>\n</details>\n");
    }
    tv_buffer_puts(out, "</section>\n");
}

/* Years */

enum { BAR = 10, GAP = 2, HEIGHT = 60, YEARS_MAX = 200, EVERY_YEAR = 6 };

struct years {
    unsigned first, last, most;
    unsigned counts[YEARS_MAX];
};

static bool read_years(const struct tv_facet *facet, struct years *years)
{
    *years = (struct years){.first = UINT32_MAX};
    for (size_t i = 0; i < facet->n; i++) {
        unsigned year = (unsigned)strtoul(facet->values[i].value, NULL, 10);
        if (year > years->last)
            years->last = year;
        if (year < years->first)
            years->first = year;
    }
    if (facet->n == 0)
        return false;
    if (years->last - years->first >= YEARS_MAX)
        years->first = years->last - YEARS_MAX + 1;
    for (size_t i = 0; i < facet->n; i++) {
        unsigned year = (unsigned)strtoul(facet->values[i].value, NULL, 10);
        if (year < years->first)
            continue;
        years->counts[year - years->first] = facet->values[i].count;
        if (facet->values[i].count > years->most)
            years->most = facet->values[i].count;
    }
    return true;
}

/* A bar narrows the search to its year. Who does not point at bars has the form below for that. */
static void put_bar(struct tv_buffer *out, const struct tv_asked *asked, const struct years *years,
                    unsigned i)
{
    char year[12];
    unsigned count = years->counts[i];
    unsigned height = count ? 3 + (unsigned)((uint64_t)count * (HEIGHT - 3) / years->most) : 1;
    struct tv_asked with = *asked;
    snprintf(year, sizeof year, "%u", years->first + i);
    with.offset = 0;
    with.since = with.until = year;
    tv_buffer_puts(out, "<a tabindex=\"-1\"");
    tv_href_search(out, &with);
    tv_buffer_printf(out,
                     "><title>%s: %u</title><rect class=\"hold\" x=\"%u\" y=\"0\" width=\"%d\" "
                     "height=\"%d\"/><rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%u\"/></a>\n",
                     year, count, i * BAR, BAR, HEIGHT, i * BAR + GAP / 2, HEIGHT - height,
                     BAR - GAP, height);
}

/* Every year where there is room, else the first and the last. */
static void put_scale(struct tv_buffer *out, const struct years *years)
{
    unsigned n = years->last - years->first + 1, by = n <= EVERY_YEAR ? 1 : n - 1;
    tv_buffer_printf(out, "<p class=\"scale%s\">", n <= EVERY_YEAR ? " every" : "");
    for (unsigned year = years->first; year <= years->last; year += by)
        tv_buffer_printf(out, "<span>%u</span> ", year);
    tv_buffer_puts(out, "</p>\n");
}

static void put_dates(struct tv_buffer *out, const struct tv_asked *asked)
{
    tv_buffer_puts(out, "<form class=\"dates\" action=\"/\" method=\"get\">\n");
    if (asked->text) {
        tv_buffer_puts(out, "<input type=\"hidden\" name=\"q\"");
        tv_html_attribute(out, "value", asked->text);
        tv_buffer_puts(out, ">\n");
    }
    tv_put_hidden(out, asked, false);
    tv_buffer_puts(out, "<label>From <input name=\"since\" size=\"10\" placeholder=\"2022-03\"");
    tv_html_attribute(out, "value", asked->since);
    tv_buffer_puts(out, "></label>\n<label>to <input name=\"until\" size=\"10\" "
                        "placeholder=\"2024\"");
    tv_html_attribute(out, "value", asked->until);
    tv_buffer_puts(out, "></label>\n<button type=\"submit\">Apply</button>\n</form>\n");
}

static void put_years(struct tv_buffer *out, const struct tv_asked *asked,
                      const struct tv_facet *facet)
{
    struct years years;
    if (!read_years(facet, &years))
        return;
    unsigned n = years.last - years.first + 1;
    tv_buffer_printf(
        out,
        "<section class=\"facet years\">\n<h2>Year</h2>\n"
        "<svg viewBox=\"0 0 %u %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\n",
        n * BAR, HEIGHT);
    for (unsigned i = 0; i < n; i++)
        put_bar(out, asked, &years, i);
    tv_buffer_puts(out, "</svg>\n");
    put_scale(out, &years);
    put_dates(out, asked);
    tv_buffer_puts(out, "</section>\n");
}

void tv_put_facets(struct tv_buffer *out, const struct tv_asked *asked,
                   const struct tv_facet facets[TV_FACET_COUNT])
{
    tv_buffer_puts(out, "<aside id=\"filters\" aria-label=\"Filters\">\n");
    for (int i = 0; i < TV_FACET_YEAR; i++)
        put_values(out, asked, (enum tv_facet_kind)i, &facets[i]);
    put_years(out, asked, &facets[TV_FACET_YEAR]);
    tv_buffer_puts(out, "</aside>\n");
}

/* Filters */

struct chips {
    struct tv_buffer *out;
    size_t n;
};

/* What the search would be without one of its filters. */
static void put_chip(struct chips *c, const struct tv_asked *without, const char *name,
                     const char *value)
{
    struct tv_asked next = *without;
    next.offset = 0;
    if (c->n++ == 0)
        tv_buffer_puts(c->out, "<ul class=\"chips\" aria-label=\"Filters that are on\">\n");
    tv_buffer_puts(c->out, "<li><a");
    tv_href_search(c->out, &next);
    tv_buffer_puts(c->out, "><span class=\"sr\">Remove the filter </span>");
    tv_htmlf(c->out, "%s: %s", name, value);
    tv_buffer_puts(c->out, " <span aria-hidden=\"true\">×</span></a></li>\n");
}

static void put_list_chips(struct chips *c, const struct tv_asked *asked, struct tv_asked *without,
                           struct tv_list *list, const char *name, int facet)
{
    char buffer[TV_LANGUAGE_NAME_SIZE];
    struct tv_list all = *list;
    const char **rest = tv_alloc((all.n + 1) * sizeof *rest);
    for (size_t i = 0; i < all.n; i++) {
        list->items = rest;
        list->n = 0;
        for (size_t k = 0; k < all.n; k++)
            if (k != i)
                rest[list->n++] = all.items[k];
        put_chip(c, without, name,
                 facet < TV_FACET_COUNT
                     ? tv_value_label((enum tv_facet_kind)facet, all.items[i], buffer)
                     : all.items[i]);
    }
    *without = *asked;
    free(rest);
}

void tv_put_filters(struct tv_buffer *out, const struct tv_asked *asked)
{
    char buffer[TV_LANGUAGE_NAME_SIZE];
    struct chips c = {.out = out};
    struct tv_asked w = *asked;
    put_list_chips(&c, asked, &w, &w.kinds, "Kind", TV_FACET_KIND);
    put_list_chips(&c, asked, &w, &w.states, "State", TV_FACET_STATE);
    put_list_chips(&c, asked, &w, &w.documents, "Document", TV_FACET_COUNT);
    w.language = NULL;
    if (asked->language)
        put_chip(&c, &w, "Language", tv_value_label(TV_FACET_LANGUAGE, asked->language, buffer));
    w = *asked;
    w.since = NULL;
    if (asked->since)
        put_chip(&c, &w, "From", asked->since);
    w = *asked;
    w.until = NULL;
    if (asked->until)
        put_chip(&c, &w, "To", asked->until);
    w = *asked;
    w.duplicates = 0;
    if (asked->duplicates)
        put_chip(&c, &w, "Near-duplicates", "all");
    w = *asked;
    w.translate = 0;
    if (asked->translate)
        put_chip(&c, &w, "Other languages", "too");
    if (c.n)
        tv_buffer_puts(out, "</ul>\n");
}
