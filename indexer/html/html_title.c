/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The title of a page (html_title.h).
 *
 * Pages declare a title in several places, for several readers: in JSON-LD and meta elements for
 * search engines and social networks, in the title element for the tab of a browser, with the name
 * of the site. The heading that people read says it best where it is like one of these. A *kicker* is
 * what a heading has above its title, set apart: "Climate", a date. */
#include "html_title.h"

#include "corpus/fold.h"
#include "corpus/utf8.h"
#include "html_meta.h"
#include "labels.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_WORDS = 64,
    MAX_HEADINGS = 64,
    LONGEST_HEADING = 300, /* bytes */
    ALIKE = 75,            /* a heading that says what is declared */
    UNLIKE = 40,           /* and one that says something else */
    SUBTITLE = 2,          /* paragraphs from a title to its subtitle */
    LONG_TITLE = 4,        /* words: what has more needs no name of a site */
    LEAST_NAME = 4,        /* letters of a site's name that are told from others */
};

struct heading {
    const char *text; /* without its kicker */
    enum html_tag tag;
    bool kicker;   /* it has one */
    bool marked;   /* as the title of what the page is about: itemprop headline */
    uint32_t away; /* paragraphs between it and the beginning of the main text */
};

struct titles {
    const struct html_page *page;
    uint32_t begin; /* of the main text */
    struct tv_arena *arena;
    struct heading headings[MAX_HEADINGS];
    size_t n_headings, n_h1;
    const char *h1; /* the first */
};

/* White space made single, in a copy. */
static char *collapse(struct tv_arena *arena, const char *s, size_t n)
{
    char *copy = tv_arena_strndup(arena, s, n), *out = copy;
    for (const char *p = copy; *p; p++) {
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

/* Headings. */

/* How far the kicker at the head of a heading goes, in bytes of the page's text from `from`; 0 where
 * it has none, or nothing else. */
static uint32_t size_of_kicker(const struct html_page *page, const struct html_block *block)
{
    uint32_t from = block->text, end = from + block->size, at = from;
    const struct html_element *heading = &page->elements[block->element];
    for (uint32_t i = block->element + 1; i < heading->end; i++) {
        const struct html_element *e = &page->elements[i];
        bool kicker = e->marks & HTML_KICKER || e->tag == HTML_time;
        if (kicker && e->text >= from && e->text <= at && e->text_end < end && e->text_end > at)
            at = e->text_end;
        while (at < end && at > from && strchr(" :|\n", page->text.data[at]))
            at++;
    }
    return at < end ? at - from : 0;
}

static void find_headings(struct titles *t)
{
    const struct html_page *page = t->page;
    for (uint32_t i = 0; i < page->n_blocks && t->n_headings < MAX_HEADINGS; i++) {
        const struct html_block *block = &page->blocks[i];
        enum html_tag tag = page->elements[block->element].tag;
        uint32_t marks = page->elements[block->element].marks;
        if (!html_is_heading(tag) || marks & HTML_INVISIBLE || block->size > LONGEST_HEADING)
            continue;
        uint32_t kicker = size_of_kicker(page, block);
        const char *from = page->text.data + block->text + kicker;
        const char *text = collapse(t->arena, from, html_heading_size(from, block->size - kicker));
        uint32_t away = i < t->begin ? t->begin - i : i - t->begin;
        if (tag == HTML_h1 && t->n_h1++ == 0)
            t->h1 = text;
        t->headings[t->n_headings++] =
            (struct heading){text, tag, kicker > 0, (marks & HTML_HEADLINE) != 0, away};
    }
}

/* How alike two titles are. */

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

/* Of equals, the one closest to the main text: the name of the site stands further above. */
static unsigned score(const struct heading *h, const char *declared, unsigned like)
{
    bool same = strcasecmp(h->text, declared) == 0;
    return like + 40 * same + (h->tag == HTML_h1 ? 30 : h->tag == HTML_h2 ? 10 : 0);
}

/* The heading that is most like the declared title; NULL if none is like it. */
static const struct heading *find_headline(const struct titles *t, const char *declared)
{
    const struct heading *best = NULL;
    unsigned most = 0;
    for (size_t i = 0; i < t->n_headings; i++) {
        const struct heading *h = &t->headings[i];
        unsigned like = likeness(h->text, declared);
        unsigned points = score(h, declared, like);
        if (like < ALIKE || points < most || (best && points == most && h->away >= best->away))
            continue;
        best = h;
        most = points;
    }
    return best;
}

/* Names of sites. */

static const char *const separators[] = {" | ", " - ", " – ",  " — ", " · ", " • ", " « ",
                                         " » ", " › ", " :: ", " : ", " / ", "|",   "-"};
enum { N_SEPARATORS = sizeof separators / sizeof *separators };

static bool begins_with_separator(const char *s)
{
    for (size_t i = 0; i < N_SEPARATORS; i++)
        if (strncmp(s, separators[i], strlen(separators[i])) == 0)
            return true;
    return false;
}

static bool ends_with_separator(const char *s, const char *end)
{
    for (size_t i = 0; i < N_SEPARATORS; i++) {
        size_t n = strlen(separators[i]);
        if ((size_t)(end - s) >= n && memcmp(end - n, separators[i], n) == 0)
            return true;
    }
    return false;
}

/* Whether the title is the heading beside the name of the site, or the way to it: "Home » News » ...". */
static bool is_part(const char *title, const char *heading)
{
    const char *at = strcasestr(title, heading), *end = at ? at + strlen(heading) : NULL;
    if (!at || !*heading || (at == title && !*end))
        return false;
    return (at == title || ends_with_separator(title, at)) && (!*end || begins_with_separator(end));
}

/* The heading that is a part of the title: the closest to the main text, since the name of the site
 * stands further above, or the one right above that, of which it is the subtitle. */
static const struct heading *find_part(const struct titles *t, const char *title)
{
    const struct heading *best = NULL;
    for (size_t i = 0; i < t->n_headings; i++) {
        const struct heading *h = &t->headings[i];
        if (is_part(title, h->text) && (!best || h->away + SUBTITLE < best->away))
            best = h;
    }
    return best;
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), size = strlen(end);
    return n > size && strcasecmp(s + n - size, end) == 0;
}

/* In Chinese there are no blanks around the hyphen: "标题-新华网". */
static const char *without_chinese_site(struct tv_arena *arena, const char *title)
{
    const char *hyphen = strrchr(title, '-');
    size_t before = hyphen ? (size_t)(hyphen - title) : 0, behind = strlen(title) - before;
    bool chinese = before && (unsigned char)hyphen[-1] >= 0x80 &&
                   (unsigned char)hyphen[1] >= 0xE3 && before > 2 * behind;
    return chinese ? tv_arena_strndup(arena, title, before) : title;
}

/* Where the separator before the title's last part is; 0 where it has one part. */
static size_t find_last_part(const char *title)
{
    static const char *const before[] = {" | ", " - ", " – ", " — ", " » ", " > ", " / ", " :: "};
    size_t last = 0;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        for (const char *p = title; (p = strstr(p, before[i])); p++)
            if ((size_t)(p - title) > last)
                last = (size_t)(p - title);
    return last;
}

/* The letters and digits of a name, as a host's name has them: "Schweizer Jäger" is schweizerjaeger. */
static char *as_in_host(struct tv_arena *arena, const char *name, size_t size)
{
    static const struct {
        int32_t from;
        const char *to;
    } umlauts[] = {{0xE4, "ae"}, {0xF6, "oe"}, {0xFC, "ue"}, {0xC4, "ae"},
                   {0xD6, "oe"}, {0xDC, "ue"}, {0xDF, "ss"}};
    char *folded = tv_arena_alloc(arena, size * TV_FOLD_MAX + 1), *out = folded;
    for (size_t i = 0; i < size;) {
        int32_t c = tv_utf8_next(name, size, &i);
        const char *to = NULL;
        for (size_t k = 0; k < sizeof umlauts / sizeof *umlauts; k++)
            to = umlauts[k].from == c ? umlauts[k].to : to;
        size_t n = to ? strlen(to) : tv_fold_char(out, c);
        if (to)
            memcpy(out, to, n);
        if (n != 1 || *out != ' ')
            out += n;
    }
    *out = '\0';
    return folded;
}

/* Whether one begins with the other and does not say much more. */
static bool go_together(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), least = n < m ? n : m, most = n < m ? m : n;
    return least >= LEAST_NAME && most <= 2 * least && strncmp(a, b, least) == 0;
}

