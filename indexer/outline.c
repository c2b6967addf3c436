/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outline of a document: the headings above what is read, and the articles that they open
 * (structure_parts.h).
 *
 * A heading goes where the division that it names puts it, else where its level does. */
#include "structure_parts.h"

#include <stdio.h>
#include <string.h>

void tv_structure_flush(struct structure *s)
{
    if (s->unit.n_lines)
        tv_unit_finish(&s->unit, s->doc);
}

static void add_heading_line(struct structure *s, struct heading *h)
{
    tv_unit_add(&s->unit, &(struct tv_line){.text = h->text,
                                            .page = h->page,
                                            .page_end = h->page,
                                            .page_label = h->page_label});
    *h->seen = true;
}

void tv_structure_begin_unit(struct structure *s, const char *paragraph)
{
    struct tv_place *place = &s->unit.place;
    size_t n = s->at.n_outline, seen = 0;
    *place = (struct tv_place){
        .article = s->at.article, .paragraph = paragraph, .column = s->at.column, .n_headings = n};
    place->headings = tv_arena_alloc(&s->doc->arena, n * sizeof *place->headings);
    while (seen < n && *s->at.outline[seen].seen)
        seen++;
    place->n_fresh = n - seen;
    for (size_t i = 0; i < n; i++) {
        place->headings[i] = s->at.outline[i].text;
        *s->at.outline[i].seen = true;
    }
    s->heading_open = false;
}

/* A heading that nothing stands below is text of its own. */
void tv_structure_end_headings(struct structure *s)
{
    if (!s->heading_open || s->at.n_outline == 0)
        return;
    struct heading *last = &s->at.outline[--s->at.n_outline];
    tv_structure_begin_unit(s, NULL);
    s->at.n_outline++;
    add_heading_line(s, last);
    tv_structure_flush(s);
}

/* The outline. */

static bool is_provision(enum tv_division division)
{
    return division == TV_DIVISION_ARTICLE || division == TV_DIVISION_RECITAL;
}

void tv_structure_pop(struct structure *s, size_t n)
{
    for (size_t i = n; i < s->at.n_outline; i++) {
        if (is_provision(s->at.outline[i].division)) {
            s->at.article = s->at.recital = NULL;
            s->at.n_given = 0;
        }
    }
    s->at.n_outline = n;
}

/* Whether a heading that names a division takes the place of the one above and of what is below that:
 * one of its kind, an article, the reason of an amendment. An amendment to the article that stands
 * directly above stays below it, as paragraphs of articles and reasons do. */
static bool replaces(const struct structure *s, enum tv_division division, size_t i)
{
    enum tv_division above = s->at.outline[i].division;
    if (above == division || (is_provision(above) && is_provision(division)))
        return true;
    if (division == TV_DIVISION_PARAGRAPH || division == TV_DIVISION_REASON)
        return false;
    if (division == TV_DIVISION_AMENDMENT && s->heading_open && is_provision(above))
        return false;
    return is_provision(above) || above == TV_DIVISION_REASON;
}

/* Where a heading that names a division goes: in the place of the first that it replaces, else below
 * all others. */
static size_t depth_of_division(const struct structure *s, enum tv_division division)
{
    for (size_t i = s->floor; i < s->at.n_outline; i++)
        if (replaces(s, division, i))
            return i;
    if (division == TV_DIVISION_ANNEX || division == TV_DIVISION_PREAMBLE) {
        for (size_t i = s->floor; i < s->at.n_outline; i++)
            if (s->at.outline[i].division != TV_DIVISION_NONE)
                return i;
    }
    return s->at.n_outline;
}

