/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Citations (citation.h). The forms follow what the United Nations Editorial Manual (symbols and
 * paragraphs) and legal writing (art., paras., pp.) use; dates are day, month, year. */
#include "citation.h"

#include "states.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_date(struct tv_buffer *out, const char *date)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int year = 0, month = 0, day = 0;
    int n = sscanf(date, "%4d-%2d-%2d", &year, &month, &day);
    if (n >= 3)
        tv_buffer_printf(out, "%d ", day);
    if (n >= 2 && month >= 1 && month <= 12)
        tv_buffer_printf(out, "%s ", months[month - 1]);
    tv_buffer_printf(out, "%.4s", date);
}

static bool printed(const struct tv_passage *p, const char *paragraph)
{
    return paragraph || p->place.paragraph;
}

static void put_article(const struct tv_passage *p, const char *paragraph, struct tv_buffer *out)
{
    tv_buffer_printf(out, "art. %s", p->place.article);
    if (!paragraph)
        return;
    /* "3(b)" is paragraph 3, sub-paragraph (b): art. 19(3)(b) */
    size_t number = strcspn(paragraph, "(-");
    if (number)
        tv_buffer_printf(out, "(%.*s)%s", (int)number, paragraph, paragraph + number);
    else
        tv_buffer_puts(out, paragraph);
}

static void put_counted(const struct tv_place *place, struct tv_buffer *out)
{
    if (place->ordinal_end > place->ordinal)
        tv_buffer_printf(out, "paras. [%u-%u]", place->ordinal, place->ordinal_end);
    else
        tv_buffer_printf(out, "para. [%u]", place->ordinal);
}

static void put_pages(const struct tv_place *place, struct tv_buffer *out)
{
    tv_buffer_puts(out, out->size && out->data[out->size - 1] != ' ' ? ", " : "");
    if (place->page_label)
        tv_buffer_printf(out, "p. %s (page %u of the file)", place->page_label, place->page);
    else if (place->page_end > place->page)
        tv_buffer_printf(out, "pp. %u-%u", place->page, place->page_end);
    else
        tv_buffer_printf(out, "p. %u", place->page);
}

void tv_cite_place(const struct tv_document *doc, const struct tv_passage *passage,
                   const char *paragraph, struct tv_buffer *out)
{
    const struct tv_place *place = &passage->place;
    struct tv_buffer text = {0};
    (void)doc;
    if (!paragraph)
        paragraph = place->paragraph;
    if (place->article)
        put_article(passage, paragraph, &text);
    else if (paragraph && strncmp(paragraph, "recital ", 8) == 0)
        tv_buffer_puts(&text, paragraph);
    else if (printed(passage, paragraph))
        tv_buffer_printf(&text, "%s %s", strchr(paragraph, '-') ? "paras." : "para.", paragraph);
    else if (place->ordinal)
        put_counted(place, &text);
    if (place->column)
        tv_buffer_printf(&text, "%scolumn \"%s\"", text.size ? ", " : "", place->column);
    if (place->page)
        put_pages(place, &text);
    tv_buffer_add(out, text.data, text.size);
    tv_buffer_finish(&text);
}

/* The innermost heading that is neither the title itself nor the head of a column. */
static const char *section_of(const struct tv_document *doc, const struct tv_passage *p)
{
    for (size_t i = p->place.n_headings; i-- > 0;)
        if ((!p->place.column || strcmp(p->place.headings[i], p->place.column) != 0) &&
            (!doc->title || strcmp(p->place.headings[i], doc->title) != 0))
            return p->place.headings[i];
    return NULL;
}

static void put_news(const struct tv_document *doc, const struct tv_passage *p,
                     struct tv_buffer *out)
{
    tv_buffer_printf(out, "\"%s\"", doc->title ? doc->title : doc->id);
    if (doc->publisher)
        tv_buffer_printf(out, ", %s", doc->publisher);
    if (doc->date) {
        tv_buffer_puts(out, ", ");
        put_date(out, doc->date);
    }
    const char *section = section_of(doc, p);
    if (section)
        tv_buffer_printf(out, ", section \"%s\"", section);
}

/* A statement made in a session of a body, by the states that made it. */
static void put_statement(const struct tv_document *doc, struct tv_buffer *out)
{
    for (size_t i = 0; i < doc->n_states; i++) {
        const char *name = tv_state_name(doc->states[i], "en");
        tv_buffer_printf(out, "%s%s", i ? ", " : "", name ? name : doc->states[i]);
    }
    tv_buffer_printf(out, ", statement, session %s", doc->session);
    if (doc->date) {
        tv_buffer_puts(out, " (");
        put_date(out, doc->date);
        tv_buffer_putc(out, ')');
    }
}

static void put_name(const struct tv_document *doc, struct tv_buffer *out)
{
    if (doc->symbol)
        tv_buffer_puts(out, doc->symbol);
    else
        tv_buffer_puts(out, doc->title ? doc->title : doc->id);
}

void tv_cite(const struct tv_document *doc, const struct tv_passage *passage, const char *paragraph,
             struct tv_buffer *out)
{
    bool dated_behind = false;
    if (doc->kind == TV_KIND_NEWS) {
        put_news(doc, passage, out);
    } else if (doc->session && doc->n_states) {
        put_statement(doc, out);
    } else {
        put_name(doc, out);
        dated_behind = doc->date && doc->kind != TV_KIND_TREATY;
    }
    struct tv_buffer place = {0};
    tv_cite_place(doc, passage, paragraph, &place);
    if (place.size)
        tv_buffer_printf(out, ", %s", place.data);
    tv_buffer_finish(&place);
    if (dated_behind) {
        tv_buffer_puts(out, " (");
        put_date(out, doc->date);
        tv_buffer_putc(out, ')');
    }
}

const char *tv_closest_part(const struct tv_passage *passage, const size_t *offsets, size_t n)
{
    if (n == 0)
        return NULL;
    size_t part = passage->n_parts;
    while (part > 0 && passage->parts[part - 1].offset > offsets[0])
        part--;
    if (part == 0)
        return NULL;
    size_t end = part < passage->n_parts ? passage->parts[part].offset : SIZE_MAX;
    return offsets[n - 1] < end ? passage->parts[part - 1].paragraph : NULL;
}
