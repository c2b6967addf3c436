/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page says of itself (html_facts.h). For each fact the sources are asked in the order of
 * how well they are kept: JSON-LD, which search engines check; then meta elements, from the
 * particular (citation_title) to the general (title); then what readers see. */
#include "html_facts.h"

#include "html_dates.h"
#include "html_json.h"

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

/* One name of a meta element, and what we call it. */
struct source {
    const char *meta, *origin;
};

static const char *text_of(const struct facts *f, struct html_slice raw)
{
    if (!raw.size)
        return NULL;
    struct tv_buffer decoded = {0};
    html_decode(raw, &decoded);
    const char *text = tv_arena_strndup(&f->x->arena, decoded.data, decoded.size);
    tv_buffer_finish(&decoded);
    return text;
}

/* Whether the name of a meta element, which may be several ("og:title twitter:title"), is that. */
static bool is_named(struct html_slice names, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i + size <= names.size; i++) {
        bool begins = i == 0 || names.data[i - 1] == ' ';
        bool ends = i + size == names.size || names.data[i + size] == ' ';
        if (begins && ends && strncasecmp(names.data + i, name, size) == 0)
            return true;
    }
    return false;
}

static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\r\n\f")] == '\0';
}

static const char *meta(const struct facts *f, const char *name)
{
    for (size_t i = 0; i < f->page->n_metas; i++) {
        const struct html_meta *m = &f->page->metas[i];
        if (!is_named(m->name, name))
            continue;
        const char *text = text_of(f, m->content);
        if (text && !is_blank(text))
            return text;
    }
    return NULL;
}

/* White space made single, in a copy. */
static char *collapse(struct tv_arena *arena, const char *s)
{
    char *copy = tv_arena_strdup(arena, s), *out = copy;
    for (const char *p = s; *p; p++) {
        bool nbsp = (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] == 0xA0;
        bool space = isspace((unsigned char)*p) || nbsp;
        p += nbsp;
        if (!space)
            *out++ = *p;
        else if (out > copy && out[-1] != ' ')
            *out++ = ' ';
    }
    if (out > copy && out[-1] == ' ')
        out--;
    *out = '\0';
    return copy;
}

/* Titles */

enum { MAX_WORDS = 64, MAX_HEADINGS = 64, LONGEST_HEADING = 300 };

/* The words of a title, as hashes of their letters in lower case. */
struct words {
    uint32_t hashes[MAX_WORDS];
    size_t n;
};

static struct words words_of(const char *s)
{
    struct words words = {0};
    uint32_t hash = 0;
    for (;; s++) {
        unsigned char c = (unsigned char)*s;
        /* General punctuation (E2 80 ..): dashes and quotation marks end a word. */
        if (c == 0xE2 && (unsigned char)s[1] == 0x80 && s[2]) {
            s += 2;
            c = ' ';
        }
        if (isalnum(c) || c >= 0x80) {
            hash = ((hash ? hash : 2166136261u) ^ (uint32_t)tolower(c)) * 16777619u;
            continue;
        }
        if (hash && words.n < MAX_WORDS)
            words.hashes[words.n++] = hash;
        hash = 0;
        if (!c)
            return words;
    }
}

/* How many of the words of a are in b. */
static size_t shared(const struct words *a, const struct words *b)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (a->hashes[i] == b->hashes[k]) {
                n++;
                break;
            }
    return n;
}

/* 0 to 100: how much two titles have in common. */
static unsigned likeness(const char *heading, const char *declared)
{
    struct words a = words_of(heading), b = words_of(declared);
    if (a.n == 0 || b.n == 0)
        return 0;
    if (strcasestr(declared, heading) && strlen(heading) > 8)
        return 100;
    size_t both = shared(&a, &b) + shared(&b, &a);
    return (unsigned)(100 * both / (a.n + b.n));
}

/* The heading of the page that is most like the declared title; NULL if none is like it. */
static const char *find_headline(const struct facts *f, const char *declared)
{
    const struct html_page *page = f->page;
    const char *best = NULL;
    unsigned most = 0, least = 75;
    for (uint32_t i = 0, n = 0; i < page->n_blocks && n < MAX_HEADINGS; i++) {
        const struct html_block *block = &page->blocks[i];
        enum html_tag tag = page->elements[block->element].tag;
        if (!html_is_heading(tag) || block->size > LONGEST_HEADING)
            continue;
        n++;
        const char *text =
            collapse(&f->x->arena,
                     tv_arena_strndup(&f->x->arena, page->text.data + block->text, block->size));
        unsigned like = likeness(text, declared);
        unsigned score = like + (tag == HTML_h1 ? 30 : tag == HTML_h2 ? 10 : 0);
        if (like >= least && score > most) {
            best = text;
            most = score;
        }
    }
    return best;
}

