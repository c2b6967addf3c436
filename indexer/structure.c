/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Structure: blocks in, passages with places out (structure.h).
 *
 * The blocks are walked once. Three things are remembered: the *outline* (headings above, with the
 * divisions that they name), the *path* of enumerators within an article ("3", then "(b)", then
 * "(ii)"), and the *unit* that is being collected: the lines of one numbered paragraph, or of the
 * unnumbered paragraphs that belong together. A unit ends where a new article, heading or numbered
 * paragraph begins; it then becomes one passage, or several if it is long.
 *
 * Always true: every block's text is either a heading of the passages below it or a line of exactly
 * one passage, in order; a heading with nothing below it becomes a passage of its own. */
#include "structure.h"

#include "labels.h"
#include "metadata.h"
#include "passages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_OUTLINE = 12,       /* headings above a passage; deeper ones replace the innermost */
    MAX_PATH = 6,           /* enumerators in one another: "3(b)(ii)" has three */
    MAX_HEADING_WORDS = 15, /* a paragraph that names a division is its heading up to this length */
    MAX_LEAD_WORDS = 15,    /* of a line that leads to a list of numbered paragraphs */
    MAX_JUMP = 10,          /* enumerators may leave out numbers, but not more than this */
    MAX_FIRST = 30,         /* a list in plain text may begin within, but not above this */
};

struct heading {
    enum tv_division division;
    unsigned level; /* as the format has it, 0 unknown */
    bool subtitle;  /* of the designation before it: "Article 2", then "Illegal access" */
    bool fresh;     /* no passage stands below it yet */
    uint32_t page;
    const char *page_label, *text;
};

struct structure {
    struct tv_document *doc;
    struct heading outline[MAX_OUTLINE];
    size_t n_outline;
    bool heading_open; /* nothing but headings since the last heading */
    const char *article;
    const char *amended; /* paragraph that the heading itself names: "Article 4, Paragraph 8" */
    unsigned unread;     /* articles whose number could not be read, counted */
    struct tv_enumerator path[MAX_PATH];
    size_t n_path;
    uint32_t ordinal;
    struct tv_unit unit;
    struct tv_buffer text; /* label and text of one block */
};

static void flush(struct structure *s)
{
    if (s->unit.n_lines)
        tv_unit_finish(&s->unit, s->doc);
}

static void set_place(struct structure *s, size_t n_headings, const char *paragraph)
{
    struct tv_place *place = &s->unit.place;
    *place = (struct tv_place){.article = s->article, .paragraph = paragraph};
    place->headings = tv_arena_alloc(&s->doc->arena, n_headings * sizeof *place->headings);
    for (size_t i = 0; i < n_headings; i++)
        place->headings[i] = s->outline[i].text;
    place->n_headings = n_headings;
}

static void add_heading_line(struct structure *s, struct heading *h)
{
    tv_unit_add(&s->unit, &(struct tv_line){.text = h->text,
                                            .page = h->page,
                                            .page_end = h->page,
                                            .page_label = h->page_label});
    h->fresh = false;
}

/* A heading that repeats the one in its place above the passage before is no new heading of the text
 * (tv_new_headings): so as not to be lost, it becomes a line of its own. */
static void keep_repeated_headings(struct structure *s)
{
    const struct tv_document *doc = s->doc;
    const struct tv_place *before =
        doc->n_passages ? &doc->passages[doc->n_passages - 1].place : &(struct tv_place){0};
    for (size_t i = 0; i < s->n_outline && i < before->n_headings &&
                       strcmp(s->outline[i].text, before->headings[i]) == 0;
         i++) {
        if (!s->outline[i].fresh)
            continue;
        bool last = i + 1 == s->n_outline;
        if (!last)
            set_place(s, i + 1, NULL);
        add_heading_line(s, &s->outline[i]);
        if (!last)
            flush(s); /* and those below it are new now */
        return;
    }
}

/* Sets the place of the unit that begins now. */
static void begin_unit(struct structure *s, const char *paragraph)
{
    set_place(s, s->n_outline, paragraph);
    keep_repeated_headings(s);
    set_place(s, s->n_outline, paragraph);
    for (size_t i = 0; i < s->n_outline; i++)
        s->outline[i].fresh = false;
    s->heading_open = false;
}

/* A heading that nothing stands below is text of its own. */
static void keep_lonely_heading(struct structure *s)
{
    if (!s->heading_open || s->n_outline == 0)
        return;
    struct heading *last = &s->outline[--s->n_outline];
    begin_unit(s, NULL);
    s->n_outline++;
    add_heading_line(s, last);
    flush(s);
}

