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

#include "metadata.h"
#include "structure_parts.h"

#include "corpus/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

static bool follows(const char *number, const char *before)
{
    return strtol(number, NULL, 10) == (before ? strtol(before, NULL, 10) : 0) + 1;
}

/* Whether a paragraph that begins with a designation is that division's heading. */
static bool is_heading_after_all(const struct tv_designation *d, const char *text)
{
    if (d->division == TV_DIVISION_PARAGRAPH)
        return false;
    if (d->alone || d->division == TV_DIVISION_RECITAL)
        return d->alone;
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
    for (size_t i = 0; i < s->at.n_path; i++) {
        const struct tv_enumerator *p = &s->at.path[i];
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
    for (size_t i = 0; i < s->at.n_path; i++)
        if (same_style(&s->at.path[i], e))
            return i;
    size_t depth = s->at.n_path;
    bool opens = e->value == 1;
    while (depth > 0 && s->at.path[depth - 1].count > e->count && !opens)
        depth--;
    if (e->count == TV_COUNT_DECIMAL && !e->enclosed)
        depth = 0;
    return depth < MAX_PATH ? depth : MAX_PATH - 1;
}

/* Whether e counts something here, rather than being an initial, a year or a sentence's end. */
static bool is_plausible(const struct structure *s, const struct tv_enumerator *e)
{
    for (size_t i = 0; i < s->at.n_path; i++)
        if (same_style(&s->at.path[i], e) && e->value > s->at.path[i].value &&
            e->value <= s->at.path[i].value + MAX_JUMP)
            return true;
    if (e->value == 1)
        return true;
    if (e->count == TV_COUNT_UPPER_LETTER || e->count == TV_COUNT_UPPER_ROMAN)
        return false;
    return e->value <= MAX_FIRST && (s->at.n_path == 0 || e->enclosed || s->at.article);
}

static const char *path_string(struct structure *s)
{
    if (s->at.recital)
        return s->at.recital;
    struct tv_buffer b = {0};
    for (size_t i = 0; i < s->at.n_path; i++) {
        bool bare = i == 0 && s->at.path[0].count == TV_COUNT_DECIMAL;
        tv_buffer_printf(&b, bare ? "%s" : "(%s)", s->at.path[i].number);
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
        tv_structure_begin_unit(s, paragraph);
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
    return s->at.article && s->at.n_path == s->at.n_given && e->value == 1 &&
           unit->words <= MAX_LEAD_WORDS && *last && strchr(":,", last[strlen(last) - 1]);
}

static void add_numbered(struct structure *s, const struct tv_block *block, const char *text,
                         const struct tv_enumerator *e)
{
    if (e->count == TV_COUNT_DECIMAL &&
        s->at.n_given) /* it is the one that was named, or another */
        s->at.n_path = s->at.n_given = 0;
    size_t depth = depth_in_path(s, e);
    bool item = e->count == TV_COUNT_LETTER || e->count == TV_COUNT_ROMAN || e->enclosed;
    bool lead = depth == 0 && !item && is_lead(s, e);
    if (depth == 0 && !lead &&
        !(item && s->at.article)) /* "(a)" in an article is part of what it is a list of */
        tv_structure_flush(s);
    s->at.path[depth] = *e;
    s->at.n_path = depth + 1;
    if (s->at.n_given > depth)
        s->at.n_given = depth;
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
        (s->at.n_path && bare))
        return true;
    if (s->at.n_path > s->at.n_given)
        return s->at.article != NULL;
    size_t words = unit->words + tv_passage_length(text, strlen(text));
    return words <= TV_PASSAGE_MAX_WORDS && (s->at.article || unit->words < TV_PASSAGE_MIN_WORDS);
}

static void add_unnumbered(struct structure *s, const struct tv_block *block, const char *text)
{
    bool item = block->type == TV_BLOCK_ITEM || tv_bullet_at(text);
    if (!continues(s, block, text)) {
        tv_structure_flush(s);
        s->at.n_path = s->at.n_given;
    } else if (!item && s->at.n_path > 1) {
        s->at.n_path = s->at.n_given > 1
                           ? s->at.n_given
                           : 1; /* what follows a list belongs to the paragraph that has the list */
    }
    s->ordinal++;
    add_line(s, block, text, path_string(s));
}

/* Whether a paragraph that begins with a designation is a heading where it stands: "Art. 26 Processor"
 * above a table, or above the text in a cell. */
static bool is_heading_here(const struct tv_designation *d, const char *text,
                            const struct setting *setting)
{
    bool here = setting->heads_table || (setting->opens_cell && setting->more_follow);
    size_t n = strlen(text);
    return here && *d->number && d->division != TV_DIVISION_PARAGRAPH &&
           tv_count_words(text, n) <= MAX_HEADING_WORDS && !strchr(".;,", text[n - 1]);
}

/* Whether text goes on from a designation as a sentence of its own does. */
static bool begins_anew(const char *text)
{
    size_t i = 0, n = strlen(text);
    int32_t c = n ? tv_utf8_next(text, n, &i) : 0;
    return u_isupper(c) || c == '(' || u_charType(c) == U_INITIAL_PUNCTUATION || c == '"' ||
           c == '\'' || c == 0x201E || tv_count_words(text, n) <= MAX_REST_WORDS;
}

/* The bytes of "Article 5. " or "Art. 7 (1) " at the start of a paragraph that is the text of that
 * article, 0 where it is not. */
static size_t article_at(const struct structure *s, const struct tv_designation *d,
                         const char *text, const struct setting *setting)
{
    struct tv_enumerator path[MAX_PATH];
    size_t n;
    if (d->division != TV_DIVISION_ARTICLE || !*d->number)
        return 0;
    if (setting->opens_cell) {
        size_t length = d->bare + tv_locator_at(text + d->bare, path, MAX_PATH, &n);
        length = n || !d->separated ? length : d->length;
        length += strspn(text + length, " :");
        return text[length] && begins_anew(text + length) ? length : 0;
    }
    bool sentence = text[d->length] && text[d->length] != ',';
    return sentence && follows(d->number, s->at.article) ? d->length : 0;
}

/* Whether text, behind an article's number, says something of it: ": replace ...", " (Safeguards). We
 * welcome ...". */
static bool remarks(const char *text)
{
    const char *title = text + strspn(text, " ");
    size_t n = *title == '(' ? strcspn(title, ")") : 0;
    if (n && title[n])
        text = title + n + 1;
    return (*text == ':' || *text == '.') && text[1] == ' ' &&
           tv_count_words(text, strlen(text)) > MAX_REST_WORDS;
}

/* A paragraph outside of articles that begins with one's place, which is in another document: it
 * stands there by itself. */
static bool add_remark(struct structure *s, const struct tv_block *block, const char *text,
                       const struct tv_designation *d)
{
    struct context here = s->at;
    size_t end = d->bare + tv_locator_at(text + d->bare, s->at.path, MAX_PATH, &s->at.n_given);
    bool remark = d->division == TV_DIVISION_ARTICLE && *d->number && !s->at.article &&
                  ((s->at.n_given && text[end] == ':') || remarks(text + end));
    if (remark) {
        tv_structure_flush(s);
        s->at.article = tv_arena_strdup(&s->doc->arena, d->number);
        s->at.n_path = s->at.n_given;
        s->ordinal++;
        add_line(s, block, text, path_string(s));
        tv_structure_flush(s);
    }
    s->at = here;
    return remark;
}

void tv_structure_add_text(struct structure *s, const struct tv_block *block, const char *text,
                           const struct setting *setting)
{
    struct tv_designation d;
    if (block->type != TV_BLOCK_ITEM && tv_designation_at(text, &d)) {
        if (is_heading_after_all(&d, text) || is_heading_here(&d, text, setting)) {
            tv_structure_add_heading(s, block, text, false);
            return;
        }
        size_t length = article_at(s, &d, text, setting);
        if (length) {
            char *heading = tv_arena_strndup(&s->doc->arena, text, length);
            while (length > 0 && heading[length - 1] == ' ')
                heading[--length] = '\0';
            tv_structure_add_heading(s, block, heading, false);
            text += length + strspn(text + length, " ");
        } else if (block->type != TV_BLOCK_CELL && add_remark(s, block, text, &d)) {
            return;
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

/* Blocks. */

static const char *with_label(struct structure *s, const struct tv_block *block)
{
    if (!block->label)
        return block->text;
    tv_buffer_clear(&s->text);
    tv_buffer_printf(&s->text, *block->text ? "%s %s" : "%s%s", block->label, block->text);
    return s->text.data;
}

static bool is_same_cell(const struct tv_block *a, const struct tv_block *b)
{
    return a->table == b->table && a->row == b->row && a->column == b->column;
}

/* Whether the next row has a text for the column of block i, with no title or label between. */
static bool goes_on_below(const struct tv_extraction *x, const enum tv_cell *cells, size_t i)
{
    const struct tv_block *block = &x->blocks[i];
    struct tv_designation d;
    for (size_t k = i + 1; k < x->n_blocks && cells[k] == TV_CELL_TEXT; k++) {
        const struct tv_block *below = &x->blocks[k];
        if (below->table != block->table || below->row > block->row + 1)
            return false;
        if (below->row > block->row && below->column == block->column)
            return !tv_designation_at(below->text, &d);
    }
    return false;
}

static void add_block(struct structure *s, const struct tv_extraction *x, const enum tv_cell *cells,
                      size_t i)
{
    const struct tv_block *block = &x->blocks[i];
    const struct tv_block *next = i + 1 < x->n_blocks ? block + 1 : NULL;
    const char *text = with_label(s, block);
    struct setting setting = {0};
    if (block->type != TV_BLOCK_CELL) {
        setting.heads_table = next && next->type == TV_BLOCK_CELL;
        tv_structure_leave_table(s);
        if (block->type == TV_BLOCK_HEADING && strlen(text) <= MAX_HEADING_BYTES)
            tv_structure_add_heading(s, block, text, false);
        else
            tv_structure_add_text(s, block, text, &setting);
        return;
    }
    setting.more_follow = next && next->type == TV_BLOCK_CELL && is_same_cell(block, next);
    setting.goes_on = cells[i] == TV_CELL_TEXT && goes_on_below(x, cells, i);
    if (block->table != s->table.number)
        tv_structure_enter_table(s, block);
    tv_structure_add_cell(s, block, text, cells[i], &setting);
}

void tv_structure(const struct tv_extraction *x, const char *path, struct tv_document *ret_doc)
{
    struct structure s = {.doc = ret_doc};
    enum tv_cell *cells = tv_alloc((x->n_blocks + 1) * sizeof *cells);
    tv_metadata(x, path, ret_doc);
    tv_tables_read(x->blocks, x->n_blocks, cells);
    for (size_t i = 0; i < x->n_blocks; i++)
        add_block(&s, x, cells, i);
    tv_structure_leave_table(&s);
    tv_structure_flush(&s);
    tv_structure_end_headings(&s);
    tv_unit_free(&s.unit);
    tv_buffer_finish(&s.text);
    free(cells);
    tv_metadata_from_passages(x, path, ret_doc);
}
