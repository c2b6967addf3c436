/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page says of itself (html_facts.h). For each fact the sources are asked in the order of
 * how well they are kept: JSON-LD, which search engines check; then meta elements, from the
 * particular (citation_title) to the general (title); then what readers see. */
#include "html_facts.h"

#include "corpus/facts.h"
#include "html_dates.h"
#include "html_json.h"
#include "html_meta.h"
#include "html_title.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct facts {
    const struct html_page *page;
    struct html_linked_data json;
    struct tv_extraction *x;
    uint32_t root;
};

static const char *text_of(const struct facts *f, struct html_slice raw)
{
    return html_text_of(&f->x->arena, raw);
}

static const char *meta(const struct facts *f, const char *name)
{
    return html_meta_named(f->page, &f->x->arena, name);
}

/* Dates */

static bool plausible(const char *date)
{
    size_t digits = 0;
    for (const char *p = date; *p; p++)
        digits += isdigit((unsigned char)*p) != 0;
    return digits >= 5 && digits <= 20 && strlen(date) < 100 && strncmp(date, "0001", 4) != 0 &&
           strncmp(date, "1970-01-01", 10) != 0;
}

static void state_date(const struct facts *f, enum tv_authority authority, const char *origin,
                       const char *value)
{
    if (value && plausible(value))
        tv_extraction_state(f->x, TV_FACT_DATE, authority, origin, value);
}

/* How far, in paragraphs, a paragraph is from where the main text begins; what stands in it counts
 * as further away than what stands above. */
static uint32_t distance(const struct facts *f, uint32_t block)
{
    uint32_t begin = f->page->elements[f->root].first_block;
    return block < begin ? begin - block : (block - begin) * 2 + 1;
}

static struct html_slice text_slice(const struct facts *f, uint32_t element)
{
    const struct html_element *e = &f->page->elements[element];
    return (struct html_slice){f->page->text.data + e->text, e->text_end - e->text};
}

static const char *copy_slice(const struct facts *f, struct html_slice slice)
{
    return slice.data ? tv_arena_strndup(&f->x->arena, slice.data, slice.size) : NULL;
}

/* What the element that is nearest to the beginning of the main text says. */
static void state_moments(const struct facts *f)
{
    const char *best = NULL;
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < f->page->n_moments; i++) {
        const struct html_moment *moment = &f->page->moments[i];
        uint32_t away = distance(f, f->page->elements[moment->element].first_block);
        if (away >= least)
            continue;
        const char *value = text_of(f, moment->value);
        if (!value || !plausible(value))
            value = f->page->text.data ? copy_slice(f, html_date_in(text_slice(f, moment->element)))
                                       : NULL;
        if (!value)
            continue;
        best = value;
        least = away;
    }
    state_date(f, TV_DECLARED, "time element", best);
}

enum { NEAR = 12, BYLINE = 200 };

/* The date in a short paragraph close to the beginning of the main text, or after its end; no data
 * if there is none. */
static struct html_slice find_visible_date(const struct facts *f)
{
    const struct html_page *page = f->page;
    struct html_slice best = {0};
    uint32_t least = UINT32_MAX;
    uint32_t begin = page->elements[f->root].first_block, end = page->elements[f->root].end_block;
    for (uint32_t i = begin > NEAR ? begin - NEAR : 0; i < page->n_blocks && i < end + NEAR / 4;
         i++) {
        const struct html_block *block = &page->blocks[i];
        if (block->size > BYLINE || distance(f, i) >= least)
            continue;
        struct html_slice date =
            html_date_in((struct html_slice){page->text.data + block->text, block->size});
        bool inside = i > begin + NEAR && i < end;
        if (!date.data || (inside && date.size * 2 < block->size))
            continue;
        best = date;
        least = distance(f, i);
    }
    return best;
}

/* A time in UTC can name the day before or after the one that the page shows, which is the one to
 * cite. */
static void prefer_local_day(const struct facts *f, struct html_slice visible)
{
    struct tv_fact *fact = &f->x->facts[TV_FACT_DATE];
    if (!fact->value || !visible.data || !html_is_local_day(fact->value, visible))
        return;
    *fact = (struct tv_fact){0};
    state_date(f, TV_STATED, "text, beside a time in UTC", copy_slice(f, visible));
}

