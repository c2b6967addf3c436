/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paragraphs as blocks (html_blocks.h). A table counts as one if it is used as one: several rows
 * and columns, and no headings or tables within, which speak of a page laid out with it. */
#include "html_blocks.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is known of an element on behalf of tables. table: the number of the innermost table that
 * the element is or stands in; row, column: of the innermost cell; all from 1, 0 where none. */
struct position {
    uint32_t table, row, column;
};

struct table {
    uint32_t outer; /* the table that it stands in, or 0 */
    uint32_t rows, columns;
    bool layout;
    uint32_t number; /* among those used as tables, from 1 */
};

struct writer {
    const struct html_page *page;
    struct tv_extraction *x;
    struct position *positions; /* by element */
    struct table *tables;       /* tables[0] is not used */
    size_t n_tables, tables_capacity;
    struct tv_buffer text;
    uint32_t n_numbered;
};

static void begin_table(struct writer *w, struct position *at)
{
    uint32_t outer = at->table;
    if (outer)
        w->tables[outer].layout = true;
    TV_GROW(w->tables, w->n_tables, w->tables_capacity);
    at->table = (uint32_t)w->n_tables;
    at->row = at->column = 0;
    w->tables[w->n_tables++] = (struct table){.outer = outer};
}

/* Counts the row or cell that the element is. An open row keeps its count in its own position. */
static void count_cell(struct writer *w, const struct html_element *e, struct position *at)
{
    struct table *table = &w->tables[at->table];
    if (e->tag == HTML_tr) {
        at->row = ++table->rows;
        at->column = 0;
    } else {
        struct position *row = &w->positions[e->parent];
        at->column = ++row->column;
        if (at->column > table->columns)
            table->columns = at->column;
    }
}

static void find_tables(struct writer *w)
{
    TV_GROW(w->tables, w->n_tables, w->tables_capacity);
    w->tables[w->n_tables++] = (struct table){.layout = true};
    for (uint32_t i = 0; i < w->page->n_elements; i++) {
        const struct html_element *e = &w->page->elements[i];
        struct position *at = &w->positions[i];
        *at = i ? w->positions[e->parent] : (struct position){0};
        if (e->tag == HTML_table)
            begin_table(w, at);
        else if (at->table && (e->tag == HTML_tr || e->tag == HTML_td || e->tag == HTML_th))
            count_cell(w, e, at);
        else if (at->table && html_is_heading(e->tag))
            w->tables[at->table].layout = true;
    }
}

/* The number of the table that the element's cell belongs to; 0 if it is in none. */
static uint32_t table_number(struct writer *w, const struct position *at)
{
    struct table *table = &w->tables[at->table];
    if (!at->column || table->layout || table->rows < 2 || table->columns < 2)
        return 0;
    if (!table->number)
        table->number = ++w->n_numbered;
    return table->number;
}

/* The heading that the element is or, through a div or two, stands in; 0 if none. */
static uint32_t heading_of(const struct html_page *page, uint32_t element)
{
    enum { THROUGH = 3 };
    for (unsigned i = 0; element && i < THROUGH; i++) {
        if (html_is_heading(page->elements[element].tag))
            return element;
        element = page->elements[element].parent;
    }
    return 0;
}

/* The list item that the element is or stands in; 0 if there is none within its cell. */
static uint32_t item_of(const struct html_page *page, uint32_t element)
{
    if (page->elements[element].list_depth == 0)
        return 0;
    while (element && page->elements[element].tag != HTML_li) {
        enum html_tag tag = page->elements[element].tag;
        if (tag == HTML_td || tag == HTML_th)
            return 0;
        element = page->elements[element].parent;
    }
    return element;
}

