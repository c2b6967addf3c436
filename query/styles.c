/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Citations in styles (styles.h). BibTeX as BibTeX 0.99d and biber read it; RIS by its field tags;
 * CSL-JSON by the schema of citeproc (csl-data.json), version 1.0. */
#include "styles.h"

#include "corpus/citation.h"
#include "corpus/json.h"
#include "corpus/states.h"
#include "html.h"
#include "markdown.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *plain(const char *text)
{
    struct tv_buffer line = {0};
    if (text)
        tv_plain(text, strlen(text), false, &line);
    return tv_buffer_steal(&line);
}

static char *citation_of(const struct tv_cited *c)
{
    struct tv_buffer text = {0};
    tv_cite(&c->record->doc, c->passage, NULL, &text);
    char *line = plain(text.data);
    tv_buffer_finish(&text);
    return line;
}

static char *place_of(const struct tv_cited *c)
{
    struct tv_buffer text = {0};
    tv_cite_place(&c->record->doc, c->passage, NULL, &text);
    char *line = plain(text.data);
    tv_buffer_finish(&text);
    return line;
}

/* Where it was read, and how that is proven. */
static char *source_of(const struct tv_cited *c)
{
    const struct tv_source *source = &c->record->sources[0];
    return tv_printf("%s: %s (SHA-256 %s)", source->archive, source->member, c->record->doc.sha256);
}

static const char *title_of(const struct tv_document *doc)
{
    return doc->title ? doc->title : doc->symbol ? doc->symbol : doc->id;
}

/* Who made it: authors, else states by their names; NULL behind the last. */
static const char *author(const struct tv_document *doc, size_t i)
{
    if (doc->n_authors)
        return i < doc->n_authors ? doc->authors[i] : NULL;
    if (i >= doc->n_states)
        return NULL;
    const char *name = tv_state_name(doc->states[i], "en");
    return name ? name : doc->states[i];
}

static void put_text(const struct tv_cited *c, struct tv_buffer *out)
{
    char *citation = citation_of(c);
    tv_buffer_printf(out, "%s\n", citation);
    free(citation);
}

static void put_markdown(const struct tv_cited *c, struct tv_buffer *out)
{
    char *citation = citation_of(c);
    tv_markdown_link(citation, c->record->doc.url, out);
    tv_buffer_putc(out, '\n');
    free(citation);
}

static void put_html(const struct tv_cited *c, struct tv_buffer *out)
{
    char *citation = citation_of(c);
    tv_buffer_puts(out, "<cite>");
    tv_html_link(citation, c->record->doc.url, out);
    tv_buffer_puts(out, "</cite>\n");
    free(citation);
}

/* BibTeX */

static void put_tex(struct tv_buffer *out, const char *text)
{
    char *line = plain(text);
    for (const char *p = line; *p; p++) {
        if (*p == '\\')
            tv_buffer_puts(out, "\\textbackslash{}");
        else if (*p == '~' || *p == '^')
            tv_buffer_printf(out, "\\%c{}", *p);
        else if (strchr("#$%&_{}", *p))
            tv_buffer_printf(out, "\\%c", *p);
        else
            tv_buffer_putc(out, *p);
    }
    free(line);
}

static void put_field(struct tv_buffer *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    tv_buffer_printf(out, ",\n  %s = {", name);
    put_tex(out, text);
    tv_buffer_putc(out, '}');
}

/* Braces keep a name in one piece: these are names of states and offices as often as of people. */
static void put_bibtex_authors(struct tv_buffer *out, const struct tv_document *doc)
{
    for (size_t i = 0; author(doc, i); i++) {
        tv_buffer_puts(out, i ? " and {" : ",\n  author = {{");
        put_tex(out, author(doc, i));
        tv_buffer_putc(out, '}');
    }
    if (author(doc, 0))
        tv_buffer_putc(out, '}');
}