/* The date in an address: ".../2020/11/12/..." */
static void state_date_in(const struct facts *f, const char *url)
{
    for (const char *p = url; p && (p = strstr(p, "/20")); p++) {
        unsigned y, m, d;
        char after;
        if (sscanf(p, "/%4u/%2u/%2u%c", &y, &m, &d, &after) < 3 &&
            sscanf(p, "/%4u-%2u-%2u%c", &y, &m, &d, &after) < 3 &&
            (sscanf(p, "/%4u%2u%2u%c", &y, &m, &d, &after) < 3))
            continue;
        if (y < 1990 || y > 2100 || m < 1 || m > 12 || d < 1 || d > 31)
            continue;
        char date[32];
        snprintf(date, sizeof date, "%04u-%02u-%02u", y, m, d);
        tv_extraction_state(f->x, TV_FACT_DATE, TV_GUESS, "address", date);
    }
}

static void state_dates(const struct facts *f)
{
    static const struct html_source sources[] = {
        {"article:published_time", "meta article:published_time"},
        {"og:published_time", "meta og:published_time"},
        {"og:article:published_time", "meta og:article:published_time"},
        {"datePublished", "meta datePublished"},
        {"citation_publication_date", "meta citation_publication_date"},
        {"citation_date", "meta citation_date"},
        {"citation_online_date", "meta citation_online_date"},
        {"dc.date.issued", "meta DC.date.issued"},
        {"dcterms.issued", "meta dcterms.issued"},
        {"dc.date.created", "meta DC.date.created"},
        {"dcterms.created", "meta dcterms.created"},
        {"dcterms.date", "meta dcterms.date"},
        {"dc.date", "meta DC.date"},
        {"dc:date", "meta dc:date"},
        {"parsely-pub-date", "meta parsely-pub-date"},
        {"sailthru.date", "meta sailthru.date"},
        {"pubdate", "meta pubdate"},
        {"publishdate", "meta publishdate"},
        {"publish-date", "meta publish-date"},
        {"publish_date", "meta publish_date"},
        {"published", "meta published"},
        {"published_date", "meta published_date"},
        {"publication_date", "meta publication_date"},
        {"article.published", "meta article.published"},
        {"date.created", "meta date.created"},
        {"weibo:article:create_at", "meta weibo:article:create_at"},
        {"cxenseparse:recs:publishtime", "meta cXenseParse:recs:publishtime"},
        {"date", "meta date"},
        {"last-published", "meta last-published"},
    };
    state_date(f, TV_STATED, "JSON-LD datePublished", f->json.published);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        state_date(f, TV_STATED, sources[i].origin, meta(f, sources[i].meta));
    state_moments(f);
    const char *url = text_of(f, f->page->canonical);
    state_date_in(f, url);
    state_date_in(f, meta(f, "og:url"));
    struct html_slice visible = find_visible_date(f);
    state_date(f, TV_GUESS, "text", copy_slice(f, visible));
    prefer_local_day(f, visible);
}

/* The others */

static void state_each(const struct facts *f, enum tv_fact_key key,
                       const struct html_source *sources, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tv_extraction_state(f->x, key, TV_STATED, sources[i].origin, meta(f, sources[i].meta));
}

