/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables of texts as passages: each text stands below the titles of the table, the labels of its row and
 * the head of its column, and goes on in the row below (structure_parts.h, tables.h). */
#include "structure_parts.h"

#include <string.h>
#include <strings.h>

/* What is collected ends here, and what follows stands elsewhere. */
static void go_to(struct structure *s, const struct context *there)
{
    tv_structure_flush(s);
    if (s->at.n_outline > there->n_outline)
        tv_structure_end_headings(s);
    s->at = *there;
    s->unit.apart = true;
}

static void leave_cell(struct structure *s)
{
    struct table *t = &s->table;
    if (t->column == 0)
        return;
    t->columns[t->column] = s->at;
    t->begun[t->column] = true;
    t->open[t->column] = s->heading_open && t->goes_on;
    s->heading_open &= !t->goes_on;
    go_to(s, &t->here);
    s->floor = 0;
    t->column = 0;
}

/* From here on columns begin anew. */
static void begin_rows(struct structure *s)
{
    s->table.here = s->at;
    memset(s->table.begun, 0, sizeof s->table.begun);
}

static void enter_cell(struct structure *s, const struct tv_block *block, bool goes_on)
{
    struct table *t = &s->table;
    const char *head = t->heads[block->column];
    leave_cell(s);
    tv_structure_flush(s);
    s->unit.apart = true;
    s->floor = t->here.n_outline + (head != NULL);
    t->column = block->column;
    t->goes_on = goes_on;
    if (t->begun[block->column]) {
        s->at = t->columns[block->column];
        s->heading_open |= t->open[block->column];
    } else if (head && s->at.n_outline < MAX_OUTLINE) {
        struct heading h = {.text = head, .seen = tv_arena_alloc(&s->doc->arena, sizeof(bool))};
        *h.seen = true; /* it stands above every cell, wherever it is printed */
        s->at.outline[s->at.n_outline++] = h;
        s->at.column = head;
    }
}

/* The label as a heading, with what its column is called: "Amendment No. 7", but "Article 4". */
static const char *name_label(struct structure *s, const struct tv_block *block, const char *text)
{
    const char *head = s->table.heads[block->column];
    if (!head || strncasecmp(head, text, strlen(head)) == 0)
        return text;
    return tv_arena_printf(&s->doc->arena, "%s %s", head, text);
}

/* The titles and labels of the table before are not those of one that has its own. */
static void name_table(struct structure *s)
{
    struct table *t = &s->table;
    size_t n = 0;
    if (t->named)
        return;
    while (n < t->start.n_outline && !t->start.outline[n].of_table)
        n++;
    if (n < t->start.n_outline) {
        struct context at = s->at;
        s->at = t->start;
        tv_structure_pop(s, n);
        t->start = s->at;
        s->at = at;
    }
    t->titled = t->start;
    t->named = true;
}

static void add_title(struct structure *s, const struct tv_block *block, const char *text)
{
    struct tv_designation d;
    bool reason = tv_designation_at(text, &d) && d.division == TV_DIVISION_REASON;
    leave_cell(s);
    name_table(s);
    if (block->row != s->table.row && !reason && !s->heading_open)
        go_to(s, &s->table.start);
    tv_structure_add_heading(s, block, text, true);
    s->at.outline[s->at.n_outline - 1].of_table = true;
    s->table.titled = s->at;
    begin_rows(s);
}

static void add_label(struct structure *s, const struct tv_block *block, const char *text)
{
    leave_cell(s);
    name_table(s);
    if (block->row != s->table.row)
        go_to(s, &s->table.titled);
    tv_structure_add_heading(s, block, name_label(s, block, text), true);
    s->at.outline[s->at.n_outline - 1].of_table = true;
    begin_rows(s);
}

static void add_head(struct structure *s, const struct tv_block *block, const char *text)
{
    struct table *t = &s->table;
    leave_cell(s);
    if (block->row != t->row)
        memset(t->heads, 0, sizeof t->heads);
    t->heads[block->column] = tv_arena_strdup(&s->doc->arena, text);
    begin_rows(s);
}

void tv_structure_add_cell(struct structure *s, const struct tv_block *block, const char *text,
                           enum tv_cell kind, struct setting *setting)
{
    struct table *t = &s->table;
    switch (kind) {
    case TV_CELL_TITLE:
        add_title(s, block, text);
        break;
    case TV_CELL_HEAD:
        add_head(s, block, text);
        break;
    case TV_CELL_LABEL:
        add_label(s, block, text);
        break;
    case TV_CELL_TEXT:
        setting->opens_cell = block->row != t->row || block->column != t->column;
        if (setting->opens_cell)
            enter_cell(s, block, setting->goes_on);
        tv_structure_add_text(s, block, text, setting);
        break;
    case TV_CELL_NONE:
    case TV_CELL_PLAIN:
        leave_cell(s);
        tv_structure_add_text(s, block, text, setting);
        t->titled = s->at;
        begin_rows(s);
        break;
    }
    t->row = block->row;
}

void tv_structure_leave_table(struct structure *s)
{
    leave_cell(s);
    s->table.number = 0;
}

void tv_structure_enter_table(struct structure *s, const struct tv_block *block)
{
    struct table *t = &s->table;
    tv_structure_leave_table(s);
    t->number = block->table;
    t->row = 0;
    t->named = false;
    memset(t->heads, 0, sizeof t->heads);
    t->start = t->titled = s->at;
    begin_rows(s);
}
