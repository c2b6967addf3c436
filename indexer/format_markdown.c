/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown, as people write it: headings with '#' (a space behind them or not) or underlined,
 * paragraphs, lists, quotations, tables with '|', front matter. Emphasis, links and escapes lose
 * their marks and keep their text. */
#include "charset.h"
#include "extraction.h"
#include "labels.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SNIFF = 4096 }; /* bytes from which it is recognised */

struct reader {
    struct tv_extraction *x;
    struct tv_buffer paragraph; /* marks and all */
    struct tv_buffer plain;     /* without them */
    enum tv_block_type type;
    unsigned level;
    uint32_t table, row;
    bool fenced; /* within ``` */
};

/* Appends Markdown's inline text without its marks: *a*, **a**, `a`, ~~a~~ is kept whole (struck
 * out text of drafts stays visible), [a](b) is a, ![a](b) is a, <b> is left out, \* is *. */
static void add_plain(const char *s, struct tv_buffer *out)
{
    const char *start = s;
    for (; *s; s++) {
        size_t plain = strcspn(s, "\\*_`!][<");
        tv_buffer_add(out, s, plain);
        s += plain;
        if (!*s)
            return;
        if (*s == '\\' && ispunct((unsigned char)s[1])) {
            tv_buffer_putc(out, *++s);
        } else if (*s == '*' || (*s == '_' && !(s > start && isalnum((unsigned char)s[-1]) &&
                                                isalnum((unsigned char)s[1])))) {
            continue;
        } else if (*s == '`') {
            /* `` opens a quotation in texts that were typeset */
            if (s[1] == '`')
                tv_buffer_putc(out, (s++, '"'));
        } else if (*s == '!' && s[1] == '[') {
            continue;
        } else if (*s == ']' && s[1] == '(' && memchr(s, ')', strnlen(s, 2000))) {
            s = strchr(s, ')');
        } else if (*s == '[' && strstr(s, "](") &&
                   strcspn(s, "]") == (size_t)(strstr(s, "](") - s)) {
            continue;
        } else if (*s == '<' && (isalpha((unsigned char)s[1]) || s[1] == '/' || s[1] == '!') &&
                   memchr(s, '>', strnlen(s, 2000))) {
            s = strchr(s, '>');
        } else {
            tv_buffer_putc(out, *s);
        }
    }
}

static void end_block(struct reader *r)
{
    if (r->paragraph.size == 0)
        return;
    tv_buffer_clear(&r->plain);
    add_plain(r->paragraph.data, &r->plain);
    if (r->plain.size)
        tv_extraction_add(
            r->x, &(struct tv_block){.type = r->type, .level = r->level, .text = r->plain.data});
    tv_buffer_clear(&r->paragraph);
    r->type = TV_BLOCK_PARAGRAPH;
    r->level = 0;
}

static void add_heading(struct reader *r, const char *line)
{
    end_block(r);
    unsigned level = (unsigned)strspn(line, "#");
    line += level;
    size_t n = strlen(line);
    while (n && strchr("# \t", line[n - 1]))
        n--;
    r->type = TV_BLOCK_HEADING;
    r->level = level;
    tv_buffer_add(&r->paragraph, line, n);
    end_block(r);
}

/* A row of a table: the cells between '|'. Rulers (|---|) are left out. */
static void add_row(struct reader *r, char *line)
{
    end_block(r);
    if (r->row == 0)
        r->table++;
    if (strspn(line, "|-: \t") == strlen(line))
        return;
    r->row++;
    uint32_t column = 0;
    for (char *cell = line + (*line == '|'), *end; *cell; cell = end) {
        size_t n = strcspn(cell, "|");
        end = cell + n + (cell[n] != '\0');
        cell[n] = '\0';
        tv_buffer_clear(&r->plain);
        column++;
        if (strspn(cell, "-: \t") == n)
            continue; /* nothing, or a ruler */
        add_plain(cell, &r->plain);
        tv_buffer_add(&r->plain, "", 0);
        tv_extraction_add(r->x, &(struct tv_block){.type = TV_BLOCK_CELL,
                                                   .text = r->plain.data,
                                                   .table = r->table,
                                                   .row = r->row,
                                                   .column = column});
    }
}