/* Whether it is the name of the site at an address: "ARTE Radio", "DOMRADIO.DE". */
static bool is_of_host(struct tv_arena *arena, const char *name, const char *address)
{
    const char *host = strstr(address, "://");
    const char *own = as_in_host(arena, name, strlen(name));
    if (!host)
        return false;
    host += 3;
    const char *end = host + strcspn(host, "/:?#");
    for (const char *label = host; label < end;) {
        const char *dot = memchr(label, '.', (size_t)(end - label));
        if (!dot)
            return false; /* what is behind the last dot is no name */
        if (go_together(own, as_in_host(arena, label, (size_t)(dot - label))))
            return true;
        label = dot + 1;
    }
    return false;
}

/* A stated title without the name of the site, where the page says that nowhere else. */
static const char *without_host(const struct titles *t, const char *title, const char *address)
{
    size_t last = title && address ? find_last_part(title) : 0;
    if (!last || html_meta_named(t->page, t->arena, "og:site_name"))
        return title;
    const char *name = strchr(title + last + 1, ' ');
    return name && is_of_host(t->arena, name, address) ? tv_arena_strndup(t->arena, title, last)
                                                       : title;
}

/* The title without its last part, which is the name of the site where what is left is long. */
static const char *without_site(struct tv_arena *arena, const char *title)
{
    size_t last = title ? find_last_part(title) : 0;
    if (!last)
        return title ? without_chinese_site(arena, title) : NULL;
    const char *rest = tv_arena_strndup(arena, title, last);
    return words_of(rest).n > LONG_TITLE ? rest : title;
}

/* The choice. */

/* Whether the headline of the page's JSON-LD is a title of the page, and not what all its pages are
 * called, as "Article", or the site. */
