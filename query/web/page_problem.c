/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page that says why there is none (page.h). */
#include "cards.h"
#include "frame.h"
#include "html.h"
#include "page.h"

#include "corpus/utf8.h"

#include <string.h>

/* The bytes of the first n code points. */
static size_t bytes_of(const char *text, uint32_t n)
{
    size_t i = 0, size = strlen(text);
    while (n-- > 0 && i < size)
        tv_utf8_next(text, size, &i);
    return i;
}

static void put_part(struct tv_buffer *out, const char *text, size_t from, size_t to)
{
    struct tv_arena arena = {0};
    tv_html(out, tv_arena_strndup(&arena, text + from, to - from));
    tv_arena_finish(&arena);
}

/* The question, with what is wrong in it marked. */
static void put_question(struct tv_buffer *out, const struct tv_problem *problem,
                         const char *question)
{
    size_t from = bytes_of(question, problem->offset);
    size_t to = from + bytes_of(question + from, problem->length ? problem->length : 1);
    tv_buffer_puts(out, "<p class=\"question\" dir=\"auto\">");
    put_part(out, question, 0, from);
    tv_buffer_puts(out, "<mark>");
    put_part(out, question, from, to);
    tv_buffer_puts(out, "</mark>");
    put_part(out, question, to, strlen(question));
    tv_buffer_puts(out, "</p>\n");
}

void tv_page_problem(const struct tv_problem *problem, const char *question, struct tv_buffer *out)
{
    struct tv_asked asked = {.text = question};
    unsigned status = tv_problem_status(problem);
    const char *title = status == 400 ? "This question cannot be read" : tv_status_title(status);
    tv_frame_open(out, title, "problem", &asked);
    tv_buffer_puts(out, "<h1>");
    tv_html(out, title);
    tv_buffer_puts(out, "</h1>\n<p class=\"reason\">");
    tv_html(out, problem->err.message);
    tv_buffer_puts(out, "</p>\n");
    if (problem->located && question)
        put_question(out, problem, question);
    if (status == 400 && question)
        tv_put_tips(out);
    tv_buffer_puts(out, "<p><a href=\"/\">Begin again</a></p>\n");
    tv_frame_close(out);
}