static size_t depth_of_level(const struct structure *s, const struct heading *h)
{
    size_t depth = s->floor;
    for (size_t i = s->floor; i < s->at.n_outline; i++) {
        const struct heading *above = &s->at.outline[i];
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
    if (!s->heading_open || s->at.n_outline == 0 || h->division != TV_DIVISION_NONE)
        return false;
    const struct heading *above = &s->at.outline[s->at.n_outline - 1];
    return above->division != TV_DIVISION_NONE && !above->subtitle &&
           (h->level == 0 || above->level == 0 || h->level >= above->level);
}

static void push_heading_at(struct structure *s, struct heading h, size_t depth)
{
    if (depth == MAX_OUTLINE)
        depth = MAX_OUTLINE - 1;
    if (s->heading_open && depth < s->at.n_outline)
        tv_structure_end_headings(s);
    tv_structure_pop(s, depth);
    s->at.outline[s->at.n_outline++] = h;
    s->heading_open = true;
}

static void push_heading(struct structure *s, struct heading h)
{
    h.subtitle = is_subtitle(s, &h);
    size_t depth = s->at.n_outline;
    if (!h.subtitle)
        depth = h.division == TV_DIVISION_NONE ? depth_of_level(s, &h)
                                               : depth_of_division(s, h.division);
    push_heading_at(s, h, depth);
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
    s->at.article = tv_arena_strdup(&s->doc->arena, number);
}

/* The designation that a heading begins with, behind a number of its own: "2. On article 85". */
static bool designation_of_heading(const char *text, struct tv_designation *d)
{
    struct tv_enumerator e;
    if (tv_designation_at(text, d))
        return true;
    if (!tv_enumerator_at(text, &e) || !tv_designation_at(text + e.length, d))
        return false;
    d->bare += e.length;
    d->length += e.length;
    return true;
}

/* What a heading is in the outline: the paragraphs of an article are no divisions elsewhere, nor are
 * reasons that no amendment stands above but that have a level. */
static enum tv_division division_of(const struct structure *s, const struct tv_designation *d,
                                    unsigned level)
{
    bool amendment = s->at.article;
    for (size_t i = 0; i < s->at.n_outline; i++)
        amendment |= is_provision(s->at.outline[i].division) ||
                     s->at.outline[i].division == TV_DIVISION_AMENDMENT;
    if ((d->division == TV_DIVISION_PARAGRAPH && !(s->at.article && *d->number)) ||
        (d->division == TV_DIVISION_REASON && !amendment && level > 0))
        return TV_DIVISION_NONE;
    return d->division;
}

/* Reads on from an article's number: "Article 4, Paragraph 8", "Article 4(8)(a)". */
static void give_path(struct structure *s, const char *rest)
{
    tv_locator_at(rest, s->at.path, MAX_PATH, &s->at.n_given);
    s->at.n_path = s->at.n_given;
}

static struct heading make_heading(struct structure *s, const struct tv_block *block,
                                   const char *text)
{
    struct tv_arena *arena = &s->doc->arena;
    return (struct heading){.level = block->level,
                            .seen = tv_arena_alloc(arena, sizeof(bool)),
                            .page = block->page,
                            .page_label = tv_arena_strdup(arena, block->page_label),
                            .text = tv_arena_strdup(arena, text)};
}

/* A heading below all others if it is `innermost` and names no division. */
void tv_structure_add_heading(struct structure *s, const struct tv_block *block, const char *text,
                              bool innermost)
{
    struct tv_designation d = {0};
    tv_structure_flush(s);
    struct heading h = make_heading(s, block, text);
    if (designation_of_heading(text, &d))
        h.division = division_of(s, &d, h.level);
    if (innermost && h.division == TV_DIVISION_NONE)
        push_heading_at(s, h, s->at.n_outline);
    else
        push_heading(s, h);
    if (h.division == TV_DIVISION_NONE)
        return;
    s->at.n_path = s->at.n_given = 0;
    if (h.division == TV_DIVISION_ARTICLE) {
        begin_article(s, &d);
        give_path(s, text + d.bare);
    } else if (h.division == TV_DIVISION_PARAGRAPH) {
        give_path(s, text);
    } else if (h.division == TV_DIVISION_RECITAL && *d.number) {
        s->at.recital = tv_arena_printf(&s->doc->arena, "recital %s", d.number);
    }
}
