/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parts that pages have in common (cards.h). */
#include "cards.h"

#include "../styles.h"
#include "addresses.h"
#include "html.h"
#include "names.h"

static void put_fact(struct tv_buffer *out, const char *name)
{
    tv_buffer_puts(out, "<li>");
    tv_html(out, name);
    tv_buffer_puts(out, "</li>\n");
}

void tv_put_facts(struct tv_buffer *out, const struct tv_document *doc, const char *language)
{
    char buffer[TV_LANGUAGE_NAME_SIZE];
    tv_buffer_puts(out, "<ul class=\"facts\">\n");
    tv_buffer_printf(out, "<li class=\"kind kind-%s\">%s</li>\n", tv_kind_name(doc->kind),
                     tv_kind_label(doc->kind));
    for (size_t i = 0; i < doc->n_states; i++)
        put_fact(out, tv_value_label(TV_FACET_STATE, doc->states[i], buffer));
    if (doc->date) {
        tv_buffer_puts(out, "<li><time");
        tv_html_attribute(out, "datetime", doc->date);
        tv_buffer_puts(out, ">");
        tv_html(out, doc->date);
        tv_buffer_puts(out, "</time></li>\n");
    }
    if (language)
        put_fact(out, tv_value_label(TV_FACET_LANGUAGE, language, buffer));
    tv_buffer_puts(out, "</ul>\n");
}

static const char *const style_labels[] = {
    [TV_STYLE_TEXT] = "Text", [TV_STYLE_MARKDOWN] = "Markdown",
    [TV_STYLE_HTML] = "HTML", [TV_STYLE_BIBTEX] = "BibTeX",
    [TV_STYLE_RIS] = "RIS",   [TV_STYLE_CSL_JSON] = "CSL-JSON",
};

void tv_put_citing(struct tv_buffer *out, const struct tv_document *doc, uint32_t passage,
                   const char *citation, bool open)
{
    tv_buffer_printf(out,
                     "<details class=\"citing\" dir=\"ltr\"%s>\n<summary>Cite</summary>\n<div>\n"
                     "<p class=\"citation\" dir=\"auto\">",
                     open ? " open" : "");
    tv_html_citation(out, citation, doc->title);
    tv_buffer_puts(out, "</p>\n<button type=\"button\" class=\"copy\" hidden>Copy</button>\n"
                        "<ul class=\"styles\">\n");
    for (size_t i = 0; tv_style_names[i]; i++) {
        tv_buffer_puts(out, "<li><a");
        tv_href_citation(out, doc->id, passage, tv_style_names[i]);
        tv_buffer_printf(out, ">%s</a></li>\n", style_labels[i]);
    }
    tv_buffer_puts(out, "</ul>\n</div>\n</details>\n");
}

void tv_put_tips(struct tv_buffer *out)
{
    tv_buffer_puts(
        out,
        "<ul class=\"tips\">\n"
        "<li>Words alone need not all be there; words in \"quotation marks\" or joined by "
        "<code>AND</code> must be. <code>NOT</code> leaves out, <code>NEAR/5</code> wants words "
        "close together.</li>\n"
        "<li>The beginning of a word finds all that begin so: <code>extradit*</code></li>\n"
        "<li>Say what you know of the document: <code>state:FRA</code> <code>kind:draft</code> "
        "<code>article:24</code> <code>date:2022..2024</code> <code>symbol:A/AC.291/22</code>"
        "</li>\n</ul>\n");
}

void tv_put_sources(struct tv_buffer *out, const struct tv_record *record)
{
    tv_buffer_puts(out, "<dl class=\"sources\">\n");
    for (size_t i = 0; i < record->n_sources; i++) {
        tv_buffer_puts(out, "<dt>Archive</dt>\n<dd dir=\"ltr\">");
        tv_html(out, record->sources[i].archive);
        tv_buffer_puts(out, "</dd>\n<dt>Member</dt>\n<dd dir=\"ltr\">");
        tv_html(out, record->sources[i].member);
        tv_buffer_puts(out, "</dd>\n");
    }
    tv_buffer_printf(out, "<dt>SHA-256</dt>\n<dd class=\"hash\">%s</dd>\n</dl>\n",
                     record->doc.sha256);
}

void tv_put_command(struct tv_buffer *out, const char *id, uint32_t passage)
{
    tv_buffer_printf(out,
                     "<p class=\"command\">To prove it yourself, where the archive is: "
                     "<code>travaux verify %s",
                     id);
    if (passage)
        tv_buffer_printf(out, "#%u", passage);
    tv_buffer_puts(out, "</code></p>\n");
}
