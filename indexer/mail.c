/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mail and mailboxes (mail.h), by GMime. */
#include "mail.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_LINES = 200,      /* of a head that are looked at */
    MAX_HEAD = 64 << 10,  /* bytes of it: a file need not have a line's end at all */
    MAX_PARTS = 10000,    /* of one message */
    MAX_BOUNDARIES = 500, /* of one message; a digest of a hundred has as many */
    MAX_FROM_LINE = 1000, /* bytes of the line that begins a message in a mailbox */
};

/* Telling. */

/* The length of the header name at p, 0 if there is none. */
static size_t name_length(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && i < 80 && p[i] > ' ' && p[i] < 127 && p[i] != ':')
        i++;
    return i > 0 && i < n && p[i] == ':' ? i : 0;
}

static bool is_usual(const char *name, size_t n)
{
    static const char *const names[] = {"Date",     "Subject",    "To",           "Cc",
                                        "Received", "Message-ID", "MIME-Version", "Return-Path"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && strncasecmp(name, names[i], n) == 0)
            return true;
    return false;
}

/* Whether it begins with the head of a message: header fields up to an empty line or the end of what
 * is looked at, one of which says who wrote it, and two more that mail usually has. */
static bool is_head(const char *p, size_t n)
{
    n = n < MAX_HEAD ? n : MAX_HEAD;
    bool from = false;
    int usual = 0;
    for (int line = 0; line < MAX_LINES && n > 0; line++) {
        const char *end = memchr(p, '\n', n);
        size_t length = end ? (size_t)(end - p) : n;
        if (length == 0 || (length == 1 && *p == '\r'))
            break;
        size_t name = name_length(p, length);
        bool folded = line > 0 && (*p == ' ' || *p == '\t');
        if (name == 0 && !folded)
            return false;
        from |= name == 4 && strncasecmp(p, "From", 4) == 0;
        usual += name > 0 && is_usual(p, name);
        length += end != NULL;
        p += length;
        n -= length;
    }
    return from && usual >= 2;
}

bool tv_is_mail(const struct tv_member *member)
{
    const char *type = member->content_type;
    return (type && strncasecmp(type, "message/rfc822", 14) == 0) ||
           is_head((const char *)member->bytes, member->size);
}

/* Whether a line is what begins a message in a mailbox: "From sender Thu Jan  1 00:00:00 1970". */
static bool is_from_line(const char *p, size_t n)
{
    bool clock = false, year = false;
    if (n < 20 || n > MAX_FROM_LINE || memcmp(p, "From ", 5) != 0)
        return false;
    for (size_t i = 5; i + 4 < n; i++) {
        clock |= isdigit((unsigned char)p[i]) && p[i + 1] == ':' &&
                 isdigit((unsigned char)p[i + 2]) && isdigit((unsigned char)p[i + 3]);
        year |= p[i] == ' ' && (memcmp(p + i + 1, "19", 2) == 0 || memcmp(p + i + 1, "20", 2) == 0);
    }
    return clock && year;
}

/* The length of the line that begins a message at p, with its newline; 0 if none begins there. */
static size_t message_begins(const char *p, size_t n)
{
    const char *end = memchr(p, '\n', n < MAX_FROM_LINE ? n : MAX_FROM_LINE);
    if (!end || !is_from_line(p, (size_t)(end - p)))
        return 0;
    size_t line = (size_t)(end - p) + 1;
    if (name_length(p + line, n - line) || (n - line > 6 && memcmp(p + line, ">From ", 6) == 0))
        return line;
    return 0;
}

bool tv_is_mailbox(const struct tv_member *member)
{
    return message_begins((const char *)member->bytes, member->size) > 0;
}

/* Where the message that begins at `from` ends: before the next one, which follows an empty line. */
static size_t message_ends(const char *p, size_t from, size_t n)
{
    while (from < n) {
        const char *next = memmem(p + from, n - from, "\nFrom ", 6);
        if (!next)
            break;
        from = (size_t)(next - p) + 1;
        bool behind_empty = (next > p && next[-1] == '\n') ||
                            (next > p + 1 && next[-1] == '\r' && next[-2] == '\n');
        if (behind_empty && message_begins(p + from, n - from))
            return from;
    }
    return n;
}