/* The outline. */

static void pop_outline(struct structure *s, size_t n)
{
    for (size_t i = n; i < s->n_outline; i++) {
        if (s->outline[i].division == TV_DIVISION_ARTICLE)
            s->article = s->amended = NULL;
    }
    s->n_outline = n;
}

/* Where a heading that names a division goes: in the place of the last one of its kind, else below
 * all others but articles. */
static size_t depth_of_division(const struct structure *s, enum tv_division division)
{
    for (size_t i = 0; i < s->n_outline; i++)
        if (s->outline[i].division == division ||
            (s->outline[i].division == TV_DIVISION_ARTICLE && division != TV_DIVISION_PARAGRAPH))
            return i;
    if (division == TV_DIVISION_ANNEX || division == TV_DIVISION_PREAMBLE) {
        for (size_t i = 0; i < s->n_outline; i++)
            if (s->outline[i].division != TV_DIVISION_NONE)
                return i;
    }
    return s->n_outline;
}

static size_t depth_of_level(const struct structure *s, const struct heading *h)
{
    size_t depth = 0;
    for (size_t i = 0; i < s->n_outline; i++) {
        const struct heading *above = &s->outline[i];
        bool higher = h->level && above->level ? above->level < h->level
                                               : above->division != TV_DIVISION_NONE;
        if (!higher && !(above->subtitle && depth == i))
            break;
        if (higher || depth == i)
            depth = i + 1;
    }
    return depth;
}

/* Whether h stands directly below a designation and says what it is about. */
static bool is_subtitle(const struct structure *s, const struct heading *h)
{
    if (!s->heading_open || s->n_outline == 0 || h->division != TV_DIVISION_NONE)
        return false;
    const struct heading *above = &s->outline[s->n_outline - 1];
    return above->division != TV_DIVISION_NONE && !above->subtitle &&
           (h->level == 0 || above->level == 0 || h->level >= above->level);
}

static void push_heading(struct structure *s, struct heading h)
{
    size_t depth = s->n_outline;
    h.subtitle = is_subtitle(s, &h);
    if (!h.subtitle)
        depth = h.division == TV_DIVISION_NONE ? depth_of_level(s, &h)
                                               : depth_of_division(s, h.division);
    if (depth == MAX_OUTLINE)
        depth = MAX_OUTLINE - 1;
    if (s->heading_open && depth < s->n_outline)
        keep_lonely_heading(s);
    pop_outline(s, depth);
    s->outline[s->n_outline++] = h;
    s->heading_open = true;
}

/* Articles. */

static void begin_article(struct structure *s, const struct tv_designation *d)
{
    char counted[16];
    const char *number = d->number;
    if (!*number) {
        snprintf(counted, sizeof counted, "%u", ++s->unread);
        number = counted;
    }
    s->article = tv_arena_strdup(&s->doc->arena, number);
    s->amended = NULL;
    s->n_path = 0;
}

/* "Article 4, Paragraph 8" or "Article 4(8)": the paragraph that a heading goes on to name. */
static void note_amended_paragraph(struct structure *s, const char *rest)
{
    rest += strspn(rest, " ,");
    struct tv_designation d;
    struct tv_enumerator e;
    if (tv_designation_at(rest, &d) && d.division == TV_DIVISION_PARAGRAPH && *d.number)
        s->amended = tv_arena_strdup(&s->doc->arena, d.number);
    else if (*rest == '(' && tv_enumerator_at(rest, &e) && e.count == TV_COUNT_DECIMAL)
        s->amended = tv_arena_strdup(&s->doc->arena, e.number);
}

static void add_heading(struct structure *s, const struct tv_block *block, const char *text,
                        unsigned level)
{
    struct tv_designation d = {0};
    flush(s);
    if (!tv_designation_at(text, &d) || d.division == TV_DIVISION_PARAGRAPH ||
        d.division == TV_DIVISION_RECITAL)
        d.division = TV_DIVISION_NONE;
    push_heading(s,
                 (struct heading){.division = d.division,
                                  .level = level,
                                  .fresh = true,
                                  .page = block->page,
                                  .page_label = tv_arena_strdup(&s->doc->arena, block->page_label),
                                  .text = tv_arena_strdup(&s->doc->arena, text)});
    if (d.division == TV_DIVISION_ARTICLE) {
        begin_article(s, &d);
        note_amended_paragraph(s, text + d.length);
    }
    if (d.division != TV_DIVISION_NONE)
        s->n_path = 0;
}