/* Months by the macros that styles spell out; BibTeX itself knows no days, but readers of it do. */
static void put_bibtex_date(struct tv_buffer *out, const char *date)
{
    static const char months[][4] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};
    int year = 0, month = 0, day = 0;
    int n = date ? sscanf(date, "%4d-%2d-%2d", &year, &month, &day) : 0;
    if (n >= 1)
        tv_buffer_printf(out, ",\n  year = {%d}", year);
    if (n >= 2 && month >= 1 && month <= 12)
        tv_buffer_printf(out, ",\n  month = %s", months[month - 1]);
    if (n == 3)
        tv_buffer_printf(out, ",\n  day = {%d}", day);
}

/* Of what is cited: a treaty may have a passage in each of its languages. */
static const char *language_of(const struct tv_cited *c)
{
    return c->passage->language ? c->passage->language : c->record->doc.language;
}

static void put_bibtex(const struct tv_cited *c, struct tv_buffer *out)
{
    const struct tv_document *doc = &c->record->doc;
    bool article = doc->kind == TV_KIND_NEWS && doc->publisher;
    char *citation = citation_of(c), *source = source_of(c);
    tv_buffer_printf(out, "@%s{travaux-%s-%u,\n  title = {{", article ? "article" : "misc", doc->id,
                     c->passage->number);
    put_tex(out, title_of(doc));
    tv_buffer_puts(out, "}}");
    put_bibtex_authors(out, doc);
    put_bibtex_date(out, doc->date);
    put_field(out, "number", doc->symbol);
    put_field(out, article ? "journal" : "howpublished", doc->publisher);
    put_field(out, "language", language_of(c));
    put_field(out, "note", citation);
    put_field(out, "annote", source);
    put_field(out, "url", doc->url);
    tv_buffer_puts(out, "\n}\n");
    free(citation);
    free(source);
}

/* RIS */

static void put_tag(struct tv_buffer *out, const char *tag, const char *text)
{
    if (!text || !*text)
        return;
    char *line = plain(text);
    tv_buffer_printf(out, "%s  - %s\r\n", tag, line);
    free(line);
}

static const char *ris_type(enum tv_kind kind)
{
    switch (kind) {
    case TV_KIND_TREATY:
        return "LEGAL";
    case TV_KIND_DRAFT:
        return "BILL";
    case TV_KIND_NEWS:
        return "NEWS";
    default:
        return "RPRT";
    }
}

static void put_ris_date(struct tv_buffer *out, const char *date)
{
    if (!date)
        return;
    size_t n = strlen(date);
    tv_buffer_printf(out, "PY  - %.4s\r\nDA  - %.4s/%.2s/%.2s/\r\n", date, date,
                     n >= 7 ? date + 5 : "", n >= 10 ? date + 8 : "");
}

/* A comma behind a name says that it is one piece: these are names of states and offices as often as
 * of people. */
static void put_ris_author(struct tv_buffer *out, const char *name)
{
    char *whole = strchr(name, ',') ? tv_strdup(name) : tv_printf("%s,", name);
    put_tag(out, "AU", whole);
    free(whole);
}

static void put_ris(const struct tv_cited *c, struct tv_buffer *out)
{
    const struct tv_document *doc = &c->record->doc;
    char *place = place_of(c), *citation = citation_of(c), *source = source_of(c);
    put_tag(out, "TY", ris_type(doc->kind));
    put_tag(out, "TI", title_of(doc));
    for (size_t i = 0; author(doc, i); i++)
        put_ris_author(out, author(doc, i));
    put_ris_date(out, doc->date);
    put_tag(out, doc->kind == TV_KIND_NEWS ? "T2" : "PB", doc->publisher);
    put_tag(out, "M1", doc->symbol);
    put_tag(out, "SE", place);
    put_tag(out, "LA", language_of(c));
    put_tag(out, "UR", doc->url);
    put_tag(out, "N1", citation);
    put_tag(out, "N1", source);
    tv_buffer_printf(out, "ID  - %s-%u\r\nER  - \r\n", doc->id, c->passage->number);
    free(source);
    free(place);
    free(citation);
}

