/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document properties (properties.h). */
#include "properties.h"

#include "xml.h"

#include <string.h>

/* What programs put where a person wrote nothing. */
static bool is_filler_title(const char *s)
{
    static const char *const prefixes[] = {
        "Microsoft Word - ",  "Microsoft PowerPoint - ",
        "Microsoft Excel - ", "PowerPoint Presentation",
        "PowerPoint-",        "Untitled",
        "Unbenannt",          "Sans titre",
    };
    static const char *const names[] = {"Document", "Dokument", "Presentation", "Book",   "Slide",
                                        "Doc",      "Title",    "Template",     "Normal", "Folie"};
    static const char *const endings[] = {".doc", ".docx", ".dot", ".dotx", ".rtf", ".odt", ".pdf"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (strncasecmp(s, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncasecmp(s, names[i], n) == 0 && s[n + strspn(s + n, " 0123456789")] == '\0')
            return true;
    }
    const char *dot = strrchr(s, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++) {
        if (strcasecmp(dot, endings[i]) == 0)
            return true;
    }
    return false;
}

static bool is_filler_author(const char *s)
{
    static const char *const names[] = {
        "user",    "admin",  "administrator", "owner",       "author",    "unknown",
        "default", "office", "windows user",  "python-docx", "microsoft", "microsoft office user",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(s, names[i]) == 0)
            return true;
    }
    return false;
}

void tv_properties_state(struct tv_extraction *x, const struct tv_properties *p)
{
    if (p->title && !is_filler_title(p->title))
        tv_extraction_state(x, TV_FACT_TITLE, TV_DECLARED, p->origin, p->title);
    if (p->authors && !is_filler_author(p->authors))
        tv_extraction_state(x, TV_FACT_AUTHORS, TV_DECLARED, p->origin, p->authors);
    tv_extraction_state(x, TV_FACT_DATE, TV_DECLARED, p->origin, p->created);
    tv_extraction_state(x, TV_FACT_DATE, TV_DECLARED, p->origin, p->modified);
    tv_extraction_state(x, TV_FACT_LANGUAGE, TV_DECLARED, p->origin, p->language);
    tv_extraction_state(x, TV_FACT_PUBLISHER, TV_DECLARED, p->origin, p->publisher);
}

enum property {
    TITLE = 1,
    CREATOR, /* of a book: its author; in OpenDocument: who changed it last */
    INITIAL_CREATOR,
    CREATED,
    DATE,
    MODIFIED,
    LANGUAGE,
    PUBLISHER,
    BODY, /* of a flat OpenDocument file, whose notes have authors and dates of their own */
    N_PROPERTIES
};

static const struct tv_xml_word words[] = {
    {"annotation", "office", BODY},           {"body", "office", BODY},
    {"created", "dc/terms", CREATED},         {"creation-date", "", CREATED},
    {"creator", "dc/elements", CREATOR},      {"date", "dc/elements", DATE},
    {"initial-creator", "", INITIAL_CREATOR}, {"language", "dc/elements", LANGUAGE},
    {"modified", "dc/terms", MODIFIED},       {"publisher", "dc/elements", PUBLISHER},
    {"title", "dc/elements", TITLE},
};

struct reading {
    struct tv_buffer values[N_PROPERTIES];
    bool seen[N_PROPERTIES];
    int current;
};

/* The first of each counts, but a book has as many authors as it says. */
static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct reading *r = self;
    if (token == BODY)
        return false;
    if (token == DATE && tv_xml_is(element, "event", "modification"))
        return false;
    if (token && r->seen[token]) {
        if (token != CREATOR)
            return false;
        tv_buffer_puts(&r->values[token], "; ");
    }
    if (token) {
        r->current = token;
        r->seen[token] = true;
    }
    return true;
}

static void end(void *self, int token)
{
    if (token)
        ((struct reading *)self)->current = 0;
}

static void text(void *self, const char *s, size_t n)
{
    struct reading *r = self;
    if (r->current)
        tv_buffer_add(&r->values[r->current], s, n);
}

void tv_properties_read(struct tv_extraction *x, const void *bytes, size_t n, const char *origin)
{
    static const struct tv_xml_reader reader = {words, sizeof words / sizeof *words, start, end,
                                                text};
    struct reading r = {0};
    struct tv_error ignored = {0};
    if (tv_xml_read(bytes, n, origin, &reader, &r, &ignored)) {
        const struct tv_buffer *v = r.values;
        const char *authors = v[INITIAL_CREATOR].size ? v[INITIAL_CREATOR].data : v[CREATOR].data;
        tv_properties_state(x, &(struct tv_properties){
                                   .origin = origin,
                                   .title = v[TITLE].data,
                                   .authors = authors,
                                   .created = v[CREATED].data,
                                   .modified = v[DATE].data ? v[DATE].data : v[MODIFIED].data,
                                   .language = v[LANGUAGE].data,
                                   .publisher = v[PUBLISHER].data,
                               });
    }
    for (size_t i = 0; i < N_PROPERTIES; i++)
        tv_buffer_finish(&r.values[i]);
}