/* Whether the declared title is the heading with the name of the site behind it. */
static bool is_site_behind(const char *title, const char *heading)
{
    static const char *const separators[] = {" | ", " - ", " – ",  " — ", " · ", " • ",
                                             " « ", " » ", " :: ", " : ", "|",   "-"};
    size_t n = strlen(heading);
    if (strncasecmp(title, heading, n) != 0)
        return false;
    const char *rest = title + n;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t size = strlen(separators[i]);
        if (strncmp(rest, separators[i], size) == 0)
            return !strstr(rest + size, separators[i]);
    }
    return false;
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), size = strlen(end);
    return n > size && strcasecmp(s + n - size, end) == 0;
}

/* The heading that readers see, where it says the title better than what is declared. */
static const char *better_headline(const struct facts *f, const char *stated, const char *title)
{
    if (f->json.headline)
        return find_headline(f, stated);
    if (stated) {
        const char *heading = find_headline(f, stated);
        if (heading && ends_with(stated, heading))
            return heading;
        return heading || !title ? NULL : find_headline(f, title);
    }
    const char *heading = title ? find_headline(f, title) : NULL;
    return heading && is_site_behind(title, heading) ? heading : NULL;
}

/* The title without its last part, which is the name of the site where what is left is long. */
static const char *without_site(struct tv_extraction *x, const char *title)
{
    static const char *const separators[] = {" | ", " - ", " – ", " — ",
                                             " » ", " > ", " / ", " :: "};
    size_t last = 0;
    for (size_t i = 0; title && i < sizeof separators / sizeof *separators; i++)
        for (const char *p = title; (p = strstr(p, separators[i])); p++)
            if ((size_t)(p - title) > last)
                last = (size_t)(p - title);
    if (!last)
        return title;
    const char *rest = tv_arena_strndup(&x->arena, title, last);
    return words_of(rest).n > 4 ? rest : title;
}

static const char *only_h1(const struct facts *f)
{
    const struct html_page *page = f->page;
    const char *found = NULL;
    for (uint32_t i = 0; i < page->n_blocks; i++) {
        const struct html_block *block = &page->blocks[i];
        if (page->elements[block->element].tag != HTML_h1)
            continue;
        if (found)
            return NULL;
        found = collapse(&f->x->arena, tv_arena_strndup(&f->x->arena, page->text.data + block->text,
                                                        block->size));
    }
    return found;
}

static void state_title(const struct facts *f)
{
    static const struct source sources[] = {
        {"dc:title", "meta dc:title"},
        {"dcterms:title", "meta dcterms:title"},
        {"citation_title", "meta citation_title"},
        {"og:title", "meta og:title"},
        {"twitter:title", "meta twitter:title"},
        {"parsely-title", "meta parsely-title"},
    };
    struct tv_extraction *x = f->x;
    struct tv_extraction declared = {0};
    tv_extraction_state(&declared, TV_FACT_TITLE, TV_STATED, "JSON-LD headline", f->json.headline);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        tv_extraction_state(&declared, TV_FACT_TITLE, TV_STATED, sources[i].origin,
                            meta(f, sources[i].meta));
    struct tv_fact stated = declared.facts[TV_FACT_TITLE];
    const char *title = text_of(f, f->page->title);
    if (title)
        title = collapse(&x->arena, title);
    const char *heading = better_headline(f, stated.value, title);
    const char *h1 = only_h1(f);
    if (!heading && h1 && words_of(h1).n >= 4 &&
        !(stated.value && likeness(h1, stated.value) >= 40) &&
        !(title && likeness(h1, title) >= 40))
        heading = h1;
    tv_extraction_state(x, TV_FACT_TITLE, TV_STATED, "heading", heading);
    tv_extraction_state(x, TV_FACT_TITLE, TV_STATED, stated.origin, stated.value);
    tv_extraction_state(x, TV_FACT_TITLE, TV_DECLARED, "title element", without_site(x, title));
    tv_extraction_state(x, TV_FACT_TITLE, TV_GUESS, "heading", h1);
    tv_extraction_finish(&declared);
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
    static const struct source sources[] = {
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

static void state_each(const struct facts *f, enum tv_fact_key key, const struct source *sources,
                       size_t n)
{
    for (size_t i = 0; i < n; i++)
        tv_extraction_state(f->x, key, TV_STATED, sources[i].origin, meta(f, sources[i].meta));
}

static bool is_address(const char *s)
{
    return s && (strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https://", 8) == 0);
}

static void state_publisher(const struct facts *f)
{
    static const struct source sources[] = {
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
    static const struct source sources[] = {
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
    static const struct source sources[] = {
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

void html_state_facts(const struct html_page *page, uint32_t root, struct tv_extraction *x)
{
    struct facts f = {.page = page, .x = x, .root = root};
    html_read_json(page, &x->arena, &f.json);
    state_title(&f);
    state_dates(&f);
    state_authors(&f);
    state_publisher(&f);
    state_language(&f);
    state_url(&f);
}
