/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Metadata (metadata.h): every value is taken from the best source that has it: what the document
 * states of itself, then its name and folders, then what its text suggests. */
#include "metadata.h"

#include "corpus/facts.h"
#include "corpus/states.h"
#include "kinds.h"
#include "titles.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_TITLE_STATES = 16,
    NAMED_LAW = 2,         /* of what is called a treaty */
    SHORT_LAW = 8,         /* passages in articles that make a text of law */
    LONG_LAW = 20,         /* and those that make one of what is called a declaration */
    MAX_MORE_TITLE = 120,  /* bytes that a heading may have beyond the stated title */
    MAX_SYMBOL_LINE = 120, /* bytes of a line with the document's symbol */
    MAX_SYMBOL_LABEL = 24, /* and of what stands before it: "Document:" */
    HEAD_BLOCKS = 8,       /* in which that line stands */
    MAX_VALUES = 64,       /* states or authors of one document */
    MAX_NAMED = 256,       /* names of states that are looked at */
    MIN_NAMED = 3,         /* times that a text names the state whose it is */
    DRAFT_BRACKETS = 3,
    POLICY_SAMPLE = 20000, /* bytes at the head of a strategy in which its state is named */
    SAMPLE_SIZE = 4096,    /* bytes of text that a document's language is told from */
    MIN_SAMPLE = 60,       /* and a passage's, at least */
};

/* There is no page of the web from before. */
static const char FIRST_PAGE[] = "1991";

/* Where values were taken from, for people. */
static const char file_name[] = "file name", folder_name[] = "folder",
                  at_head[] = "head of the text";