/* "key: value" lines between two "---" at the beginning. Returns where the text goes on. */
static char *read_front_matter(struct tv_extraction *x, char *text)
{
    static const struct {
        const char *name;
        enum tv_fact_key key;
    } keys[] = {
        {"title", TV_FACT_TITLE},
        {"date", TV_FACT_DATE},
        {"author", TV_FACT_AUTHORS},
        {"authors", TV_FACT_AUTHORS},
        {"lang", TV_FACT_LANGUAGE},
        {"language", TV_FACT_LANGUAGE},
        {"symbol", TV_FACT_SYMBOL},
        {"kind", TV_FACT_KIND},
        {"state", TV_FACT_STATES},
        {"states", TV_FACT_STATES},
        {"url", TV_FACT_URL},
        {"session", TV_FACT_SESSION},
        {"publisher", TV_FACT_PUBLISHER},
    };
    char *end = strncmp(text, "---\n", 4) == 0 ? strstr(text + 4, "\n---") : NULL;
    if (!end || end - text > 8192)
        return text;
    *end = '\0';
    for (char *line = text + 4, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        char *colon = strchr(line, ':');
        if (!colon)
            continue;
        char *value = colon + 1 + strspn(colon + 1, " \"'[");
        value[strcspn(value, "\"']")] = '\0';
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (strlen(keys[i].name) == (size_t)(colon - line) &&
                strncasecmp(line, keys[i].name, (size_t)(colon - line)) == 0)
                tv_extraction_state(x, keys[i].key, TV_STATED, "front matter", value);
    }
    end += 4;
    return end + strspn(end, "-\n");
}

static void add_text_line(struct reader *r, const char *line, size_t indent)
{
    struct tv_enumerator e;
    const char *text = line + indent;
    bool bullet = (tv_bullet_at(text) || *text == '+') && text[1] == ' ';
    if (bullet || tv_enumerator_at(text, &e)) {
        end_block(r);
        r->type = bullet || indent >= 2 ? TV_BLOCK_ITEM : TV_BLOCK_PARAGRAPH;
        r->level = bullet || indent >= 2 ? (unsigned)(indent / 2 + 1) : 0;
        text += bullet ? 2 : 0;
    } else if (*text == '>') {
        text++;
    }
    if (r->paragraph.size)
        tv_buffer_putc(&r->paragraph, ' ');
    tv_buffer_puts(&r->paragraph, text);
}

static void add_line(struct reader *r, char *line)
{
    size_t indent = strspn(line, " \t\r"), n = strlen(line);
    while (n > indent && strchr(" \t\r", line[n - 1]))
        line[--n] = '\0';
    if (strncmp(line + indent, "```", 3) == 0 || n == indent) {
        end_block(r);
        r->fenced ^= n != indent;
        r->row = 0;
    } else if (!r->fenced && line[indent] == '#' && indent < 4) {
        add_heading(r, line + indent);
    } else if (!r->fenced && line[indent] == '|') {
        add_row(r, line + indent);
    } else if (!r->fenced && r->paragraph.size && (line[indent] == '=' || line[indent] == '-') &&
               n - indent >= 3 &&
               strspn(line + indent, line[indent] == '=' ? "=" : "-") == n - indent) {
        r->type = TV_BLOCK_HEADING;
        r->level = line[indent] == '=' ? 1 : 2;
        end_block(r);
    } else if (strspn(line + indent, "-*_ ") < n - indent) {
        add_text_line(r, line, indent);
    } else {
        end_block(r); /* a rule */
    }
}

/* Whether a line of the first bytes is a heading with '#'. */
static bool has_heading(const struct tv_member *member)
{
    size_t n = member->size < SNIFF ? member->size : SNIFF;
    for (size_t i = 0; i + 1 < n; i++)
        if (member->bytes[i] == '#' && (i == 0 || member->bytes[i - 1] == '\n'))
            return true;
    return false;
}

/* By its name; with a heading it is surer than a page of HTML whose tags Markdown may begin with. */
static int recognise(const struct tv_member *member)
{
    size_t n = strlen(member->path);
    if (memchr(member->bytes, 0, member->size < SNIFF ? member->size : SNIFF))
        return 0;
    if ((n > 3 && strcasecmp(member->path + n - 3, ".md") == 0) ||
        (n > 9 && strcasecmp(member->path + n - 9, ".markdown") == 0))
        return has_heading(member) ? 96 : 60;
    return 0;
}

static void replace_all(struct tv_buffer *b, char from, char to)
{
    char *end = b->data + b->size;
    for (char *p = b->data; p < end && (p = memchr(p, from, (size_t)(end - p))); p++)
        *p = to;
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    (void)err;
    struct tv_buffer text = {0};
    tv_to_utf8(member->bytes, member->size, NULL, &text);
    replace_all(&text, '\0', '\n');
    replace_all(&text, '\f', '\n');
    struct reader r = {.x = x, .type = TV_BLOCK_PARAGRAPH};
    for (char *p = read_front_matter(x, text.data); *p;) {
        size_t n = strcspn(p, "\n");
        char *next = p + n + (p[n] != '\0');
        p[n] = '\0';
        add_line(&r, p);
        p = next;
    }
    end_block(&r);
    tv_buffer_finish(&r.paragraph);
    tv_buffer_finish(&r.plain);
    tv_buffer_finish(&text);
    return true;
}

const struct tv_format tv_format_markdown = {"markdown", recognise, extract};