bool tv_mailbox_next(const struct tv_member *mailbox, size_t *at, const uint8_t **ret_bytes,
                     size_t *ret_size)
{
    const char *p = (const char *)mailbox->bytes;
    if (*at >= mailbox->size)
        return false;
    size_t from = *at + message_begins(p + *at, mailbox->size - *at);
    size_t end = message_ends(p, from, mailbox->size);
    *at = end;
    *ret_bytes = mailbox->bytes + from;
    *ret_size = end - from;
    return true;
}

/* Parts. */

static void add_part(struct tv_mail *mail, const struct tv_mail_part *part)
{
    if (mail->n_parts >= MAX_PARTS)
        return;
    TV_GROW(mail->parts, mail->n_parts, mail->capacity);
    mail->parts[mail->n_parts++] = *part;
}

static const char *type_of(struct tv_mail *mail, GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    const char *charset = g_mime_content_type_get_parameter(type, "charset");
    const char *media = g_mime_content_type_get_media_type(type);
    const char *subtype = g_mime_content_type_get_media_subtype(type);
    return tv_arena_printf(&mail->arena, "%s/%s%s%s", media ? media : "application",
                           subtype ? subtype : "octet-stream", charset ? "; charset=" : "",
                           charset ? charset : "");
}

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

static bool is_attached(GMimeObject *object)
{
    return GMIME_IS_PART(object) && g_mime_part_is_attachment(GMIME_PART(object));
}

static bool is_html(GMimeObject *object)
{
    return is_type(object, "text", "html") || is_type(object, "application", "xhtml+xml");
}

static bool is_body(GMimeObject *object)
{
    return GMIME_IS_PART(object) && !is_attached(object) &&
           (is_type(object, "text", "plain") || is_html(object));
}

static bool is_signature(GMimeObject *object)
{
    return is_type(object, "application", "pgp-signature") ||
           is_type(object, "application", "pkcs7-signature") ||
           is_type(object, "application", "x-pkcs7-signature");
}

/* The file name of an attachment; the last component, for a mail may name any path. */
static const char *name_of(struct tv_mail *mail, GMimeObject *object)
{
    const char *name = NULL, *subject = NULL;
    if (GMIME_IS_PART(object))
        name = g_mime_part_get_filename(GMIME_PART(object));
    if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        subject = inner ? g_mime_message_get_subject(inner) : NULL;
        return tv_arena_printf(&mail->arena, "%s.eml", subject && *subject ? subject : "message");
    }
    const char *base = name ? strrchr(name, '/') : NULL;
    name = base ? base + 1 : name;
    if (name && *name)
        return tv_arena_strdup(&mail->arena, name);
    return tv_arena_printf(&mail->arena, "part %zu", mail->n_parts + 1);
}

static void add_leaf(struct tv_mail *mail, GMimeObject *object)
{
    struct tv_mail_part part = {.role = TV_MAIL_ATTACHMENT, .object = object};
    if (is_signature(object))
        return;
    if (is_type(object, "application", "pkcs7-mime") ||
        is_type(object, "application", "x-pkcs7-mime"))
        part.role = TV_MAIL_ENCRYPTED;
    else if (is_body(object))
        part.role = TV_MAIL_BODY;
    part.html = is_html(object);
    part.content_type = type_of(mail, object);
    part.name = name_of(mail, object);
    add_part(mail, &part);
}

/* How well an alternative is read: plain text best, then HTML, then what may hold either. */
static int worth(GMimeObject *object)
{
    if (is_type(object, "text", "plain"))
        return 3;
    if (is_html(object))
        return 2;
    return GMIME_IS_MULTIPART(object);
}

static GMimeObject *best_of(GMimeMultipart *alternatives)
{
    GMimeObject *best = NULL;
    int n = g_mime_multipart_get_count(alternatives);
    for (int i = 0; i < n; i++) {
        GMimeObject *object = g_mime_multipart_get_part(alternatives, i);
        if (object && (!best || worth(object) > worth(best)))
            best = object;
    }
    return best;
}

