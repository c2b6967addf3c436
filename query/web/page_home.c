/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page where nothing was asked for yet (page.h). */
#include "frame.h"
#include "html.h"
#include "page.h"

static void put_facet(struct tv_buffer *out, const char *name, const struct tv_facet *facet)
{
    enum { MOST = 12 };
    if (facet->n == 0)
        return;
    tv_htmlf(out, "By %s:", name);
    for (size_t i = 0; i < facet->n && i < MOST; i++) {
        tv_buffer_printf(out, " <a href=\"/?%s=", name);
        tv_url_encode(facet->values[i].value, out);
        tv_buffer_puts(out, "\">");
        tv_html(out, facet->values[i].value);
        tv_buffer_printf(out, "</a> %u", facet->values[i].count);
    }
    tv_buffer_puts(out, "<br>\n");
}

void tv_page_home(const struct tv_status *status, struct tv_buffer *out)
{
    tv_frame_open(out, "Travaux", NULL);
    tv_buffer_printf(out, "<p>%llu documents, %llu passages</p>\n<p>\n",
                     (unsigned long long)status->documents, (unsigned long long)status->passages);
    for (int i = 0; i < TV_FACET_YEAR; i++)
        put_facet(out, tv_facet_name((enum tv_facet_kind)i), &status->facets.facets[i]);
    tv_buffer_puts(out, "</p>\n");
    tv_frame_close(out);
}