static bool follows(const char *number, const char *before)
{
    return strtol(number, NULL, 10) == (before ? strtol(before, NULL, 10) : 0) + 1;
}

/* Whether a paragraph that begins with a designation is that division's heading. */
static bool is_heading_after_all(const struct tv_designation *d, const char *text)
{
    if (d->division == TV_DIVISION_PARAGRAPH || d->division == TV_DIVISION_RECITAL)
        return false;
    if (d->alone)
        return true;
    size_t n = strlen(text);
    return *d->number && tv_count_words(text, n) <= MAX_HEADING_WORDS &&
           !strchr(".;,:", text[n - 1]) && (d->separated || d->division != TV_DIVISION_ARTICLE);
}

/* Enumerators. */

static bool same_style(const struct tv_enumerator *a, const struct tv_enumerator *b)
{
    return a->count == b->count && a->enclosed == b->enclosed;
}

/* Reads a lone letter such as "(i)" or "(v)" as Roman where the path asks for that. */
static void resolve_roman(const struct structure *s, struct tv_enumerator *e)
{
    if (!e->as_roman)
        return;
    bool upper = e->count == TV_COUNT_UPPER_LETTER;
    enum tv_count roman = upper ? TV_COUNT_UPPER_ROMAN : TV_COUNT_ROMAN;
    bool as_letter = false, as_roman = e->as_roman == 1;
    for (size_t i = 0; i < s->n_path; i++) {
        const struct tv_enumerator *p = &s->path[i];
        as_letter |= p->count == e->count && p->value + 1 == e->value;
        as_roman |= p->count == roman && p->value + 1 == e->as_roman;
    }
    if (as_roman && !as_letter) {
        e->count = roman;
        e->value = e->as_roman;
    }
}

/* The depth in the path at which e stands: that of its own style, else below what encloses it. */
static size_t depth_in_path(const struct structure *s, const struct tv_enumerator *e)
{
    for (size_t i = 0; i < s->n_path; i++)
        if (same_style(&s->path[i], e))
            return i;
    size_t depth = s->n_path;
    bool opens = e->value == 1;
    while (depth > 0 && s->path[depth - 1].count > e->count && !opens)
        depth--;
    if (e->count == TV_COUNT_DECIMAL && !e->enclosed)
        depth = 0;
    return depth < MAX_PATH ? depth : MAX_PATH - 1;
}

/* Whether e counts something here, rather than being an initial, a year or a sentence's end. */
static bool is_plausible(const struct structure *s, const struct tv_enumerator *e)
{
    for (size_t i = 0; i < s->n_path; i++)
        if (same_style(&s->path[i], e) && e->value > s->path[i].value &&
            e->value <= s->path[i].value + MAX_JUMP)
            return true;
    if (e->value == 1)
        return true;
    if (e->count == TV_COUNT_UPPER_LETTER || e->count == TV_COUNT_UPPER_ROMAN)
        return false;
    return e->value <= MAX_FIRST && (s->n_path == 0 || e->enclosed || s->article);
}

static const char *path_string(struct structure *s)
{
    struct tv_buffer b = {0};
    for (size_t i = 0; i < s->n_path; i++) {
        bool bare = i == 0 && s->path[0].count == TV_COUNT_DECIMAL;
        tv_buffer_printf(&b, bare ? "%s" : "(%s)", s->path[i].number);
    }
    const char *copy = b.size ? tv_arena_strndup(&s->doc->arena, b.data, b.size) : NULL;
    tv_buffer_finish(&b);
    return copy;
}

/* Text. */

static void add_line(struct structure *s, const struct tv_block *block, const char *text,
                     const char *paragraph)
{
    if (s->unit.n_lines == 0)
        begin_unit(s, paragraph);
    tv_unit_add(&s->unit, &(struct tv_line){
                              .text = tv_arena_strdup(&s->doc->arena, text),
                              .paragraph = paragraph,
                              .page = block->page,
                              .page_end = block->page_end ? block->page_end : block->page,
                              .page_label = tv_arena_strdup(&s->doc->arena, block->page_label),
                              .ordinal = s->ordinal,
                          });
}

/* Whether what is collected only leads to the first numbered paragraph: "For the purposes of this
 * Convention:". It stands with that one. */
