/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running text (flow.h). The open paragraphs are a stack and share one buffer: the text of the
 * innermost one is at its end. */
#include "flow.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of rows and columns are cut here; nobody has more. */
enum { MOST_CELLS = 1 << 24 };

void tv_flow_finish(struct tv_flow *flow)
{
    tv_buffer_finish(&flow->text);
    tv_arena_finish(&flow->arena);
    free(flow->open);
    free(flow->waiting);
    *flow = (struct tv_flow){0};
}

struct tv_block *tv_flow_open(struct tv_flow *flow)
{
    TV_GROW(flow->open, flow->n_open, flow->open_capacity);
    struct tv_flow_paragraph *p = &flow->open[flow->n_open++];
    *p =
        (struct tv_flow_paragraph){.block = {.type = TV_BLOCK_PARAGRAPH}, .start = flow->text.size};
    return &p->block;
}

struct tv_block *tv_flow_block(struct tv_flow *flow)
{
    return flow->n_open ? &flow->open[flow->n_open - 1].block : NULL;
}

void tv_flow_text(struct tv_flow *flow, const char *s, size_t n)
{
    if (flow->n_open == 0 || flow->full)
        return;
    if (n > TV_FLOW_LIMIT - flow->text.size)
        flow->full = true;
    else
        tv_buffer_add(&flow->text, s, n);
}

void tv_flow_puts(struct tv_flow *flow, const char *s)
{
    tv_flow_text(flow, s, strlen(s));
}

bool tv_flow_empty(const struct tv_flow *flow)
{
    return flow->n_open == 0 || flow->open[flow->n_open - 1].start == flow->text.size;
}

static struct tv_flow_place *innermost(struct tv_flow *flow)
{
    return &flow->tables[flow->depth < TV_FLOW_TABLES ? flow->depth : TV_FLOW_TABLES];
}

static void place(struct tv_flow *flow, struct tv_block *block)
{
    block->page = flow->page;
    if (flow->depth == 0)
        return;
    const struct tv_flow_place *table = innermost(flow);
    block->type = TV_BLOCK_CELL;
    block->table = table->table;
    block->row = table->row ? table->row : 1;
    block->column = table->column ? table->column : 1;
}

static void wait(struct tv_flow *flow, const struct tv_block *block)
{
    TV_GROW(flow->waiting, flow->n_waiting, flow->waiting_capacity);
    struct tv_block *copy = &flow->waiting[flow->n_waiting++];
    *copy = *block;
    copy->text = tv_arena_strdup(&flow->arena, block->text);
    copy->label = tv_arena_strdup(&flow->arena, block->label);
}

static void add(struct tv_flow *flow, const struct tv_block *block)
{
    tv_extraction_add(flow->x, block);
    if (block->type == TV_BLOCK_HEADING)
        tv_extraction_state(flow->x, TV_FACT_TITLE, TV_GUESS, "first heading", block->text);
}

static void add_waiting(struct tv_flow *flow)
{
    for (size_t i = 0; i < flow->n_waiting; i++)
        add(flow, &flow->waiting[i]);
    flow->n_waiting = 0;
    tv_arena_reset(&flow->arena);
}

void tv_flow_add(struct tv_flow *flow, const struct tv_block *block)
{
    size_t cost = sizeof *block + (block->text ? strlen(block->text) : 0) +
                  (block->label ? strlen(block->label) : 0);
    if (cost > TV_FLOW_LIMIT - flow->spent)
        flow->full = true;
    if (flow->full)
        return;
    flow->spent += cost;
    struct tv_block copy = *block;
    place(flow, &copy);
    if (flow->n_open) {
        wait(flow, &copy);
    } else {
        add(flow, &copy);
        add_waiting(flow);
    }
}

void tv_flow_label(struct tv_flow *flow, const char *label)
{
    struct tv_block *block = tv_flow_block(flow);
    if (block && label && label[0])
        block->label = tv_arena_strdup(&flow->arena, label);
}

void tv_flow_close(struct tv_flow *flow)
{
    if (flow->n_open == 0)
        return;
    struct tv_flow_paragraph *p = &flow->open[--flow->n_open];
    p->block.text = flow->text.size > p->start ? flow->text.data + p->start : "";
    if (p->block.text[0] || p->block.label || flow->n_waiting)
        tv_flow_add(flow, &p->block);
    flow->text.size = p->start;
    if (flow->text.data)
        flow->text.data[flow->text.size] = '\0';
}

void tv_flow_drop(struct tv_flow *flow)
{
    if (flow->n_open == 0)
        return;
    flow->text.size = flow->open[--flow->n_open].start;
    if (flow->n_open == 0)
        add_waiting(flow);
}

void tv_flow_table(struct tv_flow *flow)
{
    flow->depth++;
    *innermost(flow) = (struct tv_flow_place){.table = ++flow->n_tables};
}

void tv_flow_row(struct tv_flow *flow)
{
    struct tv_flow_place *table = innermost(flow);
    table->row++;
    table->column = 0;
    table->next_column = 1;
}

void tv_flow_cell(struct tv_flow *flow, long span)
{
    struct tv_flow_place *table = innermost(flow);
    table->column = table->next_column;
    tv_flow_skip(flow, span < 1 ? 1 : span);
}

void tv_flow_skip(struct tv_flow *flow, long columns)
{
    struct tv_flow_place *table = innermost(flow);
    if (columns > 0 && columns < MOST_CELLS && table->next_column < MOST_CELLS)
        table->next_column += (uint32_t)columns;
}

void tv_flow_skip_rows(struct tv_flow *flow, long rows)
{
    struct tv_flow_place *table = innermost(flow);
    if (rows > 0 && rows < MOST_CELLS && table->row < MOST_CELLS)
        table->row += (uint32_t)rows;
}

void tv_flow_cell_at(struct tv_flow *flow, uint32_t row, uint32_t column)
{
    struct tv_flow_place *table = innermost(flow);
    table->row = row;
    table->column = column;
    table->next_column = column + 1;
}

void tv_flow_table_end(struct tv_flow *flow)
{
    if (flow->depth)
        flow->depth--;
}

void tv_flow_nest(struct tv_flow *flow, size_t depth)
{
    if (depth > TV_FLOW_TABLES)
        depth = TV_FLOW_TABLES;
    while (flow->depth > depth)
        tv_flow_table_end(flow);
    while (flow->depth < depth) {
        tv_flow_table(flow);
        tv_flow_row(flow);
        tv_flow_cell(flow, 1);
    }
}

bool tv_flow_check(const struct tv_flow *flow, struct tv_error *err)
{
    if (flow->full)
        return tv_fail(err, TV_REFUSED, "more than %d MiB of text", TV_FLOW_LIMIT >> 20);
    return true;
}
