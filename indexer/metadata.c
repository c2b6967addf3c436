/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Metadata (metadata.h): every value is taken from the best source that has it: what the document
 * states of itself, then its name and folders, then what its text suggests. */
#include "metadata.h"

#include "corpus/facts.h"
#include "corpus/states.h"
#include "titles.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_TITLE_STATES = 16,
    NAMED_LAW = 2,      /* of what is called a treaty */
    SHORT_LAW = 8,      /* passages in articles that make a text of law */
    LONG_LAW = 20,      /* and those that make one of what is called a declaration */
    MAX_VALUES = 64,    /* states or authors of one document */
    SAMPLE_SIZE = 4096, /* bytes of text that a document's language is told from */
    MIN_SAMPLE = 60,    /* and a passage's, at least */
};

/* The last component of a path, without what follows its last dot. */
static const char *stem_of(struct tv_arena *arena, const char *path)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    const char *dot = strrchr(base, '.');
    return tv_arena_strndup(arena, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

static const char *title_of(const struct tv_extraction *x, const char *path,
                            struct tv_document *doc)
{
    const struct tv_fact *fact = &x->facts[TV_FACT_TITLE];
    const char *stem = stem_of(&doc->arena, path);
    if (fact->value && fact->authority > TV_GUESS)
        return tv_arena_strdup(&doc->arena, fact->value);
    const char *title = tv_title_at_head(x, stem);
    if (!title)
        title = fact->value ? fact->value : stem;
    return tv_arena_strdup(&doc->arena, title);
}

/* Lists: values separated by ';'. */

static size_t split(struct tv_arena *arena, const char *list, const char **ret_values)
{
    size_t n = 0;
    while (list && *list && n < MAX_VALUES) {
        list += strspn(list, "; ");
        size_t length = strcspn(list, ";");
        if (length)
            ret_values[n++] = tv_arena_strndup(arena, list, length);
        list += length;
    }
    return n;
}

static void set_authors(const struct tv_extraction *x, struct tv_document *doc)
{
    const char *values[MAX_VALUES];
    size_t n = split(&doc->arena, x->facts[TV_FACT_AUTHORS].value, values);
    doc->authors = tv_arena_alloc(&doc->arena, n * sizeof *values);
    memcpy(doc->authors, values, n * sizeof *values);
    doc->n_authors = n;
}

static void set_states(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    const char *names[MAX_VALUES];
    size_t n = split(&doc->arena, x->facts[TV_FACT_STATES].value, names);
    doc->states = tv_arena_alloc(&doc->arena, (n + 1) * sizeof *doc->states);
    char code[TV_STATE_SIZE];
    for (size_t i = 0; i < n; i++)
        if (tv_state_of(names[i], code))
            doc->states[doc->n_states++] = tv_arena_strdup(&doc->arena, code);
    if (n == 0 && tv_state_in_name(path, code))
        doc->states[doc->n_states++] = tv_arena_strdup(&doc->arena, code);
}

/* Names such as "USA_77_2022": state, session, year. */

static void set_session(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    const char *fact = x->facts[TV_FACT_SESSION].value;
    char state[4], rest;
    int session, year;
    if (fact)
        doc->session = tv_arena_strdup(&doc->arena, fact);
    else if (sscanf(stem_of(&doc->arena, path), "%3[A-Z]_%3d_%4d%c", state, &session, &year,
                    &rest) == 3 &&
             session > 0 && year > 1900)
        doc->session = tv_arena_printf(&doc->arena, "%d", session);
}

/* A year that stands by itself in the member's name or folder. */
static const char *year_in_name(struct tv_arena *arena, const char *path)
{
    const char *found = NULL;
    for (const char *p = path; *p; p++) {
        bool starts = isdigit((unsigned char)*p) && (p == path || !isalnum((unsigned char)p[-1]));
        if (starts && strspn(p, "0123456789") == 4 && !isalpha((unsigned char)p[4]) &&
            (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0))
            found = p;
    }
    return found ? tv_arena_strndup(arena, found, 4) : NULL;
}

static void set_date(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    const struct tv_fact *fact = &x->facts[TV_FACT_DATE];
    char date[11];
    bool known = fact->value && tv_date_of(fact->value, date);
    const char *base = strrchr(path, '/');
    size_t offset;
    char named[11];
    if (tv_date_in(base ? base + 1 : path, named, &offset) && strlen(named) > 4 &&
        !(known && fact->authority > TV_NAME)) {
        doc->date = tv_arena_strdup(&doc->arena, named);
        return;
    }
    if (known || tv_date_at_head(x, date))
        doc->date = tv_arena_strdup(&doc->arena, date);
    else
        doc->date = year_in_name(&doc->arena, path);
}

static void set_symbol(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    const char *fact = x->facts[TV_FACT_SYMBOL].value;
    if (fact) {
        const char *usual = tv_symbol_in(&doc->arena, fact);
        doc->symbol = usual ? usual : tv_arena_strdup(&doc->arena, fact);
        return;
    }
    doc->symbol = tv_symbol_in_name(&doc->arena, path);
    for (size_t i = 0; i < x->n_blocks && i < 5 && !doc->symbol; i++) {
        const char *text = x->blocks[i].text;
        const char *symbol = tv_symbol_in(&doc->arena, text);
        if (symbol && strlen(text) < strlen(symbol) + 24) /* a line that has little else */
            doc->symbol = symbol;
    }
}

void tv_metadata(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    doc->title = title_of(x, path, doc);
    doc->publisher = tv_arena_strdup(&doc->arena, x->facts[TV_FACT_PUBLISHER].value);
    doc->url = tv_arena_strdup(&doc->arena, x->facts[TV_FACT_URL].value);
    set_authors(x, doc);
    set_states(x, path, doc);
    set_session(x, path, doc);
    set_date(x, path, doc);
    set_symbol(x, path, doc);
}

/* Languages. */

static const char *language_of_text(const struct tv_document *doc)
{
    struct tv_buffer sample = {0};
    size_t middle = doc->n_passages / 2;
    for (size_t i = middle; i < doc->n_passages && sample.size < SAMPLE_SIZE; i++) {
        tv_buffer_puts(&sample, doc->passages[i].text);
        tv_buffer_putc(&sample, '\n');
    }
    const char *language = sample.size ? tv_language_in(sample.data, sample.size) : NULL;
    tv_buffer_finish(&sample);
    return language;
}

static void set_languages(const struct tv_extraction *x, struct tv_document *doc)
{
    const struct tv_fact *fact = &x->facts[TV_FACT_LANGUAGE];
    const char *stated = fact->value ? tv_language_of(fact->value) : NULL;
    const char *seen = stated && fact->authority >= TV_STATED ? NULL : language_of_text(doc);
    doc->language = seen ? seen : stated;
    const char *current = doc->language;
    for (size_t i = 0; i < doc->n_passages; i++) {
        struct tv_passage *p = &doc->passages[i];
        size_t n = strlen(p->text);
        const char *own = n >= MIN_SAMPLE ? tv_language_in(p->text, n) : NULL;
        current = own ? own : current;
        p->language = current;
    }
}

/* Kinds. */

static const struct {
    const char *word; /* the beginning of a folder's name, lower case */
    enum tv_kind kind;
} folders[] = {
    {"treat", TV_KIND_TREATY},
    {"convention", TV_KIND_TREATY},
    {"draft", TV_KIND_DRAFT},
    {"not adopted", TV_KIND_DRAFT},
    {"position", TV_KIND_POSITION},
    {"statement", TV_KIND_POSITION},
    {"contribution", TV_KIND_POSITION},
    {"strateg", TV_KIND_POSITION},
    {"news", TV_KIND_NEWS},
    {"press", TV_KIND_NEWS},
    {"record", TV_KIND_RECORD},
    {"resolution", TV_KIND_RECORD},
    {"report", TV_KIND_RECORD},
};

static enum tv_kind kind_from_folders(const char *path)
{
    for (const char *part = path, *slash; (slash = strchr(part, '/')); part = slash + 1)
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
            if (strncasecmp(part, folders[i].word, strlen(folders[i].word)) == 0)
                return folders[i].kind;
    return TV_KIND_COUNT;
}

/* What titles call documents. The word that comes first in the title decides. */
static const struct {
    const char *word;
    enum tv_kind kind;
} title_words[] = {
    {"draft", TV_KIND_DRAFT},
    {"projet", TV_KIND_DRAFT},
    {"proyecto", TV_KIND_DRAFT},
    {"проект", TV_KIND_DRAFT},
    {"مشروع", TV_KIND_DRAFT},
    {"草案", TV_KIND_DRAFT},
    {"entwurf", TV_KIND_DRAFT},
    {"statement", TV_KIND_POSITION},
    {"comments", TV_KIND_POSITION},
    {"proposal", TV_KIND_POSITION},
    {"position", TV_KIND_POSITION},
    {"submission", TV_KIND_POSITION},
    {"contribution", TV_KIND_POSITION},
    {"working paper", TV_KIND_POSITION},
    {"strategy", TV_KIND_POSITION},
    {"stratégie", TV_KIND_POSITION},
    {"estrategia", TV_KIND_POSITION},
    {"strategie", TV_KIND_POSITION},
    {"стратегия", TV_KIND_POSITION},
    {"战略", TV_KIND_POSITION},
    {"observations", TV_KIND_POSITION},
    {"déclaration de", TV_KIND_POSITION},
    {"déclaration du", TV_KIND_POSITION},
    {"intervención", TV_KIND_POSITION},
    {"declaración de la delegación", TV_KIND_POSITION},
    {"выступление", TV_KIND_POSITION},
    {"заявление", TV_KIND_POSITION},
    {"بيان", TV_KIND_POSITION},
    {"stellungnahme", TV_KIND_POSITION},
    {"erklärung der", TV_KIND_POSITION},
    {"发言", TV_KIND_POSITION},
    {"report", TV_KIND_RECORD},
    {"letter", TV_KIND_RECORD},
    {"decision", TV_KIND_RECORD},
    {"resolution", TV_KIND_RECORD},
    {"rapport", TV_KIND_RECORD},
    {"convention", TV_KIND_TREATY},
    {"treaty", TV_KIND_TREATY},
    {"protocol", TV_KIND_TREATY},
    {"agreement", TV_KIND_TREATY},
    {"covenant", TV_KIND_TREATY},
    {"statute", TV_KIND_TREATY},
    {"charter", TV_KIND_TREATY},
    {"traité", TV_KIND_TREATY},
    {"accord ", TV_KIND_TREATY},
    {"convenio", TV_KIND_TREATY},
    {"convención", TV_KIND_TREATY},
    {"tratado", TV_KIND_TREATY},
    {"конвенция", TV_KIND_TREATY},
    {"договор", TV_KIND_TREATY},
    {"протокол", TV_KIND_TREATY},
    {"اتفاقية", TV_KIND_TREATY},
    {"معاهدة", TV_KIND_TREATY},
    {"公约", TV_KIND_TREATY},
    {"条约", TV_KIND_TREATY},
    {"verdrag", TV_KIND_TREATY},
    {"overeenkomst", TV_KIND_TREATY},
    {"übereinkommen", TV_KIND_TREATY},
    {"vertrag", TV_KIND_TREATY},
    {"informe", TV_KIND_RECORD},
    {"доклад", TV_KIND_RECORD},
};

static enum tv_kind kind_from_title(const char *title)
{
    const char *first = NULL;
    enum tv_kind kind = TV_KIND_COUNT;
    for (size_t i = 0; title && i < sizeof title_words / sizeof *title_words; i++) {
        const char *at = strcasestr(title, title_words[i].word);
        if (at && (!first || at < first)) {
            first = at;
            kind = title_words[i].kind;
        }
    }
    return kind;
}

/* Whether it is a text of law: at least so many passages in articles, and hardly any outside. */
static bool is_law(const struct tv_document *doc, size_t at_least)
{
    size_t articles = 0;
    for (size_t i = 0; i < doc->n_passages; i++)
        articles += doc->passages[i].place.article != NULL;
    return articles >= at_least && articles * 4 > doc->n_passages * 3;
}

/* A declaration of human rights is called what a state's statement may be called, too, and a
 * statement may go through a draft article by article: the longer is the law. */
static enum tv_kind kind_from_text(const struct tv_document *doc)
{
    enum tv_kind kind = kind_from_title(doc->title);
    if (kind == TV_KIND_DRAFT)
        return kind;
    if (kind == TV_KIND_TREATY)
        return is_law(doc, NAMED_LAW) ? kind : TV_KIND_COUNT;
    if (is_law(doc, kind == TV_KIND_POSITION || doc->n_states ? LONG_LAW : SHORT_LAW))
        return TV_KIND_TREATY;
    return doc->n_states && doc->session ? TV_KIND_POSITION : kind;
}

static enum tv_kind kind_of(const struct tv_extraction *x, const char *path,
                            const struct tv_document *doc)
{
    const struct tv_fact *fact = &x->facts[TV_FACT_KIND];
    enum tv_kind stated = fact->value ? tv_kind_of(fact->value) : TV_KIND_COUNT;
    if (stated != TV_KIND_COUNT && fact->authority >= TV_STATED)
        return stated;
    enum tv_kind named = kind_from_folders(path);
    if (named != TV_KIND_COUNT)
        return named;
    enum tv_kind seen = kind_from_text(doc);
    if (seen != TV_KIND_COUNT)
        return seen;
    if (stated != TV_KIND_COUNT)
        return stated;
    if (doc->symbol)
        return TV_KIND_RECORD;
    return doc->n_states ? TV_KIND_POSITION : TV_KIND_RECORD;
}

/* A position's title names whose it is: "Statement by the delegation of Brazil". */
static void set_states_from_title(struct tv_document *doc)
{
    struct tv_state_hit hits[MAX_TITLE_STATES];
    size_t n =
        doc->title ? tv_states_in_text(doc->title, strlen(doc->title), hits, MAX_TITLE_STATES) : 0;
    const char **states = tv_arena_alloc(&doc->arena, (n + 1) * sizeof *states);
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        while (same < doc->n_states && strcmp(states[same], hits[i].code) != 0)
            same++;
        if (same == doc->n_states)
            states[doc->n_states++] = tv_arena_strdup(&doc->arena, hits[i].code);
    }
    doc->states = states;
}

void tv_metadata_from_passages(const struct tv_extraction *x, const char *path,
                               struct tv_document *doc)
{
    set_languages(x, doc);
    doc->kind = kind_of(x, path, doc);
    if (doc->kind == TV_KIND_TREATY)
        doc->n_states = 0; /* a treaty is no single state's: what its file is named after is not */
    else if (doc->kind == TV_KIND_POSITION && doc->n_states == 0)
        set_states_from_title(doc);
}