static bool is_lead(const struct structure *s, const struct tv_enumerator *e)
{
    const struct tv_unit *unit = &s->unit;
    const char *last = unit->n_lines == 1 ? unit->lines[0].text : "";
    return s->article && s->n_path == 0 && e->value == 1 && unit->words <= MAX_LEAD_WORDS &&
           *last && strchr(":,", last[strlen(last) - 1]);
}

static void add_numbered(struct structure *s, const struct tv_block *block, const char *text,
                         const struct tv_enumerator *e)
{
    size_t depth = depth_in_path(s, e);
    bool item = e->count == TV_COUNT_LETTER || e->count == TV_COUNT_ROMAN || e->enclosed;
    bool lead = depth == 0 && !item && is_lead(s, e);
    if (depth == 0 && !lead &&
        !(item && s->article)) /* "(a)" in an article is part of what it is a list of */
        flush(s);
    s->path[depth] = *e;
    s->n_path = depth + 1;
    s->ordinal++;
    const char *paragraph = path_string(s);
    if (lead)
        s->unit.place.paragraph = paragraph;
    add_line(s, block, text, paragraph);
}

/* Whether an unnumbered paragraph belongs to the unit before it. */
static bool continues(const struct structure *s, const struct tv_block *block, const char *text)
{
    const struct tv_unit *unit = &s->unit;
    if (unit->n_lines == 0)
        return false;
    const char *last = unit->lines[unit->n_lines - 1].text;
    size_t n = strlen(last);
    bool bare =
        n < TV_NUMBER_SIZE && tv_count_words(last, n) == 1; /* "7.", the text of which follows */
    if (block->type == TV_BLOCK_ITEM || tv_bullet_at(text) || strchr(":;,", last[n - 1]) ||
        (s->n_path && bare))
        return true;
    if (s->n_path)
        return s->article != NULL;
    size_t words = unit->words + tv_count_words(text, strlen(text));
    return words <= TV_PASSAGE_MAX_WORDS && (s->article || unit->words < TV_PASSAGE_MIN_WORDS);
}

static void add_unnumbered(struct structure *s, const struct tv_block *block, const char *text)
{
    bool item = block->type == TV_BLOCK_ITEM || tv_bullet_at(text);
    if (!continues(s, block, text)) {
        flush(s);
        s->n_path = 0;
    } else if (!item && s->n_path > 1) {
        s->n_path = 1; /* what follows a list belongs to the paragraph that has the list */
    }
    s->ordinal++;
    add_line(s, block, text, s->n_path ? path_string(s) : s->amended);
}

static void add_text(struct structure *s, const struct tv_block *block, const char *text)
{
    struct tv_designation d;
    if (block->type != TV_BLOCK_ITEM && tv_designation_at(text, &d) &&
        d.division != TV_DIVISION_NONE) {
        if (is_heading_after_all(&d, text)) {
            add_heading(s, block, text, 0);
            return;
        }
        if (d.division == TV_DIVISION_ARTICLE && *d.number &&
            (d.separated || !s->article || follows(d.number, s->article)) &&
            follows(d.number, s->article) && text[d.length]) {
            char *heading = tv_arena_strndup(&s->doc->arena, text, d.length);
            heading[strcspn(heading, "\n")] = '\0';
            add_heading(s, block, heading, 0);
            text += d.length;
        }
    }
    struct tv_enumerator e;
    bool numbered = tv_enumerator_at(text, &e);
    if (numbered) {
        resolve_roman(s, &e);
        numbered = block->label || is_plausible(s, &e);
    }
    if (numbered)
        add_numbered(s, block, text, &e);
    else
        add_unnumbered(s, block, text);
}

static void add_block(struct structure *s, const struct tv_block *block)
{
    const char *text = block->text;
    if (block->label) {
        tv_buffer_clear(&s->text);
        tv_buffer_printf(&s->text, *text ? "%s %s" : "%s%s", block->label, text);
        text = s->text.data;
    }
    if (block->type == TV_BLOCK_HEADING)
        add_heading(s, block, text, block->level);
    else
        add_text(s, block, text);
}

void tv_structure(const struct tv_extraction *x, const char *path, struct tv_document *ret_doc)
{
    struct structure s = {.doc = ret_doc};
    tv_metadata(x, path, ret_doc);
    for (size_t i = 0; i < x->n_blocks; i++)
        add_block(&s, &x->blocks[i]);
    flush(&s);
    keep_lonely_heading(&s);
    tv_unit_free(&s.unit);
    tv_buffer_finish(&s.text);
    tv_metadata_from_passages(x, path, ret_doc);
}
