/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON-LD (html_json.h): finds the description of an article among what a page describes. The
 * first article wins, and gives what the others would; a page that describes none gives what it
 * says of itself as a WebPage. */
#include "html_json.h"

#include <ctype.h>
#include <jansson.h>
#include <string.h>

enum {
    MAX_JSON = 4 << 20, /* bytes of one script: more is a program's data, not a description */
    MAX_DEPTH = 8,      /* of descriptions within descriptions */
    MAX_AUTHORS = 20,
};

struct reader {
    struct tv_arena *arena;
    struct html_slice title; /* of the page */
    struct html_linked_data article, page;
};

/* "NewsArticle"; NULL if it has none. */
static const char *type_of(const json_t *object)
{
    const json_t *type = json_object_get(object, "@type");
    if (json_is_array(type))
        type = json_array_get(type, 0);
    const char *name = json_string_value(type), *slash = name ? strrchr(name, '/') : NULL;
    return slash ? slash + 1 : name;
}

static bool is_type(const json_t *object, const char *const *names, size_t n)
{
    const char *is = type_of(object);
    for (size_t i = 0; is && i < n; i++)
        if (strcmp(is, names[i]) == 0)
            return true;
    return false;
}

static bool is_article(const json_t *object)
{
    static const char *const names[] = {"NewsArticle",
                                        "Article",
                                        "BlogPosting",
                                        "ReportageNewsArticle",
                                        "AnalysisNewsArticle",
                                        "TechArticle",
                                        "ScholarlyArticle",
                                        "OpinionNewsArticle",
                                        "LiveBlogPosting",
                                        "Report",
                                        "BackgroundNewsArticle",
                                        "ReviewNewsArticle",
                                        "AdvertiserContentArticle",
                                        "SocialMediaPosting",
                                        "DiscussionForumPosting",
                                        "Legislation",
                                        "GovernmentService",
                                        "Recipe"};
    return is_type(object, names, sizeof names / sizeof *names);
}

static bool is_page(const json_t *object)
{
    static const char *const names[] = {"WebPage", "ItemPage", "AboutPage", "FAQPage"};
    return is_type(object, names, sizeof names / sizeof *names);
}

/* The string with its character references resolved; NULL if it is empty or none. */
static const char *text_of(struct reader *r, const json_t *value)
{
    if (json_is_array(value))
        value = json_array_get(value, 0);
    if (json_is_object(value)) {
        const json_t *inner = json_object_get(value, "name");
        value = inner ? inner : json_object_get(value, "@value");
    }
    const char *s = json_string_value(value);
    if (!s || !*s)
        return NULL;
    struct tv_buffer decoded = {0};
    html_decode((struct html_slice){s, strlen(s)}, &decoded);
    const char *copy = tv_arena_strndup(r->arena, decoded.data, decoded.size);
    tv_buffer_finish(&decoded);
    return copy;
}

static const char *authors_of(struct reader *r, const json_t *authors)
{
    if (!json_is_array(authors))
        return text_of(r, authors);
    const char *all = NULL;
    size_t i;
    json_t *author;
    json_array_foreach(authors, i, author)
    {
        const char *name = text_of(r, author);
        if (name && i < MAX_AUTHORS)
            all = all ? tv_arena_printf(r->arena, "%s;%s", all, name) : name;
    }
    return all;
}

static const char *address_of(struct reader *r, const json_t *value)
{
    if (json_is_object(value))
        value = json_object_get(value, "@id");
    return text_of(r, value);
}

static void take(const char **field, const char *value)
{
    if (!*field)
        *field = value;
}

static bool begins(struct html_slice s, const char *with)
{
    while (s.size > 0 && isspace((unsigned char)*s.data)) {
        s.data++;
        s.size--;
    }
    return s.size >= strlen(with) && memcmp(s.data, with, strlen(with)) == 0;
}

/* "headline", unless it is not in the title of the page and "name" is. */
static const char *headline_of(struct reader *r, const json_t *object)
{
    const char *headline = text_of(r, json_object_get(object, "headline"));
    const char *name = text_of(r, json_object_get(object, "name"));
    if (!headline || !name)
        return headline ? headline : name;
    bool named = begins(r->title, name);
    bool headed = memmem(r->title.data, r->title.size, headline, strlen(headline));
    return named && !headed ? name : headline;
}

