/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as text, for people (output.h).
 *
 *     1. Convention on Cybercrime, art. 19(3)(b)
 *        treaty, 23 November 2001, en; c4xq2m7a5f3k#42
 *        text of the passage
 *
 * On a terminal the passage is cut to its best sentences, with the words found in bold, and wrapped;
 * elsewhere it is whole, a line a paragraph of it. A line with the title stands above where the
 * citation does not name it, and lines below where the hit stands for others. */
#include "excerpt.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

/* How much of a passage a terminal shows. */
enum { EXCERPT_LINES = 4 };

static const char indent[] = "   ";

/* Below a list in which a passage was cut. */
static const char cut_note[] = "\n\x03... stands for what is left out: travaux show ID#N has it.";

static char *plain_line(const char *text)
{
    struct tv_buffer line = {0};
    tv_plain(text, strlen(text), false, &line);
    return tv_buffer_steal(&line);
}

static void add(struct tv_buffer *out, const char *separator, const char *text)
{
    if (text)
        tv_buffer_printf(out, "%s%s", out->size ? separator : "", text);
}

static void print_facts(const struct tv_output *out, const struct tv_hit *hit)
{
    const struct tv_document *doc = &hit->record->doc;
    struct tv_buffer facts = {0}, plain = {0};
    add(&facts, ", ", tv_kind_name(doc->kind));
    add(&facts, ", ", doc->date);
    for (size_t i = 0; i < doc->n_states; i++)
        add(&facts, i ? " " : ", ", doc->states[i]);
    add(&facts, ", ", hit->passage.language);
    tv_buffer_printf(&facts, "; %s#%u", doc->id, hit->passage.number);
    tv_buffer_putc(&plain, TV_FAINT);
    tv_plain(facts.data, facts.size, false, &plain);
    tv_wrap(out, plain.data, indent);
    tv_buffer_finish(&facts);
    tv_buffer_finish(&plain);
}

/* True: the passage was cut. */
static bool print_passage(const struct tv_output *out, const struct tv_hit *hit)
{
    const char *text = hit->passage.text;
    size_t start = 0, end = strlen(text);
    if (out->width)
        tv_excerpt(text, hit->highlights, hit->n_highlights,
                   EXCERPT_LINES * (size_t)(out->width - sizeof indent), &start, &end);
    struct tv_buffer marked = {0};
    tv_buffer_puts(&marked, start ? "... " : "");
    tv_marked(text, start, end, hit->highlights, hit->n_highlights, &marked);
    tv_buffer_puts(&marked, text[end] ? " ..." : "");
    tv_wrap(out, marked.data, indent);
    tv_buffer_finish(&marked);
    return start || text[end];
}

static void print_citation(const struct tv_output *out, const struct tv_hit *hit)
{
    const char *title = hit->record->doc.title;
    struct tv_buffer line = {0};
    char *citation = plain_line(hit->citation);
    tv_buffer_printf(&line, "%u. %c%s", hit->rank, TV_MARK, citation);
    tv_wrap_from(out, line.data, "", indent);
    if (title && !strstr(hit->citation, title)) {
        char *plain = plain_line(title);
        tv_wrap(out, plain, indent);
        free(plain);
    }
    free(citation);
    tv_buffer_finish(&line);
}

/* What is not shown because of this hit, the first of its document or not. */
static void print_rest(const struct tv_output *out, const struct tv_hit *hit, bool first)
{
    struct tv_buffer line = {0};
    tv_buffer_putc(&line, TV_FAINT);
    if (first && hit->duplicates.n)
        tv_buffer_printf(&line, "and %u more with nearly the same text (--duplicates)",
                         hit->duplicates.n);
    if (hit->more)
        tv_buffer_printf(&line, "%s%u more in this document (--document %s)",
                         line.size > 1 ? "; " : "", hit->more, hit->record->doc.id);
    if (line.size > 1)
        tv_wrap(out, line.data, indent);
    tv_buffer_finish(&line);
}

static bool is_first(const struct tv_answer *answer, size_t i)
{
    size_t k = 0;
    while (answer->hits[k].record != answer->hits[i].record)
        k++;
    return k == i;
}

static void print_corrected(const struct tv_output *out, const char *corrected)
{
    char *plain = plain_line(corrected), *line = tv_printf("Did you mean: %s", plain);
    tv_wrap(out, line, "");
    putc('\n', out->file);
    free(line);
    free(plain);
}

static void print_text(const struct tv_output *out, const struct tv_printed *printed)
{
    if (printed->corrected)
        print_corrected(out, printed->corrected);
    bool cut = false;
    for (size_t i = 0; i < printed->answer->n_hits; i++) {
        const struct tv_hit *hit = &printed->answer->hits[i];
        if (i)
            putc('\n', out->file);
        print_citation(out, hit);
        print_facts(out, hit);
        cut |= print_passage(out, hit);
        print_rest(out, hit, is_first(printed->answer, i));
    }
    if (cut)
        tv_wrap(out, cut_note, "");
}

const struct tv_format tv_format_text = {
    .name = "text", .highlights = true, .per_document = 3, .answer = print_text};