static void note(struct tv_document *doc, enum tv_field field, const char *origin)
{
    doc->origins[field] = tv_arena_strdup(&doc->arena, origin);
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The last component of a path, without what follows its last dot. */
static const char *stem_of(struct tv_arena *arena, const char *path)
{
    const char *base = base_of(path);
    const char *dot = strrchr(base, '.');
    return tv_arena_strndup(arena, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

/* The document's own symbol, where a stated title ends with it ("... (A/AC.999/26)") and the heading
 * of the document does not; *ret_title is the title without it. */
static const char *symbol_in_title(const struct tv_extraction *x, const char **ret_title,
                                   struct tv_arena *arena)
{
    const char *title = *ret_title, *open = strrchr(title, '(');
    const char *symbol = open ? tv_symbol_in(arena, open + 1) : NULL;
    if (!symbol || open == title || strlen(open) != strlen(symbol) + 2)
        return NULL;
    const char *bare = tv_arena_strndup(arena, title, (size_t)(open - title - 1));
    const char *heading = tv_heading_like(x, bare);
    if (!heading || strstr(heading, open))
        return NULL;
    *ret_title = bare;
    return symbol;
}

/* A stated title gives way to a heading that says more. */
static void set_stated_title(const struct tv_extraction *x, struct tv_document *doc)
{
    const char *title = tv_arena_strdup(&doc->arena, x->facts[TV_FACT_TITLE].value);
    doc->symbol = symbol_in_title(x, &title, &doc->arena);
    const char *heading = tv_heading_like(x, title);
    bool more = heading && x->facts[TV_FACT_TITLE].authority < TV_MANIFEST &&
                strlen(heading) < strlen(title) + MAX_MORE_TITLE;
    doc->title = more ? tv_arena_strdup(&doc->arena, heading) : title;
    const char *origin = x->facts[TV_FACT_TITLE].origin;
    note(doc, TV_FIELD_TITLE,
         more && strcmp(heading, title) != 0
             ? tv_arena_printf(&doc->arena, "heading that says more than %s", origin)
             : origin);
    note(doc, TV_FIELD_SYMBOL, doc->symbol ? origin : NULL);
}

/* What citations call a speech that has no title: "Brazil, statement, session 77". */
static const char *title_of_speech(struct tv_document *doc)
{
    const char *name = tv_state_name(doc->states[0], "en");
    return tv_arena_printf(&doc->arena, "%s, statement, session %s", name ? name : doc->states[0],
                           doc->session);
}

/* Whether a file is named after a state and nothing else: "NewZealand", "Singapore2", "US-1". */
static bool is_name_of_state(const char *stem)
{
    char name[64], code[TV_STATE_SIZE];
    size_t n = strlen(stem);
    while (n && strchr("0123456789-_ ", stem[n - 1]))
        n--;
    snprintf(name, sizeof name, "%.*s", (int)n, stem);
    return n > 0 && n < sizeof name && tv_state_of(name, code);
}

static void set_title(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    const struct tv_fact *fact = &x->facts[TV_FACT_TITLE];
    if (fact->value && fact->authority > TV_GUESS) {
        set_stated_title(x, doc);
        return;
    }
    const char *stem = stem_of(&doc->arena, path);
    const char *title = tv_title_at_head(x, stem, &doc->arena), *origin = at_head;
    bool speech = doc->session && doc->n_states;
    if (speech && !(title && tv_kind_in_title(title).named)) {
        title = title_of_speech(doc);
        origin = "state and session";
    }
    if (is_name_of_state(stem) && !tv_kind_in_title(title).named &&
        (title = tv_title_in_text(x, &doc->arena)))
        origin = "text";
    bool guessed = fact->value && !tv_is_contents_heading(fact->value, strlen(fact->value));
    if (!title) {
        title = guessed ? fact->value : stem;
        origin = guessed ? fact->origin : file_name;
    }
    doc->title = tv_arena_strdup(&doc->arena, title);
    note(doc, TV_FIELD_TITLE, origin);
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
    note(doc, TV_FIELD_AUTHORS, n ? x->facts[TV_FACT_AUTHORS].origin : NULL);
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
    const char *origin = x->facts[TV_FACT_STATES].origin;
    if (n == 0 && tv_state_in_name(path, code)) {
        doc->states[doc->n_states++] = tv_arena_strdup(&doc->arena, code);
        origin = tv_state_in_name(base_of(path), code) ? file_name : folder_name;
    }
    note(doc, TV_FIELD_STATES, doc->n_states ? origin : NULL);
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
    note(doc, TV_FIELD_SESSION,
         fact           ? x->facts[TV_FACT_SESSION].origin
         : doc->session ? file_name
                        : NULL);
}

/* Whether the date at a document's head can be its own, and not one that it is about: it was there when a
 * crawler came, and there were pages already. */
static bool can_be_own(const struct tv_extraction *x, const char *date, const char *fetched)
{
    bool page = x->format && strcmp(x->format, "html") == 0;
    return strncmp(date, fetched, strlen(date)) <= 0 && !(page && strcmp(date, FIRST_PAGE) < 0);
}

/* Whether the date at a document's head is of about the year that its name has, if it has one: else it is
 * a date that the text tells of. */
static bool agrees_with_name(const char *date, const char *path)
{
    char named[11];
    return !tv_date_in_name(path, named) || abs(atoi(date) - atoi(named)) <= 1;
}

static int months_of(const char *date)
{
    return atoi(date) * 12 + atoi(date + 5);
}

/* Whether a program wrote the date into the file long after the day that the document bears: when it was
 * made again. */
static bool is_made_again(const struct tv_extraction *x, const char *declared, char ret_date[11])
{
    return x->facts[TV_FACT_DATE].authority == TV_DECLARED && strlen(declared) == 10 &&
           tv_date_alone_at_head(x, ret_date) && strlen(ret_date) == 10 &&
           months_of(declared) - months_of(ret_date) > 1;
}

static void set_date(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    const struct tv_fact *fact = &x->facts[TV_FACT_DATE];
    char date[11];
    bool known = fact->value && tv_date_of(fact->value, date);
    const char *base = base_of(path), *origin = known ? fact->origin : NULL;
    char named[11];
    if (tv_date_in_name(base, named) && strlen(named) > 4 &&
        !(known && fact->authority > TV_NAME)) {
        memcpy(date, named, sizeof date);
        origin = file_name;
    } else if (known && is_made_again(x, date, named)) {
        memcpy(date, named, sizeof date);
        origin = at_head;
    } else if ((!known || fact->authority == TV_OCCASION) && tv_date_at_head(x, named) &&
               agrees_with_name(named, path) && (!known || can_be_own(x, named, date))) {
        memcpy(date, named, sizeof date);
        origin = at_head;
    } else if (!known && tv_date_in_name(path, date)) {
        origin = tv_date_in_name(base, named) ? file_name : folder_name;
    }
    if (origin)
        doc->date = tv_arena_strdup(&doc->arena, date);
    note(doc, TV_FIELD_DATE, origin);
}

/* Whether this is what stands behind a document's own symbol at its head: a date, how it is
 * distributed, nothing. */
static bool is_behind_symbol(const char *rest)
{
    static const char *const words[] = {"Distr",   "GENERAL", "General", "Original", "English",
                                        "LIMITED", "Limited", "ENGLISH", "French",   "Spanish"};
    static const char *const marks[] = {"·", "|", "•", "—", "–", "-", ",", ";"};
    char date[11];
    rest += strspn(rest, "* )");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(rest, marks[i], strlen(marks[i])) == 0)
            return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(rest, words[i], strlen(words[i])) == 0)
            return true;
    size_t offset;
    return *rest == '\0' || (tv_date_in(rest, date, &offset) && offset == 0);
}

/* The symbol of a line at the head that has little else: "A/AC.999/4", "Document: A/AC.999/4",
 * "A/AC.999/4 · 28 January 2022 · English only"; NULL if it has none. */
static const char *symbol_of_line(const char *text, struct tv_arena *arena)
{
    if (strlen(text) > MAX_SYMBOL_LINE)
        return NULL;
    const char *colon = strchr(text, ':');
    if (colon && colon - text < MAX_SYMBOL_LABEL && !strchr(text, '/'))
        return NULL;
    if (colon && colon - text < MAX_SYMBOL_LABEL && colon < strchr(text, '/'))
        text = colon + 1;
    text += strspn(text, " *[(");
    const char *symbol = tv_symbol_in(arena, text);
    size_t n = symbol ? strlen(symbol) : 0;
    return symbol && strncmp(text, symbol, n) == 0 && is_behind_symbol(text + n) ? symbol : NULL;
}

static void set_symbol(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    const char *fact = x->facts[TV_FACT_SYMBOL].value;
    if (fact) {
        const char *usual = tv_symbol_in(&doc->arena, fact);
        doc->symbol = usual ? usual : tv_arena_strdup(&doc->arena, fact);
        note(doc, TV_FIELD_SYMBOL, x->facts[TV_FACT_SYMBOL].origin);
        return;
    }
    const char *named = tv_symbol_in_name(&doc->arena, path);
    if (named) {
        doc->symbol = named;
        note(doc, TV_FIELD_SYMBOL, file_name);
    }
    for (size_t i = 0; i < x->n_blocks && i < HEAD_BLOCKS && !doc->symbol; i++)
        if ((doc->symbol = symbol_of_line(x->blocks[i].text, &doc->arena)))
            note(doc, TV_FIELD_SYMBOL, at_head);
}

void tv_metadata(const struct tv_extraction *x, const char *path, struct tv_document *doc)
{
    doc->n_unread = x->n_unread;
    doc->publisher = tv_arena_strdup(&doc->arena, x->facts[TV_FACT_PUBLISHER].value);
    doc->url = tv_arena_strdup(&doc->arena, x->facts[TV_FACT_URL].value);
    note(doc, TV_FIELD_PUBLISHER, x->facts[TV_FACT_PUBLISHER].origin);
    note(doc, TV_FIELD_URL, x->facts[TV_FACT_URL].origin);
    set_authors(x, doc);
    set_states(x, path, doc);
    set_session(x, path, doc);
    set_title(x, path, doc); /* a speech's is made of those two */
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
    note(doc, TV_FIELD_LANGUAGE, seen ? "text" : stated ? fact->origin : NULL);
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

/* Whether it is a text of law: at least so many passages in articles, and hardly any outside. */
static bool is_law(const struct tv_document *doc, size_t at_least)
{
    size_t articles = 0;
    for (size_t i = 0; i < doc->n_passages; i++)
        articles += doc->passages[i].place.article != NULL;
    return articles >= at_least && articles * 4 > doc->n_passages * 3;
}

/* Whether it has text in square brackets, as only drafts have. */
static bool has_brackets(const struct tv_document *doc)
{
    size_t found = 0;
    for (size_t i = 0; i < doc->n_passages && found < DRAFT_BRACKETS; i++)
        for (const char *p = doc->passages[i].text; (p = strchr(p, '[')); p++)
            found += p[1] != ']' && strcspn(p, "]") > 4;
    return found >= DRAFT_BRACKETS;
}

/* A declaration of human rights is called what a state's statement may be called, too, and a
 * statement may go through a draft article by article: the longer is the law. What a file is named
 * after a state, and is no draft, no law and no document with a symbol, is what that state says. */
static enum tv_kind kind_from_text(const struct tv_document *doc)
{
    enum tv_kind kind = tv_kind_in_title(doc->title).kind;
    if (kind == TV_KIND_DRAFT)
        return kind;
    if (kind == TV_KIND_TREATY)
        return is_law(doc, NAMED_LAW) ? kind : TV_KIND_COUNT;
    if (is_law(doc, kind == TV_KIND_POSITION || doc->n_states ? LONG_LAW : SHORT_LAW))
        return TV_KIND_TREATY;
    return doc->n_states && !doc->symbol ? TV_KIND_POSITION : kind;
}

static enum tv_kind kind_of(const struct tv_extraction *x, const char *path,
                            const struct tv_document *doc, const char **ret_origin)
{
    const struct tv_fact *fact = &x->facts[TV_FACT_KIND];
    enum tv_kind stated = fact->value ? tv_kind_of(fact->value) : TV_KIND_COUNT;
    *ret_origin = fact->origin;
    if (stated != TV_KIND_COUNT && fact->authority >= TV_STATED)
        return stated;
    enum tv_kind named = kind_from_folders(path), seen = kind_from_text(doc);
    *ret_origin = "title and text";
    /* the text that was adopted is kept with its drafts */
    if (named == TV_KIND_DRAFT && seen == TV_KIND_TREATY && !has_brackets(doc))
        return seen;
    if (named != TV_KIND_COUNT)
        *ret_origin = folder_name;
    else if (seen == TV_KIND_COUNT && stated != TV_KIND_COUNT)
        *ret_origin = fact->origin;
    else if (seen == TV_KIND_COUNT)
        *ret_origin = doc->symbol ? "symbol" : doc->n_states ? "state" : NULL;
    return named != TV_KIND_COUNT          ? named
           : seen != TV_KIND_COUNT         ? seen
           : stated != TV_KIND_COUNT       ? stated
           : doc->n_states && !doc->symbol ? TV_KIND_POSITION
                                           : TV_KIND_RECORD;
}

/* Whose a position is, where its name does not say it. */

static void add_state(struct tv_document *doc, const char *code)
{
    for (size_t i = 0; i < doc->n_states; i++)
        if (strcmp(doc->states[i], code) == 0)
            return;
    doc->states[doc->n_states++] = tv_arena_strdup(&doc->arena, code);
}

/* Whether what stands between two names of states begins what the paper is about: "Statement by
 * Nigeria on the proposal of China". */
static bool turns_to_subject(const char *s, size_t n)
{
    static const char *const words[] = {
        " on ",   " regarding ", " concerning ", " sur ",   " sobre ",  " zu ",
        " zum ",  " zur ",       " über ",       " о ",     " об ",     " по ",
        " بشأن ", " حول ",       "关于",         " about ", " to the ", " against "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(s, n, words[i], strlen(words[i])))
            return true;
    return false;
}

/* Whether a name at s[offset] can be that of who speaks: it begins the title, or is preceded by a
 * word such as "by" or "of", where the script has such words. "AmCham EU", "in the EU" are not. */
static bool is_speaker(const char *title, size_t offset)
{
    static const char *const links[] = {"by",  "of", "from", "the", "de",  "du",  "des", "la",
                                        "le",  "l",  "d",    "las", "los", "del", "el",  "der",
                                        "von", "al", "por",  "par", "die", "da",  "do"};
    struct tv_buffer before = {0};
    tv_fold_text(title, offset, &before);
    const char *space = before.size ? strrchr(before.data, ' ') : NULL;
    const char *last = before.size ? (space ? space + 1 : before.data) : "";
    bool speaker = before.size == 0 || (unsigned char)*last >= 0x80;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        speaker |= strcmp(last, links[i]) == 0;
    tv_buffer_finish(&before);
    return speaker && (offset < 4 || !turns_to_subject(title, offset) ||
                       memmem(title, offset, " behalf of ", 11));
}

/* A position's title names whose it is: "Statement by the delegation of Brazil". */
static void set_states_from_title(struct tv_document *doc)
{
    struct tv_state_hit hits[MAX_TITLE_STATES];
    size_t n =
        doc->title ? tv_states_in_text(doc->title, strlen(doc->title), hits, MAX_TITLE_STATES) : 0;
    doc->states = tv_arena_alloc(&doc->arena, (n + 1) * sizeof *doc->states);
    for (size_t i = 0, end = 0; i < n; i++) {
        if (i ? turns_to_subject(doc->title + end, hits[i].offset - end)
              : !is_speaker(doc->title, hits[i].offset))
            return;
        add_state(doc, hits[i].code);
        end = hits[i].offset + hits[i].length;
    }
}

/* The state that n bytes of text name most: at least some times, and twice as often as any other.
 * False if there is none. */
static bool most_named(const char *text, size_t n, size_t at_least, char ret_code[TV_STATE_SIZE])
{
    struct tv_state_hit hits[MAX_NAMED];
    size_t n_hits = tv_states_in_text(text, n, hits, MAX_NAMED), most = 0, second = 0;
    for (size_t i = 0; i < n_hits; i++) {
        size_t same = 0, before = 0;
        for (size_t k = 0; k < n_hits; k++) {
            bool equal = strcmp(hits[k].code, hits[i].code) == 0;
            same += equal;
            before += equal && k < i;
        }
        if (before == 0 && same > most) {
            second = most;
            most = same;
            memcpy(ret_code, hits[i].code, TV_STATE_SIZE);
        } else if (before == 0 && same > second) {
            second = same;
        }
    }
    return most >= at_least && most >= 2 * second;
}

/* A strategy or a note verbale is that of the state it goes on to name; of other papers (of firms and
 * associations) that cannot be said. */
static bool set_states_from_text(struct tv_document *doc)
{
    struct tv_named_kind kind = tv_kind_in_title(doc->title);
    if (!kind.policy && !(kind.first && kind.kind == TV_KIND_POSITION))
        return false;
    struct tv_buffer text = {0};
    size_t limit = kind.policy ? POLICY_SAMPLE : SAMPLE_SIZE;
    for (size_t i = 0; i < doc->n_passages && text.size < limit; i++) {
        tv_buffer_puts(&text, doc->passages[i].text);
        tv_buffer_putc(&text, '\n');
    }
    char code[TV_STATE_SIZE];
    if (text.size && most_named(text.data, text.size, MIN_NAMED, code)) {
        doc->states = tv_arena_alloc(&doc->arena, sizeof *doc->states);
        add_state(doc, code);
    }
    tv_buffer_finish(&text);
    return doc->n_states > 0;
}

void tv_metadata_from_passages(const struct tv_extraction *x, const char *path,
                               struct tv_document *doc)
{
    const char *origin;
    set_languages(x, doc);
    doc->kind = kind_of(x, path, doc, &origin);
    note(doc, TV_FIELD_KIND, origin);
    if (x->facts[TV_FACT_STATES].authority == TV_MANIFEST)
        return;
    if (doc->kind == TV_KIND_TREATY) {
        /* a treaty is no single state's: what its file is named after is not */
        doc->n_states = 0;
        note(doc, TV_FIELD_STATES, NULL);
    }
    if (doc->kind != TV_KIND_POSITION || doc->n_states)
        return;
    set_states_from_title(doc);
    note(doc, TV_FIELD_STATES, doc->n_states ? "title" : NULL);
    if (doc->n_states == 0 && set_states_from_text(doc))
        note(doc, TV_FIELD_STATES, "text");
}