static void read_object(struct reader *r, const json_t *object, struct html_linked_data *into)
{
    take(&into->headline, headline_of(r, object));
    take(&into->published, text_of(r, json_object_get(object, "datePublished")));
    take(&into->published, text_of(r, json_object_get(object, "dateCreated")));
    take(&into->modified, text_of(r, json_object_get(object, "dateModified")));
    take(&into->authors, authors_of(r, json_object_get(object, "author")));
    take(&into->publisher, text_of(r, json_object_get(object, "publisher")));
    take(&into->url, text_of(r, json_object_get(object, "url")));
    take(&into->url, address_of(r, json_object_get(object, "mainEntityOfPage")));
    take(&into->language, text_of(r, json_object_get(object, "inLanguage")));
}

static void visit(struct reader *r, const json_t *value, unsigned depth)
{
    size_t i;
    json_t *item;
    if (depth == MAX_DEPTH)
        return;
    json_array_foreach(value, i, item) visit(r, item, depth + 1);
    if (!json_is_object(value))
        return;
    if (is_article(value)) {
        take(&r->article.type, tv_arena_strdup(r->arena, type_of(value)));
        read_object(r, value, &r->article);
    } else if (is_page(value))
        read_object(r, value, &r->page);
    visit(r, json_object_get(value, "@graph"), depth + 1);
    visit(r, json_object_get(value, "mainEntity"), depth + 1);
    visit(r, json_object_get(value, "hasPart"), depth + 1);
}

/* What is in the script, without comments around it and without control characters, which JSON
 * does not allow in strings and pages have nevertheless. */
static void clean(struct html_slice script, struct tv_buffer *out)
{
    const char *begin = script.data, *end = begin + script.size;
    while (begin < end && *begin != '{' && *begin != '[')
        begin++;
    if (end - begin > 9 && memcmp(begin, "[CDATA[", 7) == 0)
        for (begin += 7; begin < end && *begin != '{' && *begin != '[';)
            begin++;
    tv_buffer_clear(out);
    tv_buffer_add(out, begin, (size_t)(end - begin));
    for (size_t i = 0; i < out->size; i++)
        if ((unsigned char)out->data[i] < ' ')
            out->data[i] = ' ';
}

/* The string after "key": in a script that is not quite JSON; NULL if there is none. */
static const char *string_after(struct reader *r, const struct tv_buffer *script, const char *key)
{
    const char *end = script->data + script->size;
    const char *p = memmem(script->data, script->size, key, strlen(key));
    if (!p)
        return NULL;
    p += strlen(key);
    p += strspn(p, " :");
    const char *to = *p == '"' ? memchr(p + 1, '"', (size_t)(end - p - 1)) : NULL;
    return to ? tv_arena_strndup(r->arena, p + 1, (size_t)(to - p - 1)) : NULL;
}

static void read_damaged(struct reader *r, const struct tv_buffer *script)
{
    take(&r->article.headline, string_after(r, script, "\"headline\""));
    take(&r->article.published, string_after(r, script, "\"datePublished\""));
}

void html_read_json(const struct html_page *page, struct tv_arena *arena,
                    struct html_linked_data *ret_data)
{
    struct reader r = {.arena = arena,
                       .title = page->title.data ? page->title : (struct html_slice){"", 0}};
    struct tv_buffer json = {0};
    for (size_t i = 0; i < page->n_json; i++) {
        if (page->json[i].size > MAX_JSON)
            continue;
        clean(page->json[i], &json);
        if (!json.size)
            continue;
        json_t *value = json_loadb(json.data, json.size, JSON_DISABLE_EOF_CHECK, NULL);
        if (value)
            visit(&r, value, 0);
        else
            read_damaged(&r, &json);
        json_decref(value);
    }
    tv_buffer_finish(&json);
    const char **to = (const char **)&r.article, **from = (const char **)&r.page;
    for (size_t i = 0; i < sizeof r.article / sizeof *to; i++)
        take(&to[i], from[i]);
    *ret_data = r.article;
}
