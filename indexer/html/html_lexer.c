/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens of HTML (html_lexer.h). A '<' that begins no tag, comment or declaration is text. */
#include "html_lexer.h"

#include "corpus/utf8.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *find(const struct html_lexer *lexer, const char *from, char c)
{
    const char *hit = memchr(from, c, (size_t)(lexer->end - from));
    return hit ? hit : lexer->end;
}

bool html_slice_is(struct html_slice slice, const char *lower_case)
{
    return slice.size == strlen(lower_case) && strncasecmp(slice.data, lower_case, slice.size) == 0;
}

/* Past the comment whose "<!--" ends at `at`. */
static const char *skip_comment(const struct html_lexer *lexer, const char *at)
{
    if (at < lexer->end && *at == '>')
        return at + 1;
    if (lexer->end - at > 1 && at[0] == '-' && at[1] == '>')
        return at + 2;
    for (; (at = find(lexer, at, '>')) < lexer->end; at++) {
        if (at[-1] == '-' && at[-2] == '-')
            return at + 1;
        if (at[-1] == '!' && at[-2] == '-' && at[-3] == '-')
            return at + 1;
    }
    return lexer->end;
}

/* Past the comment, declaration, processing instruction or stray end tag at `at`, which is a '<'
 * that begins markup but no tag; `at` itself if it begins no markup. */
static const char *skip_markup(const struct html_lexer *lexer, const char *at)
{
    size_t left = (size_t)(lexer->end - at);
    if (left > 3 && memcmp(at, "<!--", 4) == 0)
        return skip_comment(lexer, at + 4);
    if (left > 8 && memcmp(at, "<![CDATA[", 9) == 0)
        return at + 9;
    if (left > 1 && (at[1] == '!' || at[1] == '?' || (at[1] == '/' && left > 2))) {
        const char *close = find(lexer, at, '>');
        return close < lexer->end ? close + 1 : lexer->end;
    }
    return at;
}

static bool begins_tag(const struct html_lexer *lexer, const char *at)
{
    size_t left = (size_t)(lexer->end - at);
    return (left > 1 && is_letter(at[1])) || (left > 2 && at[1] == '/' && is_letter(at[2]));
}

static const char *value_end(const struct html_lexer *lexer, const char *at)
{
    while (at < lexer->end && !is_blank(*at) && *at != '>')
        at++;
    return at;
}

/* Reads "= value" at *at, if it is there. */
static struct html_slice read_value(const struct html_lexer *lexer, const char **at)
{
    const char *p = *at;
    while (p < lexer->end && is_blank(*p))
        p++;
    if (p == lexer->end || *p != '=')
        return (struct html_slice){"", 0};
    p++;
    while (p < lexer->end && is_blank(*p))
        p++;
    bool quoted = p < lexer->end && (*p == '"' || *p == '\'');
    const char *from = quoted ? p + 1 : p;
    const char *to = quoted ? find(lexer, from, *p) : value_end(lexer, from);
    *at = quoted && to < lexer->end ? to + 1 : to;
    return (struct html_slice){from, (size_t)(to - from)};
}

static const char *name_end(const struct html_lexer *lexer, const char *at)
{
    const char *p = at;
    while (p < lexer->end && !is_blank(*p) && *p != '>' && *p != '/' && (*p != '=' || p == at))
        p++;
    return p;
}

/* Reads the attributes from *at up to and past the '>'. */
static void read_attributes(const struct html_lexer *lexer, const char **at,
                            struct html_token *token)
{
    const char *p = *at;
    while (p < lexer->end && *p != '>') {
        token->closed = *p == '/';
        if (is_blank(*p) || *p == '/') {
            p++;
            continue;
        }
        struct html_attribute attribute = {.name.data = p};
        p = name_end(lexer, p);
        attribute.name.size = (size_t)(p - attribute.name.data);
        attribute.value = read_value(lexer, &p);
        if (token->n_attributes < HTML_MAX_ATTRIBUTES)
            token->attributes[token->n_attributes++] = attribute;
    }
    *at = p < lexer->end ? p + 1 : p;
}

/* The raw text of an element of that name, from lexer->at to its end tag, which is passed over. */
static struct html_slice read_raw(struct html_lexer *lexer, const struct html_token *token)
{
    struct html_slice raw = {lexer->at, (size_t)(lexer->end - lexer->at)};
    size_t n = token->name.size;
    const char *p = token->tag == HTML_plaintext ? lexer->end : lexer->at;
    for (; (p = find(lexer, p, '<')) < lexer->end; p++) {
        size_t left = (size_t)(lexer->end - p);
        if (left < n + 3 || p[1] != '/' || strncasecmp(p + 2, token->name.data, n) != 0)
            continue;
        if (!is_blank(p[n + 2]) && p[n + 2] != '>' && p[n + 2] != '/')
            continue;
        raw.size = (size_t)(p - raw.data);
        p = find(lexer, p, '>');
        break;
    }
    lexer->at = p < lexer->end ? p + 1 : p;
    return raw;
}

static void read_tag(struct html_lexer *lexer, struct html_token *token)
{
    const char *p = lexer->at + 1;
    token->type = *p == '/' ? HTML_END_TAG : HTML_START_TAG;
    if (*p == '/')
        p++;
    token->name.data = p;
    while (p < lexer->end && !is_blank(*p) && *p != '>' && *p != '/')
        p++;
    token->name.size = (size_t)(p - token->name.data);
    token->tag = html_tag_of(token->name.data, token->name.size);
    token->n_attributes = 0;
    token->closed = false;
    read_attributes(lexer, &p, token);
    lexer->at = p;
    bool raw = token->type == HTML_START_TAG && html_kinds(token->tag) & HTML_RAW;
    token->text = raw ? read_raw(lexer, token) : (struct html_slice){0};
}