static bool is_headline(const struct titles *t, const char *headline, const char *title)
{
    bool alike = !title || likeness(headline, title) >= UNLIKE;
    for (size_t i = 0; !alike && i < t->n_headings; i++)
        alike = likeness(headline, t->headings[i].text) >= UNLIKE;
    return alike;
}

/* The heading that is marked as the title, and the only one so. */
static const char *marked_headline(const struct titles *t)
{
    const char *marked = NULL;
    for (size_t i = 0; i < t->n_headings; i++) {
        if (!t->headings[i].marked)
            continue;
        if (marked && strcmp(marked, t->headings[i].text) != 0)
            return NULL;
        marked = t->headings[i].text;
    }
    return marked;
}

/* Whether one of several titles for social networks is that: what a plug-in writes into a page does
 * not always know of the title that it has. */
static bool is_stated(const struct titles *t, const char *title)
{
    for (size_t i = 0; title && i < t->page->n_metas; i++) {
        const struct html_meta *m = &t->page->metas[i];
        const char *content =
            html_slice_is(m->name, "og:title") ? html_text_of(t->arena, m->content) : NULL;
        if (content && strcmp(collapse(t->arena, content, strlen(content)), title) == 0)
            return true;
    }
    return false;
}

/* The heading that readers see, where it says the title better than what is declared: what the
 * page's JSON-LD or a meta element states, and what the title element has. */
static const char *better_headline(const struct titles *t, const char *headline, const char *stated,
                                   const char *title)
{
    const struct heading *h = stated ? find_headline(t, stated) : NULL;
    const char *marked = stated ? NULL : marked_headline(t);
    if (marked)
        return marked;
    if (headline && is_stated(t, t->h1))
        return t->h1;
    if (headline && !h)
        h = find_part(t, headline);
    if (headline)
        return h && !ends_with(h->text, headline) ? h->text : NULL;
    if (stated && h && title && ends_with(h->text, stated) && strcasecmp(title, h->text) == 0)
        return h->text;
    if (stated && h)
        return h->kicker || ends_with(stated, h->text) ? h->text : NULL;
    h = title ? find_headline(t, title) : NULL;
    const struct heading *part = title && !stated ? find_part(t, title) : NULL;
    if (!part && h && stated && ends_with(h->text, title))
        return title;
    return part ? part->text : h && (stated || h->kicker) ? h->text : NULL;
}

/* The only h1, where it is a title of its own that is like nothing declared. */
static const char *title_of_its_own(const struct titles *t, const char *stated, const char *title)
{
    struct tv_designation d; /* of a part, as "Article 24" */
    if (t->n_h1 != 1 || words_of(t->h1).n < LONG_TITLE || tv_designation_at(t->h1, &d))
        return NULL;
    bool declared = (stated && likeness(t->h1, stated) >= UNLIKE) ||
                    (title && likeness(t->h1, title) >= UNLIKE);
    return declared ? NULL : t->h1;
}

static struct tv_fact stated_title(const struct titles *t, const char *headline,
                                   struct tv_extraction *scratch)
{
    static const struct html_source sources[] = {
        {"dc:title", "meta dc:title"},
        {"dc.title", "meta DC.title"},
        {"dcterms:title", "meta dcterms:title"},
        {"dcterms.title", "meta dcterms.title"},
        {"citation_title", "meta citation_title"},
        {"og:title", "meta og:title"},
        {"twitter:title", "meta twitter:title"},
        {"parsely-title", "meta parsely-title"},
    };
    tv_extraction_state(scratch, TV_FACT_TITLE, TV_STATED, "JSON-LD headline", headline);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        tv_extraction_state(scratch, TV_FACT_TITLE, TV_STATED, sources[i].origin,
                            html_meta_named(t->page, t->arena, sources[i].meta));
    return scratch->facts[TV_FACT_TITLE];
}

void html_state_title(const struct html_page *page, uint32_t begin, const char *headline,
                      const char *address, struct tv_extraction *x)
{
    struct titles t = {.page = page, .begin = begin, .arena = &x->arena};
    struct tv_extraction scratch = {0};
    const char *title = html_text_of(&x->arena, page->title);
    title = title ? collapse(&x->arena, title, strlen(title)) : NULL;
    find_headings(&t);
    if (headline && !is_headline(&t, headline, title))
        headline = NULL;
    struct tv_fact stated = stated_title(&t, headline, &scratch);
    stated.value = without_host(&t, stated.value, address);
    const char *heading = better_headline(&t, headline, stated.value, title);
    if (!heading)
        heading = title_of_its_own(&t, stated.value, title);
    tv_extraction_state(x, TV_FACT_TITLE, TV_STATED, "heading", heading);
    tv_extraction_state(x, TV_FACT_TITLE, TV_STATED, stated.origin, stated.value);
    tv_extraction_state(x, TV_FACT_TITLE, TV_DECLARED, "title element",
                        without_site(&x->arena, title));
    tv_extraction_state(x, TV_FACT_TITLE, TV_GUESS, "heading", t.n_h1 == 1 ? t.h1 : NULL);
    tv_extraction_finish(&scratch);
}
