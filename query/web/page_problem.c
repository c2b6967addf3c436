/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page that says why there is none (page.h). */
#include "frame.h"
#include "html.h"
#include "page.h"

void tv_page_problem(const struct tv_problem *problem, const char *question, struct tv_buffer *out)
{
    struct tv_asked asked = {.text = question};
    const char *title = tv_status_title(tv_problem_status(problem));
    tv_frame_open(out, title, &asked);
    tv_buffer_puts(out, "<h1>");
    tv_html(out, title);
    tv_buffer_puts(out, "</h1>\n<p>");
    tv_html(out, problem->err.message);
    tv_buffer_puts(out, "</p>\n");
    tv_frame_close(out);
}