/* CSL-JSON */

static const char *csl_type(const struct tv_document *doc)
{
    switch (doc->kind) {
    case TV_KIND_TREATY:
        return "treaty";
    case TV_KIND_DRAFT:
        return "bill";
    case TV_KIND_NEWS:
        return "article-newspaper";
    case TV_KIND_POSITION:
        return doc->session ? "speech" : "report";
    default:
        return "report";
    }
}

static void put_csl_date(struct tv_json *j, const char *date)
{
    int parts[3] = {0};
    int n = date ? sscanf(date, "%4d-%2d-%2d", &parts[0], &parts[1], &parts[2]) : 0;
    if (n < 1)
        return;
    tv_json_key(j, "issued");
    tv_json_object(j);
    tv_json_key(j, "date-parts");
    tv_json_flat_array(j);
    tv_json_array(j);
    for (int i = 0; i < n; i++)
        tv_json_number(j, (uint64_t)parts[i]);
    tv_json_end(j);
    tv_json_end(j);
    tv_json_end(j);
}

static void put_csl_authors(struct tv_json *j, const struct tv_document *doc)
{
    if (!author(doc, 0))
        return;
    tv_json_key(j, "author");
    tv_json_array(j);
    for (size_t i = 0; author(doc, i); i++) {
        tv_json_object(j);
        tv_json_put_string(j, "literal", author(doc, i));
        tv_json_end(j);
    }
    tv_json_end(j);
}

static void put_some(struct tv_json *j, const char *key, const char *value)
{
    if (value && *value)
        tv_json_put_string(j, key, value);
}

static void put_csl(const struct tv_cited *c, struct tv_buffer *out)
{
    const struct tv_document *doc = &c->record->doc;
    struct tv_json j = {.out = out, .indent = 2};
    struct tv_arena arena = {0};
    char *place = place_of(c), *citation = citation_of(c);
    tv_json_object(&j);
    tv_json_put_string(&j, "id", tv_arena_printf(&arena, "%s-%u", doc->id, c->passage->number));
    tv_json_put_string(&j, "type", csl_type(doc));
    tv_json_put_string(&j, "title", title_of(doc));
    put_csl_authors(&j, doc);
    put_csl_date(&j, doc->date);
    put_some(&j, "number", doc->symbol);
    put_some(&j, doc->kind == TV_KIND_NEWS ? "container-title" : "publisher", doc->publisher);
    put_some(&j, "language", language_of(c));
    put_some(&j, "locator", place);
    put_some(&j, "URL", doc->url);
    put_some(&j, "archive", c->record->sources[0].archive);
    put_some(&j, "archive_location", c->record->sources[0].member);
    put_some(&j, "note", citation);
    put_some(&j, "annote", tv_arena_printf(&arena, "SHA-256 %s", doc->sha256));
    tv_json_end(&j);
    tv_arena_finish(&arena);
    free(place);
    free(citation);
}

const struct tv_style tv_styles[] = {
    [TV_STYLE_TEXT] = {"", "", "", put_text}, [TV_STYLE_MARKDOWN] = {"", "\n", "", put_markdown},
    [TV_STYLE_HTML] = {"", "", "", put_html}, [TV_STYLE_BIBTEX] = {"", "\n", "", put_bibtex},
    [TV_STYLE_RIS] = {"", "", "", put_ris},   [TV_STYLE_CSL_JSON] = {"[", ",\n", "]\n", put_csl},
};

const char *const tv_style_names[] = {
    [TV_STYLE_TEXT] = "text",       [TV_STYLE_MARKDOWN] = "markdown",
    [TV_STYLE_HTML] = "html",       [TV_STYLE_BIBTEX] = "bibtex",
    [TV_STYLE_RIS] = "ris",         [TV_STYLE_CSL_JSON] = "csl-json",
    [TV_STYLE_CSL_JSON + 1] = NULL,
};