static void add_roman(struct tv_buffer *out, unsigned number, bool upper)
{
    static const struct {
        unsigned value;
        const char *upper, *lower;
    } digits[] = {
        {1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"},  {400, "CD", "cd"}, {100, "C", "c"},
        {90, "XC", "xc"}, {50, "L", "l"},    {40, "XL", "xl"}, {10, "X", "x"},    {9, "IX", "ix"},
        {5, "V", "v"},    {4, "IV", "iv"},   {1, "I", "i"},
    };
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        for (; number >= digits[i].value; number -= digits[i].value)
            tv_buffer_puts(out, upper ? digits[i].upper : digits[i].lower);
}

/* a ... z, aa, ab ... */
static void add_letters(struct tv_buffer *out, unsigned number, char first)
{
    char letters[16];
    size_t n = sizeof letters;
    for (; number > 0 && n > 0; number = (number - 1) / 26)
        letters[--n] = (char)(first + (number - 1) % 26);
    tv_buffer_add(out, letters + n, sizeof letters - n);
}

/* The label that a browser would print for the item. */
static void add_label(struct tv_buffer *out, const struct html_element *item)
{
    enum { MOST_ROMAN = 3999 };
    unsigned number = (unsigned)item->number;
    tv_buffer_clear(out);
    if ((item->list_type == 'a' || item->list_type == 'A') && item->number > 0)
        add_letters(out, number, item->list_type);
    else if ((item->list_type == 'i' || item->list_type == 'I') && item->number > 0 &&
             number <= MOST_ROMAN)
        add_roman(out, number, item->list_type == 'I');
    else
        tv_buffer_printf(out, "%d", item->number);
    tv_buffer_putc(out, '.');
}

/* Whether the text brings its own number: "1. ...", "(a) ...", "iv) ...". */
static bool is_numbered(const char *text, size_t n)
{
    size_t i = n > 0 && text[0] == '(';
    size_t from = i;
    while (i < n && i - from < 5 && isalnum((unsigned char)text[i]))
        i++;
    if (i == from || i == n || (text[i] != '.' && text[i] != ')'))
        return false;
    return isdigit((unsigned char)text[from]) || text[i] == ')' || i - from == 1;
}

/* Writes the labels of the items that begin with paragraph i: those of outer items as blocks of
 * their own, outermost first; that of the innermost goes to *label. */
static void begin_items(struct writer *w, uint32_t item, uint32_t i, struct tv_buffer *label)
{
    const struct html_page *page = w->page;
    uint32_t begun[UINT8_MAX];
    size_t n = 0;
    for (; item && page->elements[item].first_block == i && n < UINT8_MAX;
         item = item_of(page, page->elements[item].parent))
        if (page->elements[item].list_type)
            begun[n++] = item;
    while (n-- > 0) {
        const struct html_element *e = &page->elements[begun[n]];
        add_label(label, e);
        if (n > 0)
            tv_extraction_add(w->x, &(struct tv_block){.type = TV_BLOCK_ITEM,
                                                       .level = e->list_depth,
                                                       .label = label->data,
                                                       .text = ""});
    }
}

static void add_paragraph(struct writer *w, uint32_t i, struct tv_buffer *label)
{
    const struct html_page *page = w->page;
    const struct html_block *from = &page->blocks[i];
    const struct position *at = &w->positions[from->element];
    const char *text = page->text.data + from->text;
    uint32_t heading = heading_of(page, from->element), item = item_of(page, from->element);
    tv_buffer_clear(label);
    tv_buffer_clear(&w->text);
    tv_buffer_add(&w->text, text, heading ? html_heading_size(text, from->size) : from->size);
    struct tv_block block = {.type = TV_BLOCK_PARAGRAPH, .text = w->text.data};
    if (heading) {
        block.type = TV_BLOCK_HEADING;
        block.level = (unsigned)(page->elements[heading].tag - HTML_h1 + 1);
    } else if (item) {
        block.type = TV_BLOCK_ITEM;
        block.level = page->elements[item].list_depth;
        if (!is_numbered(text, from->size))
            begin_items(w, item, i, label);
        block.label = label->size ? label->data : NULL;
    } else if ((block.table = table_number(w, at))) {
        block.type = TV_BLOCK_CELL;
        block.row = at->row;
        block.column = at->column;
    }
    tv_extraction_add(w->x, &block);
}

void html_add_blocks(const struct html_page *page, const bool *keep, struct tv_extraction *x)
{
    struct writer w = {
        .page = page,
        .x = x,
        .positions = tv_alloc(page->n_elements * sizeof *w.positions),
    };
    struct tv_buffer label = {0};
    find_tables(&w);
    for (uint32_t i = 0; i < page->n_blocks; i++)
        if (keep[i])
            add_paragraph(&w, i, &label);
    tv_buffer_finish(&label);
    tv_buffer_finish(&w.text);
    free(w.tables);
    free(w.positions);
}