bool html_next(struct html_lexer *lexer, struct html_token *token)
{
    while (lexer->at < lexer->end && *lexer->at == '<') {
        if (begins_tag(lexer, lexer->at)) {
            read_tag(lexer, token);
            return true;
        }
        const char *after = skip_markup(lexer, lexer->at);
        if (after == lexer->at)
            break;
        lexer->at = after;
    }
    if (lexer->at == lexer->end) {
        token->type = HTML_END_OF_INPUT;
        return false;
    }
    const char *to = find(lexer, lexer->at + 1, '<');
    token->type = HTML_TEXT;
    token->text = (struct html_slice){lexer->at, (size_t)(to - lexer->at)};
    lexer->at = to;
    return true;
}

struct html_slice html_attribute(const struct html_token *token, const char *name)
{
    for (size_t i = 0; i < token->n_attributes; i++)
        if (html_slice_is(token->attributes[i].name, name))
            return token->attributes[i].value;
    return (struct html_slice){0};
}

/* Names that came with HTML 5, of those that pages use in text. */
static int32_t late_entity(const char *name)
{
    static const struct {
        const char *name;
        int32_t c;
    } late[] = {
        {"apos", '\''},     {"ast", '*'},     {"ccaron", 0x10D}, {"colon", ':'},
        {"comma", ','},     {"commat", '@'},  {"dollar", '$'},   {"ecaron", 0x11B},
        {"emacr", 0x113},   {"equals", '='},  {"excl", '!'},     {"hyphen", 0x2010},
        {"lbrack", '['},    {"lowbar", '_'},  {"lpar", '('},     {"lsqb", '['},
        {"NewLine", '\n'},  {"num", '#'},     {"percnt", '%'},   {"period", '.'},
        {"plus", '+'},      {"quest", '?'},   {"rbrack", ']'},   {"rcaron", 0x159},
        {"rpar", ')'},      {"rsqb", ']'},    {"semi", ';'},     {"sol", '/'},
        {"Tab", '\t'},      {"uring", 0x16F}, {"vert", '|'},     {"zcaron", 0x17E},
        {"horbar", 0x2015}, {"omacr", 0x14D}, {"umacr", 0x16B},  {"amacr", 0x101},
    };
    for (size_t i = 0; i < sizeof late / sizeof *late; i++)
        if (strcmp(late[i].name, name) == 0)
            return late[i].c;
    return 0;
}

static int32_t named(const char *name)
{
    if (strcmp(name, "nbsp") == 0)
        return 0xA0;
    if (strcmp(name, "amp") == 0)
        return '&';
    if (strcmp(name, "quot") == 0)
        return '"';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
    return entity ? (int32_t)entity->value : late_entity(name);
}

/* What the bytes 0x80 to 0x9F mean in windows-1252, which is how "&#150;" is meant. */
static int32_t numbered(int32_t c)
{
    static const uint16_t windows[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    };
    if (c >= 0x80 && c < 0xA0)
        return windows[c - 0x80];
    bool valid = c > 0 && c < 0x110000 && (c < 0xD800 || c > 0xDFFF);
    return valid ? c : 0xFFFD;
}

/* The character that the digits after "&#" at p stand for, and *p moved past them; 0 if none. */
static int32_t read_number(const char **p, const char *end)
{
    bool hexadecimal = *p < end && (**p == 'x' || **p == 'X');
    const char *digit = *p + hexadecimal;
    int32_t c = 0;
    const char *from = digit;
    for (; digit < end && isxdigit((unsigned char)*digit); digit++) {
        if (!hexadecimal && !isdigit((unsigned char)*digit))
            break;
        int value = *digit <= '9' ? *digit - '0' : (*digit | 32) - 'a' + 10;
        c = c < 0x110000 ? c * (hexadecimal ? 16 : 10) + value : c;
    }
    if (digit == from)
        return 0;
    *p = digit;
    return numbered(c);
}

/* The same for the name after "&". Without its semicolon it only counts at a word's end. */
static int32_t read_name(const char **p, const char *end)
{
    char name[12];
    size_t n = 0;
    while (*p + n < end && n < sizeof name - 1 && isalnum((unsigned char)(*p)[n])) {
        name[n] = (*p)[n];
        n++;
    }
    name[n] = '\0';
    bool whole = *p + n == end || (!isalnum((unsigned char)(*p)[n]) && (*p)[n] != '=');
    int32_t c = n > 1 && whole ? named(name) : 0;
    if (c)
        *p += n;
    return c;
}

void html_decode(struct html_slice raw, struct tv_buffer *out)
{
    const char *p = raw.data, *end = p + raw.size;
    while (p < end) {
        const char *hit = memchr(p, '&', (size_t)(end - p));
        const char *to = hit ? hit : end;
        tv_buffer_add(out, p, (size_t)(to - p));
        if (!hit)
            return;
        p = hit + 1;
        bool number = p < end && *p == '#';
        const char *after = p + number;
        int32_t c = number ? read_number(&after, end) : read_name(&after, end);
        if (!c) {
            tv_buffer_putc(out, '&');
            continue;
        }
        char bytes[4];
        tv_buffer_add(out, bytes, tv_utf8_put(bytes, c));
        p = after < end && *after == ';' ? after + 1 : after;
    }
}
