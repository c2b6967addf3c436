/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of formats: which one a member is, told from its bytes first; and what is known of a
 * member from where it came from (a crawl, a mail) rather than from its bytes. */
#include "charset.h"
#include "extraction.h"
#include "manifest.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

extern const struct tv_format tv_format_akn, tv_format_csv, tv_format_doc, tv_format_docx,
    tv_format_epub, tv_format_html, tv_format_image, tv_format_mail, tv_format_markdown,
    tv_format_opendocument, tv_format_pdf, tv_format_pptx, tv_format_rtf, tv_format_text,
    tv_format_xlsx, tv_format_xml;

static const struct tv_format *const formats[] = {
    &tv_format_akn,      &tv_format_csv,          &tv_format_doc,   &tv_format_docx,
    &tv_format_epub,     &tv_format_html,         &tv_format_image, &tv_format_mail,
    &tv_format_markdown, &tv_format_opendocument, &tv_format_pdf,   &tv_format_pptx,
    &tv_format_rtf,      &tv_format_text,         &tv_format_xlsx,  &tv_format_xml,
};

/* What a text is taken for by its bytes alone is doubtful: what the server called it decides. */
static const struct tv_format *as_declared(const struct tv_member *member,
                                           const struct tv_format *format)
{
    const char *type = member->content_type;
    bool html = type && (strncasecmp(type, "text/html", 9) == 0 ||
                         strncasecmp(type, "application/xhtml", 17) == 0);
    return html && format == &tv_format_text ? &tv_format_html : format;
}

const struct tv_format *tv_format_of(const struct tv_member *member)
{
    const struct tv_format *best = NULL;
    int surest = 0;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        int sure = formats[i]->recognise(member);
        if (sure > surest) {
            surest = sure;
            best = formats[i];
        }
    }
    return as_declared(member, best);
}

/* The charset that the member's content type names, in the buffer; false if it names none. */
static bool declared_charset(const struct tv_member *member, char *ret_name, size_t size)
{
    const char *at = member->content_type ? strcasestr(member->content_type, "charset=") : NULL;
    if (!at)
        return false;
    at += strlen("charset=");
    at += strspn(at, "\"' ");
    size_t n = strcspn(at, "\"' ;,");
    snprintf(ret_name, size, "%.*s", (int)n, at);
    return n > 0;
}

/* Whether the text says itself which charset it is in, as pages do in their head. */
static bool says_charset(const struct tv_member *member)
{
    enum { HEAD = 1024 };
    size_t n = member->size < HEAD ? member->size : HEAD;
    for (size_t i = 0; i + 7 <= n; i++)
        if (strncasecmp((const char *)member->bytes + i, "charset", 7) == 0)
            return true;
    return false;
}

/* Extracts a text in a charset that its content type alone names, by way of UTF-8. */
static bool extract_text(const struct tv_format *format, const struct tv_member *member,
                         struct tv_extraction *x, struct tv_error *err)
{
    char charset[64];
    if (!declared_charset(member, charset, sizeof charset) || says_charset(member))
        return format->extract(member, x, err);
    struct tv_buffer utf8 = {0};
    tv_to_utf8(member->bytes, member->size, charset, &utf8);
    tv_buffer_add(&utf8, "", 0);
    struct tv_member text = *member;
    text.bytes = (const uint8_t *)utf8.data;
    text.size = utf8.size;
    bool done = format->extract(&text, x, err);
    tv_buffer_finish(&utf8);
    return done;
}

bool tv_extract_as(const struct tv_format *format, const struct tv_member *member,
                   struct tv_extraction *x, struct tv_error *err)
{
    bool text = format == &tv_format_text || format == &tv_format_html;
    return text ? extract_text(format, member, x, err) : format->extract(member, x, err);
}

/* States when a crawler fetched it, which is the best there is where nothing else says when. */
static void state_fetched(const struct tv_member *member, struct tv_extraction *x)
{
    char date[sizeof "2000-01-01"];
    struct tm tm;
    time_t when = (time_t)member->fetched;
    if (when > 0 && gmtime_r(&when, &tm) && strftime(date, sizeof date, "%Y-%m-%d", &tm) > 0)
        tv_extraction_state(x, TV_FACT_DATE, TV_OCCASION, "date of the crawl", date);
}

/* Whether the file's name begins with a full stop: ".Rhistory". */
static bool is_hidden(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (slash ? slash[1] : *path) == '.';
}

bool tv_extract_member(const struct tv_member *member, struct tv_extraction *x,
                       struct tv_error *err)
{
    if (member->size == 0)
        return tv_fail(err, TV_REFUSED, "empty file");
    const struct tv_format *format = tv_format_of(member);
    if (!format)
        return tv_fail(err, TV_IGNORED, "not a document of a known format");
    if (format == &tv_format_text && is_hidden(member->path))
        return tv_fail(err, TV_IGNORED, "a hidden file of text: settings or a history");
    x->format = format->name;
    tv_said_state(member->said, x);
    tv_extraction_state(x, TV_FACT_URL, TV_STATED, "address in the crawl", member->url);
    if (!tv_extract_as(format, member, x, err))
        return false;
    tv_said_state(member->said, x); /* again: an extractor may take back what it finds wrong */
    state_fetched(member, x);
    if (x->n_blocks == 0)
        return tv_fail(err, TV_REFUSED, "no text in it");
    return true;
}
