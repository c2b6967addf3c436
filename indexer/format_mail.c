/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A message of mail as a document: its text, with what its head says as facts. Its attachments are
 * members of their own (walk_mail.c).
 *
 * Signatures and quoted replies stay: they were sent. Marks of quotation are kept where a quotation
 * begins and left out of its other lines, where they would stand in the middle of sentences. */
#include "mail.h"

#include "charset.h"

#include <string.h>

extern const struct tv_format tv_format_html, tv_format_text;

static int recognise(const struct tv_member *member)
{
    return tv_is_mail(member) ? 95 : 0;
}

/* How many marks of quotation the line begins with; *ret_text is behind them. */
static unsigned quote_depth(const char *line, const char **ret_text)
{
    unsigned depth = 0;
    if (strncmp(line, ">From ", 6) == 0) { /* as mailboxes write a line that begins with "From " */
        *ret_text = line + 1;
        return 0;
    }
    while (*line == '>' || (depth && *line == ' ' && line[1] == '>')) {
        depth += *line == '>';
        line++;
    }
    *ret_text = line + (depth && *line == ' ');
    return depth;
}

/* Copies the lines, each quotation as paragraphs of its own. */
static void unquote(char *text, struct tv_buffer *out)
{
    unsigned before = 0;
    for (char *line = text, *next; line; line = next) {
        const char *rest;
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        unsigned depth = quote_depth(line, &rest);
        if (depth != before && strspn(rest, " \t\r") < strlen(rest)) {
            tv_buffer_putc(out, '\n');
            for (unsigned i = 0; i < depth && i < 8; i++)
                tv_buffer_putc(out, '>');
            tv_buffer_puts(out, depth ? " " : "");
            before = depth;
        }
        tv_buffer_puts(out, rest);
        tv_buffer_putc(out, '\n');
    }
}

/* Extracts one part of the text. What is wrong with it is no matter, if another has text. */
static void extract_part(const struct tv_mail_part *part, const char *path, struct tv_extraction *x)
{
    struct tv_buffer bytes = {0}, utf8 = {0}, text = {0};
    struct tv_error why;
    tv_mail_content(part, &bytes);
    struct tv_member member = {.path = path, .content_type = part->content_type};
    if (!part->html) {
        const char *charset = strstr(part->content_type, "charset=");
        tv_to_utf8(bytes.data, bytes.size, charset ? charset + 8 : NULL, &utf8);
        tv_buffer_add(&utf8, "", 0);
        unquote(utf8.data, &text);
        tv_buffer_finish(&bytes);
        bytes = text;
    }
    member.bytes = (const uint8_t *)bytes.data;
    member.size = bytes.size;
    if (bytes.size)
        tv_extract_as(part->html ? &tv_format_html : &tv_format_text, &member, x, &why);
    tv_buffer_finish(&utf8);
    tv_buffer_finish(&bytes);
}

static void state_facts(const struct tv_mail *mail, struct tv_extraction *x)
{
    tv_extraction_state(x, TV_FACT_TITLE, TV_STATED, "Subject of the mail", mail->subject);
    tv_extraction_state(x, TV_FACT_AUTHORS, TV_STATED, "From of the mail", mail->authors);
    tv_extraction_state(x, TV_FACT_DATE, TV_STATED, "Date of the mail", mail->date);
    tv_extraction_state(x, TV_FACT_LANGUAGE, TV_DECLARED, "Content-Language of the mail",
                        mail->language);
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_mail mail = {0};
    bool encrypted = false, attached = false;
    bool done = tv_mail_read(member->bytes, member->size, &mail);
    if (done)
        state_facts(&mail, x);
    for (size_t i = 0; i < mail.n_parts; i++) {
        encrypted |= mail.parts[i].role == TV_MAIL_ENCRYPTED;
        attached |= mail.parts[i].role == TV_MAIL_ATTACHMENT;
        if (mail.parts[i].role == TV_MAIL_BODY)
            extract_part(&mail.parts[i], member->path, x);
    }
    tv_mail_finish(&mail);
    if (!done)
        return tv_fail(err, TV_REFUSED,
                       "damaged: no message, or one of too many parts within parts");
    if (x->n_blocks == 0 && encrypted)
        return tv_fail(err, TV_REFUSED, "encrypted");
    if (x->n_blocks == 0 && attached)
        return tv_fail(err, TV_IGNORED, "a mail of attachments, without text of its own");
    return true;
}

const struct tv_format tv_format_mail = {"mail", recognise, extract};