static bool is_address(const char *s)
{
    return s && (strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https://", 8) == 0);
}

/* A page that calls itself a piece of news or a post of a blog is news, and an article that says when it
 * was published or in which section. Encyclopedias call their pages articles, too, and offices theirs. */
static void state_kind(const struct facts *f)
{
    const char *type = f->json.type, *open_graph = meta(f, "og:type");
    bool article = open_graph && strcasecmp(open_graph, "article") == 0;
    if (type && (strstr(type, "NewsArticle") || strstr(type, "BlogPosting")))
        tv_extraction_state(f->x, TV_FACT_KIND, TV_GUESS, "JSON-LD @type", "news");
    if (article && (meta(f, "article:published_time") || meta(f, "article:section")))
        tv_extraction_state(f->x, TV_FACT_KIND, TV_GUESS, "meta og:type", "news");
}

static void state_publisher(const struct facts *f)
{
    static const struct html_source sources[] = {
        {"og:site_name", "meta og:site_name"},
        {"dc.publisher", "meta DC.publisher"},
        {"dcterms.publisher", "meta dcterms.publisher"},
        {"citation_journal_title", "meta citation_journal_title"},
        {"citation_publisher", "meta citation_publisher"},
        {"publisher", "meta publisher"},
        {"application-name", "meta application-name"},
    };
    tv_extraction_state(f->x, TV_FACT_PUBLISHER, TV_STATED, "JSON-LD publisher", f->json.publisher);
    state_each(f, TV_FACT_PUBLISHER, sources, sizeof sources / sizeof *sources);
}

static void state_language(const struct facts *f)
{
    static const struct html_source sources[] = {
        {"content-language", "meta content-language"},
        {"dc.language", "meta DC.language"},
        {"dcterms.language", "meta dcterms.language"},
        {"og:locale", "meta og:locale"},
    };
    tv_extraction_state(f->x, TV_FACT_LANGUAGE, TV_STATED, "lang attribute",
                        text_of(f, f->page->language));
    tv_extraction_state(f->x, TV_FACT_LANGUAGE, TV_STATED, "JSON-LD inLanguage", f->json.language);
    state_each(f, TV_FACT_LANGUAGE, sources, sizeof sources / sizeof *sources);
}

static void state_url(const struct facts *f)
{
    const struct {
        const char *origin, *value;
    } sources[] = {
        {"canonical link", text_of(f, f->page->canonical)},
        {"meta og:url", meta(f, "og:url")},
        {"JSON-LD url", f->json.url},
        {"meta dc.identifier", meta(f, "dc.identifier")},
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (is_address(sources[i].value))
            tv_extraction_state(f->x, TV_FACT_URL, TV_STATED, sources[i].origin, sources[i].value);
}

/* The names in a byline: without "By", "Von", "Par" ... before them; NULL if it is too long for
 * names, or tells something else (a date). */
static const char *names_in(const struct facts *f, struct html_slice byline)
{
    static const char *const words[] = {
        "by ",     "von ",     "par ",    "por ",      "di ",     "door ",
        "автор: ", "author: ", "autor: ", "auteur : ", "текст: ", "作者："};
    enum { LONGEST_NAMES = 80 };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (byline.size > size && strncasecmp(byline.data, words[i], size) == 0) {
            byline.data += size;
            byline.size -= size;
            break;
        }
    }
    bool plain = byline.size >= 4 && byline.size <= LONGEST_NAMES;
    for (size_t i = 0; plain && i < byline.size; i++)
        plain = !isdigit((unsigned char)byline.data[i]) && !strchr("\n@:?!(", byline.data[i]);
    return plain ? copy_slice(f, byline) : NULL;
}

/* The byline that is nearest to the beginning of the main text. */
static const char *find_byline(const struct facts *f)
{
    const char *best = NULL;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 1; i < f->page->n_elements; i++) {
        const struct html_element *e = &f->page->elements[i];
        if (!(e->marks & HTML_BYLINE) || e->text == e->text_end ||
            distance(f, e->first_block) >= least)
            continue;
        struct html_slice text = text_slice(f, i);
        while (text.size > 0 && isspace((unsigned char)text.data[text.size - 1]))
            text.size--;
        const char *names = names_in(f, text);
        if (!names)
            continue;
        best = names;
        least = distance(f, e->first_block);
    }
    return best;
}

static void state_authors(const struct facts *f)
{
    static const struct html_source sources[] = {
        {"citation_author", "meta citation_author"}, {"author", "meta author"},
        {"article:author", "meta article:author"},   {"dc.creator", "meta DC.creator"},
        {"dcterms.creator", "meta dcterms.creator"}, {"parsely-author", "meta parsely-author"},
        {"sailthru.author", "meta sailthru.author"}, {"byl", "meta byl"},
    };
    tv_extraction_state(f->x, TV_FACT_AUTHORS, TV_STATED, "JSON-LD author", f->json.authors);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const char *author = meta(f, sources[i].meta);
        if (author && !is_address(author))
            tv_extraction_state(f->x, TV_FACT_AUTHORS, TV_STATED, sources[i].origin, author);
    }
    tv_extraction_state(f->x, TV_FACT_AUTHORS, TV_GUESS, "byline", find_byline(f));
}

static void state_symbol_in(const struct facts *f, const char *origin, const char *text)
{
    if (text && !is_address(text))
        tv_extraction_state(f->x, TV_FACT_SYMBOL, TV_STATED, origin,
                            tv_symbol_in(&f->x->arena, text));
}

/* The symbol that identifies the document, or that its title ends with: "Convention ... (A/AC.999/26)". */
static void state_symbol(const struct facts *f)
{
    const char *title = text_of(f, f->page->title), *open = title ? strrchr(title, '(') : NULL;
    state_symbol_in(f, "meta dcterms.identifier", meta(f, "dcterms.identifier"));
    state_symbol_in(f, "meta DC.identifier", meta(f, "dc.identifier"));
    if (open && strchr(open, ')') && !strchr(open, ')')[1])
        state_symbol_in(f, "title element", open + 1);
}

void html_state_facts(const struct html_page *page, uint32_t root, uint32_t begin,
                      struct tv_extraction *x)
{
    struct facts f = {.page = page, .x = x, .root = root};
    html_read_json(page, &x->arena, &f.json);
    state_url(&f);
    html_state_title(page, begin, f.json.headline, x->facts[TV_FACT_URL].value, x);
    state_dates(&f);
    state_authors(&f);
    state_symbol(&f);
    state_kind(&f);
    state_publisher(&f);
    state_language(&f);
}