static void add_object(struct tv_mail *mail, GMimeObject *object, unsigned depth)
{
    if (!object || depth > TV_MAIL_DEPTH)
        return;
    if (!GMIME_IS_MULTIPART(object)) {
        add_leaf(mail, object);
        return;
    }
    GMimeMultipart *multipart = GMIME_MULTIPART(object);
    if (is_type(object, "multipart", "encrypted")) {
        add_part(mail, &(struct tv_mail_part){.role = TV_MAIL_ENCRYPTED, .name = "encrypted"});
        return;
    }
    if (is_type(object, "multipart", "alternative")) {
        add_object(mail, best_of(multipart), depth + 1);
        return;
    }
    int n = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < n && mail->n_parts < MAX_PARTS; i++)
        add_object(mail, g_mime_multipart_get_part(multipart, i), depth + 1);
}

/* Messages. */

static const char *authors_of(struct tv_mail *mail, GMimeMessage *message)
{
    struct tv_buffer names = {0};
    InternetAddressList *list = g_mime_message_get_from(message);
    int n = list ? internet_address_list_length(list) : 0;
    for (int i = 0; i < n && i < 64; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        const char *name = internet_address_get_name(address);
        if ((!name || !*name) && INTERNET_ADDRESS_IS_MAILBOX(address))
            name = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
        if (!name)
            continue;
        tv_buffer_puts(&names, names.size ? ";" : "");
        for (; *name; name++)
            tv_buffer_putc(&names, *name == ';' ? ',' : *name);
    }
    const char *authors = tv_arena_strdup(&mail->arena, names.data);
    tv_buffer_finish(&names);
    return authors;
}

static const char *date_of(struct tv_mail *mail, GMimeMessage *message)
{
    GDateTime *date = g_mime_message_get_date(message);
    if (!date)
        return NULL;
    return tv_arena_printf(&mail->arena, "%04d-%02d-%02d", g_date_time_get_year(date),
                           g_date_time_get_month(date), g_date_time_get_day_of_month(date));
}

/* GMime is started with the first message, as few archives have one. */
static GMimeParserOptions *options(void)
{
    static GMimeParserOptions *made;
    static const char *charsets[] = {"utf-8", "windows-1252", NULL};
    if (!made) {
        g_mime_init();
        made = g_mime_parser_options_new();
        g_mime_parser_options_set_fallback_charsets(made, charsets);
    }
    return made;
}

/* Whether it has so many boundaries that finding them in each line would take too long. */
static bool is_maze(const char *p, size_t n)
{
    static const char word[] = "boundary";
    const char *end = p + n;
    int boundaries = 0;
    for (const char *q = p; (size_t)(end - q) > sizeof word; q++) {
        if ((*q | 0x20) != 'b' || strncasecmp(q, word, sizeof word - 1) != 0)
            continue;
        q += sizeof word - 1;
        while (q < end && *q && strchr(" \t\r\n*0123456789", *q))
            q++;
        if (q < end && *q == '=' && ++boundaries > MAX_BOUNDARIES)
            return true;
        q--;
    }
    return false;
}

bool tv_mail_read(const uint8_t *bytes, size_t size, struct tv_mail *mail)
{
    if (is_maze((const char *)bytes, size))
        return false;
    GMimeParserOptions *how = options();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)bytes, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, how);
    g_object_unref(parser);
    g_object_unref(stream);
    if (!message)
        return false;
    mail->message = message;
    mail->subject = tv_arena_strdup(&mail->arena, g_mime_message_get_subject(message));
    mail->date = date_of(mail, message);
    mail->authors = authors_of(mail, message);
    mail->language = tv_arena_strdup(
        &mail->arena, g_mime_object_get_header(GMIME_OBJECT(message), "Content-Language"));
    add_object(mail, g_mime_message_get_mime_part(message), 0);
    return true;
}

void tv_mail_finish(struct tv_mail *mail)
{
    if (!mail)
        return;
    if (mail->message)
        g_object_unref(mail->message);
    free(mail->parts);
    tv_arena_finish(&mail->arena);
    *mail = (struct tv_mail){0};
}

void tv_mail_content(const struct tv_mail_part *part, struct tv_buffer *out)
{
    GMimeStream *stream = g_mime_stream_mem_new();
    GMimeObject *object = part->object;
    if (GMIME_IS_PART(object)) {
        GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
        if (content)
            g_mime_data_wrapper_write_to_stream(content, stream);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (inner)
            g_mime_object_write_to_stream(GMIME_OBJECT(inner), NULL, stream);
    }
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    tv_buffer_add(out, bytes->data ? bytes->data : (const guint8 *)"", bytes->len);
    g_object_unref(stream);
}
